"""Manifest files into objects: document by document, so that a broken one costs itself only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eks_netlint import kinds, yamltext
from eks_netlint.frontends.kubernetes import placeholders, sniffing
from eks_netlint.frontends.kubernetes.discovery import Candidate
from eks_netlint.frontends.kubernetes.kustomize import Kustomizations
from eks_netlint.frontends.kubernetes.loaded import Loaded, Note
from eks_netlint.manifests import Manifest, objects
from eks_netlint.records import replace
from eks_netlint.resources import KUBERNETES, Resource, WrittenAttributes
from eks_netlint.source import Document, Problem, Span
from eks_netlint.values import Absent, Cause, Fields, Known, Unknown, Value, dig

MAX_BROKEN = 20
"""Broken documents of one file after which no further one is tried."""

_SET_ASIDE = {
    "chart": (
        "templates of a Helm chart are not read", "templates of {} Helm charts are not read", "helm template gives",
    ),
    "patch": (
        "a patch of kustomize is not read by itself", "{} patches of kustomize are not read by themselves",
        "kustomize build gives",
    ),
    "template": ("a template is not read", "{} templates are not read", "they give"),
}  # fmt: skip
"""What is said of one thing that is set aside, of several, and what to pass instead."""


class Reader:
    """Reads the files of one tree into ``loaded``; ``finish`` when all are read."""

    def __init__(self, tree: Path, every: bool, loaded: Loaded) -> None:
        self._every = every
        self._loaded = loaded
        self._kustomizations = Kustomizations(tree)
        self._namespace: Known[str] | None = None  # of the file that is read
        self._aside: dict[str, list[Span]] = {}
        self._charts: dict[Path, set[str]] = {}

    def read(self, candidate: Candidate, document: Document) -> None:
        """The objects of one file, or why there are none."""
        if candidate.chart is not None:
            self._chart(candidate.chart, document)
        elif self._kustomizations.takes_as_patch(candidate.path, candidate.kustomizations):
            if self._every or kinds.may_matter(document.data.decode("utf-8", "replace")):
                self._set_aside("patch", document)
        else:
            before = len(self._loaded.manifests)
            self._namespace = self._kustomizations.namespace(candidate.path, candidate.kustomizations)
            self._text(document)
            if len(self._loaded.manifests) > before:
                self._loaded.files.add(document.path)

    def finish(self) -> None:
        """One note for all that was set aside for one reason."""
        for reason, spans in self._aside.items():
            one, several, instead = _SET_ASIDE[reason]
            said = one if len(spans) == 1 else several.format(len(spans))
            instead = "it gives" if reason == "template" and len(spans) == 1 else instead
            self._loaded.notes.append(Note(f"{said}: pass what {instead}", spans[0]))

    def _chart(self, chart: Path, document: Document) -> None:
        """A template of a Helm chart: of each kind in the chart there may be objects."""
        text = document.data.decode("utf-8", "replace")
        if not self._every and not kinds.may_matter(text):
            return
        if chart not in self._charts:
            self._charts[chart] = set()
            self._set_aside("chart", document)
        seen = self._charts[chart]
        for manifest in unread(text, document, "templates of a Helm chart are not read"):
            if manifest.kind not in seen:
                seen.add(manifest.kind)
                self._loaded.lost.append(manifest)

    def _text(self, document: Document) -> None:
        data = document.data
        start = len(sniffing.UTF8_MARK) if data.startswith(sniffing.UTF8_MARK) else 0
        try:
            text = data[start:].decode()
        except UnicodeDecodeError as error:
            line = document.line_of(start + error.start)
            self._loaded.problems.append(Problem(document.path, "is not UTF-8: not read", line))
            self._lost(data.decode("utf-8", "replace"), document, "is not UTF-8")
            return
        if self._every:
            self._documents(document, text, start)
            return
        offset = start
        for _, piece in yamltext.pieces(text):
            if kinds.may_matter(piece):
                self._documents(document, piece, offset)
            offset += len(piece) if piece.isascii() else len(piece.encode())

    def _documents(self, document: Document, text: str, start: int) -> None:
        """The objects of a stretch of the file; after something broken the next document is tried."""
        for _ in range(MAX_BROKEN):
            place = yamltext.places(document, text, start)
            try:
                self._stream(document, text, place)
                return
            except yamltext.Broken as why:
                following = yamltext.resume(text, max(why.at, 1))
                self._broken(document, text[:following], place(why.at, why.at), str(why))
                if following is None:
                    return
            start += len(text[:following].encode())
            text = text[following:]
        self._loaded.problems.append(Problem(document.path, "is broken too often: the rest is not read"))
        self._lost(text, document, "is broken too often")

    def _stream(self, document: Document, text: str, place: yamltext.Place) -> None:
        """The objects up to the end, or up to what is broken."""
        fill = placeholders.fill if placeholders.may_hold(text) else None
        remarks: list[yamltext.Remark] = []
        for value in yamltext.read(text, place, fill, remarks):
            if any(remark.strange for remark in remarks):  # what a template language looks like to YAML
                self._set_aside("template", document, 0 if value.span is None else value.span.start)
                self._lost(text if value.span is None else value.span.text, document, "is a template")
            else:
                self._loaded.notes += (Note(remark.message, remark.span) for remark in remarks)
                self._objects(value, document)
            remarks.clear()

    def _broken(self, document: Document, text: str, at: Span | None, why: str) -> None:
        """A document that is no YAML; ``text`` ends where the next one begins."""
        if placeholders.may_be_template(text):
            self._set_aside("template", document, 0 if at is None else at.start)
            self._lost(text, document, "is a template")
        else:
            line, column = (1, 1) if at is None else (at.line, at.column)
            self._loaded.problems.append(
                Problem(document.path, f"is no valid YAML: {why} (column {column})", line)
            )
            self._lost(text, document, "is no valid YAML")

    def _lost(self, text: str, document: Document, why: str) -> None:
        self._loaded.lost += unread(text, document, f"{document.path} {why}")

    def _set_aside(self, reason: str, document: Document, at: int = 0) -> None:
        end = document.data.find(b"\n", at)
        self._aside.setdefault(reason, []).append(Span(document, at, len(document.data) if end < 0 else end))

    def _objects(self, value: Value, document: Document) -> None:
        for kind, body in objects(value):
            if isinstance(kind, Known) and "apiVersion" in body.entries:
                manifest = _manifest(kind.value, _placed(body, kind.value, self._namespace), document)
                if self._every or kinds.matters(manifest):
                    self._loaded.manifests.append(manifest)


def unread(text: str, document: Document, why: str) -> Iterator[Manifest]:
    """What stands for the objects of a text that is not read: one for each kind that matters and may be in it."""
    span = Span(document, 0, 0)
    reason = Unknown(why, span, Cause.OUTSIDE)
    for kind in sorted(kinds.kinds_in(text)):
        resource = Resource(kind, "", kind, WrittenAttributes({}, span), span, KUBERNETES)
        yield Manifest(kind, Fields({}, reason, "object", span), resource, unread=reason)


def _placed(body: Fields, kind: str, namespace: Known[str] | None) -> Fields:
    """The object in the namespace that a kustomization gives it, if it writes none itself."""
    metadata = body.get("metadata")
    if namespace is None or kind in kinds.CLUSTERWIDE or not isinstance(metadata, Fields) or metadata.rest is not None:
        return body
    if metadata.entries.get("namespace") is not None:
        return body
    given = replace(metadata, entries={**metadata.entries, "namespace": namespace})
    return replace(body, entries={**body.entries, "metadata": given})


def _manifest(kind: str, body: Fields, document: Document) -> Manifest:
    """The object, applied by itself: a resource with the address ``Kind/namespace/name``."""
    span = body.span or Span(document, 0, len(document.data))
    entries = {key: value for key, value in body.entries.items() if isinstance(key, str)}
    name, namespace = spelled(dig(body, "metadata", "name")), spelled(dig(body, "metadata", "namespace"))
    address = "/".join(part for part in (kind, namespace, name or f"at line {span.line}") if part)
    return Manifest(kind, body, Resource(kind, name, address, WrittenAttributes(entries, span), span, KUBERNETES))


def spelled(value: Value | Absent) -> str:
    """A name as it is written, placeholders and all; empty where none is."""
    if isinstance(value, Known):
        return str(value.value)
    return value.span.text if isinstance(value, Unknown) and value.span is not None else ""
