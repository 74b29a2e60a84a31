"""Every function of Terraform 1.11 over values that may be known in part.

``call`` answers what Terraform would; where an argument is unknown it keeps all that can be kept: the length of a
list, the members whose place is known, the pieces of a string.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from eks_netlint.frontends.terraform.functions.signature import MAX_MEMBERS, MAX_TEXT, TABLE, Call, Failure, Files
from eks_netlint.source import Span
from eks_netlint.values import Cause, Unknown, Value

_THEMES = (
    *("conversions", "documents", "encoding", "files", "formatting", "lists", "maps", "network", "numbers"),
    *("products", "regexes", "setwise", "strings", "times"),
)

for _theme in _THEMES:
    import_module(f"{__name__}.{_theme}")  # importing a module registers its functions

__all__ = ["MAX_MEMBERS", "MAX_TEXT", "Files", "call", "names"]


def call(name: str, args: Sequence[Value], span: Span | None, files: Files | None = None) -> Value:
    """The value of ``name(args...)`` written at ``span``; a refused call is an ``Unknown`` with ``Cause.ERROR``.

    ``try``, ``can`` and ``type`` look at expressions, not at values, so they are not to be had here.
    """
    found = TABLE.get(name) or TABLE.get(name.removeprefix("core::"))
    if found is None:
        return Unknown(f"{name}: function is not supported", span, Cause.UNSUPPORTED)
    try:
        return found.run(Call(found.name, args, span, files))
    except Failure as failure:
        return Unknown(f"{found.name}: {failure}", span, failure.cause)
    except RecursionError:
        return Unknown(f"{found.name}: nested too deeply to evaluate", span, Cause.UNSUPPORTED)


def names() -> tuple[str, ...]:
    """All functions there are."""
    return tuple(TABLE)
