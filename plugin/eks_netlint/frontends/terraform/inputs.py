"""Values of root variables: variable files in Terraform's order, then those given on the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from eks_netlint.frontends.reading import MAX_PARSED, Unreadable, read_bytes
from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.convert import lift
from eks_netlint.frontends.terraform.environments import Environment
from eks_netlint.frontends.terraform.numerals import parse_number
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.sources import Sources, no_text
from eks_netlint.frontends.terraform.syntax import Source, parse
from eks_netlint.records import dataclass, field
from eks_netlint.source import Problem, Span, told
from eks_netlint.values import Cause, Origin, Unknown, Value


@dataclass
class Inputs:
    """Values by variable; ``unread`` is given where a file that may hold others could not be read."""

    values: dict[str, Value] = field(default_factory=dict)
    unread: Unknown | None = None

    def forget(self, why: str) -> None:
        """A file could not be read: it may set any variable, those that files before it have set included."""
        self.unread = Unknown(why, None, Cause.VARIABLE)
        self.values.clear()

    def add(self, later: Inputs) -> None:
        """Let a later file win."""
        if later.unread is not None:
            self.unread = later.unread
            self.values.clear()
        self.values.update(later.values)


def read_inputs(
    sources: Sources,
    root: Path,
    var_files: Sequence[Path],
    variables: Mapping[str, str],
    environment: Environment,
) -> Inputs:
    """``terraform.tfvars``, then ``terraform.tfvars.json``, then ``*.auto.tfvars(.json)`` by name, then files and
    values of the environment, then the files and values of the command line: the later wins.
    """
    inputs = Inputs()
    for path in (*_loaded_by_itself(root), *environment.var_files):
        inputs.add(_read(sources, path, sources.tree))
    inputs.values.update(environment.variables)
    for path in var_files:  # the user named them, wherever they are
        inputs.add(_read(sources, path, None))
    for name, text in variables.items():
        inputs.values[name] = _from_text(text)
    return inputs


def read_file(sources: Sources, path: Path) -> Inputs:
    """What one variable file of the tree says."""
    return _read(sources, path, sources.tree)


def _loaded_by_itself(root: Path) -> list[Path]:
    first = [root / "terraform.tfvars", root / "terraform.tfvars.json"]
    try:
        names = sorted(name for name in os.listdir(root) if name.endswith((".auto.tfvars", ".auto.tfvars.json")))
    except OSError:
        names = []  # whoever reads the module's files reports it
    return [path for path in [*first, *(root / name for name in names)] if os.path.lexists(path)]


def _read(sources: Sources, path: Path, tree: Path | None) -> Inputs:
    """What a file says, read once however many roots and environments load it."""
    found = sources.inputs.get(path)
    if not isinstance(found, Inputs):
        found = sources.inputs[path] = Inputs()
        _guarded(sources, path, tree, found)
    return found


def _guarded(sources: Sources, path: Path, tree: Path | None, inputs: Inputs) -> None:
    try:
        _fill(sources, path, tree, inputs)
    except Exception as error:
        name = sources.relative(path)
        sources.problems.append(Problem(name, f"cannot be read: {told(error)}", internal=True))
        inputs.forget(f"{name} cannot be read")


def _fill(sources: Sources, path: Path, tree: Path | None, inputs: Inputs) -> None:
    name = sources.relative(path)
    try:
        data = read_bytes(path, tree, MAX_PARSED)
    except Unreadable as why:
        _refuse(sources, inputs, name, str(why))
        return
    sources.read.add(name)
    refusal = no_text(data) or ("" if _is_utf8(data) else "is not text: encrypted or binary")
    if refusal:
        _refuse(sources, inputs, name, refusal)
        return
    document = Source(name, data)
    if path.name.endswith(".json"):
        _read_json(sources, inputs, document)
        return
    body, problems = parse(document)
    for block in body.blocks[:1]:
        problems.append(Problem(name, f"a block {block.type} has no place in a variable file", block.span.line))
    problems += [Problem(name, one.spoiled, one.span.line) for one in body.attributes.values() if one.spoiled]
    sources.problems.extend(problems)
    if problems:
        inputs.forget(f"{name} cannot be parsed")
    for attribute in body.attributes.values():
        inputs.values[attribute.name] = evaluate(attribute.expression, CONSTANTS)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_json(sources: Sources, inputs: Inputs, document: Source) -> None:
    import json  # few roots have such a file

    try:
        loaded = json.loads(
            document.data,
            object_pairs_hook=_without_repetition,
            parse_int=_number,
            parse_float=_number,
            parse_constant=_number,
        )
    except json.JSONDecodeError as error:
        _refuse(sources, inputs, document.path, f"is not JSON: {error.msg}", error.lineno)
        return
    except RecursionError:
        _refuse(sources, inputs, document.path, "is nested too deeply to be read")
        return
    except ValueError as error:
        _refuse(sources, inputs, document.path, f"is not JSON as Terraform reads it: {error}")
        return
    if not isinstance(loaded, dict):
        _refuse(sources, inputs, document.path, "is not a JSON object")
        return
    span = Span(document, 0, len(document.data))
    for name, value in loaded.items():
        inputs.values[str(name)] = lift(value, span, Origin.WRITTEN)


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The object, unless it has two answers to one question."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)} is written twice")
    return found


def _number(text: str) -> int | float:
    number = parse_number(text)
    if number is None:
        raise ValueError(f"{text[:20]} is no number that can be read")
    return number


def _refuse(sources: Sources, inputs: Inputs, name: str, why: str, line: int | None = None) -> None:
    sources.problems.append(Problem(name, why, line))
    inputs.forget(f"{name} {why}")


def _from_text(text: str) -> Value:
    """A value from the command line: an expression where it reads as one, else the string itself."""
    document = Source("--var", f"value = {text}\n".encode("utf-8", "replace"))
    body, problems = parse(document, recover=False)
    attribute = body.attributes.get("value")
    if attribute is not None and not problems:
        value = evaluate(attribute.expression, CONSTANTS)
        if not isinstance(value, Unknown):
            return value
    return lift(text, None, Origin.WRITTEN)
