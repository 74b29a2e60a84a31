"""Facts that rules asked for: each counted once, by whether the files tell it; and nouns are as before afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from builders import cluster, default, group, network, subnet, three, unknown
from eks_netlint.facts import Facts, added
from eks_netlint.model import nouns
from eks_netlint.model.asked import Watch
from eks_netlint.model.cni import mode
from eks_netlint.model.nouns import Members, Network
from eks_netlint.records import replace
from eks_netlint.rules.engine import judge
from eks_netlint.rules.registry import load_rules
from eks_netlint.values import Cause, Truth, Unknown

VARIABLE = Unknown("variable x has no value", cause=Cause.VARIABLE)


def asked(net: Network, ask: Callable[[Network], object]) -> Facts:
    watch = Watch(net)
    watch.begin()
    try:
        ask(net)
    finally:
        counted = watch.end()
    return counted


def test_nothing_asked_nothing_counted() -> None:
    assert asked(network(subnet("a")), lambda net: None) == Facts()


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        (subnet("a").cidr, Facts(1)),
        (default("10.0.0.0/24"), Facts(0, 1)),
        (VARIABLE, Facts(0, 0, {Cause.VARIABLE: 1})),
        (unknown(), Facts(0, 0, {Cause.OTHER: 1})),
    ],
)
def test_a_fact_counts_once_however_often_it_is_asked_for(value, counts) -> None:
    net = network(replace(subnet("a"), cidr=value))
    assert asked(net, lambda net: [net.subnets[0].cidr for _ in range(3)]) == counts


@pytest.mark.parametrize(
    ("name", "value", "counts"),
    [
        ("subnets", Members(three()), Facts(1)),
        ("subnets", Members((), VARIABLE), Facts(0, 0, {Cause.VARIABLE: 1})),
        ("instance_types", Members((default("t3.medium"),)), Facts(0, 1)),
        ("labels", {"a": VARIABLE}, Facts(0, 0, {Cause.VARIABLE: 1})),
        ("labels", {}, Facts(1)),
    ],
)
def test_a_collection_is_one_fact(name: str, value: object, counts: Facts) -> None:
    net = network(replace(group("a", three()), **{name: value}))
    assert asked(net, lambda net: getattr(net.node_groups[0], name)) == counts


def test_labels_that_may_be_more_are_unknown() -> None:
    net = network(replace(group("a", three()), labels_rest=VARIABLE))
    assert asked(net, lambda net: net.node_groups[0].labels) == Facts(0, 0, {Cause.VARIABLE: 1})


def test_a_compound_is_unknown_where_a_part_is() -> None:
    made = group("a", three())
    assert made.surge is not None
    net = network(replace(made, surge=replace(made.surge, max_unavailable=VARIABLE)))
    assert asked(net, lambda net: net.node_groups[0].surge) == Facts(0, 0, {Cause.VARIABLE: 1})


def test_each_variable_of_a_cni_is_a_fact() -> None:
    written = {"WARM_IP_TARGET": "5"}
    counted = asked(network(cluster(env=written)), lambda net: mode(net.clusters[0].cni))
    assert (counted.default, counted.open) == (13, 0)
    unseen = asked(network(cluster(env=written, rest=VARIABLE)), lambda net: mode(net.clusters[0].cni))
    assert (unseen.default, unseen.unknown) == (0, {Cause.VARIABLE: 13})
    assert counted.known == unseen.known


def test_nouns_are_as_before() -> None:
    net = network(cluster(env={"WARM_IP_TARGET": "5"}), group("a", three()), subnet("z"))
    before = repr(net)
    counted = asked(net, lambda net: judge(net, load_rules()))
    assert counted.known and counted.default
    assert repr(net) == before
    assert not nouns.HIDDEN
    assert type(net.clusters[0].cni.env) is dict


def test_watching_changes_no_verdict() -> None:
    def judged(net: Network, watch: bool) -> object:
        answers: list[object] = []
        if watch:
            asked(net, lambda net: answers.append(judge(net, load_rules())))
        else:
            answers.append(judge(net, load_rules()))
        return answers

    def made() -> Network:
        return network(cluster(env={"WARM_IP_TARGET": "5"}), group("a", three(28), size=9), subnet("z"))

    assert judged(made(), True) == judged(made(), False)


def test_an_attribute_nobody_has_is_still_an_error() -> None:
    with pytest.raises(AttributeError, match="Subnet has no attribute 'colour'"):
        _ = subnet("a").colour  # type: ignore[attr-defined]  # that is the point


def test_what_is_no_fact_is_not_counted() -> None:
    one = subnet("a", exists=Truth.UNSURE)
    assert asked(network(one), lambda net: (net.subnets[0].address, net.subnets[0].exists)) == Facts()


def test_counts_add_up() -> None:
    both = added([Facts(1, 2, {Cause.DATA: 1}), Facts(3, 0, {Cause.VARIABLE: 2, Cause.DATA: 1})])
    assert both == Facts(4, 2, {Cause.VARIABLE: 2, Cause.DATA: 2})
    assert (both.open, both.asked) == (4, 10)
