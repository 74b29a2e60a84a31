"""``eks-netlint connectivity``: reads trees, asks, and renders."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from eks_netlint import connectivity
from eks_netlint.analysis import Reading, read
from eks_netlint.model.nouns import Network
from eks_netlint.options import BadOptions, Options
from eks_netlint.records import dataclass
from eks_netlint.report import Report
from eks_netlint.reporters import connectivity as shown
from eks_netlint.reporters.view import View, harmless


class Asked(Protocol):
    """What the command line says."""

    format: str
    namespace: str | None
    explain: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Done:
    """What to print, what could not be read, and whether some of that is trouble of ours."""

    text: str
    problems: tuple[str, ...]
    internal: bool


@dataclass(frozen=True, slots=True)
class _Tree:
    view: View
    networks: tuple[Network, ...]


def show(paths: Sequence[Path], options: Options, asked: Asked) -> Done:
    """The table of what the paths select, or what decides one connection; raises ``BadOptions``."""
    trees = _trees(paths, options, asked)
    views = [tree.view for tree in trees]
    if asked.explain:
        return _done(_explained(trees, asked), views)
    tables = [(tree.view, one, connectivity.tables(one)) for tree in trees for one in tree.networks]
    if asked.format in ("markdown", "dot"):
        from eks_netlint.reporters import graphs  # which few runs need

        return _done(graphs.markdown(tables) if asked.format == "markdown" else graphs.dot(tables), views)
    text = shown.tables_json(tables, views) if asked.format == "json" else shown.text(tables)
    return _done(text, views)


def diff(old: Path, new: Path, options: Options, asked: Asked) -> Done:
    """What two trees allow differently; raises ``BadOptions``."""
    if asked.format not in ("text", "json"):
        raise BadOptions(f"--diff has no format {asked.format}")
    before, after = _trees([old], options, asked), _trees([new], options, asked)
    views = [tree.view for tree in (*before, *after)]
    if not (before and after):
        return _done("", views)
    networks = [[one for tree in trees for one in tree.networks] for trees in (before, after)]
    found = [
        (before[0].view, after[0].view, name, change) for name, change in connectivity.differences(*networks)
    ]
    return _done(shown.changes_json(found, views) if asked.format == "json" else shown.changes_text(found), views)


def _explained(trees: Sequence[_Tree], asked: Asked) -> str:
    if asked.format not in ("text", "json"):
        raise BadOptions(f"--explain has no format {asked.format}")
    source, target = asked.explain or ("", "")
    try:
        wanted = connectivity.question(source, target)
        views = {id(network): tree.view for tree in trees for network in tree.networks}
        networks = [network for tree in trees for network in tree.networks]
        found = [(views[id(one.network)], one) for one in connectivity.explain(wanted, networks)]
    except connectivity.BadQuestion as error:
        raise BadOptions(harmless(str(error))) from error
    return shown.explained_json(found) if asked.format == "json" else shown.explained_text(found)


def _trees(paths: Sequence[Path], options: Options, asked: Asked) -> list[_Tree]:
    return [_tree(reading, asked.namespace) for reading in read(paths, options)]


def _tree(reading: Reading, namespace: str | None) -> _Tree:
    networks = [one for one in reading.networks if one.kubernetes is not None]
    if namespace is not None:
        networks = [connectivity.applied_to(one, namespace) for one in networks]
    report = Report(str(reading.tree), problems=reading.problems)
    return _Tree(View(report, os.getcwd()), tuple(networks))


def _done(text: str, views: Sequence[View]) -> Done:
    problems = [(view, problem) for view in views for problem in view.report.problems]
    told = tuple(
        f"{harmless(view.path(one.path))}{'' if one.line is None else f':{one.line}'}: {harmless(one.message)}"
        for view, one in problems
    )
    return Done(text, told, any(one.internal for _, one in problems))
