"""Manifest files into objects: document by document, so that a broken one costs itself only."""

from __future__ import annotations

from pathlib import Path

from eks_netlint import yamltext
from eks_netlint.frontends.kubernetes import placeholders, sniffing
from eks_netlint.frontends.kubernetes.discovery import Candidate
from eks_netlint.frontends.kubernetes.kustomize import Patches
from eks_netlint.frontends.kubernetes.loaded import Loaded, Note
from eks_netlint.manifests import Manifest, objects
from eks_netlint.resources import KUBERNETES, Resource, WrittenAttributes
from eks_netlint.source import Document, Problem, Span
from eks_netlint.values import Absent, Fields, Known, Unknown, Value, dig

MAX_BROKEN = 20
"""Broken documents of one file after which no further one is tried."""

_TEMPLATE = "a template is not read: pass what it gives"


class Reader:
    """Reads the files of one tree into ``loaded``."""

    def __init__(self, tree: Path, words: sniffing.Words, loaded: Loaded) -> None:
        self._words = words
        self._loaded = loaded
        self._patches = Patches(tree)
        self._charts: set[Path] = set()

    def read(self, candidate: Candidate, document: Document) -> None:
        """The objects of one file, or why there are none."""
        if candidate.chart is not None:
            if candidate.chart not in self._charts:
                self._charts.add(candidate.chart)
                self._note("templates of a Helm chart are not read: pass what helm template gives", document)
        elif self._patches.holds(candidate.path, candidate.kustomizations):
            self._note("a patch of kustomize is not read by itself: pass what kustomize build gives", document)
        else:
            before = len(self._loaded.manifests)
            self._text(document)
            if len(self._loaded.manifests) > before:
                self._loaded.files.add(document.path)

    def _text(self, document: Document) -> None:
        data = document.data
        start = len(sniffing.UTF8_MARK) if data.startswith(sniffing.UTF8_MARK) else 0
        try:
            text = data[start:].decode()
        except UnicodeDecodeError as error:
            line = document.line_of(start + error.start)
            self._loaded.problems.append(Problem(document.path, "is not UTF-8: not read", line))
            return
        if self._words:
            offset = start
            for _, piece in yamltext.pieces(text):
                if self._words.are_in_text(piece):
                    self._documents(document, piece, offset)
                offset += len(piece.encode())
        else:
            self._documents(document, text, start)

    def _documents(self, document: Document, text: str, start: int) -> None:
        """The objects of a stretch of the file; after something broken the next document is tried."""
        for _ in range(MAX_BROKEN):
            place = yamltext.places(document, text, start)
            try:
                self._stream(document, text, place)
                return
            except yamltext.Broken as why:
                self._broken(document, text, place(why.at, why.at), str(why))
                following = yamltext.resume(text, max(why.at, 1))
            if following is None:
                return
            start += len(text[:following].encode())
            text = text[following:]
        self._loaded.problems.append(Problem(document.path, "is broken too often: the rest is not read"))

    def _stream(self, document: Document, text: str, place: yamltext.Place) -> None:
        """The objects up to the end, or up to what is broken."""
        fill = placeholders.fill if placeholders.may_hold(text) else None
        remarks: list[yamltext.Remark] = []
        for value in yamltext.read(text, place, fill, remarks):
            if any(remark.strange for remark in remarks):  # what a template language looks like to YAML
                self._note(_TEMPLATE, document, 0 if value.span is None else value.span.start)
            else:
                self._loaded.notes += (Note(remark.message, remark.span) for remark in remarks)
                self._objects(value, document)
            remarks.clear()

    def _broken(self, document: Document, text: str, at: Span | None, why: str) -> None:
        if placeholders.may_be_template(text):
            self._note(_TEMPLATE, document, 0 if at is None else at.start)
        else:
            line = 1 if at is None else at.line
            self._loaded.problems.append(Problem(document.path, f"is no valid YAML: {why}", line))

    def _note(self, message: str, document: Document, at: int = 0) -> None:
        end = document.data.find(b"\n", at)
        self._loaded.notes.append(Note(message, Span(document, at, len(document.data) if end < 0 else end)))

    def _objects(self, value: Value, document: Document) -> None:
        for kind, body in objects(value):
            if isinstance(kind, Known) and "apiVersion" in body.entries:
                self._loaded.manifests.append(_manifest(kind.value, body, document))


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
