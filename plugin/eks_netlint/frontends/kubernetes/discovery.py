"""Which files may hold Kubernetes objects, told by their names and places."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from eks_netlint.records import dataclass

SUFFIXES = (".yaml", ".yml", ".json")
CHART = "Chart.yaml"
KUSTOMIZATIONS = frozenset(["kustomization.yaml", "kustomization.yml", "Kustomization"])

_SKIPPED = frozenset(["node_modules", "__pycache__", "cdk.out", "venv"])
_DULL = frozenset([CHART, "package.json", "package-lock.json", "tsconfig.json", "terraform.tfstate"])

Unlistable = Callable[[OSError], None]
"""Told of every folder that cannot be listed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may hold Kubernetes objects.

    ``chart`` is the Helm chart among whose templates it lies, ``kustomizations`` are the folders around it, nearest
    first, that kustomize builds.
    """

    path: Path
    chart: Path | None = None
    kustomizations: tuple[Path, ...] = ()


def candidates(paths: Sequence[Path], unlistable: Unlistable | None = None) -> Iterator[Candidate]:
    """Files below the paths, each once; hidden ones and links left out.  A path that is a file counts by its name."""
    seen: set[Path] = set()
    for path in paths:
        for found in _below(path, unlistable) if path.is_dir() else _single(path):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def folders(top: Path) -> Iterator[tuple[Path, frozenset[str]]]:
    """The folder and those below it in which somebody looks, each with the names of its files."""
    for folder, subfolders, files in os.walk(top, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if name not in _SKIPPED and not name.startswith("."))
        yield Path(folder), frozenset(files)


def is_candidate(path: Path) -> bool:
    """Whether a file of that name may hold Kubernetes objects."""
    return path.name.endswith(SUFFIXES)


def _single(path: Path) -> Iterator[Candidate]:
    if is_candidate(path):
        around = [folder for folder in path.parents if (folder / CHART).is_file()]
        chart = next((folder for folder in around if (folder / "templates") in path.parents), None)
        built = (folder for folder in path.parents if any((folder / name).is_file() for name in KUSTOMIZATIONS))
        yield Candidate(path, chart, tuple(built))


def _below(top: Path, unlistable: Unlistable | None) -> Iterator[Candidate]:
    charts: dict[str, Path | None] = {}  # of the folders to come
    built: dict[str, tuple[Path, ...]] = {}
    for folder, subfolders, files in os.walk(top, onerror=unlistable, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if name not in _SKIPPED and not name.startswith("."))
        chart, around = charts.pop(folder, None), built.pop(folder, ())
        here = Path(folder)
        if not KUSTOMIZATIONS.isdisjoint(files):
            around = (here, *around)
        own = CHART in files
        for name in subfolders:
            below = os.path.join(folder, name)
            built[below] = around
            charts[below] = here if own and name == "templates" else chart
        for name in sorted(files):
            if name.endswith(SUFFIXES) and not name.startswith(".") and name not in _DULL:
                yield Candidate(here / name, chart, around)
