"""Compare what our evaluator makes of a Terraform directory with what real Terraform plans.

``tools/compare_with_plan.py DIR...`` prints every difference in addresses and in attributes that either side knows.
What a data source answers is taken from the plan (zone names among it), for no evaluator can know it; what is
computed from such an answer by a function may stay unknown, and so may what hangs on the working directory.
Exit status: 0 none, 1 differences, 2 not compared.

``--record FOLDER`` also keeps what is needed of each plan, as FOLDER/NAME.json, so that the comparison can be made
where there is no Terraform; the record says of which sources it is.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import plan as terraform

from eks_netlint.frontends.terraform import Options, load
from eks_netlint.frontends.terraform.numerals import number_text
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Encoded, Fields, Items, Known, Reference, Text, Truth, Unknown, Value

_STEP = re.compile(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.?([^.\[]+)')
_HOLDS_ANSWER = re.compile(r"(?:\[|\$\{)(?:data|module)\.")
_INSERTED = re.compile(r"\$\{((?:module\.[^{}]*?\.)?data\.\w+\.[^.{}]+)\.(\w+)\}")
_META = frozenset({"count", "for_each", "depends_on", "lifecycle", "provider", "provisioner", "connection", "timeouts"})

DROPPED = frozenset({("aws_lb", "drop_invalid_header_fields")})
"""What the provider takes out of a plan: of load balancers that are no application load balancers."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the two do not agree."""

    where: str
    ours: str
    planned: str

    def __str__(self) -> str:
        return f"{self.where}\n    ours {self.ours}\n    plan {self.planned}"


@dataclass
class Answers:
    """What data sources answered while planning, and how many of our unknowns hang on them."""

    by_address: dict[str, Any] = field(default_factory=dict)
    leaned_on: int = 0
    folder: str = ""  # in which it was planned

    @classmethod
    def of(cls, shown: Mapping[str, Any]) -> Answers:
        """Read them from the prior state of a plan."""
        found: dict[str, Any] = {}
        waiting = [shown.get("prior_state", {}).get("values", {}).get("root_module", {})]
        while waiting:
            module = waiting.pop()
            waiting.extend(module.get("child_modules", ()))
            found.update({entry["address"]: entry["values"] for entry in module.get("resources", ())})
        return cls(found)

    def resolve(self, reference: Reference) -> Any:
        """The answer a reference leads to; raises ``KeyError`` if there is none."""
        value = self.by_address[reference.address]
        for step in reference.path:
            try:
                value = value[step]
            except (IndexError, TypeError) as wrong:
                raise KeyError(str(reference)) from wrong
        return value

    def name(self, key: str | Reference) -> str:
        """The name that a key of a map has in the plan."""
        if isinstance(key, Reference) and _answered(key, self):
            return str(self.resolve(key))
        return str(key).strip('"').replace("${basename(path.cwd)}", self.folder) if isinstance(key, Reference) else key

    def address(self, ours: str) -> str:
        """Our address with the keys that are answers of data sources written out, as Terraform does."""
        if not _HOLDS_ANSWER.search(ours):
            return ours
        for address, values in self.by_address.items():
            for name in ("names", "zone_ids"):
                for index, zone in enumerate(values.get(name) or ()):
                    ours = ours.replace(f"[{address}.{name}[{index}]]", f'["{zone}"]')
        return _INSERTED.sub(self._written, ours)

    def _written(self, inserted: re.Match[str]) -> str:
        """What was inserted into a key from a data source, by its answer."""
        value = self.by_address.get(inserted[1], {}).get(inserted[2])
        return inserted[0] if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome for one directory."""

    resources: int
    attributes: int
    leaned_on: int
    differences: tuple[Difference, ...]


def compare(
    directory: Path, shown: dict[str, Any], *, var_files: Sequence[Path] = (), without: tuple[str, ...] = ()
) -> Comparison:
    """Evaluate the directory and compare with its plan; ``without`` are beginnings of types to pass over."""
    directory = directory.resolve()
    answers = Answers.of(shown)
    answers.folder = directory.name
    loaded = load(terraform.top_of(directory), [directory], Options(var_files=tuple(var_files)))
    root = next((root for root in loaded.roots if root.directory.resolve() == directory), None)
    if root is None:
        raise ValueError(f"the evaluator sees no root module in {directory}")
    ours = {answers.address(found.address): found for found in root.resources if found.mode == "managed"}
    ours = {address: found for address, found in ours.items() if not without or not found.type.startswith(without)}
    planned = terraform.unpack_planned(shown)
    differences = [Difference(str(problem.path), problem.message, "read") for problem in loaded.problems]
    differences.extend(_addresses(ours, planned, answers))
    count = 0
    for address in sorted(ours.keys() & planned.keys()):
        names = set(ours[address].attributes.names()) | configured(shown, address)
        for name in sorted(names - _META):
            count += 1
            differences.extend(_attribute(ours[address], address, name, planned[address], answers))
    return Comparison(len(planned), count, answers.leaned_on, tuple(differences))


def record(directory: Path, shown: Mapping[str, Any]) -> dict[str, Any]:
    """What ``compare`` needs of a plan, and the digest of the sources that were planned."""
    answers = [{"address": a, "values": values} for a, values in sorted(Answers.of(shown).by_address.items())]
    changes = [
        {
            **{name: change[name] for name in ("address", "mode", "type")},
            "change": {name: _terse(change["change"].get(name)) for name in ("actions", "after", "after_unknown")},
        }
        for change in shown.get("resource_changes", ())
        if change["mode"] == "managed"
    ]
    return {
        "made_by": "tools/compare_with_plan.py --record",
        "sources": digest(directory),
        "terraform_version": shown["terraform_version"],
        "resource_changes": changes,
        "prior_state": {"values": {"root_module": {"resources": answers}}},
        "configuration": {"root_module": _names_of(shown["configuration"]["root_module"])},
    }


def digest(directory: Path) -> str:
    """Digest of every file in the directory, by name and content."""
    total = hashlib.sha256()
    for file in sorted(path for path in directory.rglob("*") if path.is_file()):
        total.update(file.relative_to(directory).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def _terse(value: Any) -> Any:
    """Without nulls, which the comparison takes for nothing anyway."""
    if isinstance(value, dict):
        return {name: _terse(member) for name, member in value.items() if member is not None}
    return [_terse(member) for member in value] if isinstance(value, list) else value


def _names_of(module: Mapping[str, Any]) -> dict[str, Any]:
    """Which attributes the configuration of a module gives, without the expressions."""
    calls = module.get("module_calls", {}).items()
    resources = [
        {"address": resource["address"], "expressions": sorted(resource.get("expressions", {}))}
        for resource in module.get("resources", ())
    ]
    return {
        "resources": resources,
        "module_calls": {name: {"module": _names_of(call["module"])} for name, call in calls},
    }


def _addresses(
    ours: Mapping[str, Resource], planned: Mapping[str, Any], answers: Answers
) -> Iterator[Difference]:
    for address in sorted(ours.keys() | planned.keys()):
        if address not in planned:
            unsure = ours[address].unsure if ours[address].exists is Truth.UNSURE else None
            if ours[address].exists is not Truth.NO and not (unsure is not None and _leans(unsure, answers)):
                yield Difference(address, _said(ours[address]), "not there")
        elif address not in ours:
            yield Difference(address, "not there", "there")
        elif ours[address].exists is not Truth.YES:
            yield Difference(address, _said(ours[address]), "there")


def _said(resource: Resource) -> str:
    why = f": {resource.unsure.why}" if resource.unsure is not None else ""
    return f"exists {resource.exists.name}{why}"


def configured(shown: Mapping[str, Any], address: str) -> set[str]:
    """Names of the attributes that the configuration of a resource gives, by Terraform's own reading.

    A plan on record may hold only such attributes, and then no configuration.
    """
    if "configuration" not in shown:
        change = next(one["change"] for one in shown["resource_changes"] if one["address"] == address)
        return {*change["after"], *change["after_unknown"]}
    module = shown["configuration"]["root_module"]
    parts = [text for _, _, text in _STEP.findall(address) if text]
    while parts and parts[0] == "module":
        module = module["module_calls"][parts[1]]["module"]
        parts = parts[2:]
    for resource in module.get("resources", ()):
        if resource["address"] == ".".join(parts):
            return set(resource.get("expressions", {}))
    return set()


def _attribute(
    resource: Resource, address: str, name: str, planned: Mapping[str, Any], answers: Answers
) -> Iterator[Difference]:
    """Differences in one attribute; a map must have the same keys, a nested block may have more in the plan."""
    ours = resource.get(name)
    value, unknown = planned["values"].get(name), planned["unknown"].get(name)
    if value is None and not unknown and (resource.type, name) in DROPPED:
        return
    if isinstance(ours, Known) and isinstance(ours.value, str) and isinstance(value, str):
        # aws_instance shows the hash of its user data, and encoded user data may be shown decoded
        digest = hashlib.sha1(ours.value.encode(), usedforsecurity=False).hexdigest()
        if value in (digest, base64.b64encode(ours.value.encode()).decode()):
            return
    yield from _value(ours, value, unknown, f"{address}.{name}", answers, whole=isinstance(ours, Fields))


def _value(
    ours: Value | Absent, planned: Any, unknown: Any, where: str, answers: Answers, *, whole: bool
) -> Iterator[Difference]:
    match ours:
        case Absent():
            if planned not in (None, [], {}):
                yield Difference(where, "not written", _short(planned))
        case Known(value=None):
            return  # the provider may choose
        case Reference() if _answered(ours, answers):
            if unknown is not True and not _same(answers.resolve(ours), planned):
                yield Difference(where, f"{ours}, that is {answers.resolve(ours)}", _short(planned))
        case Encoded() if isinstance(planned, str):
            yield from _structure(ours.decoded, _decoded(planned), where, answers)
        case Text() if isinstance(planned, str):
            if not re.fullmatch(_pattern(ours, answers), planned, re.DOTALL):
                yield Difference(where, describe(ours), _short(planned))
        case Unknown():
            if unknown is True or _leans(ours, answers):
                return
            if not (planned is None and unknown):
                yield Difference(where, describe(ours), _short(planned))
        case Items(members=(), rest=None) if unknown is True:
            return  # no blocks: the provider may fill them in
        case _ if unknown is True:
            if not _holds_unknown(ours):
                yield Difference(where, describe(ours), "known after apply")
        case Known(value=value):
            if not _same(value, planned):
                yield Difference(where, _short(value), _short(planned))
        case Items():
            yield from _items(ours, planned, unknown, where, answers)
        case Fields():
            yield from _fields(ours, planned, unknown, where, answers, whole=whole)


def _answered(reference: Reference, answers: Answers) -> bool:
    try:
        answers.resolve(reference)
    except KeyError:
        return False
    return True


def _leans(unknown: Unknown, answers: Answers) -> bool:
    """Whether an unknown hangs on the answer of a data source, or on where and in which workspace Terraform runs."""
    leans = unknown.cause in (Cause.DATA, Cause.OUTSIDE)
    answers.leaned_on += leans
    return leans


def _holds_unknown(value: Value) -> bool:
    match value:
        case Unknown():
            return True
        case Items(members=members, rest=rest):
            return rest is not None or any(_holds_unknown(member) for member in members)
        case Fields(entries=entries, rest=rest):
            return rest is not None or any(_holds_unknown(member) for member in entries.values())
        case _:
            return False


def _items(ours: Items, planned: Any, unknown: Any, where: str, answers: Answers) -> Iterator[Difference]:
    if isinstance(planned, dict):  # a block that the provider holds to be single
        planned, unknown = [planned], [unknown]
    theirs = list(planned or ())
    unknowns = list(unknown) if isinstance(unknown, list) else [None] * len(theirs)
    theirs += [None] * (len(unknowns) - len(theirs))
    unknowns += [None] * (len(theirs) - len(unknowns))
    members = [member for member in ours.members if not (isinstance(member, Known) and member.value is None)]
    if ours.rest is not None and not _leans(ours.rest, answers):
        yield Difference(where, describe(ours), _short(planned))
        return
    if len(members) != len(theirs) and ours.rest is None and len(set(map(repr, members))) != len(theirs):
        yield Difference(where, describe(ours), _short(planned))
        return
    left = list(zip(theirs, unknowns, strict=True))
    in_order: list[Difference] = []
    for index, (member, (value, mark)) in enumerate(zip(members, left, strict=False)):
        in_order.extend(_value(member, value, mark, f"{where}[{index}]", answers, whole=False))
    if in_order and not _match_unordered(members, left, answers):
        yield from in_order


def _match_unordered(members: Sequence[Value], left: list[tuple[Any, Any]], answers: Answers) -> bool:
    """Whether every member finds a partner, order aside: the provider keeps many lists as sets."""
    left = list(left)
    for member in sorted(members, key=_holds_unknown):
        for index, (value, mark) in enumerate(left):
            if not list(_value(member, value, mark, "", answers, whole=False)):
                del left[index]
                break
        else:
            return False
    return True


def _fields(
    ours: Fields, planned: Any, unknown: Any, where: str, answers: Answers, *, whole: bool
) -> Iterator[Difference]:
    theirs = planned if isinstance(planned, dict) else {}
    unknowns = unknown if isinstance(unknown, dict) else {}
    names: set[str] = set()
    for key, member in ours.entries.items():
        name = answers.name(key)
        names.add(name)
        yield from _value(member, theirs.get(name), unknowns.get(name), f"{where}.{name}", answers, whole=whole)
    if ours.rest is not None and not _leans(ours.rest, answers):
        yield Difference(where, f"{describe(ours)} and more", _short(planned))
    elif whole and ours.rest is None:
        for name in sorted((theirs.keys() | unknowns.keys()) - names):
            yield Difference(f"{where}.{name}", "not there", _short(theirs.get(name)))


def _structure(ours: Value, planned: Any, where: str, answers: Answers) -> Iterator[Difference]:
    """Differences between the structure behind an encoded string and the decoded string, which must match exactly."""
    match ours:
        case Items(members=members) if isinstance(planned, list) and len(members) == len(planned):
            for index, (member, value) in enumerate(zip(members, planned, strict=True)):
                yield from _structure(member, value, f"{where}[{index}]", answers)
        case Fields(entries=entries) if isinstance(planned, dict):
            named = {str(answers.resolve(key)) if isinstance(key, Reference) else key: entries[key] for key in entries}
            for name in sorted(named.keys() | planned.keys()):
                if name in named and name in planned:
                    yield from _structure(named[name], planned[name], f"{where}.{name}", answers)
                else:
                    said = describe(named[name]) if name in named else "not there"
                    yield Difference(f"{where}.{name}", said, _short(planned.get(name)))
        case Known(value=value):
            if value != planned or isinstance(value, bool) is not isinstance(planned, bool):
                yield Difference(where, _short(value), _short(planned))
        case _:
            yield from _value(ours, planned, None, where, answers, whole=True)


def _pattern(text: Text, answers: Answers) -> str:
    """A regular expression for a string that is known in parts."""
    pieces = []
    for part in text.parts:
        if isinstance(part, Reference) and _answered(part, answers):
            pieces.append(re.escape(str(answers.resolve(part))))
        else:
            pieces.append(re.escape(part) if isinstance(part, str) else "(?:.*)")
    return "".join(pieces)


def _same(ours: object, planned: object) -> bool:
    """Equality as the provider types it: 1 is "1", true is "true", a JSON string is what it says."""
    if isinstance(ours, (dict, list)) or isinstance(planned, (dict, list)):
        return ours == planned
    left, right = _text(ours), _text(planned)
    return left == right or (left[:1] in "{[" and bool(left) and _decoded(left) == _decoded(right))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(int(value) if value.is_integer() else value)
    return "" if value is None else str(value)


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def describe(value: Value | Absent) -> str:
    """The value in one line; the order of keys says nothing."""
    match value:
        case Absent():
            return "not written"
        case Known(value=known):
            return _short(known)
        case Text(parts=parts):
            return "".join(part if isinstance(part, str) else f"<{part.why}>" for part in parts)
        case Reference():
            return str(value)
        case Unknown(why=why):
            return f"<{why}>"
        case Items(members=members, rest=rest):
            return f"[{', '.join(map(describe, members))}{', ...' if rest is not None else ''}]"
        case Fields(entries=entries):
            return (
                "{"
                + ", ".join(
                    f"{key} = {describe(entry)}"
                    for key, entry in sorted(entries.items(), key=lambda pair: str(pair[0]))
                )
                + "}"
            )


def _short(value: object) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return text if len(text) <= 300 else text[:300] + "..."


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directories", nargs="+", type=Path, metavar="DIR")
    parser.add_argument("--var-file", type=Path, action="append", default=[])
    parser.add_argument("--record", type=Path, metavar="FOLDER", help="keep what is needed of each plan")
    options = parser.parse_args(argv)
    reason = terraform.available()
    if reason is not None:
        print(f"cannot compare: {reason}", file=sys.stderr)
        return 2
    total = 0
    with tempfile.TemporaryDirectory(prefix="eks-netlint-compare-") as work:
        for directory in options.directories:
            try:
                shown = terraform.plan(directory, Path(work), var_files=options.var_file)
                if options.record is not None:
                    text = json.dumps(record(directory, shown), sort_keys=True, indent=1)
                    (options.record / f"{directory.resolve().name}.json").write_text(text + "\n", encoding="utf-8")
                outcome = compare(directory, shown, var_files=options.var_file)
            except (terraform.PlanFailed, ValueError) as failure:
                print(f"{directory}: cannot compare: {failure}", file=sys.stderr)
                return 2
            for difference in outcome.differences:
                print(difference)
            total += len(outcome.differences)
            print(
                f"{directory}: {len(outcome.differences)} differences in {outcome.resources} resources,"
                f" {outcome.attributes} attributes; {outcome.leaned_on} unknowns that no file could tell"
            )
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
