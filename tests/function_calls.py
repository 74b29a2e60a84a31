"""Calls of every function: tables of telling arguments, and seeded random choices among them."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence

from eks_netlint.frontends.terraform import convert
from eks_netlint.frontends.terraform.numerals import number_text
from eks_netlint.values import Fields, Items, Known, Value

SEED = 20251123
CALLS_EACH = 40


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

Call = tuple[str, tuple[Value, ...]]


def generated() -> list[Call]:
    """Calls of every function."""
    return [(name, arguments) for name in SIGNATURES for arguments in calls_of(name)]


def calls_of(name: str) -> list[tuple[Value, ...]]:
    """Arguments of calls: each member of each pool at least once, then random choices, then wild arguments."""
    fixed, variadic = SIGNATURES[name]
    chance = random.Random(f"{SEED} {name}")
    calls = {spelled(name, arguments): arguments for arguments in _arguments(fixed, variadic, chance)}
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
