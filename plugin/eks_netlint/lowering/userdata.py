"""What user data says: max pods in every spelling, and which AMI family it is written for."""

from __future__ import annotations

import binascii
import re
import zlib

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.model.nouns import MaxPods
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Absent, Encoded, Fact, Fields, Known, Reference, Text, Unknown, Value

_HOLE = "\0"
"""Stands in a script for a part that is not known."""

_LIMIT = 1_000_000
"""Characters of user data we look at; EC2 itself takes 16 KB (EC2 user guide, "user data", 2026-11)."""

KUBELET_MAX_PODS = 110
"""What kubelet does when nobody tells it (kubelet --max-pods, kubernetes.io reference, 2026-11)."""

_SPELLINGS = (
    (pattern(r"--max-pods(?:=|\s+)[\"']?(\d+|\0|\$)"), "--max-pods in the user data"),
    (pattern(r"-MaxPods(?:=|\s+)[\"']?(\d+|\0|\$)"), "-MaxPods in the user data"),
    (pattern(r"\bmaxPodsPerNode\s*:\s*(\d+|\0)"), "maxPodsPerNode"),
    (pattern(r"\bmaxPods[\"']?\s*:\s*[\"']?(\d+|\0|\$)"), "maxPods in a NodeConfig"),
    (pattern(r"(?m)^[ \t]*[\"']?max-pods[\"']?\s*=\s*[\"']?(\d+|\0|\$)"), "max-pods in Bottlerocket settings"),
)
_COMPUTED = (
    (pattern(r"\bmaxPodsExpression\b"), "max pods come from kubelet.maxPodsExpression"),
    (pattern(r"\bmax-pods-calculator"), "max pods are computed on the node"),
)
_UNLIMITED = pattern(r"--use-max-pods(?:=|\s+)[\"']?false")
_HARMLESS = pattern(
    r"(?i)bootstrap\.sh\s+[\"']?[\w.-]*$|(cluster|endpoint|certificate|\bca\b|cidr|\bname\b|dns|region|account|bucket|url)[^\n\0]{0,40}$"
)
_NODE_LABELS = pattern(r"--node-labels(?:=|\s+)([^\s\"']+)")
_LABEL_TABLE = pattern(r"(?m)^\s*\[settings\.kubernetes\.node-labels\]\s*\n((?:(?!\s*\[)[^\n]*\n?)*)")
_LABEL_LINE = pattern(r"(?m)^\s*\"?([^\s\"=]+)\"?\s*=\s*\"([^\"\n]*)\"")
_COMPOSED = pattern(r"[\0$`]")
_VARIABLE = pattern(r"(^|[.(])var\.")
_FAMILIES = (
    (pattern(r"application/node\.eks\.aws|kind:\s*NodeConfig|\bnodeadm\b"), "AL2023"),
    (pattern(r"/etc/eks/bootstrap\.sh"), "AL2"),
    (pattern(r"(?m)^\s*\[?settings\.kubernetes"), "BOTTLEROCKET"),
    (pattern(r"Start-EKSBootstrap|EKSBootstrapScriptFile"), "WINDOWS"),
)


@dataclass(frozen=True, slots=True)
class Script:
    """User data as far as it is known: its text with a hole for each part that is not."""

    text: str
    holes: tuple[Unknown, ...]
    span: Span | None

    def joined(self, other: Script) -> Script:
        """Both, one after the other."""
        return Script(self.text + "\n" + other.text, self.holes + other.holes, self.span or other.span)


def script(value: Value | Absent, declared: Declared) -> Script | Unknown | None:
    """The script behind a ``user_data`` attribute: decoded, with the parts of a cloud-init archive joined.

    None where there surely is none, ``Unknown`` where nothing of it is known.
    """
    value = declared.chase(value)
    match value:
        case Absent() | Known(value=None) | Known(value=""):
            return None
        case Known(decoded=Known() | Text() as inner) | Encoded(decoded=Known() | Text() as inner):
            return script(inner, declared)
        case Encoded(decoded=structure):
            return _sketch(structure)
        case Known():
            return Script(_plain(read.spelled(value.value)), (), value.span)
        case Text():
            return _from_parts(value)
        case Reference():
            return _rendered(value, declared)
        case Unknown():
            return value
        case _:
            return Unknown("user data is no string", value.span)


def _from_parts(value: Text) -> Script:
    holes = tuple(part for part in value.parts if isinstance(part, Unknown))
    text = "".join(part if isinstance(part, str) else _HOLE for part in value.parts)
    return Script(text[:_LIMIT], holes, value.span)


def _sketch(structure: Value) -> Script:
    """A structure that some function encodes, as lines of ``key: value``."""
    match structure:
        case Unknown():
            return Script(_HOLE, (structure,), structure.span)
        case Known():
            return Script(read.spelled(structure.value), (), structure.span)
        case Fields():
            pairs = [(f"{key}: ", entry) for key, entry in structure.entries.items()]
        case _:
            pairs = [("- ", entry) for entry in structure.members]
    pieces = [(head, _sketch(entry)) for head, entry in pairs]
    text = "\n".join(head + ("\n" if "\n" in piece.text else "") + piece.text for head, piece in pieces)
    return Script(text[:_LIMIT], tuple(hole for _, piece in pieces for hole in piece.holes), structure.span)


def _rendered(value: Reference, declared: Declared) -> Script | Unknown | None:
    """The parts of a ``cloudinit_config``, or the text of a ``template_file``, behind their ``rendered``."""
    source = declared.target(value)
    if source is None or value.path[:1] != ("rendered",):
        return value
    if source.type == "template_file":
        return script(source.get("template"), declared)
    parts = read.blocks(source.get("part"))
    whole: Script | None = None
    for part in parts.known:
        kind = read.text(part.get("content_type"), Known("text/plain"))
        found = script(part.get("content"), declared)
        if isinstance(found, Unknown):
            found = Script(_HOLE, (found,), value.span)
        if found is not None:
            head = f"Content-Type: {kind.value}\n\n" if isinstance(kind, Known) else ""
            found = Script(head + found.text, found.holes, found.span)
            whole = found if whole is None else whole.joined(found)
    if parts.rest is not None:
        if whole is None:
            return parts.rest
        whole = whole.joined(Script(_HOLE, (parts.rest,), value.span))
    return whole


def _plain(text: str) -> str:
    """The text itself, or what it is the base64 (and gzip) form of."""
    packed = "".join(text.split())
    if len(packed) < 16 or len(packed) % 4 or not re.fullmatch(r"[A-Za-z0-9+/]+={0,2}", packed):
        return text[:_LIMIT]
    import base64  # few user data are

    try:
        data = base64.b64decode(packed, validate=True)
        if data[:2] == b"\x1f\x8b":
            data = zlib.decompressobj(31).decompress(data, _LIMIT)
        return data.decode("utf-8")[:_LIMIT]
    except (binascii.Error, zlib.error, UnicodeDecodeError):
        return text[:_LIMIT]


def max_pods(found: Script | Unknown | None) -> MaxPods:
    """Max pods as the script sets it; known null where it surely sets none."""
    if found is None:
        return MaxPods(Known(None))
    if isinstance(found, Unknown):
        return MaxPods(Unknown(f"user data is not known: {found.why}", found.span, found.cause))
    text = _without_comments(found.text)
    last: tuple[int, str, str] | None = None
    for spelling, where in _SPELLINGS:
        for match in spelling.finditer(text):
            if last is None or match.start() >= last[0]:
                last = (match.start(), match.group(1), where)
    if last is not None:
        _, number, where = last
        if number.isdigit():
            return MaxPods(Known(int(number), found.span), where)
        return MaxPods(Unknown(f"{where} is not a plain number", found.span), where)
    for spelling, why in _COMPUTED:
        if spelling.search(text):
            return MaxPods(Unknown(why, found.span))
    if _UNLIMITED.search(text):
        return MaxPods(read.default(KUBELET_MAX_PODS, found.span), "kubelet's own default after --use-max-pods false")
    doubt = _doubtful(found)
    return MaxPods(doubt if doubt is not None else Known(None, found.span))


def labels(found: Script | Unknown | None) -> tuple[dict[str, Fact[str]], Unknown | None]:
    """Node labels the script gives to kubelet, and why there may be others."""
    if not isinstance(found, Script):
        return {}, found
    text = _without_comments(found.text)
    pairs = [pair for given in _NODE_LABELS.findall(text) for pair in given.split(",")]
    for table in _LABEL_TABLE.findall(text):
        pairs += [f"{key}={value}" for key, value in _LABEL_LINE.findall(table)]
    known: dict[str, Fact[str]] = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        if key and not _COMPOSED.search(key):
            composed = _COMPOSED.search(value)
            known[key] = Unknown("the label is put together in user data", found.span) if composed else Known(value)
    return known, _doubtful(found)


def _doubtful(found: Script) -> Unknown | None:
    """A hole in which a kubelet setting may hide; names, endpoints and certificates hide none."""
    holes = iter(found.holes)
    for at, character in enumerate(found.text):
        if character != _HOLE:
            continue
        hole = next(holes, None)
        if hole is None:
            return None
        if isinstance(hole, Reference) and not _VARIABLE.search(hole.address):
            continue
        line = found.text[found.text.rfind("\n", 0, at) + 1 : at]
        if not _HARMLESS.search(line):
            return Unknown(f"part of the user data is not known: {hole.why}", found.span, hole.cause)
    return None


def _without_comments(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(line for line in lines if not line.lstrip().startswith("#") or line.startswith("#!"))


def family(found: Script | Unknown | None) -> str | None:
    """The AMI family whose bootstrap the script speaks, None where it does not show."""
    if not isinstance(found, Script):
        return None
    return next((name for pattern, name in _FAMILIES if pattern.search(found.text)), None)


def mentions_cluster(found: Script | Unknown | None) -> bool:
    """Whether the script joins a node to an EKS cluster."""
    return family(found) is not None
