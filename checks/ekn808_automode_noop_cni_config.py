"""
The VPC CNI is configured on a cluster whose nodes are all those of EKS Auto Mode.

Why it matters
    Nodes of Auto Mode run no aws-node: its variables and ENIConfigs have no effect there.  Pods get addresses of the
    nodes' subnets, and the groups of the nodes, whatever is written.

How to fix
    Say it in a NodeClass: podSubnetSelectorTerms, podSecurityGroupSelectorTerms, networkPolicy.  Remove the rest.

Known limits
    A cluster with node groups or Karpenter classes of its own, too, is not reported: they use the settings.  Nodes that
    other files add are not seen.  SecurityGroupPolicies are EKN465's.

Sources
    Amazon EKS user guide, auto-networking, and aws-eks-best-practices, automode (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Union

from eks_netlint.model.cni import CUSTOM_NETWORKING
from eks_netlint.model.kubernetes.places import on_one_cluster
from eks_netlint.model.kubernetes.pools import EC2_NODE_CLASS
from eks_netlint.model.nouns import Cluster, CniSettings, Network, Noun
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown

Placed = Union[Noun, Known[Union[str, None]]]


@rule(id="EKN808", name="automode-noop-cni-config", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for settings of a CNI that does not run."""
    cluster = next((one for one in network.clusters if one.cni is cni), None)
    if cluster is None or (isinstance(cluster.auto_mode, Known) and not cluster.auto_mode.value):
        return
    said = list(_said(cni, cluster, network))
    if not said:
        return
    if isinstance(cluster.auto_mode, Unknown):
        yield Undecided((cluster.auto_mode,))
        return
    if cni.runs is Truth.YES or _has_karpenter(cluster, network):
        return
    if cni.runs is Truth.UNSURE:
        yield Undecided((Unknown("whether the cluster has nodes of its own is not known", cluster.span),))
        return
    lost = any(serious for _, _, serious in said)
    places = ((cluster.auto_mode, "Auto Mode"), *((one, text) for one, text, _ in said[1:5]))
    what = ", ".join(dict.fromkeys(text for _, text, _ in said))
    yield Violation(
        f"all nodes are those of Auto Mode, on which this has no effect: {what}",
        at=said[0][0].span,
        see=tuple((one.span, text) for one, text in places if one.span is not None),
        severity=Severity.MEDIUM if lost else Severity.LOW,
    )


def _said(cni: CniSettings, cluster: Cluster, network: Network) -> Iterator[tuple[Placed, str, bool]]:
    """What is configured: where, what, and whether somebody relies on it for where pods are and what may reach them."""
    for name, value in cni.env.items():
        if isinstance(value, Known) and not value.is_default and value.value is not None:
            on = name == CUSTOM_NETWORKING and value.value.lower() in ("true", "1")
            yield value, name, on
    for config in network.eni_configs.known:
        if not isinstance(config.cluster, Unknown) and config.cluster.address == cluster.address:
            yield config, "ENIConfig", True


def _has_karpenter(cluster: Cluster, network: Network) -> bool:
    """Whether somebody's own Karpenter may add nodes that run the CNI."""
    classes = () if network.kubernetes is None else network.kubernetes.node_classes
    return any(
        one.kind == EC2_NODE_CLASS and on_one_cluster(one.cluster, cluster) is not Truth.NO for one in classes
    )
