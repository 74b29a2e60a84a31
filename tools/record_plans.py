"""Plans of the fixture roots as real Terraform makes them, kept so that they can be read where there is no Terraform.

    python tools/record_plans.py [--real FOLDER] [FIXTURE...]

writes ``tests/golden/fixture-plans.json.xz``: for every fixture root (or only the given ones) its plan, shorn of what
a reader of networks does not look at, or the reason why it cannot be planned (a provider that is not to be had, an
error that the provider finds).  Variables without a value get that of ``fixture_values.json``, which is recorded too.
What is recorded of files that did not change since is kept.  FOLDER holds checkouts of modules of the registry
(``vpc-v5.21.0``, ``eks-v20.37.2``), of which roots that call them are planned.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import plan as terraform

from eks_netlint.lowering.unread import UNREAD

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "fixtures"
RECORD = ROOT / "tests/golden/fixture-plans.json.xz"
VALUES = Path(__file__).with_name("fixture_values.json")

_EXPECTATION = re.compile(rb"[ \t]*(?:#|//) *(?:expect|clean|unsure|todo-expect|todo-clean):[^\n]*")
_REGISTRY = re.compile(r'^(\s*source\s*=\s*)"terraform-aws-modules/([\w-]+)/aws((?://[\w/-]+)?)"', re.MULTILINE)
_VERSION = re.compile(r'^\s*version\s*=\s*"([^"]*)"\s*$', re.MULTILINE)
_PROVIDER = ("provider_name", "provider_config_key", "schema_version")
_DROPPED = frozenset(["before", "before_sensitive", "before_identity", "after_identity", *_PROVIDER])
_KEPT = ("format_version", "terraform_version", "variables", "errored", "complete")


def roots() -> Iterator[Path]:
    """Directories of fixtures that are analysed as roots, without those that Terraform cannot even read."""
    for folder in sorted({file.parent for file in FIXTURES.rglob("*.tf")}):
        parents = [parent for parent in folder.parents if parent.is_relative_to(FIXTURES)]
        inner = any(any(parent.glob("*.tf")) or any(parent.glob("*.tf.json")) for parent in parents)
        if not inner and not folder.is_relative_to(FIXTURES / "broken"):
            yield folder


def name_of(root: Path) -> str:
    """The name under which a root is recorded."""
    return root.resolve().relative_to(FIXTURES.resolve()).as_posix()


def digest(root: Path) -> str:
    """Digest of the files of a root, expectations apart, which change what is tested and not what is planned."""
    total = hashlib.sha256()
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        text = _EXPECTATION.sub(b"", file.read_bytes())
        total.update(file.relative_to(root).as_posix().encode() + b"\0" + text + b"\0")
    return total.hexdigest()[:16]


def values_of(name: str) -> dict[str, Any]:
    """The values with which a root is planned whose variables have none."""
    every: dict[str, dict[str, Any]] = json.loads(VALUES.read_text(encoding="utf-8"))
    return every.get(name, {})


def current(name: str, recorded: Mapping[str, Any]) -> bool:
    """Whether the record is of the files and values as they are."""
    root = FIXTURES / name
    same = root.is_dir() and recorded.get("sources") == digest(root)
    return same and recorded.get("values", {}) == values_of(name)


def load() -> dict[str, dict[str, Any]]:
    """What is on record: by name ``sources`` (a digest) and ``plan``, or ``why`` there is none."""
    if not RECORD.exists():
        return {}
    loaded: dict[str, dict[str, Any]] = json.loads(lzma.decompress(RECORD.read_bytes()))
    return loaded


def save(records: Mapping[str, Any]) -> None:
    """Write the record, the same bytes for the same plans."""
    text = json.dumps(dict(sorted(records.items())), sort_keys=True, separators=(",", ":"))
    RECORD.write_bytes(lzma.compress(text.encode(), preset=6))


def shorn(shown: Mapping[str, Any]) -> dict[str, Any]:
    """A plan without what nobody reads: what was before, providers, and the values that changes say again."""
    kept = {name: shown[name] for name in _KEPT if name in shown}
    whole = [change for change in shown.get("resource_changes", ()) if not change["type"].startswith(UNREAD)]
    changes = [_without(change) for change in whole]
    for change, before in zip(changes, whole, strict=True):
        change["change"]["before"] = None if before["change"]["before"] is None else {}
    root = _without(shown["configuration"]["root_module"])
    for call in root.get("module_calls", {}).values():
        _prune(call.get("module", {}))
    return {
        **kept,
        "planned_values": {"root_module": {}},
        "resource_changes": changes,
        "prior_state": _without(shown.get("prior_state", {})),
        "configuration": {"root_module": root},
    }


def _prune(module: dict[str, Any]) -> None:
    """Drop what a called module says of types that nobody reads."""
    module["resources"] = [one for one in module.get("resources", ()) if not one["type"].startswith(UNREAD)]
    for variable in module.get("variables", {}).values():
        variable.pop("description", None)
    for call in module.get("module_calls", {}).values():
        _prune(call.get("module", {}))


def _without(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {name: _without(member) for name, member in thing.items() if name not in _DROPPED}
    return [_without(member) for member in thing] if isinstance(thing, list) else thing


def planned(root: Path, work: Path, real: Path | None = None) -> dict[str, Any]:
    """The plan of a root; modules of the registry are those of ``real``.  Raises ``terraform.PlanFailed``."""
    place, versions = copied(root, work, real)
    return _renamed(terraform.plan(place, work, var_files=var_files(root, work)), versions)


def copied(root: Path, work: Path, real: Path | None) -> tuple[Path, dict[str, tuple[str, str | None]]]:
    """The root, or a copy that has checkouts in place of modules of the registry, and what each path stands for."""
    if real is None or not calls_registry(root):
        return root, {}
    place = work / "sources" / hashlib.sha256(str(root).encode()).hexdigest()[:8] / "root"
    shutil.copytree(root, place)
    return place, _by_path(place, real)


def calls_registry(root: Path) -> bool:
    """Whether it calls modules of the registry that there may be checkouts of."""
    return any(_REGISTRY.search(file.read_text(encoding="utf-8")) for file in root.rglob("*.tf"))


def var_files(root: Path, work: Path) -> tuple[Path, ...]:
    """A variable file with the values that a root wants, written into ``work``."""
    values = values_of(name_of(root))
    if not values:
        return ()
    file = work / f"{hashlib.sha256(str(root).encode()).hexdigest()[:8]}.tfvars.json"
    file.write_text(json.dumps(values), encoding="utf-8")
    return (file,)


def _by_path(root: Path, real: Path) -> dict[str, tuple[str, str | None]]:
    """Aim registry modules at checkouts; returns what each path stands for."""
    import plannable
    import plannable_eks

    stands: dict[str, tuple[str, str | None]] = {}
    for file in root.rglob("*.tf"):
        text = file.read_text(encoding="utf-8")
        for match in reversed(list(_REGISTRY.finditer(text))):
            end = text.find("\n}", match.end())
            version = _VERSION.search(text, match.end(), end if end >= 0 else len(text))
            checkout = _checkout(real, match[2], None if version is None else version[1])
            place = root.parent / checkout.name
            if not place.exists():
                shutil.copytree(checkout, place, ignore=shutil.ignore_patterns("examples", "tests", "docs", ".git*"))
                (plannable_eks if match[2] == "eks" else plannable).adapt(place)
            path = f"../{checkout.name}{match[3].replace('//', '/')}"
            stands[path] = (f"terraform-aws-modules/{match[2]}/aws{match[3]}", None if version is None else version[1])
            if version is not None:
                text = text[: version.start()] + text[version.end() :]
            text = f'{text[: match.start()]}{match[1]}"{path}"{text[match.end() :]}'
        file.write_text(text, encoding="utf-8")
    return stands


def _checkout(real: Path, module: str, constraint: str | None) -> Path:
    """The checkout whose version the constraint admits, the newest without one."""
    from eks_netlint.frontends.terraform.registry import admits

    found = {path: tuple(map(int, path.name.rpartition("-v")[2].split("."))) for path in real.glob(f"{module}-v*")}
    fitting = [path for path, version in found.items() if constraint is None or admits(constraint, version)]
    if not fitting and constraint is not None:
        major = re.search(r"\d+", constraint)
        fitting = [path for path, version in found.items() if major is not None and version[0] == int(major[0])]
    if not fitting:
        raise terraform.PlanFailed(f"no checkout of {module} {constraint}")
    return max(fitting, key=lambda path: found[path])


def _renamed(shown: dict[str, Any], stands: Mapping[str, tuple[str, str | None]]) -> dict[str, Any]:
    """The plan as if its modules had come from the registry."""
    for call in shown["configuration"]["root_module"].get("module_calls", {}).values():
        if call.get("source") in stands:
            call["source"], version = stands[call["source"]]
            if version is not None:
                call["version_constraint"] = version
    return shown


def record(chosen: Sequence[Path], work: Path, real: Path | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Plan every root that changed since it was recorded."""
    old = load()
    for root in chosen:
        name = name_of(root)
        if current(name, old.get(name, {})):
            yield name, old[name]
            continue
        sources: dict[str, Any] = {"sources": digest(root)}
        if values := values_of(name):
            sources["values"] = values
        try:
            yield name, {**sources, "plan": shorn(planned(root, work, real))}
        except terraform.PlanFailed as failure:
            why = " ".join(str(failure).split())
            print(f"{name}: {why[:150]}", file=sys.stderr, flush=True)
            yield name, {**sources, "why": re.sub(r"/\S*/", "", why)[:150]}


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("fixtures", nargs="*", type=Path, metavar="FIXTURE")
    parser.add_argument("--real", type=Path, help="folder of checkouts of the vpc and eks modules")
    options = parser.parse_args(argv)
    reason = terraform.available()
    if reason is not None:
        print(f"cannot plan: {reason}", file=sys.stderr)
        return 2
    every = list(roots())
    wanted = [one.resolve() for one in options.fixtures] or [FIXTURES.resolve()]
    chosen = [root for root in every if any(root.resolve().is_relative_to(one) for one in wanted)]
    names = {name_of(root) for root in every}
    records = {name: one for name, one in load().items() if name in names}
    with tempfile.TemporaryDirectory(prefix="eks-netlint-plans-") as work:
        for name, one in record(chosen, Path(work), options.real):
            records[name] = one
            save(records)
    good = sum("plan" in one for one in records.values())
    print(f"{good} of {len(records)} roots have a plan, {RECORD.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
