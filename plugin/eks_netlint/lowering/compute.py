"""Node groups, managed and self-managed, and Fargate profiles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.subnets import Subnets
from eks_netlint.lowering.templates import NO_TEMPLATE, Template, Templates, foreign
from eks_netlint.model.nouns import Cluster, FargateProfile, Members, NodeGroup, Subnet, Surge
from eks_netlint.patterns import pattern
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Known, Reference, Text, Truth, Unknown, Value

DEFAULT_TYPE = "t3.medium"
"""Type of a managed group that names none (EKS API CreateNodegroup, instanceTypes, 2026-11)."""

_CLUSTER_TAG = pattern(r"^(?:kubernetes\.io/cluster/|k8s\.io/cluster/|eks:cluster-name$|aws:eks:cluster-name$)")
_NODE_MODULE = pattern(r"module\.(?:self_managed_node_group|workers|node_group)|eks[-_]workers?\b")
_LAST_AL2 = (1, 29)
"""Newest Kubernetes version whose managed groups start on AL2 when no AMI type is named (EKS user guide, 2026-11)."""


class Compute:
    """Reads node groups and Fargate profiles and joins each to its cluster, subnets and launch template."""

    def __init__(
        self,
        declared: Declared,
        homes: Homes,
        subnets: Subnets,
        cluster: Callable[[Home | Unknown], Cluster | Unknown],
    ) -> None:
        self._declared = declared
        self._homes = homes
        self._subnets = subnets
        self._templates = Templates(declared)
        self._cluster = cluster

    def node_groups(self) -> Iterator[NodeGroup]:
        """Every node group, managed ones first."""
        for resource in self._declared.managed("aws_eks_node_group"):
            yield self._managed(resource)
        for resource in self._declared.managed("aws_autoscaling_group"):
            template = self.template_of(resource)
            if self._starts_nodes(resource, template):
                yield self._self_managed(resource, template)

    def other_groups(self) -> Iterator[Resource]:
        """Auto Scaling groups that start no EKS nodes."""
        for resource in self._declared.managed("aws_autoscaling_group"):
            if not self._starts_nodes(resource, self.template_of(resource)):
                yield resource

    def node_homes(self) -> Iterator[tuple[Home | Unknown, Resource]]:
        """Which cluster each node group belongs to, before clusters are lowered."""
        for resource in self._declared.managed("aws_eks_node_group"):
            yield self._homes.of(resource.get("cluster_name"), resource.module), resource
        for resource in self._declared.managed("aws_autoscaling_group"):
            if self._starts_nodes(resource, self.template_of(resource)):
                yield self._home_of_group(resource), resource

    def fargate_profiles(self) -> Iterator[FargateProfile]:
        """Every Fargate profile."""
        for resource in self._declared.managed("aws_eks_fargate_profile"):
            home = self._homes.of(resource.get("cluster_name"), resource.module)
            yield FargateProfile(
                resource.address,
                resource.span,
                self._cluster(home),
                self._subnets.of(resource.get("subnet_ids"), resource.span),
                calls=resource.calls,
                exists=resource.exists,
                unsure=resource.unsure,
            )

    def template_of_managed(self, resource: Resource) -> Template:
        """The launch template of a managed group, ``NO_TEMPLATE`` where it names none."""
        return read.either(self._templates.of(read.block(resource.get("launch_template"))), NO_TEMPLATE)

    def _managed(self, resource: Resource) -> NodeGroup:
        cluster = self._cluster(self._homes.of(resource.get("cluster_name"), resource.module))
        template = self.template_of_managed(resource)
        ami = read.text(resource.get("ami_type"), None)
        scaling = read.block(resource.get("scaling_config"))
        labels = read.tags(resource.get("labels"))
        return NodeGroup(
            resource.address,
            resource.span,
            "managed",
            cluster,
            self._subnets.of(resource.get("subnet_ids"), resource.span),
            _size(scaling, "min_size"),
            _size(scaling, "desired_size"),
            _size(scaling, "max_size"),
            _managed_types(resource, template),
            _managed_family(ami, template, cluster, resource),
            _custom_ami(ami, template),
            template.max_pods,
            _surge(resource),
            {**template.labels, **labels.known},
            read.either(labels.rest, template.labels_rest),
            template.public_ip,
            tainted=_tainted(resource, _custom_ami(ami, template)),
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )

    def _self_managed(self, resource: Resource, template: Template) -> NodeGroup:
        smallest = _number(resource, "min_size")
        return NodeGroup(
            resource.address,
            resource.span,
            "self-managed",
            self._cluster(self._home_of_group(resource)),
            self.subnets_of(resource),
            smallest,
            # an Auto Scaling group starts at its minimum (EC2 Auto Scaling API, DesiredCapacity, 2026-11)
            read.whole(resource.get("desired_capacity"), _as_default(smallest)),
            _number(resource, "max_size"),
            self._types(resource, template),
            _family_of(template, resource.span),
            _always(template.custom_ami, resource),
            template.max_pods,
            None,
            template.labels,
            template.labels_rest,
            template.public_ip,
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )

    def subnets_of(self, resource: Resource) -> Members[Subnet]:
        """The subnets of an Auto Scaling group; one that names zones instead uses the default VPC."""
        if read.empty(resource.get("vpc_zone_identifier")):
            return Members((), Unknown("the group names no subnets", resource.span), resource.span)
        return self._subnets.of(resource.get("vpc_zone_identifier"), resource.span)

    def template_of(self, resource: Resource) -> Template:
        """The launch template or launch configuration of an Auto Scaling group."""
        found = self._templates.of(read.block(resource.get("launch_template")))
        if found is not None:
            return found
        mixed = read.block(resource.get("mixed_instances_policy"))
        outer = read.block(read.inside(mixed, "launch_template"))
        found = self._templates.of(read.block(read.inside(outer, "launch_template_specification")))
        if found is not None:
            return found
        configuration = resource.get("launch_configuration")
        if not read.empty(configuration):
            return self._templates.meant(configuration, "aws_launch_configuration")
        return foreign(Unknown("the group names no launch template", resource.span))

    def _types(self, resource: Resource, template: Template) -> Members[Known[str]]:
        """Types of the overrides if there are any, else the template's."""
        mixed = read.block(resource.get("mixed_instances_policy"))
        overrides = read.blocks(read.inside(read.block(read.inside(mixed, "launch_template")), "override"))
        known: dict[str, Known[str]] = {}
        rest = overrides.rest
        for override in overrides.known:
            if not read.empty(override.get("instance_requirements")):
                rest = read.either(rest, Unknown("instance types are chosen by requirements", override.span))
            found = read.text(override.get("instance_type"), None)
            if isinstance(found, Known):
                known.setdefault(found.value, found)
            elif isinstance(found, Unknown):
                rest = read.either(rest, found)
        if known or rest is not None:
            return Members(tuple(known.values()), rest, overrides.span)
        if template.instance_types.known or template.instance_types.rest is not None:
            return template.instance_types
        return Members((), Unknown("no instance type is written", resource.span), resource.span)

    def _starts_nodes(self, resource: Resource, template: Template) -> bool:
        """Whether an Auto Scaling group starts nodes of an EKS cluster."""
        if any(_CLUSTER_TAG.match(key) for key, _ in _group_tags(resource)):
            return True
        return template.joins_cluster or bool(_NODE_MODULE.search(resource.module))

    def _home_of_group(self, resource: Resource) -> Home | Unknown:
        """The cluster that the tags of an Auto Scaling group name, else the one around it."""
        for key, value in _group_tags(resource):
            if not _CLUSTER_TAG.match(key):
                continue
            name = Known(key.rsplit("/", 1)[-1]) if "/" in key else value
            if "\0" not in key:
                found = self._homes.of(name, resource.module)
                if isinstance(found, Home):
                    return found
        return self._homes.around(resource.module)


def _group_tags(resource: Resource) -> Iterator[tuple[str, Value | Absent]]:
    """Keys, with a hole where a part is not known, and values of an Auto Scaling group's tags."""
    for argument in ("tag", "tags"):
        listed = resource.get(argument)
        if isinstance(listed, Fields):
            for key, value in listed.entries.items():
                yield _key_text(Known(key) if isinstance(key, str) else key), value
            continue
        for tag in read.blocks(listed).known:
            yield _key_text(tag.get("key")), tag.get("value")


def _key_text(value: Value | Absent) -> str:
    match value:
        case Known(value=str(key)):
            return key
        case Text():
            return "".join(part if isinstance(part, str) else "\0" for part in value.parts)
        case Reference() if value.address.startswith('"'):
            return re.sub(r"\$\{[^}]*\}", "\0", value.address.strip('"'))
        case _:
            return ""


def _size(scaling: Fields | Unknown | Absent, name: str) -> Fact[int]:
    found = read.required(read.inside(scaling, name), name)
    return read.whole(found, Unknown(f"{name} is not written", found.span))


def _number(resource: Resource, name: str) -> Fact[int]:
    return read.whole(resource.get(name), Unknown(f"{name} is not written", resource.span))


def _as_default(size: Fact[int]) -> Fact[int]:
    return size if isinstance(size, Unknown) else read.default(size.value, size.span)


def _managed_types(resource: Resource, template: Template) -> Members[Known[str]]:
    """Types of the group, else of its launch template, else the default of EKS."""
    own = read.texts(resource.get("instance_types"))
    if own.known or own.rest is not None:
        return own
    if template.instance_types.known or template.instance_types.rest is not None:
        return template.instance_types
    return Members((read.default(DEFAULT_TYPE, resource.span),), None, resource.span)


def _managed_family(
    ami: Fact[str] | None, template: Template, cluster: Cluster | Unknown, resource: Resource
) -> Fact[str]:
    if isinstance(ami, Unknown):
        # beside an AMI of one's own the type is null or CUSTOM, whichever it is
        brings = isinstance(template.custom_ami, Known) and template.custom_ami.value
        return _family_of(template, resource.span) if brings else ami
    if ami is not None and ami.value:
        return _family_of_type(ami, template)
    if isinstance(template.custom_ami, Unknown):
        return template.custom_ami
    if template.custom_ami.value:
        return _family_of(template, resource.span)
    version = Unknown("") if isinstance(cluster, Unknown) else cluster.version
    old = isinstance(version, Known) and _numbers(version.value) <= _LAST_AL2
    return read.default("AL2" if old else "AL2023", resource.span)


def _family_of(template: Template, span: Span | None) -> Fact[str]:
    """The family of an AMI that the template brings, CUSTOM where nothing shows which."""
    return Known("CUSTOM", span) if template.family is None else template.family


def _numbers(version: str) -> tuple[int, ...]:
    found = re.match(r"(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2])) if found else (9, 9)


def _family_of_type(ami: Known[str], template: Template) -> Fact[str]:
    """The family of an EKS AMI type: AL2_x86_64, AL2023_ARM_64_STANDARD, BOTTLEROCKET_x86_64_NVIDIA, ..."""
    head = ami.value.split("_")[0].upper()
    if head in ("AL2", "AL2023", "BOTTLEROCKET", "WINDOWS"):
        return Known(head, ami.span, ami.origin)
    if head == "CUSTOM":
        return _family_of(template, ami.span)
    return Unknown(f"AMI type {ami.value!r} is not known", ami.span)


def _custom_ami(ami: Fact[str] | None, template: Template) -> Fact[bool]:
    if isinstance(ami, Known) and ami.value.upper() == "CUSTOM":
        return Known(True, ami.span, ami.origin)
    return template.custom_ami


def _always(custom: Fact[bool], resource: Resource) -> Fact[bool]:
    """A self-managed group always brings its AMI, whether or not the files show which."""
    return custom if isinstance(custom, Known) and custom.value else Known(True, resource.span)


def _tainted(resource: Resource, custom_ami: Fact[bool]) -> Truth:
    """Whether nodes refuse pods; with an AMI of its own the group's user data may say so."""
    taints = read.blocks(resource.get("taint"))
    if taints.known:
        return Truth.YES
    sure = taints.rest is None and isinstance(custom_ami, Known) and not custom_ami.value
    return Truth.NO if sure else Truth.UNSURE


def _surge(resource: Resource) -> Surge:
    """How an update replaces nodes: one at a time unless ``update_config`` says otherwise."""
    update = read.block(resource.get("update_config"))
    percentage = read.whole(read.inside(update, "max_unavailable_percentage"), Known(None, resource.span))
    count = read.whole(read.inside(update, "max_unavailable"), Known(None, resource.span))
    if _null(percentage) and _null(count):
        # EKS API NodegroupUpdateConfig: "the default value is 1" (2026-11)
        count = read.default(1, resource.span)
    strategy = read.text(read.inside(update, "update_strategy"), read.default("DEFAULT", resource.span))
    return Surge(count, percentage, strategy)


def _null(fact: Fact[int] | Known[None]) -> bool:
    return isinstance(fact, Known) and fact.value is None
