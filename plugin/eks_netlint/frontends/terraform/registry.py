"""Which of our module stubs stands for a module that is not on disk."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass

STUBS = Path(__file__).resolve().parents[2] / "modules"

_REGISTRY = pattern(
    r"^(?:registry\.terraform\.io/|registry\.opentofu\.org/)?"
    r"(?P<namespace>[\w-]+)/(?P<name>[\w-]+)/(?P<provider>[\w-]+)(?://(?P<sub>.+))?$"
)
_GIT = pattern(
    r"^(?:git::)?(?:https://|ssh://)?(?:git@)?github\.com[/:](?P<namespace>[\w-]+)/"
    r"terraform-(?P<provider>[a-z0-9]+)-(?P<name>[\w-]+?)(?:\.git)?(?://(?P<sub>[^?]+))?(?:\?(?P<query>.*))?$"
)
_DECLARED = pattern(r'^variable "(\w+)"', re.MULTILINE)
_CONSTRAINT = pattern(r"^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+)*)(-[\w.]+)?\s*$")

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stub:
    """A stub's directory, the version it stands for, and what the user should know about the choice."""

    directory: Path
    version: str
    note: str | None = None


def is_remote(source: str) -> bool:
    """Whether a module source is not a path in the tree."""
    return not source.startswith(("./", "../")) and source not in (".", "..")


@cache
def find_stub(source: str, constraint: str | None, arguments: frozenset[str] = frozenset()) -> Stub | None:
    """The stub for a registry or GitHub source at the newest version that the constraint admits.

    Without constraint it is the newest that knows all ``arguments`` of the call, if there is one.
    """
    match = _REGISTRY.match(source) or _GIT.match(source)
    if match is None:
        return None
    groups = match.groupdict()
    query = groups.get("query") or ""
    if query:
        ref = re.search(r"ref=(?:tags/)?v?(\d[\w.]*)", query)
        constraint = f"= {ref[1]}" if ref else None
    home = STUBS / groups["namespace"] / groups["name"] / groups["provider"]
    if not home.is_dir():
        return None
    sub = (groups.get("sub") or "").strip("/")
    if "\0" in sub:  # no path of any system
        return None
    version, note = _chosen(home, sub, constraint, arguments)
    directory = home / str(version[0])
    if sub:
        directory = (directory / sub).resolve()
    if not directory.is_dir() or not directory.is_relative_to(STUBS):
        return None
    return Stub(directory, ".".join(map(str, version)), note)


def _chosen(home: Path, sub: str, constraint: str | None, arguments: frozenset[str]) -> tuple[Version, str | None]:
    majors = {int(child.name) for child in home.iterdir() if child.name.isdigit()}
    versions = [version for version in published(home) if version[0] in majors]
    newest = max(versions)
    if constraint is None:
        fitting = {major for major in majors if arguments <= _variables(home / str(major) / sub)}
        chosen = max((version for version in versions if version[0] in fitting), default=newest)
        which = "the newest that is known" if chosen == newest else "the newest that knows its arguments"
        return chosen, f"no version is given: read as {which}, {_spelled(chosen)}"
    admitted = [version for version in versions if admits(constraint, version)]
    if admitted:
        return max(admitted), None
    older = max((version for version in published(home) if admits(constraint, version)), default=newest)
    later = [major for major in majors if major >= older[0]]
    nearest = max(version for version in versions if version[0] == min(later, default=newest[0]))
    which = "the newest" if nearest == newest else "the nearest that is known"
    return nearest, f"no version that is known satisfies {constraint!r}: read as {which}, {_spelled(nearest)}"


def files_of_stub(directory: Path) -> list[Path]:
    """The files of a stub: its own, and those of a folder ``_templates`` beside it unless it has variables of its own.

    So modules that differ in one default (the security group of each service) share the rest.
    """
    files = sorted(directory.glob("*.tf"))
    shared = directory.parent / "_templates"
    if shared.is_dir() and not (directory / "variables.tf").exists():
        files += sorted(shared.glob("*.tf"))
    return files


def _spelled(version: Version) -> str:
    return ".".join(map(str, version))


@cache
def _variables(directory: Path) -> frozenset[str]:
    """Names of the variables a stub declares."""
    texts = (path.read_text(encoding="utf-8") for path in files_of_stub(directory))
    return frozenset(name for text in texts for name in _DECLARED.findall(text))


@cache
def published(home: Path) -> tuple[Version, ...]:
    """Versions of a module that were published, from the stub's ``versions.json``; else one for each major."""
    listing = home / "versions.json"
    if listing.is_file():
        names = json.loads(listing.read_text())["versions"]
        return tuple(tuple(int(part) for part in name.lstrip("v").split(".")) for name in names)
    return tuple((int(child.name), 0, 0) for child in home.iterdir() if child.name.isdigit())


def admits(constraint: str, version: Version) -> bool:
    """Whether a version satisfies a Terraform version constraint; one that cannot be read admits nothing."""
    return all(_admits_one(part, version) for part in constraint.split(","))


def _admits_one(part: str, version: Version) -> bool:
    match = _CONSTRAINT.match(part)
    if match is None:
        return False
    operator, bound = match[1] or "=", tuple(int(number) for number in match[2].split("."))
    padded = bound + (0,) * (3 - len(bound))
    match operator:
        case "=":
            return version == padded
        case "!=":
            return version != padded
        case ">=":
            return version >= padded
        case "<=":
            return version <= padded
        case ">":
            return version > padded
        case "<":
            return version < padded
    # ~> lets only the rightmost given part grow
    fixed = bound[:-1] if len(bound) > 1 else bound[:0]
    return version >= padded and version[: len(fixed)] == fixed
