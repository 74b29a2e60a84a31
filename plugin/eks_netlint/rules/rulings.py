"""Which rules run, at which severity, with which thresholds, and where their findings are not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eks_netlint.records import dataclass, field
from eks_netlint.rules import Severity

Thresholds = Mapping[str, Mapping[str, float]]
"""Settings by rule id and name, where they differ from the defaults."""


@dataclass(frozen=True, slots=True)
class Rulings:
    """The answers; ``select`` and ``ignore`` are patterns of rules.  A severity asks for a rule that runs on demand.

    ``hidden`` says of which paths, relative to the tree, the findings of which rules are not shown.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=dict)
    hidden: tuple[tuple[Callable[[str], bool], frozenset[str]], ...] = ()

    def hides(self, rule: str, path: str) -> bool:
        """Whether a finding of the rule in the file is not to be shown."""
        return any(rule in rules and meant(path) for meant, rules in self.hidden)
