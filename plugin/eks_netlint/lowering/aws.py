"""From Terraform resources of AWS to the network they declare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from eks_netlint.lowering import commands, helm, manifests, read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.cni import Cnis
from eks_netlint.lowering.compute import Compute
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.engines import Engines
from eks_netlint.lowering.eniconfigs import EniConfigs
from eks_netlint.lowering.roles import makes_pod_interfaces
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.lowering.takers import Takers
from eks_netlint.lowering.vpc import Vpcs
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Admitted, Cluster, EniConfig, Layout, Members, Network, NodeGroup, Vpc
from eks_netlint.records import replace
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Truth, Unknown, Value

if TYPE_CHECKING:
    from eks_netlint.lowering.security.groups import Groups
    from eks_netlint.model.kubernetes.nouns import Kubernetes
    from eks_netlint.model.routing.nouns import Routing
    from eks_netlint.model.security.nouns import Security


_ROUTED = (
    "aws_vpc",
    "aws_default_vpc",
    "aws_subnet",
    "aws_default_subnet",
    "aws_route",
    "aws_route_table",
    "aws_route_table_association",
    "aws_default_route_table",
    "aws_nat_gateway",
    "aws_vpc_endpoint",
    "aws_network_acl",
    "aws_vpc_peering_connection",
)
"""Where none of these is declared the files say nothing of routes."""


def lower(name: str, resources: Sequence[Resource], given: Sequence[Manifest] = ()) -> Network:
    """The network that the resources of one root module or one plan declare.

    ``name`` is the path of the root relative to the tree.  ``given`` are Kubernetes objects of files that run on a
    cluster of the network.  Every default of the provider and of EKS is applied here
    and marked as one; what is unknown stays unknown with its reason.
    """
    if resources and "::" in resources[0].type:
        resources = _translated(resources)
    return _Lowering(Declared(resources), given).network(name)


def _translated(resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """The resources of another language in the words of the AWS provider; few networks need either module."""
    if resources[0].type.startswith("eksctl::"):
        from eks_netlint.lowering import eksctl

        return eksctl.translated(resources)
    from eks_netlint.lowering import cloudformation

    return cloudformation.translated(resources)


class _Lowering:
    def __init__(self, declared: Declared, given: Sequence[Manifest]) -> None:
        self._declared = declared
        self._vpcs = Vpcs(declared)
        self._subnets = Subnets(declared, self._vpcs)
        self._homes = Homes(declared)
        self._texts = list(commands.commands(declared))
        self._charts = list(helm.charts(declared))
        self._manifests = manifests.manifests(declared, self._charts, self._texts, given)
        self._cnis = Cnis(declared, self._homes, self._charts, self._manifests, self._texts)
        self._compute = Compute(declared, self._homes, self._subnets, self._cluster)
        self._clusters: dict[str, Cluster] = {}
        self._found_groups: Groups | None = None

    def network(self, name: str) -> Network:
        """All nouns; clusters first, since node groups and ENIConfigs point at them."""
        for home in self._homes.all:
            self._clusters[home.key] = self._lowered(home)
        clusters = tuple(self._clusters.values())
        node_groups = tuple(self._compute.node_groups())
        profiles = tuple(self._compute.fargate_profiles())
        said = EniConfigs(self._subnets, self._homes, self._cluster)
        configs = said.all(self._cnis, self._manifests, clusters)
        takers = Takers(self._declared, self._subnets).all(self._compute)
        engines = Engines(
            self._declared, self._homes, self._charts, self._texts, self._manifests.known
        ).all(self._cluster)
        runs = self._kubernetes(clusters)
        routing = self._routing()  # before the groups, of which endpoints name some
        return Network(
            name,
            self._vpcs.all,
            self._subnets.all,
            clusters,
            node_groups,
            profiles,
            configs,
            takers,
            engines,
            kubernetes=runs,
            security=self._security(node_groups, configs, said),
            routing=routing,
            layouts=tuple(self._layouts()),
        )

    def _layouts(self) -> Iterator[Layout]:
        """The layouts that stand beside VPCs which a tool makes."""
        for resource in self._declared.managed("eksctl_layout"):
            key = self._declared.key(resource.get("vpc_id")) or ""
            made = tuple(one for one in self._subnets.all if isinstance(one.vpc, Vpc) and one.vpc.address == key)
            nat = read.text(resource.get("nat"), Unknown("no mode is written", resource.span))
            missing = Unknown("no range is written", resource.span)
            yield Layout(key, nat, read.range_of(resource.get("cidr_block"), missing), made)

    def _routing(self) -> Routing | None:
        """The routes; nothing of them is imported where the files say nothing."""
        if next(self._declared.managed(*_ROUTED), None) is None:
            return None
        from eks_netlint.lowering.routing import lower

        return lower(self._declared, self._vpcs, self._subnets, self._groups)

    def _security(
        self, node_groups: Sequence[NodeGroup], configs: Members[EniConfig], said: EniConfigs
    ) -> Security | None:
        """The security groups; nothing of them is imported where the files say nothing."""
        kinds = ("aws_eks_cluster", "aws_eks_node_group", "aws_security_group", "aws_default_security_group")
        if next(self._declared.managed(*kinds), None) is None:
            return None
        from eks_netlint.lowering.security import Seen, lower

        seen = Seen(self._declared, self._homes, self._subnets, self._compute, self._groups)
        return lower(seen, node_groups, configs.known, said, self._manifests.known)

    @property
    def _groups(self) -> Groups:
        """Who is meant by the ids of security groups."""
        if self._found_groups is None:
            from eks_netlint.lowering.security.groups import Groups

            self._found_groups = Groups(self._declared, self._vpcs)
        return self._found_groups

    def _kubernetes(self, clusters: Sequence[Cluster]) -> Kubernetes | None:
        """What runs on the clusters; nothing of it is imported where the files say nothing."""
        if not (self._manifests.known or self._charts or self._has_addons() or any(map(_runs_balancers, clusters))):
            return None
        from eks_netlint.lowering.kubernetes import lower as lowered
        from eks_netlint.lowering.kubernetes.controllers import Seen, running

        def runs_on(manifest: Manifest) -> Cluster | Unknown | None:
            return self._cluster(self._homes.of_manifest(manifest)) if len(clusters) > 1 else None

        seen = Seen(self._declared, self._homes, self._charts, self._manifests.known, self._cluster, runs_on)
        found = replace(lowered(self._manifests, runs_on), **running(seen, clusters)._asdict())
        if not (found.node_classes or any(chart.name == "karpenter" for chart in self._charts)):
            return found
        from eks_netlint.lowering.kubernetes.pools import karpenters

        return replace(found, karpenters=tuple(karpenters(seen)))

    def _has_addons(self) -> bool:
        """Whether there are add-ons, or modules that may bring some."""
        sources = (self._declared.managed("aws_eks_addon"), self._declared.modules())
        return any(next(source, None) is not None for source in sources)

    def _cluster(self, home: Home | Unknown) -> Cluster | Unknown:
        return home if isinstance(home, Unknown) else self._clusters[home.key]

    def _lowered(self, home: Home) -> Cluster:
        return self._adopted(home) if home.adopted else self._declared_cluster(home)

    def _declared_cluster(self, home: Home) -> Cluster:
        resource = home.resource
        vpc = read.block(resource.get("vpc_config"))
        service = read.block(resource.get("kubernetes_network_config"))
        auto_mode = _auto_mode(resource)
        # defaults of the EKS API (CreateCluster: VpcConfigRequest, KubernetesNetworkConfigRequest; 2026-11)
        return Cluster(
            resource.address,
            resource.span,
            read.text(resource.get("name"), Unknown("no name is written", resource.span)),
            read.text(resource.get("version"), Unknown("no version is written, EKS takes its own", resource.span)),
            self._subnets.of(read.inside(vpc, "subnet_ids"), resource.span),
            self._cnis.of(home, auto_mode, self._has_nodes(home)),
            read.range_of(read.inside(service, "service_ipv4_cidr"), read.default(None, resource.span)),
            read.text(read.inside(service, "ip_family"), read.default("ipv4", resource.span)),
            auto_mode,
            _there(read.block(resource.get("outpost_config"))),
            read.truth(read.inside(vpc, "endpoint_private_access"), read.default(False, resource.span)),
            read.truth(read.inside(vpc, "endpoint_public_access"), read.default(True, resource.span)),
            pod_interfaces=makes_pod_interfaces(self._declared, resource.get("role_arn"), resource.span),
            admitted=self._admitted(read.inside(vpc, "public_access_cidrs")),
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )

    def _admitted(self, listed: Value | Absent) -> Admitted | None:
        """Who is let in by the public endpoint; most clusters say nothing of it."""
        if read.empty(listed):
            return None
        from eks_netlint.lowering.admitted import admitted

        return admitted(listed, self._declared)

    def _adopted(self, home: Home) -> Cluster:
        """A cluster that is only referred to: its name, and the CNI settings these files add to it."""
        resource = home.resource
        span = resource.span
        why = Unknown("the cluster is not declared in these files", span, Cause.OUTSIDE)
        return Cluster(
            home.key,
            span,
            why if home.name is None else home.name,
            why,
            Members((), why, span),
            self._cnis.of(home, why, self._has_nodes(home)),
            why,
            why,
            why,
            Truth.UNSURE,
            why,
            why,
            calls=resource.calls,
            adopted=True,
            admitted=why,
        )

    def _has_nodes(self, home: Home) -> Truth:
        """Whether the cluster has node groups; those whose cluster is not known may be its own."""
        answer = Truth.NO
        for owner, resource in self._compute.node_homes():
            if isinstance(owner, Unknown):
                answer = answer | Truth.UNSURE
            elif owner.key == home.key:
                answer = answer | resource.exists
        return answer


def _runs_balancers(cluster: Cluster) -> bool:
    """Whether the cluster itself makes load balancers, as EKS Auto Mode does."""
    return isinstance(cluster.auto_mode, Known) and cluster.auto_mode.value


def _auto_mode(resource: Resource) -> Fact[bool]:
    """Whether EKS Auto Mode runs nodes: off unless ``compute_config`` turns it on."""
    compute = read.block(resource.get("compute_config"))
    return read.truth(read.inside(compute, "enabled"), read.default(False, resource.span))


def _there(block: Fields | Unknown | Absent) -> Truth:
    if isinstance(block, Unknown):
        return Truth.UNSURE
    return Truth.NO if isinstance(block, Absent) else Truth.YES
