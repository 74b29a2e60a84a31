"""Which of our module stubs stands for a module that is not on disk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from eks_netlint.frontends.terraform.kept import keep_later, kept, stamp_of
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass

STUBS = Path(__file__).resolve().parents[2] / "modules"

_REGISTRY = pattern(
    r"^(?:registry\.terraform\.io/|registry\.opentofu\.org/)?"
    r"(?P<namespace>[\w-]+)/(?P<name>[\w-]+)/(?P<provider>[\w-]+)(?://(?P<sub>.+))?$"
)
_REPOSITORY = r"(?P<namespace>[\w-]+)/terraform-(?P<provider>[a-z0-9]+)-(?P<name>[\w-]+?)"
_GIT = pattern(
    r"^(?:git::)?(?:https://|ssh://)?(?:\w+@)?(?:www\.)?github\.com(?::22/|[/:])"
    + _REPOSITORY
    + r"(?:\.git)?/?(?://(?P<sub>[^?]+))?(?:\?(?P<query>.*))?$"
)
_ARCHIVE = pattern(
    r"^https://(?:www\.|codeload\.)?github\.com/"
    + _REPOSITORY
    + r"/(?:archive|tar\.gz|zip)/(?:refs/tags/|tags/)?(?P<ref>[^/?]+?)(?:\.tar\.gz|\.tgz|\.zip)?"
    r"(?:\?archive=[\w.]+)?(?://[^/?]+(?:/(?P<sub>[^?]+))?)?(?:\?.*)?$"
)
"""An archive of GitHub holds one directory, named after the repository and the version, and the module in it."""
_VERSION = pattern(r"^(?:refs/)?(?:tags/)?v?(\d{1,9}(?:\.\d{1,9})*)$")
_REF = pattern(r"(?:^|&)ref=([^&]+)")
_DIRECTORY = pattern(r"^\d{1,9}(?:\.\d{1,9})*$")
_DECLARED = pattern(r'^variable "(\w+)"', re.MULTILINE)
_CONSTRAINT = pattern(r"^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d{1,9}(?:\.\d{1,9})*)(-[\w.]+)?\s*$")

MAX_PATH = 255
"""Characters of a submodule's path that are looked for."""

_SUBFOLDER = pattern(r"(?<!:)//")

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


def own_stub(source: str, stubs: Sequence[tuple[str, Path]]) -> Path | None:
    """The folder that a user's own pattern gives for a module source.

    ``*`` stands for any text; ``?ref=v1`` does not count; what follows ``//`` leads on from the folder, unless the
    pattern holds it too.
    """
    if not stubs:
        return None
    plain = source.partition("?")[0]
    base, _, inner = _SUBFOLDER.sub("\0", plain, count=1).partition("\0")
    for given, folder in stubs:
        wanted = re.compile(".*".join(map(re.escape, given.partition("?")[0].split("*"))))
        if inner and wanted.fullmatch(base):
            return folder / inner
        if wanted.fullmatch(plain):
            return folder
    return None


@cache
def find_stub(source: str, constraint: str | None, arguments: frozenset[str] = frozenset()) -> Stub | None:
    """The stub for a source in a registry, a repository or an archive of GitHub, at the newest version admitted.

    A ``ref`` counts as the constraint; one that names no version (a branch, a commit) is as good as none.  Without
    constraint it is the newest version that knows all ``arguments`` of the call, if there is one.
    """
    match = _REGISTRY.match(source) or _ARCHIVE.match(source) or _GIT.match(source)
    if match is None:
        return None
    groups = match.groupdict()
    ref = groups.get("ref") or _ref_in(groups.get("query") or "")
    if "ref" in groups or "query" in groups:
        constraint = None if ref is None else _constraint_of(ref)
    home = STUBS / groups["namespace"] / groups["name"] / groups["provider"]
    if not home.is_dir():
        return None
    sub = (groups.get("sub") or "").strip("/")
    if "\0" in sub or len(sub) > MAX_PATH:  # no path of any system
        return None
    version, note = _chosen(home, sub, constraint, arguments, ref)
    directory = (_shape_of(home, version) / sub).resolve()
    found = directory.is_dir() and directory.is_relative_to(STUBS)
    return Stub(directory, _spelled(version), note) if found else None


def _ref_in(query: str) -> str | None:
    found = _REF.search(query)
    return None if found is None else found[1]


def _constraint_of(ref: str) -> str | None:
    """The constraint that a tag stands for; ``v2`` is a tag that moves with the newest of its major."""
    found = _VERSION.match(ref)
    if found is None:
        return None
    return f"= {found[1]}" if "." in found[1] else f"~> {found[1]}.0"


@cache
def shapes(home: Path) -> dict[Version, Path]:
    """Directories of a stub by the first version that each stands for: 2 from 2.0.0 on, 4.15 from 4.15.0 on."""
    names = {child.name: child for child in home.iterdir() if _DIRECTORY.match(child.name)}
    names |= {major: home / name for major, name in _listing(home).read_as}
    return {_padded(tuple(int(part) for part in name.split("."))): path for name, path in names.items()}


def _shape_of(home: Path, version: Version) -> Path:
    """The directory that stands for a version: the last of its major that begins with it or before; else the first."""
    firsts = sorted(first for first in shapes(home) if first[0] == version[0])
    return shapes(home)[max((first for first in firsts if first <= version), default=firsts[0])]


def _chosen(
    home: Path, sub: str, constraint: str | None, arguments: frozenset[str], ref: str | None
) -> tuple[Version, str | None]:
    majors = {first[0] for first in shapes(home)}
    versions = [version for version in published(home) if version[0] in majors]
    newest = max(versions)
    if constraint is None:
        fitting = {path for path in shapes(home).values() if arguments <= _variables(path / sub)}
        chosen = max((version for version in versions if _shape_of(home, version) in fitting), default=newest)
        which = "the newest that is known" if chosen == newest else "the newest that knows its arguments"
        lack = "no version is given" if ref is None else f"{ref!r} is no version"
        return chosen, f"{lack}: read as {which}, {_spelled(chosen)}"
    newest_first = sorted(versions, reverse=True)
    admitted = next((version for version in newest_first if admits(constraint, version)), None)
    if admitted is not None:
        return admitted, None
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
    """Versions of a module that were published, from the stub's ``versions.json``; else one for each directory."""
    return _listing(home).versions or tuple(sorted(shapes(home)))


class _Listing(NamedTuple):
    """What ``versions.json`` says: majors that have the shape of another, and the versions that were published."""

    read_as: tuple[tuple[str, str], ...] = ()
    versions: tuple[Version, ...] = ()


@cache
def _listing(home: Path) -> _Listing:
    path = home / "versions.json"
    if not path.is_file():
        return _Listing()
    stamp = stamp_of((path,))
    found = kept(home, stamp)
    if isinstance(found, tuple):
        return _Listing(*found)
    import json  # once: it is kept

    said = json.loads(path.read_bytes())
    versions = tuple(tuple(int(part) for part in name.lstrip("v").split(".")) for name in said.get("versions", ()))
    listing = _Listing(tuple(said.get("read_as", {}).items()), versions)
    keep_later(home, stamp, lambda: tuple(listing))
    return listing


def _padded(version: Version) -> Version:
    return version + (0,) * (3 - len(version))


def admits(constraint: str, version: Version) -> bool:
    """Whether a version satisfies a Terraform version constraint; one that cannot be read admits nothing."""
    return all(_admits_one(part, version) for part in constraint.split(","))


def _admits_one(part: str, version: Version) -> bool:
    match = _CONSTRAINT.match(part)
    if match is None:
        return False
    operator, bound = match[1] or "=", tuple(int(number) for number in match[2].split("."))
    padded = _padded(bound)
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
