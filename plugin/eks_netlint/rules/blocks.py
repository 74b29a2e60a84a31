"""Which concept of the network a rule's number stands for."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """The numbers ``base + 1`` to ``last``; ``letter`` is the chapter of the rule catalogue, if it has one."""

    letter: str
    base: int
    last: int
    title: str


class UnknownBlock(ValueError):
    """A number or letter that belongs to no block: the rule's author has to choose another id."""


BLOCKS = (
    Block("A", 100, 199, "Subnets and addresses"),
    Block("B", 200, 259, "VPC CNI settings"),
    Block("C", 260, 299, "Subnet discovery"),
    Block("E", 300, 399, "Network policies and egress by name"),
    Block("K", 400, 449, "Security-group paths"),
    Block("D", 450, 499, "Security groups for pods"),
    Block("F", 500, 599, "Routes, NAT and endpoints"),
    Block("H", 600, 629, "Services and load balancers"),
    Block("I", 630, 699, "Ingress and gateways"),
    Block("G", 700, 749, "kube-proxy"),
    Block("J", 750, 799, "DNS"),
    Block("L", 800, 899, "Karpenter, Auto Mode and the rest"),
    Block("", 0, 99, "Ignores"),
)


def block_of(rule: str) -> Block:
    """The block of a rule id such as ``EKN101``.  Raises ``UnknownBlock``."""
    number = rule.removeprefix("EKN")
    if len(number) == 3 and number.isdigit():
        for block in BLOCKS:
            if block.base < int(number) <= block.last:
                return block
    raise UnknownBlock(f"{rule}: an id is EKN and a number of one of the blocks in eks_netlint/rules/blocks.py")


def rule_id(name: str) -> str:
    """The id for either spelling: ``EKN216`` itself, or the catalogue's ``B16``.  Raises ``UnknownBlock``."""
    name = name.upper()
    if name.startswith("EKN"):
        block_of(name)
        return name
    for block in BLOCKS:
        if name[:1] == block.letter and name[1:].isdigit() and 0 < int(name[1:]) <= block.last - block.base:
            return f"EKN{block.base + int(name[1:])}"
    raise UnknownBlock(f"{name}: neither an id (EKN216) nor a catalogue name (B16)")
