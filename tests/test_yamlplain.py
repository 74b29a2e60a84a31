"""What is read line by line is read as libyaml reads it: every value, its kind and its place; else not at all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from eks_netlint import yamlevents, yamlplain, yamltext
from eks_netlint.source import Document
from eks_netlint.values import Fields, Items, Known, Origin, Value

ROOT = Path(__file__).parent.parent


def look(value: Value) -> object:
    """Everything about a value that somebody may ask."""
    match value:
        case Known():
            return type(value.value), value.value, value.span, value.origin
        case Items():
            return [look(member) for member in value.members], value.rest, value.kind, value.ordered, value.span
        case Fields():
            return [(key, look(member)) for key, member in value.entries.items()], value.rest, value.kind, value.span
        case _:
            return value, value.span


def plainly(text: str) -> Value | None:
    document = Document("a.yaml", text.encode())
    return yamlplain.read(text, yamltext.places(document, text), Origin.WRITTEN, yamltext.MAX_EXPANDED)


def differs(text: str) -> str:
    """What is wrong of a text, "" if nothing is: that nobody read it line by line is not."""
    found = plainly(text)
    if found is None:
        return ""
    document = Document("a.yaml", text.encode())
    place = yamltext.places(document, text)
    remarks: list[yamltext.Remark] = []
    try:
        every = list(yamlevents.read(text, place, None, remarks, Origin.WRITTEN))
    except yamltext.Broken as why:
        return f"is broken: {why}"
    if len(every) != 1 or remarks:
        return f"{len(every)} documents, {remarks}"
    rebuilt = yamlplain.read(text, place, Origin.WRITTEN, yamltext.MAX_EXPANDED)
    assert rebuilt is not None
    return "" if look(every[0]) == look(rebuilt) else f"{look(rebuilt)}\nis not\n{look(every[0])}"


READ = """\
# an example
apiVersion: v1
kind: Service
metadata:
  name: web   # its name
  labels: &labels
    app.kubernetes.io/name: web
    on-call: "yes"
  annotations: {}
spec:
  type:
  selector: *labels
  ports:
  - name: http
    port: 80
    targetPort: '8080'
  -   name: other
      port: 0x50
  args:
    - --url=http://web:80/#top
    - [a, "b", 'c', 1]
    - |
      two
        lines

    - true
  empty: []
  script: |-
    exit 1
"""


def test_it_reads_what_most_manifests_are() -> None:
    assert plainly(READ) is not None
    assert differs(READ) == ""


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n  c\n",  # a scalar of two lines
        "a:\n  b\n",
        "a: 'b\n  c'\n",
        'a: "b\\n"\n',
        "a: 'it''s'\n",
        "a: >\n  folded\n",
        "a: |2\n   deep\n",
        "a: |\n\n   led by a line\n",
        "a: |+\n  kept\n\n",
        "a: !!str 1\n",
        "a: &x 1\nb: *x\n",
        "a: *x\n",
        "a: &x\n  b: *x\n",
        "a: {b: c}\n",
        "a: [b, [c]]\n",
        "a: [b,\n  c]\n",
        "a: 1\na: 2\n",
        "a:\n  b: 1\n c: 2\n",
        "a:\n - b\n  - c\n",
        "- a\n - b\n",
        "- - a\n",
        "-\n  a: 1\n",
        "- a\nb: 1\n",
        "a: 1\n- b\n",
        "  a: 1\nb: 2\n",
        "a: b: c\n",
        "a: b:\n",
        "a: - b\n",
        "a: @b\n",
        "a: `b`\n",
        "a: %b\n",
        "a: b #c\nd#: e\n",
        "yes: 1\n",
        "null: 1\n",
        "<<: 1\n",
        "? a\n: b\n",
        '"a": b\n',
        "a:\tb\n",
        "a: b\r\nc: d\r\n",
        "a: \u00fc\n",
        "a: \x01\n",
        "a: 1\n---\nb: 2\n",
        "---\na: 1\n...\n",
        "--- \na: 1\n",
        "%YAML 1.1\n---\na: 1\n",
        "a\n",
        "",
        "---\n",
        "a: 1\n  # deep\nb: 2\n",
        "a:\n# none\n",
        "a:",
        "a: |\n  end",
        "a: |-\n  end \n\n\n",
        "a: |\n",
        "a: |\n  b\n c: d\n",
        "a:\n- b: |\n    c\n  d: e\n",
        "a:\n- |\n b\n- c\n",
        "a: [ - ]\n",
        "a: [b, -]\n",
        "a: [...]\n",
        "a: -1\nb: - 1\n",
        "a: ---\n",
        "a: b---\n---\n",
        f"{'a' * 2000}: 1\n",
        "".join(f"{'  ' * depth}a:\n" for depth in range(300)),
    ],
)
def test_the_rest_is_left_to_libyaml_or_read_as_it_does(text: str) -> None:
    assert differs(text) == ""


def files() -> Iterator[Path]:
    for suffix in ("*.yaml", "*.yml"):
        yield from (ROOT / "fixtures").rglob(suffix)
        yield from (ROOT / "docs").rglob(suffix)


def test_every_fixture_is_read_alike_and_many_line_by_line() -> None:
    pieces = [piece for file in files() for _, piece in yamltext.pieces(file.read_text(encoding="utf-8"))]
    wrong = [found for piece in pieces if (found := differs(piece))]
    assert wrong == []
    assert sum(plainly(piece) is not None for piece in pieces) > 100  # fixtures are fond of braces


_SCALARS = (
    "a", "b c", "1", "-1", "0777", "1.5", "1e3", "yes", "~", "", "x:y", "x#y", "x #y", "'q'", '"q"', "'a: b'", "{}",
    "[]", "[a, 1]", "|", "|-", ">", "&n", "*n", "&n v", "- d", "? e", "a:", "--x", "<<", "<a>", "!t", "%p", ".5", "...",
    "a,b",
)  # fmt: skip


def made(chance: random.Random) -> str:
    """A text of lines that nearly make sense, mostly."""
    lines = []
    indent = 0
    for number in range(chance.randrange(1, 12)):
        indent = max(0, indent + chance.choice((-2, -2, -1, 0, 0, 0, 0, 2, 2, 2)))
        dash = chance.choice(("", "", "", "- ", "-   "))
        key = chance.choice((f"k{number}: ", f"k{number}: ", f"k{number}:", "k: ", "", "# "))
        lines.append(" " * indent + dash + key + chance.choice(_SCALARS) + chance.choice(("", "", "", " ", " # c")))
    return "\n".join(lines) + chance.choice(("", "\n"))


def test_nothing_made_up_is_read_in_another_way() -> None:
    chance = random.Random(7)
    read = 0
    for _ in range(6_000):
        text = made(chance)
        read += plainly(text) is not None
        assert differs(text) == "", text
    assert read > 300
