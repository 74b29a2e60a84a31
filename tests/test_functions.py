"""What functions keep of values that are known in part."""

from __future__ import annotations

import itertools
import time

import pytest

from eks_netlint.frontends.terraform import convert, functions
from eks_netlint.frontends.terraform.convert import NotPlain, equal, lift, plain, to_bool, to_number, to_string
from eks_netlint.source import Document, Span
from eks_netlint.values import (
    Cause,
    Encoded,
    Fields,
    Items,
    Known,
    Origin,
    Reference,
    Text,
    Truth,
    Unknown,
    Value,
)

DOCUMENT = Document("main.tf", b"x" * 100)
HERE = Span(DOCUMENT, 0, 10)
THERE = Span(DOCUMENT, 20, 30)

WHY = Unknown("var.x has no value", None, Cause.VARIABLE)
ZONES = Reference("read at plan", None, Cause.DATA, "data.aws_availability_zones.all", ("names",), True)
IDS = [Reference("an id", None, Cause.APPLY, f"aws_subnet.s[{n}]", ("id",), True) for n in range(3)]
REGION = Reference("var.region has no value", None, Cause.VARIABLE, "var.region")


def zone(index: int) -> Reference:
    return Reference(ZONES.why, None, ZONES.cause, ZONES.address, ("names", index), True)


def in_region(letter: str) -> Text:
    return Text("", None, Cause.VARIABLE, (REGION, letter))


def known(thing: object) -> Value:
    return lift(thing, None)


def listed(*members: Value, rest: Unknown | None = None, kind: str = "list", ordered: bool = True) -> Items:
    return Items(members, rest, kind, ordered)


def call(name: str, *arguments: object) -> Value:
    ready = [given if isinstance(given, Known | Unknown | Items | Fields) else known(given) for given in arguments]
    return functions.call(name, ready, HERE)


def show(value: Value) -> object:
    """A value as something short to compare: ``?`` for the unknown, ``...`` for an unknown rest."""
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Items):
        members = [show(member) for member in value.members] + (["..."] if value.rest is not None else [])
        return members if value.ordered else ("in some order", members)
    if isinstance(value, Fields):
        shown = {str(key): show(member) for key, member in value.entries.items()}
        return {**shown, "...": "..."} if value.rest is not None else shown
    if isinstance(value, Reference):
        return f"<{value}>" if value.solid else f"<{value}>?"
    if isinstance(value, Text):
        return "".join(part if isinstance(part, str) else f"{{{show(part)}}}" for part in value.parts)
    if isinstance(value, Encoded):
        return ("encoded", show(value.decoded))
    return "error" if value.cause is Cause.ERROR else "?"


A_LIST = listed(known("a"), known("b"), rest=WHY)
A_MAP = Fields({"a": known(1)}, WHY, "map")
NAME = "data.aws_availability_zones.all.names"


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        # three members of an unknown list are three, and members of a list of zones are zones
        ("slice", (WHY, 0, 3), ["?", "?", "?"]),
        ("slice", (ZONES, 0, 2), [f"<{NAME}[0]>", f"<{NAME}[1]>"]),
        ("slice", (REGION, 1, 2), ["<var.region[1]>?"]),
        ("slice", (A_LIST, 0, 3), ["a", "b", "?"]),
        ("slice", (A_LIST, 1, 2), ["b"]),
        ("slice", (A_LIST, 0, WHY), ["..."]),
        ("slice", ([1, 2], 0, 3), "error"),
        ("slice", (WHY, 2, 1), "error"),
        ("slice", (WHY, 0, 1_000_000), "?"),
        # an index into what may be shorter than it wraps around, so the member is no longer solid
        ("element", (ZONES, 1), f"<{NAME}[1]>?"),
        ("element", (listed(zone(0), zone(1)), 3), f"<{NAME}[1]>"),
        ("element", (A_LIST, 1), "b"),
        ("element", (A_LIST, 2), "?"),
        ("element", (["a", "a"], WHY), "a"),
        ("element", (["a", "b"], WHY), "?"),
        ("element", ([], 0), "error"),
        ("length", (A_LIST,), "?"),
        ("length", (WHY,), "?"),
        ("length", (listed(WHY, WHY),), 2),
        ("length", (Fields({"a": WHY}, None),), 1),
        ("concat", (["a"], WHY), ["a", "..."]),
        ("concat", (WHY, ["a"]), ("in some order", ["a", "..."])),
        ("concat", (ZONES, []), f"<{NAME}>"),
        ("concat", (["a"], listed(WHY), ["b"]), ["a", "?", "b"]),
        ("concat", ("a",), "error"),
        ("flatten", (listed(known(["a"]), listed(WHY), known("b")),), ("in some order", ["a", "b", "..."])),
        ("flatten", (listed(known("b"), WHY),), ["b", "..."]),
        ("flatten", (listed(IDS[0], known(["a"])),), ["<aws_subnet.s[0].id>", "a"]),
        ("reverse", (listed(WHY, known("a")),), ["a", "?"]),
        ("reverse", (A_LIST,), ("in some order", ["b", "a", "..."])),
        ("compact", (listed(known(""), IDS[0], known(None), known("a")),), ["<aws_subnet.s[0].id>", "a"]),
        ("compact", (listed(known("a"), WHY),), ["a", "..."]),
        ("compact", (listed(WHY, known("a")),), ("in some order", ["a", "..."])),
        ("distinct", (listed(IDS[0], IDS[1], IDS[0]),), ["<aws_subnet.s[0].id>", "<aws_subnet.s[1].id>"]),
        ("distinct", (listed(known("a"), WHY, known("a")),), ["a", "..."]),
        ("distinct", (listed(WHY, WHY, WHY),), ["?", "..."]),
        ("contains", (listed(IDS[0]), IDS[0]), True),
        ("contains", (listed(IDS[0]), IDS[1]), False),
        ("contains", (listed(IDS[0]), "subnet-1"), False),
        ("contains", (A_LIST, "a"), True),
        ("contains", (A_LIST, "c"), "?"),
        ("contains", (listed(WHY), "c"), "?"),
        ("index", (listed(IDS[0], IDS[1]), IDS[1]), 1),
        ("index", (listed(WHY, known("a")), "a"), "?"),
        ("one", (listed(WHY),), "?"),
        ("one", ([],), None),
        ("one", (listed(rest=WHY),), "?"),
        ("coalesce", (None, "", IDS[0]), "<aws_subnet.s[0].id>"),
        ("coalesce", (WHY, "a"), "?"),
        ("coalesce", ("a", WHY), "a"),
        ("coalescelist", ([], A_LIST), ["a", "b", "..."]),
        ("coalescelist", (WHY, ["a"]), "?"),
        ("chunklist", (listed(known(1), WHY, known(3)), 2), [[1, "?"], [3]]),
        ("chunklist", (A_LIST, 1), [["a"], ["b"], "..."]),
        ("matchkeys", (["x", "y"], listed(IDS[0], IDS[1]), listed(IDS[1])), ["y"]),
        ("matchkeys", (["x", "y"], listed(known("k"), WHY), ["k"]), ["x", "..."]),
        ("setproduct", (listed(WHY, known("a")), [1, 2]), [["?", 1], ["?", 2], ["a", 1], ["a", 2]]),
        ("setproduct", (WHY, []), []),
        ("range", (WHY,), "?"),
        ("sort", (listed(zone(1), zone(0)),), [f"<{NAME}[0]>", f"<{NAME}[1]>"]),
        ("sort", (listed(known("b"), WHY),), ("in some order", ["b", "?"])),
        ("alltrue", (listed(WHY, known(False)),), False),
        ("alltrue", (listed(WHY, known(True)),), "?"),
        ("anytrue", (listed(WHY, known(True)),), True),
        ("sum", (listed(known(1), WHY),), "?"),
        ("max", (1, WHY), "?"),
    ],
)
def test_lists(name: str, arguments: tuple[object, ...], expected: object) -> None:
    assert show(call(name, *arguments)) == expected


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("toset", (listed(known("b"), known("a"), known("b")),), ["a", "b"]),
        ("toset", (listed(known(10), known(9)),), [9, 10]),
        ("toset", (listed(zone(0), zone(1), zone(0)),), [f"<{NAME}[0]>", f"<{NAME}[1]>"]),
        ("toset", (listed(IDS[1], IDS[0]),), ("in some order", ["<aws_subnet.s[1].id>", "<aws_subnet.s[0].id>"])),
        ("toset", (listed(known("a"), WHY),), ("in some order", ["a", "..."])),
        ("toset", (listed(WHY),), ["?"]),
        ("toset", (listed(in_region("a"), in_region("b")),),
         ("in some order", ["{<var.region>?}a", "{<var.region>?}b"])),
        ("toset", (listed(known("eu-west-1a"), zone(0)),), ("in some order", ["eu-west-1a", "..."])),
        ("toset", (listed(known("default"), zone(0)),), ("in some order", ["default", f"<{NAME}[0]>"])),
        ("toset", (ZONES,), "?"),
        ("tolist", (ZONES,), f"<{NAME}>"),
        ("tolist", ([1, "a"],), ["1", "a"]),
        ("tolist", (listed(known(1), WHY, known(True), kind="tuple"),), [1, "?", True]),
        ("setunion", (["a"], listed(WHY)), ("in some order", ["a", "..."])),
        ("setunion", (["a"], WHY), ("in some order", ["a", "..."])),
        ("setintersection", (["a", "b"], A_LIST), ["a", "b"]),
        ("setintersection", (["a", "c"], A_LIST), ("in some order", ["a", "..."])),
        ("setintersection", (WHY, []), []),
        ("setsubtract", (["a", "c"], A_LIST), ("in some order", ["..."])),
        ("setsubtract", (["a", "c"], ["a"]), ["c"]),
        ("setsubtract", (listed(IDS[0], IDS[1]), listed(IDS[0])), ["<aws_subnet.s[1].id>"]),
    ],
)  # fmt: skip
def test_sets(name: str, arguments: tuple[object, ...], expected: object) -> None:
    assert show(call(name, *arguments)) == expected


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("keys", (Fields({"b": WHY, "a": WHY}),), ["a", "b"]),
        ("keys", (Fields({zone(1): known(1), zone(0): known(0)}),), [f"<{NAME}[0]>", f"<{NAME}[1]>"]),
        ("keys", (Fields({IDS[1]: known(1), "a": known(0)}),), ("in some order", ["<aws_subnet.s[1].id>", "a"])),
        ("keys", (A_MAP,), ("in some order", ["a", "..."])),
        ("values", (Fields({"b": known(1), "a": WHY}),), ["?", 1]),
        ("lookup", (A_MAP, "a", 0), 1),
        ("lookup", (A_MAP, "b", 0), "?"),
        ("lookup", (Fields({"a": known(1)}), "b", 0), 0),
        ("lookup", (Fields({}), WHY, 0), 0),
        ("lookup", (Fields({zone(0): known(1)}), zone(0), 0), 1),
        ("lookup", (Fields({zone(0): known(1)}), zone(1), 0), 0),
        ("lookup", (Fields({zone(0): known(1)}), "eu-west-1a", 0), "?"),
        ("lookup", (Fields({zone(0): known(1)}), "default", 0), 0),
        ("lookup", (Fields({REGION: known(1)}), "eu-west-1", 0), "?"),
        ("lookup", (Fields({"a": known(1)}), REGION, 0), "?"),
        ("merge", ({"a": 1}, WHY), {"a": "?", "...": "..."}),
        ("merge", (WHY, {"a": 1}), {"a": 1, "...": "..."}),
        ("merge", ({"a": 1, "b": 1}, Fields({"b": known(2)}, WHY)), {"a": "?", "b": 2, "...": "..."}),
        ("merge", ({"a": 1}, None, {"b": WHY.why}), {"a": 1, "b": WHY.why}),
        ("merge", (Fields({zone(0): known(1)}), Fields({zone(0): known(2)})), {f"{NAME}[0]": 2}),
        ("merge", (Fields({"a": known(1)}), Fields({zone(0): known(2)})), {"a": 1, f"{NAME}[0]": 2}),
        ("merge", (Fields({"a": known(1)}), Fields({REGION: known(2)})), {"a": "?", "var.region": 2}),
        ("zipmap", (listed(zone(0), zone(1)), listed(IDS[0], IDS[1])),
         {f"{NAME}[0]": "<aws_subnet.s[0].id>", f"{NAME}[1]": "<aws_subnet.s[1].id>"}),
        ("zipmap", (["a", "b"], WHY), {"a": "?", "b": "?"}),
        ("zipmap", (["a", "b"], A_LIST), {"a": "a", "b": "b"}),
        ("zipmap", (listed(known("a"), WHY), [1, 2]), {"a": "?", "...": "..."}),
        ("zipmap", (["a"], [1, 2]), "error"),
        ("transpose", (Fields({"x": listed(IDS[0], known("a")), "y": listed(IDS[0])}),),
         {"aws_subnet.s[0].id": ["x", "y"], "a": ["x"]}),
    ],
)  # fmt: skip
def test_maps(name: str, arguments: tuple[object, ...], expected: object) -> None:
    assert show(call(name, *arguments)) == expected


PART = Text("var.region has no value", None, Cause.VARIABLE, ("Prod-", REGION, "-X"))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("format", ("%s-%s", "a", REGION), "a-{<var.region>?}"),
        ("format", ("%s", IDS[0]), "<aws_subnet.s[0].id>"),
        ("format", ("%05d", WHY), "?"),
        ("format", ("x%05d", WHY), "x{?}"),
        ("format", ("%d", WHY, 1), "error"),
        ("format", (WHY, 1), "?"),
        ("format", ("%s/%s", PART, "y"), "Prod-{<var.region>?}-X/y"),
        ("formatlist", ("%s-x", listed(known("a"), IDS[0])), ["a-x", "{<aws_subnet.s[0].id>}-x"]),
        ("formatlist", ("%s-%s", ["a", "b"], WHY), ["a-{?}", "b-{?}"]),
        ("formatlist", ("%s", A_LIST), ["a", "b", "..."]),
        ("formatlist", ("%s", WHY), "?"),
        ("join", (",", listed(known("a"), REGION)), "a,{<var.region>?}"),
        ("join", (",", A_LIST), "a,b{?}"),
        ("join", (",", listed(rest=WHY), ["a"]), "{?}a"),
        ("join", (",", A_LIST, ["c"]), "a,b{?},c"),
        ("join", (",", WHY), "?"),
        ("lower", (PART,), "prod-{?}-x"),
        ("upper", (WHY,), "?"),
        ("indent", (2, Text("", None, Cause.APPLY, ("a:\n", WHY, "\n"))), "a:\n  {?}\n  "),
        ("substr", (PART, 0, 4), "Prod"),
        ("substr", (PART, 3, 5), "?"),
        ("substr", (PART, -1, 1), "?"),
        ("replace", (PART, "-", "_"), "Prod_{?}_X"),
        ("replace", (PART, "od", ""), "?"),
        ("trimprefix", (PART, "Prod-"), "{<var.region>?}-X"),
        ("trimprefix", (PART, "Dev"), "Prod-{<var.region>?}-X"),
        ("trimprefix", (PART, "Prod-eu"), "?"),
        ("trimsuffix", (PART, "-X"), "Prod-{<var.region>?}"),
        ("trimspace", (Text("", None, Cause.VARIABLE, (" a", REGION, "b ")),), "a{<var.region>?}b"),
        ("startswith", (PART, "Pr"), True),
        ("startswith", (PART, "pr"), False),
        ("startswith", (PART, "Prod-eu"), "?"),
        ("endswith", (PART, "-X"), True),
        ("strcontains", (PART, "rod"), True),
        ("strcontains", (PART, "eu"), "?"),
        ("split", ("-", PART), ["Prod", "?", "..."]),
        ("split", (",", WHY), ["?", "..."]),
        ("regexall", ("^[a-z]{2}-", zone(0)), ["?"]),
        ("regexall", ("^[A-Z]", zone(0)), []),
        ("regexall", ("^us-", zone(0)), "?"),
        ("regexall", ("^[a-z]{2}-", WHY), "?"),
        ("regex", ("^[a-z]{2}-", zone(0)), "?"),
        ("regex", ("(", WHY), "error"),
        ("md5", (WHY,), "?"),
        ("cidrsubnet", (WHY, 4, 1), "?"),
        ("cidrsubnet", ("10.0.0.0/16", 4, WHY), "{?}/20"),
        ("cidrsubnet", ("10.0.0.0/16", WHY, 1), "?"),
        ("cidrsubnet", (Text("", None, Cause.VARIABLE, (REGION, ".0.0/16")), 8, 1), "{?}/24"),
        ("cidrsubnet", (Text("", None, Cause.VARIABLE, ("10.0.0.0/", REGION)), 8, 1), "?"),
        ("cidrsubnet", (Text("", None, Cause.VARIABLE, (REGION, ".0.0/16")), -17, 1), "error"),
        ("cidrsubnet", ("10.0.0.0/nonsense", 8, WHY), "error"),
        ("cidrsubnets", (WHY, 4, 4, 8), ["?", "?", "?"]),
        ("cidrsubnets", (Text("", None, Cause.VARIABLE, (REGION, ".0.0/16")), 4, WHY, 8), ["{?}/20", "?", "{?}/24"]),
        ("cidrsubnets", ("10.0.0.0/16", 4, WHY, 4), ["10.0.0.0/20", "?", "{?}/20"]),
        ("timestamp", (), "?"),
        ("uuid", (), "?"),
        ("nosuchfunction", (1,), "?"),
        ("lower", (), "error"),
        ("lower", ([],), "error"),
        ("lower", (None,), "error"),
        ("core::lower", ("A",), "a"),
    ],
)
def test_texts(name: str, arguments: tuple[object, ...], expected: object) -> None:
    assert show(call(name, *arguments)) == expected


def test_element_of_zones_that_wrap_is_still_a_zone() -> None:
    found = call("regexall", "^[a-z]{2}-", call("element", ZONES, 4))
    assert show(call("length", found)) == 1


class TestDocuments:
    def test_what_is_encoded_stays_at_hand(self) -> None:
        inner = Known("1", THERE)
        given = Fields({"env": Fields({"WARM_IP_TARGET": inner, "AZ": zone(0)})})
        for name, back in (("jsonencode", "jsondecode"), ("yamlencode", "yamldecode")):
            text = call(name, given)
            assert isinstance(text, Encoded)
            decoded = call(back, text)
            assert isinstance(decoded, Fields)
            env = decoded.entries["env"]
            assert isinstance(env, Fields)
            assert env.entries["WARM_IP_TARGET"].span == THERE

    def test_known_text_carries_its_structure(self) -> None:
        text = call("jsonencode", Fields({"a": Known(1, THERE)}, None, "map"))
        assert isinstance(text, Known)
        assert text.value == '{"a":1}'
        decoded = call("jsondecode", text)
        assert isinstance(decoded, Fields)
        assert decoded.kind == "object"
        assert decoded.entries["a"].span == THERE

    def test_base64_keeps_what_it_hides(self) -> None:
        script = Text("", None, Cause.APPLY, ("--max-pods=110 ", IDS[0]))
        hidden = call("base64encode", script)
        assert isinstance(hidden, Encoded)
        assert hidden.decoded == script
        assert call("base64decode", hidden) == script
        assert show(call("base64decode", call("base64encode", "a"))) == "a"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (("vpc: ", IDS[0], "\nname: eks-", REGION, "-x\nsize: 3\n"),
             {"vpc": "<aws_subnet.s[0].id>", "name": "eks-{<var.region>?}-x", "size": 3}),
            (("ids:\n- ", IDS[0], "\n- ", IDS[1], "\n"), {"ids": ["<aws_subnet.s[0].id>", "<aws_subnet.s[1].id>"]}),
            (("a: ", WHY, "\nb: \"", WHY, "\"\n"), {"a": "?", "b": "?"}),
            (("a: 1\n", WHY, "\n"), "?"),
            (("spec:\n  ", REGION, "\n"), "?"),
            (("a: [", WHY), "?"),
            ((IDS[0], ": 1\nx: 2\n"), "?"),
            (("x: 2\n? ", IDS[0], "\n: 1\n"), {"x": 2, "aws_subnet.s[0].id": 1}),
        ],
    )  # fmt: skip
    def test_unknown_values_in_yaml(self, text: tuple[str | Unknown, ...], expected: object) -> None:
        assert show(call("yamldecode", Text("", None, Cause.APPLY, text))) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (('{"a": "', IDS[0], '", "b": ', WHY, ', "c": "x-', REGION, '"}'),
             {"a": "<aws_subnet.s[0].id>", "b": "?", "c": "x-{<var.region>?}"}),
            (("[", WHY, "]"), ["?"]),
            (("{", WHY, "}"), "?"),
        ],
    )  # fmt: skip
    def test_unknown_values_in_json(self, text: tuple[str | Unknown, ...], expected: object) -> None:
        assert show(call("jsondecode", Text("", None, Cause.APPLY, text))) == expected

    def test_alias_bomb(self) -> None:
        bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{two}: &{two} [{','.join(f'*{one}' for _ in range(9))}]\n" for one, two in itertools.pairwise("abcdefgh")
        )
        found = call("yamldecode", bomb)
        assert isinstance(found, Unknown)
        assert "too large" in found.why

    @pytest.mark.parametrize("name", ["jsondecode", "yamldecode"])
    def test_deep_nesting(self, name: str) -> None:
        for depth in (150, 5_000):
            found = call(name, "[" * depth + "]" * depth)
            assert isinstance(found, Unknown)
            assert "too deep" in found.why


class TestPlaces:
    def test_a_member_keeps_its_place(self) -> None:
        member = Known("10.0.0.0/24", THERE, Origin.DEFAULT)
        for found in (
            call("element", listed(member), 0),
            call("coalesce", None, member),
            call("lookup", Fields({"a": member}), "a"),
            call("one", listed(member)),
        ):
            assert isinstance(found, Known)
            assert found.span == THERE
            assert found.origin is Origin.DEFAULT

    def test_greatest_is_where_it_was_written(self) -> None:
        assert call("max", 1, Known(5, THERE), 3).span == THERE

    def test_a_new_value_is_at_the_call(self) -> None:
        assert call("lower", Known("A", THERE)).span == HERE
        assert call("lower", Unknown("why", THERE)).span == HERE

    def test_a_default_that_took_part(self) -> None:
        default = Known("a", THERE, Origin.DEFAULT)
        for found in (call("upper", default), call("join", ",", listed(known("x"), default))):
            assert isinstance(found, Known)
            assert found.origin is Origin.DEFAULT
        written = call("upper", "a")
        assert isinstance(written, Known)
        assert written.origin is Origin.WRITTEN

    def test_rest_has_no_identity(self) -> None:
        found = call("concat", ["a"], ZONES)
        assert isinstance(found, Items)
        assert type(found.rest) is Unknown
        assert found.rest.cause is Cause.DATA


class TestBounds:
    @pytest.mark.parametrize(
        ("name", "arguments"),
        [
            ("setproduct", [[*range(1000)]] * 3),
            ("replace", ["a" * 100_000, "a", "b" * 100]),
            ("format", ["%2000000d", 1]),
            ("format", ["%.2000000f", 1]),
            ("join", ["x" * 1000, ["a"] * 2000]),
            ("indent", [10_000_000, "a\nb"]),
            ("pow", [10, 1000]),
            ("slice", [WHY, 0, 10**7]),
            ("regexall", ["(?:a?){50}b", "a" * 100_000]),
            ("regex", ["((a{30}){30}){30}", "a"]),
            ("regexall", ["", "x" * 200_000]),
        ],
    )
    def test_too_large(self, name: str, arguments: list[object]) -> None:
        start = time.process_time()
        found = call(name, *arguments)
        assert isinstance(found, Unknown)
        assert found.cause is Cause.UNSUPPORTED
        assert "too large" in found.why
        assert time.process_time() - start < 20

    def test_range_stops_where_terraform_stops(self) -> None:
        assert show(call("range", 1024)) == list(range(1024))
        assert show(call("range", 1025)) == "error"

    def test_exponential_pattern_is_linear(self) -> None:
        start = time.process_time()
        assert show(call("regexall", "^(a+)+$", "a" * 2000 + "b")) == []
        assert time.process_time() - start < 5


class TestConvert:
    def test_identity_survives(self) -> None:
        assert to_string(IDS[0]) is IDS[0]
        assert to_number(WHY) is WHY

    @pytest.mark.parametrize(
        ("given", "text"), [(1.5, "1.5"), (3.0, "3"), (1e21, "1" + "0" * 21), (0.1, "0.1"), (True, "true"), (10, "10")]
    )
    def test_numbers_print_like_terraform(self, given: float, text: str) -> None:
        assert show(to_string(known(given))) == text

    def test_bools(self) -> None:
        assert [show(to_bool(known(text))) for text in ("true", "1", "false", "0", "True", 1)] == [
            *(True, True, False, False, "error", "error")
        ]

    def test_plain(self) -> None:
        thing = {"a": [1, None, {"b": "c"}]}
        assert plain(known(thing)) == thing
        for partial in (WHY, A_LIST, A_MAP, listed(WHY), Fields({zone(0): known(1)})):
            with pytest.raises(NotPlain):
                plain(partial)

    def test_conversions_are_lazy_where_nothing_changes(self) -> None:
        given = listed(known("a"), WHY)
        assert convert.to_list(given) is given


SAME, OTHER, UNSURE = Truth.YES, Truth.NO, Truth.UNSURE


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (known(1), known(1.0), SAME),
        (known(1), known("1"), OTHER),
        (known(True), known(1), OTHER),
        (known(None), known(None), SAME),
        (IDS[0], IDS[0], SAME),
        (IDS[0], Reference("other words", None, Cause.APPLY, "aws_subnet.s[0]", ("id",)), SAME),
        (IDS[0], IDS[1], OTHER),
        (IDS[0], known("x"), OTHER),
        (IDS[0], known(None), OTHER),
        (IDS[0], REGION, UNSURE),
        (REGION, REGION, SAME),
        (REGION, known("x"), UNSURE),
        (WHY, WHY, UNSURE),
        (WHY, known(1), UNSURE),
        (known([1]), listed(known(1)), OTHER),
        (known([1, WHY.why]), known([1]), OTHER),
        (A_LIST, listed(known("a")), OTHER),
        (A_LIST, listed(known("a"), known("b")), UNSURE),
        (A_LIST, listed(known("x"), known("b")), OTHER),
        (listed(IDS[0], WHY), listed(IDS[1], WHY), OTHER),
        (A_MAP, Fields({"a": known(2)}, None, "map"), OTHER),
        (A_MAP, Fields({"a": known(1)}, None, "map"), UNSURE),
        (Fields({zone(0): known(1)}), Fields({zone(0): known(1)}), SAME),
        (Fields({zone(0): known(1)}), Fields({zone(1): known(1)}), OTHER),
        (PART, PART, SAME),
        (PART, known("Prod-eu-X"), UNSURE),
        (PART, known("Dev-eu-X"), OTHER),
        (PART, known("Prod-X"), OTHER),
        (PART, known(None), OTHER),
        (in_region("a"), in_region("b"), OTHER),
        (in_region("a"), Text("", None, Cause.VARIABLE, (WHY, "a")), UNSURE),
        (Encoded("", None, Cause.APPLY, known([])), known(1), OTHER),
        (Encoded("", None, Cause.APPLY, known([])), known("[]"), UNSURE),
    ],
)
def test_equal(one: Value, two: Value, expected: Truth) -> None:
    assert equal(one, two) is expected
    assert equal(two, one) is expected


class FakeFiles:
    """One small folder."""

    def read(self, path: str) -> bytes | Unknown:
        return {"a.txt": b"hello", "b.bin": b"\xff"}.get(path, Unknown("no such file", None, Cause.ERROR))

    def exists(self, path: str) -> bool | Unknown:
        return path == "a.txt"

    def glob(self, base: str, pattern: str) -> tuple[str, ...] | Unknown:
        return ("b.tf", "a.tf") if base == "." else WHY

    def render(self, text: str, variables: Fields, span: Span | None) -> Value:
        return Known(f"{text} {sorted(map(str, variables.entries))}", span)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("file", ("a.txt",), "hello"),
        ("file", ("b.bin",), "error"),
        ("file", ("c",), "error"),
        ("file", (WHY,), "?"),
        ("filebase64", ("b.bin",), "/w=="),
        ("filemd5", ("a.txt",), "5d41402abc4b2a76b9719d911017c592"),
        ("fileexists", ("c",), False),
        ("fileset", (".", "*.tf"), ["a.tf", "b.tf"]),
        ("fileset", ("x", "*.tf"), "?"),
        ("templatefile", ("a.txt", {"v": 1}), "hello ['v']"),
        ("templatefile", ("a.txt", WHY), "?"),
        ("templatefile", ("a.txt", []), "error"),
        ("templatestring", ("t", {"v": 1}), "t ['v']"),
        ("abspath", ("a",), "?"),
        ("pathexpand", ("~/a",), "?"),
    ],
)
def test_files(name: str, arguments: tuple[object, ...], expected: object) -> None:
    ready = [given if isinstance(given, Unknown) else known(given) for given in arguments]
    assert show(functions.call(name, ready, HERE, FakeFiles())) == expected


def test_without_files() -> None:
    found = call("file", "a.txt")
    assert isinstance(found, Unknown)
    assert found.cause is Cause.UNSUPPORTED


def test_every_error_names_its_function() -> None:
    for name in functions.names():
        found = functions.call(name, [known(None)] * 9, HERE)
        assert isinstance(found, Unknown | Known | Items | Fields)
        if isinstance(found, Unknown):
            assert found.why.startswith(f"{name}: ")
            assert found.span == HERE
