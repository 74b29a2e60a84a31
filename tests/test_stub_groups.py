"""The groups of nodes and control plane as the eks module makes them, by major: our stub against the module's source.

``EKS_NETLINT_REAL`` names a folder of checkouts of the module (``eks-v20.37.2``).  What is expected is written in
docs/decisions/0045-security-groups.md too, which is compared.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.lowering import aws
from eks_netlint.model.security.nouns import GroupRule, Security
from eks_netlint.values import Known

CHECKOUTS = {"18": "18.31.2", "19": "19.21.0", "20": "20.37.2", "21": "21.19.0"}
REAL = os.environ.get("EKS_NETLINT_REAL")
NOTE = Path(__file__).parent.parent / "docs/decisions/0045-security-groups.md"
NODE, CLUSTER = "module.eks.aws_security_group.node[0]", "module.eks.aws_security_group.cluster[0]"
WORDS = {NODE: "nodes", CLUSTER: "control plane", "0.0.0.0/0": "anywhere", "::/0": "anywhere (IPv6)"}

needs_real = pytest.mark.skipif(REAL is None, reason="EKS_NETLINT_REAL names no folder of checkouts")
each_major = pytest.mark.parametrize("major", CHECKOUTS)

CALLS = {
    "defaults": "",
    "without recommended rules": "  node_security_group_enable_recommended_rules = false\n",
    "IPv6": '  {family} = "ipv6"\n',
    "rules added": """
  node_security_group_additional_rules = {
    all_from_self = { type = "ingress", protocol = "-1", from_port = 0, to_port = 0, self = true }
    webhook = {
      type = "ingress", protocol = "tcp", from_port = 15017, to_port = 15017, source_cluster_security_group = true
    }
  }
  {cluster}security_group_additional_rules = {
    office = { type = "ingress", protocol = "tcp", from_port = 443, to_port = 443, cidr_blocks = ["10.1.0.0/16"] }
  }
""",
}


def said(rule: GroupRule) -> str:
    """A rule in words: ``ingress tcp 443 control plane``."""
    assert isinstance(rule.ports, Known), rule
    assert rule.groups.complete, rule
    assert rule.ranges.complete, rule
    assert not rule.prefix_lists.known, rule
    peers = (*rule.groups.known, *(str(one.value) for one in rule.ranges.known))
    return f"{rule.direction} {rule.ports.value} {', '.join(WORDS.get(peer, peer) for peer in peers)}"


def rules_of(directory: Path, source: str, major: str, call: str) -> dict[str, list[str]]:
    """The rules of the two groups that a call of the module makes."""
    new = major == "21"
    name, version = ("name", "kubernetes_version") if new else ("cluster_name", "cluster_version")
    family = "ip_family" if new else "cluster_ip_family"
    (directory / "main.tf").write_text(
        f'module "eks" {{\n  {source}\n  {name} = "demo"\n  {version} = "1.30"\n  vpc_id = "vpc-1"\n'
        f'  subnet_ids = ["subnet-a", "subnet-b"]\n'
        + call.replace("{family}", family).replace("{cluster}", "" if new else "cluster_")
        + "}\n"
    )
    loaded = terraform.load(directory, [directory])
    root = next(root for root in loaded.roots if root.name == ".")
    security = aws.lower(root.name, root.resources).security
    assert isinstance(security, Security)
    return dict(_of(security))


def _of(security: Security) -> Iterator[tuple[str, list[str]]]:
    for address in (NODE, CLUSTER):
        group = security.group(address)
        assert group is not None, [one.address for one in security.groups]
        assert group.rules.complete
        yield WORDS[address], sorted(said(rule) for rule in group.rules.known)


def stub(directory: Path, major: str, call: str) -> dict[str, list[str]]:
    return rules_of(directory, f'source = "terraform-aws-modules/eks/aws"\n  version = "~> {major}.0"', major, call)


@needs_real
@each_major
@pytest.mark.parametrize("call", CALLS)
def test_the_stub_has_the_rules_of_the_module(major: str, call: str, tmp_path: Path) -> None:
    for side in ("stub", "module"):
        (tmp_path / side).mkdir()
    leave = shutil.ignore_patterns("examples", "tests", "docs")
    shutil.copytree(Path(str(REAL), f"eks-v{CHECKOUTS[major]}"), tmp_path / "module/eks", ignore=leave)
    real = rules_of(tmp_path / "module", 'source = "./eks"', major, CALLS[call])
    assert stub(tmp_path / "stub", major, CALLS[call]) == real
    assert len(real["nodes"]) >= 4


@each_major
def test_the_rules_are_those_of_the_note(major: str, tmp_path: Path) -> None:
    found = stub(tmp_path, major, "")
    text = NOTE.read_text(encoding="utf-8")
    told = text.partition(f"### {major} (")[2].partition("###")[0].split("```")[1].strip().splitlines()
    lines = [f"{group}: {rule}" for group in found for rule in found[group]]
    assert told == lines, "\n".join(lines)
