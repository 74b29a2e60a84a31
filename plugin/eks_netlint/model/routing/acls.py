"""What a network ACL lets pass, which is asked packet by packet: replies are packets, too.

The entries of one direction are tried by rising number and the first that matches decides; what none matches is
dropped (Amazon VPC user guide, "Network ACL rules", 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.proof import ANY, Ports, Step
from eks_netlint.model.routing.nouns import Acl, AclRule, Range
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Passage:
    """Whether all, some or none of some packets pass an ACL, where that is decided, and what leaves it open."""

    all: Truth
    span: Span | None = None
    unknown: Unknown | None = None


def passage(acl: Acl, egress: bool, ports: Ports, range_: Range) -> Passage:
    """Whether packets to these ports pass whatever address of the range is at the other end.

    ``all`` is NO where some of them are surely dropped, YES where none is.  Of the internet, parts may be shut out.
    """
    entries = sorted(_entries(acl, egress), key=_number)
    if acl.rules.rest is not None:
        return Passage(Truth.UNSURE, acl.span, acl.rules.rest)
    left = [(ports.low, ports.high)]
    for rule in entries:
        match rule:
            case AclRule(ports=Known(value=said), range=Known(value=there), allows=Known(value=allows), number=Known()):
                if not _speaks_of(said, ports) or not _meets(there, range_):
                    continue
                covers = _holds(there, range_) and (said.protocol == ANY or said.protocol == ports.protocol)
                low, high = (0, 65535) if said.protocol == ANY else (said.low, said.high)
                met = [cut for part in left if (cut := (max(part[0], low), min(part[1], high)))[0] <= cut[1]]
                if not met:
                    continue
                if not allows and range_.prefixlen == 0 and there.prefixlen > 0:
                    continue  # the internet stays the internet where some of it is shut out
                if not allows:
                    return Passage(Truth.NO, rule.span)  # some address, some port, is dropped here
                if covers:
                    left = [rest for part in left for rest in _without(part, (low, high))]
                if not left:
                    return Passage(Truth.YES, rule.span)
            case _:
                why = next(fact for fact in (rule.ports, rule.range, rule.allows, rule.number) if _open(fact))
                return Passage(Truth.UNSURE, rule.span, why if isinstance(why, Unknown) else None)
    return Passage(Truth.NO, acl.span)


def step(acl: Acl | Unknown, egress: bool, ports: Ports, range_: Range, text: str) -> Step:
    """The passage as a step of a proof; ``text`` says whose packets, such as "the reply"."""
    direction = "out to" if egress else "in from"
    if isinstance(acl, Unknown):
        return Step("network ACL", Truth.UNSURE, acl.why, acl.span, acl)
    found = passage(acl, egress, ports, range_)
    verb = {Truth.YES: "lets", Truth.NO: "does not let", Truth.UNSURE: "may not let"}[found.all]
    what = f"{acl.address} {verb} {text}{' ' if text else ''}{ports} {direction} {range_}"
    return Step("network ACL", found.all, what, found.span, found.unknown, acl.address)


def _entries(acl: Acl, egress: bool) -> Iterator[AclRule]:
    for rule in acl.rules.known:
        if isinstance(rule.egress, Unknown) or rule.egress.value == egress:
            yield rule


def _number(rule: AclRule) -> int:
    return rule.number.value if isinstance(rule.number, Known) else -1


def _open(fact: object) -> bool:
    return isinstance(fact, Unknown)


def _speaks_of(said: Ports, wanted: Ports) -> bool:
    return ANY in (said.protocol, wanted.protocol) or said.protocol == wanted.protocol


def _meets(one: Range, other: Range) -> bool:
    return one.version == other.version and one.overlaps(other)


def _holds(outer: Range, inner: Range) -> bool:
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]  # of one version


def _without(part: tuple[int, int], cut: tuple[int, int]) -> Iterator[tuple[int, int]]:
    if cut[1] < part[0] or part[1] < cut[0]:
        yield part
        return
    if part[0] < cut[0]:
        yield part[0], cut[0] - 1
    if cut[1] < part[1]:
        yield cut[1] + 1, part[1]
