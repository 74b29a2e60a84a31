"""From Terraform resources of AWS to security groups and who carries them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.compute import Compute
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.eniconfigs import EniConfigs
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.lowering.security.stores import Stores
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.lowering.templates import Template
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import EniConfig, Members, NodeGroup, Vpc
from eks_netlint.model.security.nouns import Security, SecurityGroup
from eks_netlint.records import dataclass
from eks_netlint.resources import Resource
from eks_netlint.values import Unknown


@dataclass(frozen=True, slots=True)
class Seen:
    """What is lowered before: whose groups are asked for."""

    declared: Declared
    homes: Homes
    subnets: Subnets
    compute: Compute
    groups: Groups


def lower(
    seen: Seen,
    node_groups: Sequence[NodeGroup],
    configs: Iterable[EniConfig],
    said: EniConfigs,
    manifests: Sequence[Manifest] = (),
) -> Security:
    """The groups of a network and who carries them; an ENIConfig that names none leaves those of the node."""
    carried: dict[str, Members[SecurityGroup]] = {}
    for home in seen.homes.all:
        carried[home.key] = _of_control_plane(seen, home)
    subnets = {group.address: group for group in node_groups}
    for home_of, resource in seen.compute.node_homes():
        managed = resource.type == "aws_eks_node_group"
        template = seen.compute.template_of_managed(resource) if managed else seen.compute.template_of(resource)
        otherwise = _of_cluster(seen, home_of) if managed else _of_vpc(seen, subnets.get(resource.address))
        carried[resource.address] = _of_template(seen, resource, template, otherwise)
    for resource in seen.declared.managed("aws_eks_fargate_profile"):
        home_of = seen.homes.of(resource.get("cluster_name"), resource.module)
        carried[resource.address] = _of_cluster(seen, home_of)
    for config in configs:
        value, elsewhere = said.groups[config.address]
        carried[config.address] = seen.groups.of(value, config.span, written_elsewhere=elsewhere)
    if any(one.kind == "SecurityGroupPolicy" for one in manifests):
        from eks_netlint.lowering.security.policies import of_policies  # which few networks have

        carried.update(of_policies(manifests, seen.groups))
    if any(one.kind in ("EC2NodeClass", "NodeClass") for one in manifests):
        from eks_netlint.lowering.security.node_classes import of_classes

        carried.update(of_classes(manifests, seen.groups))
    if any(one.kind == "Ingress" for one in manifests):
        from eks_netlint.lowering.security.ingresses import of_ingresses

        carried.update(of_ingresses(manifests, seen.groups))
    stores = Stores(seen.declared, seen.subnets, seen.groups)
    found, balancers = tuple(stores.all()), tuple(stores.balancers())
    return Security(seen.groups.all, carried, found, balancers, _elsewhere(seen.declared))


def _of_control_plane(seen: Seen, home: Home) -> Members[SecurityGroup]:
    """Those that are written for the control plane's interfaces, and the one that EKS makes."""
    if home.adopted:
        why = Unknown("the cluster is not declared in these files", home.resource.span)
        return Members((), why, home.resource.span)
    written = read.inside(read.block(home.resource.get("vpc_config")), "security_group_ids")
    found = seen.groups.of(written, home.resource.span)
    return Members((*found.known, seen.groups.of_cluster(home.key, home.resource.span)), found.rest, found.span)


def _of_cluster(seen: Seen, home: Home | Unknown) -> Members[SecurityGroup]:
    """The group that EKS makes with a cluster and gives to nodes and pods that have no other.

    Amazon EKS user guide, "View Amazon EKS security group requirements for clusters" (2026-11).
    """
    if isinstance(home, Unknown):
        return Members((), home)
    if home.adopted:
        return Members((), Unknown("the cluster is not declared in these files", home.resource.span))
    return Members((seen.groups.of_cluster(home.key, home.resource.span),), None, home.resource.span)


def _of_vpc(seen: Seen, group: NodeGroup | None) -> Members[SecurityGroup]:
    """The default group of the VPC in which a self-managed group lies."""
    vpcs = {} if group is None else {s.vpc.address: s.vpc for s in group.subnets.known if isinstance(s.vpc, Vpc)}
    if len(vpcs) != 1:
        return Members((), Unknown("in which VPC the nodes are is not known"))
    found = seen.groups.of_vpc(next(iter(vpcs.values())))
    return Members((), found) if isinstance(found, Unknown) else Members((found,))


def _of_template(
    seen: Seen, resource: Resource, template: Template, otherwise: Members[SecurityGroup]
) -> Members[SecurityGroup]:
    """Groups that the launch template names; a managed group gets no other then.

    Amazon EKS user guide, "Customize managed nodes with launch templates", using custom security groups (2026-11).
    """
    value = template.groups
    if read.empty(value):
        return otherwise
    found = seen.groups.of(value, resource.span)
    if not found.known and found.rest is not None and otherwise.known:
        why = f"which security groups the nodes carry is not known: {found.rest.why}"
        return Members((), Unknown(why, found.rest.span, found.rest.cause), found.span)
    return found


def _elsewhere(declared: Declared) -> Unknown | None:
    """Why there may be further groups: a module that is not to be had may make some."""
    module = next(declared.modules(), None)
    return None if module is None else Unknown(f"what {module.address} makes is not in these files", module.span)

