"""From paths to a Report: load, lower, judge, sift.  Pure but for reading files, and safe to call from any host."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eks_netlint import tree as trees
from eks_netlint.deep import deeply
from eks_netlint.facts import Facts, added
from eks_netlint.frontends.plan import sniff as plans
from eks_netlint.joining import joined
from eks_netlint.model.asked import Watch
from eks_netlint.model.nouns import Network
from eks_netlint.model.size import too_large
from eks_netlint.records import dataclass, field, replace
from eks_netlint.report import Finding, Note, Open, Report
from eks_netlint.resources import Resource, TooLarge
from eks_netlint.rules import Rule
from eks_netlint.rules.engine import Judgement, Thresholds, judge
from eks_netlint.rules.registry import load_ruleset, select, unmatched
from eks_netlint.source import Document, Problem, told
from eks_netlint.suppressions import RULES, sift

if TYPE_CHECKING:
    from eks_netlint.frontends.plan.plans import Joined
    from eks_netlint.frontends.terraform import Loaded
    from eks_netlint.model.capacity import CapacityReport


class BadOptions(ValueError):
    """Options that cannot be meant: the caller has to change them."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be told.

    ``select`` and ``ignore`` are patterns for ids and names of rules.  ``tree`` overrides the search for the git
    top level.  ``touched`` says that the paths are files a commit touched: they select the roots that read them, and
    need not exist or be ours.  ``today`` is the day by which ignores expire.  ``rules`` are asked besides those that
    are installed.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    var_files: tuple[Path, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=dict)
    today: date | None = None
    tree: Path | None = None
    touched: bool = False
    rules: tuple[Rule[object], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The networks of one tree, and what reading them told; for hosts and commands that ask the model themselves."""

    tree: Path
    networks: tuple[Network, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    files: int
    documents: tuple[Document, ...]


def analyse(paths: Sequence[Path], options: Options | None = None) -> Report:
    """Judge every network that the paths select.

    What cannot be read, or fails in our code, is a problem of the report and costs nobody else's findings.  Raises
    ``BadOptions`` if a pattern names no rule.
    """
    options = options or Options()
    ruleset = load_ruleset()
    known = (*ruleset.rules, *options.rules, *RULES)
    missing = unmatched(known, (*options.select, *options.ignore)) if not ruleset.problems else ()
    if missing:
        raise BadOptions(f"no rule is named {', '.join(missing)}")
    selected = select(known, options.select, options.ignore)
    reports = [_report(reading, paths, selected, known, options) for reading in read(paths, options)]
    return joined(reports, ruleset.problems, tuple(rule.id for rule in selected))


def read(paths: Sequence[Path], options: Options | None = None) -> Iterator[Reading]:
    """The networks that the paths select, tree by tree, without judging them."""
    options = options or Options()
    given = {options.tree: tuple(paths)} if options.tree is not None else trees.group(paths)
    for tree, own in given.items():
        yield deeply(partial(_read, Path(os.path.realpath(tree)), own, options))


def capacities(
    paths: Sequence[Path], options: Options | None = None
) -> Iterator[tuple[Reading, tuple[CapacityReport, ...]]]:
    """The capacity of every network that the paths select, tree by tree; what fails is a problem of the reading."""
    from eks_netlint.model.capacity import capacity_table  # which judging does not need

    for reading in read(paths, options):
        tables, problems = [], []
        for network in reading.networks:
            try:
                tables.append(capacity_table(network))
            except Exception as error:
                message = f"capacity of this root cannot be worked out: {told(error)}"
                problems.append(Problem(network.name, message, internal=True))
        yield replace(reading, problems=(*reading.problems, *problems)), tuple(tables)


def _read(tree: Path, paths: Sequence[Path], options: Options) -> Reading:
    problems = [] if options.touched else [problem for path in paths if (problem := _nothing_at(tree, path))]
    usable = [path for path in paths if options.touched or _nothing_at(tree, path) is None]
    if not usable:
        return Reading(tree, (), tuple(problems), (), 0, ())
    try:
        loaded = _load(tree, [Path(os.path.realpath(path)) for path in usable], options)
    except Exception as error:
        problems.append(Problem("", f"reading failed: {told(error)}", internal=True))
        return Reading(tree, (), tuple(problems), (), 0, ())
    networks = []
    documents: dict[Document, None] = {}
    for root in loaded.roots:
        try:
            network, failed = _lower(root.name, root.resources)
            networks.append(network)
            problems.extend(failed)
            documents.update(dict.fromkeys(_documents(root.resources)))
        except TooLarge as why:
            problems.append(Problem(root.name, str(why)))
        except Exception as error:
            message = f"network of this root cannot be made: {told(error)}"
            problems.append(Problem(root.name, message, internal=True))
    notes = tuple(dict.fromkeys(Note(note.message, note.at) for note in loaded.notes))
    found = (*problems, *loaded.problems)  # complete only now: roots are evaluated when lowering asks for them
    return Reading(tree, tuple(networks), found, notes, loaded.files, tuple(documents))


def _nothing_at(tree: Path, path: Path) -> Problem | None:
    """Why a path selects nothing, if so."""
    name = os.path.relpath(os.path.realpath(path), tree).replace(os.sep, "/")
    if not path.exists():
        return Problem(name, "no such file or directory")
    if path.is_dir():
        from eks_netlint.frontends.terraform.discovery import module_directories  # see _load

        if any(True for _ in module_directories(path)) or plans.found_below([path])[1]:
            return None
        return Problem(name, "holds no Terraform files and no plan")
    ours = trees.is_ours(path) or plans.may_be_meant(path)
    return None if ours else Problem(name, "is no Terraform file and no plan")


def _load(tree: Path, paths: Sequence[Path], options: Options) -> Loaded | Joined:
    from eks_netlint.frontends import terraform  # brings the parser, which hosts may not need
    from eks_netlint.lowering.unread import UNREAD

    given = terraform.Options(options.var_files, options.variables, options.touched, UNREAD)
    loaded = terraform.load(tree, paths, given)
    named, found = plans.touched(paths) if options.touched else plans.found_below(paths)
    if not (named or found):
        return loaded
    from eks_netlint.frontends.plan.plans import join  # which few runs need
    from eks_netlint.frontends.plan.plans import read as read_plans

    return join(loaded, read_plans(tree, named, found, UNREAD))


def _lower(name: str, resources: Sequence[Resource]) -> tuple[Network, tuple[Problem, ...]]:
    """The network and what of it failed; raises ``TooLarge`` where it is too large to judge."""
    from eks_netlint.lowering import faults, size  # not needed where nothing could be read

    if why := size.too_many(resources):
        raise TooLarge(why)
    network, problems = faults.lowered(name, resources)
    if why := too_large(network):
        raise TooLarge(why)
    return network, problems


def _documents(resources: Sequence[Resource]) -> Iterator[Document]:
    """Documents in which resources and module calls stand."""
    for resource in resources:
        yield resource.span.document
        for call in resource.calls:
            yield call.document


def _report(
    reading: Reading,
    paths: Sequence[Path],
    rules: Sequence[Rule[object]],
    known: Sequence[Rule[object]],
    options: Options,
) -> Report:
    asked = tuple(rule for rule in rules if rule not in RULES)
    answered = [_judged(network, asked, options.thresholds) for network in reading.networks]
    judged = [judgement for judgement, _ in answered]
    findings = [finding for one in judged for finding in one.findings]
    undecided = [question for one in judged for question in one.undecided]
    elsewhere: list[Finding | Open] = [*undecided, *(finding for one in judged for finding in one.silenced)]
    whole = any(Path(os.path.realpath(path)) == reading.tree for path in paths)
    roots = {"" if network.name == "." else network.name for network in reading.networks}
    sifted = sift(
        findings,
        dict.fromkeys((*reading.documents, *_pointed_at(judged))),
        rules,
        known=known,
        elsewhere=elsewhere,
        today=options.today,
        audited=lambda document: whole or document.path.rpartition("/")[0] in roots,
    )
    return Report(
        tree=str(reading.tree),
        findings=sifted.shown,
        undecided=tuple(undecided),
        clean=tuple(clean for one in judged for clean in one.clean),
        suppressed=sifted.suppressed,
        problems=(*reading.problems, *(problem for one in judged for problem in one.problems), *sifted.problems),
        notes=(*reading.notes, *_without_eks(reading)),
        networks=tuple(network.name for network in reading.networks),
        files=reading.files,
        facts=added(facts for _, facts in answered),
    )


def _judged(
    network: Network, rules: Sequence[Rule[object]], thresholds: Thresholds
) -> tuple[Judgement, Facts]:
    """The verdicts, and a count of the facts that were asked for on the way."""
    watch = Watch(network)
    watch.begin()
    try:
        judgement = judge(network, rules, thresholds)
    finally:
        facts = watch.end()
    return judgement, facts


def _pointed_at(judged: Iterable[Judgement]) -> Iterator[Document]:
    for one in judged:
        for finding in (*one.findings, *one.silenced):
            yield finding.at.document
        for question in one.undecided:
            yield question.at.document


def _without_eks(reading: Reading) -> tuple[Note, ...]:
    if not reading.files or reading.problems:  # what could not be read may hold one
        return ()
    if any(one.clusters or one.node_groups or one.fargate_profiles for one in reading.networks):
        return ()
    count = "1 file" if reading.files == 1 else f"{reading.files} files"
    return (Note(f"no EKS cluster, node group or Fargate profile in {count}"),)
