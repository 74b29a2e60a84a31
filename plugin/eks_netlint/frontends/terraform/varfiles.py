"""Variable files that Terraform does not load by itself, and the roots they were written for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from eks_netlint.frontends.terraform.discovery import SUFFIXES, skipped
from eks_netlint.frontends.terraform.inputs import read_file
from eks_netlint.frontends.terraform.sources import Sources
from eks_netlint.records import dataclass

MAX_FILES = 500
"""Variable files that are looked at; a repository with more has a tool that knows which is for what."""

_LOADED = (".auto.tfvars", ".auto.tfvars.json")
_DEFAULT = ("terraform.tfvars", "terraform.tfvars.json")


@dataclass(frozen=True, slots=True)
class VariableFile:
    """A variable file by its path in the tree, and the variables it gives."""

    path: str
    names: frozenset[str]


def unloaded(sources: Sources) -> tuple[VariableFile, ...]:
    """Every variable file of the tree that can be read and that this run has not loaded, by path."""
    found = []
    for path in _candidates(sources.tree):
        if path in sources.inputs:
            continue
        quiet = Sources(sources.tree)  # what is wrong with a file nobody loads is nobody's problem
        names = read_file(quiet, path).values
        if names and not quiet.problems:
            found.append(VariableFile(sources.relative(path), frozenset(names)))
        if len(found) >= MAX_FILES:
            break
    return tuple(found)


def _candidates(tree: Path) -> Iterator[Path]:
    for folder, subfolders, files in os.walk(tree, followlinks=False):
        subfolders[:] = sorted(name for name in subfolders if not skipped(name))
        module = any(name.endswith(SUFFIXES) for name in files)
        for name in sorted(files):
            loaded = module and (name.endswith(_LOADED) or name in _DEFAULT)
            if name.endswith((".tfvars", ".tfvars.json")) and not loaded:
                yield Path(folder) / name


def fitting(
    files: Iterable[VariableFile], root: str, declared: frozenset[str], others: Iterable[str]
) -> tuple[VariableFile, ...]:
    """The files that were written for a root: all they give is declared there, and they lie in or below its folder.

    A file that lies in no root's folder (``env/prod.tfvars`` beside ``infra``) fits where at least two of its
    variables are declared.  ``root`` and ``others``, the other roots, are paths in the tree.
    """
    roots = [_path(each) for each in (root, *others)]
    found = []
    for file in files:
        if not file.names <= declared:
            continue
        home = next((folder for folder in PurePosixPath(file.path).parents if folder in roots), None)
        if home == _path(root) or (home is None and len(file.names) > 1):
            found.append(file)
    return tuple(found)


def _path(root: str) -> PurePosixPath:
    return PurePosixPath(root or ".")
