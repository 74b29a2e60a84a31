"""In which subnets the controllers put load balancers, as far as role tags say.

Source: docs/deploy/subnet_discovery.md of aws-load-balancer-controller v3.5 (2026-08): subnets with the role tag; since
2.12.1, where none has it, those that reach an internet gateway, or none.  EKS Auto Mode wants the tags (EKS user guide,
auto-configure-alb, 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import version_at_least
from eks_netlint.model.kubernetes import controllers
from eks_netlint.model.kubernetes.balancers import Controller, Ingress
from eks_netlint.model.kubernetes.classes import PREFIX
from eks_netlint.model.kubernetes.nouns import Object, Service
from eks_netlint.model.kubernetes.traffic import target_groups
from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.placement import same_vpc, same_zone
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown

PUBLIC_ROLE, PRIVATE_ROLE = "kubernetes.io/role/elb", "kubernetes.io/role/internal-elb"

_BY_REACHABILITY = "1.13.0"
"""The chart that brought discovery by reachability to everybody: 1.13 installs 2.13."""


@dataclass(frozen=True, slots=True)
class Untagged:
    """A subnet in which no load balancer is put for want of a role tag, in words; ``tagged`` are those that have it."""

    what: str
    tagged: tuple[Subnet, ...] = ()
    maker: Object | None = None


def untagged(subnet: Subnet, network: Network) -> Untagged | Unknown | None:
    """Whether the subnet lacks the role tag although load balancers could use it."""
    kubernetes = network.kubernetes
    if subnet.adopted or kubernetes is None or not kubernetes.controllers:
        return None
    if subnet.public is Truth.UNSURE:
        return None
    role = PUBLIC_ROLE if subnet.public is Truth.YES else PRIVATE_ROLE
    own = subnet.tags.has(role)
    if own is Truth.YES:
        return None
    peers = tuple(_peers(subnet, network))
    answers = [peer.tags.has(role) for peer in peers]
    tagged = tuple(peer for peer, answer in zip(peers, answers, strict=True) if answer is Truth.YES)
    if own is Truth.UNSURE or (not tagged and Truth.UNSURE in answers):
        why = Unknown(f"whether subnets are tagged {role} is not known", subnet.span)
        return why if subnet.tags.rest is None else subnet.tags.rest
    if tagged:
        return _zone_left_out(subnet, tagged, len(peers), role)
    return _none_tagged(subnet, peers, role, network)


def _peers(subnet: Subnet, network: Network) -> Iterator[Subnet]:
    """The subnets on the same side of the same VPC, this one included."""
    for other in network.subnets:
        if not other.adopted and other.public is subnet.public and same_vpc(subnet, other) is Truth.YES:
            yield other


def _zone_left_out(subnet: Subnet, tagged: tuple[Subnet, ...], number: int, role: str) -> Untagged | None:
    if any(same_zone(subnet, one) is not Truth.NO for one in tagged):
        return None
    side = "public" if role == PUBLIC_ROLE else "private"
    zone = f" {subnet.zone.value}" if isinstance(subnet.zone, Known) else ""
    what = (
        f"{len(tagged)} of {number} {side} subnets are tagged {role}, none of them in zone{zone}: "
        "load balancers are not put there, and targets in that zone get no traffic"
    )
    return Untagged(what, tagged)


def _none_tagged(subnet: Subnet, peers: tuple[Subnet, ...], role: str, network: Network) -> Untagged | None:
    """No subnet has the tag, a controller needs it, and some load balancer is to be on this side."""
    if not peers or peers[0].address != subnet.address or network.kubernetes is None:
        return None
    needing = next((one for one in network.kubernetes.controllers if _needs_tags(one)), None)
    maker = next(_on_side(role, network), None)
    if needing is None or maker is None:
        return None
    chart = needing.version.value if isinstance(needing.version, Known) else None
    version = "" if chart is None else f" (chart {chart})"
    side = "public" if role == PUBLIC_ROLE else "private"
    what = f"none of {len(peers)} {side} subnets is tagged {role}, by which {needing.product}{version} finds them"
    return Untagged(what, maker=maker)


def _needs_tags(one: Controller) -> bool:
    if one.exists is not Truth.YES:
        return False
    return one.product == controllers.AUTO_MODE or version_at_least(one.version, _BY_REACHABILITY) is Truth.NO


def _on_side(role: str, network: Network) -> Iterator[Object]:
    """Ingresses and Services whose load balancer looks for subnets of this role."""
    wanted = "internet-facing" if role == PUBLIC_ROLE else "internal"
    for group in target_groups(network):
        maker = group.maker
        if group.made is not Truth.YES or not isinstance(maker, Ingress | Service) or not group.balancer:
            continue
        prefix = PREFIX if isinstance(maker, Ingress) else controllers.PREFIX + "aws-load-balancer-"
        scheme, subnets = maker.annotations.get(f"{prefix}scheme"), maker.annotations.get(f"{prefix}subnets")
        said = "internal" if scheme is None else scheme.value if isinstance(scheme, Known) else ""
        if subnets is None and said == wanted and maker.exists is Truth.YES:
            yield maker
