"""The shape of a budget: what a subnet offers, what is asked of it at each load level, line by line."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from eks_netlint.model.nouns import NodeGroup, Subnet
from eks_netlint.model.supply import BLOCK, Supply, blocks_beside
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Bounds, Known, Truth, Unknown

LEVELS = ("minimum", "desired", "maximum", "maximum+surge")
"""Load levels: the groups at that size, every node full of pods; surge is the largest single update on top."""

ZERO = Bounds(0, 0)

CONTROL_PLANE = "control plane"
"""Label of the lines for the cluster's own interfaces."""


def times(count: Bounds, each: Bounds) -> Bounds:
    """Product of two counts that are not negative."""
    if count.high == 0 or each.high == 0:
        return ZERO
    high = None if count.high is None or each.high is None else count.high * each.high
    return Bounds(count.low * each.low, high)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum: ``count`` x ``label`` x ``each`` = ``total``; ``count`` None for a plain number.

    ``blocks`` are the /28 blocks in ``total``.  ``span`` is where the count was written.  ``group`` is the node group
    behind it.  ``unknowns`` are the reasons where the line is not exact, ``assumed`` the defaults in it.
    """

    label: str
    total: Bounds
    blocks: Bounds = ZERO
    count: Bounds | None = None
    each: Bounds | None = None
    unit: str = "addresses"
    span: Span | None = field(default=None, compare=False)
    group: NodeGroup | None = None
    source: str = ""
    unknowns: tuple[Unknown, ...] = ()
    assumed: tuple[str, ...] = ()


def written_at(span: Span | None, group: NodeGroup) -> Span:
    """Where a user wrote a number of a group: the group itself, where a module's default gives it."""
    return group.span if span is None or span.document.stub else span


def total(parts: Iterable[Bounds]) -> Bounds:
    """Sum of counts."""
    low, high = 0, 0
    bounded = True
    for part in parts:
        low += part.low
        if part.high is None:
            bounded = False
        else:
            high += part.high
    return Bounds(low, high if bounded else None)


@dataclass(frozen=True)
class Level:
    """The demand at one load level; every rule asks for the same sums, so each is worked out once."""

    name: str
    lines: tuple[Line, ...]

    @cached_property
    def demand(self) -> Bounds:
        """Addresses wanted, prefixes counted with their 16 addresses."""
        return total([line.total for line in self.lines])

    @cached_property
    def blocks(self) -> Bounds:
        """/28 blocks wanted."""
        return total([line.blocks for line in self.lines])

    @cached_property
    def singles(self) -> Bounds:
        """Addresses wanted one by one."""
        total, blocks = self.demand, self.blocks
        low = 0 if blocks.high is None else max(total.low - BLOCK * blocks.high, 0)
        return Bounds(low, None if total.high is None else total.high - BLOCK * blocks.low)

    @cached_property
    def proof(self) -> tuple[Line, ...]:
        """The lines whose least values add up to ``demand.low``."""
        return tuple(line for line in self.lines if line.total.low > 0)

    @cached_property
    def unknowns(self) -> tuple[Unknown, ...]:
        """Why the demand is not exact."""
        return tuple(dict.fromkeys(reason for line in self.lines for reason in line.unknowns))

    @cached_property
    def assumed(self) -> tuple[str, ...]:
        """The defaults in the lines of the proof."""
        return tuple(dict.fromkeys(default for line in self.proof for default in line.assumed))


@dataclass(frozen=True, slots=True)
class Settled:
    """Whether a subnet overflows at a level, in addresses and in /28 blocks, with all that shares its demand seen."""

    name: str
    exceeds: Truth
    blocks_exceed: Truth


@dataclass(frozen=True)
class Budget:
    """Supply and demand of a subnet, or of the ``members`` that overflow together.

    ``leader`` is the subnet to report at: of all subnets with the same takers the one worst off (one fault, one
    finding); ``twins`` are the others.  ``through_eni_config`` says whether pods get here through an ENIConfig (then
    EKN120 owns the subnet, else EKN101).  ``notes`` names what is not counted.  Where pods may land in several
    subnets ``settled`` holds the answers for all ways to distribute them, and ``doubts`` why they leave it open.
    """

    subnet: Subnet
    members: tuple[Subnet, ...]
    supply: Supply
    levels: tuple[Level, ...]
    through_eni_config: Truth = Truth.NO
    leader: Subnet | None = None
    twins: tuple[Subnet, ...] = ()
    notes: tuple[str, ...] = ()
    settled: tuple[Settled, ...] = ()
    doubts: tuple[Unknown, ...] = ()

    def level(self, name: str) -> Level:
        """One of ``LEVELS``."""
        return self.levels[LEVELS.index(name)]

    @cached_property
    def maximum(self) -> Level:
        """The design load: every group at its maximum size."""
        return self.level("maximum")

    @cached_property
    def available(self) -> Bounds:
        """Addresses on offer: those kept for prefixes count only where something takes prefixes."""
        return self.supply.singles if self.maximum.blocks.high == 0 else self.supply.addresses

    def exceeds(self, name: str = "maximum") -> Truth:
        """Whether the demand at a level exceeds the addresses on offer, in total or of the single ones."""
        for each in self.settled:
            if each.name == name:
                return each.exceeds
        level = self.level(name)
        total = level.demand.exceeds(self.available)
        return total if level.blocks.high == 0 else total | level.singles.exceeds(self.supply.singles)

    def blocks_available(self, name: str = "maximum") -> Bounds:
        """/28 blocks on offer beside the single addresses of that level, packed as tightly as they can be."""
        singles, blocks = self.level(name).singles, self.supply.blocks
        low = 0 if singles.high is None else blocks_beside(blocks.low, singles.high)
        return Bounds(low, None if blocks.high is None else blocks_beside(blocks.high, singles.low))

    def blocks_exceed(self, name: str = "maximum") -> Truth:
        """Whether more /28 blocks are wanted at a level than there are."""
        for each in self.settled:
            if each.name == name:
                return each.blocks_exceed
        level = self.level(name)
        return Truth.NO if level.blocks.high == 0 else level.blocks.exceeds(self.blocks_available(name))

    def free(self, name: str = "maximum") -> Bounds:
        """Addresses left at a level, at least 0."""
        demand, offer = self.level(name).demand, self.available
        low = 0 if demand.high is None else max(offer.low - demand.high, 0)
        return Bounds(low, None if offer.high is None else max(offer.high - demand.low, 0))

    def unknowns(self, name: str = "maximum") -> tuple[Unknown, ...]:
        """Why ``exceeds`` cannot tell at a level: the few addresses of the control plane only where nothing else is."""
        level = self.level(name)
        lines = tuple(reason for line in level.lines if line.label != CONTROL_PLANE for reason in line.unknowns)
        return tuple(dict.fromkeys(lines + self.supply.unknowns + self.doubts)) or level.unknowns

    @cached_property
    def groups(self) -> tuple[NodeGroup, ...]:
        """Node groups that take from it, in order."""
        found = {line.group.address: line.group for line in self.maximum.lines if line.group is not None}
        return tuple(found.values())

    @cached_property
    def largest(self) -> NodeGroup | None:
        """The group with the largest share at maximum size: whose max size a finding points at."""
        lines = [line for line in self.maximum.lines if line.group is not None]
        shares: dict[str, tuple[int, float]] = {}
        for line in lines:
            assert line.group is not None
            low, high = shares.get(line.group.address, (0, 0.0))
            more = float("inf") if line.total.high is None else line.total.high
            shares[line.group.address] = (low + line.total.low, high + more)
        return max(self.groups, key=lambda group: shares[group.address], default=None)

    @cached_property
    def at(self) -> Span | None:
        """Where the largest share was written: the max size of its group, else the group."""
        group = self.largest
        if group is None:
            return None
        size = group.max_size
        return group.span if isinstance(size, Known) and size.is_default else written_at(size.span, group)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The defaults that took part in the demand at maximum size."""
        return self.maximum.assumed


def others(level: Level) -> tuple[Line, ...]:
    """What surely or maybe takes single addresses beside nodes and the control plane."""
    return tuple(
        line
        for line in level.lines
        if line.group is None and line.label != CONTROL_PLANE and line.blocks.high == 0 and line.total.high != 0
    )
