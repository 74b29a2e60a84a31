"""The security groups that eksctl makes for a cluster: one for the control plane, one shared by nodes.

Source: cfn/builder/cluster.go, addResourcesForSecurityGroups.
"""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.lowering import read
from eks_netlint.lowering.eksctl.network import Network
from eks_netlint.lowering.eksctl.said import CLUSTER, Made, Said, identity, listed, mapped
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Absent, Items, Known, Unknown, Value

CONTROL_PLANE, SHARED = "securityGroups.controlPlane", "securityGroups.sharedNode"


@dataclass(frozen=True, slots=True)
class Groups:
    """Ids of security groups: those of the control plane, and the one that nodes share."""

    control_plane: Items
    shared: Value
    own: Value

    @property
    def first(self) -> Value:
        """The group to which rules for nodes are added."""
        return self.control_plane.members[0] if self.control_plane.members else self.own


def of_cluster(span: Span | None = None) -> Value:
    """The group that EKS itself makes for a cluster."""
    return identity(CLUSTER, span, ("vpc_config", 0, "cluster_security_group_id"))


def groups(said: Said, made: Made, network: Network) -> Groups:
    """Make what is not given, with the rules between the groups."""
    span = said.place("vpc")
    plane, shared = _control_plane(said, made, network), said.get("vpc", "sharedNodeSecurityGroup")
    if read.empty(shared):
        shared = group(made, SHARED, network.vpc, span, {})
        rule(made, f"{SHARED}.itself", shared, {"source_security_group_id": shared}, span)
    _between(said, made, shared, span)
    return Groups(plane, shared if not isinstance(shared, Absent) else of_cluster(span), of_cluster(span))


def _control_plane(said: Said, made: Made, network: Network) -> Items:
    one, several = said.get("vpc", "securityGroup"), said.get("vpc", "controlPlaneSecurityGroupIDs")
    if not read.empty(one) and not isinstance(one, Absent):
        return listed(one)
    if not read.empty(several):
        found = read.members(several)
        return listed(*found.known, rest=found.rest, span=found.span)
    span = said.place("vpc")
    made_id = group(made, CONTROL_PLANE, network.vpc, span, {})
    kinds = (("extraCIDRs", "cidr_blocks"), ("extraIPv6CIDRs", "ipv6_cidr_blocks"))
    for name, argument in kinds:
        for index, cidr in enumerate(read.members(said.get("vpc", name)).known):
            peers = {argument: listed(cidr)}
            rule(made, f"{CONTROL_PLANE}.{name}.{index}", made_id, peers, said.place("vpc", name), 443)
    return listed(made_id)


def _between(said: Said, made: Made, shared: Value | Absent, span: Span) -> None:
    """All between the group of EKS and the shared one, unless the file forbids it."""
    allowed = said.truth("vpc", "manageSharedNodeSecurityGroupRules", otherwise=True)
    if isinstance(shared, Absent) or (isinstance(allowed, Known) and not allowed.value):
        return
    unsure = allowed if isinstance(allowed, Unknown) else None
    own = of_cluster(span)
    place = said.place("vpc", "manageSharedNodeSecurityGroupRules")
    rule(made, f"{SHARED}.fromCluster", shared, {"source_security_group_id": own}, place, unsure=unsure)
    rule(made, f"{SHARED}.toCluster", own, {"source_security_group_id": shared}, place, unsure=unsure)


def group(made: Made, address: str, vpc: Value, span: Span, tags: Mapping[str, Value | Absent]) -> Value:
    """A security group that lets everything out: CloudFormation leaves the rule that AWS makes."""
    everything = mapped({
        "protocol": read.default("-1", span), "from_port": read.default(0, span), "to_port": read.default(0, span),
        "cidr_blocks": listed(read.default("0.0.0.0/0", span)),
        "ipv6_cidr_blocks": listed(read.default("::/0", span)),
    }, span)  # fmt: skip
    entries: dict[str, Value | Absent] = {"vpc_id": vpc, "egress": listed(everything), "tags": mapped(tags, span)}
    return made.add("aws_security_group", address, entries, span)


def rule(
    made: Made,
    address: str,
    owner: Value,
    peers: Mapping[str, Value | Absent],
    span: Span,
    port: int | tuple[int, int] | None = None,
    unsure: Unknown | None = None,
) -> None:
    """Let peers in: by TCP on a port or a range of ports, by anything where there is none."""
    low, high = (0, 65535) if port is None else (port, port) if isinstance(port, int) else port
    entries: dict[str, Value | Absent] = {
        "type": read.default("ingress", span),
        "security_group_id": owner,
        "protocol": read.default("-1" if port is None else "tcp", span),
        "from_port": read.default(low, span),
        "to_port": read.default(high, span),
        **peers,
    }
    made.add("aws_security_group_rule", address, entries, span, unsure)
