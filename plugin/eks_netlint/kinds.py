"""Which Kubernetes objects say something of a network, told from a text before it is parsed.

The one table of kinds: what is not in it is neither parsed nor lowered.
"""

from __future__ import annotations

import re

from eks_netlint.manifests import Manifest
from eks_netlint.patterns import pattern
from eks_netlint.values import Known, Unknown

KINDS: dict[str, frozenset[str]] = {
    kind: frozenset(groups.split())
    for kind, groups in {
        # the core has the group ""; what stands alone is written as "core" here
        "Namespace": "core",
        "Pod": "core",
        "Service": "core",
        "ConfigMap": "core",
        "ReplicationController": "core",
        "Deployment": "apps",
        "ReplicaSet": "apps",
        "StatefulSet": "apps",
        "DaemonSet": "apps",
        "Job": "batch",
        "CronJob": "batch",
        "Rollout": "argoproj.io",
        "HorizontalPodAutoscaler": "autoscaling",
        "PodDisruptionBudget": "policy",
        "ValidatingWebhookConfiguration": "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration": "admissionregistration.k8s.io",
        "NetworkPolicy": "networking.k8s.io projectcalico.org crd.projectcalico.org",
        "CiliumNetworkPolicy": "cilium.io",
        "CiliumClusterwideNetworkPolicy": "cilium.io",
        "CiliumCIDRGroup": "cilium.io",
        "GlobalNetworkPolicy": "projectcalico.org crd.projectcalico.org",
        "NetworkSet": "projectcalico.org crd.projectcalico.org",
        "GlobalNetworkSet": "projectcalico.org crd.projectcalico.org",
        "Tier": "projectcalico.org crd.projectcalico.org",
        "AdminNetworkPolicy": "policy.networking.k8s.io",
        "BaselineAdminNetworkPolicy": "policy.networking.k8s.io",
        "ClusterNetworkPolicy": "policy.networking.k8s.io networking.k8s.aws",
        "ApplicationNetworkPolicy": "networking.k8s.aws",
        "Ingress": "networking.k8s.io",
        "IngressClass": "networking.k8s.io",
        "IngressClassParams": "elbv2.k8s.aws eks.amazonaws.com",
        "TargetGroupBinding": "elbv2.k8s.aws eks.amazonaws.com",
        "Gateway": "gateway.networking.k8s.io",
        "GatewayClass": "gateway.networking.k8s.io",
        "HTTPRoute": "gateway.networking.k8s.io",
        "GRPCRoute": "gateway.networking.k8s.io",
        "TCPRoute": "gateway.networking.k8s.io",
        "TLSRoute": "gateway.networking.k8s.io",
        "UDPRoute": "gateway.networking.k8s.io",
        "TargetGroupConfiguration": "gateway.k8s.aws",
        "LoadBalancerConfiguration": "gateway.k8s.aws",
        "ListenerRuleConfiguration": "gateway.k8s.aws",
        "SecurityGroupPolicy": "vpcresources.k8s.aws",
        "ENIConfig": "crd.k8s.amazonaws.com",
        "NodePool": "karpenter.sh",
        "EC2NodeClass": "karpenter.k8s.aws",
        "NodeClass": "eks.amazonaws.com",
    }.items()
}
"""Kinds that matter to the API groups in which they do."""

CLUSTERWIDE = frozenset((
    "Namespace", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "CiliumClusterwideNetworkPolicy",
    "CiliumCIDRGroup", "GlobalNetworkPolicy", "GlobalNetworkSet", "Tier", "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy", "IngressClass", "IngressClassParams", "GatewayClass",
    "ENIConfig", "NodePool", "EC2NodeClass", "NodeClass",
))  # fmt: skip
"""Kinds whose objects lie in no namespace."""

NAMES: dict[str, tuple[str, ...]] = {
    "ConfigMap": (
        "amazon-vpc-cni", "cilium-config", "coredns", "kube-proxy", "kube-proxy-config", "node-local-dns",
    ),
}  # fmt: skip
"""Kinds of which only objects of these names matter."""

_ALTERNATIVES = "|".join(KINDS)
_TOP = r"""^["']?kind["']?[ \t]*:[ \t]*["']?([^\s"'#,}]*)"""
_ANY = rf"""kind["']?\s*:\s*["']?({_ALTERNATIVES})(?:List)?(?![\w-])"""
_TOP_KIND = pattern(_TOP, re.MULTILINE)
_ANY_KIND = pattern(_ANY)
_ANY_KIND_BYTES = pattern(_ANY.encode())
_NAMED = {
    kind: pattern(rf"""name["']?\s*:\s*["']?(?:{"|".join(names)})(?![\w-])""") for kind, names in NAMES.items()
}


def kinds_in(text: str) -> frozenset[str]:
    """Kinds of objects that matter and of which a text may hold some.

    A text in which a kind stands at the beginning of a line is one of objects in block style, whose other kinds are
    only spoken of.  One whose kind is put in by a template says nothing of it.
    """
    top = set(_TOP_KIND.findall(text))
    if top and not any(kind.endswith("List") for kind in top):
        found = top & KINDS.keys()
    else:
        found = set(_ANY_KIND.findall(text))
    return frozenset(kind for kind in found if kind not in _NAMED or _NAMED[kind].search(text))


def may_matter(text: str) -> bool:
    """Whether an object that matters may stand in a text."""
    first = _TOP_KIND.search(text)
    if first is not None and not first[1].endswith("List"):
        if first[1] in KINDS and first[1] not in NAMES:
            return True
        if first[1] not in KINDS and "\nkind" not in text[first.end() :]:  # a large definition is passed over at once
            return False
    return bool(kinds_in(text))


def may_matter_in_bytes(data: bytes) -> bool:
    """Whether an object that matters may stand in the bytes of a file: a first look, cheap and often mistaken."""
    return _ANY_KIND_BYTES.search(data) is not None


def matters(manifest: Manifest) -> bool:
    """Whether the object is of a kind, group and name that matter; what is not known may be."""
    groups = KINDS.get(manifest.kind)
    if groups is None:
        return False
    version, name = manifest.api_version, manifest.name
    if isinstance(version, Known) and (version.value.rpartition("/")[0] or "core") not in groups:
        return False
    names = NAMES.get(manifest.kind)
    return names is None or isinstance(name, Unknown) or (isinstance(name, Known) and name.value in names)
