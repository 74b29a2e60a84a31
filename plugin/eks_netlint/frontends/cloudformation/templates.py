"""Templates of CloudFormation, read into the resources of a stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from eks_netlint import yamltext
from eks_netlint.frontends.cloudformation import loops, parameters, sniff
from eks_netlint.frontends.cloudformation.intrinsics import Intrinsics
from eks_netlint.frontends.eksctl.sniff import is_config
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource, TooLarge
from eks_netlint.source import Document, Problem, Span
from eks_netlint.values import Absent, Fields, Known, Reference, Truth, Unknown, Value, dig

if TYPE_CHECKING:
    from eks_netlint.frontends.eksctl.configs import Config

MAX_RESOURCES = 5_000
"""Resources of one template; CloudFormation takes 500 (quotas, 2026-11)."""

NESTED = frozenset(["AWS::CloudFormation::Stack", "AWS::Serverless::Application"])
"""Types whose own templates are not followed: what they make, and their outputs, are not known."""


_BETWEEN = pattern(rb"""["']?[ \t]*:(?:[ \t\r\n]|#[^\n]*)*""")
"""What stands between a key and its value."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader should know about how a template was read."""

    message: str
    at: Span | None = None


class Properties:
    """``resources.Attributes`` over the properties of one resource, evaluated when asked for and then kept."""

    def __init__(self, written: Value | Absent, intrinsics: Intrinsics, span: Span) -> None:
        self._written = written
        self._intrinsics = intrinsics
        self._span = span
        self._done: dict[str, Value | Absent] = {}

    def get(self, name: str) -> Value | Absent:
        """The property; ``Absent`` where it is not written, or is ``AWS::NoValue``."""
        if name not in self._done:
            written = dig(self._written, name)
            self._done[name] = written if isinstance(written, Absent) else self._intrinsics.value(written)
        found = self._done[name]
        return Absent(self._span) if isinstance(found, Absent) else found

    def names(self) -> Iterable[str]:
        """The properties that are written."""
        return [name for name in self._written.entries if isinstance(name, str)] if isinstance(
            self._written, Fields
        ) else ()


@dataclass
class Template:
    """One template; ``name`` is its path relative to the tree."""

    name: str
    document: Document
    body: Fields
    given: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    environment: str = ""
    home: str = ""
    planned: Mapping[str, Span] = field(default_factory=dict)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource of the stack that may exist.  Raises ``TooLarge``."""
        return tuple(self._resources())

    @cached_property
    def _intrinsics(self) -> Intrinsics:
        worth = dict(parameters.worth(dig(self.body, "Parameters"), self.given))
        conditions = dig(self.body, "Conditions")
        entries = conditions.entries if isinstance(conditions, Fields) else {}
        named = {name: value for name, value in entries.items() if isinstance(name, str)}
        return Intrinsics(worth, dig(self.body, "Mappings"), named, self._property)

    @cached_property
    def _written(self) -> Fields:
        """The section of resources, loops written out."""
        section = dig(self.body, "Resources")
        if not isinstance(section, Fields):
            return Fields({})
        if loops.LOOP not in self.document.data.decode("utf-8", "replace"):
            return section
        bare = Intrinsics(
            dict(parameters.worth(dig(self.body, "Parameters"), self.given)),
            dig(self.body, "Mappings"), {}, lambda owner, name: None,
        )  # fmt: skip
        unrolled = loops.unrolled(section, bare.settled)
        return unrolled if isinstance(unrolled, Fields) else section

    def _property(self, owner: str, name: str) -> Value | Absent | None:
        """What a resource writes for a property; None where there is no such resource."""
        found = self._written.entries.get(owner)
        if found is None:
            return None if self._written.rest is None else Absent()
        return dig(found, "Properties", name)

    def _resources(self) -> Iterator[Resource]:
        section = self._written
        if len(section.entries) > MAX_RESOURCES:
            raise TooLarge(f"{len(section.entries)} resources in one template: too many to judge")
        for name, body in section.entries.items():
            if isinstance(name, str) and isinstance(body, Fields):
                yield from self._resource(name, body)
        if section.rest is not None:
            span = section.span or Span(self.document, 0, 0)
            yield Resource(
                "", "Resources", "Resources", Properties(Absent(), self._intrinsics, span), span, "module",
                exists=Truth.UNSURE, unsure=section.rest,
            )  # fmt: skip

    def _resource(self, name: str, body: Fields) -> Iterator[Resource]:
        kind = dig(body, "Type")
        if not isinstance(kind, Known) or not isinstance(kind.value, str):
            return
        condition = dig(body, "Condition")
        exists, why = Truth.YES, None
        if isinstance(condition, Known):
            exists = self._intrinsics.holds(str(condition.value))
            if exists is Truth.NO:
                return
            if exists is Truth.UNSURE:
                why = Unknown(f"whether the condition {condition.value} holds is not known", condition.span)
        span = body.span or Span(self.document, 0, 0)
        written = dig(body, "Properties")
        after = dig(body, "DependsOn")
        named = after.members if not isinstance(after, Known | Unknown | Absent | Fields) else (after,)
        yield Resource(
            type=kind.value,
            name=name,
            address=name,
            attributes=Properties(written, self._intrinsics, span),
            span=_head(name, span),
            mode="module" if kind.value in NESTED else "managed",
            exists=exists,
            unsure=why,
            depends_on=tuple(str(one.value) for one in named if isinstance(one, Known)),
        )


def _head(name: str, body: Span) -> Span:
    """The place of a resource: its logical name, where that stands right above what it is."""
    data, word = body.document.data, name.encode()
    at = data.rfind(word, 0, body.start)
    between = data[at + len(word) : body.start]
    if at >= 0 and _BETWEEN.fullmatch(between):
        return Span(body.document, at, at + len(word))
    end = data.find(b"\n", body.start, body.end)
    return body if end < 0 else Span(body.document, body.start, end)


@dataclass
class Templates:
    """The templates and files of eksctl that were read, and what could not be."""

    roots: list[Template | Config] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def read(tree: Path, found: Sequence[Path], given: Mapping[str, str]) -> Templates:
    """Read the files that are templates, or of eksctl, by their bytes.

    What is no YAML is a problem, what is no template nothing.
    """
    templates = Templates()
    for path in found:
        name = path.relative_to(tree).as_posix() if path.is_relative_to(tree) else path.as_posix()
        try:
            data = read_bytes(path, tree, sniff.MAX_BYTES)
        except Unreadable as why:
            templates.problems.append(Problem(name, str(why)))
            continue
        if is_config(data):
            _read_config(Document(name, data), templates)
        else:
            _read(name, Document(name, data), given, templates)
    return templates


def _read_config(document: Document, templates: Templates) -> None:
    from eks_netlint.frontends.eksctl import configs  # which few trees need

    for found in configs.read(document):
        if isinstance(found, Problem):
            templates.problems.append(found)
        else:
            templates.files.add(document.path)
            templates.roots.append(found)


def _read(name: str, document: Document, given: Mapping[str, str], templates: Templates) -> None:
    try:
        text = document.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        templates.problems.append(Problem(name, "is not UTF-8: not read", document.line_of(error.start)))
        return
    place = yamltext.places(document, text, len(document.data) - len(text.encode()))
    try:
        bodies = list(yamltext.read(text, place, tagged=_tagged))
    except yamltext.Broken as why:
        at = place(why.at, why.at)
        if b"AWSTemplateFormatVersion" in document.data:  # else it may be of some template language
            line, column = (1, 1) if at is None else (at.line, at.column)
            templates.problems.append(Problem(name, f"is no valid YAML: {why} (column {column})", line))
        return
    if len(bodies) == 1 and isinstance(bodies[0], Fields) and _has_types(bodies[0]):
        templates.files.add(name)
        templates.roots.append(Template(name, document, bodies[0], given))


def _has_types(body: Fields) -> bool:
    """Whether there are resources, and nothing of Kubernetes or SAM's own files around them."""
    section = dig(body, "Resources")
    if not isinstance(section, Fields) or "apiVersion" in body.entries:
        return False
    return any(isinstance(dig(one, "Type"), Known) or str(name).startswith(loops.LOOP)
               for name, one in section.entries.items())  # fmt: skip


def _tagged(tag: str, value: Value) -> Value:
    """The long form of a function that is written as a tag."""
    name = tag[1:]
    entries: dict[str | Reference, Value] = {name if name in ("Ref", "Condition") else f"Fn::{name}": value}
    return Fields(entries, None, "object", value.span)


