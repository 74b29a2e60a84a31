"""May A reach B on these ports: the steps at both ends and on the way, as one proof."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Union

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.model.proof import Ports, Proof, Step
from eks_netlint.model.security.admission import admits
from eks_netlint.model.security.nouns import EGRESS, INGRESS, Range
from eks_netlint.model.security.parties import Party
from eks_netlint.values import Truth, Unknown

_Place = Union[Subnet, Range]

MOST_PAIRS = 64
"""Pairs of subnets between which the way is looked at; the rest of larger ones leaves it unsure."""


def past_groups(source: Party, target: Party, ports: Ports, network: Network) -> Proof:
    """Whether the security groups of both ends let the ports pass: out of the source, into the target.

    Groups keep the connection in mind: what answers passes by itself.
    """
    out = admits(EGRESS, source, target, ports, network)
    into = admits(INGRESS, target, source, ports, network)
    return Proof(tuple(step for step in (out, into) if step is not None))


def may_reach(source: Party, target: Party, ports: Ports, network: Network) -> Proof:
    """Whether it gets there at all: past the groups, by the routes and network ACLs of the subnets, and back."""
    groups = past_groups(source, target, ports, network).steps
    out = tuple(step for step in groups if step.kind == "egress rule")
    into = tuple(step for step in groups if step.kind != "egress rule")
    return Proof((*out, *between(source, target, ports, network).steps, *into))


def between(source: Party, target: Party, ports: Ports, network: Network) -> Proof:
    """The way between subnets by routes and network ACLs, and back.

    Of several that which decides, the first where all are alike.
    """
    from eks_netlint.model.routing.ways import way  # of which the rules on groups do not ask

    pairs = list(product(_places(source), _places(target)))
    proofs = [way(one, other, ports, network) for one, other in pairs[:MOST_PAIRS]]
    steps = [_elsewhere(party) for party in (source, target) if party.subnets.rest is not None]
    if len(pairs) > MOST_PAIRS:
        steps.append(_doubt(Unknown(f"there are {len(pairs)} pairs of subnets, too many to look at each")))
    stopped = [proof for proof in proofs if proof.answer is Truth.NO]
    if stopped and len(stopped) < len(proofs) and not (source.spread and target.spread):
        steps.append(_doubt(Unknown(f"in which of its subnets {target.name} lies is not known", target.span)))
        stopped = []
    rest = [proof for proof in proofs if proof.answer is not Truth.NO]
    unsure = [proof for proof in rest if proof.answer is Truth.UNSURE]
    chosen = next((several[0] for several in (stopped, unsure, rest) if several), Proof())
    return Proof((*chosen.steps, *steps))


def _places(party: Party) -> Iterator[_Place]:
    yield from party.subnets.known
    if not party.guarded and not party.subnets.known:
        yield from (one for place in party.places for one in place.ranges)


def _elsewhere(party: Party) -> Step:
    assert party.subnets.rest is not None
    return _doubt(party.subnets.rest)


def _doubt(why: Unknown) -> Step:
    return Step("route", Truth.UNSURE, f"the way is not known: {why.why}", why.span, why)
