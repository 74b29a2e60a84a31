"""Every form in which Terraform configures the VPC CNI, each read into one shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.lowering import commands, documents, helm, read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.declared import Declared
from eks_netlint.manifests import Manifest
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fact, Fields, Known, Reference, Unknown, Value, dig

ADDON = "vpc-cni"
CHART = "aws-vpc-cni"
DAEMON_SET = "aws-node"
INIT_CONTAINER = "aws-vpc-cni-init"
AGENT = "aws-eks-nodeagent"
CONFIG_MAP = "amazon-vpc-cni"
_POLICY_ARGUMENT = "--enable-network-policy"

_ADDON_MODULES = pattern(r"eks-blueprints|eks-addons?\b|eks/aws\b|kubernetes-addons")
_IMAGE = pattern(r"amazon-k8s-cni:(v[\w.+-]+)")
Env = Mapping[str, Fact[str | None]]


@dataclass(frozen=True, slots=True)
class Said:
    """What one form says of the CNI of one cluster.

    ``installs`` is false for forms that only change what is installed already, ``sure`` where the form may be about
    something else.  ``structure`` is the configuration
    in the shape of the Helm chart's values, where the form has one.  ``network_policy`` is null where nothing is said.
    """

    form: str
    resource: Resource
    home: Home | Unknown
    env: Env = field(default_factory=dict)
    init_env: Env = field(default_factory=dict)
    rest: Unknown | None = None
    version: Fact[str | None] = field(default_factory=lambda: Known(None))
    before_compute: Fact[bool | None] = field(default_factory=lambda: Known(None))
    structure: Value | Absent = field(default_factory=Absent)
    sure: bool = True
    installs: bool = True
    network_policy: Fact[bool | None] = field(default_factory=lambda: Known(None))


def addons(declared: Declared, homes: Homes) -> Iterator[Said]:
    """``aws_eks_addon`` of name vpc-cni; one whose name is not known may be it."""
    for resource in declared.managed("aws_eks_addon"):
        name = read.text(resource.get("addon_name"), None)
        home = homes.of(resource.get("cluster_name"), resource.module)
        if isinstance(name, Known) and name.value == ADDON:
            yield _configured("add-on configuration_values", resource, home, resource)
        elif isinstance(name, Unknown):
            why = Unknown("which add-ons there are is not known", name.span or resource.span, name.cause)
            yield Said("add-on configuration_values", resource, home, rest=why, sure=False)


def module_addons(declared: Declared, homes: Homes) -> Iterator[Said]:
    """Add-ons passed to a module whose source is not to be had (EKS Blueprints v4 and v5, eks modules)."""
    for module in declared.modules():
        source = read.text(module.get("source"), Known(""))
        if not isinstance(source, Known) or not _ADDON_MODULES.search(source.value):
            continue
        home = homes.of(module.get("cluster_name"), module.module)
        if read.nothing(module.get("cluster_name")):
            home = homes.of(module.get("eks_cluster_id"), module.module)
        for argument in ("eks_addons", "cluster_addons", "addons"):
            yield from _listed(module, module.get(argument), home)
        yield from _blueprints_v4(module, home)


def _listed(module: Resource, listed: Value | Absent, home: Home | Unknown) -> Iterator[Said]:
    """A map of add-ons by name, as ``eks_addons`` and ``cluster_addons`` take it."""
    form = "add-on configuration_values"
    if isinstance(listed, Unknown):
        yield Said(form, module, home, rest=listed, sure=False)
    elif isinstance(listed, Fields):
        entry = listed.get(ADDON)
        if isinstance(entry, Fields):
            yield _configured(form, module, home, entry)
        elif isinstance(entry, Unknown):
            yield Said(form, module, home, rest=entry, sure=False)
        elif isinstance(entry, Known):
            yield Said(form, module, home)


def _blueprints_v4(module: Resource, home: Home | Unknown) -> Iterator[Said]:
    form = "amazon_eks_vpc_cni_config"
    enabled = read.truth(module.get("enable_amazon_eks_vpc_cni"), Known(False))
    config = module.get("amazon_eks_vpc_cni_config")
    if isinstance(enabled, Unknown):
        yield Said(form, module, home, rest=enabled, sure=False)
    elif enabled.value and isinstance(config, Unknown):
        yield Said(form, module, home, rest=config)
    elif enabled.value:
        yield _configured(form, module, home, config if isinstance(config, Fields) else Fields({}))


def _configured(form: str, resource: Resource, home: Home | Unknown, said: Resource | Fields) -> Said:
    structure = documents.structure(said.get("configuration_values"))
    env, init_env, rest = settings(structure)
    version, policy = _version(said), _policy(structure)
    return Said(
        form, resource, home, env, init_env, rest, version, _before_compute(resource), structure, network_policy=policy
    )


def _policy(structure: Value | Absent) -> Fact[bool | None]:
    """``enableNetworkPolicy`` of the chart and the add-on, a string in both (charts/aws-vpc-cni/values.yaml)."""
    if isinstance(structure, Unknown):
        return Known(None)  # whatever it says, the rest of the settings is unknown too
    return read.truth(dig(structure, "enableNetworkPolicy"), Known(None))


def _version(said: Resource | Fields) -> Fact[str | None]:
    """The pinned version; one that a data source looks up is not pinned."""
    value = said.get("addon_version")
    if isinstance(value, Reference) and "data.aws_eks_addon_version." in value.address:
        return Known(None, value.span)
    return read.text(value, Known(None, value.span))


def _before_compute(resource: Resource) -> Fact[bool | None]:
    """Whether the eks module makes the add-on before the nodes: it does so by two resources of its own."""
    if resource.name == "before_compute":
        return Known(True, resource.span)
    if resource.name == "this" and "module.eks_managed_node_group" in resource.depends_on:
        return Known(False, resource.span)
    return Known(None)


def settings(structure: Value | Absent) -> tuple[Env, Env, Unknown | None]:
    """Variables of the aws-node container, of its init container, and why there may be more."""
    if isinstance(structure, Unknown):
        return {}, {}, structure
    if not isinstance(structure, Fields):
        return {}, {}, None
    env, rest = _variables(structure.get("env"))
    init_env, init_rest = _variables(dig(structure, "init", "env"))
    return env, init_env, read.either(read.either(rest, init_rest), structure.rest)


def _variables(value: Value | Absent) -> tuple[Env, Unknown | None]:
    if isinstance(value, Unknown):
        return {}, value
    if not isinstance(value, Fields):
        return {}, None
    found: dict[str, Fact[str | None]] = {}
    rest = value.rest
    for key, entry in value.entries.items():
        if isinstance(key, Reference):
            rest = read.either(rest, key)
        else:
            found[key] = _typed(read.text(entry, Known(None, entry.span)), entry)
    return found, rest


def _typed(text: Fact[str | None], entry: Value) -> Fact[str | None]:
    """The text of a value, with the number or bool it was written as: the add-on's schema wants strings."""
    if isinstance(text, Known) and isinstance(entry, Known) and not isinstance(entry.value, str | None):
        return Known(text.value, text.span, text.origin, decoded=entry)
    return text


def releases(charts: list[helm.Chart], homes: Homes) -> Iterator[Said]:
    """Helm releases of the aws-vpc-cni chart."""
    for chart in charts:
        if chart.name == CHART:
            env, init_env, rest = settings(chart.values)
            home = homes.around(chart.resource.module)
            yield Said(
                "helm_release values", chart.resource, home, env, init_env, rest, chart.version,
                structure=chart.values, network_policy=_policy(chart.values),
            )  # fmt: skip


def daemon_sets(found: tuple[Manifest, ...], homes: Homes) -> Iterator[Said]:
    """Manifests of the aws-node DaemonSet."""
    for manifest in found:
        name = manifest.name
        if manifest.kind == "DaemonSet" and isinstance(name, Known) and name.value == DAEMON_SET:
            pod = dig(manifest.body, "spec", "template", "spec")
            env, rest = _of_containers(dig(pod, "containers"), DAEMON_SET)
            init_env, init_rest = _of_containers(dig(pod, "initContainers"), INIT_CONTAINER)
            home = homes.of_manifest(manifest)
            version = _image_version(dig(pod, "containers"))
            more = read.either(rest, init_rest)
            policy = _agent_policy(dig(pod, "containers"))
            yield Said(
                "DaemonSet aws-node", manifest.resource, home, env, init_env, more, version, network_policy=policy
            )


def config_maps(found: tuple[Manifest, ...], homes: Homes) -> Iterator[Said]:
    """The ConfigMap that turns on the policy controller of the control plane: for Auto Mode's nodes nothing else does.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html (2026).
    """
    for manifest in found:
        name = manifest.name
        if manifest.kind == "ConfigMap" and isinstance(name, Known) and name.value == CONFIG_MAP:
            on = read.truth(manifest.get("data", "enable-network-policy-controller"), Known(None))
            home = homes.of_manifest(manifest)
            yield Said("ConfigMap amazon-vpc-cni", manifest.resource, home, installs=False, network_policy=on)


def _agent_policy(containers: Value | Absent) -> Fact[bool | None]:
    """``--enable-network-policy`` of the node agent's container; null where it is not written."""
    for container in read.blocks(containers).known:
        arguments = read.texts(container.get("args"))
        for word in arguments.known:
            name, equals, value = word.value.partition("=")
            if name == _POLICY_ARGUMENT:
                return read.truth(Known(value if equals else "true", word.span), Known(None))
        if arguments.rest is not None and read.text(container.get("name"), None) == Known(AGENT):
            return arguments.rest
    return Known(None)


def _of_containers(containers: Value | Absent, name: str) -> tuple[Env, Unknown | None]:
    listed = read.blocks(containers)
    env: dict[str, Fact[str | None]] = {}
    rest = listed.rest
    for container in listed.known:
        said = read.text(container.get("name"), Known(""))
        if isinstance(said, Known) and said.value == name:
            found, more = _pairs(container.get("env"))
            env.update(found)
            rest = read.either(rest, more)
    return env, rest


def _image_version(containers: Value | Absent) -> Fact[str | None]:
    """The version in the tag of the aws-node container's image; null where no image or no such tag is written."""
    for container in read.blocks(containers).known:
        image = read.text(container.get("image"), None)
        name = read.text(container.get("name"), None)
        if isinstance(image, Unknown) and isinstance(name, Known) and name.value == DAEMON_SET:
            return image
        found = _IMAGE.search(image.value) if isinstance(image, Known) else None
        if found is not None and image is not None:
            return Known(found[1], image.span)
    return Known(None)


def _pairs(value: Value | Absent) -> tuple[Env, Unknown | None]:
    """A list of blocks with ``name`` and ``value``."""
    listed = read.blocks(value)
    env: dict[str, Fact[str | None]] = {}
    rest = listed.rest
    for pair in listed.known:
        name = read.text(pair.get("name"), None)
        if isinstance(name, Known):
            env[name.value] = read.text(pair.get("value"), Known(None, pair.span))
        else:
            rest = read.either(rest, name)
    return env, rest


def terraform_patches(declared: Declared, homes: Homes) -> Iterator[Said]:
    """``kubernetes_env`` on aws-node."""
    for resource in declared.managed("kubernetes_env"):
        name = read.text(read.inside(read.block(resource.get("metadata")), "name"), Known(""))
        if isinstance(name, Known) and name.value == DAEMON_SET:
            env, rest = _pairs(resource.get("env"))
            home = homes.around(resource.module)
            init = not read.nothing(resource.get("init_container"))
            yield Said("kubernetes_env", resource, home, {} if init else env, env if init else {}, rest, installs=False)


def set_by_commands(texts: list[commands.Command], homes: Homes) -> Iterator[Said]:
    """``kubectl set env`` in provisioners."""
    for found in commands.environments(texts):
        home = homes.around(found.resource.module)
        yield Said("kubectl set env", found.resource, home, found.env, found.init_env, installs=False)
