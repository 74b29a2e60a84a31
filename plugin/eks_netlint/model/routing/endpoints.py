"""VPC endpoints of the services that nodes and pods need: do names lead to them, and do they answer."""

from __future__ import annotations

from eks_netlint.model.nouns import Network, NodeGroup, Subnet, Vpc
from eks_netlint.model.proof import Ports
from eks_netlint.model.routing.egress import FOR_ROLES, TO_JOIN, groups_in, possible_hosts
from eks_netlint.model.routing.nouns import INTERFACE_TYPE, Endpoint, Routing
from eks_netlint.model.routing.ways import to_internet
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown, first_of

NEEDED = frozenset((*TO_JOIN, FOR_ROLES, "eks", "eks-auth", "elasticloadbalancing", "logs", "autoscaling", "ssm"))
"""Services that nodes or what runs on them ask (Amazon EKS user guide, "Private clusters", 2026-11)."""

HTTPS = Ports("tcp", 443, 443)


@dataclass(frozen=True, slots=True)
class Unnamed:
    """An endpoint to which no name leads; ``only_way``: nodes of the subnet have no default route besides."""

    service: str
    subnet: Subnet
    only_way: bool


def unnamed(endpoint: Endpoint, network: Network) -> Unnamed | Unknown | None:
    """Whether an interface endpoint that nodes need has no private DNS, nor another of its service."""
    routing = network.routing or Routing()
    service = _asked_for(endpoint)
    if service is None or isinstance(service, Unknown):
        return service
    names = endpoint.private_dns
    if isinstance(names, Known) and names.value:
        return None
    subnet = _with_nodes(endpoint, network)
    if subnet is None or isinstance(subnet, Unknown):
        return subnet
    others = [each for each in routing.endpoints.known if each.address != endpoint.address]
    for other in others:
        if _apart(other, endpoint) or (isinstance(other.service, Known) and other.service.value != service):
            continue
        if isinstance(other.private_dns, Unknown):
            return other.private_dns
        if other.private_dns.value or service == "s3":  # a gateway endpoint serves the names
            return None
    if isinstance(names, Unknown):
        return names
    if routing.private_zones:
        return Unknown("a hosted zone may hold the names of the service", endpoint.span)
    if endpoint.exists is not Truth.YES:
        return endpoint.unsure
    return Unnamed(service, subnet, to_internet(subnet, network).there is Truth.NO)


def _apart(one: Endpoint, other: Endpoint) -> bool:
    """Whether two endpoints are surely of two VPCs."""
    known = isinstance(one.vpc, Vpc) and isinstance(other.vpc, Vpc)
    return known and one.vpc != other.vpc


def _asked_for(endpoint: Endpoint) -> str | Unknown | None:
    """The service, where it is an interface endpoint of one that nodes need."""
    if isinstance(endpoint.kind, Known) and endpoint.kind.value != INTERFACE_TYPE:
        return None
    service: Fact[str] = endpoint.service
    if isinstance(service, Known):
        if service.value not in NEEDED:
            return None
        return service.value if isinstance(endpoint.kind, Known) else endpoint.kind
    return service


def _with_nodes(endpoint: Endpoint, network: Network) -> Subnet | Unknown | None:
    """A subnet with nodes in the VPC of the endpoint."""
    if isinstance(endpoint.vpc, Unknown):
        return endpoint.vpc if network.node_groups else None
    doubt: Unknown | None = None
    for subnet in network.subnets:
        there = groups_in(subnet, network)
        if isinstance(subnet.vpc, Unknown):
            doubt = first_of(doubt, subnet.vpc if there else possible_hosts(subnet, network, fargate=False))
        elif subnet.vpc.address == endpoint.vpc.address:
            if there:
                return subnet
            doubt = first_of(doubt, possible_hosts(subnet, network, fargate=False))
    return doubt


@dataclass(frozen=True, slots=True)
class Closed:
    """Who does not reach an endpoint, and why not, in words."""

    who: str
    why: str


def closed(endpoint: Endpoint, network: Network) -> Closed | Unknown | None:
    """Nodes or pods of the VPC that an endpoint's security groups keep out on port 443."""
    service = _asked_for(endpoint)
    if service is None or (isinstance(endpoint.private_dns, Known) and not endpoint.private_dns.value):
        return None
    where = _with_nodes(endpoint, network)
    if where is None or isinstance(where, Unknown):
        return where
    for fact in (service, endpoint.private_dns):
        if isinstance(fact, Unknown):
            return fact
    doubt: Unknown | None = None
    for group in network.node_groups:
        if not _lies_in(group, endpoint):
            continue
        found = _kept_out(group, endpoint, network)
        if isinstance(found, Closed):
            return found if endpoint.exists is Truth.YES and group.exists is Truth.YES else endpoint.unsure
        doubt = found if doubt is None else doubt
    return doubt


def _lies_in(group: NodeGroup, endpoint: Endpoint) -> bool:
    vpcs = [subnet.vpc for subnet in group.subnets.known if isinstance(subnet.vpc, Vpc)]
    return isinstance(endpoint.vpc, Vpc) and any(vpc.address == endpoint.vpc.address for vpc in vpcs)


def _kept_out(group: NodeGroup, endpoint: Endpoint, network: Network) -> Closed | Unknown | None:
    from eks_netlint.model.security.admission import admits  # of which only EKN508 asks here
    from eks_netlint.model.security.nouns import INGRESS
    from eks_netlint.model.security.parties import Party, nodes, pods

    at_endpoint = Party(endpoint.address, endpoint.groups, (), endpoint.subnets, spread=False, span=endpoint.span)
    doubt: Unknown | None = None
    for party in (nodes(group, network), *pods(group, network)):
        step = admits(INGRESS, at_endpoint, party, HTTPS, network)
        if step is not None and step.passes is Truth.NO:
            return Closed(party.name, step.text)
        if step is not None and step.passes is Truth.UNSURE and doubt is None:
            doubt = Unknown(step.text, step.span) if step.unknown is None else step.unknown
    return doubt
