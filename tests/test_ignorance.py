"""Stability under ignorance: blank any fact of a network, and its budgets may turn undecided, never the other way.

Networks and blanks are drawn from a fixed seed, so that a failure names the draw and is the same on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from builders import UNSURE, cluster, eni_config, group, network, reservation, subnet, taker, unknown
from eks_netlint.model.budget import LEVELS, budgets
from eks_netlint.model.nouns import Cluster, Members, Network, NodeGroup, Subnet
from eks_netlint.records import replace
from eks_netlint.values import Bounds, Known, Truth, Unknown

DRAWS = 100
TYPES = ("t3.micro", "m5.large", "c4.large", "m5.4xlarge", "c5a.metal")


def drawn_subnets(rng: random.Random) -> list[Subnet]:
    made = []
    for number in range(rng.randint(1, 4)):
        tags = rng.choice([{}, {}, {}, {"kubernetes.io/role/cni": rng.choice("01")}])
        kept = [reservation(f"10.0.{number}.64/27", rng.choice(["prefix", "explicit"]))] if rng.random() < 0.2 else []
        mask, zone = rng.randint(22, 28), f"us-east-1{rng.choice('ab')}"
        made.append(subnet(f"s{number}", f"10.{number}.0.0/{mask}", zone, tags=tags, reservations=kept))
    return made


def drawn_cluster(rng: random.Random) -> Cluster:
    env: dict[str, str] = {}
    for name, values in {
        "ENABLE_PREFIX_DELEGATION": ("true", "false"),
        "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": ("true", "false"),
        "ENABLE_POD_ENI": ("true", "false"),
        "WARM_IP_TARGET": ("0", "2", "9"),
        "MINIMUM_IP_TARGET": ("0", "12"),
        "WARM_ENI_TARGET": ("0", "1", "2"),
        "WARM_PREFIX_TARGET": ("0", "1", "3"),
        "MAX_ENI": ("1", "2"),
        "ENABLE_SUBNET_DISCOVERY": ("true", "false"),
    }.items():
        if rng.random() < 0.3:
            env[name] = rng.choice(values)
    if rng.random() < 0.7:
        env["ENI_CONFIG_LABEL_DEF"] = "topology.kubernetes.io/zone"
    family = "ipv6" if rng.random() < 0.1 else "ipv4"
    return cluster(env=env, ip_family=Known(family))


def drawn(rng: random.Random) -> Network:
    subnets, of = drawn_subnets(rng), drawn_cluster(rng)
    groups = []
    for number in range(rng.randint(1, 2)):
        own = rng.sample(subnets, rng.randint(1, len(subnets)))
        types = rng.sample(TYPES, rng.randint(1, 2))
        kind, own_ami = rng.choice(["managed", "self-managed"]), rng.random() < 0.3
        sizes = sorted(rng.choices([0, 1, 2, 3, 5, 9, 20, 60], k=3))
        groups.append(
            group(
                f"g{number}", own, types, size=(sizes[0], sizes[1], sizes[2]), kind=kind, of=of,
                pods=rng.choice([None, None, 4, 29, 110]), custom_ami=Known(own_ami),
                ami_family=Known(rng.choice(["AL2023", "AL2023", "WINDOWS"])),
            )
        )
    names = rng.sample(["us-east-1a", "us-east-1b", "default"], rng.randint(0, 3))
    configs = [eni_config(name, rng.choice(subnets), of=of) for name in names]
    others = [taker("database", rng.sample(subnets, 1), rng.randint(1, 20))] if rng.random() < 0.4 else []
    return network(subnets, of, groups, configs, others)


WHY = unknown("blanked")
Blank = Callable[[random.Random, Any], Any]
OF_SUBNET: list[Blank] = [
    lambda rng, it: replace(it, cidr=WHY),
    lambda rng, it: replace(it, zone=WHY),
    lambda rng, it: replace(it, vpc=WHY),
    lambda rng, it: replace(it, tags=replace(it.tags, known={}, rest=WHY)),
    lambda rng, it: replace(it, reservations=Members((), WHY)),
    lambda rng, it: replace(it, exists=UNSURE),
]
OF_GROUP: list[Blank] = [
    lambda rng, it: replace(it, min_size=WHY),
    lambda rng, it: replace(it, max_size=WHY),
    lambda rng, it: replace(it, instance_types=Members(it.instance_types.known[1:], WHY)),
    lambda rng, it: replace(it, subnets=Members(it.subnets.known[1:], WHY)),
    lambda rng, it: replace(it, max_pods=replace(it.max_pods, pods=WHY)),
    lambda rng, it: replace(it, ami_family=WHY),
    lambda rng, it: replace(it, custom_ami=WHY),
    lambda rng, it: replace(it, exists=UNSURE),
    lambda rng, it: replace(it, cluster=WHY),
    lambda rng, it: it if it.surge is None else replace(it, surge=replace(it.surge, strategy=WHY)),
    lambda rng, it: it if it.surge is None else replace(it, surge=replace(it.surge, max_unavailable=WHY)),
    lambda rng, it: replace(it, labels={}, labels_rest=WHY),
]


def without_a_setting(rng: random.Random, it: Cluster) -> Cluster:
    name = rng.choice(list(it.cni.env) or ["WARM_IP_TARGET"])
    if rng.random() < 0.5:
        return replace(it, cni=replace(it.cni, env={**it.cni.env, name: WHY}))
    kept = {key: value for key, value in it.cni.env.items() if key != name}
    return replace(it, cni=replace(it.cni, env=kept, rest=WHY))


OF_CLUSTER: list[Blank] = [
    without_a_setting,
    without_a_setting,
    lambda rng, it: replace(it, ip_family=WHY),
    lambda rng, it: replace(it, cni=replace(it.cni, runs=UNSURE)),
    lambda rng, it: replace(it, cni=replace(it.cni, version=WHY)),
    lambda rng, it: replace(it, subnets=Members((), WHY)),
]


def blanked(rng: random.Random, net: Network) -> Network:
    """The network with one to three of its facts unknown; what refers to a blanked noun refers to the new one."""
    swap: dict[str, Any] = {each.address: each for each in (*net.subnets, *net.clusters, *net.node_groups)}
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice([OF_SUBNET, OF_GROUP, OF_CLUSTER])
        pool = {id(OF_SUBNET): net.subnets, id(OF_GROUP): net.node_groups, id(OF_CLUSTER): net.clusters}[id(kind)]
        address = rng.choice(pool).address
        swap[address] = rng.choice(kind)(rng, swap[address])

    def fresh(members: Members[Subnet]) -> Members[Subnet]:
        return Members(tuple(swap[each.address] for each in members.known), members.rest)

    def joined(each: NodeGroup) -> NodeGroup:
        of = each.cluster if isinstance(each.cluster, Unknown) else swap[each.cluster.address]
        return replace(each, subnets=fresh(each.subnets), cluster=of)

    configs = [
        each if isinstance(each.subnet, Unknown) else replace(each, subnet=swap[each.subnet.address])
        for each in net.eni_configs.known
    ]
    rest = None
    if rng.random() < 0.3:
        configs, rest = configs[1:], WHY
    elif configs and rng.random() < 0.3:
        change = rng.choice([{"subnet": WHY}, {"name": WHY, "zone": None}, {"exists": UNSURE}])
        configs[0] = replace(configs[0], **change)
    takers = [replace(each, subnets=fresh(each.subnets)) for each in net.takers]
    if takers and rng.random() < 0.5:
        change = rng.choice([{"each": Bounds(0, None)}, {"subnets": Members((), WHY)}, {"exists": UNSURE}])
        takers[0] = replace(takers[0], **change)
    return replace(
        net,
        subnets=tuple(swap[each.address] for each in net.subnets),
        clusters=tuple(swap[each.address] for each in net.clusters),
        node_groups=tuple(joined(swap[each.address]) for each in net.node_groups),
        eni_configs=Members(tuple(configs), rest),
        takers=tuple(takers),
        answers={},
    )


@pytest.mark.parametrize("batch", range(8))
def test_a_blank_never_finds_and_never_clears(batch: int) -> None:
    decided = 0
    for draw in range(batch * DRAWS, (batch + 1) * DRAWS):
        rng = random.Random(draw)
        net = drawn(rng)
        less = blanked(rng, net)
        real, found = budgets(net), budgets(less)
        for address, made in real.items():
            for level in LEVELS:
                known, seen = made.exceeds(level), found[address].exceeds(level)
                assert known is Truth.UNSURE or seen in (known, Truth.UNSURE), (draw, address, level)
                blocks, blocks_seen = made.blocks_exceed(level), found[address].blocks_exceed(level)
                assert blocks is Truth.UNSURE or blocks_seen in (blocks, Truth.UNSURE), (draw, address, level, "blocks")
                assert seen is not Truth.UNSURE or found[address].unknowns(level), (draw, address, level, "no reason")
                decided += seen is not Truth.UNSURE
    assert decided > 100, "most draws must stay decidable, or the test says nothing"
