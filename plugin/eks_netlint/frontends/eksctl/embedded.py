"""Configuration values of add-ons: JSON or YAML in a string, read where it stands so that members have places."""

from __future__ import annotations

from eks_netlint import yamltext
from eks_netlint.frontends.kubernetes import placeholders
from eks_netlint.records import replace
from eks_netlint.source import Span
from eks_netlint.values import Encoded, Fields, Items, Known, Reference, Unknown, Value

_MEMBER = "configurationValues"


def with_structures(body: Fields) -> Fields:
    """The file with the structure of each add-on's configuration beside its text."""
    addons = body.entries.get("addons")
    if not isinstance(addons, Items):
        return body
    members = tuple(_addon(one) for one in addons.members)
    return replace(body, entries={**body.entries, "addons": replace(addons, members=members)})


def _addon(addon: Value) -> Value:
    if not isinstance(addon, Fields) or _MEMBER not in addon.entries:
        return addon
    entries: dict[str | Reference, Value] = {**addon.entries, _MEMBER: _structured(addon.entries[_MEMBER])}
    return replace(addon, entries=entries)


def _structured(value: Value) -> Value:
    """A string with what it holds; left as it is where it cannot be read in its place."""
    if not isinstance(value, Known | Unknown) or value.span is None:
        return value
    found = _inside(value.span)
    if found is None:
        return value
    if isinstance(value, Unknown):
        return Encoded(value.why, value.span, value.cause, found)
    return replace(value, decoded=found)


def _inside(span: Span) -> Fields | None:
    raw = span.document.data[span.start : span.end].decode("utf-8", "replace")
    if raw[:1] in ("|", ">"):
        header, _, text = raw.partition("\n")
        start = span.start + len(header.encode()) + 1
    elif raw[:1] in ("'", '"'):
        if "''" in raw or "\\" in raw:
            return None
        text, start = raw[1:-1], span.start + 1
    else:
        text, start = raw, span.start
    fill = placeholders.fill if placeholders.may_hold(text) else None
    try:
        documents = list(yamltext.read(text, yamltext.places(span.document, text, start), fill))
    except yamltext.Broken:
        return None
    return documents[0] if len(documents) == 1 and isinstance(documents[0], Fields) else None
