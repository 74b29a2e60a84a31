"""Launch templates and launch configurations: what a node group takes from them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from eks_netlint.lowering import read, spelled, userdata
from eks_netlint.lowering.declared import Declared
from eks_netlint.model.nouns import MaxPods, Members
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Reference, Text, Unknown, Value

_IMAGE_FAMILIES = (
    (pattern(r"bottlerocket", re.IGNORECASE), "BOTTLEROCKET"),
    (pattern(r"windows", re.IGNORECASE), "WINDOWS"),
    (pattern(r"amazon-linux-2023|al2023", re.IGNORECASE), "AL2023"),
    (pattern(r"amazon-linux-2\b|amazon-eks-(arm64-|gpu-)?node", re.IGNORECASE), "AL2"),
)


@dataclass(frozen=True, slots=True)
class Template:
    """What a launch template or launch configuration says about the nodes it starts."""

    instance_types: Members[Known[str]]
    custom_ami: Fact[bool]
    family: Fact[str] | None
    max_pods: MaxPods
    public_ip: Fact[bool | None]
    joins_cluster: bool
    labels: Mapping[str, Fact[str]] = field(default_factory=dict)
    labels_rest: Unknown | None = None
    groups: Value | Absent = Absent()  # ids of the security groups of the first interface


NO_TEMPLATE = Template(Members(), Known(False), None, MaxPods(Known(None)), Known(None), False)
"""A managed node group without launch template: EKS makes one of its own, with nothing of ours in it."""


def foreign(why: Unknown) -> Template:
    """A template that is not in these files."""
    return Template(Members((), why), why, why, MaxPods(why), why, False, {}, why, why)


class Templates:
    """All launch templates and launch configurations of the network, found by what refers to them."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._read: dict[str, Template] = {}

    def of(self, specification: Fields | Unknown | Absent) -> Template | None:
        """The template a ``launch_template`` block means; None where there is no block."""
        if isinstance(specification, Absent):
            return None
        if isinstance(specification, Unknown):
            return foreign(specification)
        for argument in ("id", "launch_template_id", "name", "launch_template_name"):
            value = specification.get(argument)
            if not read.empty(value):
                return self.meant(value, "aws_launch_template")
        return foreign(Unknown("the launch template is not named", specification.span))

    def meant(self, value: Value | Absent, *types: str) -> Template:
        """The template of one of these types that a value means, by id or by name."""
        resource = self._find(value, types)
        if resource is None:
            cause = value.cause if isinstance(value, Unknown) else Cause.OUTSIDE
            return foreign(Unknown("the launch template is not declared in these files", value.span, cause))
        if resource.address not in self._read:
            self._read[resource.address] = self._template(resource)
        return self._read[resource.address]

    def _find(self, value: Value | Absent, types: tuple[str, ...]) -> Resource | None:
        key = self._declared.key(value)
        found = self._declared.at(key or "")
        if found is not None:
            return found if found.mode == "managed" and found.type in types else None
        if key is None:
            return None
        named = [r for r in self._declared.managed(*types) if self._declared.key(r.get("name")) == key]
        return named[0] if len(named) == 1 else None

    def _template(self, resource: Resource) -> Template:
        script = self._script(resource)
        types = read.texts(resource.get("instance_type"))
        if not types.known and types.rest is None and not read.empty(resource.get("instance_requirements")):
            span = resource.get("instance_requirements").span
            types = Members((), Unknown("instance types are chosen by requirements", span))
        types = Members(tuple(t for t in types.known if t.value), types.rest, types.span)
        image = self._declared.chase(resource.get("image_id"))
        return Template(
            types,
            _brings_ami(image),
            _family(image, script, self._declared),
            _placed(userdata.max_pods(script), resource),
            _public_ip(resource),
            userdata.mentions_cluster(script),
            *userdata.labels(script),
            _groups(resource),
        )

    def _script(self, resource: Resource) -> userdata.Script | Unknown | None:
        found = userdata.script(resource.get("user_data"), self._declared)
        return found if found is not None else userdata.script(resource.get("user_data_base64"), self._declared)


def _placed(found: MaxPods, resource: Resource) -> MaxPods:
    """Max pods at the narrowest place that spells them."""
    pods = found.pods
    if isinstance(pods, Unknown) or pods.value is None:
        return found
    place = spelled.max_pods(pods.value, pods.span, resource.calls)
    return found if place is None else MaxPods(Known(pods.value, place, pods.origin), found.where)


def _brings_ami(image: Value | Absent) -> Fact[bool]:
    if read.empty(image):
        return Known(False, image.span)
    if read.solid(image) or (isinstance(image, Reference) and re.search(r"(^|\.)data\.", image.address)):
        return Known(True, image.span)
    return Unknown("whether the launch template names an AMI is not known", image.span)


def _family(image: Value | Absent, script: userdata.Script | Unknown | None, declared: Declared) -> Fact[str] | None:
    """The family of the AMI a template brings, by its user data or by where the AMI was looked up.

    None where the template brings no AMI and its user data shows no family.
    """
    found = userdata.family(script)
    if found is not None:
        return Known(found, script.span if isinstance(script, userdata.Script) else None)
    if read.empty(image):
        return None
    source = declared.target(image)
    hints = [image] if source is None else [source.get(name) for name in ("name", "name_regex", "filter", "value")]
    for hint in hints:
        for word in read.strings_in(hint):
            text = "".join(p for p in word.parts if isinstance(p, str)) if isinstance(word, Text) else str(word.value)
            for spelling, family in _IMAGE_FAMILIES:
                if spelling.search(text):
                    return Known(family, image.span)
    return script if isinstance(script, Unknown) else Known("CUSTOM", image.span)


def _public_ip(resource: Resource) -> Fact[bool | None]:
    """What the first network interface of the template wishes; null where it wishes nothing."""
    direct = resource.get("associate_public_ip_address")
    if not read.nothing(direct):
        return read.truth(direct, Known(None))
    interfaces = read.blocks(resource.get("network_interfaces"))
    for interface in interfaces.known:
        index = read.whole(interface.get("device_index"), Known(0))
        if isinstance(index, Known) and index.value == 0:
            return read.truth(interface.get("associate_public_ip_address"), Known(None, interface.span))
    if interfaces.rest is not None:
        return interfaces.rest
    return Known(None)


def _groups(resource: Resource) -> Value | Absent:
    """Ids of the security groups of the nodes' first interface; absent where the template names none."""
    for argument in ("vpc_security_group_ids", "security_groups"):  # of a launch template, of a launch configuration
        value = resource.get(argument)
        if not read.empty(value):
            return value
    interfaces = read.blocks(resource.get("network_interfaces"))
    for interface in interfaces.known:
        index = read.whole(interface.get("device_index"), Known(0))
        if isinstance(index, Unknown):
            return index
        if index.value == 0:
            return interface.get("security_groups")
    if interfaces.rest is not None:
        return interfaces.rest
    named = resource.get("security_group_names")
    return Absent(resource.span) if read.empty(named) else Unknown("security groups are given by name", named.span)
