"""Verdicts on flows: violated where a step stops one, undecided where a step may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eks_netlint.model.nouns import Network, NodeGroup
from eks_netlint.model.security.flows import Flow
from eks_netlint.records import replace
from eks_netlint.rules import Severity, Undecided, Verdict, Violation
from eks_netlint.rules.fixes import fixes_of
from eks_netlint.values import Truth, Unknown

Asked = Iterable["tuple[NodeGroup, Flow | Unknown | None]"]
"""A flow for each group; None where there is nothing to say of it."""


def judged(flows: Asked, message: str, network: Network, severity: Severity | None = None) -> Iterator[Verdict]:
    """One violation for each security group that stops flows, however many node groups it stops.

    ``message`` takes ``{ports}`` and ``{why}``, the missing step.
    """
    stopped: dict[str, list[tuple[NodeGroup, Flow]]] = {}
    doubts: list[Unknown] = []
    for group, flow in flows:
        if isinstance(flow, Unknown):
            doubts.append(flow)
        elif flow is not None and (missing := flow.proof.missing) is not None and group.exists is Truth.YES:
            stopped.setdefault(missing.subject, []).append((group, flow))
        elif flow is not None and flow.proof.answer is not Truth.YES:
            doubts.extend(flow.proof.unknowns or (Unknown("whether a node group exists is not known", group.span),))
    for found in stopped.values():
        yield replace(_violation(found, message, severity), fixes=fixes_of((flow.proof for _, flow in found), network))
    if doubts and not stopped:
        yield Undecided(tuple(dict.fromkeys(doubts)))


def _violation(found: list[tuple[NodeGroup, Flow]], message: str, severity: Severity | None) -> Violation:
    flow = found[0][1]
    missing = flow.proof.missing
    assert missing is not None  # only those are handed here
    others = len(found) - 1
    more = f", and {others} more group{'' if others == 1 else 's'}" if others else ""
    see = [(missing.span, missing.text)] if missing.span is not None else []
    see += [(group.span, f"{group.address}, {flow.purpose}") for group, flow in found[:3]]
    return Violation(message.format(ports=flow.ports, why=missing.text) + more, missing.span, severity, see=tuple(see))
