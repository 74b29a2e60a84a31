"""An installation as users have it: the wheel in an environment of its own, everything else borrowed from ours.

What is measured from the source tree starts slower: the import hook of an editable install finds each module anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NOT_OURS = shutil.ignore_patterns("__pycache__", "*.egg-info", ".venv*", ".git", "build", "dist", ".*_cache")

Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Installation:
    """The commands of an environment, and the folder of its rules."""

    python: str
    ours: str
    checkov: Command
    cfn_lint: Command
    checks: str


def install(home: Path) -> Installation:
    """Build the wheel and install it below ``home``; raises ``CalledProcessError`` if that fails."""
    source = home / "source"
    shutil.copytree(ROOT, source, ignore=_NOT_OURS)
    _quietly(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(home), str(source))
    venv.create(home / "venv", with_pip=True)
    python = home / "venv" / "bin" / "python"
    wheel = next(home.glob("*.whl"))
    _quietly(str(python), "-m", "pip", "install", "--no-index", "--no-deps", "--quiet", str(wheel))
    packages = next((home / "venv").glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    ours = str(python.with_name("eks-netlint"))
    checks = subprocess.run((ours, "checks-path"), check=True, capture_output=True, text=True, cwd=home).stdout.strip()
    scripts = Path(sys.executable).parent
    checkov, cfn_lint = ((str(python), str(scripts / name)) for name in ("checkov", "cfn-lint"))
    return Installation(str(python), ours, checkov, cfn_lint, checks)


def _quietly(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT.parent)
