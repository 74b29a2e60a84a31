"""Labels, selectors and namespaces: what surely matches, what surely does not, and what nobody can say."""

from __future__ import annotations

import pytest

from eks_netlint.model.kubernetes.labels import (
    DOES_NOT_EXIST,
    EVERYTHING,
    EXISTS,
    IN,
    NOT_IN,
    Labels,
    Requirement,
    Selector,
    same_namespace,
)
from eks_netlint.values import Known, Origin, Reference, Truth, Unknown

HIDDEN = Unknown("a variable without a value")
WEB = Labels({"app": Known("web"), "tier": HIDDEN})
OPEN = Labels({"app": Known("web")}, HIDDEN)
UNWRITTEN = Known("default", None, Origin.DEFAULT)


@pytest.mark.parametrize(
    ("labels", "key", "operator", "values", "answer"),
    [
        (WEB, "app", IN, ("web", "api"), Truth.YES),
        (WEB, "app", IN, ("api",), Truth.NO),
        (WEB, "app", NOT_IN, ("api",), Truth.YES),
        (WEB, "app", NOT_IN, ("web",), Truth.NO),
        (WEB, "other", IN, ("web",), Truth.NO),
        (WEB, "other", NOT_IN, ("web",), Truth.YES),  # a missing label is not among the values
        (WEB, "tier", EXISTS, (), Truth.YES),
        (WEB, "tier", IN, ("web",), Truth.UNSURE),
        (WEB, "other", EXISTS, (), Truth.NO),
        (WEB, "other", DOES_NOT_EXIST, (), Truth.YES),
        (WEB, "app", DOES_NOT_EXIST, (), Truth.NO),
        (OPEN, "other", EXISTS, (), Truth.UNSURE),
        (OPEN, "other", NOT_IN, ("web",), Truth.UNSURE),
        (OPEN, "app", IN, ("web",), Truth.YES),
    ],
)
def test_requirements(labels: Labels, key: str, operator: str, values: tuple[str, ...], answer: Truth) -> None:
    assert Requirement(key, operator, tuple(Known(value) for value in values)).met_by(labels) is answer


def test_a_value_that_is_not_known_may_be_any() -> None:
    assert Requirement("app", IN, (Known("api"), HIDDEN)).met_by(WEB) is Truth.UNSURE
    assert Requirement("app", IN, (Known("web"), HIDDEN)).met_by(WEB) is Truth.YES


def test_selectors() -> None:
    both = Selector((Requirement("app", IN, (Known("web"),)), Requirement("tier", IN, (Known("x"),))))
    assert EVERYTHING.selects(OPEN) is Truth.YES
    assert both.selects(WEB) is Truth.UNSURE
    assert both.selects(Labels({"app": Known("api")}, HIDDEN)) is Truth.NO
    assert Selector((), HIDDEN).selects(WEB) is Truth.UNSURE
    assert not Selector((), HIDDEN).selects_all and EVERYTHING.selects_all


def test_namespaces() -> None:
    here = Reference("computed", None, address="kubernetes_namespace.a", path=("metadata", 0, "name"))
    assert same_namespace(Known("a"), Known("a")) is Truth.YES
    assert same_namespace(Known("a"), Known("b")) is Truth.NO
    assert same_namespace(UNWRITTEN, UNWRITTEN) is Truth.YES
    assert same_namespace(UNWRITTEN, Known("default")) is Truth.YES
    assert same_namespace(UNWRITTEN, Known("b")) is Truth.UNSURE
    assert same_namespace(here, here) is Truth.YES
    assert same_namespace(here, Known("a")) is Truth.UNSURE
    assert same_namespace(HIDDEN, HIDDEN) is Truth.UNSURE
