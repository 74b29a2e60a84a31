"""The source a plan was made from, where it lies beside the plan or among the roots of the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from eks_netlint.frontends.plan.lending import LentAttributes
from eks_netlint.frontends.plan.places import Places
from eks_netlint.frontends.plan.shown import Entry, Object, Shown, sequence, within
from eks_netlint.frontends.terraform import Options, Root, root_at
from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.convert import NotPlain, lift
from eks_netlint.frontends.terraform.convert import plain as as_plain
from eks_netlint.frontends.terraform.discovery import module_directories
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.sources import ModuleSource, Sources
from eks_netlint.records import dataclass, field, replace
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Known, Truth, Value


@dataclass
class Source:
    """A root as it was when the plan was made; ``differences`` are places where the two cannot both be right."""

    root: Root
    resources: dict[str, Resource]
    differences: list[str] = field(default_factory=list)

    def lend_all(self, resources: Iterable[Resource], shown: Shown) -> tuple[Resource, ...]:
        """The planned resources with what the source knows of each, in the order of the source."""
        order = {address: place for place, address in enumerate(self.resources)}
        lent = (self._lent(one, shown.entries[one.address].created) for one in resources)
        return tuple(sorted(lent, key=lambda one: order.get(one.address, len(order))))

    def _lent(self, resource: Resource, created: bool) -> Resource:
        own = self.resources.get(resource.address)
        if own is None or own.mode != resource.mode:
            return resource

        def conflict(planned: Known[object], source: Known[object]) -> None:
            if created and _comparable(planned.value, source.span):
                self._differ(source.span, planned.value, source.value)

        return replace(
            resource,
            attributes=LentAttributes(resource.attributes, own.attributes, conflict),
            span=own.span,
            calls=own.calls,
            stub=own.stub,
            depends_on=own.depends_on or resource.depends_on,
        )

    def settle(self, lent: Iterable[Resource], shown: Shown) -> None:
        """Find every difference, which evaluates all that lowering may ask for."""
        for resource in lent:
            own = self.resources.get(resource.address)
            for name in () if own is None else own.attributes.names():
                resource.get(name)
        for resource in self.resources.values():
            sure = resource.mode == "managed" and resource.exists is Truth.YES and not resource.stub
            if sure and shown.complete and resource.address not in shown.entries:
                self.differences.append(f"{resource.span.path}:{resource.span.line} {resource.address} is not in it")

    def _differ(self, span: Span | None, planned: object, source: object) -> None:
        where = "" if span is None else f"{span.path}:{span.line} "
        self.differences.append(f"{where}says {source!r}, the plan {planned!r}")


def _comparable(planned: object, span: Span | None) -> bool:
    if span is None or span.document.stub:
        return False
    return isinstance(planned, bool | int | float)


def candidates(path: Path, tree: Path, roots: Iterable[Root]) -> list[Root]:
    """Roots that may be the source of a plan in this file: that of its folder, else those of the run."""
    folder = path.parent
    own = [root for root in roots if root.directory == folder]
    if own:
        return own
    if folder.is_relative_to(tree) and folder in _with_files(folder):
        return [root_at(Sources(tree), folder, Options())]
    return list(roots)


def _with_files(folder: Path) -> Iterable[Path]:
    first = next(iter(module_directories(folder)), None)
    return () if first is None else (first,)


def matching(shown: Shown, roots: Iterable[Root]) -> list[Root]:
    """Those of the roots that declare the very blocks that the plan was made from."""
    wanted = _blocks_of(shown.configuration)
    return [root for root in roots if _declared(root.module.source) == wanted]


def _blocks_of(configuration: Object) -> frozenset[str]:
    listed = [str(within(each).get("address")) for each in sequence(configuration.get("resources"))]
    return frozenset((*listed, *(f"module.{name}" for name in within(configuration, "module_calls"))))


def _declared(source: ModuleSource) -> frozenset[str]:
    resources = (f"{'data.' if mode == 'data' else ''}{type}.{name}" for mode, type, name in source.resources)
    return frozenset((*resources, *(f"module.{name}" for name in source.calls)))


def difference(shown: Shown, root: Root) -> str:
    """One block that either has and the other has not."""
    planned, declared = _blocks_of(shown.configuration), _declared(root.module.source)
    missing, more = sorted(declared - planned), sorted(planned - declared)
    return f"{missing[0]} is not in it" if missing else f"{more[0]} is only in it" if more else ""


def source_of(shown: Shown, root: Root, places: Places, ignored: tuple[str, ...]) -> Source:
    """The root evaluated with the plan's variables and with what its data sources answered."""
    values = _differing(root, shown.variables)
    read = [entry for entry in shown.entries.values() if entry.mode == "data" and entry.whole]
    answers = {entry.address: _lifted(entry, places) for entry in read}
    given = {**root.run.inputs, **values}
    options = Options(ignored=ignored, workspace=root.run.workspace, values=given, answers=answers)
    again = root_at(root.run.sources, root.directory, options)
    return Source(again, {one.address: one for one in again.resources if one.exists is not Truth.NO})


def _lifted(entry: Entry, places: Places) -> Mapping[str, Value]:
    span = places.at(entry.path_address)
    return {name: lift(value, span) for name, value in entry.values.items()}


def _differing(root: Root, planned: Object) -> dict[str, Value]:
    """Values of variables that the files do not give as the plan had them; they stand where the variable does."""
    found: dict[str, Value] = {}
    for name, block in root.module.source.variables.items():
        if name not in planned:
            continue
        own = root.run.inputs.get(name)
        default = block.body.attributes.get("default")
        if own is None and default is not None:
            own = evaluate(default.expression, CONSTANTS)
        if own is None or _plain(own) != (planned[name],):
            found[name] = lift(planned[name], block.span)
    return found


def _plain(value: Value) -> tuple[object, ...]:
    try:
        return (as_plain(value),)
    except NotPlain:
        return ()
