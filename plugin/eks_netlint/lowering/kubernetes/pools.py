"""Pools and classes of nodes, from manifests; and how Karpenter itself is set, from its chart or its Deployment.

Fields: karpenter.sh/v1 and karpenter.k8s.aws/v1 of karpenter-provider-aws v1.14.1, its charts/karpenter/values.yaml
and website/content/en/docs/reference/settings.md (2026-08-21); eks.amazonaws.com/v1 of the EKS user guide (2026-11).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eks_netlint.lowering import helm, read
from eks_netlint.lowering.kubernetes.controllers import Seen
from eks_netlint.lowering.kubernetes.metadata import Clusters, common, place, selector_of
from eks_netlint.manifests import Manifest
from eks_netlint.model.kubernetes.labels import Selector
from eks_netlint.model.kubernetes.pools import Karpenter, NodeClass, NodePool, NodeRequirement, SecurityGroupPolicy
from eks_netlint.model.nouns import Members
from eks_netlint.values import Absent, Fact, Fields, Items, Known, Truth, Unknown, Value, dig

CONTROLLER = "karpenter"
RESERVED_ENIS = "RESERVED_ENIS"
_OPERATORS = frozenset(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"])


def node_pools(found: Sequence[Manifest], clusters: Clusters) -> Iterator[NodePool]:
    """Every pool, in the order of the files."""
    for manifest in found:
        if manifest.kind == "NodePool":
            spec = manifest.get("spec", "template", "spec")
            unwritten = Unknown("no nodeClassRef is written", spec.span or manifest.span)
            yield NodePool(
                *place(manifest),
                **common(manifest, clusters),
                class_kind=read.text(dig(spec, "nodeClassRef", "kind"), unwritten),
                class_name=read.text(dig(spec, "nodeClassRef", "name"), unwritten),
                requirements=_requirements(dig(spec, "requirements")),
                limited=_limited(manifest),
                tainted=_there(dig(spec, "taints")),
            )


def node_classes(found: Sequence[Manifest], clusters: Clusters) -> Iterator[NodeClass]:
    """Every class of nodes, in the order of the files."""
    for manifest in found:
        if manifest.kind in ("EC2NodeClass", "NodeClass"):
            pods = manifest.get("spec", "kubelet", "maxPods")
            yield NodeClass(
                *place(manifest), **common(manifest, clusters), max_pods=read.whole(pods, Known(None, manifest.span))
            )


def group_policies(found: Sequence[Manifest], clusters: Clusters) -> Iterator[SecurityGroupPolicy]:
    """Every policy that gives pods security groups of their own."""
    for manifest in found:
        if manifest.kind == "SecurityGroupPolicy":
            ids = read.members(manifest.get("spec", "securityGroups", "groupIds"))
            unwritten = Unknown("no id is written", manifest.span)
            yield SecurityGroupPolicy(
                *place(manifest),
                **common(manifest, clusters),
                pods=_selector(manifest.get("spec", "podSelector")),
                accounts=_selector(manifest.get("spec", "serviceAccountSelector")),
                groups=Members(tuple(read.text(one, unwritten) for one in ids.known), ids.rest, ids.span),
            )


def _selector(value: Value | Absent) -> Selector | None:
    """A selector, None where none is written: it then has no say."""
    return None if isinstance(value, Absent) or value == Known(None) else selector_of(value)


def karpenters(seen: Seen) -> Iterator[Karpenter]:
    """How Karpenter is set, for each chart or Deployment that installs it."""
    for chart in seen.charts:
        if chart.name == CONTROLLER:
            resource = chart.resource
            yield Karpenter(
                resource.address, resource.span, _of_values(chart), seen.cluster(seen.homes.around(resource.module)),
                calls=resource.calls, exists=resource.exists, unsure=resource.unsure,
            )  # fmt: skip
    for manifest in seen.manifests:
        name = manifest.name
        if manifest.kind == "Deployment" and isinstance(name, Known) and name.value == CONTROLLER:
            yield Karpenter(
                *place(manifest), _of_deployment(manifest), seen.clusters(manifest),
                exists=manifest.resource.exists, unsure=manifest.resource.unsure,
            )  # fmt: skip


def _requirements(value: Value | Absent) -> Members[NodeRequirement]:
    found = read.blocks(value)
    known: list[NodeRequirement] = []
    rest = found.rest
    for one in found.known:
        key, operator = read.text(one.get("key"), None), read.text(one.get("operator"), None)
        values = read.members(one.get("values"))
        if not isinstance(key, Known) or not isinstance(operator, Known) or operator.value not in _OPERATORS:
            why = next((each for each in (key, operator) if isinstance(each, Unknown)), None)
            rest = read.either(rest, read.either(why, Unknown("not a requirement", one.span)))
        elif values.rest is not None:
            rest = read.either(rest, values.rest)
        else:
            texts = tuple(read.text(each, Known("")) for each in values.known)
            known.append(NodeRequirement(key.value, operator.value, texts, one.span))
    return Members(tuple(known), rest, found.span)


def _limited(manifest: Manifest) -> Truth:
    limits, number = manifest.get("spec", "limits"), manifest.get("spec", "replicas")
    if isinstance(limits, Fields) and limits.entries:
        return Truth.YES
    if isinstance(number, Known) and number.value is not None:
        return Truth.YES
    open_ended = isinstance(limits, Fields) and limits.rest is not None
    return Truth.UNSURE if open_ended or isinstance(limits, Unknown) or isinstance(number, Unknown) else Truth.NO


def _there(value: Value | Absent) -> Truth:
    if isinstance(value, Unknown):
        return Truth.UNSURE
    if isinstance(value, Items):
        return Truth.YES if value.members else Truth.NO if value.rest is None else Truth.UNSURE
    return Truth.of(not read.nothing(value))


def _of_values(chart: helm.Chart) -> Fact[int]:
    """``settings.reservedENIs``, which the chart hands over as a variable; one of ``controller.env`` comes after it."""
    span = chart.resource.span
    said = _variable(dig(chart.values, "controller", "env"))
    older = dig(chart.values, "settings", "aws", "reservedENIs")  # before chart 0.32
    value = dig(chart.values, "settings", "reservedENIs")
    written = said if not isinstance(said, Absent) else value if not isinstance(value, Absent) else older
    return read.whole(written, read.default(0, span))


def _of_deployment(manifest: Manifest) -> Fact[int]:
    span = manifest.span
    containers = manifest.get("spec", "template", "spec", "containers")
    if isinstance(containers, Unknown):
        return containers
    for container in containers if isinstance(containers, Items) else ():
        said = _variable(dig(container, "env"))
        if not isinstance(said, Absent):
            return read.whole(said, read.default(0, span))
        if not read.nothing(dig(container, "envFrom")):
            return Unknown("variables are taken from elsewhere", dig(container, "envFrom").span)
    return read.default(0, span)


def _variable(env: Value | Absent) -> Value | Absent:
    """The value of the variable in a list of a container's."""
    found = read.blocks(env)
    for one in found.known:
        name = read.text(one.get("name"), Known(""))
        if isinstance(name, Known) and name.value == RESERVED_ENIS:
            value = one.get("value")
            return Unknown("is taken from elsewhere", one.span) if isinstance(value, Absent) else value
    return Absent(env.span) if found.rest is None else found.rest
