"""Find the rules that are installed, and choose among them."""

from __future__ import annotations

import fnmatch
import importlib
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from eks_netlint.rules import REGISTRY, Rule
from eks_netlint.rules.late import PACKAGE, LateRule, RuleNotLoaded
from eks_netlint.source import Problem


class RuleSet(NamedTuple):
    """Every rule that is registered, by id, and an internal problem for each of our files that did not load."""

    rules: tuple[Rule[object], ...]
    problems: tuple[Problem, ...]


def checks_path() -> str:
    """Directory of the installed rules, as ``checkov --external-checks-dir`` wants it."""
    return os.path.abspath(next(iter(importlib.import_module(PACKAGE).__path__)))


def load_ruleset() -> RuleSet:
    """The rules of the installed package and any that somebody else registered.

    A file that fails to load costs only its own rule, and is a problem.
    """
    problems: list[Problem] = []
    for file in _files():
        _load(file, problems)
    return RuleSet(tuple(sorted(REGISTRY.values(), key=lambda rule: rule.id)), tuple(problems))


def _load(file: str, problems: list[Problem]) -> None:
    try:
        importlib.import_module(f"{PACKAGE}.{file[:-3]}")
    except Exception as error:
        message = f"rule file does not load: {type(error).__name__}: {error}"
        problems.append(Problem(f"{PACKAGE.rpartition('.')[2]}/{file}", message, internal=True))


def late_ruleset() -> RuleSet:
    """As ``load_ruleset``, but that files of rules which the index knows are loaded when they are asked."""
    from eks_netlint.rules.index import INDEX

    problems: list[Problem] = []
    late: dict[str, Rule[object]] = {}
    for file in _files():
        stem = file[:-3]
        if stem in INDEX and f"{PACKAGE}.{stem}" not in sys.modules:
            late[INDEX[stem][0]] = LateRule(stem, INDEX[stem])
        else:
            _load(file, problems)
    rules = {**late, **REGISTRY}
    return RuleSet(tuple(rules[id] for id in sorted(rules)), tuple(problems))


def load_rules() -> tuple[Rule[object], ...]:
    """Every rule of the installed package, sorted by id.

    Raises ``RuleNotLoaded`` if a file does not load; ``load_ruleset`` goes on with the others.
    """
    loaded = load_ruleset()
    if loaded.problems:
        raise RuleNotLoaded("; ".join(f"{problem.path}: {problem.message}" for problem in loaded.problems))
    ours = frozenset(_files())
    return tuple(rule for rule in loaded.rules if os.path.basename(rule.path) in ours)


def _files() -> list[str]:
    return sorted(name for name in os.listdir(checks_path()) if name.startswith("ekn") and name.endswith(".py"))


def names_rule(pattern: str, rule: Rule[object]) -> bool:
    """Whether a pattern means the rule: its id, a prefix of it, its name, or a glob over either; case is ignored.

    A prefix is ``EKN`` with or without digits (``EKN1`` is all of the hundred block), never part of a name.
    """
    wanted = pattern.strip().lower()
    id, name = rule.id.lower(), rule.name.lower()
    if fnmatch.fnmatchcase(id, wanted) or fnmatch.fnmatchcase(name, wanted):
        return True
    return wanted.startswith("ekn") and id.startswith(wanted)


def select(
    rules: Iterable[Rule[object]],
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    wanted: Collection[str] = (),
) -> tuple[Rule[object], ...]:
    """The rules that ``select`` names without those that ``ignore`` names.

    If it names none, all but those that run only on demand; ``wanted`` are ids of such rules that run nevertheless.
    """
    return tuple(
        rule
        for rule in rules
        if (any(names_rule(pattern, rule) for pattern in select) if select else not rule.opt_in or rule.id in wanted)
        and not any(names_rule(pattern, rule) for pattern in ignore)
    )


def unmatched(rules: Sequence[Rule[object]], patterns: Iterable[str]) -> tuple[str, ...]:
    """Patterns that name no rule at all: mostly a slip of the pen, and a quiet one."""
    return tuple(pattern for pattern in patterns if not any(names_rule(pattern, rule) for rule in rules))
