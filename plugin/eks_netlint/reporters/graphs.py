"""Who may reach whom as a Markdown table and as a graph for Graphviz."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eks_netlint.model.kubernetes.reach import ADDRESSES, NAMES, OTHERS, Reach, Way
from eks_netlint.reporters.connectivity import EVERY_ADDRESS, Tables, named, spelled
from eks_netlint.reporters.view import harmless
from eks_netlint.values import Truth

_ESCAPED = str.maketrans({one: f"\\{one}" for one in "\\`*_{}[]<>()#+-.!|"})


def markdown(tables: Tables) -> str:
    """A table for each network, a row for each workload."""
    lines: list[str] = []
    for view, network, rows in tables:
        if rows:
            lines += [f"### {_escaped(view.path(network.name) or '.')}", ""]
            lines += ["| Workload | Reaches | Is reached by |", "|---|---|---|"]
            lines += [
                f"| {_escaped(row.endpoint.title)} | {_cell(row.out, row.out_restricted)} "
                f"| {_cell(row.into, row.into_restricted)} |"
                for row in rows
            ]
            lines.append("")
    return "\n".join(lines or ["no workload found", ""])


def _cell(ways: Sequence[Way], restricted: bool) -> str:
    shown = [way for way in ways if restricted or way.kind not in (OTHERS, ADDRESSES)]
    words = [f"{_escaped(named(way))}: {_escaped(spelled(way.open))}" for way in shown]
    if not restricted:
        words.insert(0, "anything")
    return "<br>".join(words) or "nothing"


def _escaped(text: str) -> str:
    return harmless(text).translate(_ESCAPED)


def dot(tables: Tables) -> str:
    """A directed graph: dashed is what nobody can say, and a double border has who is not restricted."""
    lines = ["digraph connectivity {", "  rankdir=LR;", "  node [shape=box];"]
    for number, (view, network, rows) in enumerate(tables):
        lines.append(f"  subgraph cluster_{number} {{")
        lines.append(f"    label={_quoted(view.path(network.name) or '.')};")
        lines += [f"    {line}" for line in _nodes(rows)]
        lines += [f"    {line}" for line in _edges(rows)]
        lines.append("  }")
    return "\n".join([*lines, "}", ""])


def _nodes(rows: Iterable[Reach]) -> Iterator[str]:
    for row in rows:
        open_ = not row.out_restricted and not row.into_restricted
        yield f"{_quoted(row.endpoint.title)}{' [peripheries=2]' if open_ else ''};"


def _edges(rows: Iterable[Reach]) -> Iterator[str]:
    for row in rows:
        me = _quoted(row.endpoint.title)
        for way in _shown(row.out, row.out_restricted):
            for end in _ends(way):
                yield f"{me} -> {_quoted(end)}{_look(way)};"
        for way in _shown(row.into, row.into_restricted):
            if way.kind in (OTHERS, ADDRESSES):  # an edge between two workloads is drawn from its beginning
                for end in _ends(way):
                    yield f"{_quoted(end)} -> {me}{_look(way)};"


def _shown(ways: Iterable[Way], restricted: bool) -> list[Way]:
    return [way for way in ways if restricted or way.kind not in (OTHERS, ADDRESSES, NAMES)]


def _ends(way: Way) -> tuple[str, ...]:
    if way.kind == OTHERS:
        return ("any other pod",)
    if way.kind == ADDRESSES:
        return ("any address",) if set(way.names) >= set(EVERY_ADDRESS) else (named(way),)
    return way.names


def _look(way: Way) -> str:
    sure = any(one.answer.allowed is Truth.YES for one in way.open)
    style = "" if sure else ", style=dashed"
    return f" [label={_quoted(spelled(way.open))}{style}]"


def _quoted(text: str) -> str:
    return '"' + harmless(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
