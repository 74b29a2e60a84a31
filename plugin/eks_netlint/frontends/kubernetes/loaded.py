"""What reading manifests gives."""

from __future__ import annotations

from eks_netlint.manifests import Manifest
from eks_netlint.records import dataclass, field
from eks_netlint.source import Problem, Span


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the report should know about how the files were read."""

    message: str
    at: Span | None = None


@dataclass
class Loaded:
    """The objects of a tree, in the order of its files; ``files`` are those that hold some.

    ``lost`` stand for objects in what was not read, one for each kind and text (``Manifest.unread``).
    """

    manifests: list[Manifest] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    lost: list[Manifest] = field(default_factory=list)
