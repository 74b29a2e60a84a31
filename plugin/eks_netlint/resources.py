"""What every front end produces: resources with an address, attributes and a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Absent, Reference, Truth, Unknown, Value

KUBERNETES = "kubernetes"
"""``Resource.mode`` of an object from a file of Kubernetes."""


class TooLarge(Exception):
    """A root asks for more than anybody could want to know; the message says of what, in lower case."""


class Attributes(Protocol):
    """Attributes of one resource instance, evaluated when asked for and then kept."""

    def get(self, name: str) -> Value | Absent:
        """The attribute; nested blocks appear as ``Items`` of ``Fields`` under the name of their type.

        May raise ``TooLarge``: the root is not worth any more work.
        """

    def names(self) -> Iterable[str]:
        """Names of all attributes and nested block types that are written."""


@dataclass(frozen=True, slots=True)
class WrittenAttributes:
    """Attributes that are all known beforehand (plan JSON, tests)."""

    entries: Mapping[str, Value]
    span: Span | None = None

    def get(self, name: str) -> Value | Absent:
        """The attribute, or ``Absent``."""
        found = self.entries.get(name)
        return Absent(self.span) if found is None else found

    def names(self) -> Iterable[str]:
        """Names of all attributes."""
        return self.entries.keys()


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One instance of a resource or data source.

    ``address`` is Terraform's own (``module.vpc.aws_subnet.private[0]``); ``key`` is its count index or for_each
    key.  ``span`` is where a finding on the resource points: its block, or for a resource made by one of our module
    stubs the user's module call.  ``calls`` are the module call blocks that lead to it, outermost first.
    ``exists`` is UNSURE where count or for_each is not known, and then ``unsure`` says why.
    """

    type: str
    name: str
    address: str
    attributes: Attributes
    span: Span
    mode: str = "managed"  # or "data", "module" for a call whose source is not to be had, or KUBERNETES
    module: str = ""  # "module.eks.module.node_group[\"a\"]", empty for the root
    key: str | int | Reference | None = None
    calls: tuple[Span, ...] = ()
    exists: Truth = Truth.YES
    unsure: Unknown | None = None
    stub: bool = False
    depends_on: tuple[str, ...] = field(default=())  # "aws_eks_addon.vpc_cni" as written, module-local

    def get(self, name: str) -> Value | Absent:
        """An attribute or, under its type name, the nested blocks of one type."""
        return self.attributes.get(name)
