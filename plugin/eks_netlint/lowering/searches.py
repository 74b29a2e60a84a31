"""Subnets that a data source looks for among subnets of the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase

from eks_netlint.lowering import read, zones
from eks_netlint.model.nouns import Members, Subnet, Vpc
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Fields, Known, Reference, Truth, Unknown, Value

_ZONE_FILTERS = ("availability-zone", "availabilityZone", "availability-zone-id", "availabilityZoneId")
"""Filters by zone name and by zone id (EC2 API DescribeSubnets, 2026-11)."""


def found_among(source: Resource, subnets: Callable[[Value | Absent], Members[Subnet]]) -> Members[Subnet] | None:
    """What ``data.aws_subnets`` finds where it filters by known ids: those that pass every filter.

    ``subnets`` tells who is meant by a list of ids.  None where the ids to look among are not known.
    """
    filters = read.blocks(source.get("filter"))
    given = [each.get("values") for each in filters.known if _name(each) == "subnet-id"]
    if len(given) != 1:
        return None
    among = subnets(given[0])
    if among.rest is not None or not among.known:
        return None
    others = [each for each in filters.known if _name(each) != "subnet-id"]
    open_ended = filters.rest is not None or not read.empty(source.get("tags"))
    sure: list[Subnet] = []
    possible: list[Subnet] = []
    for subnet in among.known:
        passes = Truth.UNSURE if open_ended else Truth.YES
        for each in others:
            passes = passes & _passes(subnet, each)
        if passes is not Truth.NO:
            (sure if passes is Truth.YES else possible).append(subnet)
    rest = Unknown(f"which subnets {source.address} finds is not known", source.span) if possible else None
    return Members(tuple(sure), rest, source.span, tuple(possible))


def found_in_vpc(source: Resource, vpc: Vpc, declared: Iterable[Subnet]) -> Members[Subnet] | None:
    """What ``data.aws_subnets`` finds in a VPC that the same files declare.

    Terraform reads such a data source once the VPC is there.  Only those subnets are there for sure by then that
    ``depends_on`` names, by their block or their module: None where it names none of those that pass.
    """
    filters = read.blocks(source.get("filter"))
    others = [each for each in filters.known if _name(each) != "vpc-id"]
    sure: list[Subnet] = []
    possible: list[Subnet] = []
    for subnet in declared:
        passes = _inside(subnet, vpc) & _tagged(subnet, source.get("tags"))
        for each in others:
            passes = passes & _passes(subnet, each)
        certain = passes is Truth.YES and subnet.exists is Truth.YES and filters.rest is None
        if certain and _waited_for(source, subnet.address):
            sure.append(subnet)
        elif passes is not Truth.NO and subnet.exists is not Truth.NO:
            possible.append(subnet)
    if not sure:
        return None
    rest = Unknown(f"which subnets {source.address} finds is not known", source.span) if possible else None
    return Members(tuple(sure), rest, source.span, (*sure, *possible) if possible else ())


def vpc_wanted(source: Resource) -> Value | None:
    """The only VPC that a data source looks in, None where it does not say or says several."""
    if source.type == "aws_subnet_ids":
        wanted = source.get("vpc_id")
        return None if isinstance(wanted, Absent) or read.nothing(wanted) else wanted
    filters = read.blocks(source.get("filter"))
    given = [read.members(each.get("values")) for each in filters.known if _name(each) == "vpc-id"]
    if len(given) != 1 or given[0].rest is not None or len(given[0].known) != 1:
        return None
    return given[0].known[0]


def _inside(subnet: Subnet, vpc: Vpc) -> Truth:
    if isinstance(subnet.vpc, Unknown):
        # an id that is written is not that of a VPC yet to be made
        literal = isinstance(subnet.vpc, Reference) and subnet.vpc.cause is Cause.OTHER and subnet.vpc.solid
        return Truth.NO if literal else Truth.UNSURE
    return Truth.of(subnet.vpc.address == vpc.address)


def _waited_for(source: Resource, address: str) -> bool:
    """Whether ``depends_on`` names the block, or the module, that the address belongs to."""
    before = f"{source.module}." if source.module else ""
    names = (before + each for each in source.depends_on)
    return any(address.startswith(name) and address[len(name) : len(name) + 1] in ("", ".", "[") for name in names)


def _tagged(subnet: Subnet, wanted: Value | Absent) -> Truth:
    """Whether the subnet has all of these tags."""
    if isinstance(wanted, Absent) or read.empty(wanted):
        return Truth.YES
    tags = read.tags(wanted)
    answer = Truth.YES if tags.rest is None and not tags.heads else Truth.UNSURE
    for key, value in tags.known.items():
        answer &= _has_tag(subnet, key, (value,))
    return answer


def _has_tag(subnet: Subnet, key: str, values: Iterable[Value]) -> Truth:
    """Whether a tag has one of the values, ``*`` and ``?`` standing for any characters.

    One that is not written may still be there: the provider may add it to everything.
    """
    if subnet.tags.has(key) is not Truth.YES:
        return Truth.UNSURE
    found = subnet.tags.value(key)
    answer = Truth.NO
    for value in values:
        if isinstance(value, Known) and isinstance(found, Known):
            answer |= Truth.of(fnmatchcase(str(found.value), str(value.value).replace("[", "[[]")))
        else:
            answer |= Truth.UNSURE
    return answer


def _name(search: Fields) -> str | None:
    name = search.get("name")
    return name.value if isinstance(name, Known) and isinstance(name.value, str) else None


def _passes(subnet: Subnet, search: Fields) -> Truth:
    """Whether a subnet passes one filter; those by zone and by tag are understood."""
    name = _name(search) or ""
    if name.startswith("tag:"):
        wanted = read.members(search.get("values"))
        return _has_tag(subnet, name[4:], wanted.known) if wanted.rest is None else Truth.UNSURE
    if name not in _ZONE_FILTERS or isinstance(subnet.zone, Unknown):
        return Truth.UNSURE
    wanted = read.members(search.get("values"))
    answer = Truth.NO if wanted.rest is None else Truth.UNSURE
    for value in wanted.known:
        by_id = name.lower().endswith("id")
        zone = zones.zone(Absent(), value) if by_id else zones.zone(value, Absent())
        answer |= Truth.UNSURE if isinstance(zone, Unknown) else zone.value.same(subnet.zone.value)
    return answer
