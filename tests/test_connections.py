"""Which connections policies allow: the answers stand in the fixtures, ``# allows: shop/client -> shop/web:80``."""

from __future__ import annotations

import re
from ipaddress import ip_network
from pathlib import Path

import pytest

from eks_netlint import analysis
from eks_netlint.frontends import kubernetes
from eks_netlint.lowering.kubernetes import lower
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.model.kubernetes.connections import allowed, between, connects, isolated, stretches
from eks_netlint.model.kubernetes.decisions import Answer
from eks_netlint.model.kubernetes.endpoints import Endpoint, endpoints
from eks_netlint.model.kubernetes.matches import Called, Other, cut
from eks_netlint.model.kubernetes.policies import EGRESS, INGRESS
from eks_netlint.model.nouns import Network
from eks_netlint.values import Truth, Unknown

FIXTURES = Path(__file__).parent.parent / "fixtures" / "connectivity"
SAYS = re.compile(r"^# (allows|denies|unsure): (\S+) -> (\S+):(\d+)(?:/(\w+))?$", re.MULTILINE)
TRUTHS = {"allows": Truth.YES, "denies": Truth.NO, "unsure": Truth.UNSURE}


def network_of(tree: Path, rest: Unknown | None = None) -> Network:
    loaded = kubernetes.load(tree, every=False)
    assert not loaded.problems
    return Network("test", kubernetes=lower(Manifests(tuple(loaded.manifests), rest)))


def read(name: str, tmp_path: Path, old: str = "", new: str = "") -> Network:
    text = (FIXTURES / f"{name}.yaml").read_text()
    assert old in text
    (tmp_path / "all.yaml").write_text(text.replace(old, new))
    return network_of(tmp_path)


def side(name: str, known: dict[str, Endpoint]) -> Other:
    if name in known:
        return known[name]
    return ip_network(name) if "/" in name and name[0].isdigit() else Called(name)


def ask(network: Network, source: str, target: str, port: int, protocol: str = "TCP") -> Answer:
    known = {one.title: one for one in endpoints(network)}
    one, two = side(source, known), side(target, known)
    if isinstance(one, Endpoint) and isinstance(two, Endpoint):
        return connects(one, two, protocol, port, network)
    if isinstance(one, Endpoint):
        return allowed(one, EGRESS, two, protocol, port, network)
    assert isinstance(two, Endpoint)
    return allowed(two, INGRESS, one, protocol, port, network)


def said() -> list[tuple[str, str, str, str, int, str]]:
    return [
        (file.stem, what, source, target, int(port), (protocol or "tcp").upper())
        for file in sorted(FIXTURES.glob("*.yaml"))
        for what, source, target, port, protocol in SAYS.findall(file.read_text())
    ]


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Network]:
    return {file.stem: read(file.stem, tmp_path_factory.mktemp(file.stem)) for file in FIXTURES.glob("*.yaml")}


@pytest.mark.parametrize(("name", "what", "source", "target", "port", "protocol"), said())
def test_fixture(
    networks: dict[str, Network], name: str, what: str, source: str, target: str, port: int, protocol: str
) -> None:
    answer = ask(networks[name], source, target, port, protocol)
    assert answer.allowed is TRUTHS[what], [(one.policy.address, one.action, one.sure) for one in answer.reasons]


def test_every_line_of_a_fixture_is_read() -> None:
    for file in FIXTURES.glob("*.yaml"):
        lines = [line for line in file.read_text().splitlines() if re.match(r"# (allows|denies|unsure)", line)]
        assert lines and len(lines) == len(SAYS.findall(file.read_text())), file


def test_reasons_point_at_rules(tmp_path: Path) -> None:
    network = read("policies_add_up", tmp_path)
    (reason,) = ask(network, "shop/orders", "shop/api", 8080).reasons
    assert reason.rule is not None and reason.rule.span is not None
    text = (FIXTURES / "policies_add_up.yaml").read_text().splitlines()[reason.rule.span.line - 1]
    assert "values: [sales, support]" in text
    denied = ask(network, "shop/batch", "shop/api", 8080)
    assert [one.policy.address for one in denied.reasons] == [
        "NetworkPolicy/shop/shut", "NetworkPolicy/shop/sales", "NetworkPolicy/shop/watched",
    ]  # fmt: skip
    assert all(one.rule is None and one.action == "restrict" for one in denied.reasons)


def test_stretches_of_ports(tmp_path: Path) -> None:
    network = read("policies_add_up", tmp_path)
    known = {one.title: one for one in endpoints(network)}
    found = between(known["shop/metrics"], known["shop/api"], network)
    tcp = [(one.first, one.last, one.answer.allowed) for one in found if one.protocol == "TCP"]
    assert tcp == [(1, 9089, Truth.NO), (9090, 9099, Truth.YES), (9100, 65535, Truth.NO)]
    (udp,) = [one for one in found if one.protocol == "UDP"]
    assert udp.answer.allowed is Truth.NO
    every = stretches(known["shop/api"], EGRESS, known["shop/batch"], network)
    assert {one.answer.allowed for one in every} == {Truth.YES}


def test_isolation(tmp_path: Path) -> None:
    network = read("not_known", tmp_path)
    known = {one.title: one for one in endpoints(network)}
    assert isolated(known["shop/web"], INGRESS, network) is Truth.UNSURE
    assert isolated(known["shop/api"], INGRESS, network) is Truth.YES
    assert isolated(known["shop/api"], EGRESS, network) is Truth.NO


def test_pods_in_the_network_of_the_host_are_not_selected(tmp_path: Path) -> None:
    shared = "spec: {hostNetwork: true, containers: [{name: main, image: example.com/web}]}"
    network = read("nothing_comes_in", tmp_path, "spec: {containers: [{name: main, image: example.com/web}]}", shared)
    assert ask(network, "shop/client", "shop/web", 80).allowed is Truth.YES


def test_policies_that_nobody_read_leave_only_what_a_rule_allows(tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text((FIXTURES / "egress_and_dns.yaml").read_text())
    network = network_of(tmp_path, Unknown("a document that is not known"))
    assert ask(network, "shop/asks", "kube-system/coredns", 53, "UDP").allowed is Truth.UNSURE  # its ingress
    assert ask(network, "shop/asks", "shop/web", 80).allowed is Truth.UNSURE
    assert ask(network, "shop/web", "www.example.com", 443).allowed is Truth.UNSURE


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        ("order: 10\n", "order: ${ORDER}\n", Truth.UNSURE),  # before or behind the one that allows
        ("order: 10\n", "order: 30\n", Truth.YES),
        ("order: 20\n", "order: 10\n", Truth.NO),  # by name
        ("action: Deny, protocol", "action: '${ACTION}', protocol", Truth.UNSURE),
        ("egress: [{action: Deny, protocol", "egress: ['${RULE}', {action: Deny, protocol", Truth.UNSURE),
    ],
)
def test_order_of_calico(tmp_path: Path, old: str, new: str, answer: Truth) -> None:
    network = read("calico", tmp_path, old, new)
    assert ask(network, "shop/web", "shop/db", 5433).allowed is answer


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        ("priority: 20", "priority: ${PRIORITY}", Truth.UNSURE),
        ("priority: 20", "priority: 10", Truth.UNSURE),  # of equals nobody knows which is first
        ("priority: 20", "priority: 5", Truth.NO),
    ],
)
def test_priority(tmp_path: Path, old: str, new: str, answer: Truth) -> None:
    passed = "{action: Pass, from: [{namespaces: {matchLabels: {team: sales}}}]}"
    network = read("tiers", tmp_path, passed, "{action: Allow, from: [{namespaces: {}}]}")
    assert ask(network, "lab/client", "shop/web", 80).allowed is Truth.YES
    text = (tmp_path / "all.yaml").read_text()
    (tmp_path / "all.yaml").write_text(text.replace(old, new))
    assert ask(network_of(tmp_path), "lab/client", "shop/web", 80).allowed is answer


def test_cutting_a_range() -> None:
    ranges = frozenset(ip_network(text) for text in ("10.0.0.0/9", "10.64.0.0/10", "192.0.2.0/24", "::/0"))
    parts = [[str(one) for one in part] for part in cut(ip_network("10.0.0.0/8"), ranges)]
    assert parts == [["10.0.0.0/10"], ["10.64.0.0/10"], ["10.128.0.0/9"]]
    assert [len(part) for part in cut(ip_network("192.0.2.0/23"), ranges)] == [1, 1]
    assert len(cut(ip_network("0.0.0.0/0"), frozenset({ip_network("192.0.2.7/32")}))) == 3
    assert cut(ip_network("192.0.2.7/32"), ranges) == ((ip_network("192.0.2.7/32"),),)


CLUSTER = """
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/20"
}
resource "aws_eks_cluster" "a" {
  name     = "a"
  role_arn = "arn:aws:iam::111122223333:role/a"
  vpc_config {
    subnet_ids = [aws_subnet.a.id]
  }
}
resource "aws_eks_addon" "cni" {
  cluster_name         = aws_eks_cluster.a.name
  addon_name           = "vpc-cni"
  configuration_values = jsonencode({ enableNetworkPolicy = "%s" })
}
"""


@pytest.mark.parametrize(
    ("engine", "cidr", "answer"),
    [
        ("true", "10.0.0.0/8", Truth.YES),
        ("true", "10.0.0.0/24", Truth.UNSURE),
        ("true", "192.0.2.0/24", Truth.NO),
        ("true", "10.0.0.0/8, except: [10.0.0.0/16]", Truth.NO),
        ("true", "10.0.0.0/8, except: [10.0.0.0/24]", Truth.UNSURE),
        ("true", "0.0.0.0/0", Truth.YES),
        ("false", "10.0.0.0/8", Truth.UNSURE),  # nobody knows who enforces it
    ],
)
def test_blocks_that_hold_the_addresses_of_pods(tmp_path: Path, engine: str, cidr: str, answer: Truth) -> None:
    (tmp_path / "main.tf").write_text(CLUSTER % engine)
    text = (FIXTURES / "blocks.yaml").read_text()
    start, end = text.index("    - ipBlock"), text.index("    ports: [{port: 443}]")
    (tmp_path / "all.yaml").write_text(f"{text[:start]}    - ipBlock: {{cidr: {cidr}}}\n{text[end:]}")
    (reading,) = analysis.read([tmp_path], analysis.Options(tree=tmp_path))
    (network,) = reading.networks
    assert ask(network, "shop/web", "shop/api", 443).allowed is answer
