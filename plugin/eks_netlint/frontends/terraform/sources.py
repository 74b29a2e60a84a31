"""Module sources: the parsed files of one directory."""

from __future__ import annotations

import os
from pathlib import Path

from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.frontends.terraform.syntax import Attribute, Block, Source, parse, split
from eks_netlint.frontends.terraform.types import ANY, Type, type_of
from eks_netlint.records import dataclass, field
from eks_netlint.source import Problem


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
    stub: bool = False
    broken: bool = False
    files: int = 0

    def type_of_variable(self, name: str) -> Type:
        """The type constraint of a variable, read once for all instances of the module."""
        found = self.types.get(name)
        if found is None:
            attribute = self.variables[name].body.attributes.get("type")
            found = self.types[name] = ANY if attribute is None else type_of(attribute.expression)
        return found

    def add(self, block: Block) -> None:
        """File one top-level block under what it declares; the first declaration of a name wins."""
        labels = block.labels
        if block.type == "locals":
            for name, attribute in block.body.attributes.items():
                self.locals.setdefault(name, attribute)
        elif block.type == "resource" and len(labels) == 2:
            self.resources.setdefault(("managed", labels[0], labels[1]), block)
        elif block.type == "data" and len(labels) == 2:
            self.resources.setdefault(("data", labels[0], labels[1]), block)
        elif len(labels) == 1 and block.type in ("module", "variable", "output"):
            table = {"module": self.calls, "variable": self.variables, "output": self.outputs}[block.type]
            table.setdefault(labels[0], block)


class Sources:
    """All module directories of a run, each read once."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self.problems: list[Problem] = []
        self.files = 0
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
        module = ModuleSource(directory, directory.name if stub else self.relative(directory), stub=stub)
        for path in self.files_of(directory):
            document = self._document(path, stub)
            if document is None:
                module.broken = True
                continue
            module.files += 1
            for block in split(document) if stub else self._blocks(module, document):
                module.add(block)
        self.files += 0 if stub else module.files
        return module

    def _blocks(self, module: ModuleSource, document: Source) -> list[Block]:
        body, problems = parse(document)
        self.problems.extend(problems)
        module.broken = module.broken or bool(problems)
        return body.blocks

    def _document(self, path: Path, stub: bool) -> Source | None:
        name = path.as_posix() if stub else self.relative(path)
        try:
            data = read_bytes(path, None if stub else self.tree)
        except Unreadable as why:
            self.problems.append(Problem(name, str(why)))
            return None
        refusal = no_text(data)
        if refusal:
            self.problems.append(Problem(name, refusal))
            return None
        return Source(name, data, stub)

    def files_of(self, directory: Path) -> list[Path]:
        """The ``.tf`` files of a directory; a Problem if it cannot be listed."""
        try:
            names = sorted(name for name in os.listdir(directory) if name.endswith(".tf"))
        except OSError as error:
            self.unlistable(error)
            return []
        return [directory / name for name in names if not name.startswith(".")]

    def unlistable(self, error: OSError) -> None:
        """Keep the Problem of a folder whose files nobody can see."""
        name = self.relative(Path(str(error.filename)))
        self.problems.append(Problem(name or ".", f"cannot be listed: {error.strerror}"))


def no_text(data: bytes) -> str:
    """Why bytes cannot be Terraform's text, empty if they may be."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "is UTF-16, not UTF-8: not read"
    return "is not text: encrypted or binary" if b"\0" in data[:1024] else ""
