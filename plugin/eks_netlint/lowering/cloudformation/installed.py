"""What a stack puts on its cluster, and clusters that CDK makes by itself: custom resources in the provider's words.

Sources: aws-quickstart/quickstart-kubernetes-resource-provider and quickstart-helm-resource-provider (their schemas,
2026-11); aws/aws-cdk packages/aws-cdk-lib/aws-eks (cluster-resource, fargate-profile, k8s-manifest and helm-chart,
2026-11), whose clusters and profiles carry the arguments of EKS' own API.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eks_netlint.lowering import documents
from eks_netlint.records import replace
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Reference, Unknown, Value

CDK = "Custom::AWSCDK-EKS-"

_CLUSTER = {"resources_vpc_config": "vpc_config"}
_PROFILE = {"selectors": "selector", "subnets": "subnet_ids"}
_CHART = ("chart", "namespace", "repository", "version")

Entries = Mapping["str | Reference", Value]


def objects(made: list[Resource], stack: Sequence[Resource]) -> list[Resource]:
    """Objects, charts, and clusters and Fargate profiles of CDK, each with the arguments of the provider's resource."""
    types = {one.address: one.type for one in stack if one.type.startswith((CDK, "AWSQS::"))}
    if not types:
        return made
    return [new for one in made for new in _installed(one, types.get(one.address))]


def _installed(resource: Resource, type_: str | None) -> Iterator[Resource]:
    if type_ == f"{CDK}Cluster":
        yield _configured(resource, _CLUSTER)
    elif type_ == f"{CDK}FargateProfile":
        yield _configured(resource, _PROFILE)
    elif type_ == f"{CDK}KubernetesResource":
        yield from _members(resource)
    elif type_ is not None and resource.type == "helm_release":
        yield _chart(resource)
    else:
        yield resource


def _made(resource: Resource, entries: Mapping[str, Value]) -> Resource:
    written = {name: value for name, value in entries.items() if not isinstance(value, Absent)}
    return replace(resource, attributes=WrittenAttributes(written, resource.span))


def _configured(resource: Resource, names: Mapping[str, str]) -> Resource:
    """A resource whose arguments stand together under ``Config``; unknown as a whole they are each unknown."""
    config = resource.get("config")
    if not isinstance(config, Fields):
        why = config if isinstance(config, Unknown) else Unknown("no Config is written", resource.span)
        wanted = ("name", "cluster_name", *names.values())
        return _made(resource, dict.fromkeys(wanted, why))
    entries = {names.get(key, key): value for key, value in config.entries.items() if isinstance(key, str)}
    return _made(resource, entries)


def _members(resource: Resource) -> Iterator[Resource]:
    """The objects of CDK's ``Manifest``, a list in JSON."""
    listed = documents.structure(resource.get("manifest"))
    if isinstance(listed, Items):
        found: tuple[Value, ...] = (*listed.members, *(() if listed.rest is None else (listed.rest,)))
    else:
        found = () if isinstance(listed, Absent) else (listed,)
    for member in found:
        yield _made(resource, {"manifest": member})


def _chart(resource: Resource) -> Resource:
    """A chart with its values as files, then what is set one by one."""
    entries: dict[str, Value] = {name: _value(resource, name) for name in _CHART}
    entries["name"] = _value(resource, "name" if isinstance(resource.get("release"), Absent) else "release")
    given = resource.get("values")
    if isinstance(given, Fields):
        entries["set"] = _settings(given)
        given = Absent(resource.span)
    override = resource.get("value_override_url")
    if not isinstance(override, Absent):
        override = Unknown("values of a URL are not fetched", override.span, Cause.OUTSIDE)
    layers = [layer for layer in (resource.get("value_yaml"), given, override) if not isinstance(layer, Absent)]
    entries["values"] = Items(tuple(layers), None, "list", True)
    return _made(resource, entries)


def _value(resource: Resource, name: str) -> Value:
    found = resource.get(name)
    return Known(None, resource.span) if isinstance(found, Absent) else found


def _settings(values: Fields) -> Value:
    made: list[Value] = []
    for key, value in values.entries.items():
        if isinstance(key, str):
            setting: dict[str | Reference, Value] = {"name": Known(key, value.span), "value": value}
            made.append(Fields(setting, None, "object", value.span))
    rest = values.rest
    return Items(tuple(made), rest, "list", True, values.span)
