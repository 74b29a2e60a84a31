"""The CNI's settings read as its own code reads them."""

from __future__ import annotations

import pytest

from builders import cni, unknown
from eks_netlint.model.cni import (
    EffectiveWarm,
    defaults_in_force,
    effective_warm,
    mode,
    parse_bool,
    parse_int,
    setting,
    version_at_least,
)
from eks_netlint.values import Known, Origin, Truth, Unknown


def test_nothing_written_means_the_defaults_of_the_manifest() -> None:
    how = mode(cni())
    facts = {
        "prefix_delegation": False, "custom_networking": False, "pod_eni": False, "external_snat": False,
        "warm_eni_target": 1, "warm_ip_target": None, "minimum_ip_target": None, "warm_prefix_target": 1,
        "max_eni": None, "eni_config_label": "k8s.amazonaws.com/eniConfig", "subnet_discovery": True, "ipv6": False,
        "cluster_name": None, "snat_exclude": None,
    }  # fmt: skip
    for name, value in facts.items():
        fact = getattr(how, name)
        assert isinstance(fact, Known), name
        assert fact.value == value, name
        assert fact.origin is Origin.DEFAULT, name


@pytest.mark.parametrize("text", ["1", "t", "T", "TRUE", "true", "True"])
def test_what_go_takes_for_true(text: str) -> None:
    fact = mode(cni({"ENABLE_PREFIX_DELEGATION": text})).prefix_delegation
    assert fact == Known(True)
    assert isinstance(fact, Known) and fact.origin is Origin.WRITTEN and fact.span is not None


@pytest.mark.parametrize("text", ["yes", "on", "tRUE", "", " true", "enabled"])
def test_what_go_refuses_is_the_default_of_the_code(text: str) -> None:
    how = mode(cni({"ENABLE_PREFIX_DELEGATION": text, "ENABLE_SUBNET_DISCOVERY": text}))
    assert how.prefix_delegation == Known(False)
    assert how.subnet_discovery == Known(True)
    assert parse_bool(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("5", 5), ("+5", 5), ("-1", -1), ("007", 7), ("1.5", None), (" 1", None), ("1_000", None), ("٣", None),
     ("", None), ("9223372036854775808", None)],
)  # fmt: skip
def test_whole_numbers_as_go_reads_them(text: str, number: int | None) -> None:
    assert parse_int(text) == number


@pytest.mark.parametrize(
    ("name", "text", "attribute", "value"),
    [
        ("WARM_ENI_TARGET", "0", "warm_eni_target", 0),
        ("WARM_ENI_TARGET", "-1", "warm_eni_target", 1),
        ("WARM_ENI_TARGET", "two", "warm_eni_target", 1),
        ("WARM_IP_TARGET", "-3", "warm_ip_target", 0),
        ("WARM_IP_TARGET", "0", "warm_ip_target", 0),
        ("MINIMUM_IP_TARGET", "x", "minimum_ip_target", 0),
        ("WARM_PREFIX_TARGET", "x", "warm_prefix_target", 0),
        ("WARM_PREFIX_TARGET", "2", "warm_prefix_target", 2),
        ("MAX_ENI", "0", "max_eni", None),
        ("MAX_ENI", "-1", "max_eni", None),
        ("MAX_ENI", "2", "max_eni", 2),
        ("ENI_CONFIG_LABEL_DEF", "", "eni_config_label", "k8s.amazonaws.com/eniConfig"),
        ("ENI_CONFIG_LABEL_DEF", "topology.kubernetes.io/zone", "eni_config_label", "topology.kubernetes.io/zone"),
        ("CLUSTER_NAME", "", "cluster_name", None),
    ],
)
def test_targets(name: str, text: str, attribute: str, value: object) -> None:
    fact = getattr(mode(cni({name: text})), attribute)
    assert fact == Known(value)
    assert fact.origin is Origin.WRITTEN


def test_an_explicit_null_leaves_the_default_of_the_code() -> None:
    """A null in chart values removes the chart's own default, so that WARM_PREFIX_TARGET is the code's 0."""
    how = mode(cni({"WARM_PREFIX_TARGET": Known(None), "WARM_ENI_TARGET": Known(None)}))
    assert how.warm_prefix_target == Known(0)
    assert how.warm_eni_target == Known(1)


def test_what_may_be_set_elsewhere_is_unknown_and_what_is_written_is_known() -> None:
    rest = unknown("configuration_values of the add-on")
    how = mode(cni({"ENABLE_PREFIX_DELEGATION": "true"}, rest=rest))
    assert how.prefix_delegation == Known(True)
    assert how.custom_networking is rest
    assert how.warm_ip_target is rest
    assert setting(cni(rest=rest), "ANY_NAME") is rest
    assert setting(cni(), "ANY_NAME") == Known(None)


def test_a_written_setting_nobody_can_evaluate_is_unknown() -> None:
    why = unknown("var.warm has no value")
    how = mode(cni({"WARM_IP_TARGET": why}))
    assert how.warm_ip_target is why
    assert isinstance(effective_warm(how, False), Unknown)


@pytest.mark.parametrize(
    ("env", "prefix", "warm"),
    [
        ({}, False, EffectiveWarm("eni", 1, 0)),
        ({}, True, EffectiveWarm("prefix", 1, 0)),
        ({"WARM_ENI_TARGET": "3"}, True, EffectiveWarm("prefix", 1, 0)),
        ({"WARM_ENI_TARGET": "3"}, False, EffectiveWarm("eni", 3, 0)),
        ({"WARM_ENI_TARGET": "3", "WARM_IP_TARGET": "2"}, False, EffectiveWarm("ip", 2, 0)),
        ({"WARM_PREFIX_TARGET": "3", "WARM_IP_TARGET": "2"}, True, EffectiveWarm("ip", 2, 0)),
        ({"MINIMUM_IP_TARGET": "10"}, False, EffectiveWarm("ip", 0, 10)),
        ({"WARM_IP_TARGET": "0", "MINIMUM_IP_TARGET": "0"}, False, EffectiveWarm("eni", 1, 0)),
        ({"WARM_IP_TARGET": "-1"}, False, EffectiveWarm("eni", 1, 0)),
        ({"WARM_PREFIX_TARGET": "0"}, True, EffectiveWarm("prefix", 0, 0)),
    ],
)
def test_interplay_of_targets(env: dict[str, str], prefix: bool, warm: EffectiveWarm) -> None:
    assert effective_warm(mode(cni(env)), prefix) == Known(warm)


def test_an_ignored_target_may_be_unknown() -> None:
    env: dict[str, str | Unknown] = {"WARM_IP_TARGET": "2", "MINIMUM_IP_TARGET": "10", "WARM_ENI_TARGET": unknown()}
    assert effective_warm(mode(cni(env)), False) == Known(EffectiveWarm("ip", 2, 10))


def test_defaults_in_force() -> None:
    assert defaults_in_force(mode(cni())) == (
        "ENABLE_PREFIX_DELEGATION=false", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=false", "WARM_ENI_TARGET=1",
    )  # fmt: skip
    assert defaults_in_force(mode(cni({"ENABLE_PREFIX_DELEGATION": "true"}))) == (
        "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=false", "WARM_PREFIX_TARGET=1",
    )  # fmt: skip
    written = {"ENABLE_PREFIX_DELEGATION": "false", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "0", "WARM_IP_TARGET": "1"}
    assert defaults_in_force(mode(cni(written))) == ()


@pytest.mark.parametrize(
    ("version", "least", "answer"),
    [
        ("v1.18.1-eksbuild.3", "1.18.0", Truth.YES),
        ("1.9.0", "1.9.0", Truth.YES),
        ("v1.10.0", "1.9.0", Truth.YES),
        ("v1.8.99", "1.9.0", Truth.NO),
        ("1.9", "1.9.0", Truth.YES),
        ("v1.22.1-eksbuild.1", "1.22.2", Truth.NO),
        ("latest", "1.9.0", Truth.UNSURE),
        (None, "1.9.0", Truth.UNSURE),
    ],
)
def test_versions(version: str | None, least: str, answer: Truth) -> None:
    assert version_at_least(Known(version), least) is answer
    assert version_at_least(unknown(), least) is Truth.UNSURE
