"""The security groups that SecurityGroupPolicies give to pods."""

from __future__ import annotations

from collections.abc import Iterable

from eks_netlint.lowering import read
from eks_netlint.lowering.security.groups import Groups
from eks_netlint.manifests import Manifest
from eks_netlint.model.nouns import Members
from eks_netlint.model.security.nouns import SecurityGroup
from eks_netlint.resources import KUBERNETES
from eks_netlint.values import Known, Unknown

KIND = "SecurityGroupPolicy"


def of_policies(manifests: Iterable[Manifest], groups: Groups) -> dict[str, Members[SecurityGroup]]:
    """What each policy gives, by its address; several policies of one resource cannot be told apart."""
    found: dict[str, Members[SecurityGroup]] = {}
    for manifest in manifests:
        if manifest.kind == KIND:
            address = manifest.resource.address
            why = Unknown("several policies are made by one resource", manifest.span)
            found[address] = Members((), why, manifest.span) if address in found else _of(manifest, groups)
    return found


def _of(manifest: Manifest, groups: Groups) -> Members[SecurityGroup]:
    """Those of one policy; an id in a file of Kubernetes may be that of any group which Terraform makes."""
    ids = read.members(manifest.get("spec", "securityGroups", "groupIds"))
    literal = next((one for one in ids.known if isinstance(one, Known)), None)
    if literal is not None and manifest.resource.mode == KUBERNETES:
        why = f"which security group {literal.value} is, is not in the files"
        return Members((), Unknown(why, literal.span or manifest.span), ids.span)
    return groups.of(manifest.get("spec", "securityGroups", "groupIds"), manifest.span)
