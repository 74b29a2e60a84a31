"""Every function of Terraform 1.11 over values that may be known in part.

``call`` answers what Terraform would; where an argument is unknown it keeps all that can be kept: the length of a
list, the members whose place is known, the pieces of a string.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from eks_netlint.frontends.terraform.functions.signature import (
    MAX_MEMBERS,
    MAX_TEXT,
    TABLE,
    Call,
    Failure,
    Files,
    Function,
)
from eks_netlint.source import Span
from eks_netlint.values import Cause, Unknown, Value

__all__ = ["MAX_MEMBERS", "MAX_TEXT", "Files", "call", "names"]

_THEMES = {
    "conversions": "tostring tonumber tobool tolist toset tomap sensitive nonsensitive ephemeralasnull issensitive"
    " list map",
    "digests": "md5 sha1 sha256 sha512 base64sha256 base64sha512 uuidv5 bcrypt",
    "documents": "jsonencode jsondecode yamlencode yamldecode",
    "encoding": "base64encode base64decode base64gzip textencodebase64 textdecodebase64 urlencode rsadecrypt",
    "files": "file filebase64 filemd5 filesha1 filesha256 filesha512 filebase64sha256 filebase64sha512 fileexists"
    " fileset templatefile templatestring basename dirname pathexpand abspath",
    "formatting": "format formatlist",
    "lists": "length element slice concat flatten reverse compact distinct contains index one coalesce coalescelist"
    " chunklist matchkeys",
    "maps": "keys values lookup merge zipmap transpose",
    "network": "cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "numbers": "abs ceil floor log pow signum parseint max min sum range alltrue anytrue",
    "products": "setproduct",
    "regexes": "regex regexall",
    "setwise": "setunion setintersection setsubtract",
    "strings": "upper lower title strrev chomp indent trim trimspace trimprefix trimsuffix startswith endswith"
    " strcontains replace substr split join sort",
    "tables": "csvdecode",
    "times": "timestamp plantimestamp uuid timeadd timecmp formatdate",
}

_THEME_OF = {name: theme for theme, functions in _THEMES.items() for name in functions.split()}


def call(name: str, args: Sequence[Value], span: Span | None, files: Files | None = None) -> Value:
    """The value of ``name(args...)`` written at ``span``; a refused call is an ``Unknown`` with ``Cause.ERROR``.

    ``try``, ``can`` and ``type`` look at expressions, not at values, so they are not to be had here.
    An exception is a fault of ours.
    """
    found = TABLE.get(name) or _find(name.removeprefix("core::"))
    if found is None:
        of_provider = name.startswith("provider::")
        what = "functions of providers are not evaluated" if of_provider else "function is not supported"
        return Unknown(f"{name}: {what}", span, Cause.UNSUPPORTED)
    try:
        return found.run(Call(found.name, args, span, files))
    except Failure as failure:
        return Unknown(f"{found.name}: {failure}", span, failure.cause)
    except RecursionError:
        return Unknown(f"{found.name}: nested too deeply to evaluate", span, Cause.UNSUPPORTED)


def _find(name: str) -> Function | None:
    """The function; its module, which registers it, is imported when first used."""
    theme = _THEME_OF.get(name)
    if theme is not None and name not in TABLE:
        import_module(f"{__name__}.{theme}")
    return TABLE.get(name)


def names() -> tuple[str, ...]:
    """All functions there are."""
    return tuple(_THEME_OF)
