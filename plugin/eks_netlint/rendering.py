"""Manifests that are in no file: standard input, and what the user's own helm and kustomize make of charts.

The only place that runs other programs, and only when asked.  A chart or kustomization is input to a program of the
user's; kustomize may fetch what a kustomization names by its URL.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from eks_netlint.frontends.kubernetes.buildable import Buildable, buildables
from eks_netlint.options import Text

MAX_BYTES = 40_000_000
"""Size of the largest text that is read; a whole cluster with its custom resource definitions has some ten million."""

MAX_SECONDS = 60
"""Time that one run of a tool may take."""

MAX_TOTAL = 600
"""Time in seconds that all runs together may take."""

COMMANDS = {
    "helm": (("helm", "template", "release"),),
    "kustomize": (("kustomize", "build"), ("kubectl", "kustomize")),
}
"""Ways to build, of which the first that is installed is taken; the folder is the last argument."""

_NAMES = {"helm": "helm-template.yaml", "kustomize": "kustomize-build.yaml"}


def standard_input(piped: bool) -> Iterator[Text]:
    """The manifests on standard input, if they are asked for."""
    if not piped:
        return
    path = Path(os.getcwd()) / "stdin"
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    yield Text(path, b"", problem=f"is larger than {MAX_BYTES} bytes: not read") if len(data) > MAX_BYTES else Text(
        path, data
    )


def rendered(paths: Sequence[Path]) -> Iterator[Text]:
    """What the tools make of the charts and kustomizations below the paths, or why they make nothing."""
    deadline = time.monotonic() + MAX_TOTAL
    for one in buildables([path for path in paths if path.is_dir()]):
        path = one.folder / _NAMES[one.tool]
        left = deadline - time.monotonic()
        if left <= 0:
            yield Text(path, b"", problem=f"is not rendered: others took {MAX_TOTAL} seconds")
            continue
        made = _made(one, min(left, MAX_SECONDS))
        if isinstance(made, str):
            yield Text(path, b"", problem=made)
        elif made.strip():  # a chart may make nothing by default
            yield Text(path, made, one.parts)


def _made(one: Buildable, seconds: float) -> bytes | str:
    """The output of the tool, or why there is none."""
    command = next((found for found in map(_installed, COMMANDS[one.tool]) if found), None)
    if command is None:
        wanted = " or ".join(command[0] for command in COMMANDS[one.tool])
        return f"is not rendered: {wanted} is not installed"
    name = " ".join((Path(command[0]).name, *command[1:2]))
    try:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
            done = subprocess.run(
                (*command, str(one.folder)),
                stdin=subprocess.DEVNULL, stdout=out, stderr=told, timeout=seconds, check=False, cwd=one.folder,
                preexec_fn=_bounded if os.name == "posix" else None,
            )  # fmt: skip
            out.seek(0)
            told.seek(0)
            data, why = out.read(MAX_BYTES + 1), told.read(2_000)
    except subprocess.TimeoutExpired:
        return f"is not rendered: {name} took more than {seconds:.0f} seconds"
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return f"is not rendered: {name} cannot be run: {error}"
    if len(data) > MAX_BYTES:
        return f"is not rendered: {name} gives more than {MAX_BYTES} bytes"
    if done.returncode:
        lines = [line.strip() for line in why.decode("utf-8", "replace").splitlines() if line.strip()]
        return f"is not rendered: {name} failed: {lines[-1][:300] if lines else f'exit code {done.returncode}'}"
    return data


def _installed(command: tuple[str, ...]) -> tuple[str, ...] | None:
    """The command with the tool's full path; what lies in the working directory is the tree's."""
    found = shutil.which(command[0])
    if found is None or os.path.dirname(os.path.abspath(found)) == os.getcwd():
        return None
    return os.path.abspath(found), *command[1:]


def _bounded() -> None:
    """In the tool's process: no file it writes may grow beyond what we read of it."""
    import resource  # of POSIX systems only

    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_BYTES + 1, MAX_BYTES + 1))
