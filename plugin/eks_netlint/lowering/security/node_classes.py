"""The security groups that classes of nodes (Karpenter's, EKS Auto Mode's) select for the nodes made of them.

``securityGroupSelectorTerms``: any of the terms, each by id, by name, or by all of its tags (karpenter.k8s.aws/v1 of
karpenter-provider-aws v1.14.1, 2026-08-21; eks.amazonaws.com/v1 of the EKS user guide, 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Members, Tags
from eks_netlint.model.security.nouns import SecurityGroup
from eks_netlint.resources import KUBERNETES
from eks_netlint.values import Absent, Fields, Known, Text, Truth, Unknown, Value

KINDS = ("EC2NodeClass", "NodeClass")
_ANY = "*"


def of_classes(manifests: Iterable[Manifest], groups: Groups) -> dict[str, Members[SecurityGroup]]:
    """What the nodes of each class carry, by its address; several classes of one resource cannot be told apart."""
    found: dict[str, Members[SecurityGroup]] = {}
    for manifest in manifests:
        if manifest.kind in KINDS:
            address = manifest.resource.address
            why = Unknown("several classes are made by one resource", manifest.span)
            found[address] = Members((), why, manifest.span) if address in found else _of(manifest, groups)
    return found


def _of(manifest: Manifest, groups: Groups) -> Members[SecurityGroup]:
    terms = read.blocks(manifest.get("spec", "securityGroupSelectorTerms"))
    known: dict[str, SecurityGroup] = {}
    rest = terms.rest
    if not terms.known and rest is None:
        rest = Unknown("which security groups its nodes carry is not written", manifest.span)
    for term in terms.known:
        for one in _selected(term, manifest, groups):
            if isinstance(one, Unknown):
                rest = read.either(rest, one)
            else:
                known.setdefault(one.address, one)
    return Members(tuple(known.values()), rest, terms.span)


def _selected(term: Fields, manifest: Manifest, groups: Groups) -> Iterator[SecurityGroup | Unknown]:
    said = _alone(term.get("id"))
    if not read.empty(said):
        if isinstance(said, Known) and manifest.resource.mode == KUBERNETES:
            yield Unknown(f"which security group {said.value} is, is not in the files", said.span or manifest.span)
        else:
            yield groups.one(said, manifest.span)
        return
    for group in groups.all:
        if _matches(term, group) is Truth.YES:
            yield group
    yield Unknown("which other security groups have the tags or the name is not in the files", term.span)


def _alone(value: Value | Absent) -> Value | Absent:
    """What a text is that has no more than one part."""
    parts = value.parts if isinstance(value, Text) else ()
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Unknown) else value


def _matches(term: Fields, group: SecurityGroup) -> Truth:
    name, tags = term.get("name"), term.get("tags")
    if isinstance(name, Known) and isinstance(group.name, Known):
        return Truth.of(name.value == group.name.value) & group.exists
    if not isinstance(tags, Fields) or not tags.entries or tags.rest is not None:
        return Truth.UNSURE
    answer = group.exists
    for key, wanted in tags.entries.items():
        answer = answer & (_tagged(group.tags, key, wanted) if isinstance(key, str) else Truth.UNSURE)
    return answer


def _tagged(tags: Tags, key: str, wanted: Value) -> Truth:
    if wanted == Known(_ANY):
        return tags.has(key)
    said = tags.value(key)
    if isinstance(said, Known) and isinstance(wanted, Known):
        return Truth.of(said.value == wanted.value)
    return Truth.YES if isinstance(said, Unknown) and said == wanted and tags.has(key) is Truth.YES else Truth.UNSURE
