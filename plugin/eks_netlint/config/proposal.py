"""A first config for a tree: what can be told from its files, and as comments what only its owners know."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from eks_netlint.config.nodes import Scalar
from eks_netlint.config.reading import parse
from eks_netlint.frontends import terraform
from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.frontends.terraform.discovery import skipped
from eks_netlint.frontends.terraform.registry import is_remote
from eks_netlint.frontends.terraform.varfiles import VariableFile
from eks_netlint.lowering.unread import UNREAD
from eks_netlint.records import dataclass
from eks_netlint.resources import TooLarge
from eks_netlint.source import Document, Span
from eks_netlint.tree import CONFIG
from eks_netlint.values import Known

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]*\Z")
_OBJECT = (re.compile(rb"^apiVersion:", re.MULTILINE), re.compile(rb"^kind:", re.MULTILINE))
_EXAMPLES = frozenset(["example", "examples", "test", "tests", "testdata", "fixtures"])
_COMMON = frozenset(["terraform", "common", "variables", "vars", "default", "defaults", "main", "shared", "global"])
"""Names of variable files that are not those of an environment."""

_FEW = 5
_MOST = 20
"""Entries of one kind that are proposed; further ones are counted."""

_SCHEMA = "https://raw.githubusercontent.com/eks-netlint/eks-netlint/main/plugin/eks_netlint/data/eks-netlint.schema.json"


@dataclass(frozen=True, slots=True)
class _Root:
    """A root module as a proposal speaks of it: its path, and the variable files that fit and that nobody loads."""

    name: str
    clusters: int
    files: tuple[VariableFile, ...]
    missing: tuple[str, ...]


def propose(tree: Path) -> str:
    """The text of a config that loads in this tree, with a comment on everything it says and might say."""
    loaded = terraform.load(tree, [tree], terraform.Options(ignored=UNREAD))
    roots = [_root(*each) for each in terraform.offered(loaded)]
    folders = _manifest_folders(tree)
    lines = [f"# yaml-language-server: $schema={_SCHEMA}", "# What its keys mean: docs/config.md of eks-netlint.", ""]
    lines += _found(roots, folders)
    lines += [*_roots(roots), *_clusters(roots, folders), *_modules(roots), *_exclude(roots), *_ranges()]
    text = "\n".join(lines).rstrip("\n") + "\n"
    parse(Document(CONFIG, text.encode()), tree)  # what we propose, we can read
    return text


def _root(
    root: terraform.Root, declared: frozenset[str], files: tuple[VariableFile, ...]
) -> _Root:
    try:
        resources = root.resources
    except TooLarge:
        resources = ()
    clusters = {one.address for one in resources if one.type == "aws_eks_cluster" and one.mode == "managed"}
    sources = (one.get("source") for one in resources if one.mode == "module")
    named = (str(one.value).partition("?")[0] for one in sources if isinstance(one, Known))
    missing = dict.fromkeys(source for source in named if is_remote(source))
    return _Root(root.name, len(clusters), files, tuple(missing))


def _manifest_folders(tree: Path) -> tuple[str, ...]:
    """The outermost folders whose own files of YAML are objects of Kubernetes."""
    found: list[str] = []
    for folder, subfolders, files in os.walk(tree, followlinks=False):
        name = os.path.relpath(folder, tree).replace(os.sep, "/")
        subfolders[:] = sorted(each for each in subfolders if not skipped(each))
        if any(each.endswith((".yaml", ".yml")) and _is_manifest(Path(folder, each), tree) for each in sorted(files)):
            found.append(name)
            subfolders.clear()
    return tuple(found)


def _is_manifest(path: Path, tree: Path) -> bool:
    try:
        data = read_bytes(path, tree)
    except Unreadable:
        return False
    return not path.name.startswith(".") and all(sign.search(data) for sign in _OBJECT)


def _found(roots: Sequence[_Root], folders: Sequence[str]) -> Iterator[str]:
    clusters = sum(root.clusters for root in roots)
    said = (_count(len(roots), "root module"), _count(clusters, "cluster"), _count(len(folders), "folder"))
    yield f"# Found: {said[0]} with {said[1]}, {said[2]} of manifests."
    with_clusters = [root for root in roots if root.clusters]
    yield from (f"#   {root.name}: {_count(root.clusters, 'cluster')}" for root in with_clusters[:_MOST])
    if len(with_clusters) > _MOST:
        yield f"#   and {len(with_clusters) - _MOST} more"
    yield ""


def _roots(roots: Sequence[_Root]) -> Iterator[str]:
    """Variable files of each root: environments where several give the same variables, else for all of it."""
    wanted = [root for root in roots if root.files]
    if not wanted:
        yield from (
            "# Code that is applied several times: a variable file, values or a workspace for each.",
            "# environments:",
            "#   prod: {var-files: [infra/prod.tfvars]}",
            "",
        )
        return
    yield "# Variable files that Terraform does not load by itself."
    yield "roots:"
    for root in wanted:
        yield f"  {_quoted(root.name)}:"
        common, environments = _sorted(root)
        if common:
            yield f"    var-files: [{', '.join(map(_quoted, common))}]"
        if environments:
            yield "    environments:"
        for name, path in environments.items():
            yield f"      {_quoted(name)}: {{var-files: [{_quoted(path)}]}}"
    yield ""


def _sorted(root: _Root) -> tuple[list[str], dict[str, str]]:
    """Files for the root as it is, and those of which each is an environment, by its name."""
    common: list[str] = []
    several: list[str] = []
    for file in root.files:
        alike = any(file.names & other.names for other in root.files if other is not file)
        (several if alike else common).append(file.path)
    return common, dict(zip(_names(several), several, strict=True))


def _names(paths: Sequence[str]) -> list[str]:
    """A name for each file: its own, that of its folder where it has none, and the path where neither tells."""
    stems = [PurePosixPath(path).name.partition(".tfvars")[0].removesuffix(".auto") for path in paths]
    short = [
        _name(PurePosixPath(path).parent.name if stem in _COMMON or stems.count(stem) > 1 else stem)
        for stem, path in zip(stems, paths, strict=True)
    ]
    return [
        name if name and short.count(name) == 1 else f"{_name(path)} {number}"
        for number, (name, path) in enumerate(zip(short, paths, strict=True), 1)
    ]


def _name(text: str) -> str:
    """The text as a config may name an environment."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", text).lstrip(".-")


def _clusters(roots: Sequence[_Root], folders: Sequence[str]) -> Iterator[str]:
    if not folders:
        return
    homes = [root.name for root in roots if root.clusters]
    alone = len(homes) == 1 and sum(root.clusters for root in roots) == 1
    yield from (
        "# Manifests run on the only cluster of the tree by themselves; where there are several, say on which."
        if alone
        else "# Which manifests run on which cluster; as long as nobody says so, they are judged without one.",
        "# clusters:",
    )
    for home in homes[:_MOST]:
        yield f"#   - {{root: {_quoted(home)}, manifests: [{', '.join(map(_quoted, _nearest(home, folders)))}]}}"
    if not homes:
        yield f"#   - {{root: infra, manifests: [{', '.join(map(_quoted, folders[:_FEW]))}]}}"
    yield ""


def _nearest(home: str, folders: Sequence[str]) -> list[str]:
    """The folders that share most of their way with a root, the first of them where none shares any."""

    def shared(folder: str) -> int:
        return len(PurePosixPath(os.path.commonpath([folder, home])).parts)

    most = max(map(shared, folders))
    return [folder for folder in folders if shared(folder) == most][:_FEW]


def _modules(roots: Sequence[_Root]) -> Iterator[str]:
    missing = list(dict.fromkeys(source for root in roots for source in root.missing))
    if not missing:
        return
    yield "# Modules that can be read neither here nor in our stubs: a folder of yours may stand for one."
    yield "# modules:"
    yield from (f"#   {_quoted(source)}: stubs/{number}" for number, source in enumerate(missing[:_MOST], 1))
    if len(missing) > _MOST:
        yield f"#   and {len(missing) - _MOST} more"
    yield ""


def _exclude(roots: Sequence[_Root]) -> Iterator[str]:
    parts = (PurePosixPath(root.name).parts for root in roots)
    found = dict.fromkeys(
        "/".join(each[: index + 1]) for each in parts for index, part in enumerate(each) if part in _EXAMPLES
    )
    outer = [path for path in found if not any(path.startswith(f"{other}/") for other in found)]
    if outer:
        yield "# Folders whose root modules nobody applies."
        yield f"# exclude: [{', '.join(map(_quoted, outer[:_MOST]))}]"
        yield ""


def _ranges() -> Iterator[str]:
    yield "# Networks that these files do not show and that the VPCs are connected to."
    yield "# ranges:"
    yield "#   - {cidr: 10.8.0.0/14, name: on-premises}"


def _quoted(text: str) -> str:
    """The text as a scalar of YAML, in quotes where it needs any."""
    plain = _PLAIN.match(text) and not Scalar(Span(Document("", b""), 0, 0), text, True).ambiguous
    return text if plain or text == "." else json.dumps(text)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
