"""The order in which Terraform iterates maps."""

from __future__ import annotations

from collections.abc import Iterable

from eks_netlint.values import Reference


def sorted_keys(keys: Iterable[str | Reference]) -> tuple[list[str | Reference], bool]:
    """Keys as Terraform iterates them, and whether that order is known.

    Strings go by their bytes.  Identities can be ordered only among members of one list that the provider sorts (the
    names of a zone list); others keep the order in which they were given, and the answer says so.
    """
    given = list(keys)
    texts = [key for key in given if isinstance(key, str)]
    if len(texts) == len(given):
        return [*sorted(texts, key=lambda text: text.encode())], True
    references = [key for key in given if isinstance(key, Reference)]
    if not texts and _one_sorted_list(references):
        return [*sorted(references, key=lambda reference: str(reference.path[-1]).zfill(9))], True
    return given, len(given) < 2


def _one_sorted_list(references: list[Reference]) -> bool:
    """Whether all are members of one list of zones, which the AWS provider returns sorted by name."""
    first = references[0]
    return first.address.rpartition("data.")[2].startswith("aws_availability_zones.") and all(
        reference.address == first.address
        and reference.path[:-1] == first.path[:-1]
        and isinstance(reference.path[-1], int)
        for reference in references
        if reference.path
    ) and all(reference.path for reference in references)
