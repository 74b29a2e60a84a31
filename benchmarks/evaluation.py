"""Evaluating a large root, beside the least any reader has to do with it (``baseline.py``): parse and walk.

python benchmarks/evaluation.py

Shapes: 4,000 resources written out and one block over 1,000 elements; five blocks over 1,000 written elements; modules
six levels deep with ``for_each`` at each; a chain of locals each of which is used twice by the next.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tree_sitter
import tree_sitter_hcl
from baseline import walk

from eks_netlint.frontends.terraform import load
from eks_netlint.values import Fields, Items

MOST = 3.0
"""How many times the parse the evaluation of a large root may take."""


def written_out() -> Iterator[tuple[str, str]]:
    """4,000 subnets written out, and one block with 1,000 of them."""
    for part in range(8):
        yield f"subnets{part}.tf", "\n".join(_subnet(number) for number in range(500 * part, 500 * part + 500))
    vpc = 'variable "vpc" {\n  default = "vpc-1"\n}\n'
    yield "main.tf", "\n".join([vpc, _elements(), _each("aws_route_table", "each")])


def _subnet(number: int) -> str:
    return (
        f'resource "aws_subnet" "s{number}" {{\n  vpc_id            = var.vpc\n'
        f'  cidr_block        = cidrsubnet("10.0.0.0/8", 13, {number})\n'
        f'  availability_zone = "eu-west-1${{element(["a", "b", "c"], {number})}}"\n'
        f'  tags = {{\n    Name = "subnet-{number}"\n    Tier = {number} % 2 == 0 ? "private" : "public"\n  }}\n}}\n'
    )


def over_elements() -> Iterator[tuple[str, str]]:
    """Five blocks with ``for_each`` over 1,000 elements."""
    kinds = ("aws_subnet", "aws_route_table", "aws_network_interface", "aws_eip", "aws_ec2_tag")
    yield "main.tf", "\n".join([_elements(), *(_each(kind, "this") for kind in kinds)])


def _elements() -> str:
    members = "\n".join(
        f'    "k{number}" = {{\n      number = {number}\n      zone   = "eu-west-1{"abc"[number % 3]}"\n'
        f'      range  = "10.{number // 250}.{number % 250}.0/24"\n      tags   = {{ Team = "t{number % 9}" }}\n    }}'
        for number in range(1000)
    )
    return f"locals {{\n  elements = {{\n{members}\n  }}\n}}\n"


def _each(kind: str, name: str) -> str:
    return (
        f'resource "{kind}" "{name}" {{\n  for_each          = local.elements\n'
        f"  cidr_block        = each.value.range\n  availability_zone = each.value.zone\n"
        f'  tags              = merge(each.value.tags, {{ Name = "{kind}-${{each.key}}" }})\n}}\n'
    )


def deep_modules() -> Iterator[tuple[str, str]]:
    """Six levels of modules, three instances at each: 729 of the innermost."""
    call = (
        'module "inner" {{\n  source   = "{source}"\n  for_each = {{ a = 1, b = 2, c = 3 }}\n'
        '  name     = "{name}-${{each.key}}"\n}}\n'
    )
    yield "main.tf", call.format(source="./level1", name="root")
    for level in range(1, 6):
        body = 'variable "name" {}\n' + call.format(source=f"../level{level + 1}", name="${var.name}")
        output = 'output "names" {\n  value = flatten([for one in module.inner : one.names])\n}\n'
        yield f"level{level}/main.tf", body + output
    yield "level6/main.tf", (
        'variable "name" {}\nresource "aws_eip" "x" {\n  tags = { Name = var.name }\n}\n'
        'output "names" {\n  value = [aws_eip.x.tags.Name]\n}\n'
    )


def too_deep() -> Iterator[tuple[str, str]]:
    """Six levels with ten instances at each: a million modules, of which the bound lets 2,000 through."""
    for path, text in deep_modules():
        yield path, text.replace("c = 3", ", ".join(f"{letter} = 1" for letter in "cdefghij"))


def doubling() -> Iterator[tuple[str, str]]:
    """A chain of 60 locals each used twice: 2^60 evaluations for who evaluates twice."""
    links = "\n".join(f"  l{number} = [local.l{number - 1}[0], local.l{number - 1}[0] + 1]" for number in range(1, 61))
    last = 'resource "aws_eip" "x" {\n  tags = { n = local.l60[1] }\n}\n'
    yield "main.tf", f"locals {{\n  l0 = [0, 1]\n{links}\n}}\n{last}"


def touch(value: object) -> int:
    """Ask for everything inside a value."""
    if isinstance(value, Items):
        return 1 + sum(map(touch, value.members))
    if isinstance(value, Fields):
        return 1 + sum(touch(member) for member in value.entries.values())
    return 1


def evaluate(folder: Path) -> int:
    """How many resources there are, all of their attributes asked for."""
    count = 0
    loaded = load(folder)
    for root in loaded.roots:
        for resource in root.resources:
            count += 1
            for name in resource.attributes.names():
                touch(resource.get(name))
    return count


def parse(folder: Path) -> int:
    """What ``baseline.py`` does."""
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
    for file in folder.rglob("*.tf"):
        walk(parser.parse(file.read_bytes()).root_node)
    return 0


def seconds(work: Callable[[Path], int], folder: Path, times: int = 3) -> tuple[float, int]:
    """The least CPU time of some runs, and what the work answered."""
    best, answer = float("inf"), 0
    for _ in range(times):
        begun = time.process_time()
        answer = work(folder)
        best = min(best, time.process_time() - begun)
    return best, answer


def measure(shape: Callable[[], Iterator[tuple[str, str]]]) -> tuple[float, float, int]:
    """Seconds of the parse, seconds of everything, and the number of resources."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in shape():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text)
        least, _ = seconds(parse, folder)
        ours, count = seconds(evaluate, folder)
        return least, ours, count


def main() -> int:
    """Print the table; 1 if a large root takes more than ``MOST`` times its parse."""
    slow = 0
    for shape in (written_out, over_elements, deep_modules, too_deep, doubling):
        least, ours, count = measure(shape)
        name, times = shape.__name__.replace("_", " "), ours / least
        print(f"{name:14} {count:6} resources   parse {least:6.3f} s   all {ours:6.3f} s   {times:6.2f} times")
        slow += count >= 5000 and ours > MOST * least
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
