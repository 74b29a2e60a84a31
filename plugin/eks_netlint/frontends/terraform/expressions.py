"""Expressions of Terraform and how each is evaluated when some of its parts are unknown.

Every node answers ``eval(scope)`` and never raises: an error in the expression is an ``Unknown`` with
``Cause.ERROR``, so that ``try`` and ``can`` can tell it from a value that is merely not known yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform import convert
from eks_netlint.frontends.terraform.steps import Step, respan
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fields, Items, Known, Origin, Reference, Scalar, Text, Unknown, Value

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.scope import Scope
    from eks_netlint.frontends.terraform.syntax import Source


class Expression:
    """A place in a document that has a value."""

    __slots__ = ("document", "end", "start")

    def __init__(self, document: Source, start: int, end: int) -> None:
        self.document = document
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.document, self.start, self.end)

    @property
    def origin(self) -> Origin:
        """A literal in one of our module stubs is a default; elsewhere it was written by the user."""
        return Origin.DEFAULT if self.document.stub else Origin.WRITTEN

    def error(self, why: str) -> Unknown:
        """The value of an expression that Terraform would refuse."""
        return Unknown(why, self.span, Cause.ERROR)

    def eval(self, scope: Scope) -> Value:
        """Its value in a scope."""
        raise NotImplementedError


class Literal(Expression):
    """A number, bool, null or plain string."""

    __slots__ = ("value",)

    def __init__(self, document: Source, start: int, end: int, value: Scalar) -> None:
        super().__init__(document, start, end)
        self.value: Known[Scalar] = Known(value, self.span, self.origin)

    def eval(self, scope: Scope) -> Value:
        """The literal itself."""
        return self.value


class Broken(Expression):
    """A stretch the parser could not read, or one that means nothing for sure; ``why`` says so."""

    __slots__ = ("why",)

    def __init__(self, document: Source, start: int, end: int, why: str = "cannot be parsed") -> None:
        super().__init__(document, start, end)
        self.why = why

    def eval(self, scope: Scope) -> Value:
        """Unknown, and no error that ``try`` could make light of: once mended, it has a value."""
        return Unknown(self.why, self.span, Cause.UNSUPPORTED)


class Fault(Broken):
    """A stretch at which our own code failed; whoever asks for its value reports it."""

    __slots__ = ("fault",)

    def __init__(self, document: Source, start: int, end: int, fault: Exception) -> None:
        super().__init__(document, start, end, "cannot be read")
        self.fault = fault

    def eval(self, scope: Scope) -> Value:
        """Unknown, and a Problem."""
        return scope.module.failed(self.fault, self.span)


class Parenthesised(Expression):
    """``(expression)``; kept because a parenthesised object key is computed and a bare one is not."""

    __slots__ = ("inner",)

    def __init__(self, document: Source, start: int, end: int, inner: Expression) -> None:
        super().__init__(document, start, end)
        self.inner = inner

    def eval(self, scope: Scope) -> Value:
        """The inner value."""
        return self.inner.eval(scope)


class Traversal(Expression):
    """``var.a.b[0]``: a root name and steps from it."""

    __slots__ = ("root", "steps")

    def __init__(self, document: Source, start: int, end: int, root: str, steps: Sequence[Step]) -> None:
        super().__init__(document, start, end)
        self.root = root
        self.steps = tuple(steps)

    def eval(self, scope: Scope) -> Value:
        """What the root names, then each step."""
        scope.module.effort.spend(1)
        bound = scope.bindings.get(self.root)
        if bound is not None:
            value, used = bound, 0
        else:
            value, used = scope.module.resolve(self.root, self.steps, self)
        for step in self.steps[used:]:
            value = step.apply(value, scope, self)
        if not self.document.stub:
            value = respan(value, self.span)
        return value


class Postfix(Expression):
    """Steps from an expression that is no name: ``f(x)[0].a``."""

    __slots__ = ("base", "steps")

    def __init__(self, document: Source, start: int, end: int, base: Expression, steps: Sequence[Step]) -> None:
        super().__init__(document, start, end)
        self.base = base
        self.steps = tuple(steps)

    def eval(self, scope: Scope) -> Value:
        """The base's value, then each step."""
        value = self.base.eval(scope)
        for step in self.steps:
            value = step.apply(value, scope, self)
        return value


class TupleOf(Expression):
    """``[a, b]``."""

    __slots__ = ("members",)

    def __init__(self, document: Source, start: int, end: int, members: Sequence[Expression]) -> None:
        super().__init__(document, start, end)
        self.members = tuple(members)

    def eval(self, scope: Scope) -> Value:
        """A tuple of the members' values."""
        scope.module.effort.spend(len(self.members))
        return Items(tuple(member.eval(scope) for member in self.members), None, "tuple", True, self.span)


class ObjectOf(Expression):
    """``{ a = 1, (k) = 2 }``."""

    __slots__ = ("elements",)

    def __init__(
        self, document: Source, start: int, end: int, elements: Sequence[tuple[Expression, Expression]]
    ) -> None:
        super().__init__(document, start, end)
        self.elements = tuple(elements)

    def eval(self, scope: Scope) -> Value:
        """An object; a key that is only an identity stays one, any other unknown key makes the rest unknown."""
        entries: dict[str | Reference, Value] = {}
        rest: Unknown | None = None
        for key_expression, value_expression in self.elements:
            key = as_key(key_expression.eval(scope))
            if isinstance(key, Unknown) and not isinstance(key, Reference):
                if key.cause is Cause.ERROR:
                    return key
                rest = key
                continue
            entries[key] = value_expression.eval(scope)
        return Fields(entries, rest, "object", self.span)


def as_key(value: Value) -> str | Reference | Unknown:
    """A value as a map key: a string, an identity, or the reason why it is neither.

    A string known in parts becomes an identity of its own: two uses of ``"${var.region}a"`` are one key.
    """
    if isinstance(value, Text):
        spelled = "".join(part if isinstance(part, str) else "${" + _spelling(part) + "}" for part in value.parts)
        if all(isinstance(part, str | Reference) for part in value.parts):
            return Reference(value.why, value.span, value.cause, f'"{spelled}"', (), True)
        return value
    if isinstance(value, Reference):
        return value
    text = convert.to_string(value)
    if isinstance(text, Known):
        if text.value is None:
            return Unknown("a map key is null", text.span, Cause.ERROR)
        return str(text.value)
    if isinstance(text, Unknown):
        return Unknown(text.why, text.span, text.cause)
    return Unknown("a map key is not a string", None, Cause.ERROR)


def _spelling(part: Unknown) -> str:
    return str(part) if isinstance(part, Reference) else part.why
