"""What a subnet has to give: single addresses, and /28 blocks for prefixes."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network

from eks_netlint.model.nouns import Reservation, Subnet
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Fact, Known, Text, Truth, Unknown

RESERVED_FIRST = 4
RESERVED_LAST = 1
"""AWS keeps the first four addresses and the last one of every subnet: VPC user guide, subnet sizing (2026-05)."""

BLOCK = 16
"""Addresses of a /28, the only prefix length that EC2 assigns (docs/prefix-and-ip-target.md, VPC CNI v1.23.1)."""

SMALLEST, LARGEST = 28, 16
"""Prefix lengths between which AWS allows a subnet: EKS best practices, networking/subnets (2026-05)."""


_LENGTH = pattern(r"/(\d{1,2})$")


def prefix_length(cidr: Fact[IPv4Network]) -> int | None:
    """How long the prefix of a range is, which may be known where the range is not: ``cidrsubnet(x, 4, unknown)``."""
    if isinstance(cidr, Known):
        return cidr.value.prefixlen
    last = cidr.parts[-1] if isinstance(cidr, Text) and cidr.parts else None
    found = _LENGTH.search(last) if isinstance(last, str) else None
    return int(found[1]) if found is not None and int(found[1]) <= 32 else None


def usable_addresses(cidr: IPv4Network) -> int:
    """Addresses of a subnet without the five that AWS keeps."""
    return max(int(cidr.num_addresses) - RESERVED_FIRST - RESERVED_LAST, 0)


def clean_blocks(cidr: IPv4Network) -> int:
    """/28 blocks without a kept address: all but the first and the last."""
    return max(int(cidr.num_addresses) // BLOCK - 2, 0)


def blocks_beside(blocks: int, singles: int) -> int:
    """/28 blocks left beside so many single addresses, packed as tightly as they can be.

    The first and last /28 offer 12 and 15 addresses that no prefix could use; what does not fit there spoils blocks.
    """
    spare = 2 * BLOCK - RESERVED_FIRST - RESERVED_LAST
    return max(blocks + -(min(spare - singles, 0)) // -BLOCK, 0)


@dataclass(frozen=True, slots=True)
class Supply:
    """What a subnet offers.

    ``addresses`` serve everything; ``singles`` are those that may be handed out one by one (a "prefix" reservation
    keeps its range for prefixes); ``blocks`` are the /28 blocks when nothing else is in the subnet.  ``unknowns`` are
    the reasons where they are not exact.  ``usable`` is the size without AWS's five, reservations ignored.
    """

    usable: Bounds
    addresses: Bounds
    singles: Bounds
    blocks: Bounds
    unknowns: tuple[Unknown, ...] = ()

    def __add__(self, other: Supply) -> Supply:
        return Supply(
            self.usable + other.usable,
            self.addresses + other.addresses,
            self.singles + other.singles,
            self.blocks + other.blocks,
            self.unknowns + other.unknowns,
        )


def _ranges(cidr: IPv4Network, reservations: Iterable[Reservation], kind: str) -> tuple[list[range], list[range]]:
    """Ranges of the reservations of one kind inside the subnet: those that surely are there, those that may be."""
    sure: list[range] = []
    possible: list[range] = []
    for each in reservations:
        if isinstance(each.cidr, Unknown) or not each.cidr.value.overlaps(cidr) or each.exists is Truth.NO:
            continue
        inside = each.cidr.value
        spread = range(int(inside.network_address), int(inside.broadcast_address) + 1)
        if isinstance(each.kind, Unknown):
            possible.append(spread)
        elif each.kind.value == kind:
            (sure if each.exists is Truth.YES else possible).append(spread)
    return sure, possible


def _lost(cidr: IPv4Network, ranges: Iterable[range]) -> int:
    """Usable addresses inside the ranges; AWS lets no two reservations overlap."""
    first = int(cidr.network_address) + RESERVED_FIRST
    last = int(cidr.broadcast_address) - RESERVED_LAST
    return sum(max(min(each.stop - 1, last) - max(each.start, first) + 1, 0) for each in ranges)


def _spoilt(cidr: IPv4Network, ranges: Iterable[range]) -> int:
    """Clean /28 blocks that the ranges touch."""
    start = int(cidr.network_address)
    touched = {
        block
        for each in ranges
        for block in range((each.start - start) // BLOCK, (each.stop - 1 - start) // BLOCK + 1)
        if 0 < block < int(cidr.num_addresses) // BLOCK - 1
    }
    return len(touched)


def prefix_blocks(cidr: IPv4Network, reservations: Iterable[Reservation] = ()) -> Bounds:
    """/28 blocks a subnet offers to prefixes; an "explicit" reservation takes its blocks away."""
    every = tuple(reservations)
    blocks = clean_blocks(cidr)
    if not every:
        return Bounds.exactly(blocks)
    sure, possible = _ranges(cidr, every, "explicit")
    if any(isinstance(each.cidr, Unknown) for each in every):
        return Bounds(0, blocks - _spoilt(cidr, sure))
    return Bounds(blocks - _spoilt(cidr, [*sure, *possible]), blocks - _spoilt(cidr, sure))


def _of_cidr(cidr: IPv4Network, reservations: tuple[Reservation, ...]) -> tuple[Bounds, Bounds]:
    """Addresses for everything, and for single use."""
    usable = usable_addresses(cidr)
    if not reservations:
        return Bounds.exactly(usable), Bounds.exactly(usable)
    kept, maybe_kept = _ranges(cidr, reservations, "explicit")
    blocks, maybe_blocks = _ranges(cidr, reservations, "prefix")
    low, high = usable - _lost(cidr, [*kept, *maybe_kept]), usable - _lost(cidr, kept)
    single_high = high - _lost(cidr, blocks)
    # a reservation of unknown kind is in both lists and takes its range once
    either = dict.fromkeys((each.start, each.stop) for each in [*kept, *maybe_kept, *blocks, *maybe_blocks])
    single_low = usable - _lost(cidr, [range(*each) for each in either])
    if any(isinstance(each.cidr, Unknown) for each in reservations):
        low = single_low = 0
    return Bounds(low, high), Bounds(single_low, single_high)


def supply(subnet: Subnet) -> Supply:
    """What the subnet offers before anything takes from it.

    An adopted subnet has between nothing and everything free.  A subnet without a known CIDR still is between /28
    and /16, so that a demand may be proved to fit or not to fit all the same.
    """
    reasons = [each.cidr for each in subnet.reservations.known if isinstance(each.cidr, Unknown)]
    reasons += [each.kind for each in subnet.reservations.known if isinstance(each.kind, Unknown)]
    if any(each.exists is Truth.UNSURE for each in subnet.reservations.known):
        reasons.append(Unknown("a CIDR reservation may exist", subnet.span))
    if subnet.reservations.rest is not None:
        reasons.append(subnet.reservations.rest)
    if isinstance(subnet.cidr, Known):
        cidr, known = subnet.cidr.value, subnet.reservations.known
        usable = Bounds.exactly(usable_addresses(cidr))
        addresses, singles = _of_cidr(cidr, known)
        blocks = prefix_blocks(cidr, known)
    elif (length := prefix_length(subnet.cidr)) is not None and not subnet.reservations.known:
        anywhere = IPv4Network((0, length))
        usable = addresses = singles = Bounds.exactly(usable_addresses(anywhere))
        blocks = Bounds.exactly(clean_blocks(anywhere))
    else:
        reasons.append(subnet.cidr)
        usable = addresses = singles = Bounds(2 ** (32 - SMALLEST) - 5, 2 ** (32 - LARGEST) - 5)
        blocks = Bounds(0, 2 ** (28 - LARGEST) - 2)
    if subnet.adopted:
        reasons.append(Unknown(f"free addresses of {subnet.address} are not in the files", subnet.span))
    if subnet.adopted or subnet.reservations.rest is not None or (reasons and isinstance(subnet.cidr, Unknown)):
        floor = 0 if subnet.adopted or subnet.reservations.rest is not None else addresses.low
        addresses, singles = Bounds(floor, addresses.high), Bounds(floor, singles.high)
        blocks = Bounds(0, blocks.high)
    return Supply(usable, addresses, singles, blocks, tuple(dict.fromkeys(reasons)))
