"""What somebody could pass so that an undecided question gets an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from eks_netlint.patterns import pattern
from eks_netlint.report import Offered, Open, Report
from eks_netlint.values import Cause, Reference, Unknown

_VARIABLE = pattern("variable ([A-Za-z0-9_-]+) has no value")
"""How the front end says which variable it is, which other layers keep as the reason."""

VALUES = "values of variables (--var-file FILE, --var NAME=VALUE) or parameters (--param NAME=VALUE)"
MODULE = "modules on disk (terraform init, or `modules` in .eks-netlint.yaml)"
PLAN = "a plan as JSON (terraform show -json)"
APPLIED = "a plan as JSON of what is applied already (terraform show -json)"
WORKSPACE = "--workspace NAME (or `workspace` of an environment in .eks-netlint.yaml)"
MEND = "a correction of what Terraform cannot evaluate either"
NOTHING = "nothing that can be passed"


class Group(NamedTuple):
    """Questions that the same inputs would settle, all of them together; ``inputs`` are in words, never none."""

    inputs: tuple[str, ...]
    questions: tuple[Open, ...]

    @property
    def settled(self) -> bool:
        """Whether there is anything to pass."""
        return self.inputs != (NOTHING,)


def groups(report: Report, named: Callable[[str], str]) -> tuple[Group, ...]:
    """The undecided questions by what would settle them: first the input that settles most, last what nothing does.

    ``named`` gives the path of a file as the user would write it.
    """
    offered = {one.network: one for one in report.offered}
    found: dict[tuple[str, ...], list[Open]] = {}
    for question in report.undecided:
        found.setdefault(needs(question, offered.get(question.network), named), []).append(question)
    made = [Group(inputs, tuple(questions)) for inputs, questions in found.items()]
    return tuple(sorted(made, key=lambda group: (not group.settled, -len(group.questions), group.inputs)))


def needs(question: Open, offered: Offered | None, named: Callable[[str], str]) -> tuple[str, ...]:
    """The inputs that together would settle a question, in words."""
    variables: dict[str, None] = {}
    others: dict[str, None] = {}
    for unknown in question.unknowns:
        name = _variable(unknown)
        if name is not None and (offered is None or not offered.declared or name in offered.declared):
            variables[name] = None
        else:
            others[_input(unknown)] = None
    if NOTHING in others:
        return (NOTHING,)
    if VALUES in others:
        variables.clear()
    if APPLIED in others:
        others.pop(PLAN, None)
    return (*_passed(variables, offered, named), *others)


def _variable(unknown: Unknown) -> str | None:
    """The variable whose value is missing."""
    if unknown.cause is not Cause.VARIABLE:
        return None
    if isinstance(unknown, Reference) and unknown.address.startswith("var."):
        return unknown.address.removeprefix("var.")
    named = _VARIABLE.fullmatch(unknown.why)
    return None if named is None else named[1]


_BY_CAUSE: Mapping[Cause, str] = {
    Cause.VARIABLE: VALUES,
    Cause.APPLY: APPLIED,
    Cause.DATA: PLAN,
    Cause.MODULE: MODULE,
    Cause.ERROR: MEND,
}


def _input(unknown: Unknown) -> str:
    if unknown.cause is Cause.OUTSIDE and "terraform.workspace" in unknown.why:
        return WORKSPACE
    return _BY_CAUSE.get(unknown.cause, NOTHING)


def _passed(
    variables: Mapping[str, None], offered: Offered | None, named: Callable[[str], str]
) -> tuple[str, ...]:
    """Files that nobody loads and that give all these variables, each enough by itself; else the variables."""
    if not variables:
        return ()
    files = [] if offered is None else [named(path) for path, names in offered.files if names >= variables.keys()]
    if files:
        return (f"--var-file {_or(files)}",)
    return (" ".join(f"--var {name}=..." for name in variables),)


def _or(files: Sequence[str]) -> str:
    """``a.tfvars``, ``a.tfvars or b.tfvars``, at most four of them."""
    return " or ".join(files[:4]) + (" or others" if len(files) > 4 else "")
