"""The route that a subnet lacks, written as Terraform in the style of the file it belongs to.

Routes in blocks of a table and routes of their own do not go together (registry.terraform.io hashicorp/aws v6,
aws_route_table, 2026-11): a table with such blocks gets one more, any other an ``aws_route``.  A subnet on the main
table that AWS makes is associated with a table of the VPC that leads there, where there is one.
"""

from __future__ import annotations

from collections.abc import Iterable

from eks_netlint.model.nouns import Network, Noun, Subnet, Vpc
from eks_netlint.model.placement import same_zone
from eks_netlint.model.routing.nats import hidden
from eks_netlint.model.routing.nouns import (
    EGRESS_ONLY,
    INTERNET,
    NAT,
    PEERING,
    PUBLIC,
    ZONAL,
    NatGateway,
    Range,
    Route,
    RouteTable,
    Routing,
)
from eks_netlint.model.routing.ways import EVERYWHERE, way_out
from eks_netlint.patterns import pattern
from eks_netlint.rules import Fix, stacks
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown

_ARGUMENTS = {NAT: "nat_gateway_id", INTERNET: "gateway_id", EGRESS_ONLY: "egress_only_gateway_id",
              PEERING: "vpc_peering_connection_id"}  # fmt: skip
_MODULE = pattern(r"^((?:module\.[^.\[]+(?:\[[^\]]*\])?\.)*)(.*)$")
_MAIN = ".default_route_table_id"
_VPC_MODULE = "terraform-aws-modules/vpc/aws"
_SWITCH = "enable_nat_gateway"


def ways_out(subnets: Iterable[Subnet], kind: str, network: Network, range_: Range = EVERYWHERE) -> tuple[Fix, ...]:
    """What leads all of the subnets to a gateway of the kind, each text once; nothing where one cannot be led."""
    found: dict[tuple[str, str, int], Fix] = {}
    for subnet in subnets:
        fixes = _way_out(subnet, kind, network, range_)
        if not fixes:
            return ()
        found.update({(fix.text, fix.block.path, fix.block.start): fix for fix in fixes})
    return tuple(found.values())


def _way_out(subnet: Subnet, kind: str, network: Network, range_: Range) -> tuple[Fix, ...]:
    routing = network.routing or Routing()
    table = routing.table(subnet)
    if isinstance(table, Unknown) or table.adopted or isinstance(subnet.vpc, Unknown):
        return ()
    if _from_module(table) is not None:
        return _switched_on(table, kind)
    if table.address.endswith(_MAIN):
        other = _leading(subnet, subnet.vpc, kind, range_, network)
        if other is not None:
            return _associated(subnet, other)
    target = _target(subnet, subnet.vpc, kind, network)
    if target is not None and table.address.endswith(_MAIN):
        return _own_table(subnet, subnet.vpc, target, kind, range_)
    if target is not None:
        return _routed(table, target, kind, range_, network)
    return _with_gateway(table, subnet, network) if kind == NAT and not table.address.endswith(_MAIN) else ()


def _from_module(table: RouteTable) -> Span | None:
    """The call of the VPC module that makes the table."""
    called = table.span.text.startswith("module") and f'"{_VPC_MODULE}"' in table.span.text
    return table.span if called else None


def _switched_on(table: RouteTable, kind: str) -> tuple[Fix, ...]:
    """The argument that makes the module lead its private subnets to NAT gateways."""
    private = table.address.split("[")[0].endswith("aws_route_table.private")
    if kind != NAT or not private or _SWITCH in table.span.text:
        return ()
    return (Fix(f"{_SWITCH} = true", table.span, inside=True),)


def _leading(subnet: Subnet, vpc: Vpc, kind: str, range_: Range, network: Network) -> RouteTable | None:
    """A table of the VPC that surely leads there, that of the subnet's own zone first."""
    routing = network.routing or Routing()
    every = [table for table in routing.tables if not table.adopted and not table.address.endswith(_MAIN)]
    here = [table for table in every if isinstance(table.vpc, Vpc) and table.vpc.address == vpc.address]
    ways = ((table, way_out(table, range_)) for table in here if table.exists is Truth.YES)
    found = [table for table, way in ways if way.there is Truth.YES and way.kind == kind]
    beside = [each for each in network.subnets if same_zone(each, subnet) is Truth.YES]
    near = {table.address for each in beside if isinstance(table := routing.table(each), RouteTable)}
    return next((table for table in found if table.address in near), found[0] if found else None)


def _associated(subnet: Subnet, table: RouteTable) -> tuple[Fix, ...]:
    module = _module(subnet)
    own, other = _spelled(subnet, module), _spelled(table, module)
    if own is None or other is None:
        return ()
    lines = [("subnet_id", f"{own}.id"), ("route_table_id", f"{other}.id")]
    return (_resource("aws_route_table_association", f"{_title(subnet)}_way_out", lines, subnet.span),)


def _own_table(subnet: Subnet, vpc: Vpc, target: Noun, kind: str, range_: Range) -> tuple[Fix, ...]:
    """A table of the subnet's own: a route in the main one would lead every subnet there that has no other table."""
    module = _module(subnet)
    own, home, other = (_spelled(each, module) for each in (subnet, vpc, target))
    if own is None or home is None or other is None:
        return ()
    name = f"{_title(subnet)}_way_out"
    block = ["route {", *_aligned([(_cidr(range_), f'"{range_}"'), (_ARGUMENTS[kind], f"{other}.id")]), "}"]
    inner = "\n".join(f"  {line}" for line in block)
    table = f'resource "aws_route_table" "{name}" {{\n  vpc_id = {home}.id\n\n{inner}\n}}'
    lines = [("subnet_id", f"{own}.id"), ("route_table_id", f"aws_route_table.{name}.id")]
    association = _resource("aws_route_table_association", name, lines, subnet.span)
    return (Fix(f"{table}\n\n{association.text}", subnet.span),)


def _target(subnet: Subnet, vpc: Vpc, kind: str, network: Network) -> Noun | None:
    """A gateway of the kind in the VPC; of NAT gateways one in the subnet's zone first."""
    routing = network.routing or Routing()
    if kind != NAT:
        fit = [each for each in routing.gateways if each.kind == kind and each.exists is Truth.YES]
        return next((each for each in fit if isinstance(each.vpc, Vpc) and each.vpc.address == vpc.address), None)
    nats = [nat for nat in routing.nat_gateways if _serves(nat, vpc, network)]
    near = [nat for nat in nats if isinstance(nat.subnet, Subnet) and same_zone(nat.subnet, subnet) is Truth.YES]
    return next(iter((*near, *nats)), None)


def _serves(nat: NatGateway, vpc: Vpc, network: Network) -> bool:
    """Whether it surely is a public one of the VPC that reaches the internet."""
    public = isinstance(nat.connectivity, Known) and nat.connectivity.value == PUBLIC
    if not public or nat.exists is not Truth.YES or hidden(nat, network) is not None:
        return False
    if isinstance(nat.mode, Known) and nat.mode.value != ZONAL:
        return len(network.vpcs) == 1
    home = nat.subnet
    return isinstance(home, Subnet) and isinstance(home.vpc, Vpc) and home.vpc.address == vpc.address


def _routed(table: RouteTable, target: Noun, kind: str, range_: Range, network: Network) -> tuple[Fix, ...]:
    """The route, as a block of the table or a resource behind it."""
    if stacks.is_of_stack(table):
        made = stacks.route(table, target, kind, range_)
        return () if made is None else (made,)
    module = _module(table)
    own, other = _spelled(table, module), _spelled(target, module)
    if own is None or other is None:
        return ()
    return (_route(table, own, f"{other}.id", kind, range_, network),)


def _route(table: RouteTable, own: str, target: str, kind: str, range_: Range, network: Network) -> Fix:
    cidr = _cidr(range_)
    if _has_blocks(table, network):
        lines = [(cidr, f'"{range_}"'), (_ARGUMENTS[kind], target)]
        return Fix("\n".join(["route {", *_aligned(lines), "}"]), table.span, inside=True)
    lines = [("route_table_id", f"{own}.id"), (f"destination_{cidr}", f'"{range_}"'), (_ARGUMENTS[kind], target)]
    word = "peer" if kind == PEERING else "out"
    name = f"{_title(table)}_{word}{'' if range_.version == 4 else '_ipv6'}"
    return _resource("aws_route", name, lines, table.span)


def _with_gateway(table: RouteTable, subnet: Subnet, network: Network) -> tuple[Fix, ...]:
    """A NAT gateway with its address in a public subnet of the VPC, and the route to it."""
    module = _module(table)
    own = _spelled(table, module)
    homes = [
        (name, each)
        for each in network.subnets
        if each.public is Truth.YES and each.exists is Truth.YES and not each.adopted
        if isinstance(each.vpc, Vpc) and isinstance(subnet.vpc, Vpc) and each.vpc.address == subnet.vpc.address
        if (name := _spelled(each, module)) is not None
    ]
    if own is None or not homes:
        return ()
    name, place = f"{_title(table)}_nat", table.span
    eip = _resource("aws_eip", name, [("domain", '"vpc"')], place)
    lines = [("allocation_id", f"aws_eip.{name}.id"), ("subnet_id", f"{homes[0][0]}.id")]
    nat = _resource("aws_nat_gateway", name, lines, place)
    route = _route(table, own, f"aws_nat_gateway.{name}.id", NAT, EVERYWHERE, network)
    if route.inside:
        return (Fix(f"{eip.text}\n\n{nat.text}", place), route)
    return (Fix(f"{eip.text}\n\n{nat.text}\n\n{route.text}", place),)


def _has_blocks(table: RouteTable, network: Network) -> bool:
    """Whether the table's routes are blocks of it; without any those of other tables tell."""
    if not table.span.text.startswith("resource") or "\n" not in table.span.text:
        return False
    own = [_is_block(route) for route in table.routes.known]
    routing = network.routing or Routing()
    others = [_is_block(route) for each in routing.tables for route in each.routes.known]
    said = own or others
    return bool(said) and sum(said) * 2 > len(said)


def _cidr(range_: Range) -> str:
    return "cidr_block" if range_.version == 4 else "ipv6_cidr_block"


def _is_block(route: Route) -> bool:
    return ".route[" in route.address


def _resource(type_: str, name: str, lines: list[tuple[str, str]], behind: Span) -> Fix:
    return Fix("\n".join([f'resource "{type_}" "{name}" {{', *_aligned(lines), "}"]), behind)


def _aligned(lines: list[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in lines)
    return [f"  {name.ljust(width)} = {value}" for name, value in lines]


def _module(noun: Noun) -> str:
    """The module in whose files the noun is written, as a prefix of addresses: "" for the root."""
    found = _MODULE.match(noun.address)
    return "" if found is None else found[1]


def _spelled(noun: Noun, module: str) -> str | None:
    """How the noun is called in the files of the module; None where it cannot be named there."""
    if not noun.address.startswith(module) or noun.span.document.stub:
        return None
    rest = noun.address[len(module) :]
    return None if rest.startswith("module.") or not pattern(r"^(data\.)?aws_").match(rest) else rest


def _title(noun: Noun) -> str:
    """A name for what belongs to it: the noun's own, with its key if it has one."""
    found = _MODULE.match(noun.address)
    parts = (noun.address if found is None else found[2]).split(".", 2)
    return pattern(r"[^A-Za-z0-9_]+").sub("_", parts[1]).strip("_") if len(parts) > 1 else "main"


def peered(sources: Iterable[Subnet], targets: Iterable[Subnet], network: Network) -> tuple[Fix, ...]:
    """The routes over a peering connection that subnets of two VPCs lack, there and back.

    Nothing where no peering connects the VPCs, or a table cannot be written to.
    """
    there, back = tuple(sources), tuple(targets)
    vpcs = [each.vpc for each in (*there[:1], *back[:1]) if isinstance(each.vpc, Vpc)]
    routing = network.routing or Routing()
    ends = {vpc.address for vpc in vpcs}
    for peering in routing.peerings:
        if {end.address for end in (peering.vpc, peering.peer) if isinstance(end, Vpc)} == ends and len(ends) == 2:
            out = _over(there, vpcs[1], peering, network)
            into = _over(back, vpcs[0], peering, network)
            return () if out is None or into is None else (*out, *into)
    return ()


def _over(subnets: tuple[Subnet, ...], to: Vpc, peering: Noun, network: Network) -> tuple[Fix, ...] | None:
    """A route to the VPC's ranges in each table of the subnets that has none; None where one cannot be written."""
    routing = network.routing or Routing()
    tables = {table.address: table for each in subnets if isinstance(table := routing.table(each), RouteTable)}
    made: list[Fix] = []
    if len(to.cidrs.known) != 1 or to.cidrs.rest is not None:
        return None
    for table in tables.values():
        if way_out(table, to.cidrs.known[0].value).kind == PEERING:
            continue
        module = _module(table)
        own, other = _spelled(table, module), _spelled(peering, module)
        if own is None or other is None or table.adopted or own.endswith(_MAIN):
            return None
        made.append(_route(table, own, f"{other}.id", PEERING, to.cidrs.known[0].value, network))
    return tuple(made)
