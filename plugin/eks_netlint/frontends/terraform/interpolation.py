"""Strings with expressions and directives inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform import convert
from eks_netlint.frontends.terraform.expressions import Expression
from eks_netlint.frontends.terraform.loops import iterate
from eks_netlint.source import Span
from eks_netlint.values import Cause, Encoded, Known, Origin, Text, Unknown, Value

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.scope import Scope
    from eks_netlint.frontends.terraform.syntax import Source

MAX_TEXT = 1_000_000
"""Characters a template may make before it is called too large to evaluate."""


class Template(Expression):
    """``"a${b}c"`` or a heredoc: literal pieces and expressions."""

    __slots__ = ("parts",)

    def __init__(self, document: Source, start: int, end: int, parts: Sequence[str | Expression]) -> None:
        super().__init__(document, start, end)
        self.parts = tuple(parts)

    def eval(self, scope: Scope) -> Value:
        """The string, the string known in parts, or for a lone interpolation the value itself."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Expression):
            return self.parts[0].eval(scope)
        pieces: list[str | Unknown] = []
        origin = self.origin
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            value = part.eval(scope)
            if isinstance(value, Encoded):
                pieces.append(value)
                continue
            text = convert.to_string(value)
            if isinstance(text, Known):
                if text.value is None:
                    return part.error("null in a template")
                pieces.append(str(text.value))
                origin = Origin.WRITTEN if not text.is_default and origin is Origin.DEFAULT else origin
            elif isinstance(text, Text):
                pieces.extend(text.parts)
            elif isinstance(text, Unknown):
                if text.cause is Cause.ERROR:
                    return text
                pieces.append(text)
            else:
                return part.error("a collection in a template")
        made = joined(pieces, self.span, origin)
        scope.module.effort.spend(scope.module.effort.weigh(made))
        return made


def joined(pieces: Sequence[str | Unknown], span: Span | None, origin: Origin) -> Value:
    """Pieces of a string as one value, neighbouring literals put together."""
    parts: list[str | Unknown] = []
    for piece in pieces:
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        elif piece != "":
            parts.append(piece)
    if sum(len(part) for part in parts if isinstance(part, str)) > MAX_TEXT:
        return Unknown(f"a string of more than {MAX_TEXT} characters: too large to evaluate", span)
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return Known("".join(part for part in parts if isinstance(part, str)), span, origin)
    return Text(unknown.why, span, unknown.cause, tuple(parts))


class TemplateIf(Expression):
    """``%{ if test }yes%{ else }no%{ endif }``."""

    __slots__ = ("no", "test", "yes")

    def __init__(
        self, document: Source, start: int, end: int, test: Expression, yes: Expression, no: Expression
    ) -> None:
        super().__init__(document, start, end)
        self.test = test
        self.yes = yes
        self.no = no

    def eval(self, scope: Scope) -> Value:
        """The chosen text."""
        test = convert.to_bool(self.test.eval(scope))
        if isinstance(test, Known) and isinstance(test.value, bool):
            return (self.yes if test.value else self.no).eval(scope)
        if isinstance(test, Unknown):
            return Unknown(test.why, self.span, test.cause)
        return self.error("the condition is not true or false")


class TemplateFor(Expression):
    """``%{ for k, v in source }body%{ endfor }``."""

    __slots__ = ("body", "key", "source", "variable")

    def __init__(
        self,
        document: Source,
        start: int,
        end: int,
        names: tuple[str | None, str],
        source: Expression,
        body: Expression,
    ) -> None:
        super().__init__(document, start, end)
        self.key, self.variable = names
        self.source = source
        self.body = body

    def eval(self, scope: Scope) -> Value:
        """The texts of all rounds together."""
        pairs, rest, ordered = iterate(self.source.eval(scope), self, scope)
        pieces: list[str | Unknown] = []
        for key, item in pairs:
            text = convert.to_string(self.body.eval(scope.binding_pair(self.key, key, self.variable, item)))
            if isinstance(text, Known):
                pieces.append("" if text.value is None else str(text.value))
            elif isinstance(text, Text):
                pieces.extend(text.parts)
            elif isinstance(text, Unknown):
                pieces.append(text)
        if rest is not None:
            pieces.append(Unknown(rest.why, self.span, rest.cause))  # any number of rounds, whoever it is
        if not ordered:
            return Unknown("order of the map is not known", self.span)
        return joined(pieces, self.span, self.origin)
