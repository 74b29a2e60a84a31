"""What is known of a value: known, unknown for a reason, or known only as an identity.

Every front end produces these and every layer above consumes them.  None of them has a truth value: forgetting
the unknown is a ``TypeError`` at run time and mostly a mypy error first.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import Generic, NoReturn, TypeVar, Union

from eks_netlint.records import dataclass, field
from eks_netlint.source import Span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Scalar = Union[str, bool, int, float, None]


class _NoBool:
    """Mixin: asking for the truth of a value that may be unknown is a mistake of the caller."""

    __slots__ = ()

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} has no truth value; match on it instead")


class Origin(enum.Enum):
    """Where a known value comes from."""

    WRITTEN = "written"
    DEFAULT = "default"


class Cause(enum.Enum):
    """Why a value is unknown, as far as the user can do something about it."""

    VARIABLE = "variable without value"
    APPLY = "known after apply"
    DATA = "data source"
    MODULE = "module without source"
    UNSUPPORTED = "not evaluated"
    ERROR = "error in the expression"
    OUTSIDE = "outside the scanned tree"
    OTHER = "not in the files"


@dataclass(frozen=True, slots=True)
class Known(_NoBool, Generic[T_co]):
    """A value the files state (WRITTEN) or that a documented default supplies (DEFAULT).

    ``Known(None)`` is an explicit null.  ``decoded`` is the structure behind an encoded string (``jsonencode``,
    ``yamlencode``), kept because its members still know where they were written.
    """

    value: T_co
    span: Span | None = field(default=None, compare=False)
    origin: Origin = field(default=Origin.WRITTEN, compare=False)
    decoded: Value | None = field(default=None, compare=False)

    @property
    def is_default(self) -> bool:
        """Whether a default took part, so that a finding built on it is ``assumed`` and not ``proved``."""
        return self.origin is Origin.DEFAULT


@dataclass(frozen=True, slots=True)
class Unknown(_NoBool):
    """A value the files do not tell; ``why`` is a short lower-case reason for the reader of a report."""

    why: str
    span: Span | None = field(default=None, compare=False)
    cause: Cause = field(default=Cause.OTHER, compare=False)


@dataclass(frozen=True, slots=True)
class Reference(Unknown):
    """Unknown as a string, known as an identity: ``aws_subnet.a.id``, ``data.aws_availability_zones.x.names[0]``.

    ``address`` is the resource instance, data source instance or variable; ``path`` leads into it.
    ``solid`` says that the value is neither null nor empty and differs from every other solid reference and from
    every literal (ids of managed resources, names of zones of one data source).
    """

    address: str = ""
    path: tuple[str | int, ...] = ()
    solid: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return self.address + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path)


@dataclass(frozen=True, slots=True)
class Text(Unknown):
    """A string known in parts, such as ``"${var.region}a"``: literal pieces between unknown ones."""

    parts: tuple[str | Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf(Unknown):
    """One of several values, nobody knows which: a member of a list whose order is not known."""

    choices: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoded(Unknown):
    """An encoded string (``jsonencode``, ``yamlencode``) whose structure is known although its text is not."""

    decoded: Value = field(default_factory=lambda: Unknown("nothing"))


@dataclass(frozen=True, slots=True)
class Items(_NoBool):
    """A list, tuple or set: known members and, where ``rest`` is given, further members nobody knows.

    ``ordered`` is false where membership is known and position is not (a map iterated by unknown keys).
    A set keeps the order in which Terraform iterates it.
    """

    members: tuple[Value, ...]
    rest: Unknown | None = None
    kind: str = field(default="tuple", compare=False)  # "list", "tuple" or "set"
    ordered: bool = True
    span: Span | None = field(default=None, compare=False)

    @property
    def length(self) -> Bounds:
        """How many members there are."""
        return Bounds(len(self.members), None if self.rest is not None else len(self.members))

    def __iter__(self) -> Iterator[Value]:
        return iter(self.members)


@dataclass(frozen=True, slots=True)
class Fields(_NoBool):
    """A map or object: known entries and, where ``rest`` is given, further entries nobody knows."""

    entries: Mapping[str | Reference, Value]
    rest: Unknown | None = None
    kind: str = field(default="object", compare=False)  # "map" or "object"
    span: Span | None = field(default=None, compare=False)

    def get(self, name: str | Reference) -> Value | Absent:
        """The entry, ``Absent`` if there surely is none, ``Unknown`` if the unknown rest may hold it."""
        found = self.entries.get(name)
        if found is not None:
            return found
        if self.rest is not None:
            return self.rest
        return Absent(self.span)


@dataclass(frozen=True, slots=True)
class Absent(_NoBool):
    """Nothing was written here; ``span`` is the place that could have held it."""

    span: Span | None = field(default=None, compare=False)


Value = Union[Known[Scalar], Unknown, Items, Fields]
"""Any evaluated expression.  ``Reference``, ``Text``, ``OneOf`` and ``Encoded`` are kinds of ``Unknown``."""

Fact = Union[Known[T], Unknown]
"""What the model holds: a typed value, or the reason why there is none."""


def first_of(*candidates: T | None) -> T | None:
    """The first that is there: what ``or`` would say of things that have no truth value."""
    return next((candidate for candidate in candidates if candidate is not None), None)


def span_of(value: Value | Absent) -> Span | None:
    """Where the value was written."""
    return value.span


def dig(value: Value | Absent, *path: str | int) -> Value | Absent:
    """Follow member names and indices into a value.

    A step into an unknown gives that unknown, a step into nothing (null, absent, out of range) gives ``Absent``.
    """
    for step in path:
        if isinstance(value, Unknown):
            return value
        if isinstance(value, Fields) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, Items) and isinstance(step, int):
            if step < len(value.members) and value.ordered:
                value = value.members[step]
            elif value.rest is not None or (step < len(value.members) and not value.ordered):
                return value.rest if value.rest is not None else Unknown("order of the list is not known", value.span)
            else:
                return Absent(value.span)
        else:
            return Absent(value.span)
    return value


def unknowns_in(value: Value | Absent) -> Iterator[Unknown]:
    """Every unknown inside the value, itself included."""
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, Items):
        for member in value.members:
            yield from unknowns_in(member)
        if value.rest is not None:
            yield value.rest
    elif isinstance(value, Fields):
        for key, member in value.entries.items():
            if isinstance(key, Reference):
                yield key
            yield from unknowns_in(member)
        if value.rest is not None:
            yield value.rest


class Truth(enum.Enum):
    """Kleene's three truth values; compare with ``is``."""

    NO = 0
    YES = 1
    UNSURE = 2

    def __bool__(self) -> NoReturn:
        raise TypeError("Truth has no truth value; compare it with 'is'")

    __hash__ = object.__hash__  # that of an enum is a function in Python

    def __and__(self, other: Truth) -> Truth:
        if self is _YES:
            return other
        return _NO if self is _NO or other is _NO else _UNSURE

    def __or__(self, other: Truth) -> Truth:
        if self is _NO:
            return other
        return _YES if self is _YES or other is _YES else _UNSURE

    def __invert__(self) -> Truth:
        return _UNSURE if self is _UNSURE else _NO if self is _YES else _YES

    @classmethod
    def of(cls, answer: bool) -> Truth:
        """The sure answer for a plain bool."""
        return cls.YES if answer else cls.NO


_NO, _YES, _UNSURE = Truth.NO, Truth.YES, Truth.UNSURE  # looked up once: policies ask millions of times


@dataclass(frozen=True, slots=True)
class Bounds(_NoBool):
    """A whole number known to lie between ``low`` and ``high`` inclusive; ``high`` None means no upper bound."""

    low: int
    high: int | None

    @classmethod
    def exactly(cls, number: int) -> Bounds:
        """A number that is known."""
        return cls(number, number)

    @property
    def is_exact(self) -> bool:
        """Whether the number is known."""
        return self.low == self.high

    def __add__(self, other: Bounds) -> Bounds:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Bounds(self.low + other.low, high)

    def __mul__(self, factor: int) -> Bounds:
        return Bounds(self.low * factor, None if self.high is None else self.high * factor)

    def exceeds(self, other: Bounds) -> Truth:
        """Whether this number is greater than the other: YES and NO hold for every completion."""
        if other.high is not None and self.low > other.high:
            return Truth.YES
        if self.high is not None and self.high <= other.low:
            return Truth.NO
        return Truth.UNSURE

    def __str__(self) -> str:
        if self.is_exact:
            return str(self.low)
        return f"at least {self.low}" if self.high is None else f"{self.low} to {self.high}"
