"""Expressions of every kind, made at random: what the console judges beside calls of single functions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

SEED = 20261123
_WORDS = ("a", "b", "c", "k", "10", "1.5", "true", "", "x y", "é", "10.0.0.0/16", "us-east-1a")
_NAMES = ("a", "b", "c")


class Maker:
    """Makes one expression after another; ``bound`` are names of loops around the place."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.bound: list[str] = []

    def any(self, depth: int) -> str:
        """An expression of any type."""
        kinds = (self.number, self.string, self.bool, self.list, self.object, self.string, self.list, self.object)
        if depth <= 0:
            kinds = (self.number, self.string, self.bool)
        roll = self.chance.random()
        if roll < 0.03:
            return "null"
        if roll < 0.15 and self.bound:
            return self.chance.choice(self.bound)
        if depth > 0 and roll < 0.33:
            return self.either(self.any, depth)
        return self.chance.choice(kinds)(depth - 1)

    def either(self, kind: Callable[[int], str], depth: int) -> str:
        """Ways to come by a value of any kind: conditionals, steps, ``try`` and the like."""
        inner = depth - 1
        form = self.chance.choice(
            (
                "({t} ? {x} : {y})",
                "({t} ? {x} : {y})",
                "try({x}, {y})",
                "[{x}, {y}][{i}]",
                "{{ a = {x}, b = {y} }}.{n}",
                '{{ a = {x}, b = {y} }}["{n}"]',
                "({x})",
                "one([{x}])",
                "element([{x}, {y}], {i})",
                'lookup({{ a = {x} }}, "{n}", {y})',
                "[for v in [{x}, {y}] : v][{i}]",
                "tolist([{x}, {y}])[{i}]",
                "coalesce({x}, {y})",
            )
        )
        return form.format(
            t=self.bool(inner), x=kind(inner), y=kind(inner), i=self.chance.randrange(3), n=self.chance.choice("aab")
        )

    def number(self, depth: int) -> str:
        """Something that is a number, mostly."""
        if depth <= 0 or self.chance.random() < 0.3:
            return self.chance.choice(("0", "1", "2", "3", "-1", "1.5", "10", "256", '"5"', "1e3", "null"))
        inner = depth - 1
        form = self.chance.choice(
            ("({x} {o} {y})", "({x} {o} {y})", "-{x}", "length({l})", "tonumber({s})", "max({x}, {y})", "floor({x})")
        )
        operator = self.chance.choice("+-*/%")
        return form.format(
            x=self.number(inner), y=self.number(inner), o=operator, l=self.list(inner), s=self.string(inner)
        )

    def string(self, depth: int) -> str:
        """Something that is a string, mostly."""
        if depth <= 0 or self.chance.random() < 0.35:
            return '"' + self.chance.choice(_WORDS) + '"'
        form = self.chance.choice(
            (
                '"${{{x}}}"',
                '"p-${{{x}}}"',
                '"${{{x}}}${{{x}}}"',
                "upper({s})",
                'join(",", {l})',
                "tostring({x})",
                '"%{{ if {t} }}y%{{ else }}n%{{ endif }}"',
                '"%{{ for v in {l} }}${{v}},%{{ endfor }}"',
                "jsonencode({x})",
                'replace({s}, "a", {s})',
                'format("%s-%v", {s}, {x})',
            )
        )
        inner = depth - 1
        return form.format(x=self.any(inner), s=self.string(inner), l=self.list(inner), t=self.bool(inner))

    def bool(self, depth: int) -> str:
        """Something that is a bool, mostly."""
        if depth <= 0 or self.chance.random() < 0.25:
            return self.chance.choice(("true", "false", "true", "false", '"true"', "null"))
        form = self.chance.choice(
            (
                "({x} == {y})",
                "({x} != {y})",
                "({l} == {m})",
                "({n} < {k})",
                "({n} >= {k})",
                "({t} && {u})",
                "({t} || {u})",
                "!{t}",
                "can({x})",
                "contains({l}, {x})",
                "({x} == null)",
                "alltrue({l})",
                "tobool({s})",
            )
        )
        inner = depth - 1
        return form.format(
            x=self.any(inner), y=self.any(inner), l=self.list(inner), m=self.list(inner), n=self.number(inner),
            k=self.number(inner), t=self.bool(inner), u=self.bool(inner), s=self.string(inner),
        )  # fmt: skip

    def list(self, depth: int) -> str:
        """Something that is a list, tuple or set, mostly."""
        if depth <= 0 or self.chance.random() < 0.3:
            members = [self.any(depth - 1) for _ in range(self.chance.choice((0, 1, 2, 2, 3)))]
            form = self.chance.choice(("[{0}]", "[{0}]", "tolist([{0}])", "toset([{0}])"))
            return form.format(", ".join(members))
        inner = depth - 1
        form = self.chance.choice(
            (
                "concat({l}, {m})",
                "{l}[*]",
                "[{o}, {p}][*].a",
                "[{o}, {p}].*.b",
                "flatten([{l}, {m}])",
                "keys({o})",
                "values({o})",
                "{x}[*]",
                "slice({l}, 0, 1)",
                "distinct({l})",
                "reverse({l})",
                "compact({l})",
                "coalescelist({l}, {m})",
                "setunion({l}, {m})",
                "({t} ? {l} : {m})",
                "[for_]",
            )
        )
        if form == "[for_]":
            return self.loop(inner, "[", "]", "{v}")
        return form.format(
            l=self.list(inner), m=self.list(inner), o=self.object(inner), p=self.object(inner), x=self.any(inner),
            t=self.bool(inner),
        )  # fmt: skip

    def object(self, depth: int) -> str:
        """Something that is an object or map, mostly."""
        if depth <= 0 or self.chance.random() < 0.35:
            names = self.chance.sample(_NAMES, self.chance.choice((0, 1, 2, 2)))
            members = ", ".join(f"{name} = {self.any(depth - 1)}" for name in names)
            return self.chance.choice(("{{ {0} }}", "{{ {0} }}", "tomap({{ {0} }})")).format(members)
        inner = depth - 1
        form = self.chance.choice(
            ("merge({o}, {p})", "({t} ? {o} : {p})", "zipmap({k}, {l})", "{{for_}}", "{{for_}}", "{{ ({s}) = {x} }}")
        )
        if form == "{{for_}}":
            grouped = self.chance.random() < 0.4
            return self.loop(inner, "{", "}", "{k} => {v}" + ("..." if grouped else ""))
        return form.format(
            o=self.object(inner), p=self.object(inner), t=self.bool(inner), k=self.list(inner), l=self.list(inner),
            s=self.string(inner), x=self.any(inner),
        )  # fmt: skip

    def loop(self, depth: int, opening: str, closing: str, result: str) -> str:
        """A for-expression over a list or an object."""
        source = self.chance.choice((self.list, self.object))(depth)
        key, value = f"k{len(self.bound)}", f"v{len(self.bound)}"
        self.bound += [key, value]
        spelled = result.replace("{k}", self.chance.choice((key, f'"{"${"}{key}{"}"}"', value, self.string(depth))))
        spelled = spelled.replace("{v}", self.chance.choice((value, self.any(depth))))
        condition = f" if {self.bool(depth)}" if self.chance.random() < 0.3 else ""
        del self.bound[-2:]
        return f"{opening}for {key}, {value} in {source} : {spelled}{condition}{closing}"


def generated(count: int) -> Iterator[str]:
    """So many different expressions."""
    maker = Maker(random.Random(SEED))
    seen: set[str] = set()
    while len(seen) < count:
        text = maker.any(maker.chance.choice((2, 3, 3, 4)))
        if len(text) < 400 and text not in seen:
            seen.add(text)
            yield text
