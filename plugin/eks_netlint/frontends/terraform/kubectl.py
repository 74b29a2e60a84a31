"""Data sources of the kubectl provider: files and texts cut into documents, which manifests are made of.

``kubectl_path_documents`` reads files by a pattern and fills in ``vars`` unless ``disable_template`` is set,
``kubectl_file_documents`` cuts its ``content``.  Source: gavinbunny/kubectl 1.19 (2026-11).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence

from eks_netlint.frontends.terraform.files import TreeFiles
from eks_netlint.frontends.terraform.functions.pieces import pieces_of
from eks_netlint.patterns import pattern
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fields, Items, Known, Reference, Text, Unknown, Value

TYPES = ("kubectl_file_documents", "kubectl_path_documents")

MAX_FILES = 200
"""Files that one pattern may mean."""

_MARKER = pattern(r"^---(?:[ \t][^\n]*)?\r?$\n?", re.MULTILINE)
Entries = Mapping["str | Reference", Value]


def documents(type: str, name: str, entries: Entries, files: TreeFiles | None) -> Value | None:
    """What ``documents`` or ``manifests`` of such a data source is, None for any other attribute.

    ``manifests`` has the provider's own keys only in that each document has one of its own.
    """
    if type not in TYPES or name not in ("documents", "manifests") or files is None:
        return None
    texts = _contents(entries) if type == "kubectl_file_documents" else _files(entries, files)
    if isinstance(texts, Unknown):
        return texts
    cut: list[Value] = []
    for text in texts:
        if isinstance(text, Unknown) and not isinstance(text, Text):
            return text
        made = _cut(text)
        if made is None:
            return Unknown("what a template puts in is not known", text.span, Cause.UNSUPPORTED)
        cut += made
    if name == "documents":
        return Items(tuple(cut), None, "list", True)
    return Fields({str(index): text for index, text in enumerate(cut)}, None, "map")


def _contents(entries: Entries) -> Sequence[Value] | Unknown:
    found = entries.get("content")
    return Unknown("no content is written") if found is None else [found]


def _files(entries: Entries, files: TreeFiles) -> Sequence[Value] | Unknown:
    wanted = entries.get("pattern")
    if not isinstance(wanted, Known) or not isinstance(wanted.value, str):
        return wanted if isinstance(wanted, Unknown) else Unknown("no pattern is written")
    path = posixpath.normpath(wanted.value)
    base, _, name = path.rpartition("/")
    if any(mark in base for mark in "*?["):
        return Unknown("a pattern of folders is not followed", wanted.span, Cause.UNSUPPORTED)
    names = files.glob(base or ".", name)
    if isinstance(names, Unknown):
        return Unknown(names.why, wanted.span, names.cause)
    if len(names) > MAX_FILES:
        return Unknown(f"a pattern that means {len(names)} files is not followed", wanted.span, Cause.UNSUPPORTED)
    return [_filled(files, posixpath.join(base, one), entries, wanted.span) for one in names]


def _filled(files: TreeFiles, path: str, entries: Entries, span: Span | None) -> Value:
    """One file, with the variables filled in; without any it is no template."""
    data = files.read(path)
    if isinstance(data, Unknown):
        return Unknown(data.why, span, data.cause)
    text = data.decode("utf-8", "replace")
    plain = entries.get("disable_template")
    if isinstance(plain, Unknown):
        return plain
    if plain is not None and isinstance(plain, Known) and plain.value in (True, "true"):
        return Known(text, span)
    given = [entries[name] for name in ("vars", "sensitive_vars") if name in entries]
    merged: dict[str | Reference, Value] = {}
    for variables in given:
        if isinstance(variables, Unknown) or (isinstance(variables, Fields) and variables.rest is not None):
            return Unknown("the variables of the template are not known", span, Cause.UNSUPPORTED)
        merged.update(variables.entries if isinstance(variables, Fields) else {})
    return files.render(text, Fields(merged), span)


def _cut(text: Value) -> list[Value] | None:
    """The documents of a text, without those in which nothing stands; None where they cannot be told apart."""
    parts = pieces_of(text)
    found: list[list[str | Unknown]] = [[]]
    for part in parts:
        if isinstance(part, Unknown):
            if part.span is not None and part.span.text.startswith("%{"):
                return None
            found[-1].append(part)
            continue
        first, *others = _MARKER.split(part)
        found[-1].append(first)
        found += ([other] for other in others)
    return [_joined(pieces, text) for pieces in found if any(not isinstance(one, str) or one.strip() for one in pieces)]


def _joined(pieces: list[str | Unknown], text: Value) -> Value:
    kept = tuple(piece for piece in pieces if piece != "")
    if all(isinstance(piece, str) for piece in kept):
        return Known("".join(piece for piece in kept if isinstance(piece, str)), text.span)
    unknown = next(piece for piece in kept if isinstance(piece, Unknown))
    return Text(unknown.why, text.span, unknown.cause, kept)
