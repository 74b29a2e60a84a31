"""Files with plans, read into the resources that will exist."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from eks_netlint.frontends.plan.attributes import Ids, PlanAttributes, Surroundings
from eks_netlint.frontends.plan.configuration import Configuration
from eks_netlint.frontends.plan.identities import Identities, block_address
from eks_netlint.frontends.plan.places import Places
from eks_netlint.frontends.plan.shown import MAX_BYTES, Entry, NoPlan, Shown, parse, sequence, within
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.frontends.terraform import Loaded, Note, Root
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource, TooLarge
from eks_netlint.source import Document, Problem, Span

__all__ = ["Joined", "Plan", "Plans", "join", "read"]


@dataclass
class Plan:
    """One plan; ``name`` is its path relative to the tree."""

    name: str
    path: Path
    document: Document
    shown: Shown
    notes: tuple[Note, ...] = ()
    ignored: tuple[str, ...] = ()
    named: bool = True
    lent: tuple[Resource, ...] = ()
    outdated: str = ""
    environment: str = ""  # a plan is of one, and says not which
    home: str = ""  # the root module it was made from, by its path, where that is known

    @cached_property
    def places(self) -> Places:
        """Where values stand in it."""
        return Places(self.document)

    @cached_property
    def configuration(self) -> Configuration:
        """The blocks it was made from."""
        return Configuration(self.shown.configuration)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource instance that is not ignored, with what its source lends."""
        return self.lent or self.alone

    @property
    def planned(self) -> dict[str, Span]:
        """Where the plan speaks of resources whose place is in the source, by address."""
        if not self.lent:
            return {}
        lent = {one.address: one.span for one in self.lent}
        return {one.address: one.span for one in self.alone if one.span != lent[one.address]}

    @cached_property
    def alone(self) -> tuple[Resource, ...]:
        """Every resource instance that is not ignored, as the plan alone tells it."""
        entries = self.shown.entries.values()
        identities = Identities(self.shown, self.configuration)
        around = Surroundings(self.places, identities, Ids(entries))
        return tuple(self._resource(entry, around) for entry in entries if not entry.type.startswith(self.ignored))

    def _resource(self, entry: Entry, around: Surroundings) -> Resource:
        block = None
        if self.configuration.known:
            block = self.configuration.block(self.configuration.instance(entry.module), block_address(entry))
        written = None if block is None else within(block, "expressions")
        attributes = PlanAttributes(entry, written, around)
        return Resource(
            type=entry.type,
            name=entry.name,
            address=entry.address,
            attributes=attributes,
            span=attributes.span,
            mode=entry.mode,
            module=entry.module,
            key=entry.key,
            depends_on=tuple(str(one) for one in sequence(within(block).get("depends_on"))),
        )


@dataclass
class Plans:
    """The plans that were read, and what could not be."""

    plans: list[Plan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def read(tree: Path, named: Sequence[Path], found: Sequence[Path], ignored: tuple[str, ...] = ()) -> Plans:
    """Read the files that the user names, and those found that begin as plans.

    A file of the former that is no plan is a problem, one of the latter only if it is a plan that cannot be read.
    """
    plans = Plans()
    for path in named:
        _read(tree, path, plans, ignored, named=True)
    for path in found:
        _read(tree, path, plans, ignored, named=False)
    return plans


def _read(tree: Path, path: Path, plans: Plans, ignored: tuple[str, ...], named: bool) -> None:
    name = path.relative_to(tree).as_posix() if path.is_relative_to(tree) else path.as_posix()
    try:
        data = read_bytes(path, None if named else tree, MAX_BYTES)
        if data[:4] == b"PK\x03\x04":
            raise NoPlan("is a plan in Terraform's own form: name what terraform show -json prints of it")
        shown = parse(data)
    except Unreadable as why:
        plans.problems.append(Problem(name, str(why)))
        return
    except NoPlan as why:
        if named or not why.elsewhere:
            plans.problems.append(Problem(name, str(why)))
        return
    if shown.state and not named:
        plans.notes.append(Note(f"{name} is a state and no plan: judged only where it is named"))
        return
    plans.files.add(name)
    for path_in_json in shown.odd:
        plans.problems.append(Problem(name, f"{path_in_json} is no resource as Terraform writes it"))
    document = Document(name, data)
    plans.plans.append(Plan(name, path, document, shown, _notes(name, shown, document), ignored, named))


def _notes(name: str, shown: Shown, document: Document) -> tuple[Note, ...]:
    if shown.complete:
        return ()
    span = Span(document, 0, 1)
    return (Note(f"{name} is not the whole plan (-target, or deferred): what it leaves out is not judged", span),)


@dataclass
class Joined:
    """The roots of a tree beside its plans; problems and the files that were read grow while roots are evaluated."""

    loaded: Loaded
    plans: Plans
    roots: tuple[Root | Plan, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return (*self.loaded.problems, *self.plans.problems)

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a reader should know about how they were read; complete once their resources were asked for."""
        return (*self.plans.notes, *(note for root in self.roots for note in root.notes))

    @property
    def files(self) -> frozenset[str]:
        """The files that were read, relative to the tree."""
        return self.loaded.files | self.plans.files


def join(loaded: Loaded, plans: Plans) -> Joined:
    """The roots and the plans together.

    A root whose plan is here is judged by the plan, to which it lends places and identities.  A plan that is older than
    its source is left out if it was only found; if it was named it is judged, and the source with it.
    """
    taken: set[Path] = set()
    judged: list[Plan] = []
    for plan in plans.plans:
        try:
            source = _paired(plan, loaded, plans)
        except Exception as error:  # of the evaluation of a source that was only to help
            why = f"its source cannot be evaluated: {type(error).__name__}: {error}"
            theirs = isinstance(error, TooLarge | RecursionError)
            plans.problems.append(Problem(plan.name, why, internal=not theirs))
            source = None
        if source is None or not (old := plan.outdated):
            judged.append(plan)
            taken |= set() if source is None else {source}
            continue
        said = "judged all the same" if plan.named else "the plan is not judged"
        plans.notes.append(Note(f"{plan.name} is not of these files, {old}: {said}; plan again"))
        judged += [plan] if plan.named else []
    # which environment a plan is of nobody knows, so it stands for none
    kept = tuple(root for root in loaded.roots if root.environment or root.directory not in taken)
    return Joined(loaded, plans, (*kept, *judged))


def _paired(plan: Plan, loaded: Loaded, plans: Plans) -> Path | None:
    """The folder of the plan's source, which lends from now on, or which the plan is too old for."""
    from eks_netlint.frontends.plan import beside

    if plan.shown.state or not plan.configuration.known:
        return None
    roots = beside.candidates(plan.path, loaded.sources.tree, loaded.roots)
    fitting = beside.matching(plan.shown, roots)
    own = [root for root in roots if root.directory == plan.path.parent]
    if not fitting and own:
        plan.outdated = beside.difference(plan.shown, own[0])
        return own[0].directory
    if len(fitting) != 1:
        return None
    if fitting[0].module.source.broken:
        plans.notes.append(Note(f"the files beside {plan.name} cannot all be read, and lend it nothing"))
        return None
    source = beside.source_of(plan.shown, fitting[0], plan.places, plan.ignored)
    lent = source.lend_all(plan.alone, plan.shown)
    source.settle(lent, plan.shown)
    plan.outdated = "; ".join(source.differences[:3])
    if not plan.outdated:
        plan.lent, plan.home = lent, fitting[0].name
    return fitting[0].directory
