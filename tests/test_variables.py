"""Variables of the CNI: names, types and values that it, or its add-on, cannot use."""

from __future__ import annotations

import pytest

from builders import cni, unknown
from eks_netlint.model.nouns import CniSettings
from eks_netlint.model.snat import list_items, skipped_because
from eks_netlint.model.variables import KNOWN_NAMES, Effect, Fault, faults, idle_variables
from eks_netlint.records import replace
from eks_netlint.values import Fact, Known, Unknown

ADDON = ("add-on configuration_values",)
FOUR: Fact[bool] = Known(False)
SIX: Fact[bool] = Known(True)


def of(name: str, value: str, *, six: Fact[bool] = FOUR, sources: tuple[str, ...] = (), **others: str) -> list[str]:
    settings = cni({name: value, **others}, sources=sources)
    found = faults(settings, six)
    return [f"{each.problem}|{each.effect.name}" if isinstance(each, Fault) else each.why for each in found]


@pytest.mark.parametrize(
    ("name", "good", "bad", "effect"),
    [
        ("AWS_VPC_ENI_MTU", ("576", "9001"), ("575", "9002", "jumbo", ""), Effect.STOPS),
        ("POD_MTU", ("1400",), ("10",), Effect.STOPS),
        ("AWS_VPC_K8S_CNI_VETHPREFIX", ("eni", "veth"), ("calic", "eth", "lo", "vlan"), Effect.STOPS),
        ("AWS_VPC_K8S_CNI_RANDOMIZESNAT", ("prng", "hashrandom", "none", ""), ("random", "PRNG"), Effect.IGNORED),
        ("NETWORK_POLICY_ENFORCING_MODE", ("strict", "Standard", "none"), ("permissive",), Effect.STOPS),
        ("IP_COOLDOWN_PERIOD", ("0", "30"), ("-1", "30s", ""), Effect.STOPS),
        ("AWS_VPC_K8S_PLUGIN_LOG_FILE", ("/var/log/x", "stderr"), ("stdout",), Effect.STOPS),
        ("ENABLE_PREFIX_DELEGATION", ("true", "1", "F", ""), ("yes", "on"), Effect.IGNORED),
        ("WARM_IP_TARGET", ("0", "12", ""), ("-1", "two", "1.5"), Effect.IGNORED),
        ("MAX_ENI", ("3", "0"), ("all",), Effect.IGNORED),
        ("AWS_EXTERNAL_SERVICE_CIDRS", ("10.0.0.0/8", ""), ("10.0.0.1", "fd00::/8"), Effect.IGNORED),
    ],
)
def test_values(name: str, good: tuple[str, ...], bad: tuple[str, ...], effect: Effect) -> None:
    assert [value for value in good if of(name, value)] == []
    for value in bad:
        (found,) = of(name, value)
        assert found.endswith(f"|{effect.name}"), value


def test_a_mode_that_is_not_read_is_no_fault() -> None:
    name = "POD_SECURITY_GROUP_ENFORCING_MODE"
    assert of(name, "lax") == []
    assert of(name, "lax", ENABLE_POD_ENI="true") == ['is "lax", none of strict, standard|STOPS']


def test_ipv6_wants_larger_packets() -> None:
    assert of("AWS_VPC_ENI_MTU", "1200", six=SIX) == ["is 1200, not between 1280 and 9001 as IPv6 wants|STOPS"]
    assert of("AWS_VPC_ENI_MTU", "1200", six=unknown("family")) == ["family"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("WARM_IP_TARGETS", "WARM_IP_TARGET"),
        ("MIN_IP_TARGET", "MINIMUM_IP_TARGET"),
        ("ENABLE_IPV6", "ENABLE_IPv6"),
        ("AWS_VPC_K8S_CNI_EXTERNAL_SNAT", "AWS_VPC_K8S_CNI_EXTERNALSNAT"),
        ("ENI_CONFIG_LABEL", "ENI_CONFIG_LABEL_DEF"),
    ],
)
def test_misspelled_names(name: str, meant: str) -> None:
    assert of(name, "1") == [f"is no variable of the CNI, {meant} is|IGNORED"]
    assert of(name, "1", sources=ADDON) == [f"is no variable of the CNI, {meant} is|REFUSED"]


@pytest.mark.parametrize("name", ["GOMEMLIMIT", "AWS_REGION", "HTTPS_PROXY", "ENABLE_SOMETHING_NEW", "TZ"])
def test_names_of_something_else(name: str) -> None:
    assert of(name, "x", sources=ADDON) == []


def test_known_names_are_accepted() -> None:
    refused = {name for name in KNOWN_NAMES if of(name, "", sources=("kubectl set env",))}
    assert refused == {"AWS_VPC_ENI_MTU", "POD_MTU", "IP_COOLDOWN_PERIOD", "NETWORK_POLICY_ENFORCING_MODE"}


def typed(value: bool | int, *sources: str) -> CniSettings:
    text = Known(str(value).lower(), decoded=Known(value))
    return cni({"WARM_PREFIX_TARGET": text}, sources=sources)


def test_the_addon_wants_strings() -> None:
    (found,) = faults(typed(1, *ADDON), FOUR)
    assert isinstance(found, Fault)
    assert (found.problem, found.effect) == ('is the number 1, the add-on wants the string "1"', Effect.REFUSED)
    assert list(faults(typed(1, "helm_release values"), FOUR)) == []
    assert list(faults(typed(1, *ADDON, "helm_release values"), FOUR)) == [], "which of them said it is not known"


def test_each_container_has_its_own() -> None:
    early = {"DISABLE_TCP_EARLY_DEMUX": Known("true")}
    (found,) = faults(cni(early, sources=ADDON), FOUR)
    assert isinstance(found, Fault)
    assert found.problem == "belongs in init.env"
    assert list(faults(cni(sources=ADDON, init_env=early), FOUR)) == []
    (found,) = faults(cni(sources=ADDON, init_env={"WARM_IP_TARGET": Known("1")}), FOUR)
    assert isinstance(found, Fault)
    assert found.problem == "belongs in env"


def test_what_is_unknown_comes_as_it_is() -> None:
    why = unknown("var.x")
    assert list(faults(cni({"WARM_IP_TARGET": why, "CLUSTER_NAME": why, "OTHER": why}), FOUR)) == [why]
    assert list(faults(cni(rest=why), FOUR)) == [why]


def idle(version: Fact[str | None], rest: Unknown | None = None) -> list[str]:
    settings = replace(cni({"ENABLE_NFTABLES": "true"}, rest=rest), version=version)
    return [name if isinstance(fact, Known) else fact.why for name, _, fact in idle_variables(settings)]


def test_idle_variables() -> None:
    assert idle(Known(None)) == ["ENABLE_NFTABLES"]
    assert idle(Known("v1.13.2")) == ["ENABLE_NFTABLES"]
    assert idle(Known("v1.13.0")) == []
    assert idle(Known("latest")) == ["latest is no version"]
    assert idle(unknown("version")) == ["version"]
    assert idle(Known(None), rest=unknown("rest")) == ["ENABLE_NFTABLES", "rest"]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("10.0.0.0/8", None), ("10.1.2.3/8", None), ("0.0.0.0/0", None), ("10.0.0.1", "no prefix length"),
        ("10.0.0.0/33", "not a range"), ("10.0.0.0/255.0.0.0", "not a range"), ("10.0.0.010/32", "not a range"),
        ("10.0.0.0/8;172.16.0.0/12", "not a range"), ("fd00::/8", "IPv6"), ("all/0", "not a range"),
    ],
)  # fmt: skip
def test_ranges_the_cni_skips(item: str, why: str | None) -> None:
    assert skipped_because(item) == why


def test_items_of_a_list() -> None:
    assert list_items(" 10.0.0.0/8 , ,172.16.0.0/12,") == ("10.0.0.0/8", "172.16.0.0/12")
