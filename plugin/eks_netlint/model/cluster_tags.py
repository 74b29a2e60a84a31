"""Subnets that are tagged for one cluster's pods, and what the clusters make of it.

Semantics: ValidSubnetTagsMatchingClusterName in pkg/awsutils/awsutils.go of amazon-vpc-cni-k8s v1.23.1 (2026-08-20):
the tags are read beside a role tag only, and by a CNI that knows its CLUSTER_NAME only.
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import CLUSTER_NAME, SELF_MANAGED_FORMS, mode
from eks_netlint.model.density import groups_of, strays
from eks_netlint.model.discovery import (
    Discovery,
    by_eni_config,
    discovery,
    holds_nodes,
    role_tag,
    running_clusters,
    unread,
)
from eks_netlint.model.nouns import Cluster, Network, Subnet
from eks_netlint.model.placement import CLUSTER_TAG, EXCLUSION_SINCE, ROLE_TAG, spread, version_truth
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Origin, Truth, Unknown, first_of


@dataclass(frozen=True, slots=True)
class ClusterTags:
    """For which clusters a subnet is tagged: their names, and why there may be more."""

    names: tuple[str, ...]
    rest: Unknown | None
    span: Span | None

    def __str__(self) -> str:
        return CLUSTER_TAG + " and ".join(self.names)


def cluster_tags(subnet: Subnet) -> ClusterTags:
    """The clusters whose CNI may use the subnet; without any such tag every cluster's may."""
    tags = subnet.tags
    found = [tag for tag in tags.known if tag.startswith(CLUSTER_TAG)]
    rest = tags.rest
    if rest is None and any(head.startswith(CLUSTER_TAG) or CLUSTER_TAG.startswith(head) for head in tags.heads):
        rest = Unknown("for which cluster the subnet is tagged is not known", subnet.span)
    span = tags.known[found[0]].span if found else None
    return ClusterTags(tuple(tag.removeprefix(CLUSTER_TAG) for tag in found), rest, span)


@dataclass(frozen=True, slots=True)
class TagFault:
    """What the tags lead to that nobody wants, in words that follow them.

    ``likely`` where they may be meant for a cluster that these files do not show; ``span`` is the other place of the
    story, ``assumed`` the default that took part.
    """

    problem: str
    span: Span | None = None
    likely: bool = False
    assumed: tuple[str, ...] = ()


def tag_faults(subnet: Subnet, network: Network) -> Iterator[TagFault | Unknown]:
    """Faults of a subnet's tags for clusters; unknowns where one may be hidden."""
    tags, role, clusters = cluster_tags(subnet), role_tag(subnet), running_clusters(network)
    excluded = isinstance(role, Known) and role.value in ("0", "")  # an empty value counts as no tag
    if excluded or (not tags.names and tags.rest is None) or (network.clusters and not clusters):
        return
    if tags.rest is not None:
        yield tags.rest
    elif not clusters:
        yield Unknown("no cluster is declared in these files", subnet.span)
    elif isinstance(role, Unknown):
        yield role
    elif role.value is None:
        yield from _without_role(subnet, network)
    else:
        yield from _scoped(subnet, tags, clusters, network)


def _without_role(subnet: Subnet, network: Network) -> Iterator[TagFault | Unknown]:
    """A subnet that only a tag for a cluster marks: discovery passes it by, and that tag is never read."""
    used = holds_nodes(subnet, network) | by_eni_config(subnet, network)
    if used is Truth.NO:
        yield TagFault(f"is not read without {ROLE_TAG}")
    elif used is Truth.UNSURE:
        yield Unknown("whether the subnet is used without discovery is not known", subnet.span)


def _scoped(
    subnet: Subnet, tags: ClusterTags, clusters: tuple[Cluster, ...], network: Network
) -> Iterator[TagFault | Unknown]:
    """Each cluster whose CNI meets the subnet: it may take it though not named, or pass it by though named."""
    passing: list[str] = []
    served = Truth.NO
    for cluster in clusters:
        near, own = discovery(cluster, subnet, network), _own_nodes(cluster, subnet, network)
        met = near.answer | own.answer
        if met is Truth.NO:
            continue
        found = _of_cluster(cluster, tags, own.answer is Truth.YES)
        served |= met if found is None else Truth.UNSURE if isinstance(found, Unknown) else Truth.NO
        if met is Truth.UNSURE:
            yield from (*near.unknowns, *own.unknowns)
        elif isinstance(found, TagFault) and found.likely:
            passing.append(found.problem)
        elif found is not None:
            yield found
    if passing and served is Truth.NO:
        yield TagFault(f"names no cluster of these files, there is {', '.join(passing)}", likely=True)


def _own_nodes(cluster: Cluster, subnet: Subnet, network: Network) -> Discovery:
    """Whether nodes of the cluster run in the subnet and take, or would take, addresses of it for their pods."""
    custom = mode(cluster.cni).custom_networking
    if isinstance(custom, Known) and custom.value:
        return Discovery(Truth.NO)
    answer = Truth.NO
    unknowns: list[Unknown] = [why for group, why in strays(network) if spread(group, subnet) is not None]
    for group in groups_of(cluster.cni, network):
        found = spread(group, subnet)
        if found is not None and found.sure:
            answer = Truth.YES
        elif found is not None:
            unsure = first_of(group.subnets.rest, group.unsure, subnet.unsure)
            unknowns.append(Unknown("whether nodes run here is not known", group.span) if unsure is None else unsure)
    if unknowns:
        answer |= Truth.UNSURE
    if isinstance(custom, Unknown) and answer is not Truth.NO:
        return Discovery(Truth.UNSURE, unknowns=(custom,))
    return Discovery(answer, unknowns=() if answer is not Truth.UNSURE else tuple(unknowns))


def _of_cluster(cluster: Cluster, tags: ClusterTags, own: bool) -> TagFault | Unknown | None:
    """What a cluster makes of the tags; None where they do what they say.

    ``own`` says that nodes of the cluster run in the subnet.
    """
    called, said = _called(cluster)
    if isinstance(called, Unknown):
        return called
    if isinstance(cluster.name, Unknown):
        return cluster.name
    name, meant = cluster.name.value, cluster.name.value in tags.names
    if called.value in tags.names or (called.value is None and meant):
        return None
    if called.value is None:
        return TagFault(f"does not keep cluster {name} from taking addresses here: {said}", called.span)
    assumed = (said,) if called.is_default else ()
    if meant:
        return TagFault(f"does not match cluster {name}: {said}", called.span, assumed=assumed)
    if own:
        return TagFault(f"keeps cluster {name} from the subnet of its own nodes", called.span, assumed=assumed)
    return TagFault(name, likely=True)


def _called(cluster: Cluster) -> tuple[Fact[str | None], str]:
    """The name by which a cluster's CNI looks for its tag, and why so for a reader; null where it reads no such tag.

    EKS sets CLUSTER_NAME on the CNI that it installs itself.
    """
    cni = cluster.cni
    reads = version_truth(mode(cni), EXCLUSION_SINCE)
    if reads is Truth.NO:
        return Known(None, cni.version.span), f"its VPC CNI is older than {EXCLUSION_SINCE}"
    written = cni.env.get(CLUSTER_NAME, cni.rest)
    if reads is Truth.UNSURE:
        return unread(cni.version), ""
    if isinstance(written, Unknown):
        return written, ""
    if written is not None:
        return Known(written.value or None, written.span), f"{CLUSTER_NAME} is {written.value or 'empty'}"
    if SELF_MANAGED_FORMS.isdisjoint(cni.sources):
        own = cluster.name
        known = own if isinstance(own, Unknown) else Known(own.value, own.span, Origin.DEFAULT)
        return known, f"{CLUSTER_NAME} as EKS sets it"
    return Known(None, cni.span), f"{CLUSTER_NAME} of its VPC CNI is not set"
