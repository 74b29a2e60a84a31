"""Where reports go: standard output and files, in any terminal, to any reader that may have gone away."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from eks_netlint.reporters.view import View

FORMATS = ("text", "json", "sarif", "github", "junit")


class Target(NamedTuple):
    """A format and the file it goes to; None is standard output."""

    format: str
    path: str | None


class FormatOrOutput(argparse.Action):
    """Keeps ``--format`` and ``--output`` in the order they were given in, which pairs them."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        """Append the option and its value."""
        given = [*(getattr(namespace, self.dest) or []), ((option_string or "").lstrip("-"), str(values))]
        setattr(namespace, self.dest, given)


class BadTargets(ValueError):
    """Formats and outputs that do not pair: the caller has to change them."""


def targets(given: Sequence[tuple[str, str]]) -> tuple[Target, ...]:
    """Pair formats with outputs: an output belongs to the format before it, or else to the one after it.

    Without a format the report is text, without an output it goes to standard output (``-``), which takes one
    report only.  Raises ``BadTargets``.
    """
    pairs: list[tuple[str | None, str | None]] = []
    for option, value in given:
        last = pairs[-1] if pairs else None
        if option == "format":
            if last is not None and last[0] is None:
                pairs[-1] = (value, last[1])
            else:
                pairs.append((value, None))
        elif last is not None and last[1] is None:
            pairs[-1] = (last[0], value)
        else:
            pairs.append((None, value))
    if sum(format is None for format, _ in pairs) > (1 if len(pairs) == 1 else 0):
        raise BadTargets("more --output than --format")
    made = tuple(Target(format or "text", None if path == "-" else path) for format, path in pairs)
    if sum(target.path is None for target in made) > 1:
        raise BadTargets("only one report can go to standard output; give the others an --output")
    return made or (Target("text", None),)


def render(format: str, view: View) -> str:
    """The report in one of the formats."""
    rendered: object = import_module(f"eks_netlint.reporters.{format}").render(view)
    return str(rendered)


def put(text: str, path: str | None) -> None:
    """Write to a file in UTF-8, or to standard output as far as its encoding goes.

    Raises ``OSError`` if the file cannot be written.  A reader of standard output that has gone away is no error:
    the exit code still says what was found.
    """
    if path is not None:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        return
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        # the interpreter flushes once more when it ends, and would complain there
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def wants_color(asked: bool | None, environment: Mapping[str, str]) -> bool:
    """Whether to colour standard output: as asked, else by NO_COLOR, FORCE_COLOR and whether it is a terminal."""
    if asked is not None:
        return asked
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and environment.get("TERM") != "dumb"
