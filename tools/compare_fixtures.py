"""Compare what we make of every fixture root with what real Terraform plans: ``tools/compare_fixtures.py [FIXTURE...]``

A root is planned, and read by us, as ``tools/record_plans.py`` plans it: with checkouts (``--real FOLDER``) in place of
modules of the registry and a value for each variable that has none.  Where another provider is needed, both sides
read a copy in which its resources are ``terraform_data`` that keep what was written (``tools/plannable.py``).
What is on record is not planned again, unless it calls modules of the registry.
Prints a line for each root, and why one cannot be planned; exit status 1 if there is any difference.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import compare_with_plan
import plan as terraform
import plannable
import record_plans

from eks_netlint.lowering.unread import UNREAD

_NEWER = re.compile(r"(?m)^ *update_strategy *=.*\n| *update_config \{\n *update_strategy *=.*\n *\}\n")
_REQUIRED = re.compile(r"(?m)^  required_providers \{\n(?:    .*\n|\n)*  \}\n")

BEYOND = re.compile(r"module\.eks\.terraform_data\.this\[0\]\.triggers_replace\.cluster_service_cidr")
"""Known to us and after apply to Terraform: ``try`` makes all of an object unknown that is known in part."""


def of_record(root: Path, plan: dict[str, Any], work: Path) -> compare_with_plan.Comparison:
    """The comparison with a plan on record, which has no resources that nobody reads.

    What calls modules of the registry is read through our stubs: what they leave out is no difference.
    """
    files = record_plans.var_files(root, work)
    found = compare_with_plan.compare(root, plan, var_files=files, without=UNREAD)
    if not record_plans.calls_registry(root):
        return found
    return replace(found, differences=tuple(one for one in found.differences if not _left_out(one)))


def _left_out(difference: compare_with_plan.Difference) -> bool:
    """Whether a stub says nothing of it: an argument, a resource, unknown words of a boot text, who takes on a role."""
    called = difference.where.startswith("module.")
    empty = (".user_data", ".assume_role_policy")  # nobody reads the latter, stubs only make Terraform take it
    return called and (difference.ours in ("not written", "not there") or difference.where.endswith(empty))


def outcome(root: Path, work: Path, real: Path | None) -> tuple[compare_with_plan.Comparison, bool]:
    """The comparison, and whether it is of a copy without other providers.  Raises ``terraform.PlanFailed``."""
    recorded = record_plans.load().get(record_plans.name_of(root), {})
    as_it_is = "plan" in recorded and record_plans.current(record_plans.name_of(root), recorded)
    if as_it_is and not record_plans.calls_registry(root):
        return of_record(root, recorded["plan"], work), False
    files = record_plans.var_files(root, work)
    place, _ = record_plans.copied(root, work, real)
    try:
        return compare_with_plan.compare(place, terraform.plan(place, work, var_files=files), var_files=files), False
    except terraform.PlanFailed as failure:
        if "lock file" not in str(failure) and "Unsupported argument" not in str(failure):
            raise
    if place == root:
        place = work / "sources" / "alone" / "root"
        shutil.copytree(root, place)
    for file in place.rglob("*.tf"):
        text = _REQUIRED.sub("", file.read_text(encoding="utf-8"))
        file.write_text(_NEWER.sub("", text), encoding="utf-8")
    plannable.adapt(place)
    return compare_with_plan.compare(place, terraform.plan(place, work, var_files=files), var_files=files), True


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("fixtures", nargs="*", type=Path, metavar="FIXTURE")
    parser.add_argument("--real", type=Path, help="folder of checkouts of modules of the registry")
    options = parser.parse_args(argv)
    reason = terraform.available()
    if reason is not None:
        print(f"cannot plan: {reason}", file=sys.stderr)
        return 2
    wanted = [one.resolve() for one in options.fixtures] or [record_plans.FIXTURES.resolve()]
    chosen = [root for root in record_plans.roots() if any(root.resolve().is_relative_to(one) for one in wanted)]
    total = different = 0
    for root in chosen:
        name = record_plans.name_of(root)
        with tempfile.TemporaryDirectory(prefix="eks-netlint-fixtures-") as work:
            try:
                found, changed = outcome(root, Path(work), options.real)
            except terraform.PlanFailed as failure:
                print(f"{name}: cannot be planned: {' '.join(str(failure).split())[:200]}", flush=True)
                continue
        total += 1
        differences = [one for one in found.differences if not BEYOND.fullmatch(one.where)]
        different += len(differences)
        how = " (without other providers)" if changed else ""
        counts = f"{found.resources} resources, {found.attributes} attributes"
        print(f"{name}{how}: {len(differences)} differences in {counts}", flush=True)
        for difference in differences:
            print(f"  {difference}")
    print(f"{different} differences in {total} of {len(chosen)} roots")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
