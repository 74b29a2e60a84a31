"""What a module stub is judged on: the calls of a module, and what of it is left aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eks_netlint.frontends.terraform.registry import admits


@dataclass(frozen=True, slots=True)
class Case:
    """Arguments of one call, the versions that take them, and whether they leave counts to what AWS answers."""

    name: str
    arguments: str
    versions: str = ">= 0"
    submodule: str = ""
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A module with its calls and what stands around them.

    ``submodules`` are those that the stub has, ``untold`` inputs and outputs that it leaves aside or gives in another
    form, ``unpinned`` arguments of Helm releases that it leaves unknown, because they change with every version.
    """

    module: str
    around: str
    cases: tuple[Case, ...]
    submodules: tuple[str, ...] = ()
    untold: frozenset[str] = frozenset()
    unpinned: frozenset[str] = frozenset()

    def chosen(self, version: str, names: Sequence[str] = ()) -> list[Case]:
        """The calls that a version takes."""
        number = tuple(int(part) for part in version.split("."))
        return [case for case in self.cases if admits(case.versions, number) and (not names or case.name in names)]
