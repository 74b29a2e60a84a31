"""Terraform's JSON syntax, and OpenTofu's file names."""

from __future__ import annotations

import json
import pickle
import time
from pathlib import Path

import pytest

from eks_netlint.frontends.terraform import Loaded, load
from eks_netlint.frontends.terraform.convert import plain
from eks_netlint.frontends.terraform.discovery import module_files
from eks_netlint.frontends.terraform.jsontree import MAX_DEPTH, BadJson, read
from eks_netlint.resources import Resource
from eks_netlint.source import as_one
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Reference, Unknown

ROOT = Path(__file__).parent.parent


def loaded(folder: Path, **files: str) -> Loaded:
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load(folder)


def only(found: Loaded) -> Resource:
    (resource,) = found.roots[0].resources
    assert not found.problems
    return resource


def test_values_stand_where_they_are_written() -> None:
    root = ROOT / "fixtures/roots/json-syntax"
    found = {one.address: one for one in load(root).roots[0].resources}
    subnet = found['aws_subnet.private["us-east-1b"]']
    range_ = subnet.get("cidr_block")
    assert isinstance(range_, Known)
    assert range_.value == "10.40.16.0/20"
    assert range_.span is not None
    assert (range_.span.path, range_.span.line, range_.span.column) == ("main.tf.json", 27, 25)
    group = found['aws_eks_node_group.this["batch"]']
    scaling = group.get("scaling_config")
    assert isinstance(scaling, Items)
    assert isinstance(scaling.members[0], Fields)
    smallest = scaling.members[0].get("min_size")
    assert isinstance(smallest, Known)
    assert smallest.span is not None
    assert smallest.span.text == "1"
    assert found["aws_eks_cluster.this"].depends_on == ("aws_security_group.nodes",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('"a"', "a"),
        ('"a\\u00e9\\ud83d\\ude00\\/\\\\"', "aé😀/\\"),
        ('"\\ud800"', "\ufffd"),
        ('"é"', "é"),
        ("1e3", 1000),
        ("-0.5", -0.5),
        ("null", None),
        ('"${1 + 1}"', 2),
        ('"${\\"x\\"}-y"', "x-y"),
        ('"\\n ${1} \\n"', "\n 1 \n"),
        ('"$${a}"', "${a}"),
        ('"%{ if false }a%{ else }b%{ endif }"', "b"),
        ('{"${upper("b")}": [true, {}]}'.replace('("b")', '(\\"b\\")'), {"B": [True, {}]}),
    ],
)
def test_values(tmp_path: Path, written: str, expected: object) -> None:
    found = loaded(tmp_path, a__tf__json=f'{{"resource": {{"other": {{"x": {{"v": {written}}}}}}}}}')
    value = only(found).get("v")
    assert not isinstance(value, Absent)
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"resource": {', 1),
        ('{\n"a": 1,\n}', 3),
        ('{\n"a" 1}', 2),
        ('{"a": tru}', 1),
        ('{"a": "x\ny"}', 1),
        ('{"a": "\\q"}', 1),
        ("{}\n{}", 2),
        ("", 1),
        ("[1,]", 1),
        ("[" * (MAX_DEPTH + 2), 1),
        ('"resource"', 1),
        ('{"resource": {"aws_vpc": "x"}}', 1),
    ],
)
def test_a_file_that_is_no_json_is_a_problem_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    found = loaded(tmp_path, a__tf__json=text, b__tf='variable "a" {}\n')
    assert [one.resources for one in found.roots] == [()]
    assert {(problem.path, problem.line) for problem in found.problems} == {("a.tf.json", line)}


def test_a_template_that_cannot_be_parsed_is_unknown(tmp_path: Path) -> None:
    found = loaded(tmp_path, a__tf__json='{"resource": {"aws_vpc": {"v": {"cidr_block": "${1 +}", "x": 1}}}}')
    (vpc,) = found.roots[0].resources
    value = vpc.get("cidr_block")
    assert isinstance(value, Unknown)
    assert value.cause is Cause.UNSUPPORTED
    assert vpc.get("x") == Known(1)
    assert [(one.path, one.line) for one in found.problems] == [("a.tf.json", 1)]


def test_strings_that_nobody_asks_for_cost_nothing(tmp_path: Path) -> None:
    many = ",".join(f'"a{number}": "${{1 + {number}}}"' for number in range(5_000))
    begun = time.process_time()
    one = '{"x": {"y": {"v": "${local.a7}"}}}'
    found = loaded(tmp_path, a__tf__json=f'{{"locals": {{{many}}}, "resource": {one}}}')
    assert only(found).get("v") == Known(8)
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("data", [b'{"a": "\xff"}', b"\x00", b"{\xff}", b'{"a":', b'{"a', b"nul"])
def test_bytes_that_are_no_json(data: bytes) -> None:
    with pytest.raises(BadJson):
        read(data)


def test_json_is_read_as_python_reads_it() -> None:
    def bare(node: object) -> object:
        return json.loads(text.encode()[node.start : node.end])  # type: ignore[attr-defined] # a Node

    text = '\n{ "é" : [1, {"b": "ü"}, []], "c": {"d": null} } \n'
    top = read(text.encode())
    assert bare(top) == json.loads(text)


def test_written_twice_is_unknown(tmp_path: Path) -> None:
    found = loaded(tmp_path, a__tf__json='{"resource": {"aws_vpc": {"v": {"cidr_block": "a", "cidr_block": "b"}}}}')
    assert isinstance(only(found).get("cidr_block"), Unknown)


def test_a_map_is_a_value_and_any_other_object_a_block(tmp_path: Path) -> None:
    body = '{"vpc_config": {"a": 1}, "tags": {"b": "c"}, "taint": [], "timeouts": {"create": "1h"}, "encryption": null}'
    cluster = only(loaded(tmp_path, a__tf__json=f'{{"resource": {{"aws_eks_cluster": {{"c": {body}}}}}}}'))
    assert isinstance(cluster.get("vpc_config"), Items)
    assert isinstance(cluster.get("tags"), Fields)
    assert cluster.get("encryption") == Known(None)


def test_places_survive_the_way_to_another_process(tmp_path: Path) -> None:
    text = '{\n"resource": {"aws_vpc": {"v": {"cidr_block": "${aws_vpc.w.id}",\n"x": 1}}}}'
    vpc = only(loaded(tmp_path, a__tf__json=text))
    reference, plain_value = vpc.get("cidr_block"), vpc.get("x")
    with as_one({}):
        first, second = pickle.loads(pickle.dumps((reference.span, plain_value.span)))
    assert (first.path, first.line, first.column, second.line) == ("a.tf.json", 2, 46, 3)
    assert second.document.data == text.encode()


def test_modules_called_from_json_are_no_roots(tmp_path: Path) -> None:
    called = '{"module": {"m": {"source": "./inner"}}}'
    vpc = '{"resource": {"aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}}}}'
    found = loaded(tmp_path, **{"a__tf__json": called, "inner/b__tf__json": vpc})
    assert [root.name for root in found.roots] == ["."]
    assert [one.address for one in found.roots[0].resources] == ["module.m.aws_vpc.v"]


def test_a_tofu_file_stands_in_the_place_of_the_tf_file_of_its_name() -> None:
    names = ["a.tf", "a.tofu", "b.tf", "c.tofu", "d.tf.json", "d.tofu.json", "e.tf.json", ".x.tf", "f.tfvars"]
    assert module_files(names) == ["a.tofu", "b.tf", "c.tofu", "d.tofu.json", "e.tf.json"]


def test_opentofu_files_are_read(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        main__tf='resource "aws_vpc" "old" {}\n',
        main__tofu='resource "aws_vpc" "new" {\n  cidr_block = "10.0.0.0/16"\n}\n',
        x_override__tofu='resource "aws_vpc" "new" {\n  cidr_block = "10.1.0.0/16"\n}\n',
    )
    vpc = only(found)
    assert (vpc.address, vpc.get("cidr_block")) == ("aws_vpc.new", Known("10.1.0.0/16"))


def test_identities_join_across_syntaxes(tmp_path: Path) -> None:
    subnet = '{"resource": {"aws_subnet": {"s": {"vpc_id": "${aws_vpc.v.id}"}}}}'
    found = loaded(tmp_path, a__tf='resource "aws_vpc" "v" {}\n', b__tf__json=subnet)
    wanted = {one.address: one for one in found.roots[0].resources}["aws_subnet.s"].get("vpc_id")
    assert isinstance(wanted, Reference)
    assert (wanted.address, wanted.path) == ("aws_vpc.v", ("id",))
