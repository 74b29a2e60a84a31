"""The page of Terraform modules that are known without being downloaded, from the folders of their stubs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eks_netlint.frontends.terraform.registry import STUBS, published, shapes

MANY = 8  # submodules; of more only the number is shown

INTRODUCTION = """# Terraform modules that are known

A pre-commit hook sees a call of a module, not its files. For these modules a small description in HCL of our own is at
hand: the same inputs, defaults, outputs and addresses, and the resources that a network is made of. Each was compared
with at least two versions of the real module (`tools/check_stub.py`, `tools/judge_stub.py`): as Terraform plans them
and as our evaluator reads them. `eks-blueprints-addons` needs Helm and a cluster to be planned, and was only read.
What `terraform init` left under `.terraform/modules` goes before a description of ours.

Called by registry address or from GitHub; with a submodule after `//`. A call without version is read as the newest
that knows its arguments, and one of a version that is not listed as the nearest that is; the run says so. Whether they
are alike was not judged: `alb` 8, `rds-aurora` 10 and `security-group` 3 are read in this way. A module that is neither
here nor on disk makes unknown what hangs on its outputs, and nothing else.

| Module | Versions | Newest | Submodules |
|---|---|---|---|
"""


def page(banner: str) -> str:
    """The page."""
    return banner + "\n" + INTRODUCTION + "".join(f"{row}\n" for row in rows())


def rows() -> Iterator[str]:
    """A row for each module."""
    for home in sorted(path.parent for path in STUBS.glob("*/*/*/versions.json")):
        majors = sorted({first[0] for first in shapes(home)})
        newest = max(version for version in published(home) if version[0] in majors)
        names = sorted({name for directory in shapes(home).values() for name in submodules(directory)})
        shown = ", ".join(names) if len(names) <= MANY else f"{len(names)}: {', '.join(names[:3])}..."
        source = home.relative_to(STUBS).as_posix()
        yield f"| `{source}` | {spelled(majors)} | {'.'.join(map(str, newest))} | {shown} |"


def submodules(directory: Path) -> list[str]:
    """Names of the submodules of one stub, without those that only the module itself calls."""
    return [path.name for path in (directory / "modules").glob("*") if path.is_dir() and path.name[0] != "_"]


def spelled(majors: list[int]) -> str:
    """Majors as one says them: 3 to 6."""
    if len(majors) > 1 and majors == list(range(majors[0], majors[-1] + 1)):
        return f"{majors[0]} to {majors[-1]}"
    return ", ".join(map(str, majors))
