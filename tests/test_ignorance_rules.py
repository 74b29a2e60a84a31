"""Stability under ignorance: blank any fact of a network, and a finding of a rule may turn undecided, no more.

The rules on custom networking, on settings of the CNI and on tags of subnets, asked about drawn networks.  Draws come
from a fixed seed, so that a failure names the draw and is the same on every machine.
"""

from __future__ import annotations

import random

import pytest

from builders import cluster, eni_config, network
from eks_netlint.model.nouns import Cluster, EniConfig, Network, NodeGroup, Subnet
from eks_netlint.records import replace
from eks_netlint.rules.engine import Judgement, judge
from eks_netlint.rules.registry import load_rules
from eks_netlint.values import Fact, Known
from test_ignorance import blanked, drawn

DRAWS = 400
IDS = ("EKN215", "EKN216", "EKN217", "EKN219", "EKN220", "EKN224", "EKN225", "EKN227", "EKN261", "EKN263", "EKN264")
RULES = [rule for rule in load_rules() if rule.id in IDS]
ENV: dict[str, tuple[str, ...]] = {
    "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": ("true", "true", "false"),
    "ENI_CONFIG_LABEL_DEF": (
        "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone", "example.com/pods",
    ),
    "ENABLE_PREFIX_DELEGATION": ("true", "false"),
    "ENABLE_SUBNET_DISCOVERY": ("true", "false"),
    "ENABLE_POD_ENI": ("true", "false"),
    "ENABLE_NFTABLES": ("true",),
    "POD_SECURITY_GROUP_ENFORCING_MODE": ("strict", "lax"),
    "AWS_VPC_ENI_MTU": ("1500", "1000", "99"),
    "AWS_VPC_K8S_CNI_EXTERNALSNAT": ("true", "false"),
    "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS": ("10.0.0.0/8", "10.0.0.0/8,all"),
    "CLUSTER_NAME": ("this", "other"),
}  # fmt: skip


def with_tags(rng: random.Random, it: Subnet) -> Subnet:
    tags: dict[str, Fact[str]] = {}
    if rng.random() < 0.6:
        tags["kubernetes.io/role/cni"] = Known(rng.choice(("0", "0", "1", "")))
    if rng.random() < 0.4:
        tags[f"cni.networking.k8s.aws/cluster/{rng.choice(('this', 'other', 'third'))}"] = Known("1")
    if rng.random() < 0.1:
        tags["karpenter.sh/discovery"] = Known("this")
    return replace(it, tags=replace(it.tags, known=tags))


def with_settings(rng: random.Random, it: Cluster) -> Cluster:
    env = {name: rng.choice(values) for name, values in ENV.items() if rng.random() < 0.5}
    made = cluster(env=env, ip_family=it.ip_family).cni
    versions = (None, None, "v1.12.6", "v1.17.1", "v1.20.0", "v1.23.1")
    forms = ("add-on configuration_values", "helm_release values")
    settings = replace(
        made, version=Known(rng.choice(versions)), before_compute=Known(rng.choice((None, True, False))),
        sources=(rng.choice(forms),),
    )  # fmt: skip
    return replace(it, cni=settings)


def with_labels(rng: random.Random, it: NodeGroup) -> NodeGroup:
    if rng.random() < 0.6:
        return it
    return replace(it, labels={"example.com/pods": Known(rng.choice(("us-east-1a", "pods")))})


def drawn_for_rules(rng: random.Random) -> Network:
    """A drawn network with tags, settings, labels and ENIConfigs besides."""
    net = drawn(rng)
    subnets = {each.address: with_tags(rng, each) for each in net.subnets}
    of = with_settings(rng, net.clusters[0])
    groups = [
        with_labels(rng, replace(each, cluster=of, subnets=replace(
            each.subnets, known=tuple(subnets[one.address] for one in each.subnets.known)
        )))
        for each in net.node_groups
    ]  # fmt: skip
    names = rng.sample(("us-east-1a", "us-east-1b", "default", "pods"), rng.randint(1, 3))
    configs: list[EniConfig] = [eni_config(name, rng.choice(list(subnets.values())), of=of) for name in names]
    return network(list(subnets.values()), of, groups, configs)


def verdicts(answer: Judgement) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Rule and subject of every finding, those of instances included, and of every clean answer."""
    found = {(each.rule, name) for each in (*answer.findings, *answer.silenced) for name in (each.resource, *each.also)}
    return found, {(each.rule, each.resource) for each in answer.clean}


@pytest.mark.parametrize("batch", range(4))
def test_a_blank_never_finds_and_never_clears(batch: int) -> None:
    seen: set[str] = set()
    for draw in range(batch * DRAWS, (batch + 1) * DRAWS):
        rng = random.Random(draw)
        net = drawn_for_rules(rng)
        found, _ = verdicts(judge(net, RULES))
        less = judge(blanked(rng, net), RULES)
        assert not less.problems, (draw, less.problems)
        found_less, clean_less = verdicts(less)
        assert found_less <= found, (draw, "new", found_less - found)
        assert not clean_less & found, (draw, "cleared", clean_less & found)
        assert not any(each.unknowns == () for each in less.undecided), (draw, "no reason")
        seen |= {rule for rule, _ in found}
    assert len(seen) >= len(IDS) - 1, f"draws that never find are no test: {sorted(set(IDS) - seen)}"
