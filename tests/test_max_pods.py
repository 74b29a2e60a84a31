"""Max pods: the formulas and caps of facts 2, and what the kubelet of a group gets."""

from __future__ import annotations

from typing import Any

import pytest

from builders import cluster, cni, default, group, subnet, unknown
from eks_netlint.model.cni import mode
from eks_netlint.model.limits import InstanceLimits, limits_of
from eks_netlint.model.max_pods import (
    MaxPodsAnswer,
    calculator,
    capacity_max_pods,
    effective_max_pods,
    eni_max_pods,
    formula,
    karpenter_max_pods,
    recommended_cap,
    windows_max_pods,
)
from eks_netlint.model.nouns import MaxPods, NodeGroup
from eks_netlint.records import replace
from eks_netlint.values import Bounds, Known, Unknown

PREFIX = {"ENABLE_PREFIX_DELEGATION": "true"}
CUSTOM = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"}


def limits(instance_type: str) -> InstanceLimits:
    found = limits_of(instance_type)
    assert isinstance(found, InstanceLimits)
    return found


@pytest.mark.parametrize(
    ("enis", "addresses", "options", "pods"),
    [
        # nodeadm/internal/kubelet/eni_max_pods_test.go of amazon-eks-ami
        (3, 6, {}, 17),
        (6, 12, {}, 68),
        (3, 6, {"prefix": True}, 242),
        (3, 6, {"custom_networking": True}, 12),
        # EKS best practices: m5.large
        (3, 10, {"custom_networking": True}, 20),
        (3, 10, {"custom_networking": True, "prefix": True}, 290),
        (3, 10, {"prefix": True}, 434),
        (3, 10, {"max_eni": 2}, 20),
        (3, 10, {"max_eni": 9}, 29),
        (3, 10, {"max_eni": 0}, 29),
        (3, 10, {"max_eni": 2, "custom_networking": True}, 11),
        (3, 10, {"max_eni": 1, "custom_networking": True}, 2),
        (1, 4, {"custom_networking": True}, 2),
    ],
)
def test_formula(enis: int, addresses: int, options: dict[str, int], pods: int) -> None:
    assert formula(enis, addresses, **options) == pods  # type: ignore[arg-type]  # options of mixed types


def test_cap_is_strictly_above_30_vcpu() -> None:
    assert [recommended_cap(vcpu) for vcpu in (1, 30, 31, 96)] == [110, 110, 250, 250]


@pytest.mark.parametrize(
    ("name", "options", "pods"),
    [
        ("m5.large", {}, 29),
        ("m5.large", {"custom_networking": True}, 20),
        ("m5.large", {"prefix": True}, 110),
        ("m5.large", {"prefix": True, "show_max_allowed": True}, 434),
        ("m5.large", {"prefix": True, "custom_networking": True}, 110),
        ("m5.24xlarge", {}, 250),
        ("m5.24xlarge", {"show_max_allowed": True}, 737),
        ("t3.medium", {"prefix": True}, 110),
        ("t3.medium", {}, 17),
        ("c4.large", {"prefix": True}, 29),
        ("m5.metal", {"prefix": True}, 250),
        ("m5.metal", {"prefix": True, "show_max_allowed": True}, 737),  # the script: hypervisor is not "nitro"
        ("c7g.metal", {"prefix": True, "show_max_allowed": True}, 11762),
    ],
)
def test_calculator(name: str, options: dict[str, bool], pods: int) -> None:
    assert calculator(limits(name), **options) == pods


def test_calculator_without_vcpu_is_unknown_only_where_a_cap_applies() -> None:
    assert isinstance(calculator(limits("c5a.metal")), Unknown)
    assert calculator(replace(limits("m5.large"), vcpu=None)) == 29


def test_windows_and_karpenter() -> None:
    assert windows_max_pods(limits("m5.large")) == 9
    assert karpenter_max_pods(limits("m5.large")) == 29
    assert karpenter_max_pods(limits("m5.large"), reserved_enis=1) == 20
    assert karpenter_max_pods(limits("m5.24xlarge")) == 737
    assert karpenter_max_pods(limits("t3.micro"), reserved_enis=2) == 0
    assert karpenter_max_pods(limits("p5.48xlarge"), efa_only=1) == 51
    assert eni_max_pods(limits("m5.24xlarge")) == 737


SUBNETS = (subnet("a"),)


def effective(of: NodeGroup, name: str = "m5.large", env: dict[str, str] | None = None) -> MaxPodsAnswer | Unknown:
    found = effective_max_pods(of, name, mode(cni(env)))
    return found if isinstance(found, Unknown) else found.value


def pods(of: NodeGroup, name: str = "m5.large", env: dict[str, str] | None = None) -> int:
    found = effective(of, name, env)
    assert isinstance(found, MaxPodsAnswer)
    return found.pods


def test_what_somebody_set_wins_and_points_there() -> None:
    fact = effective_max_pods(group("a", SUBNETS, pods=64), "m5.large", mode(cni()))
    assert isinstance(fact, Known)
    assert fact.value == MaxPodsAnswer(64, "set by kubelet maxPods", assumed=False)
    assert fact.span is not None
    assert effective(group("a", SUBNETS, pods=unknown())) == unknown()


def test_a_managed_group_gets_what_eks_computes_for_the_mode() -> None:
    managed = group("a", SUBNETS)
    assert effective(managed) == MaxPodsAnswer(29, "computed by EKS", assumed=True)
    assert pods(managed, env=PREFIX) == 110
    assert pods(managed, env=CUSTOM) == 20
    assert pods(managed, env={"MAX_ENI": "2"}) == 20
    assert pods(group("a", SUBNETS, "m5.24xlarge"), "m5.24xlarge", PREFIX) == 250
    assert pods(group("a", SUBNETS, "m5.24xlarge"), "m5.24xlarge") == 250


def test_the_smallest_type_of_a_managed_group_decides_for_all() -> None:
    mixed = group("a", SUBNETS, ("m5.4xlarge", "m5.large"))
    assert pods(mixed, "m5.4xlarge") == 29
    assert pods(group("a", SUBNETS, ("m5.4xlarge", "m5.large"), kind="self-managed"), "m5.4xlarge") == 234


@pytest.mark.parametrize("options", [{"kind": "self-managed"}, {"custom_ami": Known(True)}])
@pytest.mark.parametrize("family", ["AL2", "AL2023", "BOTTLEROCKET"])
def test_the_ami_is_blind_to_the_mode_and_uncapped(options: dict[str, Any], family: str) -> None:
    own = group("a", SUBNETS, "m5.24xlarge", ami_family=Known(family), **options)
    assert pods(own, "m5.24xlarge") == 737
    assert pods(own, "m5.24xlarge", PREFIX) == 737
    assert pods(own, "m5.24xlarge", CUSTOM) == 737


def test_a_custom_ami_of_no_known_family_is_unknown() -> None:
    own = group("a", SUBNETS, ami_family=Known("CUSTOM"), custom_ami=Known(True))
    assert isinstance(effective(own), Unknown)


def test_windows_is_110_by_default() -> None:
    assert pods(group("a", SUBNETS, ami_family=Known("WINDOWS"))) == 110
    assert pods(group("a", SUBNETS, ami_family=Known("WINDOWS"), kind="self-managed")) == 110


def test_an_unknown_ami_matters_only_where_the_answers_differ() -> None:
    perhaps: dict[str, Any] = {"custom_ami": unknown("var.ami_id has no value")}
    assert pods(group("a", SUBNETS, **perhaps)) == 29
    assert effective(group("a", SUBNETS, **perhaps), env=PREFIX) == perhaps["custom_ami"]


def test_an_unknown_mode_matters_only_where_the_answers_differ() -> None:
    how = mode(cni(rest=unknown("configuration_values")))
    assert effective_max_pods(group("a", SUBNETS), "m5.large", how) == unknown("configuration_values")
    own = effective_max_pods(group("a", SUBNETS, kind="self-managed"), "m5.large", how)
    assert isinstance(own, Known) and own.value.pods == 29


def test_unknown_types() -> None:
    assert isinstance(effective(group("a", SUBNETS, "m99.large"), "m99.large"), Unknown)
    mixed = group("a", SUBNETS, ("m5.large", "m99.large"))
    assert isinstance(effective(mixed), Unknown), "EKS takes the smallest of both"
    assert pods(group("a", SUBNETS, ("m5.large", "m99.large"), kind="self-managed")) == 29


def test_ipv6_is_bound_by_the_recommended_cap_only() -> None:
    six = group("a", SUBNETS, of=cluster(ip_family=Known("ipv6")))
    assert pods(six) == 110


def test_a_default_that_lowering_supplied_is_assumed() -> None:
    own = replace(group("a", SUBNETS), max_pods=MaxPods(default(110), "the module's default"))
    assert effective(own) == MaxPodsAnswer(110, "set by the module's default", assumed=True)


@pytest.mark.parametrize(
    ("name", "env", "answer"),
    [
        ("m5.large", {}, 29),
        ("m5.large", PREFIX, 434),
        ("m5.large", CUSTOM, 20),
        ("m5.large", {**CUSTOM, **PREFIX}, 290),
        ("m5.large", {"ENABLE_POD_ENI": "true"}, 20),
        ("m5.large", {**CUSTOM, "ENABLE_POD_ENI": "true"}, 11),
        ("t3.medium", {"ENABLE_POD_ENI": "true"}, 17),  # takes no trunk
        ("c4.large", PREFIX, 29),  # falls back to secondary addresses
        ("m5.metal", PREFIX, 15 * 49 * 16 + 2),
        ("m5.large", {"MAX_ENI": "1"}, 11),
    ],
)
def test_pods_the_cni_can_give_addresses_to(name: str, env: dict[str, str], answer: int) -> None:
    assert capacity_max_pods(limits(name), mode(cni(env))) == Bounds.exactly(answer)


def test_capacity_under_an_unknown_mode_is_bounded() -> None:
    found = capacity_max_pods(limits("m5.large"), mode(cni(rest=unknown())))
    assert found == Bounds(2, 434)
