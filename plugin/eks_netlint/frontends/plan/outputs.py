"""Outputs of well-known modules that hand on all instances of a resource, which a plan does not tell from a part."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from eks_netlint.frontends.plan.shown import Object, within

_ALL = re.compile(r"\w+\.\w+\[\*\]\.\w+")


def hands_on_all(call: Object, output: str) -> bool:
    """Whether the output of a called module is one attribute of all instances of a resource, in their order.

    Known by our stub of the module, which is judged by the real one.
    """
    source, version = call.get("source"), call.get("version_constraint")
    if not isinstance(source, str):
        return False
    from eks_netlint.frontends.terraform.registry import find_stub, is_remote  # with Terraform's parser behind it

    if not is_remote(source):
        return False
    stub = find_stub(source, version if isinstance(version, str) else None, frozenset(within(call, "expressions")))
    return stub is not None and output in _whole(stub.directory)


@cache
def _whole(directory: Path) -> frozenset[str]:
    from eks_netlint.frontends.terraform.sources import Sources

    outputs = Sources(directory).module(directory, stub=True).outputs
    values = {name: block.body.attributes.get("value") for name, block in outputs.items()}
    return frozenset(
        name
        for name, value in values.items()
        if value is not None and _ALL.fullmatch(value.span.text.partition("=")[2].strip())
    )
