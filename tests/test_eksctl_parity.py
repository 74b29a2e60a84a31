"""What eksctl makes, written as Terraform, is the same network: same facts, same findings."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from eks_netlint import analysis
from eks_netlint.frontends.eksctl.configs import Config, read
from eks_netlint.lowering.eksctl import translated
from eks_netlint.model.nouns import Network
from eks_netlint.options import Options
from eks_netlint.report import Report
from eks_netlint.resources import Resource
from eks_netlint.source import Document
from eks_netlint.values import Absent, Encoded, Fields, Items, Known, Reference, Text, Unknown, Value

PARITY = Path(__file__).parent.parent / "fixtures" / "parity"
NETWORKS = sorted(folder.name for folder in PARITY.iterdir() if (folder / "eksctl").is_dir())
OF_ITS_OWN = frozenset({"EKN814", "EKN815"})
"""Rules on the switches of eksctl, which no other language has."""


def resources(case: Path) -> tuple[Resource, ...]:
    """What eksctl makes of the file of a case."""
    file = case / "cluster.yaml"
    (config,) = read(Document("cluster.yaml", file.read_bytes()))
    assert isinstance(config, Config)
    return tuple(one for one in translated(config.resources) if one.type != "eksctl_layout")


def named(resource: Resource) -> str:
    """The resource's address in Terraform."""
    word = re.sub(r"\W", "_", resource.address)
    return f"{'data.' if resource.mode == 'data' else ''}{resource.type}.{word}"


class Writer:
    """Writes resources as Terraform."""

    def __init__(self, made: tuple[Resource, ...]) -> None:
        self.names = {one.address: named(one) for one in made}

    def block(self, resource: Resource) -> str:
        """One resource."""
        kind = "data" if resource.mode == "data" else "resource"
        word = self.names[resource.address].rpartition(".")[2]
        written = ((name, resource.get(name)) for name in resource.attributes.names())
        entries = {name: value for name, value in written if not isinstance(value, Absent)}
        return f'{kind} "{resource.type}" "{word}" {{\n{self.body(entries)}}}'

    def body(self, entries: Mapping[str, Value]) -> str:
        """Arguments, and nested blocks where there are lists of them."""
        text = ""
        for name, value in entries.items():
            if isinstance(value, Items) and value.members and isinstance(value.members[0], Fields):
                for member in value.members:
                    assert isinstance(member, Fields)
                    inner = {key: entry for key, entry in member.entries.items() if isinstance(key, str)}
                    text += f"{name} {{\n{self.body(inner)}}}\n"
            else:
                text += f"{name} = {self.value(value)}\n"
        return text

    def value(self, value: Value) -> str:
        """One value."""
        match value:
            case Known():
                return json.dumps(value.value).replace("${", "$${")
            case Items():
                return "[" + ", ".join(self.value(member) for member in value.members) + "]"
            case Fields():
                pairs = (f"{json.dumps(key)} = {self.value(entry)}" for key, entry in value.entries.items())
                return "{" + ", ".join(pairs) + "}"
            case Encoded():
                return f"jsonencode({self.value(value.decoded)})"
            case Reference():
                path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in value.path)
                return self.names[value.address] + path
            case Text():
                raise AssertionError("no text known in parts in these files")
            case Unknown():
                return "var.not_known"


def as_terraform(case: Path, folder: Path) -> dict[str, str]:
    """Write a case as Terraform; gives the address there of each of eksctl's."""
    made = resources(case)
    writer = Writer(made)
    texts = [writer.block(one) for one in made]
    (folder / "main.tf").write_text("\n\n".join([*texts, 'variable "not_known" {}']) + "\n", encoding="utf-8")
    for file in case.iterdir():
        if file.name != "cluster.yaml":
            shutil.copy(file, folder)
    return writer.names


def facts(network: Network) -> dict[str, object]:
    """What rules ask a network most, without addresses and places."""
    security, routing = network.security, network.routing
    assert security is not None and routing is not None
    return {
        "subnets": Counter((plain(one.cidr), plain(one.zone), plain(one.default_route), *sorted(one.tags.known))
                           for one in network.subnets),
        "groups": [(one.kind, plain(one.min_size), plain(one.max_size), plain(one.ami_family), plain(one.max_pods.pods),
                    [each.value for each in one.instance_types.known], len(one.subnets.known))
                   for one in network.node_groups],
        "clusters": [(plain(one.name), plain(one.ip_family), len(one.subnets.known), plain(one.endpoint_public),
                      {key: plain(value) for key, value in one.cni.env.items()}, plain(one.pod_interfaces))
                     for one in network.clusters],
        "rules": Counter(str(each.ports.value) if isinstance(each.ports, Known) else "?"
                         for one in security.groups for each in one.rules.known),
        "nat": len(routing.nat_gateways),
        "endpoints": sorted(plain(one.service) for one in routing.endpoints.known),
    }  # fmt: skip


def plain(fact: Known[object] | Unknown) -> str:
    """A fact as a word."""
    return str(fact.value) if isinstance(fact, Known) else "?"


def said(report: Report, names: dict[str, str]) -> Counter[tuple[str, str, str]]:
    """The findings, with eksctl's addresses in Terraform's words."""
    found: Counter[tuple[str, str, str]] = Counter()
    for finding in report.findings:
        if finding.rule in OF_ITS_OWN:
            continue
        message = finding.message
        for address in sorted(names, key=len, reverse=True):
            message = message.replace(address, names[address]) if "." in address else message
        found[finding.rule, finding.severity.value, message] += 1
    return found


def only(path: Path) -> Network:
    """The network of a folder."""
    (reading,) = analysis.read([path], Options(tree=path))
    (network,) = reading.networks
    return network


@pytest.mark.parametrize("network", NETWORKS)
def test_the_same_network(network: str, tmp_path: Path) -> None:
    case = PARITY / network / "eksctl"
    names = as_terraform(case, tmp_path)
    mine, theirs = (only(path) for path in (case, tmp_path))
    assert facts(mine) == facts(theirs)
    ours, other = (analysis.analyse([path], Options(tree=path)) for path in (case, tmp_path))
    assert not ours.problems and not other.problems
    assert said(ours, names) == said(other, {})
    print(network, sorted({rule for rule, _, _ in said(ours, names)}))
