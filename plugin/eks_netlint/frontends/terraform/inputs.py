"""Values of root variables: variable files in Terraform's order, then those given on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.convert import lift
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.sources import Sources
from eks_netlint.frontends.terraform.syntax import Source, parse
from eks_netlint.records import dataclass, field
from eks_netlint.source import Problem, Span
from eks_netlint.values import Cause, Origin, Unknown, Value


@dataclass
class Inputs:
    """Values by variable; ``unread`` is given where a file that may hold others could not be read."""

    values: dict[str, Value] = field(default_factory=dict)
    unread: Unknown | None = None


def read_inputs(
    sources: Sources, root: Path, var_files: Sequence[Path], variables: Mapping[str, str]
) -> Inputs:
    """``terraform.tfvars``, then ``terraform.tfvars.json``, then ``*.auto.tfvars(.json)`` by name, then the given
    files, then the given values: the later wins.
    """
    inputs = Inputs()
    for path in [*_loaded_by_itself(root), *var_files]:
        _read(sources, path, inputs)
    for name, text in variables.items():
        inputs.values[name] = _from_text(text)
    return inputs


def _loaded_by_itself(root: Path) -> list[Path]:
    first = [root / "terraform.tfvars", root / "terraform.tfvars.json"]
    try:
        automatic = sorted(
            entry for entry in root.iterdir() if entry.name.endswith((".auto.tfvars", ".auto.tfvars.json"))
        )
    except OSError:
        automatic = []
    return [path for path in [*first, *automatic] if path.is_file()]


def _read(sources: Sources, path: Path, inputs: Inputs) -> None:
    name = sources.relative(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        _refuse(sources, inputs, name, f"cannot be read: {error.strerror}")
        return
    sources.files += 1
    if b"\0" in data[:1024] or _is_no_text(data):
        _refuse(sources, inputs, name, "is not text: encrypted or binary")
        return
    document = Source(name, data)
    if path.name.endswith(".json"):
        _read_json(sources, inputs, document)
        return
    body, problems = parse(document)
    sources.problems.extend(problems)
    if problems:
        inputs.unread = Unknown(f"{name} cannot be parsed", None, Cause.VARIABLE)
    for attribute in body.attributes.values():
        inputs.values[attribute.name] = evaluate(attribute.expression, CONSTANTS)


def _is_no_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def _read_json(sources: Sources, inputs: Inputs, document: Source) -> None:
    try:
        loaded = json.loads(document.data)
    except (ValueError, RecursionError) as error:
        _refuse(sources, inputs, document.path, f"is not JSON: {error}")
        return
    if not isinstance(loaded, dict):
        _refuse(sources, inputs, document.path, "is not a JSON object")
        return
    span = Span(document, 0, len(document.data))
    for name, value in loaded.items():
        inputs.values[str(name)] = lift(value, span, Origin.WRITTEN)


def _refuse(sources: Sources, inputs: Inputs, name: str, why: str) -> None:
    sources.problems.append(Problem(name, why))
    inputs.unread = Unknown(f"{name} {why}", None, Cause.VARIABLE)


def _from_text(text: str) -> Value:
    """A value from the command line: an expression where it reads as one, else the string itself."""
    document = Source("--var", f"value = {text}\n".encode())
    body, problems = parse(document)
    attribute = body.attributes.get("value")
    if attribute is not None and not problems:
        value = evaluate(attribute.expression, CONSTANTS)
        if not isinstance(value, Unknown):
            return value
    return lift(text, None, Origin.WRITTEN)
