"""How evenly the addresses of a node group's zones are spread."""

from __future__ import annotations

from eks_netlint.model.nouns import NodeGroup, Subnet
from eks_netlint.model.placement import distinct, same_zone
from eks_netlint.model.supply import usable_addresses
from eks_netlint.records import dataclass
from eks_netlint.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Imbalance:
    """Addresses of a group's smallest and largest zone; ``where`` is a subnet of the largest."""

    smallest: int
    largest: int
    where: Subnet


def imbalance(group: NodeGroup, subnet: Subnet) -> Imbalance | Unknown | None:
    """The sizes of the group's zones, answered at the first subnet of its smallest zone and else None.

    Unknown where a subnet's range or zone is not known.
    """
    subnets = distinct(group.subnets.known)
    if not any(each.address == subnet.address for each in subnets):
        return None
    zones: list[list[Subnet]] = []
    for each in subnets:
        answers = [same_zone(each, zone[0]) for zone in zones]
        if Truth.UNSURE in answers or isinstance(each.cidr, Unknown):
            doubt = each.cidr if isinstance(each.cidr, Unknown) else _zone_doubt(each)
            return doubt if subnet.address == subnets[0].address else None
        if Truth.YES in answers:
            zones[answers.index(Truth.YES)].append(each)
        else:
            zones.append([each])
    sizes = [_addresses(zone) for zone in zones]
    smallest = zones[sizes.index(min(sizes))]
    if len(zones) < 2 or smallest[0].address != subnet.address:
        return None
    return Imbalance(min(sizes), max(sizes), zones[sizes.index(max(sizes))][0])


def _addresses(zone: list[Subnet]) -> int:
    return sum(usable_addresses(each.cidr.value) for each in zone if isinstance(each.cidr, Known))


def _zone_doubt(subnet: Subnet) -> Unknown:
    if isinstance(subnet.zone, Unknown):
        return subnet.zone
    return Unknown(f"whether {subnet.address} shares a zone with others is not in the files", subnet.span)
