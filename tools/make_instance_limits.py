#!/usr/bin/env python3
"""Make plugin/eks_netlint/data/instance_limits.csv from the tables AWS publishes.

    tools/make_instance_limits.py --cni CHECKOUT --controller CHECKOUT --karpenter CHECKOUT [--output|--check FILE]

Each CHECKOUT is a clone (with or without a work tree) of aws/amazon-vpc-cni-k8s,
aws/amazon-vpc-resource-controller-k8s and aws/karpenter-provider-aws.  A work tree is read as it lies there, a bare
clone at its HEAD.  ``--check`` compares instead of writing and exits 1 where the file differs.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import subprocess
import sys
from pathlib import Path

COLUMNS = (
    "instance_type",
    "enis_default_card",
    "ipv4_per_eni",
    "hypervisor",
    "bare_metal",
    "network_cards",
    "eni_max_pods",
    "vcpu",
    "trunk_compatible",
    "branch_enis",
)


class Unreadable(Exception):
    """An upstream file is missing, or has a shape this script does not know."""


def text_of(checkout: Path, path: str) -> str:
    """A file of a checkout, from its work tree or else from HEAD."""
    if (checkout / path).is_file():
        return (checkout / path).read_text(encoding="utf-8")
    command = ["git", "-C", str(checkout), "show", f"HEAD:{path}"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise Unreadable(f"{checkout} holds no {path}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode("utf-8")


def go_entries(source: str) -> dict[str, str]:
    """Bodies of the top-level ``"type": {...}`` entries of a gofmt-ed map literal."""
    return dict(re.findall(r'^\t"([^"\n]+)": \{\n(.*?)^\t\},?$', source, re.MULTILINE | re.DOTALL))


def go_field(body: str, name: str) -> str:
    """Value of a field at the outer level of an entry (two tabs deep)."""
    found = re.search(rf"^\t\t{name}:\s+(.*?),$", body, re.MULTILINE)
    if found is None:
        raise Unreadable(f"an entry has no {name}:\n{body}")
    return found[1].strip('"')


def cards_of(body: str) -> dict[int, int]:
    """Interfaces of each network card, by the card's index."""
    pairs = re.findall(r"MaximumNetworkInterfaces:\s+(\d+),\s+NetworkCardIndex:\s+(\d+),", body)
    return {int(index): int(interfaces) for interfaces, index in pairs}


def vcpus(page: str) -> dict[str, str]:
    """vCPU of each type in Karpenter's page of instance types."""
    found: dict[str, str] = {}
    for section in re.split(r"^### `", page, flags=re.MULTILINE)[1:]:
        cpu = re.search(r"\|karpenter\.k8s\.aws/instance-cpu\|(\d+)\|", section)
        if cpu is not None:
            found[section.split("`", 1)[0]] = cpu[1]
    return found


def rows(cni: Path, controller: Path, karpenter: Path) -> list[dict[str, str]]:
    """One row for each type of the CNI's table, in order of name."""
    table = go_entries(text_of(cni, "pkg/vpc/vpc_ip_resource_limit.go"))
    branch = go_entries(text_of(controller, "pkg/aws/vpc/limits.go"))
    cpu = vcpus(text_of(karpenter, "website/content/en/docs/reference/instance-types.md"))
    lines = text_of(cni, "misc/eni-max-pods.txt").splitlines()
    pods = dict(line.split() for line in lines if line.strip() and not line.startswith("#"))
    made = []
    for name, body in sorted(table.items()):
        cards = cards_of(body)
        default = int(go_field(body, "DefaultNetworkCardIndex"))
        enis = go_field(body, "ENILimit")
        if cards.get(default) != int(enis):
            raise Unreadable(f"{name}: ENILimit {enis} is not that of its default card ({cards})")
        trunk = branch.get(name)
        made.append(
            {
                "instance_type": name,
                "enis_default_card": enis,
                "ipv4_per_eni": go_field(body, "IPv4Limit"),
                "hypervisor": go_field(body, "HypervisorType"),
                "bare_metal": go_field(body, "IsBareMetal"),
                "network_cards": str(len(cards)),
                "eni_max_pods": pods.get(name, ""),
                "vcpu": cpu.get(name, ""),
                "trunk_compatible": "" if trunk is None else go_field(trunk, "IsTrunkingCompatible"),
                "branch_enis": "" if trunk is None else go_field(trunk, "BranchInterface"),
            }
        )
    return made


def as_csv(made: list[dict[str, str]]) -> str:
    """The file's text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(made)
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("cni", "controller", "karpenter"):
        parser.add_argument(f"--{name}", type=Path, required=True, metavar="CHECKOUT")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write here instead of to standard output")
    parser.add_argument("--check", type=Path, metavar="FILE", help="compare with this file, exit 1 where it differs")
    asked = parser.parse_args()
    try:
        text = as_csv(rows(asked.cni, asked.controller, asked.karpenter))
    except Unreadable as trouble:
        print(trouble, file=sys.stderr)
        return 2
    if asked.check is not None:
        same = asked.check.read_text(encoding="utf-8") == text
        print(f"{asked.check}: {'up to date' if same else 'differs'} ({text.count(chr(10)) - 1} types)")
        return 0 if same else 1
    if asked.output is None:
        sys.stdout.write(text)
    else:
        asked.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
