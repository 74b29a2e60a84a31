"""Judge an eks stub by the real module: both are planned by real Terraform on the same calls, and compared.

    python tools/check_stub_eks.py CHECKOUT MAJOR [--case NAME ...] [--keep FILE] [--record FILE]

CHECKOUT is a checkout of terraform-aws-modules/terraform-aws-eks at a tag of that major.  The calls stand in
``tools/stub_cases/eks``.  The module as it is cannot be planned offline (a child module from the registry, providers
for time, TLS, cloud-init and Kubernetes, attributes of AWS provider 6), so a copy is changed first: what cannot be had
is replaced by something that lets the same values through, see ``plannable_eks``.

Compared are: inputs with their defaults, names of outputs, addresses of every resource that the stub declares,
every attribute that the stub writes, known or unknown, and outputs that are known.

``--record`` keeps what was planned of the real module, as far as the stub makes it: ``read_stub_eks.py`` compares it
with what our evaluator reads in the stub where there is neither the module nor Terraform.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import plan
import stub_inputs
from plannable_eks import STUBS, adapt, top_blocks

HERE = Path(__file__).parent
CASES = {
    "17": ("network.tf", "groups-17.tf"),
    "18": ("network.tf", "groups-18-20.tf", "only-18-19.tf", "only-18.tf"),
    "19": ("network.tf", "groups-18-20.tf", "only-18-19.tf", "only-19-20.tf"),
    "20": ("network.tf", "groups-18-20.tf", "only-19-20.tf", "only-20.tf", "only-20-21.tf"),
    "21": ("network.tf", "groups-21.tf", "only-20-21.tf"),
}

UNKNOWN = "(known after apply)"

PLACEHOLDERS = {("aws_iam_role", "assume_role_policy"), ("aws_iam_policy", "policy")}
"""Attributes that a stub must write and that say nothing of the network."""

TEXTS = {"user_data", "workers_user_data", "aws_auth_configmap_yaml", "kubeconfig", "access_policy_associations"}
"""Outputs that a stub gives in a form of its own."""

ASIDE = ("aws_iam_", "aws_cloudwatch_", "aws_kms_")
"""Types that say nothing of the network and are not worth a record."""

# Of boot text, which a stub shortens, these words count, in their order.
TELLING = re.compile(
    r"max[-_]?pods\W{0,4}\w*|MARK_?\w*|(?m:^/etc/eks/bootstrap\.sh)|NodeConfig|application/node\.eks\.aws", re.I
)


# Planning


def planned(module: Path, major: str, chosen: Sequence[str], work: Path) -> dict[str, Any]:
    """The plan of all cases with the given module behind them."""
    place = Path(tempfile.mkdtemp(dir=work))
    shutil.copytree(module, place / "module", ignore=shutil.ignore_patterns("examples", "tests", "docs", ".git*"))
    adapt(place / "module")
    (place / "provider.tf").write_text('provider "aws" {\n  region = "us-east-1"\n}\n')
    shutil.copy(HERE / "stub_cases/eks/boot.tpl", place)
    names = []
    for file in CASES[major]:
        kept = []
        for node, labels, _ in top_blocks(stub_inputs.parse(HERE / "stub_cases/eks" / file)):
            if labels[0] != "module" or not chosen or labels[1] in chosen:
                kept.append(stub_inputs.plain(node))
                names += [labels[1]] if labels[0] == "module" else []
        (place / file).write_text("\n".join(kept))
    (place / "outputs.tf").write_text("".join(f'output "{name}" {{\n  value = module.{name}\n}}\n' for name in names))
    return plan.plan(place, work)


# Comparing

Tree = dict[str, "Tree"]


def written(stub: Path) -> dict[str, Tree]:
    """The attributes and nested blocks that a stub writes, by resource type."""
    paths: dict[str, Tree] = {}
    for directory in [stub, *sorted((stub / "modules").glob("*"))]:
        for labels, body in stub_inputs.blocks(stub_inputs.parse(directory)):
            if labels[0] == "resource":
                merge(paths.setdefault(labels[1], {}), paths_of(body))
    return paths


def declared(calls: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Addresses, without instance keys, of every resource that a plan's configuration declares below the root."""
    for name, call in calls.items():
        path = f"{prefix}module.{name}."
        for resource in call["module"].get("resources", ()):
            if resource["mode"] == "managed":
                yield path + resource["address"]
        yield from declared(call["module"].get("module_calls", {}), path)


def paths_of(body: Any) -> Tree:
    found: Tree = {name: {} for name in stub_inputs.attributes(body) if name not in ("count", "for_each", "depends_on")}
    for labels, inner in stub_inputs.blocks(body):
        if labels[0] == "dynamic":
            content = next(part for name, part in stub_inputs.blocks(inner) if name[0] == "content")
            merge(found.setdefault(labels[1], {}), paths_of(content))
        elif labels[0] != "lifecycle":
            merge(found.setdefault(labels[0], {}), paths_of(inner))
    return found


def merge(into: Tree, other: Tree) -> None:
    for name, below in other.items():
        merge(into.setdefault(name, {}), below)


def values(after: Any, unknown: Any) -> Any:
    """A planned value with a mark in every place that is known only after apply."""
    if unknown is True:
        return UNKNOWN
    if isinstance(after, dict) or (isinstance(unknown, dict) and after is None):
        after, unknown = after or {}, unknown if isinstance(unknown, dict) else {}
        return {name: values(after.get(name), unknown.get(name)) for name in {*after, *unknown}}
    if isinstance(after, list):
        marks = unknown if isinstance(unknown, list) else []
        return [values(item, marks[i] if i < len(marks) else None) for i, item in enumerate(after)]
    return after


def projected(value: Any, tree: Tree) -> Any:
    """The part of a value that a stub writes; blocks in an order of their own, as sets have none."""
    if not tree or not isinstance(value, (dict, list)):
        return value
    if isinstance(value, list):
        return sorted((projected(item, tree) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return {name: projected(value.get(name), below) for name, below in tree.items()}


def telling(user_data: Any) -> Any:
    """The words of a boot text that count."""
    if not isinstance(user_data, str) or user_data == UNKNOWN:
        return user_data
    return [word.lower() for word in TELLING.findall(base64.b64decode(user_data).decode())]


def compared(real: dict[str, Any], stub: dict[str, Any], stub_dir: Path) -> Iterator[str]:
    """Each difference between two plans, in words."""
    paths = written(stub_dir)
    made = set(declared(stub["configuration"]["root_module"]["module_calls"]))
    left, right = plan.unpack_planned(real), plan.unpack_planned(stub)
    for address in sorted({*left, *right}):
        kind = (left.get(address) or right[address])["type"]
        if without_keys(address) not in made or kind not in paths:
            continue
        if address not in right:
            yield f"{address}: only in the real module"
        elif address not in left:
            yield f"{address}: only in the stub"
        else:
            one, two = (values(side[address]["values"], side[address]["unknown"]) for side in (left, right))
            yield from differences(address, kind, projected(one, paths[kind]), projected(two, paths[kind]))
    yield from output_differences(real, stub)


def without_keys(address: str) -> str:
    """An address without count indices and for_each keys."""
    return re.sub(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]", "", address)


def differences(address: str, kind: str, one: dict[str, Any], two: dict[str, Any]) -> Iterator[str]:
    for name in sorted({*one, *two}):
        if (kind, name) in PLACEHOLDERS:
            continue
        real, stub = one.get(name), two.get(name)
        if name in ("user_data", "user_data_base64"):
            real, stub = telling(real), telling(stub)
        if real != stub and not (real in (None, [], {}) and stub in (None, [], {})):
            yield f"{address}.{name}: real {json.dumps(real, sort_keys=True)}, stub {json.dumps(stub, sort_keys=True)}"


def output_differences(real: dict[str, Any], stub: dict[str, Any]) -> Iterator[str]:
    """Outputs of each case: their names, and their values where these are plain."""
    for case in sorted({*real["output_changes"], *stub["output_changes"]}):
        sides = [side["output_changes"][case] for side in (real, stub)]
        one, two = (values(side["after"], side["after_unknown"]) for side in sides)
        yield from inside(f"output {case}", one, two)


def inside(place: str, one: Any, two: Any) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(two, dict) and "tags_all" not in one:
        for name in sorted({*one, *two}):
            if name not in one or name not in two:
                yield f"{place}.{name}: only {'in the stub' if name in two else 'in the real module'}"
            elif name not in TEXTS:
                yield from inside(f"{place}.{name}", one[name], two[name])
    elif one != two and not isinstance(one, (dict, list)):
        yield f"{place}: real {json.dumps(one)}, stub {json.dumps(two)}"


def interface(checkout: Path, stub: Path) -> Iterator[str]:
    """Differences in inputs and outputs of the module and its submodules."""
    parts = ["", *sorted(f"modules/{part.name}" for part in (checkout / "modules").iterdir() if part.is_dir())]
    for part in parts:
        if not (stub / part).is_dir():
            yield f"{part}: no stub"
            continue
        sides = [{i.name: squeezed(i) for i in stub_inputs.inputs(root / part)} for root in (checkout, stub)]
        for name in sorted({*sides[0], *sides[1]}):
            if sides[0].get(name) != sides[1].get(name):
                yield f"{part} input {name}: real {sides[0].get(name)}, stub {sides[1].get(name)}"
        for name in sorted({*stub_inputs.outputs(checkout / part)} ^ {*stub_inputs.outputs(stub / part)}):
            yield f"{part} output {name}: on one side only"


def squeezed(variable: stub_inputs.Input) -> tuple[str, str]:
    """What a default and ``nullable`` say, whatever their layout."""
    return re.sub(r"\s+|,(?=\s*[\]}])", "", variable.default or ""), variable.nullable or ""


def record(real: dict[str, Any], stub_dir: Path, made: set[str]) -> dict[str, Any]:
    """What a plan of the real module says of the resources and attributes that a stub makes, without what is null."""
    paths = written(stub_dir)
    kept = {}
    for address, planned in sorted(plan.unpack_planned(real).items()):
        if without_keys(address) in made and planned["type"] in paths and not planned["type"].startswith(ASIDE):
            value = projected(values(planned["values"], planned["unknown"]), paths[planned["type"]])
            kept[address] = {"type": planned["type"], "values": full(value)}
    return kept


def full(value: Any) -> Any:
    """A value without its null members."""
    if isinstance(value, dict):
        return {name: full(member) for name, member in sorted(value.items()) if member is not None}
    return [full(member) for member in value] if isinstance(value, list) else value


def judge(
    checkout: Path, major: str, chosen: Sequence[str] = (), keep: Path | None = None, kept: Path | None = None
) -> tuple[list[str], dict[str, int]]:
    """Differences, and how much was compared; the plan of the real module is kept in a file, or taken from there."""
    stub = STUBS / major
    found = list(interface(checkout, stub))
    with tempfile.TemporaryDirectory(prefix="eks-netlint-stub-") as name:
        if keep is not None and keep.exists():
            real = json.loads(keep.read_bytes())
        else:
            real = planned(checkout, major, chosen, Path(name))
        if keep is not None:
            keep.write_text(json.dumps(real))
        ours = planned(stub, major, chosen, Path(name))
    found += compared(real, ours, stub)
    made = set(declared(ours["configuration"]["root_module"]["module_calls"]))
    if kept is not None:
        lines = (
            f"{json.dumps(a)}: {json.dumps(v, separators=(',', ':'))}" for a, v in record(real, stub, made).items()
        )
        kept.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    sizes = {
        "cases": len(ours["output_changes"]),
        "resources of the stub": len(plan.unpack_planned(ours)),
        "of the real module": len(plan.unpack_planned(real)),
        "left out by the stub": sum(
            without_keys(address) not in made and address.startswith("module.") for address in plan.unpack_planned(real)
        ),
    }
    return found, sizes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("major", choices=sorted(CASES))
    parser.add_argument("--case", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the real plan there, and use it if it is there")
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="write what the real plan says of the stub's resources"
    )
    options = parser.parse_args()
    found, sizes = judge(options.checkout, options.major, options.case, options.keep, options.record)
    for difference in found:
        print(difference)
    print(f"{len(found)} differences;", ", ".join(f"{count} {what}" for what, count in sizes.items()))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
