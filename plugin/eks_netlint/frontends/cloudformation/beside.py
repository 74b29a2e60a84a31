"""The stacks of templates beside what was read of Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_netlint.frontends.cloudformation.templates import Note, Template, Templates
from eks_netlint.frontends.plan.plans import Joined, Plan
from eks_netlint.frontends.terraform import Loaded, Root
from eks_netlint.frontends.terraform import Note as TerraformNote
from eks_netlint.records import dataclass
from eks_netlint.source import Problem

if TYPE_CHECKING:
    from eks_netlint.frontends.eksctl.configs import Config


@dataclass
class Beside:
    """Templates and what was read besides; problems and notes of the latter may grow while it is evaluated."""

    others: Loaded | Joined
    templates: Templates

    @property
    def roots(self) -> tuple[Root | Plan | Template | Config, ...]:
        """What networks are made of."""
        return (*self.others.roots, *self.templates.roots)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return (*self.others.problems, *self.templates.problems)

    @property
    def notes(self) -> tuple[TerraformNote | Note, ...]:
        """What a reader should know about how all was read."""
        return (*self.others.notes, *self.templates.notes)

    @property
    def files(self) -> frozenset[str]:
        """The files that were read, relative to the tree."""
        return self.others.files | self.templates.files
