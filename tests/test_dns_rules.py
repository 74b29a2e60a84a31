"""Cilium: one DNS rule for the whole cluster serves the policies of every folder, and without it each is told."""

from __future__ import annotations

import shutil
from pathlib import Path

from eks_netlint.analysis import Options, analyse

FIXTURES = Path(__file__).parent.parent / "fixtures"
TREE = FIXTURES / "ekn305_fqdn_cilium_no_dns_rule" / "kubernetes" / "cluster-wide-dns-rule"


def told(tree: Path) -> set[str]:
    return {one.at.path for one in analyse([tree], Options(tree=tree)).findings if one.rule == "EKN305"}


def test_a_rule_for_the_cluster_serves_all_and_each_misses_it(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(TREE, tree)
    policies = {str(file.relative_to(tree)) for file in tree.rglob("*.yaml") if "toFQDNs" in file.read_text()}
    assert len(policies) > 1
    assert len({Path(file).parent for file in policies}) > 1
    assert told(tree) == set()
    (tree / "platform" / "cilium").mkdir(parents=True)
    (tree / "dns.yaml").rename(tree / "platform" / "cilium" / "dns.yaml")
    assert told(tree) == set()
    (tree / "platform" / "cilium" / "dns.yaml").unlink()
    assert told(tree) == policies
