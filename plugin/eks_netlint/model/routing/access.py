"""Whether nodes get to the API server where only its public endpoint is on and not everybody is let in.

Nodes ask from the address of the NAT gateway that carries them, or from their own public one.  AWS chooses these
addresses when they are made, so that files hardly ever say that one of them is listed or not; but they do say how many
there are, and how many the list has room for.
"""

from __future__ import annotations

from ipaddress import IPv4Network

from eks_netlint.model.nouns import Admitted, Cluster, FargateProfile, Network, NodeGroup
from eks_netlint.model.routing.egress import by_internet_gateway, hosts, possible_hosts
from eks_netlint.model.routing.nats import nat_of
from eks_netlint.model.routing.nouns import NatGateway, Range
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Cause, Known, Truth, Unknown, first_of

_PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
"""RFC 1918 and RFC 6598: no elastic address is of these."""


@dataclass(frozen=True, slots=True)
class ShutOut:
    """More addresses from which nodes ask than the list has room for.

    ``senders`` are their owners, not listed themselves: how many addresses each has, in words and in number.
    """

    senders: tuple[tuple[str, int, Span], ...]
    room: int

    @property
    def needed(self) -> int:
        """Addresses from which nodes ask."""
        return sum(number for _, number, _ in self.senders)


def shut_out(cluster: Cluster, network: Network) -> ShutOut | Unknown | None:
    """Nodes of the cluster that its public endpoint keeps out, None where they all get in or nobody is kept out."""
    listed = cluster.admitted
    if listed is None or cluster.adopted or network.routing is None or _private(cluster) is Truth.YES:
        return None
    senders, doubt = _senders(cluster, network)
    if isinstance(listed, Unknown):
        return listed if senders or doubt is not None else None
    senders = [sender for sender in senders if not _listed(sender, listed)]
    if not senders:
        return doubt
    found = ShutOut(tuple(_counted(each) for each in senders), _room(listed))
    doubts = (listed.ranges.rest, cluster.endpoint_private, cluster.endpoint_public)
    missing = next((each for each in doubts if isinstance(each, Unknown)), None)
    if found.needed > found.room and missing is None:
        return found
    why = f"whether the address of {senders[0].address} is listed shows only when it is made"
    return first_of(missing, doubt, Unknown(why, senders[0].span, Cause.APPLY))


def _private(cluster: Cluster) -> Truth:
    """Whether nodes ask another endpoint than the public one."""
    private = cluster.endpoint_private
    return Truth.UNSURE if isinstance(private, Unknown) else Truth.of(private.value)


def _senders(cluster: Cluster, network: Network) -> tuple[list[NatGateway | NodeGroup], Unknown | None]:
    """NAT gateways that carry nodes of the cluster, and groups whose nodes all have public addresses of their own."""
    nats: dict[str, NatGateway] = {}
    doubt: Unknown | None = None
    public: list[NodeGroup] = []
    for subnet in network.subnets:
        who = _of(cluster, hosts(subnet, network))
        maybe = None if who else possible_hosts(subnet, network)
        if not who and maybe is None:
            continue
        found = nat_of(subnet, network)
        if isinstance(found, NatGateway) and who and found.exists is Truth.YES:
            nats[found.address] = found
        elif found is not None:
            doubt = first_of(doubt, found if isinstance(found, Unknown) else None, maybe)
    for group in network.node_groups:
        if group.exists is Truth.NO:
            continue
        if isinstance(group.cluster, Unknown):
            doubt = first_of(doubt, group.cluster)
        elif _of(cluster, (group,)):
            stand = _in_public(group, network)
            if stand is Truth.YES:
                public.append(group)
            elif stand is Truth.UNSURE:
                why = f"whether all nodes of {group.address} have public addresses of their own is not known"
                doubt = first_of(doubt, Unknown(why, group.span))
    return [*nats.values(), *public], doubt


def _in_public(group: NodeGroup, network: Network) -> Truth:
    """Whether each node of a group asks from a public address of its own; unsure where only some may."""
    told = group.subnets.rest is None or bool(group.subnets.within)
    among = (*group.subnets.known, *group.subnets.within) if told else network.subnets
    ways = [by_internet_gateway(subnet, network) for subnet in among]
    if told and ways and all(way is Truth.YES for way in ways):
        return Truth.YES
    return Truth.UNSURE if Truth.YES in ways else Truth.NO


def _of(
    cluster: Cluster, who: tuple[NodeGroup | FargateProfile, ...]
) -> tuple[NodeGroup | FargateProfile, ...]:
    return tuple(each for each in who if isinstance(each.cluster, Cluster) and each.cluster.address == cluster.address)


def _listed(sender: NatGateway | NodeGroup, listed: Admitted) -> bool:
    """Whether its address is written in the list, or may be."""
    if isinstance(sender, NodeGroup):
        return False
    if sender.addresses.rest is not None and listed.things:
        return True
    return sender.address in listed.things or any(each in listed.things for each in sender.addresses.known)


def _counted(sender: NatGateway | NodeGroup) -> tuple[str, int, Span]:
    if isinstance(sender, NatGateway):
        return sender.address, 1, sender.span
    size = sender.max_size
    sure = sender.exists is Truth.YES and isinstance(size, Known)
    return f"nodes of {sender.address}", size.value if sure and isinstance(size, Known) else 0, sender.span


def _room(listed: Admitted) -> int:
    """How many addresses of the list may be those of NAT gateways and nodes: private ones are not."""
    ranges = {each.value for each in listed.ranges.known if each.value.version == 4}
    public = [each for each in ranges if not any(_within(each, private) for private in _PRIVATE)]
    return sum(each.num_addresses for each in public) + listed.singles


def _within(inner: Range, outer: Range) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version
