"""What ``terraform show -json`` says, read into entries: one for each resource instance that will exist."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from eks_netlint.frontends.plan.places import Path
from eks_netlint.records import dataclass, field

MAJORS = ("0", "1")
"""Major versions of the format that are read: developer.hashicorp.com/terraform/internals/json-format (2026-11).
Terraform wrote 0.1 and 0.2 before 1.1, of the same shape."""

MAX_BYTES = 64_000_000
"""Size of the largest plan that is read: three seconds of work, and half a gigabyte of memory."""

MAX_ENTRIES = 20_000
"""Resource instances of the largest plan, as many as of the largest root."""

_GONE = ("delete", "forget")
Object = Mapping[str, object]


class NoPlan(Exception):
    """Why a file cannot be read as a plan, in lower case; ``elsewhere`` says that it is well, and something else."""

    def __init__(self, why: str, elsewhere: bool = False) -> None:
        super().__init__(why)
        self.elsewhere = elsewhere


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One resource instance after the plan is applied, or a data source as it was read.

    ``unknown`` and ``sensitive`` are shaped as ``values``, with true where it holds.  ``created`` says that there was
    nothing before.  ``path`` leads to the values in the JSON, ``path_unknown`` to what is unknown, ``path_address`` to
    the address.
    """

    address: str
    mode: str
    type: str
    name: str
    module: str
    key: str | int | None
    values: Object
    unknown: object
    sensitive: object
    created: bool
    path: Path
    path_unknown: Path
    path_address: Path

    @property
    def whole(self) -> bool:
        """Whether nothing of it is known only after apply."""
        return self.unknown in (None, {})


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A plan: its entries by address, its configuration, and the values of the root's variables."""

    entries: Mapping[str, Entry]
    configuration: Object
    variables: Object
    complete: bool = True
    state: bool = False
    odd: tuple[str, ...] = field(default=())


def parse(data: bytes) -> Shown:
    """The plan; raises ``NoPlan``."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise NoPlan("is UTF-16, not UTF-8: not read (PowerShell: pipe it through Out-File -Encoding utf8)")
    try:
        loaded = json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise NoPlan("is not text: not read") from None
    except RecursionError:
        raise NoPlan("is nested too deeply to be read") from None
    except ValueError as error:
        raise NoPlan(f"is no JSON: {error}") from None
    if not isinstance(loaded, dict):
        raise NoPlan("is no plan of Terraform", elsewhere=True)
    return _checked(loaded)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _checked(loaded: Object) -> Shown:
    version = loaded.get("format_version")
    planned = "planned_values" in loaded or "resource_changes" in loaded
    if not isinstance(version, str) or not (planned or "values" in loaded):
        raise NoPlan("is no plan of Terraform: it has no planned_values", elsewhere=True)
    if version.partition(".")[0] not in MAJORS:
        raise NoPlan(f"is a plan of format {version}, of which only 1.x can be read")
    if loaded.get("errored") is True:
        raise NoPlan("is the plan of a run that failed, and tells only what came before: not judged")
    return _plan(loaded) if planned else _state(loaded)


def _plan(loaded: Object) -> Shown:
    found: dict[str, Entry] = {}
    odd: list[str] = []
    gone: set[str] = set()
    for index, change in enumerate(sequence(loaded.get("resource_changes"))):
        entry = _changed(change, ("resource_changes", index), gone, odd)
        if entry is not None:
            found[entry.address] = entry
    trees = (("planned_values",), ("prior_state", "values"))
    for number, path in enumerate(trees):
        for entry in _listed(within(loaded, *path, "root_module"), (*path, "root_module"), odd):
            if entry.address not in found and entry.address not in gone and (not number or entry.mode == "data"):
                found[entry.address] = entry
    if len(found) > MAX_ENTRIES:
        raise NoPlan(f"plans more than {MAX_ENTRIES} resources: not read")
    complete = loaded.get("complete") is not False
    root = within(loaded, "configuration", "root_module")
    given = {name: within(value).get("value") for name, value in within(loaded, "variables").items()}
    return Shown(found, root, given, complete, odd=tuple(odd))


def _state(loaded: Object) -> Shown:
    odd: list[str] = []
    path = ("values", "root_module")
    found = {entry.address: entry for entry in _listed(within(loaded, *path), path, odd)}
    return Shown(found, {}, {}, state=True, odd=tuple(odd))


def _changed(change: object, path: Path, gone: set[str], odd: list[str]) -> Entry | None:
    """The resource after its change; what will be gone is none, and neither is a deposed object."""
    said = within(change)
    what = within(said, "change")
    actions = sequence(what.get("actions"))
    address = said.get("address")
    if "deposed" in said:
        return None
    if actions and all(action in _GONE for action in actions):
        gone.add(str(address))
        return None
    return _entry(
        said,
        within(what, "after"),
        what.get("after_unknown"),
        what.get("after_sensitive"),
        what.get("before") is None,
        (*path, "change", "after"),
        path,
        odd,
    )


def _listed(module: Object, path: Path, odd: list[str]) -> Iterator[Entry]:
    """The resources of a module and of those below it, as values are listed."""
    waiting: list[tuple[Object, Path, str]] = [(module, path, "")]
    while waiting:
        here, where, address = waiting.pop(0)
        for index, resource in enumerate(sequence(here.get("resources"))):
            said = within(resource)
            at = (*where, "resources", index)
            values, hidden = within(said, "values"), said.get("sensitive_values")
            entry = _entry({**said, "module_address": address}, values, {}, hidden, False, (*at, "values"), at, odd)
            if entry is not None:
                yield entry
        for index, child in enumerate(sequence(here.get("child_modules"))):
            inner = within(child)
            waiting.append((inner, (*where, "child_modules", index), str(inner.get("address", ""))))


def _entry(
    said: Object,
    values: Object,
    unknown: object,
    sensitive: object,
    created: bool,
    path: Path,
    outer: Path,
    odd: list[str],
) -> Entry | None:
    names = [said.get(name) for name in ("address", "mode", "type", "name")]
    key = said.get("index")
    match names:
        case [str(address), str(mode), str(type), str(name)] if key is None or isinstance(key, str | int | float):
            module = str(said.get("module_address") or "")
            number = int(key) if isinstance(key, float) else key
            path_unknown = (*path[:-1], "after_unknown")
            at = (*outer, "address")
            return Entry(
                address, mode, type, name, module, number, values, unknown, sensitive, created, path, path_unknown, at
            )
    odd.append(".".join(map(str, outer)))
    return None


def within(thing: object, *path: str) -> Object:
    """The object that the path leads to, an empty one where there is none."""
    for step in path:
        thing = thing.get(step) if isinstance(thing, dict) else None
    return thing if isinstance(thing, dict) else {}


def sequence(thing: object) -> Sequence[object]:
    """The list, an empty one where it is none."""
    return thing if isinstance(thing, list) else ()
