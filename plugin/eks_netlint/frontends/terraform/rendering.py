"""Template files: ``templatefile`` and ``templatestring``."""

from __future__ import annotations

from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.effort import Effort
from eks_netlint.frontends.terraform.scope import Nothing, Scope
from eks_netlint.frontends.terraform.syntax import Source, parse
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fields, Items, Known, Text, Unknown, Value

_FENCE = "END_OF_TEMPLATE_7f3a"


def render(path: str, text: str, variables: Fields, span: Span | None, effort: Effort) -> Value:
    """A template with these variables; its value is placed where the function was called."""
    if variables.rest is not None:
        return Unknown(variables.rest.why, span, variables.rest.cause)
    if _FENCE in text:  # it would end the template, and the rest of it would be taken for something else
        return Unknown("the template cannot be parsed", span, Cause.UNSUPPORTED)
    # tree-sitter parses a template only as part of an expression: a heredoc takes any text as it is
    document = Source(path, f"t = <<{_FENCE}\n{text}\n{_FENCE}\n".encode())
    body, problems = parse(document, recover=False)
    attribute = body.attributes.get("t")
    if problems or attribute is None:
        return Unknown("the template cannot be parsed", span, Cause.ERROR)
    bindings = {name: value for name, value in variables.entries.items() if isinstance(name, str)}
    value = evaluate(attribute.expression, Scope(Nothing(effort), bindings))
    return _placed(value, span)


def _placed(value: Value, span: Span | None) -> Value:
    """The rendered text without the line end of the heredoc it was wrapped in."""
    if isinstance(value, Known) and isinstance(value.value, str):
        return Known(value.value.removesuffix("\n"), span, value.origin)
    if isinstance(value, Text) and value.parts and isinstance(value.parts[-1], str):
        return Text(value.why, span, value.cause, (*value.parts[:-1], value.parts[-1].removesuffix("\n")))
    if isinstance(value, Unknown | Items | Fields):
        return value
    return Known(value.value, span, value.origin)
