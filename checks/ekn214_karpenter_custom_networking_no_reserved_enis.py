"""
Karpenter counts addresses of an interface from which custom networking gives none to pods.

Why it matters
    With custom networking a node's first interface serves no pods.  Karpenter knows nothing of it unless RESERVED_ENIS
    says so: it puts more pods on a node than the CNI has addresses for, and they stay in ContainerCreating.

How to fix
    Set RESERVED_ENIS=1 for the Karpenter controller (settings.reservedENIs of its chart), or kubelet.maxPods in the
    class.

Known limits
    With prefix delegation Karpenter expects fewer pods than there are addresses, and nothing is reported.  Where
    Karpenter is installed outside of these files it is undecided.

Sources
    karpenter-provider-aws website/content/en/docs/reference/settings.md, RESERVED_ENIS, and ENILimitedPods in
    pkg/providers/instancetype/types.go (v1.14.1, 2026-08-21)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.custom_networking import through_eni_configs
from eks_netlint.model.kubernetes.places import clusters_of, on_one_cluster
from eks_netlint.model.kubernetes.pools import EC2_NODE_CLASS, Karpenter, NodeClass
from eks_netlint.model.limits import limits_of
from eks_netlint.model.max_pods import karpenter_max_pods
from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Cause, Known, Truth, Unknown

EXAMPLE = "m5.large"


@rule(id="EKN214", name="karpenter-custom-networking-no-reserved-enis", on=NodeClass, severity=Severity.MEDIUM)
def check(node_class: NodeClass, network: Network) -> Iterator[Verdict]:
    """Compare the interfaces that Karpenter counts on with those that serve pods."""
    written = node_class.max_pods
    if node_class.kind != EC2_NODE_CLASS or (isinstance(written, Known) and written.value is not None):
        return
    clusters = clusters_of(node_class.cluster, network)
    if not clusters:
        yield Undecided((Unknown("the cluster's CNI is not in the files", node_class.span, Cause.OUTSIDE),))
    for cluster in clusters:
        if cluster.cni.runs is not Truth.NO:
            yield from _on(cluster, node_class, network)


def _on(cluster: Cluster, node_class: NodeClass, network: Network) -> Iterator[Verdict]:
    on, prefixes = through_eni_configs(cluster.cni, network), mode(cluster.cni).prefix_delegation
    if (isinstance(on, Known) and not on.value) or (isinstance(prefixes, Known) and prefixes.value):
        return
    settings = _settings(cluster, network)
    reserved = settings.reserved_enis if isinstance(settings, Karpenter) else settings
    if isinstance(reserved, Known) and reserved.value > 0:
        return
    doubts = tuple(fact for fact in (on, prefixes, reserved, node_class.max_pods) if isinstance(fact, Unknown))
    if doubts or not isinstance(reserved, Known) or not isinstance(settings, Karpenter):
        yield Undecided(doubts)
        return
    limits = limits_of(EXAMPLE)
    counted = "" if isinstance(limits, Unknown) else (
        f": of an {EXAMPLE} it expects {karpenter_max_pods(limits)} pods, the CNI has addresses for "
        f"{karpenter_max_pods(limits, reserved_enis=1)}"
    )
    unwritten = ("RESERVED_ENIS 0, as none is written",) if reserved.is_default else ()
    yield Violation(
        f"custom networking leaves the first interface without pods, and Karpenter reserves none{counted}",
        see=((settings.span, "Karpenter's settings"), (on.span or cluster.span, "custom networking")),
        assumed=unwritten,
    )


def _settings(cluster: Cluster, network: Network) -> Karpenter | Unknown:
    """Those of the Karpenter that surely runs on the cluster."""
    found = network.kubernetes.karpenters if network.kubernetes is not None else ()
    for one in found:
        if on_one_cluster(one.cluster, cluster) is Truth.YES and one.exists is Truth.YES:
            return one
    return Unknown("Karpenter's own settings are not in the files", cluster.span, Cause.OUTSIDE)
