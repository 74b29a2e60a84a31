"""What the parameters of a template are worth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.frontends.cloudformation.intrinsics import spelled
from eks_netlint.values import Absent, Cause, Fields, Items, Known, OneOf, Reference, Unknown, Value, dig


def worth(section: Value | Absent, given: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """Each parameter with its value: what is given, or its default; ``given`` may name others too."""
    if not isinstance(section, Fields):
        return
    for name, body in section.entries.items():
        if isinstance(name, str):
            yield name, _worth(name, body, given.get(name))


def _worth(name: str, body: Value, given: str | None) -> Value:
    kind = dig(body, "Type")
    typed = spelled(kind.value) if isinstance(kind, Known) else "String"
    span = body.span
    if typed.startswith("AWS::SSM::Parameter::Value"):
        return Unknown(f"parameter {name} is read from the parameter store", span, Cause.OUTSIDE)
    plural = typed == "CommaDelimitedList" or typed.startswith("List<")
    value: Value | Absent = dig(body, "Default") if given is None else Known(given, span)
    if isinstance(value, Known) and value.value is not None:
        return _listed(value) if plural else value
    if isinstance(value, Known | Absent):
        return _unset(name, body, plural)
    return value


def _listed(value: Known[str | bool | int | float | None]) -> Value:
    """The members of a list that is written as one string."""
    text = spelled(value.value)
    members = tuple(Known(part.strip(), value.span, value.origin) for part in text.split(",")) if text else ()
    return Items(members, None, "list", True, value.span)


def _unset(name: str, body: Value, plural: bool) -> Value:
    """A parameter without a value: one of those that are allowed, or an identity of its own."""
    allowed = dig(body, "AllowedValues")
    why = f"parameter {name} has no default"
    if isinstance(allowed, Items) and allowed.members and allowed.rest is None and not plural:
        if len(allowed.members) == 1:
            return allowed.members[0]
        return OneOf(why, body.span, Cause.VARIABLE, allowed.members)
    return Reference(why, body.span, Cause.VARIABLE, name, (), False)
