"""Who may reach whom, for people and machines: tables, what decides one connection, and what two trees differ in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eks_netlint.connectivity import Explained, Side
from eks_netlint.model.kubernetes.changes import Change, PortRange
from eks_netlint.model.kubernetes.connections import HIGHEST, LOWEST, PORTED, PROTOCOLS
from eks_netlint.model.kubernetes.decisions import Reason, distinct
from eks_netlint.model.kubernetes.policies import ALLOW, DENY, EGRESS
from eks_netlint.model.kubernetes.reach import ADDRESSES, OTHERS, Reach, Way
from eks_netlint.model.kubernetes.stances import Stretch
from eks_netlint.model.nouns import Network
from eks_netlint.reporters.view import View, as_json, harmless
from eks_netlint.source import Span
from eks_netlint.values import Truth

Json = dict[str, object]
Tables = Sequence[tuple[View, Network, Sequence[Reach]]]

MOST_NAMES = 6
MOST_PLACES = 3
"""Names and places of one line of text; JSON has them all."""

EVERY_ADDRESS = ("0.0.0.0/0", "::/0")
_SAID = {Truth.YES: "allowed", Truth.NO: "denied", Truth.UNSURE: "not decided"}


def text(tables: Tables) -> str:
    """A paragraph for each workload."""
    lines: list[str] = []
    for view, network, rows in tables:
        if rows:
            lines += [f"network {harmless(view.path(network.name) or '.')}", ""]
        for row in rows:
            lines += [*_workload(view, row), ""]
    return "\n".join(lines or ["no workload found", ""])


def _workload(view: View, row: Reach) -> Iterator[str]:
    workload = row.endpoint.workload
    kind, where = ("", "") if workload is None else (f"  {harmless(workload.kind)}", f"  {view.place(workload.span)}")
    yield f"{harmless(row.endpoint.title)}{kind}{where}"
    yield from _direction(view, "reaches", row.out, row.out_restricted, "anything that lets it in")
    yield from _direction(view, "is reached by", row.into, row.into_restricted, "anything that may open it")


def _direction(view: View, verb: str, ways: Sequence[Way], restricted: bool, anything: str) -> Iterator[str]:
    if not restricted:
        yield f"  {verb:<13}  {anything}: no policy restricts it"
        ways = [way for way in ways if way.kind not in (OTHERS, ADDRESSES)]
        verb = ""
    rows = [(named(way, anything), spelled(way.open), _places(view, way.open)) for way in ways]
    if restricted and not rows:
        yield f"  {verb:<13}  nothing"
        return
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    for number, (who, ports, places) in enumerate(rows):
        head = verb if number == 0 else ""
        yield f"  {head:<13}  {who:<{widths[0]}}  {ports:<{widths[1]}}  {places}".rstrip()


def named(way: Way, anything: str = "any other pod") -> str:
    """Who is at the other end."""
    if way.kind == OTHERS:
        return "any other pod" + anything.removeprefix("anything")
    if way.kind == ADDRESSES and set(way.names) >= set(EVERY_ADDRESS):
        return "any address"
    shown = ", ".join(harmless(name) for name in way.names[:MOST_NAMES])
    more = len(way.names) - MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def spelled(found: Iterable[Stretch]) -> str:
    """Ports in words: ``TCP 80, 8000-8080; UDP 53``, what nobody can say behind ``perhaps``."""
    sure: list[PortRange] = []
    unsure: list[PortRange] = []
    for one in found:
        place = (one.protocol, one.first, one.last)
        (sure if one.answer.allowed is Truth.YES else unsure).append(place)
    words = ports_of(sure) if sure else ""
    if unsure:
        words += ("; " if words else "") + f"perhaps {ports_of(unsure)}"
    return words


def ports_of(found: Iterable[PortRange]) -> str:
    """``every port``, or protocol by protocol."""
    joined: dict[str, list[tuple[int, int]]] = {}
    for protocol, first, last in found:
        ranges = joined.setdefault(protocol, [])
        if ranges and ranges[-1][1] + 1 == first:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    whole = {protocol for protocol, ranges in joined.items() if protocol not in PORTED or ranges == [(LOWEST, HIGHEST)]}
    if whole == set(PROTOCOLS):
        return "every port"
    words = []
    for protocol, ranges in joined.items():
        numbers = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
        words.append(protocol if protocol in whole else f"{protocol} {numbers}")
    return "; ".join(words)


def _places(view: View, found: Iterable[Stretch]) -> str:
    return places(view, distinct(reason for one in found for reason in one.answer.reasons))


def places(view: View, reasons: Iterable[Reason]) -> str:
    """Where the rules are written that say so."""
    found = list(dict.fromkeys(view.place(place_of(one)) for one in reasons))
    more = len(found) - MOST_PLACES
    return ", ".join(found[:MOST_PLACES]) + (f" and {more} more" if more > 0 else "")


def place_of(reason: Reason) -> Span:
    """The rule, or the policy where it is the policy as a whole."""
    span = None if reason.rule is None else reason.rule.span
    return reason.policy.span if span is None else span


def explained_text(found: Sequence[tuple[View, Explained]]) -> str:
    """What decides, one end after the other."""
    lines: list[str] = []
    for view, one in found:
        for stretch in one.found:
            what = f"{harmless(one.source)} -> {harmless(one.target)}"
            ports = ports_of([(stretch.protocol, stretch.first, stretch.last)])
            lines.append(f"{what}  {ports}: {_SAID[stretch.answer.allowed]}")
            for side in one.sides:
                lines += _side(view, side, stretch)
            lines.append("")
    return "\n".join(lines)


def _side(view: View, side: Side, stretch: Stretch) -> Iterator[str]:
    way = "opens" if side.direction == EGRESS else "lets in"
    title = harmless(side.endpoint.title)
    if not side.speaks:
        yield f"  what {title} {way}: allowed, no policy restricts it"
        return
    mine = next(
        one for one in side.found if one.protocol == stretch.protocol and one.first <= stretch.first <= one.last
    )
    yield f"  what {title} {way}: {_SAID[mine.answer.allowed]}"
    if not mine.answer.reasons:
        yield "    no policy that speaks of it says anything of this"
    for reason in mine.answer.reasons:
        yield f"    {_reason(reason)}  {view.place(place_of(reason))}"


def _reason(reason: Reason) -> str:
    doubt = "" if reason.sure is Truth.YES else "perhaps "
    policy = harmless(reason.policy.address)
    if reason.rule is None:
        return f"{doubt}{policy} denies what none of its rules allows"
    said = {ALLOW: "allows it", DENY: "denies it"}.get(reason.action, f"{harmless(reason.action).lower()}es it on")
    return f"{doubt}{policy} {said}"


def changes_text(found: Sequence[tuple[View, View, str, Change]]) -> str:
    """A line for each change, what is gained first."""
    lines = []
    for old, new, _, change in sorted(found, key=lambda one: (one[3].kind not in _GAINS, one[3].kind)):
        view = new if change.kind in _GAINS else old
        where = places(view, change.reasons)
        ends = f"{harmless(change.source)} -> {harmless(_short(change.target))}"
        lines.append(f"{change.kind} {ends}  {ports_of(change.ports)}" + (f"  ({where})" if where else ""))
    return "\n".join(lines or ["no difference in what is allowed"]) + "\n"


_GAINS = ("newly allows", "may newly allow")


def _short(name: str) -> str:
    return "any address" if set(name.split(", ")) >= set(EVERY_ADDRESS) else name


def tables_json(tables: Tables, views: Sequence[View]) -> str:
    """The tables as JSON, version 1: what is not listed is denied."""
    networks = [
        {"network": view.path(network.name) or ".", "workloads": [_json_workload(view, row) for row in rows]}
        for view, network, rows in tables
    ]
    return as_json({"version": 1, "networks": networks, "problems": _problems(views)})


def _problems(views: Sequence[View]) -> list[Json]:
    return [
        {"path": view.path(problem.path), "line": problem.line, "message": problem.message}
        for view in views
        for problem in view.report.problems
    ]


def _json_workload(view: View, row: Reach) -> Json:
    workload = row.endpoint.workload
    place = {} if workload is None else {"kind": workload.kind, **_json_place(view, workload.span)}
    return {
        "workload": row.endpoint.title,
        **place,
        "reaches": {"restricted": row.out_restricted, "ways": [_json_way(view, way) for way in row.out]},
        "reachedBy": {"restricted": row.into_restricted, "ways": [_json_way(view, way) for way in row.into]},
    }


def _json_way(view: View, way: Way) -> Json:
    return {"kind": way.kind, "names": list(way.names), "ports": [_json_stretch(view, one) for one in way.open]}


def _json_stretch(view: View, one: Stretch) -> Json:
    return {
        "protocol": one.protocol,
        **({"first": one.first, "last": one.last} if one.protocol in PORTED else {}),
        "allowed": {Truth.YES: "yes", Truth.NO: "no", Truth.UNSURE: "unsure"}[one.answer.allowed],
        "reasons": [_json_reason(view, reason) for reason in one.answer.reasons],
    }


def _json_reason(view: View, reason: Reason) -> Json:
    return {
        "policy": reason.policy.address,
        "action": "restrict" if reason.rule is None else reason.action.lower(),
        "sure": reason.sure is Truth.YES,
        **_json_place(view, place_of(reason)),
    }


def _json_place(view: View, span: Span) -> Json:
    return {"path": view.path(span.path), "line": span.line}


def explained_json(found: Sequence[tuple[View, Explained]]) -> str:
    """The same as JSON."""
    answers = [
        {
            "source": one.source,
            "target": one.target,
            "ports": [_json_stretch(view, stretch) for stretch in one.found],
            "sides": [
                {
                    "workload": side.endpoint.title,
                    "direction": side.direction.lower(),
                    "restricted": side.speaks,
                    "ports": [_json_stretch(view, stretch) for stretch in side.found],
                }
                for side in one.sides
            ],
        }
        for view, one in found
    ]
    return as_json({"version": 1, "answers": answers})


def changes_json(found: Sequence[tuple[View, View, str, Change]], views: Sequence[View]) -> str:
    """The changes as JSON; the rules of what is lost are those of the old tree."""
    changes = [
        {
            "network": network,
            "change": change.kind,
            "source": change.source,
            "target": change.target,
            "ports": [
                {"protocol": protocol, **({"first": first, "last": last} if protocol in PORTED else {})}
                for protocol, first, last in change.ports
            ],
            "reasons": [
                _json_reason(new if change.kind in _GAINS else old, reason) for reason in change.reasons
            ],
        }
        for old, new, network, change in found
    ]
    return as_json({"version": 1, "changes": changes, "problems": _problems(views)})
