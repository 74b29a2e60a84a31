"""Whether two values are the same, where either may be unknown in whole or in part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eks_netlint.patterns import pattern
from eks_netlint.values import Encoded, Fields, Items, Known, Reference, Text, Truth, Unknown, Value


def equal(one: Value, two: Value) -> Truth:
    """Terraform's ``==``: values of different types differ, identities are compared as identities.

    One reference equals itself; two solid ones differ, and a solid one differs from every literal and from null;
    but zones of two lists may be one zone, and a zone may have any name that names of zones look like.
    Where a list meets a tuple (or a map an object) the answer is NO, as in Terraform.
    """
    if isinstance(one, Known) and isinstance(two, Known):
        return Truth.of(_same_scalar(one.value, two.value))
    if isinstance(one, Unknown):
        return _equal_unknown(one, two)
    if isinstance(two, Unknown):
        return _equal_unknown(two, one)
    if isinstance(one, Items) and isinstance(two, Items):
        return _equal_items(one, two)
    if isinstance(one, Fields) and isinstance(two, Fields):
        return _equal_fields(one, two)
    return Truth.NO


def _same_scalar(one: object, two: object) -> bool:
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    return one == two


def same_reference(one: Reference, two: Reference) -> bool:
    """Whether both name the same thing, whatever the reason why its value is unknown."""
    return one.address == two.address and one.path == two.path


def _equal_unknown(one: Unknown, two: Value) -> Truth:
    if isinstance(one, Text):
        return _equal_text(one, two)
    if isinstance(two, Text):
        return _equal_text(two, one)
    if isinstance(one, Reference):
        if isinstance(two, Reference):
            if same_reference(one, two):
                return Truth.YES
            return Truth.NO if differ(one, two) else Truth.UNSURE
        return may_be(one, two.value) if isinstance(two, Known) else Truth.UNSURE
    if isinstance(one, Encoded) and not isinstance(two, Unknown):
        return Truth.UNSURE if isinstance(two, Known) and isinstance(two.value, str) else Truth.NO
    return Truth.UNSURE


_ZONE = pattern(r"[a-z]{2,4}(?:-[a-z0-9]+)*-?\d[a-z0-9-]*")
"""What names and ids of zones look like: eu-west-1a, us-west-2-lax-1a, usw2-az1."""


def _is_zone(one: Reference) -> bool:
    """Whether the reference is a member of a list of zones that is looked up."""
    return "data.aws_availability_zones." in one.address


def may_be(one: Reference, scalar: object) -> Truth:
    """Whether an identity may turn out to be this literal: UNSURE, or NO."""
    if not one.solid:
        return Truth.UNSURE
    return Truth.UNSURE if _is_zone(one) and isinstance(scalar, str) and _ZONE.fullmatch(scalar) else Truth.NO


def differ(one: Reference, two: Reference) -> bool:
    """Whether two identities surely stand for different values: both solid, and not zones of two lists."""
    if not (one.solid and two.solid) or same_reference(one, two):
        return False
    return not (_is_zone(one) and _is_zone(two)) or (one.address == two.address and one.path[:-1] == two.path[:-1])


def _equal_text(one: Text, two: Value) -> Truth:
    if isinstance(two, Known):
        return Truth.UNSURE if isinstance(two.value, str) and could_be(one, two.value) else Truth.NO
    if isinstance(two, Text):
        return _equal_texts(one, two)
    return Truth.UNSURE if isinstance(two, Unknown) else Truth.NO


def could_be(text: Text, literal: str) -> bool:
    """Whether some completion of the text is this literal: its pieces occur in order."""
    first, last = text.parts[0], text.parts[-1]
    if isinstance(first, str) and not literal.startswith(first):
        return False
    if isinstance(last, str) and not literal.endswith(last):
        return False
    at = 0
    for part in text.parts:
        if isinstance(part, str):
            found = literal.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
    return True


def _equal_texts(one: Text, two: Text) -> Truth:
    if len(one.parts) == len(two.parts):
        pairs = [_equal_parts(a, b) for a, b in zip(one.parts, two.parts, strict=True)]
        unsettled = [truth for truth in pairs if truth is not Truth.YES]
        if not unsettled:
            return Truth.YES
        if unsettled == [Truth.NO]:
            return Truth.NO  # all but one piece agree, and that one differs
    head, other_head = one.parts[0], two.parts[0]
    if isinstance(head, str) and isinstance(other_head, str):
        size = min(len(head), len(other_head))
        if head[:size] != other_head[:size]:
            return Truth.NO
    tail, other_tail = one.parts[-1], two.parts[-1]
    if isinstance(tail, str) and isinstance(other_tail, str):
        size = min(len(tail), len(other_tail))
        if tail[len(tail) - size :] != other_tail[len(other_tail) - size :]:
            return Truth.NO
    return Truth.UNSURE


def _equal_parts(one: str | Unknown, two: str | Unknown) -> Truth:
    if isinstance(one, str) and isinstance(two, str):
        return Truth.of(one == two)
    if isinstance(one, Unknown) and isinstance(two, Unknown):
        return equal(one, two)
    return Truth.UNSURE


def _all(answers: Iterable[Truth]) -> Truth:
    whole = Truth.YES
    for answer in answers:
        if answer is Truth.NO:
            return Truth.NO
        if answer is Truth.UNSURE:
            whole = Truth.UNSURE
    return whole


def _equal_items(one: Items, two: Items) -> Truth:
    if one.kind != two.kind:
        return Truth.NO
    open_ended = one.rest is not None or two.rest is not None
    if _outgrows(one, two) or _outgrows(two, one):
        return Truth.NO
    if one.kind == "set":
        return _equal_sets(one, two)
    if not (one.ordered and two.ordered):
        return Truth.UNSURE
    answer = _all(equal(a, b) for a, b in zip(one.members, two.members, strict=False))
    return Truth.UNSURE if answer is Truth.YES and open_ended else answer


def _outgrows(one: Items, two: Items) -> bool:
    """Whether one surely has more members than the other; a set's unknown members may coincide with others."""
    if two.rest is not None or (one.kind == "set" and any(isinstance(member, Unknown) for member in one.members)):
        return False
    return len(one.members) > len(two.members)


def _equal_sets(one: Items, two: Items) -> Truth:
    answers = [contains(two, member) for member in one.members]
    answers += [contains(one, member) for member in two.members]
    answer = _all(answers)
    return Truth.UNSURE if answer is Truth.YES and (one.rest is not None or two.rest is not None) else answer


def contains(items: Items, value: Value) -> Truth:
    """Whether a member equals the value."""
    answer = Truth.NO
    for member in items.members:
        same = equal(member, value)
        if same is Truth.YES:
            return Truth.YES
        if same is Truth.UNSURE:
            answer = Truth.UNSURE
    return answer if items.rest is None else Truth.UNSURE


def _equal_fields(one: Fields, two: Fields) -> Truth:
    if one.kind != two.kind:
        return Truth.NO
    answers = [_entry_equal(two, key, value) for key, value in one.entries.items()]
    if one.rest is None:
        answers += [has_key(one.entries, key) for key in two.entries]
    answer = _all(answers)
    return Truth.UNSURE if answer is Truth.YES and (one.rest is not None or two.rest is not None) else answer


def _entry_equal(fields: Fields, key: str | Reference, value: Value) -> Truth:
    found = entry(fields.entries, key)
    if found is not None:
        return equal(found, value)
    if fields.rest is not None or has_key(fields.entries, key) is Truth.UNSURE:
        return Truth.UNSURE
    return Truth.NO


def entry(entries: Mapping[str | Reference, Value], key: str | Reference) -> Value | None:
    """The entry under a key, found by identity where the key is one."""
    found = entries.get(key)
    if found is None and isinstance(key, Reference):
        for other, value in entries.items():
            if isinstance(other, Reference) and same_reference(other, key):
                return value
    return found


def has_key(entries: Mapping[str | Reference, Value], key: str | Reference) -> Truth:
    """Whether there is an entry under a key; identities that are not solid may turn out to be any key."""
    if entry(entries, key) is not None:
        return Truth.YES
    for other in entries:
        if _never(key, other):
            continue
        return Truth.UNSURE
    return Truth.NO


def _never(one: str | Reference, two: str | Reference) -> bool:
    """Whether two keys that are not the same one surely differ."""
    if isinstance(one, Reference):
        return differ(one, two) if isinstance(two, Reference) else may_be(one, two) is Truth.NO
    return True if isinstance(two, str) else may_be(two, one) is Truth.NO
