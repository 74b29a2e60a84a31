"""Objects that bring traffic in, with something of a wrong type in every place: bounded, and never our fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.test_traffic import ALB, APP, BINDING, GATEWAY, NLB, SERVICE

from eks_netlint.analysis import Options, analyse

yaml = pytest.importorskip("yaml")

WRONG: tuple[object, ...] = (None, True, -1, 1.5, "", "x", "${X}", [], ["x", {}], {}, {"x": {"y": [1]}})
"""What stands in the place of something else."""

TEXTS = {
    "ingress": APP % {"service": f"{ALB}target-type: ip", "ingress": f"{ALB}group.name: a, {ALB}listen-ports: '[]'"},
    "service": SERVICE % f"{NLB}nlb-target-type: instance, {NLB}proxy-protocol-per-target-group: '22'",
    "gateway": GATEWAY,
    "binding": BINDING % "  targetType: ip\n",
}


def places(value: object) -> Iterator[tuple[object, ...]]:
    """The way to every member."""
    items: list[tuple[object, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    for key, member in items:
        yield (key,)
        yield from ((key, *rest) for rest in places(member))


def replaced(document: object, way: tuple[object, ...], value: object) -> object:
    made = copy.deepcopy(document)
    at = made
    for step in way[:-1]:
        at = at[step]  # type: ignore[index]  # the way leads through dicts and lists
    at[way[-1]] = value  # type: ignore[index]  # as above
    return made


@pytest.mark.parametrize("name", TEXTS)
def test_wrong_types_are_unknown(tmp_path: Path, name: str) -> None:
    documents = list(yaml.safe_load_all(TEXTS[name]))
    tried, internal = 0, []
    for index, document in enumerate(documents):
        for number, way in enumerate(places(document)):
            if way[0] in ("apiVersion", "kind"):
                continue
            wrong = WRONG[(number + index) % len(WRONG)]
            every = [*documents[:index], replaced(document, way, wrong), *documents[index + 1 :]]
            (tmp_path / "all.yaml").write_text("\n---\n".join(json.dumps(each) for each in every))
            report = analyse([tmp_path], Options(tree=tmp_path))
            internal += [(way, wrong, problem.message) for problem in report.problems if problem.internal]
            tried += 1
    assert tried > 10 and not internal
