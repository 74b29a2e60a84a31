"""Every function against the judge: some thousand generated calls answered by ``terraform console`` and by us."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from eks_netlint.frontends.terraform import convert, functions
from eks_netlint.frontends.terraform.functions.jsontext import json_text, quoted
from eks_netlint.frontends.terraform.numerals import number_text
from eks_netlint.values import Cause, Fields, Items, Known, Unknown, Value

SEED = 20251123
CALLS_EACH = 60
ERROR = "!!error"
UNKNOWN = "!!unknown"

TERRAFORM = shutil.which("terraform")
BATCH = 1500


def hcl(value: Value) -> str:
    """A known value as an expression of Terraform."""
    if isinstance(value, Known):
        if isinstance(value.value, str):
            return literal(value.value)
        if isinstance(value.value, int | float) and not isinstance(value.value, bool):
            return number_text(value.value)
        return json.dumps(value.value)
    if isinstance(value, Items):
        inner = "[" + ", ".join(map(hcl, value.members)) + "]"
        return {"tuple": inner, "list": f"tolist({inner})", "set": f"toset({inner})"}[value.kind]
    assert isinstance(value, Fields)
    inner = "{" + ", ".join(f"{literal(str(key))} = {hcl(member)}" for key, member in value.entries.items()) + "}"
    return f"tomap({inner})" if value.kind == "map" else inner


def literal(text: str) -> str:
    def escape(match: re.Match[str]) -> str:
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}.get(
            match.group(), f"\\u{ord(match.group()):04x}"
        )

    escaped = re.sub(r'[\x00-\x1f"\\\x7f\u2028\u2029\ufeff]', escape, text)
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'


def value(thing: object) -> Value:
    return convert.lift(thing, None)


def as_list(*things: object) -> Value:
    return convert.to_list(value(list(things)))


def as_set(*things: object) -> Value:
    return convert.to_set(value(list(things)))


def as_map(thing: dict[str, object]) -> Value:
    return convert.to_map(value(thing))


Pool = Sequence[Value]

STRINGS: Pool = [
    *map(
        value,
        [
            *(
                "",
                "a",
                "Hello World",
                "  padded \t\n",
                "line\nline2\r\n\n",
                "10.0.0.0/16",
                "us-east-1a",
                "a,b,,c",
                "x-y-z",
            ),
            *(
                "ünïcödé",
                "ß straße",
                "日本語テキスト",
                "e\u0301 combining",
                "👩‍👩‍👧 family",
                "🇩🇪🇫🇷",
                "tab\there",
                '"quoted" \\ back',
                "$${x} %{y}",
            ),
            *(
                "<tag> & co",
                "snake_case_word",
                "kebab-case 3rd",
                "aaa",
                "abcabc",
                "true",
                "false",
                "1",
                "12.50",
                "-7",
                "1e3",
                "null",
            ),
            *(
                "arn:aws:iam::123456789012:role/eks/node",
                "m5.large",
                "\u00a0nbsp\u00a0",
                "\u2028sep",
                "ǆ",
                "İ",
                "ﬁ",
                "Σίσυφος",
            ),
            *("keep\n\n", "\n lead", "trail \nx", " a\nb", "a: b", "# c\n", "a\n\n\n", "x" * 90, "w " * 60),
        ],
    )
]
SHORT: Pool = [*map(value, ["", "a", "b", ",", "-", "/", "ab", " ", "\n", "é", "l", "o W", "1", "."])]
INTS: Pool = [*map(value, [0, 1, 2, 3, 4, 5, 7, 8, 10, 16, 24, 32, 63, -1, -2, -5, 100, 255, 256, 1000])]
NUMBERS: Pool = [
    *INTS,
    *map(value, [0.5, 1.5, -1.5, 2.25, 0.1, 0.2, 1e6, 1234567, 123456.789, 1e-7, 1e21, 99999999999999999999, 3.0]),
    *map(value, ["5", "1.50", "abc", "-0", "1e2", ".5", "5.", "0x10"]),
]
BOOLS: Pool = [*map(value, [True, False, "true", "false", "1", "0", "yes"])]
NULL: Pool = [value(None)]
STRING_LISTS: Pool = [
    as_list("b", "a", "c", "a"),
    as_list(),
    as_list("x"),
    value(["b", "", "a", None, "b"]),
    value([]),
    value(["a", 1, True]),
    as_set("b", "a", "10", "9", "é", "Z"),
    as_list("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"),
    value(["é", "e\u0301", "z", "Z"]),
    as_list(*[f"item{n}" for n in range(12)]),
]
LISTS: Pool = [
    *STRING_LISTS,
    value([1, 2, 3]),
    as_list(3, 1, 2, 3),
    as_set(3, 1, 20, 2),
    as_set(True, False),
    value([[1, 2], [3]]),
    value([["a"], ["b", "c"], []]),
    as_list(["a"], ["b", "c"]),
    value([{"a": 1}, {"a": 2}]),
    as_set({"a": 2}, {"a": 1}, {"a": 10}),
    value([{"a": 1}, {"b": "x"}]),
    value([True, "a", None]),
    value([True, 1]),
    value([None]),
    value([[[1], 2], 3, [[], [4]]]),
    value([1.5, 2, "3"]),
]
MAPS: Pool = [
    value({}),
    as_map({}),
    value({"a": 1, "b": "x", "c": [1]}),
    as_map({"z": "1", "a": "2", "m": "3"}),
    as_map({"a": 1, "b": 2}),
    value({"b": {"x": 1}, "a": {"x": 2}}),
    as_map({"k": ["a", "b"], "l": ["b"], "m": []}),
    value({"k": ["a"], "l": ["b", "a"]}),
    value({"Z": 1, "a": None, "é": 2, "10": 3, "9": 4}),
    as_map({"é": "x", "a b": "y"}),
]
ALL: Pool = [*STRINGS[:12], *NUMBERS[:6], *BOOLS[:2], *NULL, *LISTS, *MAPS]
CIDRS: Pool = [
    *map(
        value,
        [
            *(
                "10.0.0.0/16",
                "10.0.0.0/8",
                "10.1.2.3/20",
                "192.168.0.0/24",
                "100.64.0.0/10",
                "0.0.0.0/0",
                "10.0.0.1/32",
            ),
            *("fd00:fd12:3456:7890::/56", "2600:1f13::/36", "::/0", "10.0.0.0", "10.0.0.0/33", "010.001.000.000/16"),
            *("256.0.0.0/8", "nonsense", "10.0.0/8", "::ffff:10.0.0.0/104", "fe80::1%eth0/64", "1.2.3.4/"),
        ],
    )
]
REGEXES: Pool = [
    *map(
        value,
        [
            *(
                "^[a-z]{2}-",
                "[0-9]+",
                "(\\w+)-(\\w+)",
                "(?P<first>[a-z])(?P<rest>.*)",
                "a*",
                "(a|b)+",
                "^$",
                "$",
                "\\s+",
            ),
            *(
                "[[:alpha:]]+",
                "(?i)HELLO",
                ".",
                "\\d{1,3}\\.\\d+",
                "(?:x|y)",
                "a{2,}",
                "[^a-z]",
                "(?m)^l",
                "(?s).+",
                "(",
            ),
            *(
                "a**",
                "(?<name>l)",
                "\\bw",
                "(a)|(b)",
                "(a*)*",
                "(a|b*)*",
                "[a-",
                "x{1001}",
                "(?=x)",
                "\\pL+",
                "^arn:([^:]*):",
            ),
            *(
                "l+?",
                "(?U)l+",
                "\\Qa,b\\E",
                "\\x41",
                "[\\d.]+",
                "(x*)(b)?",
                "[]a]",
                "[a\\]]",
                "{",
                "a{,2}",
                "\\",
                "(?i:h)e",
                "()",
            ),
        ],
    )
]
REPLACEMENTS: Pool = [*map(value, ["", "-", "$1", "${1}x", "$1x", "$$", "$", "[$0]", "${first}", "é", "aa"])]
SEARCHES: Pool = [
    *SHORT,
    *map(value, ["/[0-9]+/", "/(\\w)(\\w)/", "/a*/", "/^/", "/$/", "//", "/(/", "/(?P<first>l)/"]),
]
DATES: Pool = [
    *map(
        value,
        [
            *(
                "2018-01-02T23:12:01Z",
                "2020-02-29T00:00:00+02:00",
                "2006-01-02T15:04:05-07:30",
                "2021-12-31T12:00:00.5Z",
            ),
            *(
                "2018-01-02",
                "2018-13-02T00:00:00Z",
                "1999-12-31T23:59:59Z",
                "2018-01-02T24:00:00Z",
                "2018-01-02 23:12:01Z",
            ),
        ],
    )
]
DATE_FORMATS: Pool = [
    *map(
        value,
        [
            *("YYYY-MM-DD", "DD MMM YYYY hh:mm ZZZ", "EEEE, DD-MMM-YY hh:mm:ss ZZZ", "EEE MMMM D", "H:mmaa", "HH AA Z"),
            *("'it''s' h", "''", "'open", "YYY", "ZZZZZ ZZZZ", "hh'h'", "", "s ss m", "Q", "é YY"),
        ],
    )
]
DURATIONS: Pool = [
    *map(value, ["1h", "-10m", "1.5h", "1h30m", "90s", "100ms", "", "5", "1d", "0", "-1.5h30s", "+2h", "1us"])
]
FORMATS: Pool = [
    *map(
        value,
        [
            *(
                "%s",
                "%d",
                "%s-%s",
                "%03d",
                "%-5s|",
                "%5s|",
                "%.2f",
                "%q",
                "%v",
                "%#v",
                "%t",
                "%x",
                "%X",
                "%b",
                "%o",
                "%e",
                "%g",
            ),
            *(
                "%%",
                "plain",
                "%[2]s %[1]s",
                "%+d",
                "% d",
                "%5.1f",
                "%05.1f",
                "%-8.3e|",
                "%.3g",
                "%G",
                "%.2s",
                "%08b",
                "%#x",
                "%z",
            ),
            *(
                "%s %d %v",
                "%",
                "%5",
                "%-05d|",
                "%é",
                "%[3]s",
                "%+.1f",
                "%6.2f%%",
                "%05s",
                "%5t|",
                "%10v|",
                "%.0f",
                "%5q",
                "%.10g",
            ),
        ],
    )
]
BASES: Pool = [*map(value, [2, 8, 10, 16, 36, 37, 62, 1, 63])]
DIGITS: Pool = [*map(value, ["10", "ff", "FF", "-7", "zz", "Zz", "", "12a", "+5", "0x1f", "1_0", "777", "aA1"])]
BASE64: Pool = [*map(value, ["SGVsbG8=", "aGk", "", "/w==", "SGVs\nbG8=", "8J+Yig==", "not base64!", "4pyT"])]
CHARSETS: Pool = [*map(value, ["UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "windows-1252", "nonsense", "US-ASCII"])]
JSONS: Pool = [
    *map(
        value,
        [
            *(
                '{"a": [1, 2.5, "x", null, true]}',
                "[]",
                "{}",
                '"s"',
                "12",
                "nul",
                "[1,",
                '{"a":1,"a":2}',
                '{"b":{"c":[{}]}}',
            ),
            *("1e3", '"\\u00e9"', "[1] 2", "NaN", " 5 ", "", "-0.5", '{"a":1,"a":"x"}', "[01]", "'x'", "1E400"),
        ],
    )
]
YAMLS: Pool = [
    *map(
        value,
        [
            *(
                "a: 1\nb: [x, 'y', \"z\"]\n",
                "- 1\n- 2.5\n- yes\n- no\n- on\n- 'on'\n- y\n",
                "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n",
            ),
            *(
                "~",
                "",
                "x",
                "12",
                "0o17",
                "017",
                "0x1F",
                "1_000",
                "1e3",
                ".5",
                "+5",
                "2001-01-01",
                "2001-01-01T01:02:03Z",
                "1:30",
            ),
            *(
                "a: |\n  l1\n  l2\nb: >\n  f1\n  f2\n",
                "---\na: 1\n---\nb: 2\n",
                "a: [1, 2",
                "? [a]\n: 1\n",
                "a: 1\na: 2\n",
                "!!str 12",
            ),
            *(
                "2001-1-2 03:04:05",
                "a: !custom x",
                "!!int '5'",
                "!!bool x",
                "12345678901234567890",
                "<<",
                "null: 1",
                "true: 1",
                "1: 2",
            ),
            *(
                "*missing",
                "&a [*a]",
                "a: b: c",
                "\t- x",
                "- - 1\n  - 2\n",
                "{}",
                "[]",
                "a:\n",
                '"\\u00e9 \\n"',
                "1.",
                "-.5e-3",
                "0b11",
            ),
        ],
    )
]
CSVS: Pool = [
    *map(
        value, ["a,b\n1,2\n3,4\n", "a\n", "a,b\n1\n", 'a,b\n"x,y","z""q"\n', "", "a,a\n1,2\n", "a,b\r\n1,2\r\n\r\n5,6"]
    )
]
PATHS: Pool = [
    *map(value, ["", "a", "/a/b/c.tf", "a/", "/", "a//b", "./x/../y", "..", "/a/", "a/b/", "~x", "//a", "."])
]
NAMESPACES: Pool = [*map(value, ["dns", "url", "oid", "x500", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "nonsense"])]
KEYS: Pool = [*map(value, ["a", "b", "c", "z", "k", "é", "missing", "10"]), value(10)]
SMALL: Pool = [*map(value, [0, 1, 2, 3, 4, -1, -2, 5, 7, 13])]
BITS: Pool = [*map(value, [0, 1, 2, 4, 8, 12, 16, 20, 24, 32, 33, 40, -1, -8])]
NETNUMS: Pool = [*map(value, [0, 1, 2, 3, 15, 16, 255, 256, 4095, 65535, 2**40, -1, -2, 1.5])]
VARIANTS: Pool = [
    value(["a", "b"]),
    value([]),
    as_list(),
    as_list("c"),
    value([1]),
    as_set("b", "c"),
    as_list(1, 2),
    as_set(),
]

SIGNATURES: dict[str, tuple[list[Pool], Pool | None]] = {
    **dict.fromkeys(
        ("upper", "lower", "title", "strrev", "chomp", "trimspace", "length", "urlencode"), ([STRINGS], None)
    ),
    **dict.fromkeys(
        ("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512", "base64encode"), ([STRINGS], None)
    ),
    **dict.fromkeys(
        ("trim", "trimprefix", "trimsuffix", "startswith", "endswith", "strcontains"), ([STRINGS, SHORT], None)
    ),
    **dict.fromkeys(("abs", "ceil", "floor", "signum"), ([NUMBERS], None)),
    **dict.fromkeys(
        ("tostring", "tonumber", "tobool", "tolist", "toset", "tomap", "sensitive", "nonsensitive"), ([ALL], None)
    ),
    **dict.fromkeys(("keys", "values", "transpose"), ([MAPS], None)),
    **dict.fromkeys(
        ("reverse", "flatten", "distinct", "compact", "sort", "one", "sum", "alltrue", "anytrue"), ([LISTS], None)
    ),
    **dict.fromkeys(("jsonencode", "yamlencode"), ([ALL], None)),
    **dict.fromkeys(("max", "min"), ([], NUMBERS)),
    **dict.fromkeys(("setunion", "setintersection", "setproduct"), ([LISTS, LISTS], VARIANTS)),
    **dict.fromkeys(("pow", "log"), ([NUMBERS, NUMBERS], None)),
    **dict.fromkeys(("regex", "regexall"), ([REGEXES, STRINGS], None)),
    **dict.fromkeys(("basename", "dirname"), ([PATHS], None)),
    "setsubtract": ([LISTS, LISTS], None),
    "indent": ([SMALL, STRINGS], None),
    "replace": ([STRINGS, SEARCHES, REPLACEMENTS], None),
    "substr": ([STRINGS, SMALL, SMALL], None),
    "split": ([SHORT, STRINGS], None),
    "join": ([SHORT, STRING_LISTS], STRING_LISTS),
    "format": ([FORMATS], ALL),
    "formatlist": ([FORMATS], [*LISTS, *STRINGS[:4], *INTS[:4]]),
    "parseint": ([DIGITS, BASES], None),
    "range": ([], NUMBERS),
    "element": ([LISTS, SMALL], None),
    "slice": ([LISTS, SMALL, SMALL], None),
    "chunklist": ([LISTS, SMALL], None),
    "concat": ([LISTS], LISTS),
    "contains": ([LISTS, [*STRINGS[:4], *INTS[:5], *BOOLS[:2], *NULL]], None),
    "index": ([LISTS, [*SHORT, *INTS[:5], *BOOLS[:2]]], None),
    "coalesce": ([], [*NULL, *STRINGS[:4], *INTS[:3], *BOOLS[:2], *LISTS[:3], *NULL, value("")]),
    "coalescelist": ([], VARIANTS),
    "matchkeys": ([STRING_LISTS, STRING_LISTS, STRING_LISTS], None),
    "lookup": ([MAPS, KEYS], [*STRINGS[:3], *INTS[:3], *NULL]),
    "merge": ([], [*MAPS, *NULL]),
    "zipmap": ([STRING_LISTS, LISTS], None),
    "cidrhost": ([CIDRS, NETNUMS], None),
    "cidrnetmask": ([CIDRS], None),
    "cidrsubnet": ([CIDRS, BITS, NETNUMS], None),
    "cidrsubnets": ([CIDRS], BITS),
    "base64decode": ([BASE64], None),
    "textencodebase64": ([STRINGS, CHARSETS], None),
    "textdecodebase64": ([BASE64, CHARSETS], None),
    "jsondecode": ([JSONS], None),
    "yamldecode": ([YAMLS], None),
    "csvdecode": ([CSVS], None),
    "uuidv5": ([NAMESPACES, STRINGS], None),
    "formatdate": ([DATE_FORMATS, DATES], None),
    "timeadd": ([DATES, DURATIONS], None),
    "timecmp": ([DATES, DATES], None),
    "issensitive": ([ALL], None),
    "ephemeralasnull": ([ALL], None),
    "pathexpand": ([PATHS], None),
}

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

Call = tuple[str, tuple[Value, ...]]


def generated() -> list[Call]:
    """Calls of every function: each member of each pool at least once, then random choices, then wild arguments."""
    chance = random.Random(SEED)
    calls: dict[str, Call] = {}
    for name, (fixed, variadic) in SIGNATURES.items():
        for arguments in _arguments(fixed, variadic, chance):
            calls.setdefault(spelled(name, arguments), (name, arguments))
    return list(calls.values())


def _arguments(fixed: list[Pool], variadic: Pool | None, chance: random.Random) -> Iterator[tuple[Value, ...]]:
    def draw(pool: Pool) -> Value:
        return pool[chance.randrange(len(pool))]

    def extra() -> list[Value]:
        return [] if variadic is None else [draw(variadic) for _ in range(chance.choice((0, 1, 1, 2, 2, 3)))]

    for position, pool in enumerate(fixed):
        for member in pool:
            yield (*(member if place == position else draw(other) for place, other in enumerate(fixed)), *extra())
    for _ in range(CALLS_EACH):
        yield (*map(draw, fixed), *extra())
    for _ in range(8):
        yield tuple(draw(ALL) for _ in range(max(0, len(fixed) + chance.choice((-1, 0, 0, 1)))))


def spelled(name: str, arguments: Sequence[Value]) -> str:
    return f"{name}({', '.join(map(hcl, arguments))})"


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
        if truth == UNKNOWN or (truth == ERROR and name.startswith("set") and untyped_null(arguments)):
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
