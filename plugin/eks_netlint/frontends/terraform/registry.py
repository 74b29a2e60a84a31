"""Which of our module stubs stands for a module that is not on disk."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from eks_netlint.records import dataclass

STUBS = Path(__file__).resolve().parents[2] / "modules"

_REGISTRY = re.compile(
    r"^(?:registry\.terraform\.io/|registry\.opentofu\.org/)?"
    r"(?P<namespace>[\w-]+)/(?P<name>[\w-]+)/(?P<provider>[\w-]+)(?://(?P<sub>.+))?$"
)
_GIT = re.compile(
    r"^(?:git::)?(?:https://|ssh://)?(?:git@)?github\.com[/:](?P<namespace>[\w-]+)/"
    r"terraform-(?P<provider>[a-z0-9]+)-(?P<name>[\w-]+?)(?:\.git)?(?://(?P<sub>[^?]+))?(?:\?(?P<query>.*))?$"
)
_CONSTRAINT = re.compile(r"^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+)*)(-[\w.]+)?\s*$")

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
def find_stub(source: str, constraint: str | None) -> Stub | None:
    """The stub for a registry or GitHub source at the newest version that the constraint admits."""
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
    version, note = _chosen(home, constraint)
    directory = home / str(version[0])
    sub = (groups.get("sub") or "").strip("/")
    if sub:
        directory = (directory / sub).resolve()
    if not directory.is_dir() or not directory.is_relative_to(STUBS):
        return None
    return Stub(directory, ".".join(map(str, version)), note)


def _chosen(home: Path, constraint: str | None) -> tuple[Version, str | None]:
    majors = {int(child.name) for child in home.iterdir() if child.name.isdigit()}
    versions = [version for version in published(home) if version[0] in majors]
    newest = max(versions)
    spelled = ".".join(map(str, newest))
    if constraint is None:
        return newest, f"no version is given: read as the newest that is known, {spelled}"
    admitted = [version for version in versions if admits(constraint, version)]
    if admitted:
        return max(admitted), None
    return newest, f"no version that is known satisfies {constraint!r}: read as the newest, {spelled}"


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
