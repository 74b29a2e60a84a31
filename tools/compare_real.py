"""Compare what we make of real repositories with what real Terraform plans: ``tools/compare_real.py FOLDER...``

The folders hold checkouts by the names in ``ROOTS``; what is not there is skipped.  A root is copied, changed where it
could not be planned offline (a provider of today, modules by path instead of from the registry), and both sides then
read the same copy.  Prints a line for each root; exit status 1 if there is any difference.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import compare_with_plan
import plan as terraform
import plannable_eks

VPC = "vpc-v5.21.0"

Patch = Callable[[Path, Path], None]
"""Changes a copy of a checkout; the second path is the folder beside which other checkouts are copied."""


@dataclass(frozen=True)
class Root:
    """A root module in a checkout, with the checkouts that must lie beside it."""

    checkout: str
    path: str
    patch: Patch | None = None
    beside: tuple[str, ...] = ()


def modern(checkout: Path, around: Path) -> None:
    """What newer AWS providers dropped, and arguments that they want in a route written as an object."""
    for file in checkout.rglob("*.tf"):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r"(?m)^\s*enable_classiclink\w*\s*=.*$", "", text)
        text = re.sub(r'(?m)^(\s*)carrier_gateway_id\s*=\s*""', r'\g<0>\n\1core_network_arn = ""', text)
        file.write_text(text, encoding="utf-8")


def eks(checkout: Path, around: Path) -> None:
    """The eks module and its examples, with the vpc module by path."""
    plannable_eks.adapt(checkout)
    for file in (around / VPC).rglob("versions.tf"):
        file.unlink()
    for file in checkout.glob("examples/*/*.tf"):
        text = file.read_text(encoding="utf-8")
        text = text.replace('"terraform-aws-modules/vpc/aws"', f'"../../../{VPC}"')
        text = re.sub(r'"terraform-aws-modules/eks/aws(?://([^"]*))?"', lambda m: f'"../../{m[1] or ""}"', text)
        file.write_text(re.sub(r'(?m)^\s*version\s*=\s*"[~><= ]*[\d.]+"$', "", text), encoding="utf-8")


LESSONS = ("038/terraform", "089/terraform", "090/terraform", "091/terraform", "099/terraform", "105/aws-terraform")
VPC_EXAMPLES = ("complete", "block-public-access", "ipv6-dualstack", "ipv6-only", "manage-default-vpc", "network-acls")
VPC_MORE = ("secondary-cidr-blocks", "separate-route-tables", "simple")

ALB = "aws-samples_aws-central-alb-ingress-for-private-eks-terraform"

ROOTS = (
    Root(ALB, "eks-service-account/networking-setup/terraform"),
    Root("antonputra_tutorials", "lessons/116/terraform"),
    *(Root("antonputra_tutorials", f"lessons/{lesson}", modern) for lesson in LESSONS),
    *(Root(VPC, f"examples/{name}") for name in (*VPC_EXAMPLES, *VPC_MORE)),
    *(Root("vpc-v4.0.2", f"examples/{name}") for name in ("complete", "ipv6-only", "network-acls", "simple")),
    *(
        Root(f"eks-{version}", f"examples/{name}", eks, (VPC,))
        for version in ("v20.37.2", "v21.19.0")
        for name in ("eks-managed-node-group", "self-managed-node-group", "eks-auto-mode")
    ),
)
"""Roots that need no provider but that of AWS."""


def found(folders: Sequence[Path], name: str) -> Path | None:
    """The checkout of that name."""
    return next((folder / name for folder in folders if (folder / name).is_dir()), None)


def copied(root: Root, folders: Sequence[Path], tree: Path) -> Path | None:
    """The root in a copy of its checkout, None where a checkout is missing."""
    for name in (root.checkout, *root.beside):
        checkout = found(folders, name)
        if checkout is None:
            return None
        target = tree / name
        ignored = shutil.ignore_patterns(".git", ".terraform", "*.tfstate*", "examples", "tests", "lessons", "wrappers")
        shutil.copytree(checkout, target, ignore=ignored, symlinks=True)
        if name == root.checkout:
            shutil.copytree(checkout / root.path, target / root.path, symlinks=True, dirs_exist_ok=True)
    if root.patch is not None:
        root.patch(tree / root.checkout, tree)
    return tree / root.checkout / root.path


def compare(root: Root, folders: Sequence[Path], work: Path) -> compare_with_plan.Comparison | str:
    """The comparison, or why there is none."""
    (work / "tree").mkdir()
    (work / "plan").mkdir()
    directory = copied(root, folders, work / "tree")
    if directory is None:
        return "not there"
    try:
        return compare_with_plan.compare(directory, terraform.plan(directory, work / "plan"))
    except terraform.PlanFailed as failure:
        return " ".join(str(failure).split())[:600]


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--only", default="", help="part of CHECKOUT/PATH")
    options = parser.parse_args(argv)
    different = 0
    for root in ROOTS:
        name = f"{root.checkout}/{root.path}"
        if options.only not in name:
            continue
        with tempfile.TemporaryDirectory(prefix="eks-netlint-real-") as work:
            outcome = compare(root, options.folders, Path(work))
        if isinstance(outcome, str):
            print(f"{name}: not compared: {outcome}", flush=True)
            continue
        different += len(outcome.differences)
        counts = f"{outcome.resources} resources, {outcome.attributes} attributes"
        told = f"{outcome.leaned_on} unknowns that no file could tell"
        print(f"{name}: {len(outcome.differences)} differences in {counts}; {told}", flush=True)
        for difference in outcome.differences:
            print(f"  {difference}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
