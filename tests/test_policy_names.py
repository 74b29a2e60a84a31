"""DNS names and patterns of policies, and which patterns cover which."""

from __future__ import annotations

import pytest

from eks_netlint.model.kubernetes.names import covered, is_internal, matches, samples_of
from eks_netlint.model.kubernetes.policies import AWS, CILIUM, Name
from eks_netlint.values import Known, Truth, Unknown


@pytest.mark.parametrize(
    ("pattern", "name", "dialect", "answer"),
    [
        ("api.example.com", "API.example.com.", CILIUM, True),
        ("*.example.com", "a.example.com", CILIUM, True),
        ("*.example.com", "a.b.example.com", CILIUM, False),
        ("*.example.com", "example.com", CILIUM, False),
        ("**.example.com", "a.b.example.com", CILIUM, True),
        ("**.example.com", "example.com", CILIUM, False),
        ("*", "a.b.c", CILIUM, True),
        ("db-*.example.com", "db-1.example.com", CILIUM, True),
        ("db-*.example.com", "db-1.x.example.com", CILIUM, False),
        ("*.example.com", "a.b.example.com", AWS, True),
        ("*.example.com", "example.com", AWS, False),
        ("*.example.com", "aexample.com", AWS, False),
        ("a.example.com", "aXexample.com", AWS, False),
    ],
)
def test_a_star_means_what_its_dialect_says(pattern: str, name: str, dialect: str, answer: bool) -> None:
    assert matches(pattern, name, dialect) is answer


def test_a_star_in_an_exact_name_is_a_star() -> None:
    assert not matches("*.example.com", "a.example.com", CILIUM, exact=True)


@pytest.mark.parametrize(
    ("pattern", "allowed", "answer"),
    [
        ("a.example.com", "*.example.com", Truth.YES),
        ("*.eu.example.com", "*.example.com", Truth.YES),
        ("db-*.example.com", "*.example.com", Truth.YES),
        ("example.com", "*.example.com", Truth.NO),
        ("*.com", "*.example.com", Truth.NO),
        ("*", "*.example.com", Truth.NO),
        ("*", "*", Truth.YES),
    ],
)
def test_a_pattern_is_covered_if_all_its_names_are(pattern: str, allowed: str, answer: Truth) -> None:
    name = Name("toFQDNs", Known(pattern), False)
    assert covered(name, CILIUM, ((allowed, AWS, False),)) is answer


def test_deep_patterns_are_covered_by_deep_ones_alone() -> None:
    deep = Name("toFQDNs", pattern=Known("**.example.com"), exact=False)
    assert covered(deep, CILIUM, (("*.example.com", CILIUM, False),)) is Truth.NO
    assert covered(deep, CILIUM, (("**.example.com", CILIUM, False),)) is Truth.YES
    assert samples_of("*.example.com", AWS) == ("w.example.com", "w.w.example.com")


def test_a_name_that_is_not_known_may_be_any() -> None:
    name = Name("toFQDNs", pattern=Unknown("var.x has no value"), exact=True)
    assert covered(name, CILIUM, (("*", CILIUM, False),)) is Truth.UNSURE


@pytest.mark.parametrize("name", ["db.shop.svc.cluster.local", "*.cluster.local", "cluster.local", "db.shop.svc."])
def test_names_of_the_cluster_are_known_by_their_end(name: str) -> None:
    assert is_internal(name)


@pytest.mark.parametrize("name", ["example.com", "ip-10-0-0-1.ec2.internal", "mycluster.local", "svc.example.com"])
def test_other_names_are_outside(name: str) -> None:
    assert not is_internal(name)
