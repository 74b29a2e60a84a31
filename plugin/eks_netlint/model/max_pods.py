"""How many pods a node may hold: the formulas, the caps, and what the kubelet of a node group gets."""

from __future__ import annotations

from eks_netlint.model.cni import CniMode
from eks_netlint.model.limits import InstanceLimits, limits_of
from eks_netlint.model.nouns import NodeGroup
from eks_netlint.model.pool import (
    ADDRESSES_PER_PREFIX,
    PoolSettings,
    completions,
    has_prefixes,
    unknown_settings,
    usable_enis,
)
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Fact, Known, Origin, Unknown

HOST_NETWORK_PODS = 2
"""aws-node and kube-proxy use the host's network and take no address (misc/eni-max-pods.txt, VPC CNI v1.23.1)."""

SMALL_NODE_CAP = 110
LARGE_NODE_CAP = 250
LARGE_NODE_VCPU = 30
"""Caps of max-pods-calculator.sh in amazon-eks-ami (more than 30 vCPU: 250), which managed node groups apply; EKS user
guide, create-managed-node-group (2024-12-18).  No type of the table has exactly 30."""

WINDOWS_DEFAULT = 110
"""Max pods of a Windows node where nobody sets it: EKS user guide, cni-increase-ip-addresses (2024-12-18)."""


def formula(
    enis: int, ipv4_per_eni: int, *, prefix: bool = False, custom_networking: bool = False, max_eni: int | None = None
) -> int:
    """Pods for which the interfaces hold addresses, and two on the host's network; no cap."""
    usable = enis if max_eni is None or max_eni < 1 else min(enis, max_eni)
    if custom_networking:
        usable = max(usable - 1, 0)
    return usable * (ipv4_per_eni - 1) * (ADDRESSES_PER_PREFIX if prefix else 1) + HOST_NETWORK_PODS


def recommended_cap(vcpu: int) -> int:
    """110 pods, or 250 on a node with more than 30 vCPU."""
    return LARGE_NODE_CAP if vcpu > LARGE_NODE_VCPU else SMALL_NODE_CAP


def calculator(
    limits: InstanceLimits,
    *,
    prefix: bool = False,
    custom_networking: bool = False,
    max_eni: int | None = None,
    show_max_allowed: bool = False,
) -> int | Unknown:
    """What max-pods-calculator.sh prints; Unknown where the cap depends on a vCPU count the table lacks.

    The script counts prefixes only where the hypervisor is "nitro": bare metal gets the number for secondary
    addresses although the CNI attaches prefixes there.
    """
    blocks = prefix and limits.hypervisor == "nitro"
    pods = formula(
        limits.enis, limits.ipv4_per_eni, prefix=blocks, custom_networking=custom_networking, max_eni=max_eni
    )
    if show_max_allowed or pods <= SMALL_NODE_CAP:
        return pods
    if limits.vcpu is None:
        return Unknown(f"vCPU of {limits.instance_type} is not in the table")
    return min(pods, recommended_cap(limits.vcpu))


def eni_max_pods(limits: InstanceLimits) -> int:
    """The type's line in eni-max-pods.txt: what AL2's bootstrap.sh, nodeadm and Bottlerocket set, uncapped."""
    return formula(limits.enis, limits.ipv4_per_eni)


def windows_max_pods(limits: InstanceLimits) -> int:
    """Pods a Windows node can give addresses to: those of one interface."""
    return limits.pod_addresses_per_eni


def karpenter_max_pods(limits: InstanceLimits, *, reserved_enis: int = 0, efa_only: int = 0) -> int:
    """What Karpenter expects of a type: secondary addresses only, uncapped, 0 where no interface is left.

    ENILimitedPods in pkg/providers/instancetype/types.go of karpenter-provider-aws v1.14.1 (2026-08-21).
    """
    usable = max(limits.enis - reserved_enis - efa_only, 0)
    return 0 if usable == 0 else formula(usable, limits.ipv4_per_eni)


@dataclass(frozen=True, slots=True)
class MaxPodsAnswer:
    """Max pods of a node, how it comes about, and whether a default took part."""

    pods: int
    explanation: str
    assumed: bool


def _calculated(limits: InstanceLimits, settings: PoolSettings) -> int | Unknown:
    if not settings.ipv6:
        custom, most = settings.custom_networking, settings.max_eni
        return calculator(limits, prefix=settings.prefix, custom_networking=custom, max_eni=most)
    if limits.vcpu is None:
        return Unknown(f"vCPU of {limits.instance_type} is not in the table")
    return recommended_cap(limits.vcpu)


def _eks_computes(group: NodeGroup, settings: PoolSettings) -> int | Unknown:
    """What EKS sets for a managed group that brings no AMI: the lowest number among its types applies to all."""
    if group.instance_types.rest is not None:
        return group.instance_types.rest
    lowest: int | None = None
    for named in group.instance_types.known:
        limits = limits_of(named.value)
        if isinstance(limits, Unknown):
            return limits
        found = _calculated(limits, settings)
        if isinstance(found, Unknown):
            return found
        lowest = found if lowest is None else min(lowest, found)
    return Unknown("the group names no instance type") if lowest is None else lowest


def _ami_computes(group: NodeGroup, limits: InstanceLimits) -> int | Unknown:
    """What the AMI's own bootstrap sets where neither EKS nor the user says anything; blind to the CNI's mode."""
    family = group.ami_family
    if isinstance(family, Unknown):
        return family
    match family.value:
        case "AL2" | "AL2023" | "BOTTLEROCKET":
            return eni_max_pods(limits)
        case _:
            return Unknown("max pods of a custom AMI is not in the files")


def kubelet_max_pods(
    group: NodeGroup, instance_type: str, settings: PoolSettings, windows: bool | None = None
) -> int | Unknown:
    """Max pods of the group's nodes of one type under fully known CNI settings.

    ``windows`` says which system to suppose where the AMI family is unknown; None supposes nothing.
    """
    written = group.max_pods.pods
    if isinstance(written, Unknown):
        return written
    if written.value is not None:
        return written.value
    if isinstance(group.ami_family, Known):
        windows = group.ami_family.value == "WINDOWS"
    if windows:
        return WINDOWS_DEFAULT
    linux = _linux_max_pods(group, instance_type, settings)
    if windows is None and isinstance(group.ami_family, Unknown) and linux != WINDOWS_DEFAULT:
        return group.ami_family
    return linux


def _linux_max_pods(group: NodeGroup, instance_type: str, settings: PoolSettings) -> int | Unknown:
    limits = limits_of(instance_type)
    if isinstance(limits, Unknown):
        return limits
    if group.kind != "managed":
        return _ami_computes(group, limits)
    if isinstance(group.custom_ami, Known):
        return _ami_computes(group, limits) if group.custom_ami.value else _eks_computes(group, settings)
    by_eks, by_ami = _eks_computes(group, settings), _ami_computes(group, limits)
    return by_eks if by_eks == by_ami else group.custom_ami


def design_pods(group: NodeGroup, instance_type: str, pods: int) -> int:
    """Pods of the design load on a node whose kubelet admits so many.

    All of them where somebody set or EKS computed the number.  The default of an AMI is no wish of anybody's, and on
    large nodes it is several times what Kubernetes is tested with: there it is the number recommended for the vCPUs.
    """
    written = group.max_pods.pods
    limits = limits_of(instance_type)
    if isinstance(limits, Unknown) or limits.vcpu is None:
        return pods
    if isinstance(written, Unknown) or written.value is not None:
        return pods
    return min(pods, recommended_cap(limits.vcpu))


def _explanation(group: NodeGroup, instance_type: str) -> str:
    if isinstance(group.max_pods.pods, Known) and group.max_pods.pods.value is not None:
        return f"set by {group.max_pods.where or 'the node group'}"
    if group.kind == "managed" and isinstance(group.custom_ami, Known) and not group.custom_ami.value:
        several = len(group.instance_types.known) > 1
        return "computed by EKS" + (" for the smallest of the group's types" if several else "")
    return f"default of the AMI for {instance_type}"


def effective_max_pods(group: NodeGroup, instance_type: str, how: CniMode) -> Fact[MaxPodsAnswer]:
    """What the kubelet of the group's nodes of one type will have; explicit settings win.

    A managed group without an AMI of its own gets the calculator's number for the CNI's mode, the lowest of its types
    for all; every other node gets eni-max-pods.txt, uncapped and blind to the mode.  Unknown where an unknown CNI
    setting changes the number.
    """
    cluster = group.cluster
    family: Fact[str] = cluster if isinstance(cluster, Unknown) else cluster.ip_family
    answers = dict.fromkeys(kubelet_max_pods(group, instance_type, each) for each in completions(how, family))
    for answer in answers:
        if isinstance(answer, Unknown):
            return answer
    if len(answers) > 1:
        reasons = unknown_settings(how, family)
        return reasons[0] if reasons else Unknown("max pods depends on CNI settings")
    pods = next(answer for answer in answers if isinstance(answer, int))
    written = group.max_pods.pods
    explicit = isinstance(written, Known) and written.value is not None
    origin = written.origin if isinstance(written, Known) and explicit else Origin.DEFAULT
    told = MaxPodsAnswer(pods, _explanation(group, instance_type), assumed=origin is Origin.DEFAULT)
    return Known(told, written.span if explicit else group.span, origin)


def address_capacity(limits: InstanceLimits, settings: PoolSettings) -> int:
    """Pods the CNI can give addresses to on a node, and two on the host's network."""
    per_eni = limits.pod_addresses_per_eni * (ADDRESSES_PER_PREFIX if has_prefixes(limits, settings) else 1)
    return usable_enis(limits, settings) * per_eni + HOST_NETWORK_PODS


def capacity_max_pods(limits: InstanceLimits, how: CniMode) -> Bounds:
    """``address_capacity`` over every completion of the CNI's settings, for an IPv4 cluster.

    Unlike max pods it knows the trunk interface and that bare metal has prefixes.
    """
    found = [address_capacity(limits, settings) for settings in completions(how, Known("ipv4"))]
    return Bounds(min(found), max(found))
