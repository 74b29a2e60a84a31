"""When our own code fails at a resource, the network is made again as if nothing were known of that one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType

from eks_netlint.lowering import aws
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass, replace
from eks_netlint.resources import Attributes, Resource, TooLarge
from eks_netlint.source import Problem, told
from eks_netlint.values import Absent, Cause, Fields, Unknown, Value

MAX_FAULTS = 20
"""Resources of one root at which our code may fail before the root is given up."""


@dataclass(frozen=True, slots=True)
class _Withheld:
    """Attributes of which nothing is known but their names."""

    written: Attributes
    why: Unknown

    def get(self, name: str) -> Value | Absent:
        """Unknown, whether it is written or not."""
        return self.why

    def names(self) -> Iterable[str]:
        """The names that are written."""
        return self.written.names()


def lowered(
    name: str, resources: Sequence[Resource], given: Sequence[Manifest] = ()
) -> tuple[Network, tuple[Problem, ...]]:
    """The network of a root, and an internal Problem for each resource at which our code failed.

    Such a resource stays in the network as one of which nothing is known: left out, others would seem complete that
    are not.  Raises ``TooLarge``, and what was raised where no resource can be blamed for it.
    """
    problems: list[Problem] = []
    while True:
        try:
            return aws.lower(name, resources, given), tuple(problems)
        except TooLarge:
            raise
        except Exception as error:
            blamed = _blamed(error.__traceback__)
            if blamed is None or len(problems) == MAX_FAULTS:
                raise
            message = f"{blamed.address} cannot be made part of the network: {told(error)}"
            problems.append(Problem(blamed.span.path, message, blamed.span.line, internal=True))
            why = Unknown(f"internal error ({type(error).__name__})", blamed.span, Cause.UNSUPPORTED)
            unknown = replace(blamed, attributes=_Withheld(blamed.attributes, why))
            resources = [unknown if one is blamed else one for one in resources]
            given = [replace(one, body=Fields({}, why)) if one.resource is blamed else one for one in given]


def _blamed(frame: TracebackType | None) -> Resource | None:
    """The resource that the innermost function was busy with, of those that were not blamed yet."""
    found: Resource | None = None
    while frame is not None:
        for value in frame.tb_frame.f_locals.values():
            resource = value if isinstance(value, Resource) else getattr(value, "resource", None)
            if isinstance(resource, Resource) and not isinstance(resource.attributes, _Withheld):
                found = resource
        frame = frame.tb_next
    return found
