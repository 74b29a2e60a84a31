"""Blocks of rule numbers."""

from __future__ import annotations

import pytest

from eks_netlint.rules.blocks import BLOCKS, UnknownBlock, block_of, rule_id


@pytest.mark.parametrize(
    ("catalogue", "id"),
    [("A01", "EKN101"), ("B16", "EKN216"), ("C03", "EKN263"), ("D07", "EKN457"), ("E05", "EKN305"), ("F02", "EKN502"),
     ("G01", "EKN701"), ("H05", "EKN605"), ("I10", "EKN640"), ("J02", "EKN752"), ("K12", "EKN412"), ("L08", "EKN808"),
     ("ekn101", "EKN101")],
)  # fmt: skip
def test_ids_follow_the_catalogue(catalogue: str, id: str) -> None:
    assert rule_id(catalogue) == id


@pytest.mark.parametrize("wrong", ["EKN100", "EKN260", "EKN999", "EKN12", "M01", "B60", "", "A00"])
def test_numbers_outside_the_blocks_are_refused(wrong: str) -> None:
    with pytest.raises(UnknownBlock):
        rule_id(wrong)


def test_blocks_do_not_overlap() -> None:
    taken = [number for block in BLOCKS for number in range(block.base, block.last + 1)]
    assert len(taken) == len(set(taken))
    assert block_of("EKN617").letter == "H"
