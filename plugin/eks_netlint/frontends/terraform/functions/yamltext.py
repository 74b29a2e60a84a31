"""YAML as Terraform reads and writes it (go-cty-yaml v1.1.0): scalars of YAML 1.2 plus yes, no, on and off."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timezone

import yaml

from eks_netlint.frontends.terraform.convert import NotPlain, lift
from eks_netlint.frontends.terraform.functions.jsontext import scalar_text, sorted_names
from eks_netlint.frontends.terraform.functions.signature import (
    MAX_DEPTH,
    MAX_MEMBERS,
    Call,
    Failure,
    TooDeep,
    TooLarge,
    Unsupported,
)
from eks_netlint.frontends.terraform.numerals import number_text, parse_number
from eks_netlint.values import Fields, Items, Known, Reference, Scalar, Value
from eks_netlint.yamltext import TOO_DEEP

# the C parser where PyYAML has it; the other one reads the same language, more slowly
_LOADER = getattr(yaml, "CLoader", yaml.Loader)
_DUMPER = getattr(yaml, "CDumper", yaml.Dumper)

_PREFIX = "tag:yaml.org,2002:"
_MERGE = object()
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[-+]\d\d:\d\d)?)?"
)


def read(call: Call, text: str) -> Value:
    """The value of a document; raises ``Failure`` where it is not one document that Terraform reads."""
    reader = _Reader(call, yaml.parse(text, Loader=_LOADER))
    try:
        return reader.document()
    except (yaml.YAMLError, UnicodeError) as error:
        if TOO_DEEP in str(getattr(error, "problem", "")):
            raise TooDeep from None
        mark = getattr(error, "problem_mark", None)
        where = f" on line {mark.line + 1}" if mark is not None else ""
        raise Failure(f"invalid YAML{where}: {getattr(error, 'problem', None) or 'not readable'}") from None


class _Reader:
    """Builds values from the events of the parser; an alias is the value of its anchor."""

    def __init__(self, call: Call, events: Iterable[yaml.Event]) -> None:
        self.call = call
        self.events: Iterator[yaml.Event] = iter(events)
        self.anchors: dict[str, Value] = {}
        self.sizes: dict[str, int] = {}
        self.size = 0
        self.depth = 0

    def document(self) -> Value:
        """The only document."""
        next(self.events)
        start = next(self.events)
        if not isinstance(start, yaml.DocumentStartEvent):
            raise Failure("invalid YAML: there is no document")
        value = self._value(next(self.events))
        next(self.events)
        if not isinstance(next(self.events), yaml.StreamEndEvent):
            raise Failure("only a single document is allowed")
        return value

    def _value(self, event: yaml.Event) -> Value:
        self.size += 1
        if self.size > MAX_MEMBERS:
            raise TooLarge
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise Failure(f"invalid YAML: anchor {event.anchor} is not defined here")
            self.size += self.sizes[event.anchor]  # aliases of aliases multiply, so each counts in full
            return self.anchors[event.anchor]
        before = self.size
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooDeep
        value = self._fresh(event)
        self.depth -= 1
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor], self.sizes[anchor] = value, self.size - before
        return value

    def _fresh(self, event: yaml.Event) -> Value:
        if isinstance(event, yaml.ScalarEvent):
            found = scalar(event)
            return lift("<<" if found is _MERGE else found, self.call.span, self.call.origin)
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.SequenceStartEvent):
            if tag not in (None, _PREFIX + "seq"):
                raise Failure(f"cannot interpret a sequence as {tag}")
            members: list[Value] = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                members.append(self._value(inner))
            return Items(tuple(members), None, "tuple", True, self.call.span)
        if not isinstance(event, yaml.MappingStartEvent) or tag not in (None, _PREFIX + "map"):
            raise Failure(f"cannot interpret a mapping as {tag}")
        return self._mapping()

    def _mapping(self) -> Value:
        entries: dict[str | Reference, Value] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise Failure("only strings are allowed as mapping keys")
            key = scalar(event)
            value = self._value(next(self.events))
            if key is _MERGE:
                if not isinstance(value, Fields):
                    raise Failure("cannot merge a value that is no mapping")
                entries.update(value.entries)
                continue
            if key is None:
                raise Failure("a mapping key cannot be null")
            name = lift(key, None)
            entries[_key_text(name.value if isinstance(name, Known) else None)] = value
        return Fields(entries, None, "object", self.call.span)


def _key_text(scalar: Scalar) -> str:
    return scalar if isinstance(scalar, str) else scalar_text(scalar)


def scalar(event: yaml.ScalarEvent) -> object:
    """What a scalar stands for: str, bool, int, float, None, or the mark of a merge key."""
    text, tag = event.value, event.tag or ""
    short = "!!" + tag[len(_PREFIX) :] if tag.startswith(_PREFIX) else tag
    if event.tag == "!" or (not tag and not event.implicit[0]):
        return text
    if short not in ("", "!!str", "!!bool", "!!int", "!!float", "!!null", "!!timestamp", "!!binary"):
        raise Failure(f"unsupported tag {tag}")
    if short == "!!binary":
        return _binary(text)
    if short == "!!str" or event.style in ("'", '"'):
        return text
    return _resolved(text, short)


def _binary(text: str) -> str:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Failure("not valid base64") from None
    return text


def _resolved(text: str, tag: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if text.lstrip("+-").lower() == ".inf":
        raise Unsupported("infinity is not supported")
    if text.lower() == ".nan" and not tag:
        raise Failure("floating point NaN is not supported")
    date = _timestamp(text) if tag in ("", "!!timestamp") else None
    if date is not None:
        return date
    if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text) or tag in ("!!int", "!!float"):
        return _number(text, tag)
    if not tag and text == "<<":
        return _MERGE
    if tag == "!!null":
        return None
    if tag:
        raise Failure(f'cannot parse "{text}" as {tag}')
    return text


def _number(text: str, tag: str) -> int | float:
    plain = text.replace("_", "") if tag in ("!!int", "!!float") else text
    number = parse_number(plain)
    if number is not None:
        return number
    try:
        return int(plain, 0)
    except ValueError:
        raise Failure(f'cannot parse "{text}" as a number') from None


def _timestamp(text: str) -> str | None:
    """A date or time, as Terraform rewrites it in RFC 3339; None if the text is none."""
    if text[4:5] != "-":
        return None
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, mark, hour, minute, second, _, zone = found.groups()
    if mark is not None and ((mark == " ") is not (zone is None)):
        return None
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=timezone.utc
        )
    except ValueError:
        return None
    return moment.strftime(f"{int(year):04d}-%m-%dT%H:%M:%S") + (zone if zone and zone != "+00:00" else "Z")


def write(value: Value) -> str:
    """A value as YAML; raises ``NotPlain`` if any part is unknown."""
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(explicit=False),
        *_events(value),
        yaml.DocumentEndEvent(explicit=False),
        yaml.StreamEndEvent(),
    ]
    text = str(yaml.emit(events, Dumper=_DUMPER, allow_unicode=True))
    alone = isinstance(value, Known) and not isinstance(value.value, str)
    return text.removesuffix("...\n") + "...\n" if alone else text  # older libyaml, which Go follows, ends it so


def _events(value: Value) -> Iterator[yaml.Event]:
    if isinstance(value, Known):
        yield _scalar_event(value.value)
    elif isinstance(value, Items):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=False)
        for member in _members(value):
            yield from _events(member)
        yield yaml.SequenceEndEvent()
    elif isinstance(value, Fields):
        yield yaml.MappingStartEvent(None, None, True, flow_style=False)
        for name in sorted_names(value):
            yield _scalar_event(name)
            yield from _events(value.entries[name])
        yield yaml.MappingEndEvent()
    else:
        raise NotPlain(value.why)


def _members(value: Items) -> tuple[Value, ...]:
    if value.rest is not None or not value.ordered:
        raise NotPlain("members of the list are not known")
    return value.members


def _scalar_event(value: Scalar) -> yaml.ScalarEvent:
    if isinstance(value, str):
        return yaml.ScalarEvent(None, None, (True, True), value, style="|" if "\n" in value else '"')
    text = number_text(value) if isinstance(value, int | float) and not isinstance(value, bool) else scalar_text(value)
    return yaml.ScalarEvent(None, None, (True, True), text, style=None)
