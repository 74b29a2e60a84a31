"""What nodes need of the network ACL of their subnets."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.proof import Ports
from eks_netlint.model.routing.acls import passage
from eks_netlint.model.routing.egress import groups_in, possible_hosts
from eks_netlint.model.routing.nouns import Acl, Range, Routing
from eks_netlint.model.routing.ways import EVERYWHERE, REPLIES, to_internet
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown

LINUX = Ports("tcp", *REPLIES)
RANDOM = Ports("tcp", 1024, 65535)
"""Source ports of connections that the CNI masks: picked at random (AWS_VPC_K8S_CNI_RANDOMIZESNAT, README v1.23.1)."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """What an ACL drops, where that is decided; ``sometimes`` where it depends on the port that is picked."""

    what: str
    subnet: Subnet
    span: Span | None
    sometimes: bool = False


def dropped(acl: Acl, network: Network) -> Dropped | Unknown | None:
    """What nodes behind the ACL miss first: the internet where a route leads there, their VPC's names."""
    routing = network.routing or Routing()
    doubt: Unknown | None = None
    for subnet in network.subnets:
        theirs = routing.acl_of.get(subnet.address)
        if not isinstance(theirs, Acl) or theirs.address != acl.address:
            continue
        sure = bool(groups_in(subnet, network)) and acl.exists is Truth.YES and subnet.exists is Truth.YES
        why = None if sure else possible_hosts(subnet, network, fargate=False)
        if not sure and why is None:
            continue
        found = _first(acl, subnet, network)
        if isinstance(found, Dropped) and sure:
            return found
        doubt = doubt if doubt is not None or found is None else (found if isinstance(found, Unknown) else why)
    return doubt


def _first(acl: Acl, subnet: Subnet, network: Network) -> Dropped | Unknown | None:
    doubt: Unknown | None = None
    for egress, ports, range_, what, sometimes in _needs(subnet, network):
        found = passage(acl, egress, ports, range_)
        if found.all is Truth.NO:
            return Dropped(what, subnet, found.span, sometimes) if doubt is None else doubt
        if found.all is Truth.UNSURE and doubt is None:
            why = Unknown("what the network ACL lets pass is not known", found.span)
            doubt = why if found.unknown is None else found.unknown
    return doubt


def _needs(subnet: Subnet, network: Network) -> Iterator[tuple[bool, Ports, Range, str, bool]]:
    """What must pass: direction, ports, the other end, in words, and whether it fails now and then only."""
    if to_internet(subnet, network).there is Truth.YES:
        yield True, Ports("tcp", 443, 443), EVERYWHERE, "tcp 443 out to the internet", False
        yield False, LINUX, EVERYWHERE, f"replies on tcp {LINUX.low}-{LINUX.high} in from the internet", False
        yield False, RANDOM, EVERYWHERE, f"some replies on tcp {RANDOM.low}-{RANDOM.high} in from the internet", True
    if isinstance(subnet.cidr, Known):
        near = subnet.cidr.value
        for other in network.subnets:
            if other.address != subnet.address and groups_in(other, network) and isinstance(other.cidr, Known):
                near = other.cidr.value
                yield True, Ports("udp", 53, 53), near, f"udp 53 out to nodes in {near}", False
                yield False, Ports("tcp", 10250, 10250), near, f"tcp 10250 in from {near}", False
                break
