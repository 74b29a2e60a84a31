"""Find a tree's config and read it; what it names has to be there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from eks_netlint.config import BadConfig, Config, Said
from eks_netlint.config.keys import FILE
from eks_netlint.config.nodes import Broken, read
from eks_netlint.config.paths import Paths, is_pattern
from eks_netlint.config.shapes import Complaints, near
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.records import replace
from eks_netlint.source import Document, Problem
from eks_netlint.tree import CONFIG

MAX_CONFIG = 200_000
"""Bytes of the largest config that is read."""

_VARIABLE_FILE = (".tfvars", ".tfvars.json")


def load(tree: Path, named: Path | None = None) -> Config:
    """The config of a tree, or the one that the user named; raises ``BadConfig`` with everything that is wrong."""
    if named is None:
        _well_named(tree)
    path = tree / CONFIG if named is None else named
    name = os.path.relpath(path, tree).replace(os.sep, "/")
    try:
        data = read_bytes(path, tree if named is None else None, MAX_CONFIG)
    except Unreadable as why:
        raise BadConfig([Problem(name, str(why), 1, internal=True)]) from None
    return parse(Document(name, data), tree)


def _well_named(tree: Path) -> None:
    other = CONFIG.removesuffix(".yaml") + ".yml"
    if os.path.lexists(tree / other):
        there = os.path.lexists(tree / CONFIG)
        why = f"is not read, {CONFIG} is: remove one" if there else f"is not read: rename it to {CONFIG}"
        raise BadConfig([Problem(other, why, 1, internal=True)])


def parse(document: Document, tree: Path | None) -> Config:
    """A config from its text; without a tree nobody asks whether there is what it names.  Raises ``BadConfig``."""
    wrong = Complaints()
    try:
        node = read(document, wrong.problems)
    except Broken as why:
        raise BadConfig([Problem(document.path, str(why), why.line, internal=True)]) from None
    config = Config() if node is None else FILE.read(node, wrong)
    if config is not None:
        _consistent(config, wrong)
        if tree is not None:
            _there(config, tree, wrong)
    if wrong.problems or config is None:
        raise BadConfig(sorted(wrong.problems, key=lambda problem: problem.line or 0))
    return replace(config, path=document.path)


def _consistent(config: Config, wrong: Complaints) -> None:
    """Patterns can be read, and names refer to something in the config."""
    for pattern in _patterns(config):
        try:
            Paths((pattern.value,))
        except ValueError as error:
            wrong.add(f"{pattern.value!r}: {error}", pattern.span)
    own = (environment for root in config.roots for environment in root.environments)
    names = [environment.name for environment in (*config.environments, *own)]
    for cluster in config.clusters:
        said = cluster.environment
        if said is not None and said.value not in names:
            wrong.add(f"no environment is called {said.value!r}{near(said.value, names)}", said.span)


def _patterns(config: Config) -> Iterator[Said[str]]:
    yield from config.exclude
    yield from (ignored.path for ignored in config.ignore_paths)
    yield from _roots(config)
    for cluster in config.clusters:
        yield from cluster.manifests


def _roots(config: Config) -> Iterator[Said[str]]:
    yield from (root.path for root in config.roots)
    yield from (path for environment in config.environments for path in environment.roots)
    yield from (cluster.root for cluster in config.clusters)


def _there(config: Config, tree: Path, wrong: Complaints) -> None:
    """Files and folders exist inside the tree; patterns need not match anything."""
    tree = Path(os.path.realpath(tree))
    for file in (file for one in config.inputs for file in one.var_files):
        if not file.value.endswith(_VARIABLE_FILE):
            wrong.add(f"{file.value!r} is no variable file: its name ends in .tfvars or .tfvars.json", file.span)
        else:
            _exists(file, tree, os.path.isfile, "variable file", wrong)
    for folder in (*_roots(config), *(stub.directory for stub in config.modules)):
        if not is_pattern(folder.value):
            _exists(folder, tree, os.path.isdir, "folder", wrong)
    for path in (path for cluster in config.clusters for path in cluster.manifests):
        if not is_pattern(path.value):
            _exists(path, tree, os.path.exists, "file or folder", wrong)
    for stub in config.modules:
        if os.path.normpath(stub.directory.value) == "." or is_pattern(stub.directory.value):
            wrong.add(f"{stub.directory.value!r} is no folder for a module", stub.directory.span)


def _exists(path: Said[str], tree: Path, kind: object, what: str, wrong: Complaints) -> None:
    target = os.path.realpath(tree / path.value)
    if not Path(target).is_relative_to(tree):
        wrong.add(f"{path.value!r} lies outside the scanned tree", path.span)
    elif not (callable(kind) and kind(target)):
        wrong.add(f"there is no {what} {path.value!r}; paths start at the top of the tree", path.span)


