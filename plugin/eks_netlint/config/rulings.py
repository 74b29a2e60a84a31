"""What a config says of rules: which run, at which severity, with which thresholds, and in which files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from eks_netlint.config import BadConfig, Config, Said
from eks_netlint.config.paths import Paths
from eks_netlint.config.shapes import Complaints, near
from eks_netlint.rules import Rule, Severity
from eks_netlint.rules.registry import names_rule
from eks_netlint.rules.rulings import Rulings


def rulings(config: Config, known: Sequence[Rule[object]]) -> Rulings:
    """What the config says of these rules; raises ``BadConfig`` where it names others, or thresholds they lack."""
    wrong = Complaints()
    names = [rule.name for rule in known]  # of ids any other one is near, and a guess would mislead
    for pattern in _patterns(config):
        if not any(names_rule(pattern.value, rule) for rule in known):
            wrong.add(f"no rule is named {pattern.value}{near(pattern.value, names)}", pattern.span)
    off: list[str] = []
    severities: dict[str, Severity] = {}
    thresholds: dict[str, dict[str, float]] = {}
    for change in config.rules:
        meant = [rule for rule in known if names_rule(change.rule.value, rule)]
        for rule in meant:
            if change.severity == "off":
                off.append(rule.id)
            elif change.severity is not None:
                severities[rule.id] = Severity(change.severity)
        for name, value in change.thresholds:
            having = [rule for rule in meant if name.value in rule.settings]
            if meant and not having:
                there = [setting for rule in meant for setting in rule.settings]
                told = f": {', '.join(there)}" if len(there) < 8 and there else ""
                close = near(name.value, there)
                wrong.add(f"{change.rule.value} has no threshold {name.value}{close}{told}", name.span)
            for rule in having:
                thresholds.setdefault(rule.id, {})[name.value] = value
    if wrong.problems:
        raise BadConfig(wrong.problems)
    return Rulings(
        tuple(one.value for one in config.select),
        (*(one.value for one in config.ignore), *off),
        severities,
        thresholds,
        tuple(_hidden(config, known)),
    )


def _patterns(config: Config) -> Iterator[Said[str]]:
    yield from (*config.select, *config.ignore)
    yield from (change.rule for change in config.rules)
    for ignored in config.ignore_paths:
        yield from ignored.rules


def _hidden(config: Config, known: Sequence[Rule[object]]) -> Iterator[tuple[Callable[[str], bool], frozenset[str]]]:
    for ignored in config.ignore_paths:
        meant = (rule.id for rule in known for one in ignored.rules if names_rule(one.value, rule))
        yield Paths((ignored.path.value,)).cover, frozenset(meant)
