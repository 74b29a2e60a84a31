"""Plan a directory with real Terraform, offline: the AWS provider from a local directory, AWS itself played by moto.

As a command: ``tools/plan.py DIR`` prints what ``terraform show -json`` says of the plan.
As a library: ``plan``, ``apply`` and ``available``.  Nothing is written into the planned directory.
"""

from __future__ import annotations

import argparse
import atexit
import functools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

MIRROR = Path(os.environ.get("EKS_NETLINT_TF_PLUGINS", "/opt/tf-plugins"))
"""Filesystem mirror of Terraform providers, unpacked: HOST/NAMESPACE/TYPE/VERSION/TARGET/."""

REGION = "us-east-1"
_IGNORED = shutil.ignore_patterns(".terraform", ".git", "*.tfstate*", ".terraform.lock.hcl")
_MODULE_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.{1,2}/[^"]*|\.{1,2})"', re.MULTILINE)
_PROVIDER = re.compile(r'^provider\s+"aws"\s*\{(.*?)^\}', re.MULTILINE | re.DOTALL)
_BACKEND = re.compile(r'^\s*backend\s+"[^"]*"\s*\{[^{}]*\}', re.MULTILINE)
_ALIAS = re.compile(r'^\s*alias\s*=\s*"([^"]+)"', re.MULTILINE)

Adapt = Callable[[Path], None]
"""Changes the copy of a tree before Terraform reads it (to make an old module fit the provider at hand)."""


class PlanFailed(Exception):
    """Terraform refused; the message is its standard error."""


@functools.cache
def available() -> str | None:
    """Why nothing can be planned here, or None if it can."""
    for program in ("terraform", "moto_server"):
        if shutil.which(program) is None:
            return f"{program} is not on PATH"
    if _provider() is None:
        return f"no AWS provider under {MIRROR}"
    return None


def plan(
    directory: Path,
    work: Path,
    *,
    var_files: Sequence[Path] = (),
    adapt: Adapt | None = None,
) -> dict[str, Any]:
    """What ``terraform show -json`` says of a plan of the directory; raises ``PlanFailed``.

    ``work`` is a scratch directory that must exist.  Remote modules and providers other than AWS cannot be had.
    """
    place = _copy(directory, work, adapt)
    _terraform(place, work, "get", "-no-color")
    files = [f"-var-file={file.resolve()}" for file in var_files]
    _terraform(place, work, "plan", "-input=false", "-no-color", "-lock=false", "-out=plan.bin", *files)
    shown: dict[str, Any] = json.loads(_terraform(place, work, "show", "-json", "plan.bin"))
    return shown


def apply(directory: Path, work: Path, *, adapt: Adapt | None = None) -> dict[str, Any]:
    """What ``terraform show -json`` says of the state after applying the directory to moto; raises ``PlanFailed``."""
    place = _copy(directory, work, adapt)
    _terraform(place, work, "get", "-no-color")
    _terraform(place, work, "apply", "-input=false", "-no-color", "-auto-approve", "-parallelism=20")
    shown: dict[str, Any] = json.loads(_terraform(place, work, "show", "-json"))
    return shown


def validate(directory: Path, work: Path) -> None:
    """Raise ``PlanFailed`` if ``terraform validate`` finds an error in the module."""
    place = _copy(directory, work, None)
    _terraform(place, work, "get", "-no-color")
    _terraform(place, work, "validate", "-no-color")


def unpack_planned(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The managed resources a plan wants to exist, by address: type, values, and what is unknown until apply."""
    found = {}
    for change in shown.get("resource_changes", ()):
        if change["mode"] == "managed" and change["change"]["actions"] != ["delete"]:
            after = change["change"]["after"] or {}
            unknown = change["change"].get("after_unknown") or {}
            found[change["address"]] = {"type": change["type"], "values": after, "unknown": unknown}
    return found


def _copy(directory: Path, work: Path, adapt: Adapt | None) -> Path:
    """Copy the directory, with the modules it calls by path, into ``work`` and aim its AWS provider at moto."""
    directory = directory.resolve()
    top = top_of(directory)
    if work.resolve().is_relative_to(top):
        raise ValueError(f"{work} lies inside {top}, which is to be copied into it")
    target = Path(tempfile.mkdtemp(prefix="tree-", dir=work))
    shutil.copytree(top, target, ignore=_IGNORED, dirs_exist_ok=True)
    if adapt is not None:
        adapt(target)
    place = target / directory.relative_to(top)
    for file in place.glob("*.tf"):
        text = file.read_text(encoding="utf-8")
        if _BACKEND.search(text):
            file.write_text(_BACKEND.sub("", text), encoding="utf-8")
    (place / "zz_moto_override.tf").write_text(_override(place), encoding="utf-8")
    return place


def top_of(directory: Path) -> Path:
    """The deepest directory that holds the given one and every module it reaches by relative path."""
    seen: set[Path] = set()
    waiting = [directory]
    while waiting:
        here = waiting.pop()
        if here in seen or not here.is_dir():
            continue
        seen.add(here)
        for file in here.glob("*.tf"):
            sources = _MODULE_SOURCE.findall(file.read_text(encoding="utf-8", errors="replace"))
            waiting.extend((here / source).resolve() for source in sources)
    return Path(os.path.commonpath(seen))


def _override(place: Path) -> str:
    """An override file that has no configuration of the AWS provider ask for credentials or about itself."""
    aliases: set[str | None] = {None}
    for file in place.glob("*.tf"):
        for body in _PROVIDER.findall(file.read_text(encoding="utf-8", errors="replace")):
            aliases.update(_ALIAS.findall(body))
    blocks = []
    for alias in sorted(aliases, key=lambda name: name or ""):
        named = f'  alias = "{alias}"\n' if alias else ""
        blocks.append(
            f'provider "aws" {{\n{named}'
            "  profile                     = null\n"
            '  access_key                  = "mock"\n'
            '  secret_key                  = "mock"\n'
            "  skip_credentials_validation = true\n"
            "  skip_metadata_api_check     = true\n"
            "  skip_requesting_account_id  = true\n"
            "  s3_use_path_style           = true\n"
            "}\n"
        )
    return "\n".join(blocks)


def _terraform(place: Path, work: Path, *arguments: str) -> str:
    run = subprocess.run(  # the program found on PATH is the one wanted
        ["terraform", *arguments],
        cwd=place,
        env=_environment(work),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode != 0:
        raise PlanFailed(f"terraform {arguments[0]}: {run.stderr.strip() or run.stdout.strip()}")
    return run.stdout


def _environment(work: Path) -> dict[str, str]:
    """The environment of Terraform: nothing of the user's AWS or Terraform settings, and the one provider we have.

    A development override needs no ``terraform init``, which spends seconds on hashing the provider, and it satisfies
    any version constraint.
    """
    settings = work / "override.tfrc"
    override = f'dev_overrides {{\n    "hashicorp/aws" = "{_provider()}"\n  }}'
    settings.write_text(f"provider_installation {{\n  {override}\n}}\n", encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TF_"))}
    ours = {
        "AWS_ENDPOINT_URL": _moto(),  # for every service, so that nothing leaves the machine
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(settings),
        "TF_IN_AUTOMATION": "1",
    }
    return kept | ours


def _provider() -> Path | None:
    """Directory of the newest AWS provider in the mirror."""
    found = MIRROR.glob("registry.terraform.io/hashicorp/aws/*/*/terraform-provider-aws*")
    newest = max(found, key=lambda path: [int(part) for part in path.parts[-3].split(".")], default=None)
    return newest.parent if newest is not None else None


@functools.cache
def _moto() -> str:
    """URL of the moto server of this process, started when first asked for."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        ["moto_server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(_stop, server)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise PlanFailed(f"moto_server ended with status {server.returncode}")
        try:
            urllib.request.urlopen(f"{url}/moto-api/", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return url
    raise PlanFailed("moto_server did not answer within a minute")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:
        server.kill()


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--var-file", type=Path, action="append", default=[])
    options = parser.parse_args(argv)
    reason = available()
    if reason is not None:
        print(f"cannot plan: {reason}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="eks-netlint-plan-") as work:
        try:
            shown = plan(options.directory, Path(work), var_files=options.var_file)
        except PlanFailed as failure:
            print(failure, file=sys.stderr)
            return 1
    json.dump(shown, sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
