"""Terraform: syntax, partial evaluation, modules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform.discovery import roots_below, roots_touched
from eks_netlint.frontends.terraform.effort import Effort
from eks_netlint.frontends.terraform.environments import Environment, the_same_everywhere
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

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.varfiles import VariableFile

__all__ = ["Environment", "Loaded", "Note", "Options", "Root", "load", "offered", "root_at"]

_RECURSION = 12_000
"""Python frames for expressions that refer to each other; each Terraform reference costs about ten."""


@dataclass(frozen=True)
class Options:
    """What the user may say: variable files, single values, and whether the paths are files a commit touched.

    ``ignored`` are beginnings of resource types nobody will ask for, ``judged`` of those that make a network.
    ``workspace`` is what ``terraform.workspace`` is; None leaves it to the environment, and unknown without one.
    ``values`` are those of root variables, known from elsewhere, and ``answers`` what data sources answered, by address
    (a plan knows both).  ``environments`` says in which ways a root is applied, by its path; ``excluded`` whether a
    folder is no root unless the user names it.  ``modules`` are patterns of module sources with the folders that stand
    for them.
    """

    var_files: tuple[Path, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    touched: bool = False
    ignored: tuple[str, ...] = ()
    workspace: str | None = None
    judged: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    environments: Callable[[str], tuple[Environment, ...]] = the_same_everywhere
    excluded: Callable[[str], bool] | None = None
    modules: tuple[tuple[str, Path], ...] = ()


@dataclass
class Root:
    """One root module in one environment, read when its resources are asked for.

    ``name`` is its path relative to the tree; ``given`` has no name where no environment is declared, or none matters.
    """

    name: str
    directory: Path
    sources: Sources
    options: Options
    given: Environment = Environment()

    @property
    def environment(self) -> str:
        """The environment's name."""
        return self.given.name

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
        options, given = self.options, self.given
        inputs = read_inputs(self.sources, self.directory, options.var_files, options.variables, given)
        values = {**inputs.values, **options.values}
        workspace = given.workspace if options.workspace is None else options.workspace
        answers, stubs = options.answers, options.modules
        return Run(self.sources, self.directory, files, effort, values, inputs.unread, workspace, answers, stubs)

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


def offered(loaded: Loaded) -> Iterator[tuple[Root, frozenset[str], tuple[VariableFile, ...]]]:
    """Each root with the variables it declares and the variable files that fit it and that nobody has loaded."""
    from eks_netlint.frontends.terraform.varfiles import fitting, unloaded  # few runs want to know

    files = unloaded(loaded.sources)
    names = [root.name for root in loaded.roots]
    for root in loaded.roots:
        declared = frozenset(root.sources.module(root.directory).variables)
        yield root, declared, fitting(files, root.name, declared, names)


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
    if options.excluded is not None:
        named = [] if options.touched else [path for path in wanted if options.excluded(sources.relative(path))]
        directories = [one for one in directories if not _left_out(one, sources, options.excluded, named)]
    return Loaded(tuple(root for each in directories for root in _roots(sources, each, options)), sources)


def root_at(sources: Sources, directory: Path, options: Options) -> Root:
    """The root module in a directory, not read yet."""
    return Root(sources.relative(directory) or ".", directory, sources, options)


def _left_out(directory: Path, sources: Sources, excluded: Callable[[str], bool], named: Sequence[Path]) -> bool:
    """Whether a root is excluded, and the user did not name a path inside the excluded folder."""
    if not excluded(sources.relative(directory)):
        return False
    return not any(directory.is_relative_to(path) or directory == path.parent for path in named)


def _roots(sources: Sources, directory: Path, options: Options) -> Iterator[Root]:
    """The root in each of its environments, once where they make no difference to it."""
    name = sources.relative(directory) or "."
    common, *named = options.environments(name)
    plain = Root(name, directory, sources, options, common)
    several = [Root(name, directory, sources, options, each) for each in named]
    yield from several if any(_given(root) != _given(plain) for root in several) else [plain]


def _given(root: Root) -> object:
    """What an environment gives to the variables that the root declares."""
    run, declared = root.run, root.sources.module(root.directory).variables
    return {name: value for name, value in run.inputs.items() if name in declared}, run.inputs_unread, run.workspace
