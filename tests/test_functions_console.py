"""Every function against the judge: some thousand generated calls answered by ``terraform console`` and by us."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from eks_netlint.frontends.terraform import functions
from eks_netlint.frontends.terraform.functions.jsontext import json_text, quoted
from eks_netlint.values import Cause, Fields, Items, Known, Unknown, Value
from function_calls import SIGNATURES, Call, generated, spelled

ERROR = "!!error"
UNKNOWN = "!!unknown"
NIL = '"\\u003cnil\\u003e"'  # what Go prints where it should have refused

TERRAFORM = shutil.which("terraform")
BATCH = 1500


NOT_COMPARED = {
    **dict.fromkeys(("try", "can", "templatefile", "templatestring"), "look at expressions"),
    **dict.fromkeys(("timestamp", "plantimestamp", "uuid", "bcrypt"), "differ each time"),
    **dict.fromkeys(("base64gzip", "rsadecrypt", "abspath"), "unknown on purpose"),
    **dict.fromkeys(
        (
            *("file", "fileexists", "fileset", "filebase64", "filebase64sha256", "filebase64sha512", "filemd5"),
            *("filesha1", "filesha256", "filesha512"),
        ),
        "read files",
    ),
}


def console(expressions: Sequence[str], folder: Path) -> list[tuple[str, str]]:
    """JSON and kind of every expression as Terraform answers, ``ERROR`` where it refuses."""
    assert TERRAFORM is not None
    lines = [
        f"  r{index} = try(base64encode(nonsensitive(jsonencode({text}))), {json.dumps(ERROR)})"
        for index, text in enumerate(expressions)
    ]
    kinds = [f"  k{index} = try(nonsensitive({text}), null)" for index, text in enumerate(expressions)]
    body = "\n".join(("locals {", "results = {", *lines, "}", "kinds = {", *kinds, "}", "}", ""))
    (folder / "main.tf").write_text(body, encoding="utf-8")
    (folder / "rc").write_text("")
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(folder / "rc"), "CHECKPOINT_DISABLE": "1"}

    def ask(question: str) -> str:
        done = subprocess.run(
            [TERRAFORM or "", "console"], input=question + "\n", capture_output=True, cwd=folder, env=environment,
            encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    answers = {
        int(index): base64.b64decode(text).decode() if text not in (ERROR, "") else text or UNKNOWN
        for index, text in re.findall(
            r'^  "r(\d+)" = (?:"(.*)"|\(known after apply\))$', ask("local.results"), re.MULTILINE
        )
    }
    found = re.findall(r"^    k(\d+): (\w+)", ask("type(local.kinds)"), re.MULTILINE)
    by_index = {int(index): kind for index, kind in found}
    return [(answers[index], by_index[index]) for index in range(len(expressions))]


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Call, str, str]]:
    if TERRAFORM is None:
        pytest.skip("terraform is not installed: functions are not compared with its console")
    version = subprocess.run([TERRAFORM, "version", "-json"], capture_output=True, check=False).stdout
    if not json.loads(version)["terraform_version"].startswith("1.11."):
        pytest.skip("functions are compared with terraform 1.11 only")
    calls = generated()
    answers: list[tuple[str, str]] = []
    for start in range(0, len(calls), BATCH):
        folder = tmp_path_factory.mktemp("console")
        answers += console([spelled(*call) for call in calls[start : start + BATCH]], folder)
    return [(call, *answer) for call, answer in zip(calls, answers, strict=True)]


def ours(name: str, arguments: Sequence[Value]) -> tuple[str, str]:
    result = functions.call(name, arguments, None)
    if isinstance(result, Unknown):
        return (ERROR if result.cause is Cause.ERROR else f"unknown: {result.why}"), "dynamic"
    return json_text(result), kind_of(result)


def kind_of(result: Value) -> str:
    if isinstance(result, Items | Fields):
        return result.kind
    assert isinstance(result, Known)
    names: dict[type, str] = {str: "string", bool: "bool", int: "number", float: "number", type(None): "null"}
    return names[type(result.value)]


def close(one: str, two: str) -> bool:
    """Whether two JSON texts are equal but for what 512 bits know beyond a float."""
    if one == two:
        return True
    try:
        return near(json.loads(one), json.loads(two))
    except ValueError:
        return False


def near(one: object, two: object) -> bool:
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(near, one, two))
    if isinstance(one, str) and isinstance(two, str):
        return one == two or (one[:15] == two[:15] and bool(re.fullmatch(r"-?\d+\.\d{15,}", two)))
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, int | float) and isinstance(two, int | float):
        exact = isinstance(one, int) and isinstance(two, int) and abs(two) < 2**53
        return one == two or (not exact and abs(one - two) <= 4e-16 * abs(two) + 1e-15)
    return type(one) is type(two) and one == two


def untyped_null(arguments: Sequence[Value]) -> bool:
    """A bare null beside lists or objects: Terraform finds no type for both, we take null to have any."""
    return any(isinstance(member, Known) and member.value is None for given in arguments for member in _inside(given))


def same_kind(name: str, arguments: Sequence[Value], kind: str, our_kind: str) -> bool:
    """An empty map does not tell us its type, so we may call a map what Terraform calls an object."""
    empty = any(isinstance(given, Fields) and not given.entries for given in arguments)
    return kind == our_kind or (name == "merge" and empty)


def _inside(given: Value) -> tuple[Value, ...]:
    return given.members if isinstance(given, Items) else (given,)


def test_console_agrees(judged: list[tuple[Call, str, str]]) -> None:
    differing, unsupported = [], 0
    for (name, arguments), truth, kind in judged:
        answer, our_kind = ours(name, arguments)
        if answer.startswith("unknown: "):
            unsupported += 1
            continue
        if truth in (UNKNOWN, NIL) or (truth == ERROR and name.startswith("set") and untyped_null(arguments)):
            continue
        null = truth == "null"
        if not close(answer, truth) or not (truth == ERROR or null or same_kind(name, arguments, kind, our_kind)):
            differing.append(f"{spelled(name, arguments)}\n  terraform {truth} {kind}\n  we        {answer} {our_kind}")
    assert len(judged) >= 2000
    assert not differing, f"{len(differing)} of {len(judged)} differ:\n" + "\n".join(differing[:40])
    assert unsupported <= len(judged) * 0.03


def test_every_function_is_compared() -> None:
    assert set(functions.names()) - {"list", "map"} == set(SIGNATURES) | set(NOT_COMPARED) - {"try", "can"}


def test_quoted_like_go() -> None:
    assert quoted('<&>\u2028"\\\n\x01') == '"\\u003c\\u0026\\u003e\\u2028\\"\\\\\\n\\u0001"'
