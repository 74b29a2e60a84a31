"""The security groups that ingresses name for the load balancers made of them.

Ids, or names as they stand in the tag ``Name``: docs/guide/ingress/annotations.md and pkg/networking/
security_group_resolver.go of aws-load-balancer-controller v3.5 (2026-08).
"""

from __future__ import annotations

from collections.abc import Iterable

from eks_netlint.lowering import read
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Members
from eks_netlint.model.security.nouns import SecurityGroup
from eks_netlint.resources import KUBERNETES
from eks_netlint.values import Absent, Known, Text, Unknown, Value

KIND = "Ingress"
ANNOTATION = "alb.ingress.kubernetes.io/security-groups"
_ID = "sg-"


def of_ingresses(manifests: Iterable[Manifest], groups: Groups) -> dict[str, Members[SecurityGroup]]:
    """What the load balancer of each ingress is to carry, by its address; of those that name any."""
    found: dict[str, Members[SecurityGroup]] = {}
    for manifest in manifests:
        said = manifest.get("metadata", "annotations", ANNOTATION) if manifest.kind == KIND else Absent()
        if not read.empty(said):
            address = manifest.resource.address
            why = Unknown("several ingresses are made by one resource", manifest.span)
            found[address] = Members((), why, said.span) if address in found else _of(said, manifest, groups)
    return found


def _of(said: Value | Absent, manifest: Manifest, groups: Groups) -> Members[SecurityGroup]:
    known: dict[str, SecurityGroup] = {}
    rest: Unknown | None = None
    for part in _parts(said):
        one = _one(part, manifest, groups)
        if isinstance(one, Unknown):
            rest = read.either(rest, one)
        else:
            known.setdefault(one.address, one)
    return Members(tuple(known.values()), rest, said.span)


def _parts(said: Value | Absent) -> tuple[Value | Absent, ...]:
    """Members of a list with commas; a part that is neither written nor a reference alone leaves it unknown."""
    match said:
        case Known(value=str(words)):
            return tuple(Known(word.strip(), said.span) for word in words.split(",") if word.strip())
        case Text():
            found: list[Value | Absent] = []
            for part in said.parts:
                if isinstance(part, Unknown):
                    found.append(part)
                elif part.strip(" ,") or "," not in part:
                    return (said,)  # part of a name
            return tuple(found)
        case _:
            return (said,)


def _one(part: Value | Absent, manifest: Manifest, groups: Groups) -> SecurityGroup | Unknown:
    if not isinstance(part, Known):
        return groups.one(part, manifest.span)
    word = str(part.value)
    if word.startswith(_ID) and manifest.resource.mode == KUBERNETES:
        return Unknown(f"which security group {word} is, is not in the files", part.span or manifest.span)
    return groups.one(part, manifest.span) if word.startswith(_ID) else _named(word, part, groups)


def _named(name: str, part: Known[object], groups: Groups) -> SecurityGroup | Unknown:
    """The declared group with that tag ``Name``; another may have it where some tags are not known."""
    for group in groups.all:
        tag = group.tags.value("Name")
        if isinstance(tag, Known) and tag.value == name:
            return group
    return Unknown(f"which security group is called {name} is not in the files", part.span)
