"""Resources of the kubernetes provider that have a type of their own, as the objects they make.

Blocks become members in Kubernetes' spelling, those that repeat become lists; what is an attribute is taken as it is.
Names of arguments: registry.terraform.io, hashicorp/kubernetes 2.38 and 3.0 (2026-11).
"""

from __future__ import annotations

import re

from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fields, Items, Known, Reference, Value

_KINDS = {
    "namespace": ("v1", "Namespace"),
    "service": ("v1", "Service"),
    "config_map": ("v1", "ConfigMap"),
    "pod": ("v1", "Pod"),
    "deployment": ("apps/v1", "Deployment"),
    "daemonset": ("apps/v1", "DaemonSet"),
    "daemon_set": ("apps/v1", "DaemonSet"),
    "stateful_set": ("apps/v1", "StatefulSet"),
    "job": ("batch/v1", "Job"),
    "cron_job": ("batch/v1", "CronJob"),
    "horizontal_pod_autoscaler": ("autoscaling/v2", "HorizontalPodAutoscaler"),
    "pod_disruption_budget": ("policy/v1", "PodDisruptionBudget"),
    "validating_webhook_configuration": ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
    "mutating_webhook_configuration": ("admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration"),
    "network_policy": ("networking.k8s.io/v1", "NetworkPolicy"),
    "ingress_class": ("networking.k8s.io/v1", "IngressClass"),
}
KINDS = {
    **{f"kubernetes_{name}": said for name, said in _KINDS.items()},
    **{f"kubernetes_{name}_v1": said for name, said in _KINDS.items()},
    "kubernetes_horizontal_pod_autoscaler_v2": _KINDS["horizontal_pod_autoscaler"],
    "kubernetes_ingress_v1": ("networking.k8s.io/v1", "Ingress"),  # without v1 it is an API that no longer exists
}
"""Types to the apiVersion and kind of what they make."""

_BODY = ("metadata", "spec", "data", "binary_data")
_HOOKS = "webhook"
_APART = "required_during_scheduling_ignored_during_execution"
_LISTS = {
    ("pod_affinity", _APART): "requiredDuringSchedulingIgnoredDuringExecution",
    ("pod_anti_affinity", _APART): "requiredDuringSchedulingIgnoredDuringExecution",
    (_APART, "node_selector_term"): "nodeSelectorTerms",
    ("dns_config", "option"): "options",
    ("http_get", "http_header"): "httpHeaders",
    (_HOOKS, "rule"): "rules",
    ("spec", "port"): "ports",
    ("spec", "container"): "containers",
    ("spec", "init_container"): "initContainers",
    ("spec", "volume"): "volumes",
    ("spec", "volume_claim_template"): "volumeClaimTemplates",
    ("spec", "toleration"): "tolerations",
    ("spec", "topology_spread_constraint"): "topologySpreadConstraints",
    ("spec", "readiness_gate"): "readinessGates",
    ("spec", "host_aliases"): "hostAliases",
    ("spec", "image_pull_secrets"): "imagePullSecrets",
    ("spec", "ingress"): "ingress",
    ("spec", "egress"): "egress",
    ("spec", "rule"): "rules",
    ("spec", "tls"): "tls",
    ("http", "path"): "paths",
    ("ingress", "from"): "from",
    ("egress", "to"): "to",
    ("ingress", "ports"): "ports",
    ("egress", "ports"): "ports",
    **{
        (container, name): spelled
        for container in ("container", "init_container")
        for name, spelled in (
            ("port", "ports"), ("env", "env"), ("env_from", "envFrom"), ("volume_mount", "volumeMounts"),
            ("volume_device", "volumeDevices"),
        )
    },
}  # fmt: skip
"""Blocks that may repeat, by the block around them."""

_ALWAYS_LISTS = frozenset(["match_expressions", "match_fields", "preferred_during_scheduling_ignored_during_execution"])
_ACRONYM = re.compile(r"_(ips?|pid|ipc)(?=_|$)")


def body_of(resource: Resource) -> Fields | None:
    """The object that a typed resource makes, None for a type that is not read."""
    said = KINDS.get(resource.type)
    if said is None:
        return None
    entries: dict[str | Reference, Value] = {
        "apiVersion": Known(said[0], resource.span),
        "kind": Known(said[1], resource.span),
    }
    for name in _BODY:
        value = resource.get(name)
        if not isinstance(value, Absent):
            entries[_camel(name)] = _converted(name, value)
    hooks = _blocks(resource.get(_HOOKS))
    if hooks is not None:
        members = tuple(_object(_HOOKS, member) for member in hooks.members)
        entries["webhooks"] = Items(members, hooks.rest, "tuple", hooks.ordered, hooks.span)
    return Fields(entries, None, "object", resource.span)


def _converted(name: str, value: Value) -> Value:
    """A block as an object; an attribute as it is."""
    blocks = _blocks(value)
    if blocks is None:
        return value
    if not blocks.members:
        return blocks.rest if blocks.rest is not None else Known(None, blocks.span)
    return _object(name, blocks.members[0])


def _blocks(value: Value | Absent) -> Items | None:
    """The value if it is a nested block, or several."""
    if not isinstance(value, Items) or not (value.members or value.rest is not None):
        return None
    return value if all(isinstance(member, Fields) for member in value.members) else None


def _object(name: str, block: Value) -> Value:
    if not isinstance(block, Fields):
        return block
    entries: dict[str | Reference, Value] = {}
    for key, value in block.entries.items():
        if isinstance(key, Reference) or (isinstance(value, Known) and value.value is None):
            continue
        listed = _LISTS.get((name, key)) or (_camel(key) if key in _ALWAYS_LISTS else None)
        blocks = _blocks(value)
        if listed is not None and blocks is not None:
            members = tuple(_object(key, member) for member in blocks.members)
            entries[listed] = Items(members, blocks.rest, "tuple", blocks.ordered, blocks.span)
        else:
            entries[_camel(key)] = _converted(key, value)
    return Fields(entries, block.rest, "object", block.span)


def _camel(name: str) -> str:
    """``load_balancer_ip`` as ``loadBalancerIP``."""
    marked = _ACRONYM.sub(lambda found: found[0].upper().replace("IPS", "IPs"), name)
    first, *others = marked.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others)
