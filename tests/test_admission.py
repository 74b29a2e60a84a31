"""What security groups let pass: the tables against going through every rule, and what is not known."""

from __future__ import annotations

import random
from ipaddress import IPv4Network, ip_network

import pytest

from builders import at
from eks_netlint.model.nouns import Members, Network, Tags
from eks_netlint.model.paths import past_groups
from eks_netlint.model.proof import ANY, Ports
from eks_netlint.model.security.admission import admits
from eks_netlint.model.security.nouns import EGRESS, INGRESS, GroupRule, Range, Security, SecurityGroup
from eks_netlint.model.security.parties import Party, Place, outside
from eks_netlint.records import replace
from eks_netlint.values import Fact, Known, Truth, Unknown

WHY = Unknown("not in the files")
WEB = Ports("tcp", 80, 80)


def rule(
    direction: str = INGRESS,
    ports: Fact[Ports] | Ports = WEB,
    ranges: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
    **more: object,
) -> GroupRule:
    said = Known(ports) if isinstance(ports, Ports) else ports
    peers = Members(tuple(Known(ip_network(each)) for each in ranges))
    made = GroupRule("r", at("r"), direction, said, peers, Members(groups), Members())
    return replace(made, **more)


def group(name: str, *rules: GroupRule, rest: Unknown | None = None, **more: object) -> SecurityGroup:
    made = SecurityGroup(name, at(name), WHY, Known(name), Tags(), Members(rules, rest))
    return replace(made, **more)


def party(*groups: SecurityGroup, places: tuple[str, ...] = ("10.0.0.0/24",), **more: object) -> Party:
    where = tuple(Place(each, (ip_network(each),)) for each in places)
    return replace(Party("p", Members(groups), where), **more)


def net(*groups: SecurityGroup) -> Network:
    return Network("test", security=Security(groups))


def answer(own: Party, peer: Party, ports: Ports = WEB, direction: str = INGRESS) -> Truth:
    known = {name: group(name) for name in "xyz"}
    known |= {one.address: one for one in (*own.groups.known, *peer.groups.known)}
    step = admits(direction, own, peer, ports, net(*known.values()))
    assert step is not None
    assert (step.unknown is None) is (step.passes is not Truth.UNSURE)
    return step.passes


def naive(rules: list[GroupRule], carried: set[str], address: IPv4Network, port: int, protocol: str) -> bool:
    """Whether one packet passes, by going through the rules."""
    for each in rules:
        assert isinstance(each.ports, Known)
        said = each.ports.value
        if said.protocol not in (ANY, protocol) or not (said.protocol == ANY or said.low <= port <= said.high):
            continue
        if carried.intersection(each.groups.known) or any(address.subnet_of(r.value) for r in each.ranges.known):  # type: ignore[arg-type]  # all are IPv4
            return True
    return False


def some_range(rng: random.Random, *lengths: int) -> str:
    return str(IPv4Network((f"10.0.0.{rng.randrange(16)}", rng.choice(lengths)), strict=False))


@pytest.mark.parametrize("seed", range(60))
def test_the_tables_say_what_each_rule_says(seed: int) -> None:
    rng = random.Random(seed)
    rules = []
    for _ in range(rng.randrange(1, 8)):
        low = rng.randrange(0, 12)
        ports = Ports(rng.choice(("tcp", "udp", ANY)), low, low + rng.randrange(0, 6))
        if ports.protocol == ANY:
            ports = Ports(ANY)
        if rng.random() < 0.4:
            rules.append(rule(ports=ports, groups=(rng.choice("xyz"),)))
        else:
            rules.append(rule(ports=ports, ranges=(some_range(rng, 28, 29, 30, 32),)))
    low = rng.randrange(0, 12)
    asked = Ports(rng.choice(("tcp", "udp")), low, low + rng.randrange(0, 4))
    wanted = IPv4Network(some_range(rng, 28, 29, 30))
    carried = {rng.choice("xyz")}
    each = [
        naive(rules, carried, IPv4Network(address), port, asked.protocol)
        for address in wanted
        for port in range(asked.low, asked.high + 1)
    ]
    own = group("own", *rules)
    peer = party(*(group(name) for name in carried), places=(str(wanted),))
    found = answer(party(own), peer, asked)
    if all(each):
        # what several rules open together, some by group and some by range, is not put together
        assert found is Truth.YES or len(rules) > 1
    else:
        assert found is not Truth.YES


@pytest.mark.parametrize(
    ("rules", "passes"),
    [
        ((rule(groups=("x",)),), Truth.YES),
        ((rule(groups=("y",)),), Truth.NO),
        ((rule(ranges=("10.0.0.0/16",)),), Truth.YES),
        ((rule(ranges=("10.0.0.0/25",)), rule(ranges=("10.0.0.128/25",))), Truth.YES),
        ((rule(ranges=("10.0.0.0/25",)),), Truth.UNSURE),
        ((rule(ranges=("10.1.0.0/16",)),), Truth.NO),
        ((rule(ranges=("::/0",)),), Truth.NO),
        ((rule(ports=Ports("udp", 80, 80), groups=("x",)),), Truth.NO),
        ((rule(ports=Ports(ANY), groups=("x",)),), Truth.YES),
        ((rule(EGRESS, groups=("x",)),), Truth.NO),
        ((rule(ports=WHY, groups=("x",)),), Truth.UNSURE),
        ((rule(ports=WHY, groups=("y",)),), Truth.NO),
        ((rule(groups=("x",), exists=Truth.UNSURE),), Truth.UNSURE),
        ((rule(groups=("y",), exists=Truth.UNSURE),), Truth.NO),
        ((replace(rule(), groups=Members((), WHY)),), Truth.UNSURE),
        ((replace(rule(), ranges=Members((), WHY)),), Truth.UNSURE),
        ((replace(rule(), prefix_lists=Members(("pl-1",))),), Truth.UNSURE),
        ((replace(rule(ports=Ports("tcp", 81, 81)), prefix_lists=Members(("pl-1",))),), Truth.NO),
        ((), Truth.NO),
    ],
)
def test_one_rule_and_what_is_not_known_of_it(rules: tuple[GroupRule, ...], passes: Truth) -> None:
    assert answer(party(group("own", *rules)), party(group("x"), group("z"))) is passes


def test_what_is_not_known_of_either_end_may_let_it_pass() -> None:
    own, peer = group("own", rule(groups=("x",))), party(group("y"))
    assert answer(party(own), peer) is Truth.NO
    assert answer(party(own), replace(peer, groups=Members((group("y"),), WHY))) is Truth.UNSURE
    assert answer(party(own), party(group("y", sure=False))) is Truth.UNSURE
    assert answer(replace(party(own), groups=Members((own,), WHY)), peer) is Truth.UNSURE
    assert answer(party(group("own", rest=WHY)), peer) is Truth.UNSURE
    assert answer(party(replace(group("own", rule(groups=("y",))), exists=Truth.UNSURE)), peer) is Truth.UNSURE


def test_an_end_is_in_all_its_places_or_in_one() -> None:
    own = party(group("own", rule(ranges=("10.0.0.0/24",))))
    spread = party(places=("10.0.0.0/24", "10.0.1.0/24"))
    assert answer(own, spread) is Truth.NO
    assert answer(own, replace(spread, spread=False)) is Truth.UNSURE
    assert answer(own, party(places=("10.0.0.0/25", "10.0.0.128/25"))) is Truth.YES


@pytest.mark.parametrize(
    ("around", "rules", "passes"),
    [
        ("10.0.0.0/16", (rule(ranges=("10.0.0.0/8",)),), Truth.YES),
        ("10.0.0.0/16", (rule(ranges=("10.0.3.0/24",)),), Truth.UNSURE),
        ("10.0.0.0/16", (rule(ranges=("10.1.0.0/16",)),), Truth.NO),
        (None, (rule(ranges=("0.0.0.0/0",)),), Truth.YES),
        (None, (rule(ranges=("10.1.0.0/16",)),), Truth.UNSURE),
        (None, (rule(groups=("y",)),), Truth.NO),
    ],
)
def test_a_place_whose_range_is_not_known(around: str | None, rules: tuple[GroupRule, ...], passes: Truth) -> None:
    known: tuple[Range, ...] = () if around is None else (ip_network(around),)
    peer = replace(party(group("x")), places=(Place("s", known, WHY),))
    assert answer(party(group("own", *rules)), peer) is passes


def test_nothing_guards_what_is_outside() -> None:
    own = party(group("own", rule(EGRESS, ranges=("0.0.0.0/0",))))
    proof = past_groups(own, outside(ip_network("192.0.2.0/24")), WEB, net())
    assert [step.kind for step in proof.steps] == ["egress rule"] and proof.answer is Truth.YES
    assert past_groups(outside(ip_network("192.0.2.0/24")), own, WEB, net()).missing is not None


def test_intervals_together_open_a_range_of_ports() -> None:
    parts = (Ports("tcp", 1, 50), Ports("tcp", 40, 80), Ports("tcp", 81, 90))
    own = party(group("own", *(rule(ports=each, groups=("x",)) for each in parts)))
    assert answer(own, party(group("x")), Ports("tcp", 1, 90)) is Truth.YES
    assert answer(own, party(group("x")), Ports("tcp", 1, 91)) is Truth.NO
