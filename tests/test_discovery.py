"""Subnets tagged for pods: who finds them, whose nodes are left without one, and for which cluster."""

from __future__ import annotations

import pytest

from builders import UNSURE, cluster, eni_config, group, known, network, subnet, unknown, vpc
from eks_netlint.model.cluster_tags import TagFault, tag_faults
from eks_netlint.model.discovery import holds_nodes, reach
from eks_netlint.model.exclusion import stranded
from eks_netlint.model.nouns import Cluster, Network, Subnet
from eks_netlint.model.placement import pod_home
from eks_netlint.records import replace
from eks_netlint.values import Known, Truth

ROLE = {"kubernetes.io/role/cni": "1"}
KEPT_OUT = {"kubernetes.io/role/cni": "0"}
HELM = ("helm_release values",)


def pinned(version: str, of: Cluster | None = None) -> Cluster:
    made = of or cluster()
    return replace(made, cni=replace(made.cni, version=Known(version)))


def around(extra: Subnet, of: Cluster | None = None, *more: object) -> Network:
    own = subnet("a")
    made = of or cluster()
    return network(own, extra, made, group("g", (own,), of=made), *more)


@pytest.mark.parametrize(
    ("extra", "of", "why"),
    [
        (subnet("x", tags=ROLE), None, None),
        (subnet("x", tags={"kubernetes.io/role/cni": ""}), None, "no value"),
        (subnet("x", tags=ROLE, zone="us-east-1b"), None, "no nodes run in its zone"),
        (subnet("x", tags=ROLE, vpc=vpc("other")), None, "no nodes run in its zone"),
        (subnet("x", tags=ROLE), cluster(env={"ENABLE_SUBNET_DISCOVERY": "false"}), "DISCOVERY is false"),
        (subnet("x", tags=ROLE), cluster(env={"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"}), "custom networking"),
        (subnet("x", tags=ROLE), pinned("v1.16.0"), "VPC CNI v1.16.0 is pinned"),
    ],
)
def test_what_keeps_a_subnet_from_being_found(extra: Subnet, of: Cluster | None, why: str | None) -> None:
    found = reach(extra, around(extra, of))
    assert found.answer is (Truth.YES if why is None else Truth.NO)
    assert (why or "") in found.why


def test_what_leaves_it_open() -> None:
    extra = subnet("x", tags=ROLE, zone="us-east-1b")
    assert reach(extra, network(extra)).answer is UNSURE, "no cluster"
    assert reach(extra, network(extra, cluster())).answer is UNSURE, "no nodes in these files"
    assert reach(extra, around(extra, pinned("latest"))).answer is Truth.NO, "no node is near whatever the version"
    near = subnet("y", tags=ROLE)
    assert reach(near, around(near, pinned("latest"))).answer is UNSURE
    karpenter = subnet("k", zone="us-east-1b", tags={"karpenter.sh/discovery": "this"})
    assert reach(extra, around(extra, None, karpenter)).answer is UNSURE


def test_nodes_and_eni_configs_use_a_subnet_too() -> None:
    extra = subnet("x", tags=ROLE, zone="us-east-1b")
    of = cluster(env={"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"})
    assert reach(extra, around(extra, of, eni_config("us-east-1b", extra, of=of))).answer is Truth.YES
    off = cluster()
    assert reach(extra, around(extra, off, eni_config("us-east-1b", extra, of=off))).answer is Truth.NO
    net = network(extra, group("g", (extra,)))
    assert (holds_nodes(extra, net), reach(extra, net).answer) == (Truth.YES, Truth.YES)


def test_an_excluded_subnet_leaves_nodes_without() -> None:
    own = subnet("a", tags=KEPT_OUT)
    nodes = group("g", (own,))
    assert [each.address for each in stranded(own, network(own, nodes)).groups] == [nodes.address]
    beside = subnet("x", tags=ROLE)
    assert stranded(own, network(own, beside, nodes)).groups == ()
    assert stranded(own, network(own, beside, nodes)).doubts == ()
    maybe = subnet("x", tags={"kubernetes.io/role/cni": unknown("tag")})
    assert stranded(own, network(own, maybe, nodes)).doubts


def test_an_excluded_subnet_is_excluded_without_discovery_too() -> None:
    own = subnet("a", tags=KEPT_OUT)
    of = cluster(env={"ENABLE_SUBNET_DISCOVERY": "false"})
    nodes = group("g", (own,), of=of)
    net = network(own, subnet("x", tags=ROLE), nodes)
    assert pod_home(nodes, own, net).members == ()
    assert stranded(own, net).groups
    old = replace(nodes, cluster=pinned("v1.20.0", of))
    assert pod_home(old, own, network(own, old)).sure == (own,), "0 is not read before 1.22.1"


def told(extra: Subnet, of: Cluster, *more: object) -> list[str]:
    found = tag_faults(extra, around(extra, of, *more))
    return [each.problem if isinstance(each, TagFault) else f"? {each.why}" for each in found]


def scoped(*names: str, role: dict[str, str] | None = None) -> Subnet:
    marks = {f"cni.networking.k8s.aws/cluster/{name}": "1" for name in names}
    return subnet("x", tags={**(ROLE if role is None else role), **marks})


def by_helm(**env: str) -> Cluster:
    made = cluster(env=env)
    return replace(made, cni=replace(made.cni, sources=HELM))


def test_cluster_tags() -> None:
    assert told(scoped("this"), cluster()) == []
    assert told(scoped("other", "this"), cluster()) == []
    assert told(scoped("other"), cluster()) == ["names no cluster of these files, there is this"]
    assert "does not keep cluster this" in told(scoped("other"), by_helm())[0]
    assert told(scoped("this"), by_helm()) == []
    assert "does not match cluster this: CLUSTER_NAME is that" in told(scoped("this"), by_helm(CLUSTER_NAME="that"))
    assert "older than 1.22.1" in told(scoped("other"), pinned("v1.20.0"))[0]
    assert "not read without kubernetes.io/role/cni" in told(scoped("this", role={}), cluster())[0]
    assert told(scoped("other", role=KEPT_OUT), cluster()) == []
    assert told(scoped("other"), replace(cluster(), name=unknown("the name"))) == ["? the name"]


def test_a_tag_whose_cluster_is_not_known_hides_nothing() -> None:
    extra = subnet("x", tags=ROLE)
    for head, hidden in (("cni.networking.k8s.aws/cluster/", True), ("kubernetes.io/cluster/", False)):
        marked = replace(extra, tags=replace(extra.tags, heads=(head,)))
        assert bool(told(marked, cluster())) is hidden


def test_cluster_tags_of_a_subnet_with_nodes() -> None:
    own = scoped("other")
    net = network(own, group("g", (own,)))
    (fault,) = tag_faults(own, net)
    assert isinstance(fault, TagFault)
    assert "from the subnet of its own nodes" in fault.problem
    assert fault.assumed == ("CLUSTER_NAME as EKS sets it",)
    unread = scoped("other", role={})
    assert list(tag_faults(unread, network(unread, group("g", (unread,))))) == []


def test_two_clusters_with_a_subnet_each() -> None:
    second = replace(cluster("second"), name=known("second"))
    extra = scoped("second")
    own = subnet("b")
    assert told(extra, cluster(), own, second, group("h", (own,), of=second)) == []
