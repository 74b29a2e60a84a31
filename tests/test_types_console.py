"""Type constraints of variables against the judge: values of every shape made to fit types of every shape."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.calls import error_in
from eks_netlint.frontends.terraform.convert import NotPlain
from eks_netlint.frontends.terraform.functions.jsontext import json_text
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.syntax import Source, parse
from eks_netlint.frontends.terraform.types import converted, type_of
from test_functions_console import ERROR, TERRAFORM, close

SEED = 20261124
COUNT = 800
BATCH = 100
"""Variables of one configuration: Terraform's validation hangs on some hundreds of faults at once."""
_SCALARS = ("null", "true", "false", "0", "1", "1.5", '"1"', '"a"', '"true"', '"é"', '""')
_NAMES = ("a", "b", "c")
_FITTING = {
    "string": ('"a"', '"é"', "1", "true", "null", '"1"'),
    "number": ("1", "1.5", '"1"', "null", "-3"),
    "bool": ("true", "false", '"true"', "null"),
}


def type_text(chance: random.Random, depth: int) -> str:
    """A type constraint."""
    kinds = ("string", "number", "bool", "any", "list", "set", "map", "object", "object", "tuple")
    kind = chance.choice(kinds if depth > 0 else kinds[:4])
    if kind in ("list", "set", "map"):
        return f"{kind}({type_text(chance, depth - 1)})"
    if kind == "tuple":
        return f"tuple([{', '.join(type_text(chance, depth - 1) for _ in range(chance.randrange(3)))}])"
    if kind == "object":
        inner = ", ".join(f"{name} = {_member(chance, depth)}" for name in chance.sample(_NAMES, chance.randrange(4)))
        return f"object({{ {inner} }})"
    return kind


def _member(chance: random.Random, depth: int) -> str:
    inner = type_text(chance, depth - 1)
    match chance.randrange(4):
        case 0:
            return f"optional({inner})"
        case 1 if inner != "any" and "any" not in inner:
            return f"optional({inner}, {fitting(chance, inner)})"
        case _:
            return inner


def fitting(chance: random.Random, type: str) -> str:
    """A default that Terraform takes for the type for sure: the configuration would be refused otherwise."""
    simple = {"string": '"d"', "number": "7", "bool": "true"}
    if type in simple:
        return chance.choice((simple[type], simple[type], "null"))
    if type.startswith(("list", "set")):
        return "[]"
    return "{}" if type.startswith("map") else "null"


def value_text(chance: random.Random, depth: int) -> str:
    """A constant of any shape."""
    roll = chance.random()
    if depth <= 0 or roll < 0.3:
        return chance.choice(_SCALARS)
    members = [value_text(chance, depth - 1) for _ in range(chance.randrange(4))]
    if roll < 0.6:
        return f"[{', '.join(members)}]"
    return f"{{ {', '.join(f'{name} = {member}' for name, member in zip(_NAMES, members, strict=False))} }}"


def near(chance: random.Random, type: str, depth: int) -> str:
    """A value that may fit the type, with a fault now and then."""
    if chance.random() < 0.07:
        return value_text(chance, 1)
    if type in _FITTING:
        return chance.choice(_FITTING[type])
    if type.startswith(("list", "set", "map")):
        inner = type[type.index("(") + 1 : -1]
        members = [near(chance, inner, depth - 1) for _ in range(chance.randrange(4))]
        if type.startswith("map"):
            return f"{{ {', '.join(f'{name} = {one}' for name, one in zip(_NAMES, members, strict=False))} }}"
        return f"[{', '.join(members)}]"
    if type.startswith(("object", "tuple")):
        inside = parts(type)
        members = [near(chance, inner, depth - 1) for _, inner in inside]
        if type.startswith("tuple"):
            return f"[{', '.join(members)}]"
        named = zip((name for name, _ in inside), members, strict=True)
        written = [f"{name} = {one}" for name, one in named if chance.random() < 0.85]
        return f"{{ {', '.join([*written, *(['z = 1'] if chance.random() < 0.2 else [])])} }}"
    return value_text(chance, depth)


def parts(type: str) -> list[tuple[str, str]]:
    """Attributes of an object, or elements of a tuple without names, ``optional`` taken off."""
    inside = type[type.index("(") + 1 : -1].strip(" {}[]") if type.startswith("object") else type[7:-2]
    found, depth, start = [], 0, 0
    for at, letter in enumerate(inside + ","):
        depth += letter in "([{"
        depth -= letter in ")]}"
        if letter == "," and depth == 0:
            piece = inside[start:at].strip()
            name, _, inner = piece.partition(" = ") if type.startswith("object") else ("", "", piece)
            if inner.startswith("optional("):
                inner = parts(f"tuple([{inner[9:-1]}])")[0][1]
            if inner:
                found.append((name, inner))
            start = at + 1
    return found


def generated() -> list[tuple[str, str]]:
    """Types with values."""
    chance = random.Random(SEED)
    made = []
    for _ in range(COUNT):
        type = type_text(chance, 3)
        made.append((type, chance.choice((near, near, near, _anything))(chance, type, 3)))
    return made


def _anything(chance: random.Random, type: str, depth: int) -> str:
    return value_text(chance, depth)


def ours(type: str, value: str) -> str:
    body, problems = parse(Source("x.tf", f"type = {type}\nvalue = {value}\n".encode()))
    assert not problems
    given = evaluate(body.attributes["value"].expression, CONSTANTS)
    found = converted(given, type_of(body.attributes["type"].expression))
    try:
        return ERROR if error_in(found) is not None else json_text(found)
    except NotPlain as why:
        return f"known in part: {why}"


def theirs(pairs: Sequence[tuple[str, str]], folder: Path) -> list[str]:
    """What Terraform makes of each value as the default of a variable of the type."""
    (folder / "rc").write_text("")
    refused: set[int] = set()
    _write(pairs, refused, folder)
    for found in json.loads(_terraform(folder, "validate", "-json"))["diagnostics"]:
        refused.add(int(re.findall(r'variable "v(\d+)"', found["snippet"]["context"])[0]))
    _write(pairs, refused, folder)
    kept = [index for index in range(len(pairs)) if index not in refused]
    question = "{" + ",".join(f"v{index}=base64encode(jsonencode(var.v{index}))" for index in kept) + "}"
    said = _terraform(folder, "console", question=question + "\n")
    answers = {int(index): text for index, text in re.findall(r'^  "v(\d+)" = "(.*)"$', said, re.MULTILINE)}
    return [
        ERROR if index in refused else base64.b64decode(answers[index]).decode() for index in range(len(pairs))
    ]


def _write(pairs: Sequence[tuple[str, str]], refused: set[int], folder: Path) -> None:
    lines = (_variable(index, *pair) for index, pair in enumerate(pairs) if index not in refused)
    (folder / "main.tf").write_text("\n".join(lines), encoding="utf-8")


def _terraform(folder: Path, *arguments: str, question: str = "") -> str:
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(folder / "rc"), "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(
        [TERRAFORM or "", *arguments], input=question, capture_output=True, cwd=folder, env=environment,
        encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr[-2000:]
    return done.stdout


def _variable(index: int, type: str, value: str) -> str:
    return f'variable "v{index}" {{\n  type    = {type}\n  default = {value}\n}}'


def test_console_agrees_on_types(tmp_path: Path) -> None:
    if TERRAFORM is None:
        pytest.skip("terraform is not installed: types are not compared with its console")
    version = subprocess.run([TERRAFORM, "version", "-json"], capture_output=True, check=False).stdout
    if not json.loads(version)["terraform_version"].startswith("1.11."):
        pytest.skip("types are compared with terraform 1.11 only")
    pairs = generated()
    answers: list[str] = []
    for start in range(0, COUNT, BATCH):
        answers += theirs(pairs[start : start + BATCH], tmp_path)
    assert sum(answer != ERROR for answer in answers) > COUNT // 3
    differing, lenient = [], 0
    for (type, value), truth in zip(pairs, answers, strict=True):
        answer = ours(type, value)
        if truth == ERROR and answer != ERROR:
            lenient += 1  # members of ``list(any)`` and the like that share no type: we keep what each is
        elif not close(answer, truth):
            differing.append(f"{value} as {type}\n  terraform {truth}\n  we        {answer}")
    assert not differing, f"{len(differing)} of {COUNT} differ:\n" + "\n".join(differing[:20])
    assert lenient <= COUNT // 50
