"""Whole expressions against the judge: operators, conditionals, loops, splats and templates put together at random."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest

from eks_netlint.frontends.terraform.bodies import evaluate
from eks_netlint.frontends.terraform.calls import error_in
from eks_netlint.frontends.terraform.convert import NotPlain
from eks_netlint.frontends.terraform.functions.jsontext import json_text
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.syntax import Source, parse
from eks_netlint.values import Value
from expression_texts import generated
from test_functions_console import BATCH, ERROR, TERRAFORM, UNKNOWN, close, console

COUNT = 3000
TYPED_NULLS = 15
"""Expressions in which a null has a type that we do not keep, or an error stands in a member nobody asks for, and
``try`` or a conditional then takes another way: so many of ``COUNT`` may differ."""


def ours(texts: list[str]) -> Iterator[Value]:
    lines = (f"r{index} = {text}" for index, text in enumerate(texts))
    body, problems = parse(Source("x.tf", "\n".join(lines).encode()))
    assert not problems
    for index in range(len(texts)):
        yield evaluate(body.attributes[f"r{index}"].expression, CONSTANTS)


def said(value: Value) -> str:
    try:
        return ERROR if error_in(value) is not None else json_text(value)
    except NotPlain as why:
        return f"known in part: {why}"


def test_every_expression_is_evaluated_without_an_exception() -> None:
    assert len([said(value) for value in ours(list(generated(COUNT)))]) == COUNT


def test_console_agrees_on_expressions(tmp_path_factory: pytest.TempPathFactory) -> None:
    if TERRAFORM is None:
        pytest.skip("terraform is not installed: expressions are not compared with its console")
    version = subprocess.run([TERRAFORM, "version", "-json"], capture_output=True, check=False).stdout
    if not json.loads(version)["terraform_version"].startswith("1.11."):
        pytest.skip("expressions are compared with terraform 1.11 only")
    texts = list(generated(COUNT))
    answers: list[str] = []
    for start in range(0, COUNT, BATCH):
        answers += [answer for answer, _ in console(texts[start : start + BATCH], tmp_path_factory.mktemp("console"))]
    answered, differing = 0, []
    for text, value, truth in zip(texts, ours(texts), answers, strict=True):
        if truth in (ERROR, UNKNOWN):  # we may know a part of what terraform refuses as a whole
            continue
        answered += 1
        if not close(said(value), truth):
            differing.append(f"{text}\n  terraform {truth}\n  we        {said(value)}")
    assert answered >= COUNT // 2
    assert len(differing) <= TYPED_NULLS, f"{len(differing)} of {answered} differ:\n" + "\n".join(differing[:20])
