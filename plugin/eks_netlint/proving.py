"""``eks-netlint path``: reads trees, proves, and renders."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from eks_netlint.analysis import Reading, read
from eks_netlint.model.nouns import Network
from eks_netlint.model.paths import may_reach
from eks_netlint.model.proof import ANY, HIGHEST, Ports
from eks_netlint.model.security.ends import ends, names, ports_of
from eks_netlint.options import BadOptions, Options
from eks_netlint.records import dataclass
from eks_netlint.report import Report
from eks_netlint.reporters import paths as shown
from eks_netlint.reporters.paths import Proved
from eks_netlint.reporters.view import View, harmless

_MOST_NAMES = 8
_PROTOCOLS = ("tcp", "udp")


class Asked(Protocol):
    """What the command line says."""

    format: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Done:
    """What to print, what could not be read, whether some of that is trouble of ours, and whether all may pass."""

    text: str
    problems: tuple[str, ...]
    internal: bool


def prove(paths: Sequence[Path], options: Options, asked: Asked) -> Done:
    """The proof of every way between the two ends; raises ``BadOptions`` where a name means nothing."""
    name, ports = _target(asked.target)
    trees = [(_view(reading), reading.networks) for reading in read(paths, options)]
    found = [one for view, networks in trees for network in networks for one in _of(view, network, asked, name, ports)]
    if not found:
        known = sorted({each for _, networks in trees for network in networks for each in names(network)})
        few = f"; there are {', '.join(known[:_MOST_NAMES])}" + (" and others" if len(known) > _MOST_NAMES else "")
        raise BadOptions(harmless(f"no network has both {asked.source} and {name}{few if known else ''}"))
    views = [view for view, _ in trees]
    text = shown.as_document(found, views) if asked.format == "json" else shown.text(found)
    problems = tuple(f"{harmless(view.path(one.path))}: {harmless(one.message)}" for view, one in _problems(views))
    return Done(text, problems, any(one.internal for _, one in _problems(views)))


def _of(view: View, network: Network, asked: Asked, name: str, ports: Ports | None) -> Iterator[Proved]:
    wanted = (ports,) if ports is not None else ports_of(name, network) or (Ports(ANY),)
    sources = ends(asked.source, network)
    targets = ends(name, network)
    ours = [one for one in (*sources, *targets) if one.span is not None]
    for source in sources if ours else ():
        for target in targets:
            for each in wanted:
                proof = may_reach(source, target, each, network)
                yield Proved(view, network.name, source.name, target.name, each, proof)


def _target(written: str) -> tuple[str, Ports | None]:
    """``B``, ``B:443``, ``B:53/udp``; raises ``BadOptions``."""
    head, colon, tail = written.rpartition(":")
    number, _, protocol = tail.partition("/")
    if not colon or not number.isascii() or not number.isdigit():
        return written, None
    word = protocol.lower() or _PROTOCOLS[0]
    if not int(number) <= HIGHEST or word not in _PROTOCOLS:
        raise BadOptions(harmless(f"{tail}: a port is a number up to {HIGHEST}, and a protocol tcp or udp"))
    return head, Ports(word, int(number), int(number))


def _view(reading: Reading) -> View:
    return View(Report(str(reading.tree), problems=reading.problems), os.getcwd())


def _problems(views: Sequence[View]) -> list[tuple[View, shown.Problem]]:
    return [(view, problem) for view in views for problem in view.report.problems]
