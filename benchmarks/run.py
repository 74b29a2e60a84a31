"""Measure eks-netlint against the bare parse and against checkov, in pairs, and print the table.

    python benchmarks/run.py [--no-checkov] [--runs 7] [--files 400] [--write]

Every figure is the wall clock of a whole process.  The two sides of a ratio run one after the other, in alternating
order; the ratio is the median over these pairs, so that a busy machine slows both sides alike.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generate import generate

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
OURS = str(BIN / "eks-netlint")
CHECKOV = (PYTHON, str(BIN / "checkov"), "--skip-download", "--framework", "terraform", "--compact", "--quiet")
HOSTED = ("--external-checks-dir", str(ROOT / "checks"))
ONLY_OURS = (*HOSTED, "-c", "EKN*")
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
class Pair:
    """Medians of both sides, in seconds, and the median of the ratios of the pairs."""

    ours: float
    other: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``met`` is None where there is no target."""

    what: str
    ours: float
    against: str
    other: float | None
    ratio: float | None
    target: str = ""
    met: bool | None = None


def seconds(command: Command) -> float:
    """Wall clock of one run.  Raises ``Failed`` unless it ends with 0 or 1, which is "findings" for both tools."""
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    spent = time.perf_counter() - start
    if done.returncode not in (0, 1):
        raise Failed(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr.decode(errors='replace')[-2000:]}")
    return spent


def pair(ours: Command, other: Command, runs: int) -> Pair:
    """Both commands, in turn and in alternating order, after one run of each that does not count."""
    times: list[tuple[float, float]] = []
    for number in range(-1, runs):
        if number % 2:
            second, first = seconds(other), seconds(ours)
            spent = (first, second)
        else:
            spent = (seconds(ours), seconds(other))
        if number >= 0:
            times.append(spent)
    return Pair(
        statistics.median(first for first, _ in times),
        statistics.median(second for _, second in times),
        statistics.median(first / second for first, second in times),
    )


def check(folder: Path) -> Command:
    return (OURS, "check", "--fail-on", "never", str(folder))


def bare(folder: Path) -> Command:
    return (PYTHON, str(ROOT / "benchmarks" / "baseline.py"), str(folder))


def checkov(folder: Path, *more: str) -> Command:
    return (*CHECKOV, "-d", str(folder), *more)


def start_up(small: Path, runs: int) -> list[Row]:
    """How soon the command answers at all, and on one small file."""
    version = pair((OURS, "--version"), (PYTHON, "-c", "pass"), runs)
    one = pair(check(small), (PYTHON, "-c", "pass"), runs)
    return [
        Row("`--version`", version.ours, "`python -c pass`", version.other, version.ratio),
        Row("one small file", one.ours, "`python -c pass`", one.other, one.ratio, "< 0.3 s", one.ours < 0.3),
    ]


def reading(what: str, folder: Path, runs: int, most: float | None) -> Row:
    """Our whole work on a folder against parsing it."""
    found = pair(check(folder), bare(folder), runs)
    target = "" if most is None else f"≤ {most:g}"
    return Row(what, found.ours, "parse and walk", found.other, found.ratio, target, _within(found.ratio, most))


def beside_checkov(what: str, folder: Path, runs: int, most: float | None) -> Row:
    """Our command line against checkov running our rules, if both find the same."""
    ours, theirs = our_findings(folder), checkov_findings(folder)
    found = pair(check(folder), checkov(folder, *ONLY_OURS), runs)
    same = f"same findings ({len(ours)})" if ours == theirs else f"findings differ ({len(ours ^ theirs)})"
    target = same if most is None else f"≤ 1/{1 / most:.0f}, {same}"
    met = None if most is None else found.ratio <= most and ours == theirs and bool(ours)
    return Row(what, found.ours, "checkov, our rules", found.other, found.ratio, target, met)


def hosted(what: str, folder: Path, runs: int, most: float) -> Row:
    """checkov with its own rules and ours against checkov with its own."""
    found = pair(checkov(folder, *HOSTED), checkov(folder), runs)
    return Row(what, found.ours, "checkov alone", found.other, found.ratio, f"≤ {most:g}", _within(found.ratio, most))


def _within(ratio: float, most: float | None) -> bool | None:
    return None if most is None else ratio <= most


def our_findings(folder: Path) -> set[tuple[str, str, int]]:
    """(rule, file, first line of the block) of each of our findings."""
    from eks_netlint.analysis import Options, analyse  # here, so that the table can be made without the engine

    report = analyse([folder], Options(tree=folder))
    return {(finding.rule, finding.block.path, finding.block.line) for finding in report.findings}


def checkov_findings(folder: Path) -> set[tuple[str, str, int]]:
    """The same of checkov's failed checks."""
    done = subprocess.run(checkov(folder, *ONLY_OURS, "-o", "json"), capture_output=True, text=True, check=False)
    try:
        result = json.loads(done.stdout)
    except json.JSONDecodeError as error:
        raise Failed(f"checkov printed no JSON: {error}\n{done.stderr[-2000:]}") from error
    failed = result.get("results", {}).get("failed_checks", [])
    return {(each["check_id"], each["file_path"].lstrip("/"), each["file_line_range"][0]) for each in failed}


def measure(runs: int, files: int, with_checkov: bool) -> list[Row]:
    """All rows."""
    quickstart = ROOT / "fixtures" / "quickstart"
    with tempfile.TemporaryDirectory() as scratch:
        small, tree = Path(scratch) / "small", Path(scratch) / "tree"
        small.mkdir()
        (small / "main.tf").write_text(SMALL, encoding="utf-8")
        roots = generate(tree, files)
        many = f"{files} files, {roots} roots"
        rows = start_up(small, runs)
        rows += [reading("one root", quickstart, runs, None), reading(many, tree, runs, 2)]
        if with_checkov:
            few = max(1, runs // 2)
            rows += [
                beside_checkov("one root", quickstart, few, 1 / 20),
                beside_checkov(many, tree, 1, None),
                hosted("hosted, one root", quickstart, runs, 1.05),
                hosted(f"hosted, {many}", tree, few, 1.05),
            ]
    return rows


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    out = ["| | ours | against | | ratio | target | |", "|---|---:|---|---:|---:|---|---|"]
    for row in rows:
        other = "" if row.other is None else f"{row.other:.3f} s"
        verdict = {None: "", True: "met", False: "**missed**"}[row.met]
        cells = (row.what, f"{row.ours:.3f} s", row.against, other, _ratio(row.ratio), row.target, verdict)
        out.append(f"| {' | '.join(cells)} |")
    return "\n".join(out)


def _ratio(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"1/{1 / ratio:.0f}" if ratio < 0.2 else f"{ratio:.2f}"


def page(rows: Sequence[Row], runs: int) -> str:
    """docs/performance.md."""
    names = ("eks-netlint", "tree-sitter", "tree-sitter-hcl", "checkov")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"""\
<!-- generated by benchmarks/run.py --write; do not edit -->
# Performance

Measured {datetime.date.today().isoformat()} with {runs} runs: {machine}; {versions}.

{table(rows)}

Every figure is the wall clock of a whole process, start of Python included, and the median of its runs.
The two sides of a ratio run one after the other, in alternating order; the ratio is the median over these pairs.

- *parse and walk* is `benchmarks/baseline.py`: tree-sitter parses each file and the whole tree becomes Python tuples.
  Nobody who reads Terraform in Python with this parser can do less.
- *checkov, our rules* is `checkov -d FOLDER --skip-download --framework terraform` with
  `--external-checks-dir checks -c 'EKN*'`.  The findings of both sides are compared as sets of rule and block.
- *hosted* is checkov with all rules of its own and ours, against checkov with its own.
- One root is `fixtures/quickstart`; the tree of many files comes from `benchmarks/generate.py`.

To repeat: `python benchmarks/run.py` (some minutes), or `python benchmarks/run.py --no-checkov`.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7, help="pairs for each row (default: 7)")
    parser.add_argument("--files", type=int, default=400, help="size of the generated tree (default: 400)")
    parser.add_argument("--no-checkov", action="store_true", help="leave out what takes minutes")
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
