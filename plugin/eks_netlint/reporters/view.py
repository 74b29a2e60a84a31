"""What every reporter is given, and how paths and foreign text appear in a report."""

from __future__ import annotations

import os
from collections.abc import Mapping

from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field
from eks_netlint.report import Report
from eks_netlint.rules import Rule
from eks_netlint.source import Span

_STEERING = pattern(
    "[\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: terminal escapes
    "\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"  # direction marks and line separators reorder what is read
    "\ud800-\udfff]"  # lone surrogates cannot be encoded
)


_COMMAND = pattern(r"^(\s*:):|#(?=#(?:vso|teamcity)?\[)")
"""What a CI server takes for a command in a log: ``::`` at the beginning of a line (GitHub), ``##[`` (GitHub, Azure),
``##vso[`` and ``##teamcity[`` anywhere in it."""


def harmless(text: str) -> str:
    """The text on one line, without characters that steer a terminal, a CI server or reorder a line; one for one."""
    text = _STEERING.sub(lambda found: " " if found.group() in "\t\n\r" else "\N{REPLACEMENT CHARACTER}", text)
    if "::" in text or "##" in text:
        text = _COMMAND.sub(lambda found: f"{found[1]}\N{MODIFIER LETTER COLON}" if found[1] else "\u266f", text)
    return text


def as_json(document: object) -> str:
    """A document as JSON in ASCII, in which no CI server finds a command."""
    import json  # the text needs none

    return json.dumps(document, indent=2).replace("##", "#\\u0023") + "\n"


@dataclass(frozen=True, slots=True)
class View:
    """A report, where it is read from, and the rules it speaks of (those that ran and those of the ignores)."""

    report: Report
    cwd: str
    rules: Mapping[str, Rule[object]] = field(default_factory=dict)
    why: bool = False
    color: bool = False

    def path(self, path: str) -> str:
        """A path of the report relative to the working directory, with forward slashes."""
        if not path:
            return ""
        return os.path.relpath(os.path.join(self.report.tree, path), self.cwd).replace(os.sep, "/")

    def repository_path(self, path: str) -> str:
        """The path relative to the repository, as GitHub names files; where there is none, as ``path``."""
        here = self.path(path)
        in_git = os.path.exists(os.path.join(self.report.tree, ".git"))
        return path if path and (in_git or here.startswith("../")) else here

    def place(self, span: Span) -> str:
        """``main.tf:12`` as text shows it."""
        return f"{harmless(self.path(span.path))}:{span.line}"


def header(span: Span) -> tuple[int, int, int, int]:
    """Line, column, end line, end column of the place to show for a span: of a block, its first line only.

    A region of several lines is annotated in a pull request only if every one of them changed.
    """
    line, column = span.document.position(span.start)
    end_line, end_column = span.document.position(span.end)
    if end_line > line and span.text.rstrip().endswith("}"):
        return line, column, line, len(span.document.line_text(line).rstrip()) + 1
    return line, column, end_line, end_column
