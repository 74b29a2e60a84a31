"""What is said of one root in several environments, said once: equal words merged, others labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from eks_netlint.records import replace
from eks_netlint.report import Clean, Finding, Open
from eks_netlint.rules.engine import Judgement

V = TypeVar("V", Finding, Open)

Judged = Sequence[tuple[str, Judgement]]
"""The judgements of one root, each with the name of its environment."""


def merged(judged: Judged) -> Judgement:
    """One judgement of a root from those of its environments.

    What is true in all of them carries no label.  A subject is clean if it is in all; where it is violated or
    undecided in one, the others' silence is no verdict.
    """
    if len(judged) == 1:
        return judged[0][1]
    findings = tuple(_labelled(judged, ((name, one.findings) for name, one in judged)))
    undecided = tuple(_labelled(judged, ((name, one.undecided) for name, one in judged)))
    silenced = tuple(_labelled(judged, ((name, one.silenced) for name, one in judged)))
    problems = dict.fromkeys(problem for _, one in judged for problem in one.problems)
    return Judgement(findings, undecided, _clean(judged), tuple(problems), silenced)


def _labelled(judged: Judged, said: Iterable[tuple[str, Sequence[V]]]) -> Iterator[V]:
    where: dict[V, list[str]] = {}
    for name, verdicts in said:
        for verdict in verdicts:
            names = where.setdefault(verdict, [])
            if name not in names:
                names.append(name)
    for verdict, names in where.items():
        yield verdict if len(names) == len(judged) else _with(verdict, tuple(names))


def _with(verdict: V, names: tuple[str, ...]) -> V:
    """The verdict with its label; a finding has it in its message too, which is all that most hosts show."""
    if isinstance(verdict, Finding):
        return replace(verdict, environments=names, message=f"{verdict.message} (in {', '.join(names)})")
    return replace(verdict, environments=names)


def _clean(judged: Judged) -> tuple[Clean, ...]:
    """What is clean in every environment that has the subject at all."""
    clean = dict.fromkeys(verdict for _, one in judged for verdict in one.clean)
    for _, one in judged:
        here = set(one.clean)
        spoken: list[Finding | Open | Clean] = [*one.findings, *one.undecided, *one.silenced, *one.clean]
        present = {(verdict.resource, verdict.block) for verdict in spoken}
        for verdict in [each for each in clean if (each.resource, each.block) in present and each not in here]:
            del clean[verdict]
    return tuple(clean)
