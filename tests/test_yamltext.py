"""YAML as kubectl reads it: what scalars mean, where they stand, and what hostile text costs."""

from __future__ import annotations

import time

import pytest

from eks_netlint import yamlscalars, yamltext
from eks_netlint.source import Document, Span
from eks_netlint.values import Absent, Fields, Items, Known, Unknown, Value, dig


def read(text: str) -> list[Value]:
    document = Document("a.yaml", text.encode())
    return list(yamltext.read(text, yamltext.places(document, text)))


def plain(value: Value | Absent) -> object:
    match value:
        case Known():
            return value.value
        case Items():
            return [plain(member) for member in value.members]
        case Fields():
            return {str(key): plain(member) for key, member in value.entries.items()}
        case _:
            return value


def one(text: str) -> object:
    (found,) = read(text)
    return plain(found)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        # kubectl 1.32: label --local -o json
        ("y", True),
        ("N", False),
        ("on", True),
        ("Off", False),
        ("tRue", "tRue"),
        ("~", None),
        ("", None),
        ("0777", 511),
        ("0o120", 80),
        ("0o9", "0o9"),
        ("08", 8),
        ("0x1F", 31),
        ("0b11", 3),
        ("1_000", 1000),
        ("+12", 12),
        ("-7", -7),
        ("1e3", 1000),
        (".5", 0.5),
        ("1.", 1),
        ("1:30", "1:30"),
        ("2020-01-01", "2020-01-01"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("1.2.3", "1.2.3"),
        ("=", "="),
        ("123456789012345678901234567890", 1.2345678901234568e29),
        ("'yes'", "yes"),
        ('"5"', "5"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("! 5", "5"),
        ("!own 5", "5"),
        ("|\n  5\n", "5\n"),
        ("-", "-"),
        ("1e999", "1e999"),
    ],
)
def test_scalars(text: str, meaning: object) -> None:
    found = yamlscalars.resolved(text) if text in ("-",) else one(f"a: {text}\n")["a"]  # type: ignore[index]
    assert found == meaning
    assert isinstance(found, bool) is isinstance(meaning, bool)


def test_keys_are_strings() -> None:
    assert one("on: 1\n4: 2\n'yes': 3\n~: 4\n") == {"true": 1, "4": 2, "yes": 3}
    (found,) = read("{{ .Values.x }}: 1\n")
    assert isinstance(found, Fields) and found.rest is not None and found.rest.why == "a key is no string"


def test_the_later_of_two_keys_counts() -> None:
    remarks: list[yamltext.Remark] = []
    text = "a: 1\nb: 2\na: 3\n"
    (found,) = yamltext.read(text, yamltext.places(Document("a.yaml", text.encode()), text), remarks=remarks)
    assert plain(found) == {"b": 2, "a": 3}
    assert [remark.span and remark.span.line for remark in remarks] == [3]


def test_merge_keys_count_where_they_stand() -> None:
    assert one("x: &x {a: 1, b: 2}\nz:\n  <<: *x\n  b: 3\n") == {"x": {"a": 1, "b": 2}, "z": {"a": 1, "b": 3}}
    assert one("x: &x {b: 2}\nz:\n  b: 3\n  <<: *x\n") == {"x": {"b": 2}, "z": {"b": 2}}
    assert one("<<: [{a: 1}, {a: 2, b: 3}]\n") == {"a": 1, "b": 3}
    assert one("'<<': 1\n") == {"<<": 1}


def test_every_scalar_knows_its_place() -> None:
    text = "größe: x\nb:\n  - 'é' # comment\n  - c: |\n      two\n      lines\n\n  - {d: [1,\n      2]}\ne: z\n"
    (found,) = read(text)
    for path, written, line, column in (
        (("größe",), "x", 1, 8),
        (("b", 0), "'é'", 3, 5),
        (("b", 1, "c"), "|\n      two\n      lines", 4, 8),
        (("b", 2), "{d: [1,\n      2]}", 8, 5),
        (("b", 2, "d", 1), "2", 9, 7),
        (("b",), text[text.index("- 'é'") : text.index("\ne:")], 3, 3),
        (("e",), "z", 10, 4),
    ):
        span = dig(found, *path).span
        assert span is not None and (span.text, span.line, span.column) == (written, line, column), path


def test_json_is_yaml() -> None:
    assert one('{\n\t"a": [1, true, null, "\\u00e9"],\r\n\t"b": {}}') == {"a": [1, True, None, "é"], "b": {}}


def test_documents() -> None:
    found = read("a: 1\n---\n# nothing\n---\n...\n---\n~\n---\nb: 2\n")
    assert [plain(value) for value in found] == [{"a": 1}, {"b": 2}]


def test_pieces() -> None:
    def cut(text: str) -> list[str]:
        found = list(yamltext.pieces(text))
        assert all(text[at : at + len(piece)] == piece for at, piece in found)
        return [piece for _, piece in found]

    assert cut("a: 1\n---\nb: 2\n--- # c\nd: |\n ---\n---x: 1\n") == [
        "a: 1\n",
        "---\nb: 2\n",
        "--- # c\nd: |\n ---\n---x: 1\n",
    ]
    assert cut("%YAML 1.1\n---\na: 1\n---\nb: 1") == ["%YAML 1.1\n---\na: 1\n", "---\nb: 1"]
    assert cut("") == []
    assert cut("a: 1\r\n---\r\nb: 1") == ["a: 1\r\n", "---\r\nb: 1"]


@pytest.mark.parametrize(
    ("text", "why", "line"),
    [
        ("a: b: c\n", "mapping values are not allowed in this context", 1),
        ("a:\n\tb: c\n", "found character that cannot start any token", 2),
        ("a: 1\nb: \x00\n", "control characters are not allowed", 2),
        ("a: \ud800\n", "not readable", 1),
        ("a: *x\n", "anchor x is not defined", 1),
        ("a: {b: 1\n", "did not find expected ',' or '}'", 2),
        ("[" * 1_000_000, "nested too deeply", 1),
        ("- " * 200_000, "nested too deeply", 1),
        ("{a: " * 100_000, "nested too deeply", 1),
        ("a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)),
         "aliases repeat too much", 6),
    ],
)  # fmt: skip
def test_what_is_no_yaml(text: str, why: str, line: int) -> None:
    started = time.process_time()
    with pytest.raises(yamltext.Broken, match=why) as caught:
        list(yamltext.read(text, lambda first, last: None))
    assert text.count("\n", 0, caught.value.at) + 1 == line
    assert time.process_time() - started < 2


def test_an_alias_inside_its_anchor_is_unknown() -> None:
    (found,) = read("a: &a [1, *a]\n")
    inner = dig(found, "a", 1)
    assert isinstance(inner, Unknown) and inner.why == "a YAML alias contains itself"


def test_what_is_put_in() -> None:
    hole = Unknown("not known")

    def fill(raw: str, span: Span | None, role: yamltext.Role) -> Value | None:
        return Known(role, span) if raw == "?" else hole if raw == "!" else None

    (found,) = yamltext.read("'?': 1\na: '?'\nb: |-\n  ?\nc: x\n", lambda first, last: None, fill)
    assert plain(found) == {"?": 1, "a": "quoted", "b": "quoted", "c": "x"}
    (found,) = yamltext.read("'!': 1\na: b\n", lambda first, last: None, fill)
    assert isinstance(found, Fields) and found.rest is hole and plain(found) == {"a": "b"}


def test_a_plain_scalar_is_told_from_a_quoted_one() -> None:
    roles: list[str] = []

    def fill(raw: str, span: Span | None, role: yamltext.Role) -> Value | None:
        roles.append(role)
        return None

    assert len(list(yamltext.read("a: b\n'c': 'd'\ne: |\n  f\n", lambda first, last: None, fill))) == 1
    assert roles == ["key", "plain", "key", "quoted", "key", "quoted"]
