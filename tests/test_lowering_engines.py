"""What enforces policies, from Terraform and from manifests."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.analysis import read
from eks_netlint.model.engines import engines_of
from eks_netlint.model.nouns import Network
from eks_netlint.values import Cause, Known, Unknown

CLUSTER = """
resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
  vpc_config { subnet_ids = ["subnet-0a", "subnet-0b"] }
}
"""


def network(tmp_path: Path, text: str) -> Network:
    (tmp_path / "main.tf").write_text(CLUSTER + text)
    (reading,) = read([tmp_path])
    assert not reading.problems
    return reading.networks[0]


def release(chart: str, values: str = "") -> str:
    text = f"[<<-EOT\n{values}\nEOT\n  ]"
    return f'resource "helm_release" "it" {{\n  name = "it"\n  chart = {chart}\n  values = {text}\n}}\n'


def addon(name: str, more: str = "") -> str:
    return f'resource "aws_eks_addon" "it" {{\n  cluster_name = "main"\n  addon_name = "{name}"\n{more}\n}}\n'


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", []),
        (release('"cilium"'), ["Cilium"]),
        (release('"oci://quay.io/x/cilium"'), ["Cilium"]),
        (release('"tigera-operator"'), ["Calico"]),
        (release('"aws-calico"'), ["Calico"]),
        (release('"metrics-server"'), []),
        (addon("isovalent_cilium-enterprise"), ["Cilium"]),
        ('module "it" {\n source = "github.com/aws-ia/x//kubernetes-addons"\n enable_calico = true\n}', ["Calico"]),
    ],
)
def test_engines_are_known_by_what_installs_them(tmp_path: Path, text: str, kinds: list[str]) -> None:
    assert [one.kind for one in network(tmp_path, text).engines.known] == kinds


@pytest.mark.parametrize(
    "text",
    [
        'variable "chart" {}\n' + release("var.chart"),
        'resource "null_resource" "it" {\n provisioner "local-exec" {\n  command = "cilium install"\n }\n}',
        'module "addons" {\n source = "git::https://example.com/addons.git"\n}',
        'variable "on" {}\nmodule "it" {\n source = "github.com/aws-ia/x"\n enable_cilium = var.on\n}',
    ],
)
def test_what_may_install_one_is_a_doubt(tmp_path: Path, text: str) -> None:
    found = network(tmp_path, text)
    assert found.engines.rest is not None
    assert not engines_of(found.clusters[0], found).running
    assert engines_of(found.clusters[0], found).doubts


def test_the_proxy_of_cilium_is_on_unless_it_is_turned_off(tmp_path: Path) -> None:
    (one,) = network(tmp_path, release('"cilium"')).engines.known
    assert isinstance(one.l7_proxy, Known) and one.l7_proxy.value and one.l7_proxy.is_default
    (one,) = network(tmp_path, release('"cilium"', "l7Proxy: false")).engines.known
    assert one.l7_proxy == Known(False)


@pytest.mark.parametrize(
    ("values", "on"),
    [
        ('jsonencode({ enableNetworkPolicy = "true" })', Known(True)),
        ("jsonencode({ enableNetworkPolicy = true })", Known(True)),
        ('jsonencode({ enableNetworkPolicy = "false" })', Known(False)),
        ("jsonencode({ env = {} })", Known(False)),
    ],
)
def test_the_cni_enforces_where_it_is_told_to(tmp_path: Path, values: str, on: Known[bool]) -> None:
    text = addon("vpc-cni", f"configuration_values = {values}")
    assert network(tmp_path, text).clusters[0].cni.network_policy == on


def test_values_that_are_not_known_leave_it_open(tmp_path: Path) -> None:
    text = 'variable "v" {}\n' + addon("vpc-cni", "configuration_values = var.v")
    assert isinstance(network(tmp_path, text).clusters[0].cni.network_policy, Unknown)


def test_without_a_cluster_the_engine_is_outside(tmp_path: Path) -> None:
    found = network(tmp_path, "")
    rest = engines_of(None, found).rest
    assert rest is not None and rest.cause is Cause.OUTSIDE
