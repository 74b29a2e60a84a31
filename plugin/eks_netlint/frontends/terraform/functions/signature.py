"""What a function takes, and the frame in which every call runs: arity, nulls, types, unknown arguments."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol

from eks_netlint.frontends.terraform.convert import Mismatch, convert
from eks_netlint.frontends.terraform.reasons import bare
from eks_netlint.frontends.terraform.shapes import ANY, NUMBER, STRING, Shape
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fields, Items, Known, Origin, Reference, Scalar, Unknown, Value

MAX_MEMBERS = 100_000
"""Members of a result before the call is called too large to evaluate; Terraform's own ``range`` stops at 1,024."""

MAX_TEXT = 1_000_000
"""Characters of a result before the call is called too large to evaluate."""

MAX_DEPTH = 100
"""Levels of nesting in a decoded document; whoever walks the value later needs stack, too."""


class Failure(Exception):
    """Terraform refuses the call; the message says why, in lower case."""

    cause = Cause.ERROR


class Unsupported(Failure):
    """Terraform may accept the call, but it is not evaluated here."""

    cause = Cause.UNSUPPORTED


class TooDeep(Unsupported):
    """A document is nested more than ``MAX_DEPTH`` levels."""

    def __init__(self) -> None:
        super().__init__("nested too deeply to evaluate")


class TooLarge(Unsupported):
    """The result would exceed ``MAX_MEMBERS`` or ``MAX_TEXT``."""

    def __init__(self) -> None:
        super().__init__("too large to evaluate")


class Files(Protocol):
    """The files a module may read, bounded by the scanned tree; paths are as the configuration spells them."""

    def read(self, path: str) -> bytes | Unknown:
        """The contents, or why there are none."""

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file."""

    def glob(self, base: str, pattern: str) -> tuple[str, ...] | Unknown:
        """Files below a folder that match a pattern, relative to the folder."""

    def render(self, text: str, variables: Fields, span: Span | None) -> Value:
        """A template filled in with these variables and nothing else."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its type, whether it may be null, and whether the body looks at an unknown argument itself."""

    shape: Shape = ANY
    nullable: bool = False
    open: bool = False


class Call:
    """One call: its name and place, and the results it makes."""

    __slots__ = ("_origin", "arguments", "files", "name", "span")

    def __init__(self, name: str, arguments: Sequence[Value], span: Span | None, files: Files | None) -> None:
        self.name = name
        self.arguments = arguments
        self.span = span
        self.files = files
        self._origin: Origin | None = None

    @property
    def origin(self) -> Origin:
        """DEFAULT if a known scalar among the arguments, or directly inside one, is a default."""
        if self._origin is None:
            self._origin = self._worked_out()
        return self._origin

    def _worked_out(self) -> Origin:
        for argument in self.arguments:
            members = argument.members if isinstance(argument, Items) else (argument,)
            if any(isinstance(member, Known) and member.origin is Origin.DEFAULT for member in members):
                return Origin.DEFAULT
        return Origin.WRITTEN

    def known(self, value: Scalar, decoded: Value | None = None) -> Known[Scalar]:
        """A new scalar; every string of Terraform is in Unicode's composed form."""
        if isinstance(value, str) and not value.isascii():
            value = unicodedata.normalize("NFC", value)
        return Known(value, self.span, self.origin, decoded)

    def unknown(self, blame: Unknown) -> Unknown:
        """The result of a call that depends on something unknown: same reason, no identity."""
        return Unknown(blame.why, self.span if self.span is not None else blame.span, blame.cause)

    def items(
        self, members: Sequence[Value], rest: Unknown | None = None, kind: str = "list", ordered: bool = True
    ) -> Items:
        """A new list, tuple or set; ``rest`` loses its identity, for it is not the whole of what it came from."""
        if len(members) > MAX_MEMBERS:
            raise TooLarge
        return Items(tuple(members), None if rest is None else bare(rest), kind, ordered, self.span)

    def fields(
        self, entries: dict[str | Reference, Value], rest: Unknown | None = None, kind: str = "object"
    ) -> Fields:
        """A new map or object."""
        return Fields(entries, None if rest is None else bare(rest), kind, self.span)


Body = Callable[..., Value]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of Terraform: fixed parameters, perhaps a repeated last one, and what it does."""

    name: str
    parameters: tuple[Parameter, ...]
    variadic: Parameter | None
    body: Body

    def run(self, call: Call) -> Value:
        """The result; raises ``Failure`` where there is none."""
        given, fixed = call.arguments, self.parameters
        if len(given) < len(fixed) or (self.variadic is None and len(given) > len(fixed)):
            least = "at least " if self.variadic is not None else ""
            raise Failure(f"wrong number of arguments ({least}{len(fixed)} required; {len(given)} given)")
        ready: list[Value] = []
        blame: Unknown | None = None
        for index, value in enumerate(given):
            parameter = fixed[index] if index < len(fixed) else self.variadic
            assert parameter is not None
            if isinstance(value, Known) and value.value is None and not parameter.nullable:
                raise Failure(f"argument {index + 1} must not be null")
            try:
                value = convert(value, parameter.shape)
            except Mismatch as mismatch:
                raise Failure(f"argument {index + 1}: {mismatch}") from None
            if isinstance(value, Unknown) and not parameter.open and blame is None:
                blame = value
            ready.append(value)
        return call.unknown(blame) if blame is not None else self.body(call, *ready)


TABLE: dict[str, Function] = {}
"""Every function by its name."""


def function(
    name: str, *parameters: Parameter | Shape, variadic: Parameter | Shape | None = None
) -> Callable[[Body], Body]:
    """Register a body that is given the call and its converted arguments as values."""

    def register(body: Body) -> Body:
        fixed = tuple(_parameter(parameter) for parameter in parameters)
        TABLE[name] = Function(name, fixed, None if variadic is None else _parameter(variadic), body)
        return body

    return register


def _parameter(given: Parameter | Shape) -> Parameter:
    return given if isinstance(given, Parameter) else Parameter(given)


def scalar(name: str, *shapes: Shape) -> Callable[[Callable[..., Scalar]], Callable[..., Scalar]]:
    """Register a body over plain strings, numbers and bools, all known and none null."""

    def register(body: Callable[..., Scalar]) -> Callable[..., Scalar]:
        def apply(call: Call, *values: Known[Scalar]) -> Value:
            return call.known(checked(body(*[value.value for value in values])))

        TABLE[name] = Function(name, tuple(Parameter(shape) for shape in shapes), None, apply)
        return body

    return register


def checked(result: Scalar) -> Scalar:
    """The result, unless it is a string that is too long."""
    if isinstance(result, str) and len(result) > MAX_TEXT:
        raise TooLarge
    return result


def whole(value: Value, what: str) -> int:
    """The whole number that a known argument gives; a fraction is an error, as is a number beyond 64 bits."""
    number = value.value if isinstance(value, Known) else None
    return whole_number(number, what)


def whole_number(number: Scalar, what: str) -> int:
    """The same for a plain number."""
    if not isinstance(number, int) or isinstance(number, bool) or not -(2**63) <= number < 2**63:
        raise Failure(f"{what} must be a whole number")
    return number


ANYTHING = Parameter(ANY, nullable=True, open=True)
OPEN = Parameter(ANY, open=True)
OPEN_STRING = Parameter(STRING, open=True)
OPEN_NUMBER = Parameter(NUMBER, open=True)
