"""Proofs of paths, for people and machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eks_netlint.model.proof import Ports, Proof, Step
from eks_netlint.records import dataclass
from eks_netlint.reporters.view import View, as_json, harmless
from eks_netlint.source import Problem as Problem
from eks_netlint.source import Span
from eks_netlint.values import Truth

_WORDS = {Truth.YES: "yes", Truth.NO: "no", Truth.UNSURE: "unsure"}


@dataclass(frozen=True, slots=True)
class Proved:
    """One path of a network and its proof."""

    view: View
    network: str
    source: str
    target: str
    ports: Ports
    proof: Proof


def text(found: Sequence[Proved]) -> str:
    """A paragraph for each path: the answer, then a line for each step."""
    return "\n".join(line for one in found for line in (*_paragraph(one), ""))


def _paragraph(one: Proved) -> Iterator[str]:
    answer = _WORDS[one.proof.answer].upper()
    yield f"{answer}  {harmless(one.source)} to {harmless(one.target)} on {one.ports}"
    width = max((len(step.kind) for step in one.proof.steps), default=0)
    for step in one.proof.steps:
        place = "" if step.span is None else f"   {harmless(one.view.place(step.span))}"
        yield f"  {_WORDS[step.passes]:<6}  {step.kind:<{width}}  {harmless(step.text)}{place}"
    if not one.proof.steps:
        yield "  nothing in these files stands in the way"


def as_document(found: Sequence[Proved], views: Sequence[View]) -> str:
    """All of it as JSON."""
    problems = [
        {"path": view.path(one.path), "line": one.line, "message": one.message}
        for view in views
        for one in view.report.problems
    ]
    return as_json({"version": 1, "paths": [_path(one) for one in found], "problems": problems})


def _path(one: Proved) -> dict[str, object]:
    ports = {"protocol": one.ports.protocol, "from": one.ports.low, "to": one.ports.high}
    return {
        "network": one.view.path(one.network),
        "from": one.source,
        "to": one.target,
        "ports": ports,
        "answer": _WORDS[one.proof.answer],
        "steps": [_step(one.view, step) for step in one.proof.steps],
        "why": [unknown.why for unknown in one.proof.unknowns],
    }


def _step(view: View, step: Step) -> dict[str, object]:
    place = {} if step.span is None else _place(view, step.span)
    return {"kind": step.kind, "passes": _WORDS[step.passes], "text": step.text, "subject": step.subject, **place}


def _place(view: View, span: Span) -> dict[str, object]:
    return {"path": view.path(span.path), "line": span.line, "column": span.column}
