"""A budget's arithmetic as the lines a finding shows."""

from __future__ import annotations

from eks_netlint.model.budget import Budget, Line
from eks_netlint.model.nouns import Subnet
from eks_netlint.model.supply import RESERVED_FIRST, RESERVED_LAST
from eks_netlint.rules import SumLine
from eks_netlint.values import Bounds, Known, Truth


def addresses_sum(budget: Budget, level: str) -> tuple[SumLine, ...]:
    """What is surely wanted in addresses at a load level, what there is at most, and what is short."""
    load = budget.level(level)
    wanted, there = load.demand.low, budget.available.high
    lines = [_line(line) for line in load.proof]
    lines.append(SumLine("", wanted, role="total"))
    if there is not None:
        lines.append(SumLine(ranges(budget.members), there, role="available", span=budget.subnet.cidr.span))
        if wanted > there:
            lines.append(SumLine("short", wanted - there, role="short"))
    return tuple(lines)


def blocks_sum(budget: Budget, level: str) -> tuple[SumLine, ...]:
    """The same in /28 blocks: only the lines that take prefixes."""
    load = budget.level(level)
    wanted, there = load.blocks.low, budget.blocks_available(level).high
    lines = [_blocks_line(line) for line in load.lines if line.blocks.low > 0]
    lines.append(SumLine("", wanted, "/28 blocks", role="total"))
    if there is not None:
        label = ranges(budget.members, reserved=False)
        lines.append(SumLine(label, there, "/28 blocks", role="available", span=budget.subnet.cidr.span))
        if wanted > there:
            lines.append(SumLine("short", wanted - there, "/28 blocks", role="short"))
    return tuple(lines)


def _line(line: Line) -> SumLine:
    count = None if line.count is None else line.count.low
    each = None if line.each is None else line.each.low
    return SumLine(line.label, line.total.low, line.unit, count, each, span=line.span)


def _blocks_line(line: Line) -> SumLine:
    count = None if line.count is None else line.count.low
    each = line.blocks.low // count if count and line.blocks.low % count == 0 else None
    return SumLine(line.label, line.blocks.low, "/28 blocks", count if each is not None else None, each, span=line.span)


def ranges(subnets: tuple[Subnet, ...], reserved: bool = True) -> str:
    """The subnets' ranges, as a reader would write them."""
    known = [str(subnet.cidr.value) for subnet in subnets if isinstance(subnet.cidr, Known)]
    text = ", ".join(known)
    if not reserved:
        return text
    return f"{text}, {RESERVED_FIRST + RESERVED_LAST} reserved by AWS" + (" in each" if len(known) > 1 else "")


def counted(bounds: Bounds) -> str:
    """A bound as a reader would say it: the number, or ``at least`` its low end."""
    return str(bounds.low) if bounds.is_exact else f"at least {bounds.low}"


def upto(bounds: Bounds) -> str:
    """A bound as a reader would say it: the number, or ``at most`` its high end."""
    return str(bounds.low) if bounds.is_exact else f"at most {bounds.high}"


def places(budget: Budget) -> str:
    """ " in each of 3 subnets" where the budget speaks for several alike, else nothing."""
    return f" in each of {1 + len(budget.twins)} subnets alike" if budget.twins else ""


def leads(budget: Budget) -> bool:
    """Whether the budget's subnet answers for those with the same takers: one fault, one finding."""
    return budget.leader is None or budget.leader.address == budget.subnet.address


def speaks_for_nodes(budget: Budget) -> bool:
    """Whether node groups take addresses here, not through an ENIConfig, and this subnet answers for its like."""
    return bool(budget.groups) and budget.through_eni_config is not Truth.YES and leads(budget)
