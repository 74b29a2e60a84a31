"""Terraform: syntax, partial evaluation, modules."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from eks_netlint.frontends.terraform.discovery import roots_below, roots_touched
from eks_netlint.frontends.terraform.effort import Effort
from eks_netlint.frontends.terraform.files import TreeFiles
from eks_netlint.frontends.terraform.inputs import read_inputs
from eks_netlint.frontends.terraform.module import Module, Note, Run, is_stubbed
from eks_netlint.frontends.terraform.rendering import render
from eks_netlint.frontends.terraform.sources import Sources
from eks_netlint.frontends.terraform.syntax import Block
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource
from eks_netlint.source import Problem, Span
from eks_netlint.values import Value

__all__ = ["Loaded", "Note", "Options", "Root", "load", "root_at"]

_RECURSION = 12_000
"""Python frames for expressions that refer to each other; each Terraform reference costs about ten."""


@dataclass(frozen=True)
class Options:
    """What the user may say: variable files, single values, and whether the paths are files a commit touched.

    ``ignored`` are beginnings of resource types nobody will ask for, ``judged`` of those that make a network.
    ``workspace`` is what ``terraform.workspace`` is; None leaves it unknown.  ``values`` are those of root variables,
    known from elsewhere, and ``answers`` what data sources answered, by address (a plan knows both).
    """

    var_files: tuple[Path, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    touched: bool = False
    ignored: tuple[str, ...] = ()
    workspace: str | None = None
    judged: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)


@dataclass
class Root:
    """One root module, read when its resources are asked for.  ``name`` is its path relative to the tree."""

    name: str
    directory: Path
    sources: Sources
    options: Options

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource instance that is not ignored, of called modules too."""
        return tuple(self.module.resources(self.options.ignored))

    @cached_property
    def module(self) -> Module:
        """The root module itself."""
        return Module(self.sources.module(self.directory), self.run)

    @cached_property
    def run(self) -> Run:
        """What all its modules share: inputs, files, the work that may be done."""
        effort = Effort()
        files = TreeFiles(self.sources.tree, self.directory, render, effort)
        inputs = read_inputs(self.sources, self.directory, self.options.var_files, self.options.variables)
        values = {**inputs.values, **self.options.values}
        workspace, answers = self.options.workspace, self.options.answers
        return Run(self.sources, self.directory, files, effort, values, inputs.unread, workspace, answers)

    @property
    def home(self) -> str:
        """The root module that it is, by its path: itself."""
        return self.name

    @property
    def planned(self) -> Mapping[str, Span]:
        """Where a plan speaks of its resources: nowhere."""
        return {}

    @property
    def repeated(self) -> Mapping[Problem, Span]:
        """Declarations that repeat others and were not read; none before ``resources`` were asked for."""
        if "run" not in self.__dict__:
            return {}
        return {problem: at.span for problem, at in self.run.repeated.items()}

    @property
    def matters(self) -> bool:
        """Whether there is something to judge in the root, or may be in what was declared again."""
        if "resources" not in self.__dict__:  # it failed
            return True
        ours = any(one.mode == "managed" and one.type.startswith(self.options.judged) for one in self.resources)
        return ours or any(isinstance(at, Block) and is_stubbed(at) for at in self.run.repeated.values())

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a reader should know about how it was read; none before ``resources`` were asked for."""
        if "resources" not in self.__dict__:
            return ()
        repeated = () if self.matters else (Note(one.message, at) for one, at in self.repeated.items())
        return (*self.run.notes, *repeated)


@dataclass
class Loaded:
    """The roots of a tree; problems and the files that were read grow while roots are evaluated."""

    roots: tuple[Root, ...]
    sources: Sources

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        repeated = (problem for root in self.roots if root.matters for problem in root.repeated)
        return tuple(dict.fromkeys((*self.sources.problems, *repeated)))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a reader should know about how the roots were read; complete once their resources were asked for."""
        return tuple(note for root in self.roots for note in root.notes)

    @property
    def files(self) -> frozenset[str]:
        """The files that were read, relative to the tree."""
        return frozenset(self.sources.read)


def load(tree: Path, paths: Sequence[Path] = (), options: Options | None = None) -> Loaded:
    """The root modules below the paths (default: the whole tree), nothing read from outside the tree."""
    options = options or Options()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION))
    tree = tree.resolve()
    wanted = [path.resolve() for path in paths] or [tree]
    sources = Sources(tree)
    directories = (
        roots_touched(tree, wanted, sources.unlistable)
        if options.touched
        else roots_below(tree, wanted, sources.unlistable)
    )
    return Loaded(tuple(root_at(sources, each, options) for each in directories), sources)


def root_at(sources: Sources, directory: Path, options: Options) -> Root:
    """The root module in a directory, not read yet."""
    return Root(sources.relative(directory) or ".", directory, sources, options)
