"""A network small enough to read at a glance, for the tests of what stands around the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from pathlib import Path

import pytest

from eks_netlint.model.nouns import Network, Subnet, Tags
from eks_netlint.report import Note
from eks_netlint.rules import REGISTRY, Rule, Setting, Severity, SumLine, Undecided, Verdict, Violation
from eks_netlint.source import Document, Problem, Span
from eks_netlint.values import Fact, Known, Truth, Unknown

BLOCK = re.compile(rb'^resource "aws_subnet" "(\w+)" \{.*?^\}', re.MULTILINE | re.DOTALL)
ATTRIBUTE = re.compile(rb"^\s*(\w+)\s*=\s*([^\n#]*[^\n# ])", re.MULTILINE)
NOWHERE = Unknown("not read")


@dataclass(frozen=True)
class Sample:
    """Makes documents, networks and rules; the rule says that a subnet has less than ``least`` addresses."""

    def document(self, text: str, path: str = "main.tf", stub: bool = False) -> Document:
        return Document(path, text.encode(), stub)

    def span(self, document: Document, text: str) -> Span:
        start = document.data.index(text.encode())
        return Span(document, start, start + len(text.encode()))

    def subnet(
        self,
        address: str,
        span: Span,
        cidr: Fact[IPv4Network],
        calls: tuple[Span, ...] = (),
        exists: Truth = Truth.YES,
        unsure: Unknown | None = None,
    ) -> Subnet:
        return Subnet(
            address, span, NOWHERE, cidr, NOWHERE, NOWHERE, NOWHERE, Tags(), calls=calls, exists=exists, unsure=unsure
        )

    def network(self, *documents: Document, name: str = ".") -> Network:
        """Every ``aws_subnet`` of the documents; a ``cidr_block`` that is no literal is unknown."""
        subnets = []
        for document in documents:
            for block in BLOCK.finditer(document.data):
                written = {found.group(1): found for found in ATTRIBUTE.finditer(block.group())}
                cidr = written.get(b"cidr_block")
                if cidr is None:
                    continue
                span = Span(document, block.start() + cidr.start(2), block.start() + cidr.end(2))
                text = cidr.group(2).decode()
                fact: Fact[IPv4Network] = (
                    Known(IPv4Network(text.strip('"')), span)
                    if text.startswith('"')
                    else Unknown(f"{text} has no value", span)
                )
                subnets.append(
                    self.subnet(f"aws_subnet.{block.group(1).decode()}", Span(document, *block.span()), fact)
                )
        return Network(name, subnets=tuple(subnets))

    def rule(
        self,
        check: Callable[..., Iterator[Verdict]] | None = None,
        id: str = "EKN901",
        name: str = "sample-small-subnet",
        on: type = Subnet,
        severity: Severity = Severity.HIGH,
        settings: Mapping[str, Setting] | None = None,
        silences: tuple[str, ...] = (),
    ) -> Rule[object]:
        return Rule(id, name, on, severity, check or small, DOC, __file__, settings or {}, silences)


DOC = """A subnet is small.

Why it matters
    Small subnets run out.

How to fix
    Use a larger one.

    Or fewer pods.

Known limits
    None.

Sources
    The tests.
"""


def small(subnet: Subnet, network: Network) -> Iterator[Verdict]:
    match subnet.cidr:
        case Known(value=cidr, span=span):
            free = cidr.num_addresses - 5
            if free < 59:
                yield Violation(
                    f"needs 480 addresses, has {free}",
                    at=span,
                    sum=(
                        SumLine("m5.xlarge", 480, count=8, each=60, span=subnet.span),
                        SumLine("total", 480, role="total"),
                        SumLine(f"{cidr}, 5 reserved by AWS", free, role="available", span=span),
                        SumLine("", 480 - free, role="short"),
                    ),
                    see=((subnet.span, "8 nodes here"),),
                    assumed=("max pods 58 computed by EKS",),
                )
        case Unknown() as why:
            yield Undecided((why,), at=why.span)


@pytest.fixture
def sample() -> Sample:
    return Sample()


@dataclass
class Root:
    name: str
    resources: tuple[Subnet, ...]
    notes: tuple[Note, ...] = ()
    planned: Mapping[str, Span] = field(default_factory=dict)
    home: str = ""
    environment: str = ""


@dataclass
class Loaded:
    roots: tuple[Root, ...]
    problems: tuple[Problem, ...] = ()
    files: frozenset[str] = frozenset()

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(note for root in self.roots for note in root.notes)


@dataclass
class Tree:
    """Stands in for the front end and the lowering; keeps what it was asked for."""

    sample: Sample
    asked: list[tuple[Path, tuple[Path, ...], object]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    broken: str = ""

    def load(self, tree: Path, paths: tuple[Path, ...], options: object, config: object = None) -> Loaded:
        self.asked.append((tree, tuple(paths), options))
        by_folder: dict[str, list[Document]] = {}
        for path in paths:
            folder = path if path.is_dir() else path.parent
            for file in sorted(folder.rglob("*.tf")):
                relative = file.relative_to(tree)
                document = Document(relative.as_posix(), file.read_bytes())
                by_folder.setdefault(relative.parent.as_posix(), []).append(document)
        roots = tuple(
            Root(name, self.sample.network(*documents, name=name).subnets, tuple(self.notes))
            for name, documents in by_folder.items()
        )
        files = frozenset(document.path for documents in by_folder.values() for document in documents)
        return Loaded(roots, tuple(self.problems), files)

    def lower(
        self, name: str, resources: tuple[Subnet, ...], given: object
    ) -> tuple[Network, tuple[Problem, ...]]:
        if name == self.broken:
            raise KeyError(name)
        return Network(name, subnets=resources), ()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, sample: Sample, tmp_path: Path) -> Iterator[Tree]:
    """The sample rule is the only one, and a reader of ``aws_subnet`` blocks the only front end; cwd is empty."""
    tree = Tree(sample)
    monkeypatch.setattr("eks_netlint.analysis._load", tree.load)
    monkeypatch.setattr("eks_netlint.analysis._offered", lambda loaded: ())
    monkeypatch.setattr("eks_netlint.analysis._lower", tree.lower)
    monkeypatch.setattr("eks_netlint.rules.registry._files", list)
    monkeypatch.chdir(tmp_path)
    before = dict(REGISTRY)
    REGISTRY.clear()
    REGISTRY["EKN901"] = sample.rule()
    yield tree
    REGISTRY.clear()
    REGISTRY.update(before)
