"""Names in scope of an expression."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from eks_netlint.frontends.terraform.effort import Effort
from eks_netlint.frontends.terraform.steps import Step
from eks_netlint.source import Span
from eks_netlint.values import Unknown, Value

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.expressions import Expression
    from eks_netlint.frontends.terraform.files import TreeFiles


class Names(Protocol):
    """What a module answers to its expressions."""

    @property
    def files(self) -> TreeFiles | None:
        """Files that functions may read, None where they may not."""

    @property
    def effort(self) -> Effort:
        """The work that may still be done."""

    def resolve(self, root: str, steps: tuple[Step, ...], at: Expression) -> tuple[Value, int]:
        """The value a root name and its first steps stand for, and how many steps were used."""

    def failed(self, error: Exception, at: Span | None) -> Unknown:
        """What an exception of ours leaves of a value: an unknown, and a Problem that names the place.

        Raises the exception again where there is nobody to keep the Problem.
        """


class Scope:
    """A module's names together with the bindings of loops, ``each`` and ``count``."""

    __slots__ = ("bindings", "module")

    def __init__(self, module: Names, bindings: Mapping[str, Value]) -> None:
        self.module = module
        self.bindings = bindings

    def binding_pair(self, key_name: str | None, key: Value, name: str, value: Value) -> Scope:
        """This scope with the names of a for-expression bound."""
        bindings = dict(self.bindings)
        if key_name is not None:
            bindings[key_name] = key
        bindings[name] = value
        return Scope(self.module, bindings)

    def binding(self, extra: Mapping[str, Value]) -> Scope:
        """This scope with further bindings."""
        return Scope(self.module, {**self.bindings, **extra})


class Nothing:
    """A module without names, for expressions that must be constant."""

    files: TreeFiles | None = None

    def __init__(self, effort: Effort) -> None:
        self.effort = effort

    def resolve(self, root: str, steps: tuple[Step, ...], at: Expression) -> tuple[Value, int]:
        """There are no names."""
        return at.error(f"{root} cannot be used here"), len(steps)

    def failed(self, error: Exception, at: Span | None) -> Unknown:
        """Whoever asked for the constant keeps the Problem."""
        raise error


CONSTANTS = Scope(Nothing(Effort(float("inf"))), {})
"""A scope without any name."""
