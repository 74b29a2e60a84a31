"""Which ENIConfig nodes ask for, who finds none, and which ENIConfig leads to the wrong place."""

from __future__ import annotations

import pytest

from builders import UNSURE, cluster, eni_config, group, known, network, subnet, unknown, vpc, zone_ref
from eks_netlint.model.cni import mode
from eks_netlint.model.custom_networking import Misplaced, ipv6, misplaced, service, through_eni_configs
from eks_netlint.model.eni_configs import serves
from eks_netlint.model.features import for_new_nodes
from eks_netlint.model.nouns import Cluster, Network, Zone
from eks_netlint.values import Known, Reference, Text, Truth, Unknown

ZONE = "topology.kubernetes.io/zone"
ON = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"}


def custom(**env: str) -> Cluster:
    return cluster(env={**ON, **env})


def asks(label: str, name: str | Unknown, *, zone: Zone | None = None, labels: dict[str, str] | None = None) -> Truth:
    """Whether nodes in us-east-1a, whose zone has the id use1-az1, use the ENIConfig."""
    of = custom(ENI_CONFIG_LABEL_DEF=label) if label else custom()
    where = subnet("a", zone=Zone("us-east-1a", "use1-az1"))
    nodes = group("g", (where,), of=of, labels={key: known(value) for key, value in (labels or {}).items()})
    return serves(eni_config(name, where, of=of, zone=zone), nodes, where, mode(of.cni))


@pytest.mark.parametrize(
    ("label", "name", "answer"),
    [
        (ZONE, "us-east-1a", Truth.YES),
        (ZONE, "us-east-1b", Truth.NO),
        (ZONE, "pods", Truth.NO),
        ("failure-domain.beta.kubernetes.io/zone", "us-east-1a", Truth.YES),
        ("", "default", Truth.YES),
        ("", "us-east-1a", Truth.NO),
        ("example.com/pods", "default", Truth.YES),
        ("kubernetes.io/hostname", "default", UNSURE),  # a label that nodes get by themselves
        ("eks.amazonaws.com/nodegroup", "default", UNSURE),
    ],
)
def test_the_label_says_which(label: str, name: str, answer: Truth) -> None:
    assert asks(label, name) is answer


def test_by_zone_id() -> None:
    label = "topology.k8s.aws/zone-id"
    assert asks(label, "use1-az1", zone=Zone(zone_id="use1-az1")) is Truth.YES
    assert asks(label, "use1-az2", zone=Zone(zone_id="use1-az2")) is Truth.NO
    assert asks(label, "us-east-1a") is Truth.NO
    assert asks(ZONE, "use1-az1", zone=Zone(zone_id="use1-az1")) is Truth.NO


def test_a_zone_nobody_knows_is_not_called_default() -> None:
    assert asks("", unknown("known after apply"), zone=zone_ref(0)) is Truth.NO
    assert asks("", unknown("a variable")) is UNSURE
    lettered = Zone(identity=Text("zone name", parts=(unknown("var.region"), "a")))
    assert asks("", unknown("zone name"), zone=lettered) is Truth.NO
    ending = Zone(identity=Text("name", parts=(unknown("var.prefix"), "ult")))
    assert asks("", unknown("name"), zone=ending) is UNSURE


def test_names_and_ids_of_one_list_may_be_the_same_zone() -> None:
    by_id = Zone(identity=Reference("id", address="data.aws_availability_zones.d", path=("zone_ids", 0), solid=True))
    by_name = zone_ref(1, "data.aws_availability_zones.d")
    assert by_id.same(by_name) is UNSURE
    assert zone_ref(0).same(zone_ref(1)) is Truth.NO


def places(net: Network) -> list[tuple[str, str | None]]:
    return [(place.subnet.address, place.asks_for) for place in service(net.clusters[0].cni, net).without]


def test_service_by_zone() -> None:
    of = custom(ENI_CONFIG_LABEL_DEF=ZONE)
    a, b = subnet("a"), subnet("b", zone="us-east-1b")
    net = network(a, b, of, group("g", (a, b), of=of), eni_config("us-east-1a", a, of=of))
    assert places(net) == [("aws_subnet.b", None)]
    assert places(network(a, b, of, group("g", (a,), of=of), eni_config("us-east-1a", a, of=of))) == []
    windows = group("g", (a, b), of=of, ami_family=Known("WINDOWS"))
    assert places(network(a, b, of, windows, eni_config("us-east-1a", a, of=of))) == []


def test_service_is_open_where_something_may_serve() -> None:
    of = custom(ENI_CONFIG_LABEL_DEF=ZONE)
    a, b = subnet("a"), subnet("b", zone="us-east-1b")
    nodes = group("g", (b,), of=of)
    elsewhere = network(a, b, of, nodes, eni_config("us-east-1a", a, of=of), eni_configs_rest=unknown())
    maybe = network(a, b, of, nodes, eni_config("us-east-1b", b, of=of, exists=UNSURE))
    nodeless = network(a, b, of, eni_config("us-east-1a", a, of=of))
    stray = network(a, b, of, group("g", (b,), of=unknown("which cluster")), eni_config("us-east-1a", a, of=of))
    for net in (elsewhere, maybe, nodeless, stray):
        found = service(net.clusters[0].cni, net)
        assert not found.without
        assert found.doubts


def test_whether_eni_configs_are_used() -> None:
    assert through_eni_configs(custom().cni, network(custom())) == Known(True)
    off = cluster()
    assert through_eni_configs(off.cni, network(off)) == Known(False)
    six = cluster(env=ON, ip_family=known("ipv6"))
    assert through_eni_configs(six.cni, network(six)) == Known(False)
    assert ipv6(six.cni, network(six)) == Known(True)
    open_family = cluster(env=ON, ip_family=unknown("family"))
    assert isinstance(through_eni_configs(open_family.cni, network(open_family)), Unknown)


def problem(net: Network) -> str | None:
    found = misplaced(net.eni_configs.known[0], net)
    if found is None:
        return None
    return found.problem if isinstance(found, Misplaced) else found.why


def test_misplaced_by_zone() -> None:
    of = custom(ENI_CONFIG_LABEL_DEF=ZONE)
    a, b, far = subnet("a"), subnet("b", zone="us-east-1b"), subnet("far", vpc=vpc("far"))
    nodes = group("g", (a, b), of=of)
    assert problem(network(a, b, of, nodes, eni_config("us-east-1a", a, of=of))) is None
    wrong = problem(network(a, b, of, nodes, eni_config("us-east-1a", b, of=of)))
    assert wrong == "it serves nodes in us-east-1a, its subnet lies in us-east-1b"
    assert "another VPC" in (problem(network(a, b, far, of, nodes, eni_config("us-east-1a", far, of=of))) or "")
    assert problem(network(a, b, of, nodes, eni_config("us-east-1a", unknown("which subnet"), of=of))) == "which subnet"
    off = cluster()
    assert problem(network(a, b, off, group("g", (a,), of=off), eni_config("us-east-1a", b, of=off))) is None


def test_misplaced_by_label() -> None:
    a, b = subnet("a"), subnet("b", zone="us-east-1b")
    of = custom()
    assert problem(network(a, b, of, group("g", (a,), of=of), eni_config("default", a, of=of))) is None
    wrong = problem(network(a, b, of, group("g", (a, b), of=of), eni_config("default", a, of=of)))
    assert wrong == "nodes in us-east-1b use it, its subnet lies in us-east-1a"
    windows = group("g", (a, b), of=of, ami_family=Known("WINDOWS"))
    assert problem(network(a, b, of, windows, eni_config("default", a, of=of))) is None


def test_what_only_new_nodes_take_over() -> None:
    def late(pods: int | None = None, **more: object) -> dict[str, bool | None]:
        of = cluster(env={"ENABLE_PREFIX_DELEGATION": "true"})
        nodes = group("g", (subnet("a"),), of=of, pods=pods, **more)
        facts = for_new_nodes(of.cni, network(of, nodes))
        return {name: fact.value if isinstance(fact, Known) else None for name, fact in facts}

    assert late() == {"custom networking": False, "prefix delegation": True}
    assert late(pods=110)["prefix delegation"] is False
    assert late(kind="self-managed")["prefix delegation"] is False
    assert late(custom_ami=unknown("ami"))["prefix delegation"] is None
