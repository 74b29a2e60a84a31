"""Where the user spelled a setting that reached us inside a rendered script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eks_netlint.patterns import pattern
from eks_netlint.source import Document, Span

_MAX_PODS = pattern(rb"(?:--max-pods|-MaxPods|\bmaxPods|\bmax-pods)[\"']?\s*[=:]?\s*[\"']?(\d+|\$\{[^}\n]*\})")
_COMMENT = pattern(rb"\s*(?:#|//)")


def max_pods(number: int, script: Span | None, calls: Iterable[Span]) -> Span | None:
    """The place in the script, else the only place in the file of a module call, that sets max pods to this number.

    ``script`` is the expression the script comes from.  None where there is no such place, or several.
    """
    if script is not None and not script.document.stub:
        inside = [place for place, _ in _places(script.document, script.start, script.end)]
        if inside:
            return inside[-1]
    for call in calls:
        here = [place for place, said in _places(call.document, 0, len(call.document.data)) if said == b"%d" % number]
        if len(here) == 1:
            return here[0]
    return None


def _places(document: Document, start: int, end: int) -> Iterator[tuple[Span, bytes]]:
    for match in _MAX_PODS.finditer(document.data, start, end):
        line = document.data.rfind(b"\n", 0, match.start()) + 1
        if not _COMMENT.match(document.data, line, match.start() + 1):
            yield Span(document, match.start(), match.end()), match[1]
