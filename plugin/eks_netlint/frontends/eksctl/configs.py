"""``ClusterConfig`` files of eksctl, each read into the one resource that it is; what eksctl makes of it is lowered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from eks_netlint import yamltext
from eks_netlint.frontends.eksctl.embedded import with_structures
from eks_netlint.frontends.kubernetes import placeholders
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.source import Document, Problem, Span
from eks_netlint.values import Absent, Fields, Known, Value, dig

TYPE = "eksctl::ClusterConfig"
"""Type of the resource that stands for a file; no type of the AWS provider or of CloudFormation looks like it."""

_GROUP = "eksctl.io/"
_ZONE = pattern(r"\$\{\w+\}[a-z]")


@dataclass
class Config:
    """One ``ClusterConfig``; ``name`` is the path of its file relative to the tree, with a number after the first."""

    name: str
    document: Document
    body: Fields
    environment: str = ""
    home: str = ""
    planned: Mapping[str, Span] = field(default_factory=dict)

    @cached_property
    def resources(self) -> tuple[Resource, ...]:
        """The file itself, as one resource."""
        name = dig(self.body, "metadata", "name")
        span = name.span or dig(self.body, "metadata").span or self.body.span or Span(self.document, 0, 0)
        entries: dict[str, Value] = {key: value for key, value in self.body.entries.items() if isinstance(key, str)}
        return (Resource(TYPE, "cluster", "cluster", WrittenAttributes(entries, span), span),)


def read(document: Document) -> Iterator[Config | Problem]:
    """Each ``ClusterConfig`` of a file, or why there is none; other documents are nobody's business here."""
    try:
        text = document.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield Problem(document.path, "is not UTF-8: not read", document.line_of(error.start))
        return
    start = len(document.data) - len(text.encode())
    number = 0
    for begin, piece in yamltext.pieces(text):
        if _GROUP not in piece:
            continue
        offset = start + len(text[:begin].encode())
        for found in _read(document, piece, offset):
            if isinstance(found, Problem):
                yield found
                continue
            number += 1
            name = document.path if number == 1 else f"{document.path}#{number}"
            yield Config(name, document, with_structures(found))


def _read(document: Document, text: str, start: int) -> Iterator[Fields | Problem]:
    place = yamltext.places(document, text, start)
    fill = _fill if placeholders.may_hold(text) else None
    try:
        for value in yamltext.read(text, place, fill):
            if isinstance(value, Fields) and _is_config(value):
                yield value
    except yamltext.Broken as why:
        at = place(why.at, why.at)
        line, column = (1, 1) if at is None else (at.line, at.column)
        marks = " (the marks of a template language: pass what it gives)" if placeholders.may_be_template(text) else ""
        yield Problem(document.path, f"is no valid YAML: {why} (column {column}){marks}", line)


def _fill(raw: str, span: Span | None, role: yamltext.Role) -> Value | None:
    """Placeholders as what is known of them; keys that are zones of a region keep their words."""
    return None if role == "key" and _ZONE.fullmatch(raw) else placeholders.fill(raw, span, role)


def _is_config(body: Fields) -> bool:
    version, kind = dig(body, "apiVersion"), dig(body, "kind")
    spelled = version.value if isinstance(version, Known) and not isinstance(version, Absent) else None
    return isinstance(spelled, str) and spelled.startswith(_GROUP) and kind == Known("ClusterConfig")
