"""The nouns of nodes that a cluster makes by itself: Karpenter's pools and classes, and those of EKS Auto Mode."""

from __future__ import annotations

from eks_netlint.model.kubernetes.labels import Selector
from eks_netlint.model.kubernetes.nouns import Object
from eks_netlint.model.nouns import Cluster, Members, Noun
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Fact, Truth, Unknown

EC2_NODE_CLASS, AUTO_NODE_CLASS = "EC2NodeClass", "NodeClass"
"""Kinds of classes: of Karpenter that one runs oneself, and of EKS Auto Mode."""


@dataclass(frozen=True, slots=True)
class NodeRequirement:
    """What a node's label must say: ``operator`` is In, NotIn, Exists, DoesNotExist, Gt, Lt, Gte or Lte."""

    key: str
    operator: str
    values: tuple[Fact[str], ...]
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class NodePool(Object):
    """A pool of nodes.  ``limited`` says whether something bounds how many there may be: limits, or a fixed number.

    ``tainted`` says whether its nodes refuse pods that do not tolerate them.
    """

    class_kind: Fact[str]
    class_name: Fact[str]
    requirements: Members[NodeRequirement]
    limited: Truth
    tainted: Truth


@dataclass(frozen=True, slots=True)
class NodeClass(Object):
    """How nodes are made; ``kind`` tells whose.  ``max_pods`` is kubelet's, in pods, null where none is written."""

    max_pods: Fact[int | None]


@dataclass(frozen=True, slots=True)
class SecurityGroupPolicy(Object):
    """Security groups for some pods, which the VPC CNI gives an interface of their own.

    ``pods`` and ``accounts`` select by labels of the pod and of its service account, both where both are written; None
    where none is.  ``groups`` are ids as they are written.
    """

    pods: Selector | None
    accounts: Selector | None
    groups: Members[Fact[str]]


@dataclass(frozen=True, slots=True)
class Karpenter(Noun):
    """Karpenter's own settings on a cluster; on ``reserved_enis`` interfaces it counts no pods (default 0)."""

    reserved_enis: Fact[int]
    cluster: Cluster | Unknown | None
