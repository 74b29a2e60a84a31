"""
Prefix delegation is on and the nodes keep the max pods of single addresses.

Why it matters
    Only managed groups on an AMI of AWS get their max pods from the CNI's mode.  Self-managed nodes and groups with an
    AMI of their own keep the number of the instance type's interfaces: prefixes are paid for and not used.

How to fix
    Set max pods to 110 (250 above 30 vCPU): kubelet.config.maxPods in the NodeConfig of AL2023, --max-pods in the
    bootstrap arguments of AL2, settings.kubernetes.max-pods on Bottlerocket.

Known limits
    User data that is not in the files may set it; then the rule is undecided.  In an IPv6 cluster, where prefixes are
    no choice, the finding is low.

Sources
    awslabs/amazon-eks-ami nodeadm/internal/kubelet (v20260724): the default knows nothing of prefixes
    https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses.html
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import CniMode
from eks_netlint.model.density import prefix_density
from eks_netlint.model.nouns import Cluster, Network, NodeGroup
from eks_netlint.model.placement import mode_of
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN211", name="prefix-delegation-without-max-pods", on=NodeGroup, severity=Severity.MEDIUM)
def check(group: NodeGroup, network: Network) -> Iterator[Verdict]:
    """Compare the AMI's default with what prefixes would allow, where nobody set max pods."""
    how: CniMode = mode_of(group.cluster, network)
    prefix, written = how.prefix_delegation, group.max_pods.pods
    by_eks = group.kind == "managed" and isinstance(group.custom_ami, Known) and not group.custom_ami.value
    if how.runs is Truth.NO or by_eks or (isinstance(prefix, Known) and not prefix.value):
        return
    if isinstance(written, Known) and written.value is not None:
        return
    found = prefix_density(group, how)
    if found is None:
        return
    doubts = [fact for fact in (prefix, written, found, group.custom_ami) if isinstance(fact, Unknown)]
    if doubts or isinstance(found, Unknown):
        yield Undecided(tuple(doubts))
        return
    yield Violation(
        f"max pods of {found.instance_type} stays {found.stays}, prefixes would allow {found.possible}",
        at=group.instance_types.span,
        severity=Severity.LOW if _is_ipv6(group) else Severity.MEDIUM,
        see=((prefix.span, "prefix delegation is on"),) if prefix.span is not None else (),
        assumed=(f"max pods {found.stays}: default of the AMI for {found.instance_type}",),
    )


def _is_ipv6(group: NodeGroup) -> bool:
    cluster = group.cluster
    return isinstance(cluster, Cluster) and isinstance(cluster.ip_family, Known) and cluster.ip_family.value == "ipv6"
