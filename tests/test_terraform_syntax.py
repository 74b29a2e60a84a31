"""Syntax: what tree-sitter-hcl gets wrong is mended, what is broken costs only itself."""

from __future__ import annotations

import pytest

from eks_netlint.frontends.terraform.convert import plain
from eks_netlint.frontends.terraform.scope import CONSTANTS
from eks_netlint.frontends.terraform.syntax import Source, parse
from eks_netlint.values import Cause, Known, Unknown, Value


def value_of(text: str) -> Value:
    body, problems = parse(Source("main.tf", f"x = {text}\n".encode()))
    assert not problems, problems
    return body.attributes["x"].expression.eval(CONSTANTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('true ? "a" : false ? "b" : "c"', "a", id="chained-conditional-first"),
        pytest.param('false ? "a" : true ? "b" : "c"', "b", id="chained-conditional-second"),
        pytest.param('false ? "a" : false ? "b" : 1 == 1 ? "c" : "d"', "c", id="chained-conditional-third"),
        pytest.param('(true ? false : true) ? "a" : "b"', "b", id="parenthesised-conditional"),
        pytest.param("!false && 1 + 2 * 3 == 7", True, id="precedence"),
        pytest.param("-2 - -3", 1, id="unary-minus"),
        pytest.param("10 - 4 - 3", 3, id="left-associative"),
        pytest.param("7 / 2", 3.5, id="division"),
        pytest.param("-7 % 3", -1, id="modulo-sign"),
        pytest.param("1e3", 1000, id="exponent"),
        pytest.param("1.5e1 + 1", 16, id="exponent-in-sum"),
        pytest.param('"a\\tb\\u00e9$${x}%%{y}"', "a\tbé${x}%{y}", id="escapes"),
        pytest.param('"${1}-${"x"}"', "1-x", id="template"),
        pytest.param('"  a ${~ "x" ~}  b "', "  axb ", id="strip-markers"),
        pytest.param('"${true}"', True, id="lone-interpolation-keeps-type"),
        pytest.param("true ? 1 : \"a\"", "1", id="arms-take-one-type"),
        pytest.param("[1, 2, 3][1]", 2, id="index-of-tuple"),
        pytest.param('{a = {b = 5}}.a["b"]', 5, id="index-of-object"),
        pytest.param("[{a = 1}, {a = 2}].*.a[1]", 2, id="attribute-splat-then-index"),
        pytest.param("[[1, 2], [3, 4]][*][1][1]", None, id="full-splat-takes-every-step"),
        pytest.param("[[1, 2], [3]][*][*]", [[1, 2], [3]], id="splat-of-a-splat"),
        pytest.param("[{a = [{b = 1}, {b = 2}]}][*].a[*].b", [[1, 2]], id="splat-inside-a-splat"),
        pytest.param("[{a = {c = [1, 2]}}].*.a.c.1", [2], id="attribute-splat-with-legacy-index"),
        pytest.param('true ? 1 : "a"', "1", id="number-beside-a-string"),
        pytest.param('true ? { a = 1 } : { a = "x" }', {"a": "1"}, id="object-beside-an-object-of-strings"),
        pytest.param('true ? [1] : tolist(["a"])', ["1"], id="tuple-beside-a-list-of-strings"),
        pytest.param("true ? [2, 1, 2] : toset([])", [1, 2], id="tuple-beside-a-set"),
        pytest.param('try(true ? 1 : [], "neither")', "neither", id="arms-without-a-common-type"),
        pytest.param('true ? 1 : [for x in 5 : x]', 1, id="error-in-the-other-arm"),
        pytest.param('"%{ if true }yes%{ else }no%{ endif }"', "yes", id="template-if"),
        pytest.param('"%{ for i, v in ["a", "b"] }${i}${v},%{ endfor }"', "0a,1b,", id="template-for"),
    ],
)
def test_expression(text: str, expected: object) -> None:
    value = value_of(text)
    if expected is None:
        assert isinstance(value, Unknown)
        assert value.cause is Cause.ERROR
    else:
        found = plain(value)
        assert found == expected
        assert type(found) is type(expected)


HEREDOCS = """
h = <<-EOT
    %{ for s in ["a", "b"] ~}
    - ${s}
    %{ endfor ~}

   tail
  EOT
i = <<-EOT
    %{ for s in ["a", "b"] }
      - ${s}
    %{ endfor }
    x ${~ "q" ~}

      tail
  EOT
j = <<EOT
  a ${~ "q" ~}

   b
  %{~ if true ~}
  yes
  %{~ else ~}
  no
  %{~ endif ~}
 end $${x} \\n
EOT
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # each as `terraform console` 1.11 prints it
        ("h", "     - a\n     - b\n \ntail\n"),
        ("i", "\n  - a\n\n  - b\n\nxq\n  tail\n"),
        ("j", "  aq\n   b\n  yes\n end ${x} \\n\n"),
    ],
)
def test_heredoc(name: str, expected: str) -> None:
    body, _ = parse(Source("main.tf", HEREDOCS.encode()))
    value = body.attributes[name].expression.eval(CONSTANTS)
    assert isinstance(value, Known)
    assert value.value == expected


def test_byte_order_mark() -> None:
    body, problems = parse(Source("main.tf", b"\xef\xbb\xbfx = 1\n"))
    assert not problems
    assert "x" in body.attributes


def test_broken_stretch_is_a_problem_with_its_line_and_other_blocks_stay() -> None:
    text = b'resource "a" "b" {\n  x = 1\n}\n\nresource "c" "d" {\n  y = [1,\n}\n\nresource "e" "f" {\n  z = 2\n}\n'
    body, problems = parse(Source("main.tf", text))
    assert problems
    assert problems[0].line is not None
    assert any(block.labels == ("a", "b") for block in body.blocks)


def test_positions_are_exact() -> None:
    document = Source("main.tf", 'a = "é"\nb = [1, 22]\n'.encode())
    body, _ = parse(document)
    value = body.attributes["b"].expression.eval(CONSTANTS)
    span = value.members[1].span  # type: ignore[union-attr]  # a tuple, as written above
    assert (span.line, span.column, span.end_column, span.text) == (2, 9, 11, "22")
