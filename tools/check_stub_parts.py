"""Judge a stub that makes part of what its module makes: everything a network is made of, and nothing else.

The calls of ``tools/stub_cases/NAME/*.tf`` are made of a checkout of the module and of our stub, side by side in one
root.  ``all.tf`` goes for every major; ``from-6.tf``, ``to-5.tf`` and ``only-6.tf`` say for which.  Compared are

- inputs with their defaults, and the names of outputs, of the module and of each of its submodules;
- the addresses of all resources but those of the types that ``LEFT_OUT`` names;
- each attribute that the stub writes, and each output, as real Terraform plans it, known or unknown;
- the same as our evaluator reads it in both sources, which shows what an unknown id refers to.

Providers other than AWS cannot be had offline, so a copy of both is changed first (``adapted``).
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import plan as terraform
import read_stub_eks
import stub_inputs
from check_stub_eks import PLACEHOLDERS, UNKNOWN, Tree, full, inside, paths_of, projected, squeezed, values
from check_stub_eks import merge as merge_trees
from compare_with_plan import describe
from plannable_eks import top_blocks

from eks_netlint.frontends.terraform import load
from eks_netlint.records import replace
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Fields, Items, Reference, Unknown, Value

HERE = Path(__file__).parent
STUBS = HERE.parent / "plugin/eks_netlint/modules"
RECORDS = HERE.parent / "tests/golden/stubs"

LEFT_OUT: dict[str, tuple[str, ...]] = {
    "alb": (
        "aws_lambda_permission",
        "aws_lb_listener_certificate",
        "aws_lb_listener_rule",
        "aws_wafv2_web_acl_association",
    ),
    "efs": ("aws_efs_file_system_policy", "aws_efs_backup_policy"),
    "rds-aurora": ("aws_iam_role_policy_attachment", "aws_appautoscaling_target", "aws_appautoscaling_policy"),
    "rds": ("aws_iam_role_policy_attachment",),
}
"""Types that a stub does not make, because nothing of a network depends on them."""

OWN_DEFAULTS = {"rules", "auto_groups"}
"""Inputs of security-group whose default stands elsewhere in the stub, or is left out: only what they do counts."""

UNRECORDED = "for_"
"""How the names of calls begin that differ too little from others to be worth a record."""

SHARED = "_templates"
"""Submodules that have no variables of their own take those of the directory of this name beside them."""

ADAPTATIONS = (
    (re.compile(r"^ *region *= *var\.region\n", re.M), ""),
    (re.compile(r'^ *provider_meta "aws" \{[^}]*\}\n', re.M), ""),
    (re.compile(r"^ *regex_values *= .*\n", re.M), ""),
    (re.compile(r"\.upgrade_rollout_order\b"), ".resource_id"),
    (re.compile(r"^ *(ip_address_type|ipv6_address +) = each\.value\.\w+\n", re.M), ""),  # of a mount target
    (re.compile(r'^( *)dynamic "(?:health_check_logs|transform)" \{\n(?:.*\n)*?\1\}\n', re.M), ""),
    (re.compile(r'^( *)dynamic "\w+" \{\n *for_each = .*\.jwt_validation != null.*\n(?:.*\n)*?\1\}\n', re.M), ""),
    (
        re.compile(r'resource "random_(\w+)" "(\w+)" \{\n((?:  count .*\n)?)(?:.*\n)*?\}\n'),
        'resource "terraform_data" "random_\\1_\\2" {\n\\3}\n',
    ),
    (re.compile(r"\brandom_(\w+)\.(\w+)(\[\w+\])\.(?:hex|result)\b"), r"terraform_data.random_\1_\2\3.id"),
    (re.compile(r"\brandom_(\w+)\.(\w+)(\[\*\]|\.\*)\.(?:hex|result)\b"), r"terraform_data.random_\1_\2\3.id"),
)
"""Arguments that only AWS provider 6 knows, and values of chance: as unknown without their provider."""


@dataclass(frozen=True, slots=True)
class Case:
    """One call: its name, the submodule it calls ("" for the module), and its arguments."""

    name: str
    submodule: str
    arguments: str


def home_of(name: str) -> Path:
    """Where the stubs of a module are; raises ``ValueError`` if there are none."""
    found = sorted(STUBS.glob(f"*/{name}/*/"))
    if not found:
        raise ValueError(f"there is no stub of {name}")
    return found[0]


def cases_of(name: str, major: int, only: Collection[str] = ()) -> tuple[list[Case], str]:
    """The calls that go for a major, and the blocks around them."""
    cases, around = [], []
    for file in sorted((HERE / "stub_cases" / name).glob("*.tf")):
        if not _goes_for(file.stem, major):
            continue
        for node, labels, body in top_blocks(stub_inputs.parse(file)):
            text = stub_inputs.plain(node)
            if labels[0] != "module":
                around.append(text)
            elif not only or labels[1] in only:
                source = stub_inputs.attributes(body)["source"].strip('"').removeprefix("module").strip("/")
                inner = re.sub(r"(?m)^  source *=.*\n", "", text.partition("{")[2].rpartition("}")[0])
                cases.append(Case(labels[1], source, inner))
    return cases, "\n".join(around)


def _goes_for(stem: str, major: int) -> bool:
    match = re.fullmatch(r"(from|to|only)-(\d+)(?:-(\d+))?", stem)
    if match is None:
        return True
    first, last = int(match[2]), int(match[3] or match[2])
    return {"from": major >= first, "to": major <= first, "only": first <= major <= last}[match[1]]


def adapted(module: Path, target: Path) -> None:
    """Copy a module, real or stub, and make the copy plannable offline."""
    ignored = shutil.ignore_patterns("examples", "wrappers", "tests", "docs", ".git*", "*.md", ".terraform*")
    shutil.copytree(module, target, ignore=ignored)
    for file in target.rglob("versions.tf"):
        file.unlink()
    for directory in (target / "modules").glob("*"):
        templates = directory.parent / SHARED
        if templates.is_dir() and not (directory / "variables.tf").exists():
            for file in templates.glob("*.tf"):
                shutil.copy(file, directory / f"shared_{file.name}")
    for file in target.rglob("*.tf"):
        text = file.read_text(encoding="utf-8")
        for pattern, instead in ADAPTATIONS:
            text = pattern.sub(instead, text)
        file.write_text(text, encoding="utf-8")


def written(stub: Path) -> dict[str, Tree]:
    """The attributes and nested blocks that a stub writes, by resource type, in all its directories."""
    paths: dict[str, Tree] = {}
    for directory in {file.parent for file in stub.rglob("*.tf")}:
        for labels, body in stub_inputs.blocks(stub_inputs.parse(directory)):
            if labels[0] == "resource":
                merge_trees(paths.setdefault(labels[1], {}), paths_of(body))
    for kind, name in PLACEHOLDERS:
        paths.get(kind, {}).pop(name, None)
    return {kind: tree for kind, tree in paths.items() if kind.startswith("aws_")}


class Trial:
    """Stub and module called side by side in one root."""

    def __init__(
        self,
        name: str,
        checkout: Path,
        stub: Path,
        major: int,
        only: Collection[str],
        work: Path,
    ) -> None:
        self.work = work
        self.cases, around = cases_of(name, major, only)
        self.root = Path(tempfile.mkdtemp(prefix="stub-", dir=work))
        adapted(checkout, self.root / "real")
        adapted(stub, self.root / "stub")
        blocks = [around, f'provider "aws" {{\n  region = "{terraform.REGION}"\n}}']
        for case in self.cases:
            for side in ("real", "stub"):
                call = f"{side}_{case.name}"
                source = f"./{side}/{case.submodule}".rstrip("/")
                blocks.append(f'module "{call}" {{\n  source = "{source}"\n{case.arguments}\n}}')
                blocks.append(f'resource "terraform_data" "{call}" {{\n  input = module.{call}\n}}')
                blocks.append(f'output "{call}" {{\n  value     = module.{call}\n  sensitive = true\n}}')
        (self.root / "main.tf").write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
        self.paths = written(self.root / "stub")
        left_out = LEFT_OUT.get(name, ())
        self.counts = lambda kind: kind.startswith("aws_") and kind not in left_out

    def interfaces(self) -> Iterator[str]:
        """Differences in the inputs and outputs of the module and the submodules."""
        parts = sorted({case.submodule for case in self.cases} | {""})
        for part in parts:
            real, stub = (self.root / side / part for side in ("real", "stub"))
            yield from interface(part or "module", real, stub)

    def evaluated(self) -> Iterator[str]:
        """Differences between what our evaluator reads in the module and in the stub."""
        found = load(self.root, [self.root])
        for problem in found.problems:
            yield f"problem: {problem.path}:{problem.line} {problem.message}"
        resources = {r.address: r for r in found.roots[0].resources if r.mode == "managed"}
        for case in self.cases:
            real, stub = (self._inside(resources, f"module.{side}_{case.name}.") for side in ("real", "stub"))
            for address in sorted({*real, *stub}):
                if address not in real or address not in stub:
                    yield f"{case.name}: {address}: only in the {'stub' if address in stub else 'module'} (read)"
                    continue
                for name, tree in self.paths[stub[address].type].items():
                    values_of = [narrowed(side[address].get(name), tree) for side in (real, stub)]
                    if not _same(*values_of, case.name):
                        left, right = (_line(found, case.name) for found in values_of)
                        yield f"{case.name}: {address}.{name}, read:\n    real {left}\n    stub {right}"
            yield from self._outputs(case, resources)

    def _inside(self, resources: Mapping[str, Resource], prefix: str) -> dict[str, Resource]:
        return {a.removeprefix(prefix): r for a, r in resources.items() if a.startswith(prefix) and self.counts(r.type)}

    def _outputs(self, case: Case, resources: Mapping[str, Resource]) -> Iterator[str]:
        whole = whole_resources(self.root / "real")
        sides = [resources[f"terraform_data.{side}_{case.name}"].get("input") for side in ("real", "stub")]
        real, stub = (side.entries if isinstance(side, Fields) else {} for side in sides)
        for name in sorted({*map(str, real), *map(str, stub)}):
            values_of = [side.get(name, Absent()) for side in (real, stub)]
            if name in whole and all(isinstance(found, Fields) for found in values_of):
                left, right = (str(sorted(map(str, found.entries))) for found in values_of if isinstance(found, Fields))
            else:
                left, right = (_line(found, case.name) for found in values_of)
            if left == "null" and isinstance(values_of[1], Reference):
                continue  # the module writes null in a block where AWS fills in a value, and the stub writes nothing
            if left != right:
                yield f"{case.name}: output {name}, read:\n    real {left}\n    stub {right}"

    def planned(self) -> tuple[dict[str, Any], Iterator[str]]:
        """The plan of both, and the differences in it."""
        shown = terraform.plan(self.root, self.work)
        return shown, self._planned(shown)

    def _planned(self, shown: dict[str, Any]) -> Iterator[str]:
        resources = terraform.unpack_planned(shown)
        for case in self.cases:
            sides = [
                {
                    address.removeprefix(prefix): made
                    for address, made in resources.items()
                    if address.startswith(prefix) and self.counts(made["type"])
                }
                for prefix in (f"module.{side}_{case.name}." for side in ("real", "stub"))
            ]
            for address in sorted({*sides[0], *sides[1]}):
                if address not in sides[0] or address not in sides[1]:
                    yield f"{case.name}: {address}: only in the {'stub' if address in sides[1] else 'module'}"
                    continue
                tree = self.paths[sides[1][address]["type"]]
                real, stub = (
                    projected(values(side[address]["values"], side[address]["unknown"]), tree) for side in sides
                )
                for name in tree:
                    if real.get(name) != stub.get(name):
                        left, right = (json.dumps(side.get(name), sort_keys=True) for side in (real, stub))
                        yield f"{case.name}: {address}.{name}:\n    real {left}\n    stub {right}"
            changes = [shown["output_changes"][f"{side}_{case.name}"] for side in ("real", "stub")]
            one, two = (values(change["after"], change["after_unknown"]) for change in changes)
            yield from inside(f"{case.name}: output", one, two)

    def record(self, shown: dict[str, Any]) -> dict[str, Any]:
        """What was planned of the module, and what was read in it where the plan knows nothing or says it otherwise."""
        planned = {}
        for address, made in sorted(terraform.unpack_planned(shown).items()):
            match = re.match(r"module\.real_(.+?)\.(.+)", address)
            if match is not None and not match[1].startswith(UNRECORDED) and self.counts(made["type"]):
                known = full(projected(values(made["values"], made["unknown"]), self.paths[made["type"]]))
                planned[f"module.{match[1]}.{match[2]}"] = {"type": made["type"], "values": known, "refers": {}}
        return self.settled(planned)

    def settled(self, planned: dict[str, Any]) -> dict[str, Any]:
        """A record in which stands, for what only AWS or the provider decides, what is read in the module's source."""
        loaded = load(self.root, [self.root]).roots[0].resources
        read = {r.address: r for r in loaded if r.mode == "managed"}
        for address, made in planned.items():
            case = address.split(".")[1]
            resource = read[address.replace("module.", "module.real_", 1)]
            for name, tree in self.paths[made["type"]].items():
                known, found = made["values"].get(name), narrowed(resource.get(name), tree)
                one, two = (read_stub_eks.plain(side) for side in (known, read_stub_eks.as_planned(found, tree)))
                written = name in resource.attributes.names() and UNKNOWN in json.dumps(known)
                if written or not read_stub_eks.agree(one, two, name, unread=True):
                    made["values"][name] = UNKNOWN
                    made["refers"][name] = _line(found, case)
        return planned


def interface(part: str, real: Path, stub: Path) -> Iterator[str]:
    """Differences in the inputs and outputs of one directory."""
    sides = [{found.name: squeezed(found) for found in stub_inputs.inputs(root)} for root in (real, stub)]
    for name in sorted({*sides[0], *sides[1]}):
        if sides[0].get(name) != sides[1].get(name) and not (name in OWN_DEFAULTS and name in sides[1]):
            yield f"{part} input {name}: real {sides[0].get(name)}, stub {sides[1].get(name)}"
    for name in sorted({*stub_inputs.outputs(real)} ^ {*stub_inputs.outputs(stub)}):
        yield f"{part} output {name}: on one side only"


def whole_resources(module: Path) -> set[str]:
    """Outputs that are all instances of a resource with everything: of these the instances count."""
    return {
        labels[1]
        for directory in {file.parent for file in module.rglob("*.tf")}
        for labels, body in stub_inputs.blocks(stub_inputs.parse(directory))
        if labels[0] == "output" and re.fullmatch(r"(aws_\w+|module)\.\w+", stub_inputs.attributes(body)["value"])
    }


def narrowed(value: Value | Absent, tree: Tree) -> Value | Absent:
    """The part of blocks that a stub writes."""
    if not tree:
        return value
    if isinstance(value, Items):
        return replace(value, members=tuple(_kept(member, tree) for member in value.members))
    return value if isinstance(value, Absent) else _kept(value, tree)


def _kept(value: Value, tree: Tree) -> Value:
    if not isinstance(value, Fields):
        return value
    kept = {name: narrowed(member, tree[str(name)]) for name, member in value.entries.items() if str(name) in tree}
    return replace(value, entries={name: found for name, found in kept.items() if not isinstance(found, Absent)})


def _same(real: Value | Absent, stub: Value | Absent, case: str) -> bool:
    if isinstance(real, Unknown) and real.cause is Cause.DATA:
        return True  # what the module asks of AWS
    return _line(real, case) == _line(stub, case)


def _line(value: Value | Absent, case: str) -> str:
    """One line without the name of the call, where 1 and "1" are the same, and null is what is not written."""
    text = describe(value).replace(f"module.real_{case}", "module").replace(f"module.stub_{case}", "module")
    text = re.sub(r'"(-?[\d.]+|true|false)"', r"\1", text)
    return "null" if text == "not written" else text


def judge(
    name: str,
    checkout: Path,
    major: int,
    *,
    by: str = "plan",
    only: Collection[str] = (),
    stub: Path | None = None,
    record: Path | None = None,
) -> tuple[list[str], int]:
    """Differences, and the number of calls compared; ``by`` is "plan" (and read) or "evaluate" (read only).

    ``record`` is a file for what Terraform planned of the module, a resource a line.
    """
    with tempfile.TemporaryDirectory(prefix="eks-netlint-stub-") as work:
        trial = Trial(name, checkout, stub or home_of(name) / str(major), major, only, Path(work).resolve())
        found = [*trial.interfaces(), *trial.evaluated()]
        if by == "plan":
            shown, differences = trial.planned()
            found += differences
            if record is not None:
                kept = trial.record(shown)
                lines = (f"{json.dumps(a)}: {json.dumps(made, separators=(',', ':'))}" for a, made in kept.items())
                record.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        return found, len(trial.cases)


def read_again(name: str, major: int, work: Path) -> list[str]:
    """Where our evaluator reads something else in a stub than the record of the module says."""
    recorded = json.loads((RECORDS / f"{name}-{major}.json").read_bytes())
    cases, around = cases_of(name, major)
    cases = [case for case in cases if not case.name.startswith(UNRECORDED)]
    adapted(home_of(name) / str(major), work / "module")
    calls = (
        f'module "{case.name}" {{\n  source = "{f"./module/{case.submodule}".rstrip("/")}"\n{case.arguments}\n}}'
        for case in cases
    )
    (work / "main.tf").write_text("\n\n".join([around, *calls]) + "\n", encoding="utf-8")
    tree = work.resolve()
    root = next(root for root in load(tree).roots if root.directory == tree)
    left_out = LEFT_OUT.get(name, ())
    ours = {
        r.address: r
        for r in root.resources
        if r.mode == "managed" and r.module and r.type.startswith("aws_") and r.type not in left_out
    }
    paths = written(work / "module")
    found = [words for unread, words in read_stub_eks.compared(recorded, ours, paths) if not unread]
    for address, made in recorded.items():
        case = address.split(".")[1]
        for name, refers in made["refers"].items():
            value = narrowed(ours[address].get(name), paths[made["type"]][name]) if address in ours else Absent()
            text = _line(value, "").replace(f"module.{case}", "module")
            if text != refers:
                found.append(f"{address}.{name}: stands for {refers}, read {text}")
    return found
