"""Ways in which one root is applied, each with values of its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eks_netlint.records import dataclass, field
from eks_netlint.values import Value


@dataclass(frozen=True, slots=True)
class Environment:
    """What a root is given besides the files it loads by itself: variable files of the tree, and values, which win.

    The one without a name is given where nobody declared any.
    """

    name: str = ""
    var_files: tuple[Path, ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)
    workspace: str | None = None


def the_same_everywhere(root: str) -> tuple[Environment, ...]:
    """The environments of a root, by its path, where nobody says anything: first what is common to all, then each."""
    return (Environment(),)
