"""What lowering says with less knowledge never contradicts what it says with more, and it never raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest

from eks_netlint import records as dataclasses
from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.nouns import Members, Network, Noun, Reservation, Tags, Zone
from eks_netlint.records import dataclass, replace
from eks_netlint.resources import Attributes, Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Bounds, Cause, Fields, Items, Known, Truth, Unknown, Value

BLANK = Unknown("blanked", cause=Cause.VARIABLE)

HCL = """
data "aws_availability_zones" "z" {}
resource "aws_vpc" "v" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}
resource "aws_vpc_ipv4_cidr_block_association" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "100.64.0.0/16"
}
resource "aws_internet_gateway" "i" {
  vpc_id = aws_vpc.v.id
}
resource "aws_subnet" "a" {
  count                   = 2
  vpc_id                  = aws_vpc.v.id
  cidr_block              = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone       = data.aws_availability_zones.z.names[count.index]
  map_public_ip_on_launch = true
  tags                    = { "kubernetes.io/role/cni" = "1" }
}
resource "aws_subnet" "pod" {
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet("100.64.0.0/16", 2, count.index)
  availability_zone = data.aws_availability_zones.z.names[count.index]
}
resource "aws_ec2_subnet_cidr_reservation" "r" {
  subnet_id        = aws_subnet.a[0].id
  cidr_block       = "10.0.0.128/25"
  reservation_type = "prefix"
}
resource "aws_ec2_tag" "t" {
  resource_id = aws_subnet.a[1].id
  key         = "extra"
  value       = "yes"
}
resource "aws_nat_gateway" "n" {
  subnet_id = aws_subnet.a[0].id
}
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }
}
resource "aws_route_table" "private" {
  vpc_id = aws_vpc.v.id
}
resource "aws_route" "nat" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.n.id
}
resource "aws_route_table_association" "a" {
  count          = 2
  subnet_id      = aws_subnet.a[count.index].id
  route_table_id = aws_route_table.public.id
}
resource "aws_route_table_association" "pod" {
  subnet_id      = aws_subnet.pod[0].id
  route_table_id = aws_route_table.private.id
}
resource "aws_eks_cluster" "c" {
  name    = "prod"
  version = "1.29"
  vpc_config {
    subnet_ids              = aws_subnet.a[*].id
    endpoint_private_access = true
    endpoint_public_access  = false
  }
  kubernetes_network_config {
    service_ipv4_cidr = "172.20.0.0/16"
    ip_family         = "ipv4"
  }
  compute_config {
    enabled = true
  }
  bootstrap_self_managed_addons = true
}
resource "aws_launch_template" "t" {
  name          = "nodes"
  image_id      = "ami-1"
  instance_type = "m5.large"
  user_data     = base64encode("/etc/eks/bootstrap.sh prod --kubelet-extra-args '--max-pods=110'")
  network_interfaces {
    associate_public_ip_address = true
  }
}
resource "aws_eks_node_group" "g" {
  cluster_name   = aws_eks_cluster.c.name
  subnet_ids     = aws_subnet.a[*].id
  instance_types = ["m5.xlarge"]
  labels         = { a = "b" }
  scaling_config {
    min_size     = 1
    max_size     = 5
    desired_size = 2
  }
  update_config {
    max_unavailable = 2
  }
  launch_template {
    name    = aws_launch_template.t.name
    version = "1"
  }
}
resource "aws_autoscaling_group" "s" {
  min_size            = 1
  max_size            = 4
  desired_capacity    = 3
  vpc_zone_identifier = [aws_subnet.a[0].id]
  launch_template {
    id = aws_launch_template.t.id
  }
  tag {
    key                 = "kubernetes.io/cluster/prod"
    value               = "owned"
    propagate_at_launch = true
  }
}
resource "aws_eks_fargate_profile" "f" {
  cluster_name = "prod"
  subnet_ids   = [aws_subnet.pod[0].id]
}
resource "aws_eks_addon" "cni" {
  cluster_name         = aws_eks_cluster.c.name
  addon_name           = "vpc-cni"
  addon_version        = "v1.19.0-eksbuild.1"
  configuration_values = jsonencode({ env = { AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG = "true", WARM_IP_TARGET = "2" } })
}
resource "null_resource" "env" {
  provisioner "local-exec" {
    command = "kubectl set env ds aws-node -n kube-system WARM_IP_TARGET=3"
  }
}
resource "kubectl_manifest" "eni" {
  count     = 2
  yaml_body = yamlencode({
    apiVersion = "crd.k8s.amazonaws.com/v1alpha1"
    kind       = "ENIConfig"
    metadata   = { name = data.aws_availability_zones.z.names[count.index] }
    spec       = { subnet = aws_subnet.pod[count.index].id, securityGroups = ["sg-1"] }
  })
}
resource "helm_release" "cilium" {
  name   = "cilium"
  chart  = "cilium"
  values = ["cni: { chainingMode: aws-cni }"]
}
resource "aws_vpc_endpoint" "e" {
  vpc_endpoint_type = "Interface"
  subnet_ids        = aws_subnet.a[*].id
}
resource "aws_lb" "l" {
  load_balancer_type = "network"
  subnets            = aws_subnet.a[*].id
}
resource "aws_db_subnet_group" "d" {
  name       = "db"
  subnet_ids = aws_subnet.pod[*].id
}
resource "aws_db_instance" "d" {
  db_subnet_group_name = "db"
  multi_az             = true
}
"""


@dataclass(frozen=True)
class Blanked:
    """Attributes of which one is changed, at the top or one level inside."""

    inner: Attributes
    path: tuple[str, ...]
    by: Value

    def get(self, name: str) -> Value | Absent:
        found = self.inner.get(name)
        return self._changed(found, self.path[1:]) if name == self.path[0] else found

    def _changed(self, value: Value | Absent, path: tuple[str, ...]) -> Value | Absent:
        if not path:
            return self.by
        if isinstance(value, Items):
            inside = [self._changed(member, path) for member in value.members]
            return replace(value, members=tuple(v for v in inside if not isinstance(v, Absent)))
        if isinstance(value, Fields):
            entries = {key: value.entries[key] for key in value.entries}
            return replace(value, entries={**entries, path[0]: self.by})
        return value

    def names(self) -> Iterable[str]:
        return self.inner.names()


def paths(resource: Resource) -> Iterator[tuple[str, ...]]:
    for name in resource.attributes.names():
        yield (name,)
        value = resource.get(name)
        members = value.members if isinstance(value, Items) else (value,)
        for member in members:
            if isinstance(member, Fields):
                for key in member.entries:
                    if isinstance(key, str):
                        yield (name, key)


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> tuple[Resource, ...]:
    folder = tmp_path_factory.mktemp("root")
    (folder / "main.tf").write_text(HCL)
    return terraform.load(folder).roots[0].resources


BEST_EFFORT = ("null_resource", "helm_release")
"""A command or chart that nobody can read is taken not to touch the CNI: docs/decisions/0005-lowering.md."""


def variants(resources: tuple[Resource, ...], by: Value) -> Iterator[tuple[str, tuple[Resource, ...]]]:
    for index, resource in enumerate(resources):
        if by is BLANK and resource.type in BEST_EFFORT:
            continue
        for path in paths(resource):
            blanked = replace(resource, attributes=Blanked(resource.attributes, path, by))
            yield f"{resource.address}.{'.'.join(path)}", (*resources[:index], blanked, *resources[index + 1 :])


def contradictions(more: object, less: object, at: str) -> Iterator[str]:
    """Where the second, said with less knowledge, denies the first."""
    if isinstance(more, Unknown) or isinstance(less, Unknown) or more is less:
        return
    if isinstance(more, Known) and isinstance(less, Known):
        if not isinstance(more.value, Zone) and more.value != less.value:
            yield f"{at}: {more.value!r} became {less.value!r}"
    elif isinstance(more, Truth) and isinstance(less, Truth):
        if Truth.UNSURE not in (more, less) and more is not less:
            yield f"{at}: {more} became {less}"
    elif isinstance(more, Bounds) and isinstance(less, Bounds):
        if less.low > more.low or (less.high is not None and (more.high is None or less.high < more.high)):
            yield f"{at}: {more} became {less}"
    elif isinstance(more, Members) and isinstance(less, Members):
        yield from _members(more, less, at)
    elif isinstance(more, Tags) and isinstance(less, Tags):
        yield from _mapping(more.known, less.known, at)
        if any(less.has(key) is Truth.NO for key in more.known):
            yield f"{at}: tags vanished"
    elif isinstance(more, Mapping) and isinstance(less, Mapping):
        yield from _mapping(more, less, at)
    elif dataclasses.is_dataclass(more) and dataclasses.is_dataclass(less) and not isinstance(more, Span | Zone):
        for field in dataclasses.fields(more):
            if field.name in ("span", "calls", "unsure", "sources", "address", "answers", "where", "identity"):
                continue
            yield from contradictions(getattr(more, field.name), getattr(less, field.name), f"{at}.{field.name}")


def _members(more: Members[object], less: Members[object], at: str) -> Iterator[str]:
    keys, found = [_key(m) for m in more.known], [_key(m) for m in less.known]
    if less.rest is None and set(keys) != set(found):
        yield f"{at}: {keys} became {found}, and no more"


def _key(member: object) -> str:
    if isinstance(member, Reservation):
        return f"reservation at {member.span.start}"
    return str(getattr(member, "address", None) or getattr(member, "value", None) or member)


def _mapping(more: Mapping[str, object], less: Mapping[str, object], at: str) -> Iterator[str]:
    for key in more.keys() & less.keys():
        yield from contradictions(more[key], less[key], f"{at}[{key}]")


def nouns(network: Network) -> dict[str, Noun]:
    every = (
        *network.vpcs,
        *network.subnets,
        *network.clusters,
        *network.node_groups,
        *network.fargate_profiles,
        *network.eni_configs.known,
        *network.takers,
    )
    return {f"{type(noun).__name__} {noun.address}": noun for noun in every}


def test_blanking_an_attribute_contradicts_nothing(resources: tuple[Resource, ...]) -> None:
    whole = aws.lower(".", resources)
    before = nouns(whole)
    denied: list[str] = []
    count = 0
    for name, less in variants(resources, BLANK):
        after = nouns(aws.lower(".", less))
        count += 1
        for key in before.keys() & after.keys():
            denied += [f"blank {name}: {key}{c}" for c in contradictions(before[key], after[key], "")]
    assert count > 80
    assert "\n".join(denied) == ""


@pytest.mark.parametrize(
    "by",
    [
        Known(None),
        Known(""),
        Known("nonsense"),
        Known(-1),
        Known(True),
        Items((Known("x"), BLANK), BLANK),
        Fields({"a": BLANK}, BLANK),
    ],
    ids=repr,
)
def test_nonsense_never_raises(resources: tuple[Resource, ...], by: Value) -> None:
    for _, changed in variants(resources, by):
        aws.lower(".", changed)


def test_every_resource_may_not_exist(resources: tuple[Resource, ...]) -> None:
    whole = nouns(aws.lower(".", resources))
    denied: list[str] = []
    for index, resource in enumerate(resources):
        maybe = replace(resource, exists=Truth.UNSURE, unsure=BLANK)
        after = nouns(aws.lower(".", (*resources[:index], maybe, *resources[index + 1 :])))
        for key in whole.keys() & after.keys():
            denied += [f"maybe {resource.address}: {key}{c}" for c in contradictions(whole[key], after[key], "")]
    assert "\n".join(denied) == ""


def test_each_resource_alone_and_none(resources: tuple[Resource, ...]) -> None:
    assert aws.lower("x", ()).name == "x"
    for resource in resources:
        aws.lower(".", (resource,))
