"""DNS names and the patterns by which policies allow them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from eks_netlint.model.kubernetes.policies import CILIUM, EGRESS, Name, Policy, Rule
from eks_netlint.values import Known, Truth, Unknown

ANY = "*"
"""The pattern of every name."""

_ONE_LABEL, _LABELS = r"[-a-z0-9_]*", r"[-a-z0-9_]+(?:\.[-a-z0-9_]+)*"
_SAMPLES = ("w", "w.w")
"""Texts that a star may stand for: within one label, and over several."""

_INTERNAL = (".cluster.local", ".svc")


def plain(name: str) -> str:
    """The name in lower case, without the dot at its end."""
    return name.strip().lower().rstrip(".")


def is_internal(name: str) -> bool:
    """Whether it is the name of a Service or pod of a cluster: below ``cluster.local``, or ending in ``svc``."""
    return f".{plain(name)}".endswith(_INTERNAL)


def matches(pattern: str, name: str, dialect: str, exact: bool = False) -> bool:
    """Whether a pattern of a dialect matches a whole name.

    Cilium: ``*`` stands for characters of one label, alone for any name, ``**.`` in front for one label or more
    (pkg/fqdn/matchpattern of cilium v1.18, 2026-08).  The other dialects: ``*.`` in front stands for one label or more.
    """
    wanted, given = plain(pattern), plain(name)
    if exact or ANY not in wanted:
        return wanted == given
    return wanted == ANY or _expression(wanted, dialect == CILIUM).fullmatch(given) is not None


@lru_cache(maxsize=4096)
def _expression(pattern: str, one_label: bool) -> re.Pattern[str]:
    head = ""
    if pattern.startswith("**."):
        head, pattern = _LABELS + r"\.", pattern[3:]
    elif pattern.startswith("*.") and not one_label:
        head, pattern = _LABELS + r"\.", pattern[2:]
    return re.compile(head + _ONE_LABEL.join(re.escape(part) for part in pattern.split("*")))


def covered(name: Name, dialect: str, allowed: Iterable[tuple[str, str, bool]]) -> Truth:
    """Whether every name that a peer stands for is matched by one of the patterns (text, dialect, exact)."""
    if isinstance(name.pattern, Unknown):
        return Truth.UNSURE
    patterns = tuple(allowed)
    samples = samples_of(name.pattern.value, dialect, name.exact)
    if ANY in samples:
        return Truth.of(any(plain(text) == ANY and not exact for text, _, exact in patterns))
    return Truth.of(all(any(matches(text, one, of, exact) for text, of, exact in patterns) for one in samples))


def samples_of(pattern: str, dialect: str, exact: bool = False) -> tuple[str, ...]:
    """Names that a pattern matches, one for each way in which its star may be meant; ``*`` itself for any name."""
    text = plain(pattern)
    if exact or ANY not in text or text == ANY:
        return (text,)
    deep = text.startswith("**.") or (dialect != CILIUM and text.startswith("*."))
    rest = text.replace("**.", "*.", 1) if text.startswith("**.") else text
    return tuple(rest.replace("*", each, 1).replace("*", "w") for each in (_SAMPLES if deep else _SAMPLES[:1]))


def name_rules(policy: Policy) -> tuple[Rule, ...]:
    """The rules that let traffic out to names."""
    return tuple(rule for rule in policy.rules.known if rule.direction == EGRESS and names_of(rule))


def names_of(rule: Rule) -> tuple[Name, ...]:
    """The names among the peers of a rule."""
    return () if rule.peers is None else tuple(peer for peer in rule.peers.known if isinstance(peer, Name))


def names(policy: Policy) -> tuple[Name, ...]:
    """Every name that the policy lets traffic out to."""
    return tuple(name for rule in name_rules(policy) for name in names_of(rule))


def shown(names: Iterable[Name], most: int = 3) -> str:
    """The names as a reader is told of them: the first few, and how many more."""
    texts = list(dict.fromkeys(one.pattern.value for one in names if isinstance(one.pattern, Known)))
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more
