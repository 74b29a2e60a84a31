"""What a run may be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eks_netlint.records import dataclass, field
from eks_netlint.rules import Rule
from eks_netlint.rules.rulings import Thresholds
from eks_netlint.source import Problem

if TYPE_CHECKING:
    from datetime import date


class BadOptions(ValueError):
    """Options, or a config, that cannot be meant: somebody has to change them.  ``problems`` are those of a config."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Text:
    """Kubernetes manifests that are in no file: standard input, or what a tool made of files.

    ``path`` is the absolute path by which a report names it.  ``instead_of`` are the files and folders of which it was
    made, which are not read besides.  ``problem`` says why there is no text, empty if there is.
    """

    path: Path
    data: bytes
    instead_of: tuple[Path, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run may be told.

    ``select`` and ``ignore`` are patterns for ids and names of rules.  ``tree`` overrides the search for the git
    top level.  ``touched`` says that the paths are files a commit touched: they select the roots that read them, and
    need not exist or be ours.  ``today`` is the day by which ignores expire.  ``rules`` are asked besides those that
    are installed.  ``jobs`` is the most processes among which to share the roots of a tree.  ``config`` is read
    instead of the tree's own; whatever is said here wins over it, but that ``ignore`` adds to what it ignores.
    ``workspace`` is what ``terraform.workspace`` is in every root.  ``offers`` says that somebody wants to know what
    he could pass: variable files that nobody loads are looked for.  ``texts`` are manifests besides those of files.
    ``parameters`` are what parameters of CloudFormation templates are worth, whatever their defaults.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    var_files: tuple[Path, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    thresholds: Thresholds = field(default_factory=dict)
    today: date | None = None
    tree: Path | None = None
    touched: bool = False
    rules: tuple[Rule[object], ...] = ()
    jobs: int = 1
    config: Path | None = None
    workspace: str | None = None
    offers: bool = False
    texts: tuple[Text, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
