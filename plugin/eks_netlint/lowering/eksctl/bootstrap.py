"""What eksctl tells nodes when they start: the image, and user data as far as it says something of pods.

Source: nodebootstrap/, cfn/builder/managed_nodegroup.go, apis/eksctl.io/v1alpha5/amitype.go.
"""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Known, Origin, Text, Unknown, Value, dig

DEFAULT_FAMILY = "AmazonLinux2023"
"""``amiFamily`` where none is written (apis/eksctl.io/v1alpha5/types.go, DefaultNodeImageFamily)."""

_AMI_TYPES = (
    ("AmazonLinux2023", "AL2023_x86_64_STANDARD"),
    ("AmazonLinux2", "AL2_x86_64"),
    ("Bottlerocket", "BOTTLEROCKET_x86_64"),
    ("Windows", "WINDOWS_CORE_2022_x86_64"),
)
"""AMI types of EKS by the beginning of a family: only the family matters here, not processor or edition."""

_MARKS = (
    ("AmazonLinux2023", "Content-Type: application/node.eks.aws\n\nkind: NodeConfig"),
    ("AmazonLinux2", "/etc/eks/bootstrap.sh"),
    ("Ubuntu", "/etc/eks/bootstrap.sh"),
    ("Bottlerocket", "[settings.kubernetes]"),
    ("Windows", "Start-EKSBootstrap"),
)
"""Words by which user data of a family is known."""


def _family(body: Fields, span: Span | None) -> Fact[str]:
    return read.text(body.get("amiFamily"), read.default(DEFAULT_FAMILY, span))


def image_type(body: Fields, span: Span) -> Value:
    """The ``ami_type`` of a managed group; CUSTOM for an image of one's own, and for families EKS has no type for."""
    own = image(body)
    if not isinstance(own, Absent):
        return own if isinstance(own, Unknown) else Known("CUSTOM", own.span)
    family = _family(body, span)
    if isinstance(family, Unknown):
        return family
    found = next((kind for word, kind in _AMI_TYPES if family.value.startswith(word)), "CUSTOM")
    return Known(found, family.span, family.origin)


def image(body: Fields) -> Value | Absent:
    """The image that a group brings; absent where eksctl or EKS looks it up."""
    value = body.get("ami")
    if isinstance(value, Known) and not str(value.value).startswith("ami-"):
        return Absent(value.span)
    return value


def user_data(body: Fields, kind: str) -> Value | Absent:
    """Words of the user data that say something of pods; absent where a managed group has none.

    The later of two settings counts: ``kubeletExtraConfig`` before ``maxPodsPerNode`` before what replaces it all.
    """
    parts: list[str | Unknown] = []
    span = None
    settings = (
        ("maxPods", dig(body, "kubeletExtraConfig", "maxPods")),
        ("max-pods", dig(body, "bottlerocket", "settings", "kubernetes", "max-pods")),
        ("maxPodsPerNode", body.get("maxPodsPerNode")),
    )
    for name, value in settings:
        if not read.nothing(value) and isinstance(value, Known | Unknown):
            sign = " = " if "-" in name else ": "
            parts += [f"\n{name}{sign}", str(value.value) if isinstance(value, Known) else value]
            span = value.span
    labels = body.get("labels")
    if kind == "self-managed" and isinstance(labels, Fields):
        parts += _labels(labels)
    for value in (*read.members(body.get("preBootstrapCommands")).known, body.get("overrideBootstrapCommand")):
        if not read.nothing(value) and isinstance(value, Known | Unknown):
            parts += ["\n", str(value.value) if isinstance(value, Known) else value]
            span = span or value.span
    if not parts and kind == "managed" and isinstance(image(body), Absent):
        return Absent(body.span)
    return _text([_mark(body), *parts], span or body.span)


def _mark(body: Fields) -> str | Unknown:
    family = _family(body, body.span)
    if isinstance(family, Unknown):
        return family
    return next((mark for word, mark in _MARKS if family.value.startswith(word)), "")


def _labels(labels: Fields) -> list[str | Unknown]:
    found: list[str | Unknown] = []
    for name, value in labels.entries.items():
        if isinstance(name, str) and isinstance(value, Known):
            found.append(f"\n--node-labels={name}={value.value}")
        elif isinstance(name, str) and isinstance(value, Unknown):
            found += [f"\n--node-labels={name}=", value]
    return found


def _text(parts: list[str | Unknown], span: Span | None) -> Value:
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return Known("".join(part for part in parts if isinstance(part, str)), span, Origin.WRITTEN)
    return Text(unknown.why, span, unknown.cause, tuple(parts))
