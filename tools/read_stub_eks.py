"""Compare what our evaluator reads in an eks stub with what real Terraform plans of the real module.

    python tools/read_stub_eks.py MAJOR [--record FILE] [--unread] [--source CHECKOUT]

FILE is what ``check_stub_eks.py --record`` wrote, by default the one under ``tests/golden/eks``.  A value that both
know must be the same; ``--unread`` also lists what Terraform knows and the evaluator does not (it asks no AWS for the
partition, for one).  ``--source`` reads the real module instead of the stub: the evaluator is then what is judged.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import check_stub_eks as judge

from eks_netlint.frontends.terraform import load
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fields, Items, Known, Truth, Value

FILLED = {
    "bootstrap_self_managed_addons": ("true", None),
    "self": ("false", None),
    "protocol": ("-1", "all"),
    "max_group_prepared_capacity": ("-1", None),
    "max_healthy_percentage": ("100", None),
    "on_demand_percentage_above_base_capacity": ("0", None),
}
"""What the provider makes of what is written: planned, read."""

PROTOCOLS = {("6", "tcp"), ("17", "udp"), ("1", "icmp"), ("58", "icmpv6")}
"""Numbers of protocols, and the names by which the provider calls them."""

RECORDS = Path(__file__).parent.parent / "tests/golden/eks"


def read(major: str, module: Path, work: Path) -> dict[str, Resource]:
    """Managed resources that the evaluator sees in all cases of a major, by address."""
    shutil.copytree(module, work / "module", ignore=shutil.ignore_patterns("examples", "tests", "docs", ".git*"))
    for file in (*judge.CASES[major], "boot.tpl"):
        shutil.copy(judge.HERE / "stub_cases/eks" / file, work)
    tree = work.resolve()
    root = next(root for root in load(tree).roots if root.directory == tree)
    return {found.address: found for found in root.resources if found.mode == "managed"}


def as_planned(value: Value | Absent, tree: judge.Tree) -> Any:
    """A value as the plan would show it, with a mark in every unknown place."""
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Items):
        members = [as_planned(member, tree) for member in value.members]
        return judge.UNKNOWN if value.rest is not None else members
    if isinstance(value, Fields):
        if value.rest is not None:
            return judge.UNKNOWN
        return {str(name): as_planned(member, tree.get(str(name), {})) for name, member in value.entries.items()}
    return None if isinstance(value, Absent) else judge.UNKNOWN


def plain(value: Any) -> Any:
    """A value without what only the provider's schema decides: numbers as text, order, empty and null alike."""
    if isinstance(value, dict):
        members = {name: plain(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member is not None} or None
    if isinstance(value, list):
        return (
            sorted((plain(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True)) or None
        )
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in (None, "") else str(value)


def agree(one: Any, two: Any, name: str, unread: bool = False) -> bool:
    """Whether the evaluator's value is the planned one; with ``unread``, or whether it knows nothing in that place."""
    if one == two or one == judge.UNKNOWN or FILLED.get(name) == (one, two) or (unread and two == judge.UNKNOWN):
        return True
    if name.endswith("protocol") and (two, one) in PROTOCOLS:
        return True
    if isinstance(one, dict) and isinstance(two, dict | None):
        return all(agree(one.get(key), (two or {}).get(key), key, unread) for key in {*one, *(two or {})})
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(agree(*pair, name, unread) for pair in zip(one, two, strict=True))
    return two is None and isinstance(one, list) and all(agree(member, None, name, unread) for member in one)


def compared(
    recorded: dict[str, Any], ours: dict[str, Resource], paths: dict[str, judge.Tree]
) -> Iterator[tuple[bool, str]]:
    """Differences in words, each with whether the evaluator merely does not know."""
    sure = {address for address, resource in ours.items() if resource.exists is Truth.YES and resource.module}
    for address in sorted({*recorded, *sure}):
        # Up to major 19 an attachment's key is an ARN, and nobody asks AWS for the partition in it
        by_arn = "aws_iam_role_policy_attachment" in address
        if address not in ours:
            yield by_arn, f"{address}: not read"
        elif address not in recorded:
            yield by_arn, f"{address}: not planned"
        else:
            yield from attributes(address, recorded[address], ours[address], paths[recorded[address]["type"]])


def attributes(address: str, planned: dict[str, Any], ours: Resource, tree: judge.Tree) -> Iterator[tuple[bool, str]]:
    for name, below in tree.items():
        if (planned["type"], name) in judge.PLACEHOLDERS:
            continue
        one, two = planned["values"].get(name), as_planned(ours.get(name), below)
        if name in ("user_data", "user_data_base64"):
            one, two = judge.telling(one), judge.telling(two)
        elif below:
            two = judge.projected(two, below)
        one, two = plain(one), plain(two)
        if not agree(one, two, name):
            yield (
                judge.UNKNOWN in json.dumps(two),
                f"{address}.{name}: planned {json.dumps(one)}, read {json.dumps(two)}",
            )


def differences(major: str, module: Path, recorded: dict[str, Any], work: Path) -> tuple[list[str], list[str]]:
    """Where the evaluator reads something else in a module than was planned, and what it does not know."""
    read_in = read(major, module, work)
    known = {judge.without_keys(address) for address in recorded}
    ours = {a: found for a, found in read_in.items() if judge.without_keys(a) in known}
    found = list(compared(recorded, ours, judge.written(judge.STUBS / major)))
    return [words for unread, words in found if not unread], [words for unread, words in found if unread]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("major", choices=sorted(judge.CASES))
    parser.add_argument("--record", type=Path, metavar="FILE")
    parser.add_argument("--unread", action="store_true")
    parser.add_argument("--source", type=Path, metavar="CHECKOUT", help="read the real module instead of the stub")
    options = parser.parse_args()
    recorded = json.loads((options.record or RECORDS / f"{options.major}.json").read_bytes())
    with tempfile.TemporaryDirectory(prefix="eks-netlint-read-") as work:
        module = options.source or judge.STUBS / options.major
        wrong, unread = differences(options.major, module, recorded, Path(work))
    print("\n".join([*wrong, *(unread if options.unread else [])]))
    print(f"{len(wrong)} differences, {len(unread)} values not read, {len(recorded)} resources recorded")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
