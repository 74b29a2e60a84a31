"""Shell commands in provisioners, as far as they configure the VPC CNI: ``kubectl set env``, ``kubectl apply``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Text, Unknown, Value

_RUNNERS = ("null_resource", "terraform_data")
_FILES = ("local_file", "local_sensitive_file")
_HOLE = "\0"

_SET_ENV = pattern(r"kubectl\b[^\n;&|]*?\bset\s+env\b(?P<rest>[^\n;&|]*)")
_WORD = pattern(r"(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\\.|[^\s\"'\\])+")
_QUOTE = pattern(r"[\"']|\\(?=.)")
_PAIR = pattern(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.DOTALL)
_REMOVED = pattern(r"([A-Z_][A-Z0-9_]*)-")
_HEREDOC = pattern(r"<<-?\s*[\"']?(\w+)[\"']?[^\n]*\n(.*?)\n[ \t]*\1[ \t]*(?:\n|$)", re.DOTALL)
_INIT = "aws-vpc-cni-init"
_REMOVES_CNI = pattern(
    r"kubectl\b[^\n;&|]*\bdelete\b[^\n;&|]*\b(?:daemonset|daemonsets|ds)\b[^\n;&|]*\baws-node(?![\w-])"
)


@dataclass(frozen=True, slots=True)
class Command:
    """One text that a shell runs or a file that is written, and the resource that does so."""

    value: Known[str] | Text
    resource: Resource

    @property
    def text(self) -> str:
        """The text, continued lines joined, with a hole for each part that is not known."""
        parts = self.value.parts if isinstance(self.value, Text) else (str(self.value.value),)
        return "".join(part if isinstance(part, str) else _HOLE for part in parts).replace("\\\n", " ")

    @property
    def holes(self) -> tuple[Unknown, ...]:
        """The parts that are not known, in order."""
        parts = self.value.parts if isinstance(self.value, Text) else ()
        return tuple(part for part in parts if isinstance(part, Unknown))


@dataclass(frozen=True, slots=True)
class Environment:
    """Variables that a ``kubectl set env`` puts on the aws-node DaemonSet."""

    resource: Resource
    span: Span
    env: dict[str, Fact[str | None]] = field(default_factory=dict)
    init_env: dict[str, Fact[str | None]] = field(default_factory=dict)


def commands(declared: Declared) -> Iterator[Command]:
    """Every known string of the resources that run commands or write files for them."""
    for resource in declared.managed(*_RUNNERS, *_FILES):
        for name in resource.attributes.names():
            for value in read.strings_in(resource.get(name)):
                yield Command(value, resource)


def environments(found: list[Command]) -> Iterator[Environment]:
    """What ``kubectl set env`` on aws-node sets, command by command."""
    for command in found:
        text = command.text
        if "aws-node" not in text:
            continue
        for match in _SET_ENV.finditer(text):
            words = [_QUOTE.sub("", word) for word in _WORD.findall(match["rest"])]
            if any(word.rsplit("/", 1)[-1] == "aws-node" for word in words):
                yield _environment(command, words)


def _environment(command: Command, words: list[str]) -> Environment:
    span = command.value.span or command.resource.span
    made = Environment(command.resource, span)
    init = any(_INIT in word for word in words if not _PAIR.fullmatch(word) or word.startswith("-"))
    target = made.init_env if init else made.env
    for word in words:
        if word.startswith("-"):
            continue
        pair = _PAIR.fullmatch(word)
        if pair is not None:
            target[pair[1]] = _value(pair[2], span)
        elif _REMOVED.fullmatch(word):
            target[word[:-1]] = Known(None, span)
    return made


def _value(word: str, span: Span) -> Fact[str | None]:
    if _HOLE in word or "$" in word:
        return Unknown("the value is put together by a script", span)
    return Known(word, span)


def heredocs(command: Command) -> Iterator[Value]:
    """The texts a command feeds to ``kubectl apply``, or the file's own content."""
    text = command.text
    holes = iter(command.holes)
    if command.resource.type in _FILES:
        yield command.value
        return
    at = 0
    for match in _HEREDOC.finditer(text):
        for _ in range(text.count(_HOLE, at, match.start(2))):
            next(holes, None)
        body = match[2]
        parts: list[str | Unknown] = []
        for i, piece in enumerate(body.split(_HOLE)):
            if i:
                parts.append(next(holes, Unknown("not known")))
            parts.append(piece)
        at = match.end(2)
        span = command.value.span or command.resource.span
        filled = tuple(part for part in parts if part != "")
        yield Known(body, span) if len(parts) == 1 else Text("known in parts", span, parts=filled)


def removes_cni(found: list[Command]) -> Resource | None:
    """The resource whose command deletes the aws-node DaemonSet, if any."""
    return next((c.resource for c in found if "aws-node" in c.text and _REMOVES_CNI.search(c.text)), None)
