"""From Terraform resources of AWS to routes, gateways, endpoints and network ACLs."""

from __future__ import annotations

from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.routing.acls import Acls
from eks_netlint.lowering.routing.gateways import Gateways
from eks_netlint.lowering.routing.handed import Handed
from eks_netlint.lowering.routing.tables import Tables
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.model.routing.nouns import Routing


def lower(declared: Declared, vpcs: Vpcs, subnets: Subnets, groups: Groups) -> Routing:
    """What the files say of routes."""
    handed = Handed(declared)
    tables, acls = Tables(declared, vpcs, handed), Acls(declared, vpcs, handed)
    gateways = Gateways(declared, vpcs, subnets, groups, handed)
    endpoints, nats = gateways.endpoints(), tuple(gateways.nat_gateways())
    table_of = {subnet.address: tables.of(subnet) for subnet in subnets.all}
    acl_of = {subnet.address: acls.of(subnet) for subnet in subnets.all}
    return Routing(
        tables.all,
        table_of,
        nats,
        endpoints,
        acls.all,
        acl_of,
        tuple(gateways.peerings()),
        gateways.attached(),
        next(declared.managed("aws_route53_zone"), None) is not None,
        tuple(gateways.internet()),
    )
