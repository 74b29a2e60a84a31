"""Verdicts on flows: violated where a step stops one, undecided where a step may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from eks_netlint.model.nouns import Network, NodeGroup, Noun
from eks_netlint.model.proof import Ports
from eks_netlint.model.security.flows import Flow
from eks_netlint.records import replace
from eks_netlint.rules import Severity, Undecided, Verdict, Violation
from eks_netlint.rules.fixes import fixes_of
from eks_netlint.source import Span
from eks_netlint.values import Truth, Unknown

if TYPE_CHECKING:
    from eks_netlint.model.security.served import Verdicts  # of which runs without Kubernetes ask nothing

Asked = Iterable["tuple[NodeGroup, Flow | Unknown | None]"]
"""A flow for each group; None where there is nothing to say of it."""


def judged(flows: Asked, message: str, network: Network) -> Iterator[Verdict]:
    """One violation for each end at which flows are stopped, however many node groups are concerned.

    ``message`` takes ``{ports}`` and ``{why}``, the missing step.
    """
    closed: dict[str, list[tuple[NodeGroup, Flow]]] = {}
    doubts: list[Unknown] = []
    for group, flow in flows:
        if isinstance(flow, Unknown):
            doubts.append(flow)
        elif flow is not None and (missing := flow.proof.missing) is not None and group.exists is Truth.YES:
            closed.setdefault(missing.kind, []).append((group, flow))
        elif flow is not None and flow.proof.answer is not Truth.YES:
            doubts.extend(flow.proof.unknowns or (Unknown("whether a node group exists is not known", group.span),))
    for found in closed.values():
        yield _violation(found, message, network)
    if doubts and not closed:
        yield Undecided(tuple(dict.fromkeys(doubts)))


def stopped(
    found: Verdicts, message: str, network: Network, severity: Severity, at: Span | None, assumed: tuple[str, ...] = ()
) -> Iterator[Verdict]:
    """One violation for each port that is stopped on the way to some node group, else what leaves it open."""
    ports: dict[Ports, list[tuple[Noun, Flow]]] = {}
    for group, flow in found.stopped:
        ports.setdefault(flow.ports, []).append((group, flow))
    for several in ports.values():
        yield replace(_violation(several, message, network), severity=severity, at=at, assumed=assumed)
    if found.doubts and not ports:
        yield Undecided(found.doubts, at=at)


def _violation(found: Sequence[tuple[Noun, Flow]], message: str, network: Network) -> Violation:
    flow = found[0][1]
    missing = flow.proof.missing
    assert missing is not None  # only those are handed here
    others = len({group.address for group, _ in found}) - 1
    more = f", and {others} more group{'' if others == 1 else 's'}" if others else ""
    see = [(missing.span, missing.text)] if missing.span is not None else []
    see += [(group.span, f"{group.address}, {flow.purpose}") for group, flow in found[:3]]
    text = message.format(ports=flow.ports, why=missing.text) + more
    return Violation(text, missing.span, see=tuple(see), fixes=fixes_of((one.proof for _, one in found), network))
