"""Compare a module stub of ours with the real module: same addresses, same attributes, same inputs and outputs.

``tools/check_stub.py CHECKOUT`` takes a checkout of any module that we have a stub of, finds out which one and which
version it is, calls it and our stub with the same arguments and prints every difference.  Stubs of eks and those that
make part of their module are compared by ``check_stub_eks`` and ``check_stub_parts``; here is what compares the
stubs of vpc, which make all of theirs (``stub_cases_vpc``).  Both are planned by real Terraform; what a plan
cannot show (which table a subnet is bound to, which gateway a route leads to) is compared by our evaluator reading
both sources.  ``--evaluate`` does only that, without Terraform; ``--apply`` applies both to moto and compares the
states instead.  Exit status: 0 no difference, 1 differences, 2 nothing could be compared.

``--record FILE`` keeps what Terraform plans for calls of the real module, so that a stub can be judged where there is
neither the module nor Terraform.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plan as terraform
from compare_with_plan import configured, describe, record
from stub_cases_vpc import AROUND, CASES, Case

from eks_netlint.frontends.terraform import load
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Unknown, Value

STUBS = Path(__file__).parent.parent / "plugin/eks_netlint/modules/terraform-aws-modules/vpc/aws"

RECORDED = ("single-nat", "secondary-ranges", "more-subnets-than-zones", "tags", "ipv6-single-nat", "endpoints")
"""Cases of which ``--record`` keeps the plan."""

LEFT_OUT = frozenset({"aws_iam_policy", "aws_iam_role_policy_attachment"})
"""Types that the real module creates and the stub does not, because they say nothing about the network."""

NOT_COMPARED = frozenset({"timeouts", "tags_all"})
"""Attributes that say nothing about the network or repeat another."""

LEFT_TO_CHANCE = frozenset({"dns_entry", "network_interface_ids", "subnet_configuration"})
"""Attributes of an endpoint that AWS makes up; their parts have no address by which to compare them after apply."""

ADAPTATIONS = (
    (re.compile(r"^ *enable_classiclink\w* *= null.*\n", re.M), "", "ClassicLink, gone from AWS provider 5"),
    (re.compile(r"^ *region *= var\.region\n", re.M), "", "`region` of a resource, new in provider 6"),
    (re.compile(r"^ *bgp_asn_extended *= .*\n", re.M), "", "`bgp_asn_extended`, new in AWS provider 6"),
    (re.compile(r"(aws_region\.current\[0\]\.)region\b"), r"\1name", "`region` of data.aws_region, new in 6"),
    (re.compile(r'^ *provider_meta "aws" \{[^}]*\}\n', re.M), "", "`provider_meta`, new in AWS provider 6"),
)
"""What has to be changed in a checkout so that the provider at hand can plan it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which stub and module do not agree in one case."""

    case: str
    where: str
    real: object
    stub: object

    def __str__(self) -> str:
        return f"{self.case}: {self.where}\n    real {_short(self.real)}\n    stub {_short(self.stub)}"


NOTHING = "(nothing)"
UNKNOWN = "(known after apply)"


def check(
    checkout: Path, stub: Path, major: int, work: Path, *, by: str = "plan", only: Collection[str] = ()
) -> tuple[int, list[Difference], list[str]]:
    """Compare on all cases of the major (or only some): their number, the differences, how the checkout was adapted.

    ``by`` is "plan" (Terraform and our evaluator), "evaluate" (only our evaluator) or "apply" (Terraform and moto).
    """
    cases = [case for case in CASES if case.since <= major <= case.until and (case.applies or by != "apply")]
    if only:
        cases = [case for case in cases if case.name in only]
    root = Path(tempfile.mkdtemp(prefix="stub-", dir=work))
    notes = _lay_out(checkout, stub, cases, root, by == "apply")
    if by == "apply":
        return len(cases), list(_compare_states(terraform.apply(root, work), cases)), notes
    found = list(_compare_evaluated(root, cases))
    if by == "plan":
        shown = terraform.plan(root, work)
        found += [
            *_compare_interfaces(shown, cases),
            *_compare_plans(shown, cases),
            *_compare_outputs(shown, cases),
        ]
    return len(cases), found, notes


def record_plan(checkout: Path, major: int, work: Path) -> str:
    """The plan of some calls of the real module as JSON, a resource a line, without what the stub leaves out."""
    cases = [case for case in CASES if case.name in RECORDED and case.since <= major <= case.until]
    root = Path(tempfile.mkdtemp(prefix="record-", dir=work))
    _copy_adapted(checkout, root / "real")
    (root / "main.tf").write_text(calls(cases, "./real"), encoding="utf-8")
    shown = terraform.plan(root, work)
    kept = record(root, shown)
    del kept["sources"], kept["configuration"]
    kept["made_by"] = "tools/check_stub.py --record"
    changes = [change for change in kept.pop("resource_changes") if change["type"] not in LEFT_OUT]
    for change in changes:
        names = configured(shown, change["address"]) - NOT_COMPARED | {"ingress", "egress", "route"}
        for side in ("after", "after_unknown"):
            change["change"][side] = {name: said for name, said in change["change"][side].items() if name in names}
    lines = ",\n".join(json.dumps(change, sort_keys=True) for change in changes)
    return f'{json.dumps(kept, sort_keys=True)[:-1]}, "resource_changes": [\n{lines}\n]}}\n'


def calls(cases: Sequence[Case], source: str, version: str = "") -> str:
    """A root module that calls the module once for each case, under the name of the case."""
    constraint = f'  version = "{version}"\n' if version else ""
    blocks = [AROUND]
    for case in cases:
        path = f"{source}//{case.submodule}" if version else f"{source}/{case.submodule}"
        where = path if case.submodule else source
        blocks.append(f'module "{case.name}" {{\n  source = "{where}"\n{constraint}{case.arguments}\n}}\n')
    return "\n".join(blocks)


def _copy_adapted(checkout: Path, target: Path) -> list[str]:
    """Copy the module and make the copy fit the provider at hand; what had to be changed."""
    ignored = shutil.ignore_patterns("examples", "wrappers", ".git*", "*.md", ".terraform*")
    shutil.copytree(checkout, target, ignore=ignored)
    notes = []
    for pattern, replacement, reason in ADAPTATIONS:
        count = 0
        for file in target.rglob("*.tf"):
            text, here = pattern.subn(replacement, file.read_text(encoding="utf-8"))
            file.write_text(text, encoding="utf-8")
            count += here
        if count:
            notes.append(f"adapted the checkout {count} times: {reason}")
    return notes


def _lay_out(checkout: Path, stub: Path, cases: Sequence[Case], root: Path, applied: bool) -> list[str]:
    """Write the root that calls both; the adaptations that were made to the copy of the checkout."""
    notes = _copy_adapted(checkout, root / "real")
    shutil.copytree(stub, root / "stub", ignore=shutil.ignore_patterns(".terraform*"))
    blocks = [AROUND]
    for case in cases:
        for side in ("real", "stub"):
            source = f"./{side}/{case.submodule}".rstrip("/")
            # Names of subnet groups are unique in an account, and the account of moto is one.
            arguments = case.arguments.replace('"net"', f'"{side}-{case.name}"') if applied else case.arguments
            blocks.append(f'module "{side}_{case.name}" {{\n  source = "{source}"\n{arguments}\n}}\n')
            blocks.append(f'output "{side}_{case.name}" {{\n  value = module.{side}_{case.name}\n}}\n')
    (root / "main.tf").write_text("\n".join(blocks), encoding="utf-8")
    return notes


def _compare_evaluated(root: Path, cases: Sequence[Case]) -> Iterator[Difference]:
    """What our evaluator makes of both, references among it: they are equal but for the name of the call."""
    resources = [found for found in load(root, [root]).roots[0].resources if found.mode == "managed"]
    for case in cases:
        real, stub = (
            {
                found.address.removeprefix(prefix): (found, prefix)
                for found in resources
                if found.address.startswith(prefix) and found.type not in LEFT_OUT
            }
            for prefix in (f"module.real_{case.name}.", f"module.stub_{case.name}.")
        )
        for address in sorted(real.keys() | stub.keys()):
            if address in real and address in stub:
                yield from _compare_instance(case.name, address, *real[address], *stub[address])
            else:
                yield Difference(case.name, address, address in real, address in stub)


def _compare_instance(
    case: str, address: str, real: Resource, real_prefix: str, stub: Resource, stub_prefix: str
) -> Iterator[Difference]:
    if real.exists is not stub.exists:
        yield Difference(case, address, real.exists.name, stub.exists.name)
    for name in sorted({*real.attributes.names(), *stub.attributes.names()} - NOT_COMPARED):
        theirs, ours = real.get(name), stub.get(name)
        if isinstance(theirs, Unknown) and theirs.cause is Cause.DATA:
            continue  # the stub writes what the data source of the module would answer
        left, right = _loose(theirs, real_prefix), _loose(ours, stub_prefix)
        if left != right:
            yield Difference(case, f"{address}.{name}, evaluated", left, right)


def _loose(value: Value | Absent, prefix: str) -> str:
    """One line without the name of the call, where 1 and "1" are the same, as they are to the provider."""
    return re.sub(r'"(-?[\d.]+|true|false)"', r"\1", describe(value).replace(prefix, ""))


def _compare_interfaces(shown: Mapping[str, Any], cases: Sequence[Case]) -> Iterator[Difference]:
    """Inputs with their defaults and names of outputs, once for the module and once for each submodule."""
    calls = shown["configuration"]["root_module"]["module_calls"]
    for case in {case.submodule: case for case in cases}.values():
        real, stub = (calls[f"{side}_{case.name}"]["module"] for side in ("real", "stub"))
        for kind in ("variables", "outputs"):
            theirs, ours = real.get(kind, {}), stub.get(kind, {})
            for name in sorted(theirs.keys() | ours.keys()):
                left, right = (_default(side, name) if kind == "variables" else name in side for side in (theirs, ours))
                if left != right:
                    yield Difference(case.submodule or "module", f"{kind[:-1]} {name}", left, right)


def _default(variables: Mapping[str, Any], name: str) -> object:
    if name not in variables:
        return NOTHING
    return variables[name].get("default", "(required)")


def _compare_plans(shown: dict[str, Any], cases: Sequence[Case]) -> Iterator[Difference]:
    planned = terraform.unpack_planned(shown)
    for case in cases:
        real, stub = (dict(_inside(planned, f"module.{side}_{case.name}.")) for side in ("real", "stub"))
        for address in sorted(real.keys() | stub.keys()):
            yield from _compare_resource(case.name, address, real.get(address), stub.get(address))


def _inside(planned: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for address, resource in planned.items():
        if address.startswith(prefix) and resource["type"] not in LEFT_OUT:
            yield address[len(prefix) :], _merged(resource)


def _merged(resource: Mapping[str, Any]) -> dict[str, object]:
    """Attributes with ``UNKNOWN`` where the value is not known before apply."""
    names = resource["values"].keys() | resource["unknown"].keys()
    return {name: _veil(resource["values"].get(name), resource["unknown"].get(name)) for name in names}


def _veil(value: Any, unknown: Any) -> object:
    if unknown is True:
        return UNKNOWN
    if isinstance(value, dict) and isinstance(unknown, dict):
        return {name: _veil(value.get(name), unknown.get(name)) for name in value.keys() | unknown.keys()}
    if isinstance(value, list) and isinstance(unknown, list):
        padded = [*unknown, *[None] * len(value)]
        return [_veil(member, padded[index]) for index, member in enumerate(value)] or [
            _veil(None, member) for member in unknown
        ]
    return value


def _compare_resource(
    case: str, address: str, real: Mapping[str, Any] | None, stub: Mapping[str, Any] | None
) -> Iterator[Difference]:
    if real is None or stub is None:
        yield Difference(case, address, NOTHING if real is None else "there", NOTHING if stub is None else "there")
        return
    for name in sorted((real.keys() | stub.keys()) - NOT_COMPARED):
        left, right = _plain(real.get(name)), _plain(stub.get(name))
        if left != right:
            yield Difference(case, f"{address}.{name}", left, right)


def _plain(value: object) -> object:
    """The structure behind a JSON string, sets in a canonical order; anything else as it is."""
    if isinstance(value, str) and value[:1] in "{[" and value:
        try:
            return _plain(json.loads(value))
        except ValueError:
            return value
    if isinstance(value, list):
        return sorted((_plain(member) for member in value), key=lambda member: json.dumps(member, sort_keys=True))
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items() if name not in NOT_COMPARED}
    return value


def _compare_outputs(shown: Mapping[str, Any], cases: Sequence[Case]) -> Iterator[Difference]:
    changes = shown["output_changes"]
    for case in cases:
        real, stub = (_output(changes[f"{side}_{case.name}"]) for side in ("real", "stub"))
        for name in sorted(real.keys() | stub.keys()):
            # Order matters in an output: the first zone's subnet is the first of the list.
            left, right = (json.dumps(_strip(side.get(name, NOTHING)), sort_keys=True) for side in (real, stub))
            if left != right:
                yield Difference(case.name, f"output {name}", left, right)


def _output(change: Mapping[str, Any]) -> dict[str, object]:
    merged = _veil(change.get("after"), change.get("after_unknown"))
    return merged if isinstance(merged, dict) else {"(all)": merged}


def _strip(value: object) -> object:
    if isinstance(value, list):
        return [_strip(member) for member in value]
    if isinstance(value, dict):
        return {name: _strip(member) for name, member in value.items() if name not in NOT_COMPARED}
    return value


def _compare_states(shown: Mapping[str, Any], cases: Sequence[Case]) -> Iterator[Difference]:
    """Resources after apply are equal up to a renaming of ids that is the same everywhere in the case."""
    modules = {module["address"]: module for module in shown["values"]["root_module"].get("child_modules", ())}
    for case in cases:
        real, stub = (_managed(modules.get(f"module.{side}_{case.name}", {}), side, case) for side in ("real", "stub"))
        renamed: dict[str, str] = {}
        for address in sorted(real.keys() & stub.keys()):
            for name, left in real[address].items():
                right = stub[address].get(name)
                if isinstance(left, str) and isinstance(right, str) and _plain(left) != _plain(right):
                    renamed.setdefault(left, right)
        for address in sorted(real.keys() | stub.keys()):
            left, right = real.get(address), stub.get(address)
            if address.startswith("aws_default_network_acl."):
                continue  # its subnets are those that happened to be there when it was read
            for found in _compare_resource(case.name, address, left and _rename(left, renamed), right):
                if found.where.rpartition(".")[2] not in LEFT_TO_CHANCE:
                    yield found


def _managed(module: Mapping[str, Any], side: str, case: Case) -> dict[str, dict[str, Any]]:
    return {
        resource["address"].split(".", 2)[2]: _unnamed(resource["values"], f"{side}-{case.name}")
        for resource in module.get("resources", ())
        if resource["mode"] == "managed" and resource["type"] not in LEFT_OUT
    }


def _unnamed(values: Any, name: str) -> Any:
    return json.loads(json.dumps(values).replace(name, "net"))


def _rename(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, list):
        return [_rename(member, renamed) for member in value]
    if isinstance(value, dict):
        return {name: _rename(member, renamed) for name, member in value.items()}
    return value


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
    return text if len(text) <= 300 else text[:300] + "..."


def major_of(checkout: Path) -> int:
    """Major version of a checkout: the newest in its change log; raises ``ValueError`` if there is none."""
    log = checkout / "CHANGELOG.md"
    found = re.search(r"^#+ \[?v?(\d+)\.\d+\.\d+", log.read_text(encoding="utf-8"), re.M) if log.exists() else None
    if found is None:
        raise ValueError(f"{checkout} does not say its version: give --version")
    return int(found[1])


def name_of(checkout: Path) -> str:
    """Name of the module in a checkout, by the links of its change log: ``vpc``, ``eks``; raises ``ValueError``."""
    log = checkout / "CHANGELOG.md"
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    found = re.search(r"github\.com/[\w-]+/terraform-[a-z]+-([\w-]+?)/(?:compare|issues|commit)", text)
    if found is None:
        raise ValueError(f"{checkout} does not say which module it is: give --module")
    return found[1]


def judge_other(name: str, major: int, options: argparse.Namespace) -> list[str]:
    """Differences of a stub that is not of vpc."""
    if name == "eks":
        import check_stub_eks

        found, _ = check_stub_eks.judge(options.checkout, str(major), options.case, None, options.record)
        return found
    import check_stub_parts

    found, count = check_stub_parts.judge(
        name, options.checkout, major, by=options.by, only=options.case, stub=options.stub, record=options.record
    )
    print(f"{count} cases of {name} {major}")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("checkout", type=Path, help="directory of the real module")
    parser.add_argument("--module", help="name of the module (vpc), if its change log does not say it")
    parser.add_argument("--version", help="version of the checkout, if its change log does not say it")
    parser.add_argument("--stub", type=Path, help="directory of the stub (default: ours for that major)")
    parser.add_argument("--case", action="append", default=[], help="only this case (repeatable)")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep the plan of some calls of the module")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--evaluate", dest="by", action="store_const", const="evaluate", help="without Terraform")
    how.add_argument("--apply", dest="by", action="store_const", const="apply", help="apply to moto, compare states")
    parser.set_defaults(by="plan")
    options = parser.parse_args(argv)
    reason = terraform.available()
    if reason is not None and options.by != "evaluate":
        print(f"cannot compare: {reason}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="eks-netlint-stub-") as work:
        try:
            major = int(options.version.lstrip("v").split(".")[0]) if options.version else major_of(options.checkout)
            name = options.module or name_of(options.checkout)
            if name != "vpc":
                wrong = judge_other(name, major, options)
                print("\n".join([*wrong, f"{len(wrong)} differences"]))
                return 1 if wrong else 0
            if options.record is not None:
                options.record.write_text(record_plan(options.checkout, major, Path(work)), encoding="utf-8")
                return 0
            stub = options.stub or STUBS / str(major)
            count, found, notes = check(options.checkout, stub, major, Path(work), by=options.by, only=options.case)
        except (terraform.PlanFailed, ValueError, OSError) as failure:
            print(f"cannot compare: {failure}", file=sys.stderr)
            return 2
    for line in (*notes, *found):
        print(line)
    print(f"{len(found)} differences in {count} cases (by {options.by})")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
