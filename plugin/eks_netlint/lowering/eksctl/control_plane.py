"""The cluster itself with its role, and the VPC endpoints of one that is fully private.

Source: cfn/builder/cluster.go, iam.go and vpc_endpoint.go.
"""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.eksctl.groups import Groups
from eks_netlint.lowering.eksctl.network import Network
from eks_netlint.lowering.eksctl.said import CLUSTER, Made, Said, listed, mapped
from eks_netlint.values import Absent, Fact, Items, Known, Text, Unknown, Value

_POLICIES = "arn:aws:iam::aws:policy/"
_REQUIRED = ("ec2", "ecr.api", "ecr.dkr", "sts")
_ON_OUTPOSTS = ("ssm", "ssmmessages", "ec2messages", "secretsmanager")
_LOGS = "logs"


def cluster(said: Said, made: Made, network: Network, shared: Groups) -> None:
    """Make the cluster, its role and its endpoints."""
    _cluster(said, made, network, shared)
    private, skips = said.private, said.truth("privateCluster", "skipEndpointCreation")
    if isinstance(private, Known) and not private.value:
        return
    if isinstance(skips, Known) and skips.value:
        return
    unsure = next((fact for fact in (private, skips) if isinstance(fact, Unknown)), None)
    _endpoints(said, made, network, shared, unsure)


def _cluster(said: Said, made: Made, network: Network, shared: Groups) -> None:
    span = said.span
    auto = said.auto_mode
    compute: Value = mapped({"enabled": auto}, span)
    service: dict[str, Value | Absent] = {
        "service_ipv4_cidr": said.get("kubernetesNetworkConfig", "serviceIPv4CIDR"),
        "ip_family": _family(said),
        "elastic_load_balancing": listed(mapped({"enabled": auto}, span)),
    }
    public, private = _endpoint_access(said)
    access: dict[str, Value | Absent] = {
        "subnet_ids": _subnets(said, network),
        "security_group_ids": shared.control_plane,
        "endpoint_public_access": public,
        "endpoint_private_access": private,
        "public_access_cidrs": said.get("vpc", "publicAccessCIDRs"),
    }
    entries: dict[str, Value | Absent] = {
        "name": said.name,
        "version": said.get("metadata", "version"),
        "role_arn": _role(said, made),
        "tags": said.get("metadata", "tags"),
        "vpc_config": listed(mapped(access, span)),
        "kubernetes_network_config": listed(mapped(service, span)),
        "compute_config": listed(compute),
        "bootstrap_self_managed_addons": read.default(False, span),
    }
    if said.on_outposts:
        outpost = {"outpost_arns": listed(*read.members(said.get("outpost", "controlPlaneOutpostARN")).known)}
        entries["outpost_config"] = listed(mapped(outpost, span))
    made.add("aws_eks_cluster", CLUSTER, entries, span)


def _family(said: Said) -> Value | Absent:
    """``ipFamily``, which eksctl takes in any case."""
    found = said.get("kubernetesNetworkConfig", "ipFamily")
    if isinstance(found, Known) and isinstance(found.value, str):
        return Known(found.value.lower(), found.span, found.origin)
    return found


def _subnets(said: Said, network: Network) -> Items:
    written = read.members(said.get("vpc", "controlPlaneSubnetIDs"))
    if written.known or written.rest is not None:
        return listed(*written.known, rest=written.rest, span=written.span)
    return network.of_control_plane(_only_private(said))


def _only_private(said: Said) -> Fact[bool]:
    """Whether the cluster is kept out of public subnets: Auto Mode does so in a VPC that eksctl makes, and Outposts."""
    wanted = said.truth("vpc", "controlPlaneOnPrivateSubnets")
    if said.on_outposts or (isinstance(wanted, Known) and wanted.value):
        return Known(True, wanted.span)
    return wanted if said.has_vpc or isinstance(wanted, Unknown) else said.auto_mode


def _endpoint_access(said: Said) -> tuple[Fact[bool], Fact[bool]]:
    """Public and private access: public alone by default, private alone for a fully private cluster or on Outposts."""
    private = said.private
    if said.on_outposts or (isinstance(private, Known) and private.value):
        return read.default(False, private.span), read.default(True, private.span)
    if isinstance(private, Unknown):
        return private, private
    endpoints = ("vpc", "clusterEndpoints")
    return said.truth(*endpoints, "publicAccess", otherwise=True), said.truth(*endpoints, "privateAccess")


def _role(said: Said, made: Made) -> Value:
    """The role of the cluster: the one that is given, else one with the policy for interfaces of pods."""
    given = said.get("iam", "serviceRoleARN")
    if not read.empty(given) and not isinstance(given, Absent):
        return given
    span = said.place("iam")
    wanted = said.truth("iam", "vpcResourceControllerPolicy", otherwise=True)
    policies: list[Value] = [Known(_POLICIES + "AmazonEKSClusterPolicy", span)]
    if isinstance(wanted, Known) and wanted.value:
        policies.append(Known(_POLICIES + "AmazonEKSVPCResourceController", span))
    rest = wanted if isinstance(wanted, Unknown) else None
    return made.add("aws_iam_role", "serviceRole", {"managed_policy_arns": listed(*policies, rest=rest)}, span)


def _endpoints(said: Said, made: Made, network: Network, shared: Groups, unsure: Unknown | None) -> None:
    """Endpoints for what nodes need, and for what the file adds (apis/eksctl.io/v1alpha5/endpoint_service.go)."""
    span = said.place("privateCluster", "enabled")
    services: list[Value] = [read.default(name, span) for name in _REQUIRED]
    if said.on_outposts:
        services += [read.default(name, span) for name in _ON_OUTPOSTS]
    extra = read.members(said.get("privateCluster", "additionalEndpointServices"))
    services += extra.known
    logs = any(isinstance(one, Known) and one.value == _LOGS for one in extra.known)
    if not logs and not read.empty(said.get("cloudWatch", "clusterLogging", "enableTypes")):
        services.append(read.default(_LOGS, said.place("cloudWatch")))
    subnets = listed(*(one.id for one in network.private if not one.local), rest=network.rest)
    common: dict[str, Value | Absent] = {"vpc_id": network.vpc}
    tables = listed(*network.tables, rest=Unknown("eksctl looks up the route tables", span) if said.has_vpc else None)
    gateway: dict[str, Value | Absent] = {
        **common,
        "service_name": _service(said, read.default("s3", span)),
        "vpc_endpoint_type": read.default("Gateway", span),
        "route_table_ids": tables,
    }
    made.add("aws_vpc_endpoint", "vpcEndpoints.s3", gateway, span, unsure)
    for service in services:
        name = service.value if isinstance(service, Known) else "unknown"
        entries: dict[str, Value | Absent] = {
            **common,
            "service_name": _service(said, service),
            "vpc_endpoint_type": read.default("Interface", span),
            "subnet_ids": subnets,
            "private_dns_enabled": read.default(True, span),
            "security_group_ids": listed(shared.shared),
        }
        made.add("aws_vpc_endpoint", f"vpcEndpoints.{name}", entries, span, unsure)


def _service(said: Said, service: Value) -> Value:
    """The name of a service in the region; its beginning differs in China and in the secret regions."""
    region = said.region
    if isinstance(region, Known) and isinstance(service, Known):
        return Known(f"com.amazonaws.{region.value}.{service.value}", service.span, service.origin)
    parts = tuple(str(one.value) if isinstance(one, Known) else one for one in (region, service))
    unknown = next(one for one in parts if isinstance(one, Unknown))
    first, last = ((part if isinstance(part, str | Unknown) else unknown) for part in parts)
    return Text(unknown.why, unknown.span, unknown.cause, ("com.amazonaws.", first, ".", last))
