"""Judge a module stub by the real module: planned by real Terraform and read by our evaluator, on the same calls.

    python tools/judge_stub.py cloudposse/dynamic-subnets/aws 2.4.2 [--modules FOLDER] [--case NAME ...] [--record]

FOLDER (default: ``$EKS_NETLINT_MODULES``) holds checkouts of the module and of those that it calls in the layout of a
registry, ``NAMESPACE/NAME/PROVIDER/VERSION``.  The calls stand in ``stub_cases_*.py``.  Copies of both sides call their
modules by path; what needs a provider that is not at hand is replaced by something that lets the same values through
(``plannable``).

Compared are inputs with their defaults, outputs, the addresses of every resource that the stub declares, every
attribute that it writes, *known and unknown*; and, because a plan shows no links, what our evaluator reads in both
sources.  ``--record`` keeps what was planned and read of the real module under ``tests/golden/judged``, so that the
stub can be judged where there is neither the module nor Terraform.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import check_stub_eks as eks
import plan as terraform
import read_stub_eks as reader
import stub_inputs
from check_stub import _loose
from plannable import adapt, top_blocks
from stub_subjects import Case, Subject

from eks_netlint.frontends.terraform import load
from eks_netlint.frontends.terraform.registry import admits, find_stub
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fields, Items, Known, Reference, Truth, Unknown

RECORDS = Path(__file__).parent.parent / "tests/golden/judged"

ASIDE = ("aws_iam_", "aws_cloudwatch_", "aws_kms_")
"""Types that say nothing of the network: their addresses are compared, what they hold is not."""

BESIDE = ("aws_network_acl", "terraform_data")
"""Types that are compared and not worth a record."""

NAMED = ("tag", "tags")
"""What the module does not know before apply where a key holds the cluster's id, and a stub with its name does."""

TOLD = "terraform_data.outputs_of_"
"""What the root keeps of each call's outputs, for our evaluator to read."""


# Laying out


def lay_out(subject: Subject, version: str, modules: Path | None, cases: Sequence[Case], place: Path) -> None:
    """Write a root that calls the module, real (``modules`` given) or stub, once for each case."""
    start = _copied(subject.module, f"= {version}", modules, place, {})
    blocks = ['provider "aws" {\n  region = "us-east-1"\n}\n', subject.around]
    for case in cases:
        source = f"./{start}/{case.submodule}".rstrip("/")
        blocks.append(f'module "{case.name}" {{\n  source = "{source}"\n{case.arguments}\n}}\n')
        blocks.append(f'output "{case.name}" {{\n  value     = module.{case.name}\n  sensitive = true\n}}\n')
        blocks.append(f'resource "terraform_data" "outputs_of_{case.name}" {{\n  input = module.{case.name}\n}}\n')
    (place / "main.tf").write_text("\n".join(blocks), encoding="utf-8")


def _copied(source: str, constraint: str, modules: Path | None, place: Path, seen: dict[Path, str]) -> str:
    """Copy a module and all that it calls below ``place``; its directory there."""
    name, _, sub = source.partition("//")
    directory = _found(name, constraint, modules)
    target = seen.get(directory)
    if target is None:
        target = seen[directory] = f"registry/{name}/{directory.name}"
        ignored = shutil.ignore_patterns(
            "examples", "tests", "test", "docs", ".git*", "versions.tf", "*.md", "wrappers"
        )
        shutil.copytree(directory, place / target, ignore=ignored)
        for file in sorted((place / target).rglob("*.tf")):
            _by_path(file, modules, place, seen)
    return f"{target}/{sub}".rstrip("/")


def _found(name: str, constraint: str, modules: Path | None) -> Path:
    if modules is None:
        stub = find_stub(name, constraint)
        if stub is None:
            raise ValueError(f"no stub for {name} {constraint}")
        return stub.directory
    held = [path for path in (modules / name).glob("*") if admits(constraint, number(path.name))]
    if not held:
        raise ValueError(f"{modules} holds no {name} {constraint}")
    return max(held, key=lambda path: number(path.name))


def number(name: str) -> tuple[int, ...]:
    """A version as numbers."""
    return tuple(int(part) for part in name.split("."))


def spelled(version: tuple[int, ...]) -> str:
    """A version as text."""
    return ".".join(map(str, version))


def _by_path(file: Path, modules: Path | None, place: Path, seen: dict[Path, str]) -> None:
    """Have the calls of a file name directories instead of the registry."""
    text = file.read_bytes()
    for node, labels, body in reversed(list(top_blocks(stub_inputs.parse(file)))):
        found = stub_inputs.attributes(body)
        source = found.get("source", "").strip('"')
        if labels[0] != "module" or source.startswith("."):
            continue
        target = _copied(source, found.get("version", '">= 0"').strip('"'), modules, place, seen)
        path = os.path.relpath(place / target, file.parent)
        block = stub_inputs.plain(node)
        block = re.sub(r"(?m)^\s*version\s*=.*\n", "", block, count=1)
        block = re.sub(
            r'(?m)^(\s*source\s*=\s*)".*"', rf'\1"{path if path.startswith(".") else "./" + path}"', block, count=1
        )
        text = text[: node.start_byte] + block.encode() + text[node.end_byte :]
    file.write_bytes(text)


# What is compared


def written(directories: Sequence[Path]) -> dict[str, eks.Tree]:
    """The attributes and nested blocks that a stub and the stubs it calls write, by resource type."""
    paths: dict[str, eks.Tree] = {}
    for directory in directories:
        for labels, body in stub_inputs.blocks(stub_inputs.parse(directory)):
            if labels[0] == "resource":
                eks.merge(paths.setdefault(labels[1], {}), eks.paths_of(body))
    return paths


def stubs_in(place: Path) -> list[Path]:
    """Directories of all modules that were laid out."""
    return sorted({file.parent for file in (place / "registry").rglob("*.tf")})


def interfaces(subject: Subject, version: str, modules: Path) -> Iterator[str]:
    """Differences in inputs and outputs of the module and of the submodules that the stub has."""
    real, stub = _found(subject.module, f"= {version}", modules), _found(subject.module, f"= {version}", None)
    for part in ("", *subject.submodules):
        if not (real / part).is_dir():
            continue
        sides = [{i.name: eks.squeezed(i) for i in stub_inputs.inputs(root / part)} for root in (real, stub)]
        for name in sorted({*sides[0]} - subject.untold):  # what a version has not got yet nobody asks it for
            one, two = sides[0][name], sides[1].get(name)
            if two is None or not _grown(one[0], two[0]) or (one[1] and one[1] != two[1]):  # "nullable" came late
                yield f"{part} input {name}: real {one}, stub {two}"
        for name in sorted({*stub_inputs.outputs(real / part)} - {*stub_inputs.outputs(stub / part)} - subject.untold):
            yield f"{part} output {name}: not in the stub"


def _grown(old: str, new: str) -> bool:
    """Whether two defaults are the same, or objects of which the newer has more members."""
    rest = iter(new)
    return old == new or (old[:1] == "{" == new[:1] and all(letter in rest for letter in old))


def planned(place: Path, work: Path) -> dict[str, Any]:
    """The plan of a root that was laid out, its modules made plannable first."""
    adapt(place / "registry")
    return terraform.plan(place, work)


def compare_plans(
    real: dict[str, Any], stub: dict[str, Any], subject: Subject, paths: dict[str, eks.Tree]
) -> Iterator[str]:
    """Each difference between the two plans, in words."""
    made = set(eks.declared(stub["configuration"]["root_module"]["module_calls"]))
    left, right = terraform.unpack_planned(real), terraform.unpack_planned(stub)
    for address in sorted({*left, *right}):
        kind = (left.get(address) or right[address])["type"]
        if eks.without_keys(address) not in made or ".terraform_data.data_" in address:
            continue
        if address not in right or address not in left:
            yield f"{address}: only in the {'stub' if address in right else 'real module'}"
            continue
        one, two = (eks.values(side[address]["values"], side[address]["unknown"]) for side in (left, right))
        if kind == "terraform_data":
            yield from _stored(address, one.get("input"), two.get("input"), subject.unpinned)
        elif not kind.startswith(ASIDE):
            tree = paths.get(kind, {})
            if (
                one.get("user_data") == eks.UNKNOWN
            ):  # it holds the endpoint, of which the stub says nothing
                two["user_data"] = eks.UNKNOWN
            two.update((name, eks.UNKNOWN) for name in NAMED if one.get(name) == eks.UNKNOWN)
            yield from eks.differences(address, kind, eks.projected(one, tree), eks.projected(two, tree))
    for difference in eks.output_differences(real, stub):
        newer = difference.endswith("only in the stub")  # an output that this version has not got yet
        if not newer and not any(f".{name}" in difference.partition(":")[0] for name in subject.untold):
            yield difference


def _stored(address: str, one: Any, two: Any, unpinned: frozenset[str]) -> Iterator[str]:
    """A resource of another provider: what was written of it, compared as far as the stub writes it."""
    if not isinstance(one, dict) or not isinstance(two, dict):
        if one != two:
            yield f"{address}: real {json.dumps(one)}, stub {json.dumps(two)}"
        return
    for name, value in two.items():
        free = name in unpinned and value == eks.UNKNOWN
        if one.get(name) != value and not free and (one.get(name) or value):
            yield f"{address}.{name}: real {json.dumps(one.get(name))}, stub {json.dumps(value)}"


def read(place: Path) -> dict[str, Resource]:
    """Managed resources that our evaluator sees in a root that was laid out, by address."""
    tree = place.resolve()
    loaded = load(tree, [tree])
    for problem in loaded.problems:
        raise ValueError(str(problem))
    root = next(root for root in loaded.roots if root.directory == tree)
    return {found.address: found for found in root.resources if found.mode == "managed"}


def compare_read(
    real: Mapping[str, Resource],
    stub: Mapping[str, Resource],
    paths: dict[str, eks.Tree],
    untold: frozenset[str],
    unpinned: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """What the evaluator makes of both, references among it; the stub may know what a data source would answer."""
    made = {eks.without_keys(address) for address in stub}
    for address in sorted({*real, *stub}):
        kind = (real.get(address) or stub[address]).type
        if eks.without_keys(address) not in made or not address.startswith("module."):
            if address.startswith(TOLD):
                yield from _told(address, real[address].get("input"), stub[address].get("input"), untold)
            continue
        if address not in stub or address not in real:
            # How many there are may hang on a data source in the module, and be known to the stub.
            if _counted(address) in real:
                continue
            yield f"{address}: read only in the {'stub' if address in stub else 'real module'}"
        elif real[address].exists is not stub[address].exists:
            yield f"{address}: exists {real[address].exists.name}, in the stub {stub[address].exists.name}"
        elif not kind.startswith(ASIDE):
            for name in paths.get(kind, {}):
                one, two = real[address].get(name), stub[address].get(name)
                left, right = _said(name, one), _said(name, two)
                if (
                    left != right
                    and (kind, name) not in eks.PLACEHOLDERS
                    and not _asks(one)
                    and not (name in unpinned and _asks(two))
                    and not _hollow(left, right)
                ):
                    yield f"{address}.{name}, read: real {left[:300]}, stub {right[:300]}"


def _said(name: str, value: Any) -> str:
    """A value in one line without what is empty; of boot text the words that count."""
    if name in ("user_data", "user_data_base64") and isinstance(value, Known) and isinstance(value.value, str):
        return str(eks.telling(value.value))
    return re.sub(r"(?<={), ", "", re.sub(r"(, )?\w+ = (null|\[\])(?=[,}])", "", _loose(value, "")))


def _told(address: str, real: Any, stub: Any, untold: frozenset[str]) -> Iterator[str]:
    """Outputs as the evaluator reads them; the stub may know one that hangs on a data source."""
    if not isinstance(real, Fields) or not isinstance(stub, Fields):
        yield f"{address}: no outputs read"
        return
    ours = {**stub.entries, **_flat(stub)}
    for name, one in _flat(real).items():
        two = ours.get(name, Absent())
        if name.partition(".")[0] not in untold and not _asks(one) and _loose(one, "") != _loose(two, ""):
            yield f"{address}.{name}, read: real {_loose(one, '')[:300]}, stub {_loose(two, '')[:300]}"


def _flat(outputs: Fields) -> dict[str, Any]:
    """Outputs by name; objects by their members, for newer versions add some."""
    found: dict[str, Any] = {}
    for name, value in outputs.entries.items():
        whole = isinstance(value, Fields) and value.kind == "object" and value.rest is None
        if isinstance(value, Fields) and whole and value.entries and not _asks(value):
            found.update((f"{name}.{member}", said) for member, said in value.entries.items())
        else:
            found[str(name)] = value
    return found


def _counted(address: str) -> str:
    """The address that stands for all instances while nobody knows how many there are."""
    return re.sub(r"\[\d+\]$", "[*]", address)


def _hollow(left: str, right: str) -> bool:
    return {left, right} <= {"not written", "null", "[]", "{}"}


def _asks(value: Any) -> bool:
    """Whether a value hangs on what a data source would answer."""
    match value:
        case Reference(address=address):
            return "data." in address
        case Unknown():
            return True
        case Items(members=members, rest=rest):
            return rest is not None or any(_asks(member) for member in members)
        case Fields(entries=entries, rest=rest):
            return rest is not None or any(_asks(member) for member in entries.values())
    return False


def links(value: Any) -> bool:
    """Whether a value leads to other resources."""
    match value:
        case Reference(address=address):
            return "data." not in address
        case Items(members=members):
            return any(links(member) for member in members) and not _asks(value)
        case Fields(entries=entries):
            return any(links(member) for member in entries.values()) and not _asks(value)
    return False


# Records


def recorded(
    shown: dict[str, Any],
    real: Mapping[str, Resource],
    made: set[str],
    paths: dict[str, eks.Tree],
    untold: frozenset[str],
) -> dict[str, Any]:
    """What was planned, and read as links, of the resources and attributes that the stub makes."""
    kept: dict[str, Any] = {}
    for address, resource in sorted(terraform.unpack_planned(shown).items()):
        kind = resource["type"]
        if eks.without_keys(address) not in made or kind.startswith((*ASIDE, *BESIDE)):
            continue
        tree = paths.get(kind, {})
        value = eks.full(eks.projected(eks.values(resource["values"], resource["unknown"]), tree))
        ours = real.get(address, real.get(_counted(address)))
        if ours is not None:  # what nobody writes the provider fills in
            value = {name: said for name, said in value.items() if not _hollow(_loose(ours.get(name), ""), "null")}
        kept[address] = {"type": kind, "values": value}
        found = {name: _loose(ours.get(name), "") for name in tree if ours is not None and links(ours.get(name))}
        if found:
            kept[address]["links"] = found
    for address, resource in sorted(real.items()):
        told = resource.get("input")
        if address.startswith(TOLD) and isinstance(told, Fields):
            outputs = {name: one for name, one in sorted(_flat(told).items()) if name.partition(".")[0] not in untold}
            kept[address] = {"told": {name: _loose(one, "") for name, one in outputs.items() if not _asks(one)}}
        elif not resource.type.startswith("aws_") and resource.type in paths:
            found = {name: resource.get(name) for name in sorted(paths[resource.type])}
            kept[address] = {"read": {name: _loose(one, "") for name, one in found.items() if not _asks(one)}}
    return kept


def compare_recorded(
    kept: Mapping[str, Any], stub: Mapping[str, Resource], asking: Sequence[str], paths: dict[str, eks.Tree]
) -> Iterator[tuple[bool, str]]:
    """Where the evaluator reads something else in the stub than was recorded; true where it only does not know."""
    known = {eks.without_keys(address) for address, said in kept.items() if "told" not in said}
    sure = {a for a, r in stub.items() if r.exists is Truth.YES and r.module and eks.without_keys(a) in known}
    for address in sorted({*kept, *sure}):
        if address.startswith(TOLD):
            yield from _retold(address, kept[address]["told"], stub[address].get("input"))
            continue
        if "read" in kept.get(address, {}) and address in stub:
            yield from _reread(address, kept[address]["read"], stub[address])
            continue
        asks = address.partition(".")[2].partition(".")[0].partition("[")[0] in asking
        if address not in stub or address not in kept:
            yield asks, f"{address}: not {'read' if address in kept else 'planned'}"
            continue
        tree = dict(paths[kept[address]["type"]])
        for name in NAMED:
            if kept[address]["values"].get(name) == eks.UNKNOWN:
                tree.pop(name, None)
        yield from reader.attributes(address, kept[address], stub[address], tree)
        for name, link in kept[address].get("links", {}).items():
            found = _loose(stub[address].get(name), "")
            if found != link:
                yield asks, f"{address}.{name}: recorded {link}, read {found}"


def _reread(address: str, told: Mapping[str, str], stub: Resource) -> Iterator[tuple[bool, str]]:
    for name, text in told.items():
        found = _loose(stub.get(name), "")
        if found != text and not _hollow(found, text):
            yield _asks(stub.get(name)), f"{address}.{name}: recorded {text[:300]}, read {found[:300]}"


def _retold(address: str, told: Mapping[str, str], stub: Any) -> Iterator[tuple[bool, str]]:
    entries = {**stub.entries, **_flat(stub)} if isinstance(stub, Fields) else {}
    for name, text in told.items():
        found = _loose(entries.get(name, Absent()), "")
        if found != text:
            yield False, f"{address}.{name}: recorded {text[:300]}, read {found[:300]}"


def record_of(module: str, version: str) -> Path:
    """The file that keeps what was recorded of a version."""
    return RECORDS / f"{module.replace('/', '-')}-{version}.json"


def judge(
    subject: Subject,
    version: str,
    modules: Path,
    names: Sequence[str] = (),
    *,
    by_plan: bool = True,
    keep: bool = False,
) -> tuple[list[str], dict[str, int]]:
    """Differences, and how much was compared."""
    cases = subject.chosen(version, names)
    found = list(interfaces(subject, version, modules))
    with tempfile.TemporaryDirectory(prefix="eks-netlint-stub-") as name:
        work = Path(name)
        sides = {side: work / side / "root" for side in ("real", "stub")}
        for side, place in sides.items():
            place.mkdir(parents=True)
            lay_out(subject, version, modules if side == "real" else None, cases, place)
        paths = written(stubs_in(sides["stub"]))
        real, stub = read(sides["real"]), read(sides["stub"])
        found += compare_read(real, stub, paths, subject.untold, subject.unpinned)
        sizes = {"cases": len(cases), "resources read": len(stub)}
        if by_plan:
            shown = {side: planned(place, work) for side, place in sides.items()}
            found += compare_plans(shown["real"], shown["stub"], subject, paths)
            sizes |= {
                "resources of the stub": len(terraform.unpack_planned(shown["stub"])),
                "of the real module": len(terraform.unpack_planned(shown["real"])),
            }
            if keep:
                made = set(eks.declared(shown["stub"]["configuration"]["root_module"]["module_calls"]))
                kept = recorded(shown["real"], real, made, paths, subject.untold)
                lines = (f"{json.dumps(a)}: {json.dumps(v, separators=(',', ':'))}" for a, v in kept.items())
                RECORDS.mkdir(parents=True, exist_ok=True)
                record_of(subject.module, version).write_text("{\n" + ",\n".join(lines) + "\n}\n")
                sizes["recorded"] = len(kept)
    return found, sizes


def subjects() -> dict[str, Subject]:
    """Every module that has calls to be judged on."""
    import stub_cases_aws_ia
    import stub_cases_cloudposse

    return {s.module: s for s in (*stub_cases_cloudposse.SUBJECTS, *stub_cases_aws_ia.SUBJECTS)}


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point."""
    known = subjects()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", choices=sorted(known))
    parser.add_argument("version")
    parser.add_argument("--modules", type=Path, default=os.environ.get("EKS_NETLINT_MODULES"), metavar="FOLDER")
    parser.add_argument("--case", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--evaluate", action="store_true", help="without Terraform")
    parser.add_argument("--record", action="store_true", help="keep what was planned and read of the real module")
    options = parser.parse_args(argv)
    if options.modules is None:
        parser.error("--modules or EKS_NETLINT_MODULES must name a folder of checkouts")
    try:
        found, sizes = judge(
            known[options.module],
            options.version,
            Path(options.modules),
            options.case,
            by_plan=not options.evaluate,
            keep=options.record,
        )
    except (terraform.PlanFailed, ValueError, OSError) as failure:
        print(f"cannot compare: {failure}", file=sys.stderr)
        return 2
    print("\n".join(found))
    print(f"{len(found)} differences;", ", ".join(f"{count} {what}" for what, count in sizes.items()))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
