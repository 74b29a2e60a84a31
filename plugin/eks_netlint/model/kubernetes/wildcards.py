"""Names that a pattern does not match although its surroundings show that they are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.kubernetes.names import ANY, matches, names, plain
from eks_netlint.model.kubernetes.policies import CILIUM, Name, Policy
from eks_netlint.model.kubernetes.selection import policies_on, policies_rest, reached, selected
from eks_netlint.model.nouns import Network
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown

_HOST = pattern(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?((?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,})(?::[0-9]+)?(?:[/?].*)?\Z")

_REGIONAL: Mapping[str, str] = {
    "amazonaws.com": "sqs.eu-west-1.amazonaws.com",
    "amazonaws.com.cn": "sqs.cn-north-1.amazonaws.com.cn",
    "api.aws": "sqs.eu-west-1.api.aws",
}
"""Domains below which almost every endpoint has a region between: AWS General Reference, service endpoints (2026)."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A name that a pattern seems to be written for and does not match.

    ``span`` is where the name is written.  ``doubts`` say why another pattern may match it, or it may not be meant.
    """

    name: str
    why: str
    span: Span | None
    doubts: tuple[Unknown, ...] = ()


def missed(policy: Policy, name: Name, network: Network) -> Missed | None:
    """A name below the domain of a pattern that neither it nor any other name of the same pods' policies matches."""
    if not isinstance(name.pattern, Known) or name.exact or not name.pattern.value.startswith("*."):
        return None
    domain = plain(name.pattern.value)[2:]
    if ANY in domain:
        return None
    known, doubts = _all(policy, network)
    found: Missed | None = None
    for text, span, doubt in (*_looked_up(policy), *_configured(policy, network), *_usual(domain, policy.dialect)):
        below = text == domain or text.endswith(f".{domain}")
        if (below or not text) and not any(matches(one, text, of, exact) for one, of, exact in known):
            why = (*doubts, *(() if doubt is None else (doubt,)))
            if not why:
                return Missed(text, _why(text, domain), span)
            found = found or Missed(text, "", span, why)
    return found


def _why(text: str, domain: str) -> str:
    if text == domain:
        return "a star stands for a label that is there"
    return f"a star stands for one label, not for {text[: -len(domain) - 1].count('.') + 1}"


def _all(policy: Policy, network: Network) -> tuple[list[tuple[str, str, bool]], tuple[Unknown, ...]]:
    """Every pattern that holds for some of the pods of the policy, and why there may be others."""
    policies = {id(policy): (policy, Truth.YES)}
    for workload in selected(policy, network):
        policies.update({id(held): (held, truth) for held, truth in policies_on(workload, network)})
    known: list[tuple[str, str, bool]] = []
    doubts = [] if (rest := policies_rest(network)) is None else [rest]
    for each, truth in policies.values():
        for name in names(each):
            if isinstance(name.pattern, Unknown):
                doubts.append(name.pattern)
            elif truth is Truth.YES:
                known.append((name.pattern.value, each.dialect, name.exact))
            else:
                doubts.append(Unknown(f"whether {each.address} holds for the same pods is not known", each.span))
    return known, tuple(doubts)


Evidence = tuple[str, "Span | None", "Unknown | None"]
"""A name (empty: not known), where it is written, and why it may not be meant."""


def _looked_up(policy: Policy) -> Iterator[Evidence]:
    """Whole names that the DNS rules of the same policy let through."""
    for rule in policy.rules.known:
        for ports in () if rule.ports is None else rule.ports.known:
            for name in ports.lookups.known:
                if name.exact and isinstance(name.pattern, Known):
                    yield plain(name.pattern.value), name.pattern.span, None
                elif isinstance(name.pattern, Unknown):
                    yield "", name.span, name.pattern


def _configured(policy: Policy, network: Network) -> Iterator[Evidence]:
    """Hosts in the environment of the containers that the policy selects, or may."""
    for workload, truth in reached(policy, network):
        why = Unknown(f"whether the policy selects {workload.address} is not known", workload.span)
        for container in workload.pod.containers.known:
            for value in container.env.values():
                if isinstance(value, Unknown):
                    continue  # most are taken from a Secret, which says nothing of names
                found = _HOST.match(value.value)
                if found is not None:
                    yield plain(found[1]), value.span, None if truth is Truth.YES else why


def _usual(domain: str, dialect: str) -> Iterator[Evidence]:
    if dialect == CILIUM and domain in _REGIONAL:
        yield _REGIONAL[domain], None, None
