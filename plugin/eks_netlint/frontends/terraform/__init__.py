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
from eks_netlint.frontends.terraform.module import Module, Note, Run
from eks_netlint.frontends.terraform.rendering import render
from eks_netlint.frontends.terraform.sources import Sources
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource
from eks_netlint.source import Problem

__all__ = ["Loaded", "Note", "Options", "Root", "load"]

_RECURSION = 12_000
"""Python frames for expressions that refer to each other; each Terraform reference costs about ten."""


@dataclass(frozen=True)
class Options:
    """What the user may say: variable files, single values, and whether the paths are files a commit touched.

    ``ignored`` are beginnings of resource types nobody will ask for.  ``workspace`` is what ``terraform.workspace`` is;
    None leaves it unknown.
    """

    var_files: tuple[Path, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    touched: bool = False
    ignored: tuple[str, ...] = ()
    workspace: str | None = None


@dataclass
class Root:
    """One root module, evaluated when its resources are asked for.  ``name`` is its path relative to the tree."""

    name: str
    directory: Path
    module: Module
    run: Run
    ignored: tuple[str, ...] = ()

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource instance that is not ignored, of called modules too."""
        return tuple(self.module.resources(self.ignored))

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a reader should know about how it was read; complete once ``resources`` were asked for."""
        return tuple(self.run.notes)


@dataclass
class Loaded:
    """The roots of a tree; problems and the files that were read grow while roots are evaluated."""

    roots: tuple[Root, ...]
    sources: Sources

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return tuple(dict.fromkeys(self.sources.problems))

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
    return Loaded(tuple(_root(sources, directory, options) for directory in directories), sources)


def _root(sources: Sources, directory: Path, options: Options) -> Root:
    effort = Effort()
    files = TreeFiles(sources.tree, directory, render, effort)
    inputs = read_inputs(sources, directory, options.var_files, options.variables)
    run = Run(sources, directory, files, effort, inputs.values, inputs.unread, options.workspace)
    module = Module(sources.module(directory), run)
    return Root(sources.relative(directory) or ".", directory, module, run, options.ignored)
