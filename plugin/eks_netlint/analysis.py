"""From paths to a Report: load, lower, judge, sift.  Pure but for reading files, and safe to call from any host."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eks_netlint import tree as trees
from eks_netlint.configured import (
    completed,
    config_of,
    left_out,
    rulings_of,
    run_in,
    says_of,
    terraform_options,
    whole_tree_touched,
)
from eks_netlint.deep import deeply
from eks_netlint.environments import merged
from eks_netlint.facts import Facts, added
from eks_netlint.frontends.cloudformation import sniff as templates
from eks_netlint.frontends.plan import sniff as plans
from eks_netlint.joining import joined
from eks_netlint.manifests import Manifest
from eks_netlint.model.asked import Watch
from eks_netlint.model.nouns import Network
from eks_netlint.model.size import too_large
from eks_netlint.options import BadOptions, Options, Text
from eks_netlint.processes import shared, shares
from eks_netlint.records import dataclass, field, replace
from eks_netlint.report import Finding, Note, Offered, Open, Report
from eks_netlint.resources import Resource, TooLarge
from eks_netlint.rules import Rule
from eks_netlint.rules.engine import Judgement, judge
from eks_netlint.rules.registry import late_ruleset, select, unmatched
from eks_netlint.rules.rulings import Rulings, Thresholds
from eks_netlint.source import Document, Problem, Span, told
from eks_netlint.suppressions import RULES, sift

if TYPE_CHECKING:
    from eks_netlint.belonging import Found, Placed
    from eks_netlint.config import Config
    from eks_netlint.frontends import terraform
    from eks_netlint.frontends.cloudformation.beside import Beside
    from eks_netlint.frontends.cloudformation.templates import Note as TemplateNote
    from eks_netlint.frontends.plan.plans import Joined
    from eks_netlint.frontends.terraform import Loaded
    from eks_netlint.model.capacity import CapacityReport


__all__ = ["BadOptions", "Options", "Reading", "analyse", "capacities", "read"]


@dataclass(frozen=True, slots=True)
class Reading:
    """The networks of one tree, and what reading them told; for hosts and commands that ask the model themselves.

    ``planned`` says by network and address where a plan speaks of what stands in its source.
    """

    tree: Path
    networks: tuple[Network, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...]
    files: frozenset[str]
    documents: tuple[Document, ...]
    planned: Mapping[str, Mapping[str, Span]] = field(default_factory=dict)
    config: Config | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A tree whose roots are found and not yet evaluated; ``loaded`` None where there is nothing to evaluate.

    ``objects`` are those of Kubernetes in files, None where there are none.
    """

    tree: Path
    loaded: Loaded | Joined | Beside | None
    problems: tuple[Problem, ...]
    objects: Found | None = None
    config: Config | None = None
    offered: tuple[Offered, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    """What the rules said of one network, without the network itself."""

    network: str
    environment: str
    has_eks: bool
    judgement: Judgement
    facts: Facts


@dataclass(frozen=True, slots=True)
class _Part:
    """Some roots of a tree, read and judged by one process; ``reading`` has no networks."""

    reading: Reading
    judged: tuple[_Judged, ...]


def analyse(paths: Sequence[Path], options: Options | None = None) -> Report:
    """Judge every network that the paths select.

    What cannot be read, or fails in our code, is a problem of the report and costs nobody else's findings.  Raises
    ``BadOptions`` if a pattern names no rule.
    """
    options = options or Options()
    ruleset = late_ruleset()
    known = (*ruleset.rules, *options.rules, *RULES)
    missing = unmatched(known, (*options.select, *options.ignore)) if not ruleset.problems else ()
    if missing:
        raise BadOptions(f"no rule is named {', '.join(missing)}")
    chosen: set[str] = set()
    reports = []
    for tree, own, asked_of, config in _trees(paths, options):
        said = rulings_of(config, known, options)
        selected = select(known, said.select, said.ignore, said.severities)
        chosen.update(rule.id for rule in selected)
        asked = tuple(rule for rule in selected if rule not in RULES)
        opened = deeply(partial(_open, tree, own, asked_of, config))
        part = _judged_tree(opened, asked, said, options.jobs)
        report = _report(part, paths, selected, known, options, said)
        reports.append(replace(report, offered=opened.offered))
    return joined(reports, ruleset.problems, tuple(rule.id for rule in known if rule.id in chosen))


def read(paths: Sequence[Path], options: Options | None = None) -> Iterator[Reading]:
    """The networks that the paths select, tree by tree, without judging them.  Raises ``BadOptions``."""
    options = options or Options()
    for tree, own, asked_of, config in _trees(paths, options):
        yield deeply(partial(_read, deeply(partial(_open, tree, own, asked_of, config))))


def _trees(
    paths: Sequence[Path], options: Options
) -> Iterator[tuple[Path, Sequence[Path], Options, Config | None]]:
    """Each tree with the paths that lie in it, what is asked of it, and its config; raises ``BadOptions``."""
    given = {options.tree: tuple(paths)} if options.tree is not None else trees.group(paths)
    shares: dict[Path, tuple[Text, ...]] = {}
    if options.texts:
        from eks_netlint.texts import shared_out, tree_of_texts  # which few runs need

        given = given or tree_of_texts()
        shares = shared_out(given, options.texts)
    for tree, own in given.items():
        real = Path(os.path.realpath(tree))
        yield real, own, replace(options, texts=shares[tree]) if shares else options, config_of(real, options)


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


def _open(tree: Path, paths: Sequence[Path], options: Options, config: Config | None) -> _Opened:
    if options.touched and _concerns_all(tree, paths, config):
        paths, options = (tree,), replace(options, touched=False)
    problems = [] if options.touched else [problem for path in paths if (problem := _nothing_at(tree, path))]
    usable = [path for path in paths if options.touched or _nothing_at(tree, path) is None]
    if not usable and not options.texts:
        return _Opened(tree, None, tuple(problems))
    real = [Path(os.path.realpath(path)) for path in usable]
    try:
        loaded = _load(tree, real, options, config) if usable else None
        offered = tuple(_offered(loaded)) if options.offers and loaded is not None else ()
    except Exception as error:
        problems.append(Problem("", f"reading failed: {told(error)}", internal=True))
        return _Opened(tree, None, tuple(problems))
    try:
        objects = _look(tree, real, () if loaded is None else [root.home for root in loaded.roots], options, config)
    except Exception as error:
        problems.append(Problem("", f"reading manifests failed: {told(error)}", internal=True))
        objects = None
    return _Opened(tree, loaded, tuple(problems), objects, config, offered)


def _offered(loaded: Loaded | Joined | Beside) -> Iterator[Offered]:
    from eks_netlint.frontends import terraform  # see _load

    while not isinstance(loaded, terraform.Loaded):
        loaded = loaded.others if hasattr(loaded, "others") else loaded.loaded
    for root, declared, files in terraform.offered(loaded):
        yield Offered(root.name, declared, tuple((file.path, file.names) for file in files))


def _concerns_all(tree: Path, paths: Sequence[Path], config: Config | None) -> bool:
    """Whether touched files may change what is said of any root: manifests, the config, and what it names."""
    touched = [Path(os.path.realpath(path)) for path in paths]
    return whole_tree_touched(config, tree, touched) or any(_has_manifests(path) for path in paths)


def _look(
    tree: Path, paths: Sequence[Path], names: Sequence[str], options: Options, config: Config | None
) -> Found | None:
    """The Kubernetes objects in files of the tree, and in texts, that say something of a network."""
    from eks_netlint.objects import look  # brings the front end of Kubernetes, which hosts may not need

    out = left_out(config, tree, paths)
    if not options.texts:
        return look(tree, paths, names, out)
    from eks_netlint.texts import documents, problems, replaced  # see _trees

    texts = options.texts
    return look(tree, paths, names, replaced(texts, tree, out), documents(texts, tree), problems(texts, tree))


def _read(opened: _Opened, number: int = 0, count: int = 1) -> Reading:
    """Every network of the tree, or of each ``count``-th root from the one with that number."""
    loaded = opened.loaded
    if loaded is None and opened.objects is None:
        return Reading(opened.tree, (), opened.problems, (), frozenset(), ())
    roots = () if loaded is None else loaded.roots[number::count]
    made = [_lowered(root.name, root.resources) for root in roots]
    placed = None
    if opened.objects is not None:
        from eks_netlint.objects import place  # see _look

        says = says_of(opened.config, [root.name for root in roots])
        placed = place(opened.objects, [one.network for one in made if one.network is not None], says)
        for index, root in enumerate(roots):
            if given := run_in(opened.config, placed.joined.get(root.name, ()), root.environment):
                made[index] = _lowered(root.name, root.resources, given)
        if placed.strays:
            made.append(_lowered(placed.name, (), placed.strays))
    environments = [*(root.environment for root in roots), ""]
    networks = tuple(
        completed(one.network, environment, opened.config)
        for one, environment in zip(made, environments, strict=False)  # the last one is that of stray objects
        if one.network is not None
    )
    documents = dict.fromkeys(document for one in made for document in one.documents)
    # complete only now: roots are evaluated when lowering asks for them
    told_by = (loaded.problems, loaded.notes, loaded.files) if loaded is not None else ((), (), frozenset())
    problems = (*opened.problems, *(problem for one in made for problem in one.problems), *told_by[0])
    planned = {root.name: root.planned for root in roots if root.planned}
    reading = Reading(
        opened.tree, networks, problems, _notes(told_by[1]), told_by[2], tuple(documents), planned, opened.config
    )
    return reading if opened.objects is None or placed is None else _with_objects(reading, opened.objects, placed)


def _with_objects(reading: Reading, found: Found, placed: Placed) -> Reading:
    """The reading with what reading manifests told."""
    return replace(
        reading,
        problems=(*reading.problems, *found.problems),
        notes=(*reading.notes, *found.notes, *placed.notes),
        files=reading.files | found.files,
    )


def _notes(notes: Iterable[terraform.Note | TemplateNote]) -> tuple[Note, ...]:
    return tuple(dict.fromkeys(Note(note.message, note.at) for note in notes))


@dataclass(frozen=True, slots=True)
class _Made:
    """What became of one root."""

    network: Network | None
    problems: tuple[Problem, ...]
    documents: tuple[Document, ...]


def _lowered(name: str, resources: Sequence[Resource], given: Sequence[Manifest] = ()) -> _Made:
    try:
        network, problems = _lower(name, resources, given)
        return _Made(network, problems, tuple(dict.fromkeys(_documents(resources, given))))
    except TooLarge as why:
        problem = Problem(name, str(why))
    except Exception as error:
        problem = Problem(name, f"network of this root cannot be made: {told(error)}", internal=True)
    return _Made(None, (problem,), ())


def _judged_tree(opened: _Opened, rules: Sequence[Rule[object]], said: Rulings, jobs: int) -> _Part:
    """Every root of a tree read and judged, shared among processes where there are many."""

    def work(number: int) -> _Part:
        return deeply(partial(_part, opened, rules, said.thresholds, number, count))

    roots = () if opened.loaded is None else opened.loaded.roots
    # which cluster an object runs on is told when all are known
    count = 1 if opened.objects is not None and opened.objects.manifests else shares(len(roots), jobs)
    first, others = shared(work, count, lambda part: part.reading.documents)
    parts = [first, *(_lost(opened, number, count) if part is None else part for number, part in enumerate(others, 1))]
    return first if count == 1 else _together(parts, [(root.name, root.environment) for root in roots])


def _part(
    opened: _Opened, rules: Sequence[Rule[object]], thresholds: Thresholds, number: int, count: int
) -> _Part:
    reading = _read(opened, number, count)
    judged = tuple(
        _judged(network, rules, thresholds, reading.planned.get(network.name, {})) for network in reading.networks
    )
    documents = dict.fromkeys((*reading.documents, *_pointed_at(one.judgement for one in judged)))
    return _Part(replace(reading, networks=(), planned={}, documents=tuple(documents)), judged)


def _lost(opened: _Opened, number: int, count: int) -> _Part:
    """The roots of a process that ended before its work was done."""
    roots = () if opened.loaded is None else opened.loaded.roots[number::count]
    message = "the process that read this root ended early; --jobs 1 reads all in one"
    problems = tuple(Problem(root.name, message, internal=True) for root in roots)
    return _Part(Reading(opened.tree, (), problems, (), frozenset(), ()), ())


def _together(parts: Sequence[_Part], names: Sequence[tuple[str, str]]) -> _Part:
    """The parts as one, in the order of the roots."""
    place = {name: index for index, name in enumerate(names)}
    readings = [part.reading for part in parts]
    notes = {(note.message, None if note.at is None else note.at[1:]): note for each in readings for note in each.notes}
    reading = replace(
        readings[0],
        problems=tuple(dict.fromkeys(problem for each in readings for problem in each.problems)),
        notes=tuple(notes.values()),
        files=frozenset().union(*(each.files for each in readings)),
        documents=tuple(dict.fromkeys(document for each in readings for document in each.documents)),
    )
    judged = sorted((one for part in parts for one in part.judged), key=lambda one: place[one.network, one.environment])
    return _Part(reading, tuple(judged))


def _nothing_at(tree: Path, path: Path) -> Problem | None:
    """Why a path selects nothing, if so."""
    name = os.path.relpath(os.path.realpath(path), tree).replace(os.sep, "/")
    try:
        os.stat(path)
    except OSError as error:
        return Problem(name, (error.strerror or "cannot be found").lower())
    if path.is_dir():
        from eks_netlint.frontends.terraform.discovery import module_directories  # see _load

        if any(True for _ in module_directories(path)) or plans.found_below([path])[1] or _has_manifests(path):
            return None
        if templates.found_below([path]):
            return None
        return Problem(name, "holds no Terraform files, no plan, no template and no Kubernetes manifests")
    if trees.is_ours(path):
        why = "has no Terraform beside it: name its root, and it with --var-file"
        return None if trees.has_root(path) else Problem(name, why)
    ours = plans.may_be_meant(path) or _has_manifests(path) or templates.may_be_template(path)
    return None if ours else Problem(name, "is no Terraform file, no plan, no template and no Kubernetes manifest")


def _has_manifests(path: Path) -> bool:
    from eks_netlint.frontends import kubernetes  # see _look

    return kubernetes.any_below(path)


def _load(tree: Path, paths: Sequence[Path], options: Options, config: Config | None) -> Loaded | Joined | Beside:
    """What was read of Terraform and plans, with the stacks of templates beside it where there are any."""
    loaded = _terraform(tree, paths, options, config)
    found = templates.found_below(paths)
    out = left_out(config, tree, paths)
    if out is not None:
        found = tuple(path for path in found if not out(os.path.relpath(path, tree).replace(os.sep, "/")))
    if not found:
        return loaded
    from eks_netlint.frontends.cloudformation.beside import Beside  # which few runs need
    from eks_netlint.frontends.cloudformation.templates import read as read_templates

    return Beside(loaded, read_templates(tree, found, options.parameters))


def _terraform(tree: Path, paths: Sequence[Path], options: Options, config: Config | None) -> Loaded | Joined:
    from eks_netlint.frontends import terraform  # brings the parser, which hosts may not need
    from eks_netlint.lowering.unread import NETWORK, UNREAD

    given = terraform_options(config, tree, options, UNREAD, NETWORK)
    loaded = terraform.load(tree, paths, given)
    files = [path for path in paths if path.is_dir() or not (_has_manifests(path) or templates.may_be_template(path))]
    named, found = plans.touched(tree, paths) if options.touched else plans.found_below(files)
    if given.excluded is not None:
        found = tuple(path for path in found if not given.excluded(os.path.relpath(path, tree).replace(os.sep, "/")))
    if not (named or found):
        return loaded
    from eks_netlint.frontends.plan.plans import join  # which few runs need
    from eks_netlint.frontends.plan.plans import read as read_plans

    return join(loaded, read_plans(tree, named, found, UNREAD))


def _lower(
    name: str, resources: Sequence[Resource], given: Sequence[Manifest]
) -> tuple[Network, tuple[Problem, ...]]:
    """The network and what of it failed; raises ``TooLarge`` where it is too large to judge."""
    from eks_netlint.lowering import faults, size  # not needed where nothing could be read

    if why := size.too_many(resources):
        raise TooLarge(why)
    network, problems = faults.lowered(name, resources, given)
    if why := too_large(network):
        raise TooLarge(why)
    return network, problems


def _documents(resources: Sequence[Resource], given: Sequence[Manifest]) -> Iterator[Document]:
    """Documents in which resources, module calls and objects stand."""
    yield from (manifest.span.document for manifest in given)
    for resource in resources:
        yield resource.span.document
        for call in resource.calls:
            yield call.document


def _report(
    part: _Part,
    paths: Sequence[Path],
    rules: Sequence[Rule[object]],
    known: Sequence[Rule[object]],
    options: Options,
    said: Rulings,
) -> Report:
    reading, roots = part.reading, dict[str, list[tuple[str, Judgement]]]()
    for one in part.judged:
        roots.setdefault(one.network, []).append((one.environment, one.judgement))
    judged = [merged(several) for several in roots.values()]
    findings = [finding for one in judged for finding in one.findings]
    undecided = [question for one in judged for question in one.undecided]
    elsewhere: list[Finding | Open] = [*undecided, *(finding for one in judged for finding in one.silenced)]
    whole = any(Path(os.path.realpath(path)) == reading.tree for path in paths)
    folders = {"" if name == "." else name for name in roots}
    sifted = sift(
        findings,
        reading.documents,
        rules,
        known=known,
        elsewhere=elsewhere,
        today=options.today,
        audited=lambda document: whole or document.path.rpartition("/")[0] in folders,
    )
    return Report(
        tree=str(reading.tree),
        findings=tuple(_shown(sifted.shown, said)),
        undecided=tuple(one for one in undecided if not said.hides(one.rule, one.at.path)),
        clean=tuple(clean for one in judged for clean in one.clean),
        suppressed=sifted.suppressed,
        problems=(*reading.problems, *(problem for one in judged for problem in one.problems), *sifted.problems),
        notes=(*reading.notes, *_without_eks(part)),
        networks=tuple(roots),
        files=len(reading.files),
        facts=added(one.facts for one in part.judged),
        hidden=tuple(one for one in sifted.shown if said.hides(one.rule, one.at.path)),
        fail_on="" if reading.config is None else reading.config.fail_on or "",
    )


def _shown(findings: Iterable[Finding], said: Rulings) -> Iterator[Finding]:
    """The findings that the config does not hide, at the severities that it gives them."""
    for one in findings:
        if not said.hides(one.rule, one.at.path):
            severity = said.severities.get(one.rule, one.severity)
            yield one if severity is one.severity else replace(one, severity=severity)


def _judged(
    network: Network, rules: Sequence[Rule[object]], thresholds: Thresholds, planned: Mapping[str, Span]
) -> _Judged:
    """The verdicts, and a count of the facts that were asked for on the way."""
    watch = Watch(network)
    watch.begin()
    try:
        judgement = judge(network, rules, thresholds)
    finally:
        facts = watch.end()
    runs = network.kubernetes is not None
    has_eks = runs or bool(network.clusters or network.node_groups or network.fargate_profiles)
    if planned:
        judgement = replace(judgement, findings=tuple(_related(one, planned) for one in judgement.findings))
    return _Judged(network.name, network.environment, has_eks, judgement, facts)


def _related(finding: Finding, planned: Mapping[str, Span]) -> Finding:
    """The finding with the place in the plan that it comes from, if it points at the plan's source."""
    place = planned.get(finding.resource)
    return finding if place is None else replace(finding, see=(*finding.see, (place, "as planned")))


def _pointed_at(judged: Iterable[Judgement]) -> Iterator[Document]:
    for one in judged:
        for finding in (*one.findings, *one.silenced):
            yield finding.at.document
        for question in one.undecided:
            yield question.at.document


def _without_eks(part: _Part) -> tuple[Note, ...]:
    files = len(part.reading.files)
    if not files or part.reading.problems:  # what could not be read may hold one
        return ()
    if any(one.has_eks for one in part.judged):
        return ()
    count = "1 file" if files == 1 else f"{files} files"
    return (Note(f"no EKS cluster, node group or Fargate profile in {count}"),)
