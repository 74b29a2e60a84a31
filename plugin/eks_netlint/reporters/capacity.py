"""The capacity of networks as tables for people, or as JSON: what each subnet offers and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from eks_netlint.model.capacity import CapacityReport, GroupCapacity, SubnetCapacity, TypeCapacity
from eks_netlint.report import Report
from eks_netlint.reporters.text import problem_lines
from eks_netlint.reporters.view import View, as_json, harmless
from eks_netlint.source import Problem, Span
from eks_netlint.values import Bounds, Known, Truth, Unknown

Json = dict[str, object]


class _Read(Protocol):
    """What was read of one tree."""

    @property
    def tree(self) -> Path:
        """Its absolute path."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read or worked out."""


def render(read: Sequence[tuple[_Read, Sequence[CapacityReport]]], cwd: str, format: str) -> str:
    """The tables of every network that has any, in "text" or "json", and the problems."""
    views = [View(Report(str(reading.tree), problems=reading.problems), cwd) for reading, _ in read]
    pairs = zip(views, (tables for _, tables in read), strict=True)
    entries = [(view, table) for view, tables in pairs for table in tables if table.subnets or table.groups]
    return (_render_json if format == "json" else _render_text)(entries, views)


def _render_text(entries: Sequence[tuple[View, CapacityReport]], views: Sequence[View]) -> str:
    """Two tables a network, then what was assumed, what is not counted, and why some numbers are not known."""
    lines = [line for entry in entries for line in _network(*entry)] or ["no subnet and no node group found"]
    return "\n".join([*lines, *(line for view in views for line in problem_lines(view))]) + "\n"


def _render_json(entries: Sequence[tuple[View, CapacityReport]], views: Sequence[View]) -> str:
    """The same as JSON, version 1; an upper bound of null means that there is none."""
    document: Json = {
        "version": 1,
        "networks": [_json(*entry) for entry in entries],
        "problems": [
            {"path": view.path(problem.path), "line": problem.line, "message": problem.message}
            for view in views
            for problem in view.report.problems
        ],
    }
    return as_json(document)


def _network(view: View, table: CapacityReport) -> Iterator[str]:
    environment = f" in {harmless(table.environment)}" if table.environment else ""
    yield f"network {harmless(view.path(table.network))}{environment}"
    if table.subnets:
        head = ("subnet", "range", "zone", "usable", *table.levels, "")
        yield from _table(head, [_subnet_row(row) for row in table.subnets], left={0, 1, 2, 3 + len(table.levels) + 1})
    if table.groups:
        head = ("node group", "type", "max pods", "by addresses", "per node", "min", "desired", "max", "surge", "")
        rows = [row for group in table.groups for row in _group_rows(group)]
        yield from _table(head, rows, left={0, 1, 9})
    yield from _remarks(view, table)
    yield ""


def _subnet_row(row: SubnetCapacity) -> list[str]:
    cidr = row.cidr if isinstance(row.subnet.cidr, Known) else "?"
    marks = {Truth.YES: "exceeded at", Truth.UNSURE: "not sure at"}
    words = [
        f"{said} {', '.join(names)}"
        for truth, said in marks.items()
        if (names := [name for name, exceeds in row.exceeds if exceeds is truth])
    ]
    if len(row.budget.members) > 1:
        words.append(f"together with {len(row.budget.members) - 1} more")
    demand = [_bounds(bounds) for _, bounds in row.demand]
    verdict = "; ".join(words) or "fits"
    return [harmless(row.subnet.address), cidr, harmless(row.zone), _bounds(row.usable), *demand, verdict]


def _group_rows(row: GroupCapacity) -> Iterator[list[str]]:
    group = row.group
    sizes = [_fact(group.min_size), _fact(group.desired_size), _fact(group.max_size)]
    tail = [_bounds(row.per_node.both), *sizes, _bounds(row.surge), _spread(row)]
    kinds = [_type_cells(kind) for kind in row.types] + ([["?", "?", "?"]] if row.types_rest is not None else [])
    for number, cells in enumerate(kinds):
        yield [harmless(group.address), *cells, *tail] if number == 0 else ["", *cells, *[""] * len(tail)]


def _spread(row: GroupCapacity) -> str:
    """Where its nodes are at maximum size."""
    counts = {_bounds(count) for _, count in row.nodes}
    if len(row.nodes) > 1 and len(counts) == 1:
        return f"{counts.pop()} nodes in each of {len(row.nodes)} subnets"
    return ", ".join(f"{_bounds(count)} nodes in {harmless(subnet.address)}" for subnet, count in row.nodes)


def _type_cells(kind: TypeCapacity) -> list[str]:
    pods = "?" if isinstance(kind.max_pods, Unknown) else str(kind.max_pods.value.pods)
    holds = "?" if isinstance(kind.address_capacity, Unknown) else _bounds(kind.address_capacity)
    return [harmless(kind.instance_type), pods + (" !" if kind.overcommitted is Truth.YES else ""), holds]


def _remarks(view: View, table: CapacityReport) -> Iterator[str]:
    assumed = dict.fromkeys(text for group in table.groups for text in group.per_node.assumed)
    for text in assumed:
        yield f"  assumed: {harmless(text)}"
    for text in dict.fromkeys(text for row in table.subnets for text in row.budget.notes):
        yield f"  note: {harmless(text)}"
    if any(kind.overcommitted is Truth.YES for group in table.groups for kind in group.types):
        yield "  !: the kubelet admits more pods than the node can hold addresses for"
    for why, span in _unknowns(table).items():
        place = "" if span is None or span.document.stub else f" ({view.place(span)})"
        yield f"  not known: {harmless(why)}{place}"


def _unknowns(table: CapacityReport) -> dict[str, Span | None]:
    found: dict[str, Span | None] = {}
    for row in table.subnets:
        if isinstance(row.subnet.cidr, Unknown):
            found.setdefault(row.subnet.cidr.why, row.subnet.cidr.span)
        for name, exceeds in row.exceeds:
            if exceeds is Truth.UNSURE:
                found.update({why.why: why.span for why in row.budget.unknowns(name) if why.why not in found})
    for group in table.groups:
        reasons = [*group.per_node.unknowns, *([group.types_rest] if group.types_rest is not None else [])]
        found.update({why.why: why.span for why in reasons if why.why not in found})
    return found


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], left: set[int]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    yield ""
    for row in (head, *rows):
        cells = (
            f"{cell:<{width}}" if column in left else f"{cell:>{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()


def _bounds(bounds: Bounds) -> str:
    if bounds.is_exact:
        return str(bounds.low)
    return f"{bounds.low}+" if bounds.high is None else f"{bounds.low}-{bounds.high}"


def _fact(fact: Known[int] | Unknown) -> str:
    return "?" if isinstance(fact, Unknown) else str(fact.value)


def _json(view: View, table: CapacityReport) -> Json:
    return {
        "network": view.path(table.network),
        **({"environment": table.environment} if table.environment else {}),
        "subnets": [_json_subnet(row, view) for row in table.subnets],
        "nodeGroups": [_json_group(group, view) for group in table.groups],
    }


def _json_subnet(row: SubnetCapacity, view: View) -> Json:
    free, exceeds = dict(row.free), dict(row.exceeds)
    return {
        "resource": row.subnet.address,
        **_json_place(row.subnet.span, view),
        "cidr": row.cidr if isinstance(row.subnet.cidr, Known) else None,
        "zone": row.zone if isinstance(row.subnet.zone, Known) else None,
        "usable": _json_bounds(row.usable),
        "blocks": _json_bounds(row.blocks),
        "together": [subnet.address for subnet in row.budget.members],
        "levels": [
            {
                "name": name,
                "wanted": _json_bounds(demand),
                "free": _json_bounds(free[name]),
                "exceeded": exceeds[name].name.lower(),
            }
            for name, demand in row.demand
        ],
        "notes": list(row.budget.notes),
    }


def _json_group(row: GroupCapacity, view: View) -> Json:
    group = row.group
    return {
        "resource": group.address,
        **_json_place(group.span, view),
        "min": _json_fact(group.min_size),
        "desired": _json_fact(group.desired_size),
        "max": _json_fact(group.max_size),
        "surge": _json_bounds(row.surge),
        "perNode": _json_bounds(row.per_node.both),
        "assumed": list(row.per_node.assumed),
        "types": [_json_type(kind) for kind in row.types],
        "moreTypes": None if row.types_rest is None else row.types_rest.why,
        "nodes": [{"subnet": subnet.address, "count": _json_bounds(count)} for subnet, count in row.nodes],
    }


def _json_type(kind: TypeCapacity) -> Json:
    pods, holds = kind.max_pods, kind.address_capacity
    return {
        "type": kind.instance_type,
        "maxPods": None if isinstance(pods, Unknown) else pods.value.pods,
        "explanation": pods.why if isinstance(pods, Unknown) else pods.value.explanation,
        "addressCapacity": None if isinstance(holds, Unknown) else _json_bounds(holds),
        "overcommitted": kind.overcommitted.name.lower(),
    }


def _json_place(span: Span, view: View) -> Json:
    return {"path": view.path(span.path), "line": span.line}


def _json_bounds(bounds: Bounds) -> Json:
    return {"low": bounds.low, "high": bounds.high}


def _json_fact(fact: Known[int] | Unknown) -> int | None:
    return None if isinstance(fact, Unknown) else fact.value
