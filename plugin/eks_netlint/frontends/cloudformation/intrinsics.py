"""Intrinsic functions of CloudFormation as far as a template tells: what it does not tell stays unknown.

Semantics: CloudFormation user guide, intrinsic function reference and pseudo parameters (docs.aws.amazon.com, 2026-11).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import ip_network

from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import (
    Absent,
    Cause,
    Fields,
    Items,
    Known,
    OneOf,
    Origin,
    Reference,
    Scalar,
    Text,
    Truth,
    Unknown,
    Value,
    dig,
    first_of,
)

MAX_DEPTH = 100
"""Functions and references inside each other; CloudFormation itself allows far fewer."""

MAX_BLOCKS = 256
"""Blocks that ``Fn::Cidr`` makes at most (its reference page, 2026-11)."""

REF = "Ref"
"""The path of a reference that is a resource's own identity."""

_PSEUDO = frozenset(
    ["AWS::AccountId", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName",
     "AWS::URLSuffix"]
)  # fmt: skip
ZONES = "Fn::GetAZs"
"""The address of the list of zones of the stack's own Region."""

_HOLE = pattern(r"\$\{([^{}]*)\}")


def is_call(value: Value) -> str | None:
    """The intrinsic function that the value calls, if it does."""
    if isinstance(value, Fields) and len(value.entries) == 1:
        (name,) = value.entries
        if isinstance(name, str) and (name in (REF, "Condition") or name.startswith("Fn::")):
            return name
    return None


class Intrinsics:
    """Evaluates values of one template.

    ``parameters`` are what parameters are worth, ``mappings`` and ``conditions`` the sections of those names, and
    ``property_of`` answers what a resource writes for one of its properties (not evaluated), None where there is no
    such resource.
    """

    def __init__(
        self,
        parameters: Mapping[str, Value],
        mappings: Value | Absent,
        conditions: Mapping[str, Value],
        property_of: Callable[[str, str], Value | Absent | None],
    ) -> None:
        self._parameters = parameters
        self._mappings = mappings
        self._conditions = conditions
        self._property_of = property_of
        self._truths: dict[str, Truth] = {}
        self._busy: list[object] = []
        self._functions: dict[str, Callable[[Value, Span | None], Value | Absent]] = {
            REF: self._ref,
            "Fn::Base64": self._base64,
            "Fn::Cidr": self._cidr,
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAZs": self._zones,
            "Fn::GetAtt": self._attribute,
            "Fn::If": self._if,
            "Fn::ImportValue": self._import,
            "Fn::Join": self._join,
            "Fn::Length": self._length,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::Sub": self._sub,
        }

    def value(self, value: Value) -> Value | Absent:
        """What the value is worth; ``Absent`` where it is ``AWS::NoValue``."""
        if len(self._busy) > MAX_DEPTH:
            return Unknown("functions are nested too deeply", value.span, Cause.ERROR)
        if isinstance(value, Items):
            return self._items(value)
        if not isinstance(value, Fields):
            return value
        name = is_call(value)
        if name is None or name == "Condition":  # which is a function only among conditions
            return self._fields(value)
        function = self._functions.get(name)
        if function is None:
            return Unknown(f"{name} is not evaluated", value.span, Cause.UNSUPPORTED)
        argument = value.entries[name]
        self._busy.append(name)
        try:
            return function(argument, argument.span)
        finally:
            self._busy.pop()

    def settled(self, value: Value) -> Value:
        """What the value is worth, null where it is ``AWS::NoValue``."""
        found = self.value(value)
        return Known(None, found.span) if isinstance(found, Absent) else found

    def holds(self, name: str) -> Truth:
        """Whether the condition of that name holds."""
        if name not in self._truths:
            written = self._conditions.get(name)
            self._truths[name] = Truth.UNSURE  # what a condition that asks for itself gets
            if written is not None:
                self._truths[name] = self._truth(written, 0)
        return self._truths[name]

    def _truth(self, value: Value, depth: int) -> Truth:
        if depth > MAX_DEPTH or not isinstance(value, Fields) or len(value.entries) != 1:
            return Truth.UNSURE
        ((name, argument),) = value.entries.items()
        if name == "Condition" and isinstance(argument, Known):
            return self.holds(str(argument.value))
        operands = argument.members if isinstance(argument, Items) else ()
        if name == "Fn::Equals" and len(operands) == 2:
            return equal(self.settled(operands[0]), self.settled(operands[1]))
        answers = [self._truth(operand, depth + 1) for operand in operands]
        if name == "Fn::Not" and len(answers) == 1:
            return ~answers[0]
        if name in ("Fn::And", "Fn::Or") and answers:
            answer = answers[0]
            for other in answers[1:]:
                answer = answer & other if name == "Fn::And" else answer | other
            return answer
        return Truth.UNSURE

    def _items(self, value: Items) -> Items:
        members: list[Value] = []
        rest = value.rest
        for member in value.members:
            found = self.value(member)
            if isinstance(found, OneOf) and any(_is_null(choice) for choice in found.choices):
                rest = first_of(rest, found)  # there or not
            elif not isinstance(found, Absent):
                members.append(found)
        return Items(tuple(members), rest, "list", True, value.span)

    def _fields(self, value: Fields) -> Fields:
        entries: dict[str | Reference, Value] = {}
        for key, member in value.entries.items():
            found = self.value(member)
            if not isinstance(found, Absent):
                entries[key] = found
        return Fields(entries, value.rest, "object", value.span)

    def _ref(self, argument: Value, span: Span | None) -> Value | Absent:
        name = _word(argument)
        if name is None:
            return Unknown("Ref of no name", span, Cause.ERROR)
        if name == "AWS::NoValue":
            return Absent(span)
        if name in _PSEUDO:
            return Reference(f"{name} is known when it is deployed", span, Cause.OUTSIDE, name, (), True)
        if name in self._parameters:
            return self._parameters[name]
        if self._property_of(name, "") is None:
            return Unknown(f"nothing here is named {name}", span, Cause.ERROR)
        return Reference("known after deployment", span, Cause.APPLY, name, (REF,), True)

    def _attribute(self, argument: Value, span: Span | None) -> Value:
        """An attribute of a resource; one that the resource writes as a property is worth what it writes."""
        parts = argument.members if isinstance(argument, Items) else ()
        words = [_word(self.settled(part)) for part in parts] if parts else (_word(argument) or "").split(".")
        names = [word for word in words if word]
        if len(names) != len(words) or len(names) < 2:
            return Unknown("Fn::GetAtt of no attribute", span, Cause.ERROR)
        owner, path = names[0], tuple(part for name in names[1:] for part in name.split("."))
        written = self._property_of(owner, path[0])
        if written is None:
            return Unknown(f"nothing here is named {owner}", span, Cause.ERROR)
        itself = Reference("known after deployment", span, Cause.APPLY, owner, path, True)
        if isinstance(written, Absent) or len(path) > 1 or (owner, path) in self._busy:
            return itself
        self._busy.append((owner, path))
        try:
            found = self.settled(written)
        finally:
            self._busy.pop()
        return found if isinstance(found, Known | Reference | Text) else itself

    def _if(self, argument: Value, span: Span | None) -> Value | Absent:
        members = argument.members if isinstance(argument, Items) else ()
        name = _word(members[0]) if len(members) == 3 else None
        if name is None:
            return Unknown("Fn::If without a condition and two values", span, Cause.ERROR)
        answer = self.holds(name)
        if answer is not Truth.UNSURE:
            return self.value(members[1] if answer is Truth.YES else members[2])
        choices = (self.settled(members[1]), self.settled(members[2]))
        if choices[0] == choices[1] and not isinstance(choices[0], Unknown):
            return choices[0]
        return OneOf(f"whether the condition {name} holds is not known", span, Cause.VARIABLE, choices)

    def _find_in_map(self, argument: Value, span: Span | None) -> Value | Absent:
        members = argument.members if isinstance(argument, Items) else ()
        if len(members) not in (3, 4):
            return Unknown("Fn::FindInMap needs a map and two keys", span, Cause.ERROR)
        found: Value | Absent = self._mappings
        for member in members[:3]:
            key = self.settled(member)
            if isinstance(key, Unknown):
                return Unknown(key.why, span, key.cause)
            found = dig(found, _word(key) or "")
        if not isinstance(found, Absent):
            return found
        default = dig(members[3], "DefaultValue") if len(members) == 4 else Absent(span)
        if isinstance(default, Absent):
            return Unknown("there is no such entry in Mappings", span, Cause.ERROR)
        return self.value(default)

    def _zones(self, argument: Value, span: Span | None) -> Value:
        """The zones of a Region: each an identity of its own, however many there are."""
        region = self.settled(argument)
        here = (isinstance(region, Known) and not region.value) or (
            isinstance(region, Reference) and region.address == "AWS::Region"
        )
        if here:
            return Reference("zones are known when it is deployed", span, Cause.OUTSIDE, ZONES, ("names",), True)
        if isinstance(region, Known | Reference):
            where = str(region.value if isinstance(region, Known) else region)
            address = f"{ZONES}({where})"
            return Reference("zones are known when it is deployed", span, Cause.OUTSIDE, address, ("names",), True)
        return Unknown("of which Region is not known", span)

    def _import(self, argument: Value, span: Span | None) -> Value:
        name = self.settled(argument)
        match name:
            case Known(value=str(text)):
                spelled = text
            case Text():
                spelled = "".join(part if isinstance(part, str) else "${" + str(part) + "}" for part in name.parts)
            case _:
                return Unknown("imported from another stack", span, Cause.OUTSIDE)
        return Reference("imported from another stack", span, Cause.OUTSIDE, f"Fn::ImportValue({spelled})", (), False)

    def _select(self, argument: Value, span: Span | None) -> Value:
        members = argument.members if isinstance(argument, Items) else ()
        if len(members) != 2:
            return Unknown("Fn::Select needs an index and a list", span, Cause.ERROR)
        index, found = whole(self.settled(members[0])), self.settled(members[1])
        if index is None:
            return Unknown("the index of Fn::Select is not known", span)
        if isinstance(found, Reference):
            return Reference(found.why, span, found.cause, found.address, (*found.path, index), found.solid)
        if isinstance(found, Items):
            chosen = dig(found, index)
            return Unknown("Fn::Select beyond the end of its list", span, Cause.ERROR) if isinstance(
                chosen, Absent
            ) else chosen
        return found if isinstance(found, Unknown) else Unknown("Fn::Select from no list", span, Cause.ERROR)

    def _cidr(self, argument: Value, span: Span | None) -> Value:
        """``count`` blocks of ``2 ** bits`` addresses each, one after the other from the start of a range."""
        members = argument.members if isinstance(argument, Items) else ()
        if len(members) != 3:
            return Unknown("Fn::Cidr needs a block, a count and the bits of a host", span, Cause.ERROR)
        block, count, bits = self.settled(members[0]), *(whole(self.settled(member)) for member in members[1:])
        if count is None or bits is None:
            return Unknown("the count or the bits of Fn::Cidr are not known", span)
        if not 1 <= count <= MAX_BLOCKS:
            return Unknown(f"Fn::Cidr makes 1 to {MAX_BLOCKS} blocks, not {count}", span, Cause.ERROR)
        if isinstance(block, Unknown):
            return Items((Unknown(block.why, span, block.cause),) * count, None, "list", True, span)
        made = _blocks(str(block.value) if isinstance(block, Known) else "", count, bits)
        if made is None:
            return Unknown("Fn::Cidr: the block cannot be divided so", span, Cause.ERROR)
        origin = block.origin if isinstance(block, Known) else Origin.WRITTEN
        return Items(tuple(Known(each, span, origin) for each in made), None, "list", True, span)

    def _split(self, argument: Value, span: Span | None) -> Value:
        members = argument.members if isinstance(argument, Items) else ()
        if len(members) != 2:
            return Unknown("Fn::Split needs a delimiter and a string", span, Cause.ERROR)
        delimiter, found = self.settled(members[0]), self.settled(members[1])
        match delimiter, found:
            case Known(value=str(mark)), Known(value=str(text)) if mark:
                return Items(tuple(Known(piece, span) for piece in text.split(mark)), None, "list", True, span)
            case Known(value=str(mark)), Joined(members=pieces, delimiter=other) if mark == other:
                return Items(pieces, None, "list", True, span)
            case Known(), Reference():
                return found  # a member of it is an identity all the same
            case _:
                return Unknown("what Fn::Split divides is not known", span)

    def _join(self, argument: Value, span: Span | None) -> Value:
        members = argument.members if isinstance(argument, Items) else ()
        if len(members) != 2:
            return Unknown("Fn::Join needs a delimiter and a list", span, Cause.ERROR)
        delimiter, found = self.settled(members[0]), self.settled(members[1])
        if not isinstance(delimiter, Known) or not isinstance(found, Items) or found.rest is not None:
            return found if isinstance(found, Unknown) else Unknown("what Fn::Join joins is not known", span)
        mark = str(delimiter.value)
        parts: list[Value] = []
        for number, member in enumerate(found.members):
            parts += [Known(mark), member] if number and mark else [member]
        text = concatenated(parts, span)
        if not mark or not isinstance(text, Unknown):
            return text
        pieces = text.parts if isinstance(text, Text) else (text,)
        return Joined(text.why, span, text.cause, pieces, found.members, mark)

    def _length(self, argument: Value, span: Span | None) -> Value:
        found = self.settled(argument)
        if isinstance(found, Items) and found.rest is None:
            return Known(len(found.members), span)
        return Unknown("the length of the list is not known", span)

    def _base64(self, argument: Value, span: Span | None) -> Value:
        found = self.settled(argument)
        if isinstance(found, Known):
            return Known(base64.b64encode(spelled(found.value).encode()).decode(), span, found.origin)
        return found if isinstance(found, Unknown) else Unknown("Fn::Base64 of no string", span, Cause.ERROR)

    def _sub(self, argument: Value, span: Span | None) -> Value:
        template, given = argument, Fields({})
        if isinstance(argument, Items) and len(argument.members) == 2 and isinstance(argument.members[1], Fields):
            template, given = argument.members[0], argument.members[1]
        if not isinstance(template, Known):
            return Unknown("Fn::Sub of no string", span, Cause.ERROR)
        return concatenated(list(self._pieces(spelled(template.value), given, span)), span)

    def _pieces(self, text: str, given: Fields, span: Span | None) -> Iterator[Value]:
        end = 0
        for hole in _HOLE.finditer(text):
            yield Known(text[end : hole.start()])
            end = hole.end()
            name = hole[1].strip()
            if name.startswith("!"):
                yield Known("${" + name[1:] + "}")
            elif name in given.entries:
                yield self.settled(given.entries[name])
            else:
                call: dict[str | Reference, Value] = {"Fn::GetAtt" if "." in name else REF: Known(name, span)}
                yield self.settled(Fields(call, None, "object", span))
        yield Known(text[end:])


@dataclass(frozen=True, slots=True)
class Joined(Text):
    """A string joined of members, which ``Fn::Split`` by the same delimiter takes apart again."""

    members: tuple[Value, ...] = ()
    delimiter: str = ""


def equal(one: Value, two: Value) -> Truth:
    """Whether two values are one, as ``Fn::Equals`` compares them: as strings."""
    if isinstance(one, Known) and isinstance(two, Known):
        return Truth.of(spelled(one.value) == spelled(two.value))
    if isinstance(one, Reference) and one == two:
        return Truth.YES
    for mine, theirs in ((one, two), (two, one)):
        if isinstance(mine, OneOf):
            answers = {equal(choice, theirs) for choice in mine.choices}
            return answers.pop() if len(answers) == 1 else Truth.UNSURE
    return Truth.UNSURE


def concatenated(parts: Sequence[Value], span: Span | None) -> Value:
    """One string of several; known in parts where some are not known."""
    pieces: list[str | Unknown] = []
    for part in parts:
        if isinstance(part, Text):
            pieces += part.parts
        elif isinstance(part, Unknown):
            pieces.append(part)
        elif isinstance(part, Known):
            pieces.append(spelled(part.value))
        else:
            return Unknown("a list where a string belongs", span, Cause.ERROR)
    merged: list[str | Unknown] = []
    for piece in pieces:
        if isinstance(piece, str) and merged and isinstance(merged[-1], str):
            merged[-1] += piece
        elif piece != "":
            merged.append(piece)
    unknown = next((piece for piece in merged if isinstance(piece, Unknown)), None)
    if unknown is None:
        return Known("".join(str(piece) for piece in merged), span)
    if len(merged) == 1:
        return unknown
    return Text(unknown.why, span, unknown.cause, tuple(merged))


def spelled(value: Scalar) -> str:
    """A scalar as CloudFormation makes a string of it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def whole(value: Value) -> int | None:
    """The value as a whole number; a string that spells one counts."""
    if isinstance(value, Known) and not isinstance(value.value, bool) and re.fullmatch(r"\d{1,9}", str(value.value)):
        return int(str(value.value))
    return None


def _word(value: Value) -> str | None:
    if isinstance(value, Known) and value.value is not None:
        return spelled(value.value)
    return None


def _is_null(value: Value) -> bool:
    return isinstance(value, Known) and value.value is None


def _blocks(text: str, count: int, host: int) -> list[str] | None:
    """The first blocks of ``2 ** host`` addresses of a range; None where they do not fit in."""
    try:
        whole_range = ip_network(text.strip(), strict=False)
    except ValueError:
        return None
    width = whole_range.max_prefixlen
    if not 0 <= host <= width - whole_range.prefixlen or count << host > whole_range.num_addresses:
        return None
    first = whole_range.network_address
    return [f"{first + (number << host)}/{width - host}" for number in range(count)]
