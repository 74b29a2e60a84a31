"""Measure eks-netlint against the bare parse and against checkov, in pairs, and print the table.

    python benchmarks/run.py [--no-checkov] [--runs 7] [--files 400] [--write]

Every figure is the wall clock of a whole process of an installed wheel.  The two sides of a ratio run one after the
other, in alternating order; the ratio is the median over these pairs, so that a busy machine slows both sides alike.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from generate import generate
from installation import ROOT, Installation, install
from template import template

QUICKLY = ("--skip-download", "--framework", "terraform", "--compact", "--quiet")
SMALL = """\
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.this.id
  cidr_block = "10.0.0.0/26"
}
"""

Command = Sequence[str]


class Failed(Exception):
    """A measured command did not do its work: its figure would mean nothing."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What one run took, in seconds: by the clock, and of all cores together."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians of both sides, in seconds, and the medians of the ratios of the pairs."""

    ours: float
    other: float
    ratio: float
    cpu_ratio: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``met`` is None where there is no target."""

    what: str
    ours: float
    against: str
    other: float
    ratio: float
    cpu_ratio: float
    target: str = ""
    met: bool | None = None

    @classmethod
    def of(cls, what: str, against: str, found: Pair, target: str = "", met: bool | None = None) -> Row:
        """The line of one pair."""
        return cls(what, found.ours, against, found.other, found.ratio, found.cpu_ratio, target, met)


def seconds(command: Command) -> Spent:
    """What one run took.  Raises ``Failed`` unless it ends with 0 or 1, which is "findings" for both tools."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise Failed(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")
    return Spent(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def pair(ours: Command, other: Command, runs: int) -> Pair:
    """Both commands, in turn and in alternating order, after one run of each that does not count."""
    times: list[tuple[Spent, Spent]] = []
    for number in range(-1, runs):
        if number % 2:
            second, first = seconds(other), seconds(ours)
            spent = (first, second)
        else:
            spent = (seconds(ours), seconds(other))
        if number >= 0:
            times.append(spent)
    return Pair(
        statistics.median(first.wall for first, _ in times),
        statistics.median(second.wall for _, second in times),
        statistics.median(first.wall / second.wall for first, second in times),
        statistics.median(first.cpu / second.cpu for first, second in times),
    )


@dataclass(frozen=True, slots=True)
class Commands:
    """What is measured, on any folder."""

    at: Installation

    def check(self, folder: Path) -> Command:
        """Ours."""
        return (self.at.ours, "check", "--fail-on", "never", str(folder))

    def bare(self, folder: Path) -> Command:
        """The parse and nothing else."""
        return (self.at.python, str(ROOT / "benchmarks" / "baseline.py"), str(folder))

    def nothing(self) -> Command:
        """The start of Python."""
        return (self.at.python, "-c", "pass")

    def checkov(self, folder: Path, *more: str) -> Command:
        """checkov with its own rules."""
        return (*self.at.checkov, *QUICKLY, "-d", str(folder), *more)

    def hosted(self, folder: Path, *more: str) -> Command:
        """checkov with its own rules and ours."""
        return self.checkov(folder, "--external-checks-dir", self.at.checks, *more)

    def only_ours(self, folder: Path, *more: str) -> Command:
        """checkov with our rules."""
        return self.hosted(folder, "-c", "EKN*", *more)


    def cfn_lint(self, file: Path, *more: str) -> Command:
        """cfn-lint with its own rules; what it finds does not make it fail."""
        return (*self.at.cfn_lint, "--non-zero-exit-code", "none", *more, "--", str(file))

    def in_cfn_lint(self, file: Path) -> Command:
        """cfn-lint with its own rules and ours."""
        return self.cfn_lint(file, "-a", "eks_netlint.hosts.cfnlint")


def start_up(run: Commands, small: Path, runs: int) -> list[Row]:
    """How soon the command answers at all, and on one small file."""
    version = pair((run.at.ours, "--version"), run.nothing(), runs)
    one = pair(run.check(small), run.nothing(), runs)
    return [
        Row.of("`--version`", "`python -c pass`", version),
        Row.of("one small file", "`python -c pass`", one, "< 0.3 s", one.ours < 0.3),
    ]


def reading(run: Commands, what: str, folder: Path, runs: int, most: float | None) -> Row:
    """Our whole work on a folder against parsing it."""
    found = pair(run.check(folder), run.bare(folder), runs)
    target = "" if most is None else f"≤ {most:g}"
    return Row.of(what, "parse and walk", found, target, _within(found.ratio, most))


def beside_checkov(run: Commands, what: str, folder: Path, runs: int, most: float | None) -> Row:
    """Our command line against checkov running our rules, if both find the same."""
    ours, theirs = our_findings(folder), checkov_findings(run, folder)
    found = pair(run.check(folder), run.only_ours(folder), runs)
    same = f"same findings ({len(ours)})" if ours == theirs else f"findings differ ({len(ours ^ theirs)})"
    target = same if most is None else f"≤ 1/{1 / most:.0f}, {same}"
    met = None if most is None else found.ratio <= most and ours == theirs and bool(ours)
    return Row.of(what, "checkov, our rules", found, target, met)


def hosted(run: Commands, what: str, folder: Path, runs: int, most: float) -> Row:
    """checkov with its own rules and ours against checkov with its own."""
    found = pair(run.hosted(folder), run.checkov(folder), runs)
    return Row.of(what, "checkov alone", found, f"≤ {most:g}", _within(found.ratio, most))


def inside(run: Commands, what: str, against: str, script: str, target: str, most: Callable[[Row], bool]) -> Row:
    """What a benchmark measures of the CPU time inside of one process."""
    command = (run.at.python, str(ROOT / "benchmarks" / script), "--json")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr[-2000:]}")
    found = json.loads(done.stdout)
    row = Row(what, found["ours"], against, found["other"], found["ratio"], found["ratio"], target)
    return replace(row, met=most(row))


def of_kubernetes(run: Commands) -> list[Row]:
    """Reading manifests beside the least that anything reading YAML does, and the table of who may reach whom."""
    return [
        inside(run, "5,000 manifests", "compose", "manifests.py", "≤ 1.5", lambda row: row.ratio <= 1.5),
        inside(run, "2,000 policies", "1,000", "policies.py", "< 3 s", lambda row: row.ours < 3),
    ]


def of_groups(run: Commands) -> list[Row]:
    """Reading groups with many rules and proving flows between them, against half of the flows."""
    what = "1,000 groups, 20,000 rules, 500 flows"
    return [inside(run, what, "250 flows", "groups.py", "< 2 s", lambda row: row.ours < 2)]


def of_templates(run: Commands, file: Path, runs: int) -> list[Row]:
    """A large template: by ourselves and inside cfn-lint, against cfn-lint with its own rules."""
    alone = pair(run.check(file), run.cfn_lint(file), runs)
    inside_it = pair(run.in_cfn_lint(file), run.cfn_lint(file), runs)
    return [
        Row.of("500 resources", "cfn-lint", alone, "≤ 1/5", alone.ratio <= 1 / 5),
        Row.of("in cfn-lint, 500 resources", "cfn-lint alone", inside_it, "≤ 1.15", inside_it.ratio <= 1.15),
    ]


def _within(ratio: float, most: float | None) -> bool | None:
    return None if most is None else ratio <= most


def our_findings(folder: Path) -> set[tuple[str, str, int]]:
    """(rule, file, first line of the block) of each of our findings."""
    from eks_netlint.analysis import Options, analyse  # here, so that the table can be made without the engine

    report = analyse([folder], Options(tree=folder))
    return {(finding.rule, finding.block.path, finding.block.line) for finding in report.findings}


def checkov_findings(run: Commands, folder: Path) -> set[tuple[str, str, int]]:
    """The same of checkov's failed checks."""
    done = subprocess.run(run.only_ours(folder, "-o", "json"), capture_output=True, text=True, check=False)
    try:
        result = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise Failed(f"checkov printed no JSON: {error}\n{done.stderr[-2000:]}") from error
    failed = result.get("results", {}).get("failed_checks", [])
    return {(each["check_id"], each["file_path"].lstrip("/"), each["file_line_range"][0]) for each in failed}


def measure(runs: int, files: int, with_checkov: bool) -> list[Row]:
    """All rows."""
    with tempfile.TemporaryDirectory() as scratch:
        quickstart = Path(scratch) / "quickstart"  # by itself: all of our fixtures would be the tree around it
        shutil.copytree(ROOT / "fixtures" / "quickstart", quickstart)
        small, tree = Path(scratch) / "small", Path(scratch) / "tree"
        small.mkdir()
        (small / "main.tf").write_text(SMALL, encoding="utf-8")
        roots = generate(tree, files)
        run = Commands(install(Path(scratch) / "installation"))
        many = f"{files} files, {roots} roots"
        rows = start_up(run, small, runs)
        rows += [reading(run, "one root", quickstart, runs, None), reading(run, many, tree, runs, 2)]
        dense = Path(scratch) / "dense"
        networks = generate(dense, files, dense=True)
        rows.append(reading(run, f"{files} files, {networks} roots", dense, runs, None))
        rows += of_kubernetes(run) + of_groups(run)
        if with_checkov:
            stack = Path(scratch) / "stack" / "template.yaml"
            stack.parent.mkdir()
            stack.write_text(template(), encoding="utf-8")
            rows += of_templates(run, stack, runs)
            few = max(1, runs // 2)
            rows += [
                beside_checkov(run, "one root", quickstart, few, 1 / 20),
                beside_checkov(run, many, tree, 1, None),
                hosted(run, "hosted, one root", quickstart, runs, 1.05),
                hosted(run, f"hosted, {many}", tree, few, 1.05),
            ]
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    out = ["| | ours | against | | ratio | of CPU | target | |", "|---|---:|---|---:|---:|---:|---|---|"]
    for row in rows:
        verdict = {None: "", True: "met", False: "**missed**"}[row.met]
        measured = (f"{row.ours:.3f} s", row.against, f"{row.other:.3f} s", _ratio(row.ratio), _ratio(row.cpu_ratio))
        out.append(f"| {' | '.join((row.what, *measured, row.target, verdict))} |")
    return "\n".join(out)


def _ratio(ratio: float) -> str:
    return f"1/{1 / ratio:.0f}" if ratio < 0.2 else f"{ratio:.2f}"


def page(rows: Sequence[Row], runs: int) -> str:
    """docs/performance.md."""
    names = ("eks-netlint", "tree-sitter", "tree-sitter-hcl", "checkov", "cfn-lint")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"""\
<!-- generated by benchmarks/run.py --write; do not edit -->
# Performance

Measured {datetime.date.today().isoformat()} with {runs} runs: {machine}; {versions}.

{table(rows)}

Every figure is the wall clock of a whole process, start of Python included, and the median of its runs.
The wheel is installed as users have it, in an environment of its own.
One run that does not count goes before: Python keeps what it compiles, and we what we parse of our stubs.
The two sides of a ratio run one after the other, in alternating order; the ratio is the median over these pairs.
Targets are about the clock.  *Of CPU* is the ratio of the time that all cores together were busy: many roots are
judged on all cores, one root on one.

- *parse and walk* is `benchmarks/baseline.py`: tree-sitter parses each file and the whole tree becomes Python tuples.
  Nobody who reads Terraform in Python with this parser can do less.
- *checkov, our rules* is `checkov -d FOLDER --skip-download --framework terraform` with
  `--external-checks-dir checks -c 'EKN*'`.  The findings of both sides are compared as sets of rule and block.
- *hosted* is checkov with all rules of its own and ours, against checkov with its own.
- *compose* is libyaml making nodes of the documents that matter, by `benchmarks/manifests.py`: 5,000 files, 35 MB, of
  which ours are found, read, told apart and made into values with their places.  *2,000 policies* is the table of
  `eks-netlint connectivity` for as many workloads, against one of half as many of each, by `benchmarks/policies.py`.
  *1,000 groups* are lowered and asked, with as many proofs as flows, by `benchmarks/groups.py`.
  All three are CPU time inside of one process.
- *500 resources* are a template of `benchmarks/template.py`, checked by us and by cfn-lint, without our rules and with
  them.
- One root is `fixtures/quickstart`; the trees of many files come from `benchmarks/generate.py`: one with ten files for
  each cluster, as public repositories about EKS have, and one with nothing but clusters and their networks.

To repeat: `python benchmarks/run.py` (some minutes), or `python benchmarks/run.py --no-checkov`.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="pairs for each row (default: 7)")
    parser.add_argument("--files", type=int, default=400, help="size of the generated tree (default: 400)")
    parser.add_argument("--no-checkov", action="store_true", help="leave out what takes minutes: checkov and cfn-lint")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    given = parser.parse_args()
    if given.write and given.no_checkov:
        parser.error("docs/performance.md needs the rows with checkov")
    rows = measure(given.runs, given.files, not given.no_checkov)
    print(table(rows))
    if given.write:
        (ROOT / "docs" / "performance.md").write_text(page(rows, given.runs), encoding="utf-8")
    return 1 if any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
