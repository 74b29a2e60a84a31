"""Module sources: the parsed files of one directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from eks_netlint.frontends.reading import MAX_PARSED, Unreadable, read_bytes
from eks_netlint.frontends.terraform.answers import Common
from eks_netlint.frontends.terraform.discovery import module_files
from eks_netlint.frontends.terraform.registry import files_of_stub
from eks_netlint.frontends.terraform.stubs import blocks_of
from eks_netlint.frontends.terraform.syntax import Attribute, Block, Source, parse
from eks_netlint.frontends.terraform.types import ANY, Type, type_of
from eks_netlint.records import dataclass, field
from eks_netlint.source import Problem, Span, told

_OTHERS = frozenset(
    ["terraform", "provider", "moved", "import", "removed", "check", "ephemeral", "action", "provider_meta"]
)
"""Top-level blocks that declare nothing of a network: Terraform 1.14 and OpenTofu 1.10 (2026-11)."""


MAX_REPEATED = 20
"""Declarations that repeat others of which a module tells."""


@dataclass
class ModuleSource:
    """The blocks of one module directory, by what they declare."""

    directory: Path
    path: str  # relative to the tree, "" for its top
    variables: dict[str, Block] = field(default_factory=dict)
    locals: dict[str, Attribute] = field(default_factory=dict)
    outputs: dict[str, Block] = field(default_factory=dict)
    resources: dict[tuple[str, str, str], Block] = field(default_factory=dict)  # mode, type, name
    calls: dict[str, Block] = field(default_factory=dict)
    types: dict[str, Type] = field(default_factory=dict)
    repeated: dict[Problem, Block | Attribute] = field(default_factory=dict)
    notes: dict[str, Span] = field(default_factory=dict)  # by what they say, the first place of each
    stub: bool = False
    broken: bool = False

    @cached_property
    def common(self) -> Common | None:
        """What the instances of a stub have in common; a module of the tree may read files and its surroundings."""
        return Common(self.variables) if self.stub else None

    def type_of_variable(self, name: str) -> Type:
        """The type constraint of a variable, read once for all instances of the module."""
        found = self.types.get(name)
        if found is None:
            attribute = self.variables[name].body.attributes.get("type")
            found = self.types[name] = ANY if attribute is None else type_of(attribute.expression)
        return found

    def add(self, block: Block, overrides: bool = False) -> Iterator[Problem]:
        """File one top-level block under what it declares; yields what is wrong with it.

        The first declaration of a name wins, a further one is kept in ``repeated``; ``overrides`` says that the block
        changes what is declared elsewhere.
        """
        if block.type == "locals":
            self._add_locals(block, overrides)
            return
        kind, labels = block.type, block.labels
        named = {"module": self.calls, "variable": self.variables, "output": self.outputs}.get(kind)
        if kind in ("resource", "data") and len(labels) == 2:
            mode = "data" if kind == "data" else "managed"
            first = self.resources.setdefault((mode, labels[0], labels[1]), block)
        elif named is not None and len(labels) == 1:
            first = named.setdefault(labels[0], block)
        elif named is not None or kind in ("resource", "data"):
            yield _problem(block, f"a {kind} with {len(labels)} labels cannot be read")
            return
        else:
            if kind not in _OTHERS:
                self.notes.setdefault(f"blocks of type {kind} are not known and not read", block.span)
            return
        if overrides and first is not block:
            first.body.override(block.body)
        elif overrides:
            yield _problem(block, f"{kind} {'.'.join(labels)} is overridden and declared nowhere")
        elif first is not block:
            self._repeat(block, f"{kind} {'.'.join(labels)} is declared again, first in {_place(first.span)}")

    def _repeat(self, at: Block | Attribute, why: str) -> None:
        if len(self.repeated) < MAX_REPEATED:
            self.repeated[_problem(at, why)] = at

    def _add_locals(self, block: Block, overrides: bool) -> None:
        for name, attribute in block.body.attributes.items():
            first = self.locals.setdefault(name, attribute)
            if overrides:
                self.locals[name] = attribute
            elif first is not attribute:
                first.spoiled = f"local.{name} is declared twice"
                self._repeat(attribute, f"local.{name} is declared again, first in {_place(first.span)}")
            elif attribute.spoiled:
                self._repeat(attribute, f"local.{name} is declared twice in one block")


def _problem(at: Block | Attribute, message: str) -> Problem:
    return Problem(at.span.path, message, at.span.line)


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}"


class Sources:
    """All module directories of a run, each read once."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self.read: set[str] = set()  # paths of files, relative to the tree
        self.inputs: dict[Path, object] = {}  # variable files that were read, which is the business of ``inputs``
        self._modules: dict[Path, ModuleSource] = {}

    def module(self, directory: Path, stub: bool = False) -> ModuleSource:
        """The parsed directory."""
        found = self._modules.get(directory)
        if found is None:
            found = self._modules[directory] = self._read(directory, stub)
        return found

    def relative(self, path: Path) -> str:
        """A path relative to the tree, with forward slashes."""
        try:
            relative = path.relative_to(self.tree).as_posix()
        except ValueError:
            return path.as_posix()
        return "" if relative == "." else relative

    def _read(self, directory: Path, stub: bool) -> ModuleSource:
        if stub:
            return self._read_stub(directory)
        module = ModuleSource(directory, self.relative(directory))
        for path in sorted(self.files_of(directory), key=_is_override):  # they come last, in the order of their names
            try:
                self._read_file(module, path)
            except Exception as error:
                module.broken = True
                self.problems.append(Problem(self.relative(path), f"cannot be read: {told(error)}", internal=True))
        return module

    def _read_stub(self, directory: Path) -> ModuleSource:
        module = ModuleSource(directory, directory.name, stub=True)
        try:
            for block in blocks_of(directory, files_of_stub(directory)):
                self.problems.extend(module.add(block))
        except Exception as error:
            module.broken = True
            self.problems.append(Problem(directory.name, f"stub cannot be read: {told(error)}", internal=True))
        return module

    def _read_file(self, module: ModuleSource, path: Path) -> None:
        document = self._document(path)
        if document is None:
            module.broken = True
            return
        self.read.add(document.path)
        for block in self._blocks(module, document, path.name):
            self.problems.extend(module.add(block, _is_override(path)))

    def _blocks(self, module: ModuleSource, document: Source, name: str) -> list[Block]:
        if name.endswith(".json"):
            from eks_netlint.frontends.terraform.jsonsyntax import parse_json  # few trees hold one

            before = len(self.problems)
            blocks = parse_json(document, self.problems)
            module.broken = module.broken or len(self.problems) > before
            return blocks
        body, problems = parse(document)
        self.problems.extend(problems)
        module.broken = module.broken or bool(problems)
        for attribute in body.attributes.values():
            self.problems.append(_problem(attribute, f"argument {attribute.name} stands outside of any block"))
        return body.blocks

    def _document(self, path: Path) -> Source | None:
        name = self.relative(path)
        try:
            data = read_bytes(path, self.tree, MAX_PARSED)
        except Unreadable as why:
            self.problems.append(Problem(name, str(why)))
            return None
        refusal = no_text(data)
        if refusal:
            self.problems.append(Problem(name, refusal))
            return None
        return Source(name, data)

    def files_of(self, directory: Path) -> list[Path]:
        """The files of a directory that make up a module; a Problem if it cannot be listed."""
        try:
            names = sorted(os.listdir(directory))
        except OSError as error:
            self.unlistable(error)
            return []
        return [directory / name for name in module_files(names)]

    def unlistable(self, error: OSError) -> None:
        """Keep the Problem of a folder whose files nobody can see."""
        name = self.relative(Path(str(error.filename)))
        self.problems.append(Problem(name or ".", f"cannot be listed: {error.strerror}"))


def _is_override(path: Path) -> bool:
    stem = path.name.removesuffix(".json").removesuffix(".tf").removesuffix(".tofu")
    return stem == "override" or stem.endswith("_override")


def no_text(data: bytes) -> str:
    """Why bytes cannot be Terraform's text, empty if they may be."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "is UTF-16, not UTF-8: not read"
    if b"\r" in data and b"\n" not in data:
        return "has no line ends but carriage returns, which Terraform does not know: not read"
    return "is not text: encrypted or binary" if b"\0" in data[:1024] else ""
