"""Names that a pattern does not match although its surroundings show that they are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.kubernetes.names import ANY, matches, names, plain
from eks_netlint.model.kubernetes.policies import CILIUM, Name, Policy
from eks_netlint.model.kubernetes.selection import policies_on, selected
from eks_netlint.model.nouns import Network
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known

_HOST = pattern(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?((?:[A-Za-z0-9_-]+\.)+[A-Za-z]{2,})(?::[0-9]+)?(?:[/?].*)?\Z")

_REGIONAL: Mapping[str, str] = {
    "amazonaws.com": "sqs.eu-west-1.amazonaws.com",
    "amazonaws.com.cn": "sqs.cn-north-1.amazonaws.com.cn",
    "api.aws": "sqs.eu-west-1.api.aws",
}
"""Domains below which almost every endpoint has a region between: AWS General Reference, service endpoints (2026)."""


@dataclass(frozen=True, slots=True)
class Missed:
    """A name that a pattern seems to be written for and does not match; ``span`` is where the name is written."""

    name: str
    why: str
    span: Span | None


def missed(policy: Policy, name: Name, network: Network) -> Missed | None:
    """A name below the domain of a pattern that neither it nor any other name of the same pods' policies matches."""
    if not isinstance(name.pattern, Known) or name.exact or not name.pattern.value.startswith("*."):
        return None
    domain = plain(name.pattern.value)[2:]
    if ANY in domain:
        return None
    every = tuple(_all(policy, network))
    for text, span in (*_looked_up(policy), *_configured(policy, network), *_usual(domain, policy.dialect)):
        below = text == domain or text.endswith(f".{domain}")
        if below and not any(matches(one, text, of, exact) for one, of, exact in every):
            return Missed(text, _why(text, domain), span)
    return None


def _why(text: str, domain: str) -> str:
    if text == domain:
        return "a star stands for a label that is there"
    return f"a star stands for one label, not for {text[: -len(domain) - 1].count('.') + 1}"


def _all(policy: Policy, network: Network) -> Iterator[tuple[str, str, bool]]:
    """Every pattern that holds for some of the pods of the policy."""
    policies = {id(policy): policy}
    for workload in selected(policy, network):
        policies.update({id(held): held for held, _ in policies_on(workload, network)})
    for each in policies.values():
        for name in names(each):
            if isinstance(name.pattern, Known):
                yield name.pattern.value, each.dialect, name.exact


def _looked_up(policy: Policy) -> Iterator[tuple[str, Span | None]]:
    """Whole names that the DNS rules of the same policy let through."""
    for rule in policy.rules.known:
        for ports in () if rule.ports is None else rule.ports.known:
            for name in ports.lookups.known:
                if name.exact and isinstance(name.pattern, Known):
                    yield plain(name.pattern.value), name.pattern.span


def _configured(policy: Policy, network: Network) -> Iterator[tuple[str, Span | None]]:
    """Hosts in the environment of the containers that the policy selects."""
    for workload in selected(policy, network):
        for container in workload.pod.containers.known:
            for value in container.env.values():
                found = _HOST.match(value.value) if isinstance(value, Known) else None
                if found is not None:
                    yield plain(found[1]), value.span


def _usual(domain: str, dialect: str) -> Iterator[tuple[str, Span | None]]:
    if dialect == CILIUM and domain in _REGIONAL:
        yield _REGIONAL[domain], None
