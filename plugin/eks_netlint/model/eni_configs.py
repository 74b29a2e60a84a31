"""Which ENIConfig a node uses: the one that its label names, or the one called "default".

Semantics: GetNodeSpecificENIConfigName in pkg/eniconfig/eniconfig.go of amazon-vpc-cni-k8s v1.23.1 (2026-08-20).
"""

from __future__ import annotations

from eks_netlint.model.cni import CniMode
from eks_netlint.model.nouns import Cluster, EniConfig, NodeGroup, Subnet, Zone
from eks_netlint.patterns import pattern
from eks_netlint.values import Fact, Known, Reference, Text, Truth, Unknown

DEFAULT_NAME = "default"
"""The ENIConfig of a node that neither label nor annotation leads to another (EniConfigDefault in eniconfig.go)."""

ZONE_ID_LABEL = "topology.k8s.aws/zone-id"
OLD_ZONE_LABEL = "failure-domain.beta.kubernetes.io/zone"
ZONE_LABELS = ("topology.kubernetes.io/zone", OLD_ZONE_LABEL, ZONE_ID_LABEL)
"""Labels that say a node's zone, by name or by id (Kubernetes well-known labels; EKS and Karpenter set zone-id)."""

_SET_BY_ITSELF = pattern(r"(.*\.)?(kubernetes\.io|k8s\.io|k8s\.aws|eks\.amazonaws\.com|karpenter\.sh)/")
_LIKE_A_ZONE = pattern(r"[a-z]{2}(-[a-z]+)+-\d|[a-z]+\d+-az\d")


def serves(config: EniConfig, group: NodeGroup, subnet: Subnet, how: CniMode) -> Truth:
    """Whether a node of the group in the subnet uses this ENIConfig (annotations on nodes are not seen)."""
    label = how.eni_config_label
    if isinstance(label, Unknown):
        return Truth.UNSURE
    if label.value in ZONE_LABELS and label.value not in group.labels:
        return _named_like_zone(config, subnet, by_id=label.value == ZONE_ID_LABEL)
    wanted = label_value(group, label.value)
    if isinstance(wanted, Unknown):
        return Truth.YES if isinstance(wanted, Reference) and wanted == config.name else Truth.UNSURE
    return _named(config, wanted.value or DEFAULT_NAME)


def label_value(group: NodeGroup, label: str) -> Fact[str | None]:
    """What the label of the group's nodes says; known null where they surely do not carry it."""
    found = group.labels.get(label)
    if found is not None:
        return found if isinstance(found, Unknown) else Known(found.value, found.span, found.origin)
    if _SET_BY_ITSELF.match(label):
        return Unknown(f"the value of label {label} is not in the files", group.span)
    return Known(None) if group.labels_rest is None else group.labels_rest


def of_cluster(one: Cluster | Unknown, other: Cluster | Unknown) -> Truth:
    """Whether an ENIConfig's cluster is that of a group."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return Truth.YES  # lowering joins what it can; manifests without a cluster belong to the network's
    return Truth.of(one.address == other.address)


def _named_like_zone(config: EniConfig, subnet: Subnet, by_id: bool) -> Truth:
    if isinstance(subnet.zone, Unknown):
        return Truth.UNSURE
    zone = config.zone or (Zone(config.name.value) if isinstance(config.name, Known) else None)
    if zone is None:
        return Truth.UNSURE
    other = zone.name if by_id else zone.zone_id
    return zone.same(subnet.zone.value) if other is None else Truth.NO


def _named(config: EniConfig, asked: str) -> Truth:
    """Whether the ENIConfig has that name; one named after a zone nobody knows has surely no other name."""
    if isinstance(config.name, Known):
        return Truth.of(config.name.value == asked)
    match None if config.zone is None else config.zone.identity:
        case Text(parts=(first, *_, last)):
            starts = not isinstance(first, str) or asked.startswith(first)
            ends = not isinstance(last, str) or asked.endswith(last)
            return Truth.UNSURE if starts and ends else Truth.NO
        case Reference(address=address) if "data.aws_availability_zones." in address:
            return Truth.UNSURE if _LIKE_A_ZONE.match(asked) else Truth.NO
        case _:
            return Truth.UNSURE
