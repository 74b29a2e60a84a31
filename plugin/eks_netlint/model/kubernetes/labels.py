"""Labels, the selectors that match them, and namespaces as far as files tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Fact, Reference, Truth, Unknown

IN, NOT_IN, EXISTS, DOES_NOT_EXIST = "In", "NotIn", "Exists", "DoesNotExist"
"""The operators of a label selector (apimachinery pkg/apis/meta/v1, LabelSelectorOperator)."""

NAMESPACE_NAME = "kubernetes.io/metadata.name"
"""The label that every namespace carries with its own name (Kubernetes 1.22 and later)."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of one thing; where ``rest`` is given it may carry others that nobody knows."""

    known: Mapping[str, Fact[str]] = field(default_factory=dict)
    rest: Unknown | None = None

    def get(self, key: str) -> Fact[str] | None:
        """The label's value, None if there surely is none."""
        found = self.known.get(key)
        return self.rest if found is None else found


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement of a selector: ``operator`` is one of IN, NOT_IN, EXISTS, DOES_NOT_EXIST."""

    key: str
    operator: str
    values: tuple[Fact[str], ...] = ()

    def met_by(self, labels: Labels) -> Truth:
        """Whether labels meet it; a label that is missing meets NOT_IN, as in Kubernetes."""
        value = labels.known.get(self.key)
        if value is None and labels.rest is not None:
            return Truth.UNSURE
        if self.operator in (EXISTS, DOES_NOT_EXIST):
            return Truth.of((value is not None) is (self.operator == EXISTS))
        among = Truth.NO if value is None else any_of(_equal(value, one) for one in self.values)
        return among if self.operator == IN else ~among


@dataclass(frozen=True, slots=True)
class Selector:
    """Requirements that all have to be met; without any it selects everything.

    ``rest`` says why there may be further requirements.
    """

    requirements: tuple[Requirement, ...] = ()
    rest: Unknown | None = None
    span: Span | None = field(default=None, compare=False)

    @property
    def selects_all(self) -> bool:
        """Whether it surely selects everything."""
        return not self.requirements and self.rest is None

    def selects(self, labels: Labels) -> Truth:
        """Whether it selects what carries these labels."""
        answer = Truth.YES
        for one in self.requirements:
            answer = answer & one.met_by(labels)
            if answer is Truth.NO:
                return answer
        return answer if self.rest is None else answer & Truth.UNSURE


EVERYTHING = Selector()


def same_namespace(one: Fact[str], two: Fact[str]) -> Truth:
    """Whether two objects lie in one namespace.

    Where no namespace is written it is the one that somebody applies to, the same for all such objects: a DEFAULT
    ``default``.  That may turn out to be any namespace that is written elsewhere.
    """
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return Truth.YES if isinstance(one, Reference) and one == two else Truth.UNSURE
    if one.value == two.value:
        return Truth.YES
    return Truth.UNSURE if one.is_default or two.is_default else Truth.NO


def all_of(answers: Iterable[Truth]) -> Truth:
    """YES if all are; NO as soon as one is."""
    together = Truth.YES
    for answer in answers:
        together = together & answer
        if together is Truth.NO:
            break
    return together


def any_of(answers: Iterable[Truth]) -> Truth:
    """YES as soon as one is."""
    together = Truth.NO
    for answer in answers:
        together = together | answer
        if together is Truth.YES:
            break
    return together


def _equal(one: Fact[str], two: Fact[str]) -> Truth:
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return Truth.YES if isinstance(one, Reference) and one == two else Truth.UNSURE
    return Truth.of(one.value == two.value)

