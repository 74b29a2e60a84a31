"""Subnets that share what is asked of them: which of them overflow, whichever way the CNI distributes pods.

What may land in several subnets fits if and only if no set of them is asked for more than it has by what can land
nowhere else (Hall's condition).  A subnet overflows with others where such a set holds it and would fit without it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

from eks_netlint.model.nouns import Subnet
from eks_netlint.model.sums import LEVELS, Budget, Settled
from eks_netlint.records import replace
from eks_netlint.values import Truth, Unknown

LARGEST_SET = 6
"""Subnets among which every set is tried; beyond that what no single subnet decides stays open."""

_Judge = Callable[[tuple[Subnet, ...]], Budget]
_Set = frozenset[str]


def settle(alone: dict[str, Budget], shared: Iterable[list[Subnet]], judge: _Judge) -> dict[str, Budget]:
    """The budgets, where several subnets must be judged together with the answer of the sets they are in.

    ``alone`` holds for each subnet what surely lands there, and all that may; ``shared`` the subnets between which
    some pods choose; ``judge`` gives the budget of a set: what surely, and what maybe, can land nowhere else.
    """
    made: dict[str, Budget] = {}
    for component in _components(list(alone), shared):
        # a subnet that has room for all that may land there is in no smallest set that overflows
        tight = [address for address in component if any(_open(alone[address], name) for name in LEVELS)]
        if len(component) == 1 or not tight:
            made.update((address, alone[address]) for address in component)
        elif len(tight) > LARGEST_SET:
            made.update((address, _too_many(alone[address], len(tight))) for address in component)
        else:
            made.update(_of_component(component, tight, alone, judge))
    return made


def _open(budget: Budget, name: str) -> bool:
    return budget.exceeds(name) is not Truth.NO or budget.blocks_exceed(name) is not Truth.NO


def _too_many(budget: Budget, count: int) -> Budget:
    why = Unknown(f"pods may get addresses of {count} subnets, too many to tell which overflow", budget.subnet.span)
    return replace(budget, doubts=(why,))


def _components(addresses: list[str], shared: Iterable[list[Subnet]]) -> list[list[str]]:
    """The subnets in sets that no shared demand connects, in the order of the files."""
    parent = {address: address for address in addresses}

    def root(address: str) -> str:
        while parent[address] != address:
            address = parent[address]
        return address

    for subnets in shared:
        for other in subnets[1:]:
            parent[root(other.address)] = root(subnets[0].address)
    sets: dict[str, list[str]] = {}
    for address in addresses:
        sets.setdefault(root(address), []).append(address)
    return list(sets.values())


def _of_component(
    component: list[str], tight: list[str], alone: dict[str, Budget], judge: _Judge
) -> Iterator[tuple[str, Budget]]:
    sets = {
        frozenset(chosen): judge(tuple(alone[address].subnet for address in chosen))
        for size in range(1, len(tight) + 1)
        for chosen in itertools.combinations(tight, size)
    }
    for address in component:
        yield address, _seen_from(address, alone[address], sets) if address in tight else alone[address]


def _seen_from(address: str, alone: Budget, sets: dict[_Set, Budget]) -> Budget:
    """The subnet's budget: that of the smallest set which overflows with it, else its own with the sets' answers."""
    found: list[Settled] = []
    shown: Budget | None = None
    doubts: list[Unknown] = []
    for name in ("maximum", "maximum+surge", "desired", "minimum"):
        total, culprit, why = _verdict(address, {key: made.exceeds(name) for key, made in sets.items()})
        blocks, crowded, why_blocks = _verdict(address, {key: made.blocks_exceed(name) for key, made in sets.items()})
        own, own_blocks = alone.exceeds(name), alone.blocks_exceed(name)
        found.append(Settled(name, _either(own, total), _either(own_blocks, blocks)))
        guilty = culprit or crowded
        if shown is None and guilty is not None and len(guilty) > 1 and Truth.YES not in (own, own_blocks):
            shown = sets[guilty]
        doubts += [each for key in (*why, *why_blocks) for each in sets[key].unknowns(name)]
    through = alone.through_eni_config
    budget = alone if shown is None else replace(shown, subnet=alone.subnet, through_eni_config=through)
    return replace(budget, settled=tuple(found), doubts=tuple(dict.fromkeys((*alone.doubts, *doubts))))


def _either(own: Truth, together: Truth) -> Truth:
    """Its own answer where that is sure, else that of the sets."""
    return together if own is Truth.UNSURE else own


def _verdict(address: str, answers: dict[_Set, Truth]) -> tuple[Truth, _Set | None, list[_Set]]:
    """Whether the subnet overflows in some set, in which, and the sets that leave it open.

    A set that would overflow without the subnet says nothing about it.
    """
    open_sets: list[_Set] = []
    for key in sorted((key for key in answers if address in key), key=len):
        without = [answers[other] for other in answers if other < key and address not in other]
        if answers[key] is Truth.NO or Truth.YES in without:
            continue
        if answers[key] is Truth.YES and Truth.UNSURE not in without:
            return Truth.YES, key, []
        open_sets.append(key)
    return (Truth.UNSURE if open_sets else Truth.NO), None, open_sets
