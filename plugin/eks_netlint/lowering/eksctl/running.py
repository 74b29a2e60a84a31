"""What eksctl installs on a cluster: add-ons, Fargate profiles, Karpenter.

Source: actions/addon/tasks.go, apis/eksctl.io/v1alpha5/known_addons.go, fargate/create.go, karpenter/.
"""

from __future__ import annotations

from eks_netlint.lowering import read
from eks_netlint.lowering.eksctl.network import Network
from eks_netlint.lowering.eksctl.said import CLUSTER, Made, Said, head, identity, listed, mapped
from eks_netlint.source import Span
from eks_netlint.values import Absent, Encoded, Fields, Known, Unknown, Value

_NETWORKING = ("vpc-cni", "kube-proxy", "coredns")
"""Add-ons that eksctl installs unless it is told not to, or EKS Auto Mode needs none of them."""


def running(said: Said, made: Made, network: Network) -> None:
    """Make what runs on the cluster, nodes apart."""
    _addons(said, made)
    _profiles(said, made, network)
    _karpenter(said, made)


def _addons(said: Said, made: Made) -> None:
    listed_ones = read.blocks(said.get("addons"))
    seen: set[str] = set()
    for index, body in enumerate(listed_ones.known):
        name = read.text(body.get("name"), None)
        if isinstance(name, Known):
            seen.add(name.value.lower())
        word = name.value if isinstance(name, Known) else str(index)
        span = head(body.span) if body.span is not None else said.place("addons")
        _addon(made, word, body, span)
    if listed_ones.rest is not None:
        unknown: dict[str, Value | Absent] = {"addon_name": listed_ones.rest, "cluster_name": identity(CLUSTER)}
        made.add("aws_eks_addon", "addons", unknown, said.place("addons"))
    _default_addons(said, made, seen)


def _addon(made: Made, word: str, body: Fields, span: Span) -> None:
    config = body.get("configurationValues")
    if isinstance(config, Fields):  # eksctl itself wants a string here
        config = Encoded("configuration values", config.span, decoded=config)
    entries: dict[str, Value | Absent] = {
        "cluster_name": identity(CLUSTER, span, ("name",)),
        "addon_name": body.get("name"),
        "addon_version": _version(body.get("version")),
        "configuration_values": config,
    }
    made.add("aws_eks_addon", f"addons.{word}", entries, span)


def _version(value: Value | Absent) -> Value | Absent:
    """A version; ``latest`` is looked up when the add-on is made, as the default is."""
    if isinstance(value, Known) and value.value in ("latest", ""):
        return Absent(value.span)
    return value


def _default_addons(said: Said, made: Made, seen: set[str]) -> None:
    span = said.place("addonsConfig")
    auto, disabled = said.auto_mode, said.truth("addonsConfig", "disableDefaultAddons")
    for name in _NETWORKING:
        if name in seen or any(isinstance(fact, Known) and fact.value for fact in (auto, disabled)):
            continue
        unsure = next((fact for fact in (auto, disabled) if isinstance(fact, Unknown)), None)
        entries: dict[str, Value | Absent] = {
            "cluster_name": identity(CLUSTER, span, ("name",)), "addon_name": read.default(name, span),
        }  # fmt: skip
        made.add("aws_eks_addon", f"addons.{name}", entries, span, unsure)


def _profiles(said: Said, made: Made, network: Network) -> None:
    """Fargate profiles; without subnets EKS takes the private ones of the cluster (EKS API CreateFargateProfile)."""
    found = read.blocks(said.get("fargateProfiles"))
    for index, body in enumerate(found.known):
        name = read.text(body.get("name"), None)
        span = head(body.span) if body.span is not None else said.place("fargateProfiles")
        subnets = network.of_nodes(body, Known(True), span)
        entries: dict[str, Value | Absent] = {
            "cluster_name": identity(CLUSTER, span, ("name",)),
            "fargate_profile_name": body.get("name"),
            "subnet_ids": subnets,
            "selector": body.get("selectors"),
        }
        word = name.value if isinstance(name, Known) else str(index)
        made.add("aws_eks_fargate_profile", f"fargateProfiles.{word}", entries, span)


def _karpenter(said: Said, made: Made) -> None:
    """The chart of Karpenter, where a version of it is asked for."""
    version = said.get("karpenter", "version")
    if read.empty(version):
        return
    span = said.place("karpenter", "version")
    values = mapped({"settings": mapped({"clusterName": said.name}, span)}, span)
    entries: dict[str, Value | Absent] = {
        "name": read.default("karpenter", span),
        "namespace": read.default("karpenter", span),
        "repository": read.default("oci://public.ecr.aws/karpenter", span),
        "chart": read.default("karpenter", span),
        "version": version,
        "values": listed(Encoded("values", span, decoded=values)),
    }
    made.add("helm_release", "karpenter", entries, span)
