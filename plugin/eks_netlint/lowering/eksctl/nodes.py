"""Node groups of eksctl, managed and not, with the launch templates that it makes for them.

Source: cfn/builder/managed_nodegroup.go, managed_launch_template.go and nodegroup.go, eks/nodegroup_service.go,
apis/eksctl.io/v1alpha5/defaults.go and validation.go.
"""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.eksctl.bootstrap import image, image_type, user_data
from eks_netlint.lowering.eksctl.groups import Groups, group, rule
from eks_netlint.lowering.eksctl.network import Network
from eks_netlint.lowering.eksctl.said import CLUSTER, Made, Said, head, identity, listed, mapped
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Items, Known, Origin, Text, Unknown, Value, dig

DEFAULT_TYPE = "m5.large"
DEFAULT_COUNT = 2
_KUBELET = (1025, 65535)
"""Ports at which eksctl lets the control plane reach nodes (nodegroup.go, controlPlaneEgressInterCluster)."""


def node_groups(said: Said, made: Made, network: Network, shared: Groups) -> None:
    """Make every node group."""
    for kind, build in (("managedNodeGroups", _managed), ("nodeGroups", _self_managed)):
        found = read.blocks(said.get(kind))
        for index, body in enumerate(found.known):
            name = read.text(body.get("name"), None)
            word = name.value if isinstance(name, Known) else str(index)
            span = head(body.span) if body.span is not None else said.place(kind)
            build(said, made, network, shared, body, f"{kind}.{word}", span)
        if found.rest is not None:
            _unknown(made, kind, found.rest, said.place(kind))


def _unknown(made: Made, kind: str, why: Unknown, span: Span) -> None:
    """Groups of which only the kind is known."""
    entries: dict[str, Value | Absent] = dict.fromkeys(
        ("subnet_ids", "instance_types", "scaling_config", "launch_template", "labels"), why
    )
    entries["cluster_name"] = identity(CLUSTER, span, ("name",))
    made.add("aws_eks_node_group", kind, entries, span, why)


def _managed(
    said: Said, made: Made, network: Network, shared: Groups, body: Fields, address: str, span: Span
) -> None:
    low, wanted, high = _sizes(body, span, least=1)
    entries: dict[str, Value | Absent] = {
        "cluster_name": identity(CLUSTER, span, ("name",)),
        "node_group_name": body.get("name"),
        "subnet_ids": network.of_nodes(body, _private(body, span), span),
        "scaling_config": listed(mapped({"min_size": low, "desired_size": wanted, "max_size": high}, span)),
        "labels": body.get("labels"),
        "taint": body.get("taints"),
        "update_config": _update(body),
    }
    given = body.get("launchTemplate")
    if read.nothing(given):
        entries["ami_type"] = image_type(body, span)
        entries["instance_types"] = _types(body, span)
        extra = read.members(dig(body, "securityGroups", "attachIDs"))
        groups = listed(shared.own, *extra.known, rest=extra.rest)
        template: dict[str, Value | Absent] = {
            "image_id": image(body), "user_data": user_data(body, "managed"), "vpc_security_group_ids": groups,
        }  # fmt: skip
        made_id = made.add("aws_launch_template", f"{address}.template", template, span)
        entries["launch_template"] = listed(mapped({"id": made_id}, span))
    else:
        entries["instance_types"] = body.get("instanceTypes")
        entries["launch_template"] = listed(mapped({"id": dig(given, "id")}, given.span))
    made.add("aws_eks_node_group", address, entries, span)


def _update(body: Fields) -> Value | Absent:
    config = body.get("updateConfig")
    if not isinstance(config, Fields):
        return config
    names = {"max_unavailable": "maxUnavailable", "max_unavailable_percentage": "maxUnavailablePercentage"}
    return listed(mapped({name: config.get(word) for name, word in names.items()}, config.span))


def _self_managed(
    said: Said, made: Made, network: Network, shared: Groups, body: Fields, address: str, span: Span
) -> None:
    low, wanted, high = _sizes(body, span, least=0)
    types = _types(body, span)
    template: dict[str, Value | Absent] = {
        "image_id": image(body),
        "instance_type": types if isinstance(types, Unknown) else types.members[0],
        "user_data": user_data(body, "self-managed"),
        "vpc_security_group_ids": _groups(said, made, network, shared, body, address, span),
    }
    made_id = made.add("aws_launch_template", f"{address}.template", template, span)
    entries: dict[str, Value | Absent] = {
        "vpc_zone_identifier": network.of_nodes(body, _private(body, span), span),
        "min_size": low,
        "desired_capacity": wanted,
        "max_size": high,
        "tag": listed(mapped({"key": _tag(said), "value": read.default("owned", span)}, span)),
    }
    mixed = dig(body, "instancesDistribution", "instanceTypes")
    specified = listed(mapped({"id": made_id}, span))
    if read.empty(mixed):
        entries["launch_template"] = specified
    else:
        entries["mixed_instances_policy"] = _mixed(mixed, mapped({"launch_template_id": made_id}, span), span)
    made.add("aws_autoscaling_group", address, entries, span)


def _mixed(types: Value | Absent, specification: Fields, span: Span) -> Items:
    found = read.members(types)
    overrides = listed(*(mapped({"instance_type": one}, one.span) for one in found.known), rest=found.rest)
    inner = mapped({"launch_template_specification": listed(specification), "override": overrides}, span)
    return listed(mapped({"launch_template": listed(inner)}, span))


def _tag(said: Said) -> Value:
    """The tag by which a node group belongs to its cluster."""
    name = said.name
    if isinstance(name, Known):
        return Known(f"kubernetes.io/cluster/{name.value}", name.span, Origin.DEFAULT)
    part = name if isinstance(name, Unknown) else Unknown("the cluster's name is no string", said.span)
    return Text(part.why, part.span, part.cause, ("kubernetes.io/cluster/", part))


def _groups(
    said: Said, made: Made, network: Network, shared: Groups, body: Fields, address: str, span: Span
) -> Items:
    """The security groups of nodes that are not managed: given ones, the shared one, one of their own."""
    extra = read.members(dig(body, "securityGroups", "attachIDs"))
    rest = extra.rest
    found: list[Value] = list(extra.known)
    for word in ("withShared", "withLocal"):
        wanted = read.truth(dig(body, "securityGroups", word), read.default(True, span))
        if isinstance(wanted, Unknown):
            rest = read.either(rest, wanted)
        elif wanted.value:
            found.append(shared.shared if word == "withShared" else _local(said, made, network, shared, address, span))
    return listed(*found, rest=rest, span=span)


def _local(said: Said, made: Made, network: Network, shared: Groups, address: str, span: Span) -> Value:
    """The group of one node group, which the control plane reaches, and which reaches the API server."""
    name = said.name
    tags: dict[str, Value | Absent] = {}
    if isinstance(name, Known):
        tags[f"kubernetes.io/cluster/{name.value}"] = read.default("owned", span)
    own = group(made, f"{address}.securityGroup", network.vpc, span, tags)
    peers = {"source_security_group_id": shared.first}
    rule(made, f"{address}.fromControlPlane", own, peers, span, _KUBELET)
    rule(made, f"{address}.extensions", own, peers, span, 443)
    rule(made, f"{address}.toControlPlane", shared.first, {"source_security_group_id": own}, span, 443)
    return own


def _private(body: Fields, span: Span) -> Fact[bool]:
    """``privateNetworking``: nodes are in public subnets unless it is set."""
    return read.truth(body.get("privateNetworking"), read.default(False, span))


def _types(body: Fields, span: Span) -> Items | Unknown:
    """The instance types; those of a selector are not known."""
    several = body.get("instanceTypes")
    if isinstance(several, Unknown):
        return several
    if isinstance(several, Items) and (several.members or several.rest is not None):
        return several
    mixed = dig(body, "instancesDistribution", "instanceTypes")
    if isinstance(mixed, Items) and mixed.members:
        return mixed
    one = body.get("instanceType")
    if isinstance(one, Unknown):
        return one
    if isinstance(one, Known) and one.value not in (None, "", "mixed"):
        return listed(one)
    if not read.empty(body.get("instanceSelector")):
        return Unknown("instance types are chosen by a selector", body.get("instanceSelector").span)
    return listed(read.default(DEFAULT_TYPE, span))


def _sizes(body: Fields, span: Span, least: int) -> tuple[Fact[int], Fact[int], Fact[int]]:
    """Smallest, wanted and largest number of nodes; ``least`` is the smallest maximum that is taken."""
    fallback = read.default(DEFAULT_COUNT, span)
    wanted = read.whole(body.get("desiredCapacity"), None)
    low = read.whole(body.get("minSize"), fallback if wanted is None else wanted)
    high = read.whole(body.get("maxSize"), low if wanted is None else wanted)
    if read.nothing(body.get("maxSize")) and isinstance(high, Known) and high.value < least:
        high = read.default(least, high.span)
    return low, low if wanted is None else wanted, high
