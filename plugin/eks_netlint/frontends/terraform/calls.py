"""Calls of functions; ``try`` and ``can``, which look at errors, among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform import functions
from eks_netlint.frontends.terraform.effort import TooMuch
from eks_netlint.frontends.terraform.expressions import Expression
from eks_netlint.values import Cause, Fields, Items, Known, Reference, Unknown, Value

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.scope import Scope
    from eks_netlint.frontends.terraform.syntax import Source

_OPEN_ENDED = frozenset(["coalesce", "coalescelist", "concat", "merge", "setunion"])
"""Functions for which an unknown number of further arguments is one unknown argument: their result only grows."""


class Call(Expression):
    """``name(arguments...)``."""

    __slots__ = ("arguments", "expand", "name")

    def __init__(
        self, document: Source, start: int, end: int, name: str, arguments: Sequence[Expression], expand: bool
    ) -> None:
        super().__init__(document, start, end)
        self.name = name
        self.arguments = tuple(arguments)
        self.expand = expand

    def eval(self, scope: Scope) -> Value:
        """What the function answers; ``try`` and ``can`` look at errors, so they are decided here."""
        if self.name == "try":
            return self._try(scope)
        if self.name == "can":
            return self._can(scope)
        effort = scope.module.effort
        arguments = [argument.eval(scope) for argument in self.arguments]
        effort.spend(1 + sum(map(effort.weigh, arguments)))
        if self.name in _MATCHING:
            effort.spend(_matching(arguments))
        if self.expand and arguments:
            last = arguments.pop()
            if isinstance(last, Items):
                arguments.extend(last.members)
                if last.rest is not None and self.name not in _OPEN_ENDED:
                    return Unknown(last.rest.why, self.span, last.rest.cause)
                if last.rest is not None:
                    arguments.append(last.rest)
            elif isinstance(last, Unknown):
                return Unknown(last.why, self.span, last.cause)
            else:
                return self.error(f"{self.name}(): the expanded argument is not a list")
        for argument_value in arguments:
            if isinstance(argument_value, Unknown) and argument_value.cause is Cause.ERROR:
                return argument_value
        try:
            result = functions.call(self.name, arguments, self.span, scope.module.files)
        except TooMuch:
            raise
        except Exception as error:
            return scope.module.failed(error, self.span)
        effort.spend(effort.weigh(result))
        return _identified(result, self.name, arguments) if type(result) is Unknown else result

    def _try(self, scope: Scope) -> Value:
        last: Value = self.error("try() without arguments")
        for argument in self.arguments:
            last = argument.eval(scope)
            scope.module.effort.spend(scope.module.effort.weigh(last))
            if error_in(last) is None:
                return last
        return last

    def _can(self, scope: Scope) -> Value:
        value = self.arguments[0].eval(scope) if self.arguments else self.error("can() without argument")
        scope.module.effort.spend(scope.module.effort.weigh(value))
        if error_in(value) is not None:
            return Known(False, self.span, self.origin)
        if isinstance(value, Unknown) and not isinstance(value, Reference):
            return Unknown(value.why, self.span, value.cause)
        if isinstance(value, Reference) and not value.solid:
            return Unknown(value.why, self.span, value.cause)
        return Known(True, self.span, self.origin)


_PURE_WORDS = frozenset(["basename", "dirname", "lower", "upper", "replace", "substr", "trimprefix", "trimsuffix"])
"""Functions of one word that keep its identity: what they make of one word is one and the same word."""


def _identified(result: Unknown, name: str, arguments: Sequence[Value]) -> Unknown:
    """``basename(path.cwd)``, which nobody knows, as an identity of its own."""
    if name not in _PURE_WORDS or result.cause is Cause.ERROR or not arguments:
        return result
    if not isinstance(arguments[0], Reference) or not all(isinstance(argument, Known) for argument in arguments[1:]):
        return result
    spelled = [repr(argument.value) if isinstance(argument, Known) else str(argument) for argument in arguments]
    return Reference(result.why, result.span, result.cause, f"{name}({', '.join(spelled)})")


_MATCHING = frozenset(["regex", "regexall", "replace"])


def _matching(arguments: Sequence[Value]) -> int:
    """Steps that a match may take: they grow with the pattern times the text."""
    lengths = [len(one.value) for one in arguments if isinstance(one, Known) and isinstance(one.value, str)]
    return lengths[0] * lengths[1] // 5 if len(lengths) > 1 else 0


def error_in(value: Value) -> Unknown | None:
    """The first error inside a value, without waking attributes that nobody evaluated yet."""
    if isinstance(value, Unknown):
        return value if value.cause is Cause.ERROR else None
    if isinstance(value, Items):
        return next((found for member in value.members if (found := error_in(member)) is not None), None)
    if isinstance(value, Fields) and type(value.entries) is dict:
        return next((found for member in value.entries.values() if (found := error_in(member)) is not None), None)
    return None
