"""The subnets into which a controller puts the load balancer of an ingress or a service, and the room there.

Source: docs/deploy/subnet_discovery.md of aws-load-balancer-controller v3.5 (2026-08): the subnets that an annotation
or IngressClassParams name; else those of the VPC with the role tag; else, since 2.12.1, those on the right side of an
internet gateway.  One for each zone, each with eight free addresses at least.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.budget import Budget, budget
from eks_netlint.model.kubernetes import classes, controllers
from eks_netlint.model.kubernetes.balancer_subnets import PRIVATE_ROLE, PUBLIC_ROLE
from eks_netlint.model.kubernetes.balancers import Ingress, IngressClassParams
from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.kubernetes.places import clusters_of
from eks_netlint.model.kubernetes.traffic import ALB, target_groups
from eks_netlint.model.nouns import Network, Subnet, Vpc
from eks_netlint.model.placement import zone_count
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Bounds, Cause, Fact, Known, Truth, Unknown

FREE = 8
"""Free addresses that a subnet must have for a load balancer: subnet_discovery.md, and the Elastic Load Balancing user
guide, "Subnets for your load balancer" (2026-11)."""

SHORTEST = 27
"""The longest prefix of a subnet in which an Application Load Balancer may be (same guide)."""

TAGGED = ("1", "")
CLUSTER_TAG = "kubernetes.io/cluster/"
INTERNET_FACING = "internet-facing"


@dataclass(frozen=True, slots=True)
class Places:
    """Subnets that a controller surely takes for a load balancer, or that it may take, and why that is open.

    ``named`` is how many an annotation names that are not among those of the files, None where none is named.
    """

    maker: Ingress | Service
    balancer: str
    sure: tuple[Subnet, ...] = ()
    possible: tuple[Subnet, ...] = ()
    unknown: Unknown | None = None
    named: int | None = None
    span: Span | None = None

    @property
    def every(self) -> tuple[Subnet, ...]:
        """Those that it takes and those that it may take."""
        return (*self.sure, *self.possible)


def all_places(network: Network) -> tuple[Places, ...]:
    """The places of every load balancer that a controller surely makes, worked out once."""
    key = "places of load balancers"
    known = network.answers.get(key)
    if not isinstance(known, tuple):
        known = network.answers[key] = tuple(_all(network))
    return known


def _all(network: Network) -> Iterator[Places]:
    seen: set[int] = set()
    for group in target_groups(network):
        maker = group.maker
        if isinstance(maker, Ingress | Service) and group.balancer and id(maker) not in seen:
            seen.add(id(maker))
            if group.made is Truth.YES and maker.exists is Truth.YES:
                yield _places(maker, group.balancer, network)


def _places(maker: Ingress | Service, balancer: str, network: Network) -> Places:
    scheme, named = _said(maker, "scheme", network), _said(maker, "subnets", network)
    for fact in (scheme, named):
        if isinstance(fact, Unknown):
            return Places(maker, balancer, unknown=fact)
    if isinstance(named, Known):
        return _named(maker, balancer, named, network)
    vpc = _vpc(maker, network)
    if isinstance(vpc, Unknown):
        return Places(maker, balancer, unknown=vpc)
    outside = isinstance(scheme, Known) and scheme.value == INTERNET_FACING
    return _found(maker, balancer, vpc, outside, network)


def _said(maker: Ingress | Service, word: str, network: Network) -> Fact[str] | None:
    """What an annotation, or before it the class, says; None where they say nothing."""
    if isinstance(maker, Service):
        return maker.annotations.get(f"{controllers.PREFIX}aws-load-balancer-{word}")
    params = classes.alb_class(maker, network).params
    if isinstance(params, IngressClassParams) and (said := params.settings.get(word)) is not None:
        return said
    said = maker.annotations.get(classes.PREFIX + word)
    return params if said is None and isinstance(params, Unknown) and params.cause is not Cause.OUTSIDE else said


def _named(maker: Ingress | Service, balancer: str, named: Known[str], network: Network) -> Places:
    """The subnets that are named by id or by their tag Name."""
    words = [word.strip() for word in named.value.split(",") if word.strip()]
    found = {subnet.address: subnet for word in words for subnet in network.subnets if _is_called(subnet, word)}
    why = None
    if len(found) < len(words):
        why = Unknown("the subnets that are named are not in the files", named.span, Cause.OUTSIDE)
    return Places(maker, balancer, tuple(found.values()), (), why, len(words) - len(found), named.span)


def _is_called(subnet: Subnet, word: str) -> bool:
    name = subnet.tags.known.get("Name")
    return subnet.address == word or (isinstance(name, Known) and name.value == word)


def _vpc(maker: Ingress | Service, network: Network) -> Vpc | Unknown:
    """The VPC of the cluster, where these files declare it and hence its subnets."""
    for cluster in clusters_of(maker.cluster, network):
        for subnet in cluster.subnets.known:
            vpc = subnet.vpc
            if isinstance(vpc, Vpc) and not subnet.adopted and not vpc.looked_up:
                return vpc
    return Unknown("the VPC of the cluster is not in the files", maker.span, Cause.OUTSIDE)


def _found(maker: Ingress | Service, balancer: str, vpc: Vpc, outside: bool, network: Network) -> Places:
    """The subnets that are found by tags, or by routes where none is tagged."""
    role = PUBLIC_ROLE if outside else PRIVATE_ROLE
    here = [each for each in network.subnets if isinstance(each.vpc, Vpc) and each.vpc.address == vpc.address]
    here = [each for each in here if not each.adopted and each.exists is not Truth.NO]
    answers = {each.address: _tagged(each, role, network) & each.exists for each in here}
    sure = tuple(each for each in here if answers[each.address] is Truth.YES)
    possible = tuple(each for each in here if answers[each.address] is Truth.UNSURE)
    if not sure:
        wanted = Truth.of(outside)
        by_route = [each for each in here if each.public in (wanted, Truth.UNSURE) and each not in possible]
        possible = (*possible, *by_route)
    why = next((each.tags.rest for each in possible if each.tags.rest is not None), None)
    if possible and why is None:
        why = Unknown(f"whether load balancers are put into {possible[0].address} is not known", possible[0].span)
    return Places(maker, balancer, sure, possible, why)


def _tagged(subnet: Subnet, role: str, network: Network) -> Truth:
    """Whether the controller takes the subnet by its tags: one that is tagged for other clusters only is theirs."""
    value = subnet.tags.value(role)
    if isinstance(value, Unknown):
        return Truth.UNSURE
    if value.value not in TAGGED:
        return Truth.NO
    owners = {key.removeprefix(CLUSTER_TAG) for key in subnet.tags.known if key.startswith(CLUSTER_TAG)}
    names = {cluster.name.value for cluster in network.clusters if isinstance(cluster.name, Known)}
    return Truth.YES if not owners or owners & names else Truth.UNSURE


@dataclass(frozen=True, slots=True)
class Crowded:
    """A subnet in which load balancers of ``makers`` find too little room: ``free`` beside all that is planned.

    ``small`` says that its range is too small for an Application Load Balancer, whatever else is in it.
    """

    makers: tuple[Ingress | Service, ...]
    budget: Budget
    free: Bounds
    small: bool


def crowded(subnet: Subnet, network: Network) -> Crowded | Unknown | None:
    """Whether load balancers that controllers put into the subnet find eight free addresses there."""
    takes = [each for each in all_places(network) if any(one.address == subnet.address for one in each.sure)]
    maybe = [each for each in all_places(network) if any(one.address == subnet.address for one in each.possible)]
    if not takes and not maybe:
        return None
    made = budget(subnet, network)
    if made.exceeds() is Truth.YES:
        return None  # that is another fault
    free, cidr = made.free(), subnet.cidr
    small = isinstance(cidr, Known) and cidr.value.prefixlen > SHORTEST and any(_is_alb(each) for each in takes)
    found = Crowded(tuple(each.maker for each in takes), made, free, small)
    if takes and (small or (free.high is not None and free.high < FREE)):
        return found if small or not _told_elsewhere(made, takes) else None
    if free.low >= FREE and isinstance(cidr, Known):
        return None
    doubts = (*(each.unknown for each in maybe), *made.unknowns("maximum"), subnet.unsure)
    return next((each for each in doubts if each is not None), None)


def _told_elsewhere(made: Budget, takes: list[Places]) -> bool:
    """Whether a subnet with the same takers answers for this one."""
    leader = made.leader
    if leader is None or leader.address == made.subnet.address:
        return False
    return any(one.address == leader.address for each in takes for one in each.sure)


def _is_alb(places: Places) -> bool:
    return places.balancer == ALB


@dataclass(frozen=True, slots=True)
class OneZone:
    """Subnets of one zone at most, where an Application Load Balancer takes two; ``makers`` are all that find no more.

    ``named`` says that an annotation names a single subnet.
    """

    subnets: tuple[Subnet, ...]
    makers: tuple[Ingress | Service, ...]
    named: bool = False
    span: Span | None = None


def one_zone(ingress: Ingress, network: Network) -> OneZone | Unknown | None:
    """Whether the load balancer of an ingress finds subnets in fewer than two zones.

    Of several ingresses that find the same subnets the first answers for all.
    """
    mine = next((each for each in all_places(network) if each.maker is ingress and _is_alb(each)), None)
    if mine is None:
        return None
    if mine.named is not None:
        if len(mine.sure) + mine.named == 1:
            return OneZone(mine.sure, (ingress,), True, mine.span)
        few = zone_count(mine.sure).high == 1 and mine.named == 0
        return OneZone(mine.sure, (ingress,), False, mine.span) if few else mine.unknown
    if not mine.every and mine.unknown is not None:
        return mine.unknown
    zones = zone_count(mine.sure)
    if zones.low > 1:
        return None
    if zone_count(mine.every).high not in (0, 1) or mine.unknown is not None:
        return _zones_open(mine.every) if mine.unknown is None else mine.unknown
    more = None if network.routing is None else network.routing.endpoints.rest
    if more is not None:
        return more  # a module that cannot be read may make subnets, too
    alike = [each for each in all_places(network) if _is_alb(each) and each.named is None and each.unknown is None]
    alike = [each for each in alike if each.every == mine.every]
    found = OneZone(mine.every, tuple(each.maker for each in alike) or (ingress,))
    return found if found.makers[0] is ingress else None


def _zones_open(subnets: tuple[Subnet, ...]) -> Unknown:
    """Why it is open in how many zones subnets are."""
    zone = next((each.zone for each in subnets if isinstance(each.zone, Unknown)), None)
    return Unknown("in how many zones the subnets are is not known", subnets[0].span) if zone is None else zone
