"""What the IAM role of a cluster allows, as far as one question asks: may EKS make interfaces for pods."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.lowering import read
from eks_netlint.lowering.declared import Declared
from eks_netlint.patterns import pattern
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Cause, Encoded, Fact, Known, Reference, Text, Truth, Unknown, Value, unknowns_in

CONTROLLER = "AmazonEKSVPCResourceController"
"""The managed policy with the actions that trunk and branch interfaces take (EKS user guide, sg-pods, 2026-11)."""

_ACTION = "ec2:CreateNetworkInterface"
"""The first of them: a policy of one's own that does not name it, with or without ``*``, does not do."""

_ACTIONS = pattern(r'"(ec2:[^"]*)"|"(?:Not)?Action"\s*:\s*\[?\s*"(?=\*)')
"""Words of a policy as JSON that may be the action; of one that allows everything the empty word before its ``*``."""

_MERGED = ("source_policy_documents", "override_policy_documents")
_OF_ROLES = ("aws_iam_role_policy_attachment", "aws_iam_role_policy", "aws_iam_role_policy_attachments_exclusive")
_OF_ANYBODY = "aws_iam_policy_attachment"


def makes_pod_interfaces(declared: Declared, role: Value | Absent, span: Span) -> Fact[bool]:
    """Whether a role holds the policy; unknown for a role that other files declare, or with a policy that may do."""
    target = declared.target(declared.chase(role))
    if target is None or target.mode != "managed" or target.type != "aws_iam_role":
        given = role if isinstance(role, Unknown) and not isinstance(role, Reference | Text) else None
        why = Unknown("the role of the cluster is not declared in these files", role.span or span, Cause.OUTSIDE)
        return why if given is None else given
    doubt: Unknown | None = None
    for found in _held(declared, target):
        if found is True:
            return Known(True, target.span)
        if isinstance(found, Unknown):
            doubt = read.either(doubt, found)
    return Known(False, target.span) if doubt is None else doubt


def _held(declared: Declared, role: Resource) -> Iterator[bool | Unknown]:
    """For each policy of the role whether it is the one, or why it may do."""
    yield from _of_list(role.get("managed_policy_arns"), declared)
    for block in read.blocks(role.get("inline_policy")).known:
        yield _own(block.get("policy"), declared)
    if read.blocks(role.get("inline_policy")).rest is not None:
        yield Unknown("policies of the role are not known", role.span)
    for resource in declared.managed(*_OF_ROLES):
        holder = declared.chase(resource.get("role"))
        mine = _is(declared, holder, role)
        if mine is not Truth.NO:
            yield from _weighed(mine, resource, _of_resource(resource, declared))
    for resource in declared.managed(_OF_ANYBODY):
        holders = read.members(resource.get("roles"))
        answers = [_is(declared, declared.chase(one), role) for one in holders.known]
        mine = Truth.YES if Truth.YES in answers else Truth.UNSURE if Truth.UNSURE in answers else Truth.NO
        if mine is not Truth.NO or holders.rest is not None:
            yield from _weighed(mine, resource, [_policy(resource.get("policy_arn"), declared)])
    for call in declared.modules():
        if any(_given(declared, call.get(name), role) for name in call.attributes.names()):
            yield Unknown(f"what {call.address} adds to the role is not known", call.span, Cause.MODULE)


def _given(declared: Declared, value: Value | Absent, role: Resource) -> bool:
    """Whether an argument of a module names the role, or holds something of it."""
    if isinstance(value, Absent):
        return False
    if isinstance(value, Known):
        return _is(declared, value, role) is Truth.YES
    return any(declared.target(one) is role for one in unknowns_in(value))


def _of_resource(resource: Resource, declared: Declared) -> list[bool | Unknown]:
    if resource.type == "aws_iam_role_policy":
        return [_own(resource.get("policy"), declared)]
    if resource.type == "aws_iam_role_policy_attachment":
        return [_policy(resource.get("policy_arn"), declared)]
    return list(_of_list(resource.get("policy_arns"), declared))


def _is(declared: Declared, value: Value | Absent, role: Resource) -> Truth:
    """Whether the value names the role."""
    if declared.target(value) is role:
        return Truth.YES
    name = declared.key(role.get("name"))
    key = declared.key(value)
    if key is not None and name is not None and key == name:
        return Truth.YES
    if isinstance(value, Reference) and declared.target(value) is not None:
        return Truth.NO
    return Truth.NO if isinstance(value, Known) and name is not None else Truth.UNSURE


def _weighed(mine: Truth, resource: Resource, found: list[bool | Unknown]) -> Iterator[bool | Unknown]:
    """What a policy does for the role where it may be another's, or may not exist."""
    for one in found:
        if one is False:
            continue
        if mine is Truth.YES and resource.exists is Truth.YES:
            yield one
        elif resource.exists is not Truth.NO:
            why = Unknown("whether the role holds the policy is not known", resource.span)
            yield resource.unsure if resource.unsure is not None else why


def _of_list(value: Value | Absent, declared: Declared) -> Iterator[bool | Unknown]:
    found = read.members(value)
    yield from (_policy(one, declared) for one in found.known)
    if found.rest is not None:
        yield found.rest


def _policy(arn: Value | Absent, declared: Declared) -> bool | Unknown:
    """Whether the policy of an ARN is the one; of a policy of one's own, whether it may do."""
    value = declared.chase(arn)
    written = _end(value)
    if written is not None:
        return written.rpartition("/")[2] == CONTROLLER
    target = declared.target(value)
    if target is not None and target.mode == "managed" and target.type == "aws_iam_policy":
        return _own(target.get("policy"), declared)
    if target is not None and target.mode == "data":
        name = read.text(target.get("name"), None)
        return name.value == CONTROLLER if isinstance(name, Known) else Unknown("which policy it is", target.span)
    return value if isinstance(value, Unknown) else Unknown("which policy it is is not known", value.span)


def _end(value: Value | Absent) -> str | None:
    """The name at the end of an ARN, whose partition may not be known."""
    if isinstance(value, Known):
        return str(value.value)
    if isinstance(value, Text) and isinstance(value.parts[-1], str) and "/" in value.parts[-1]:
        return value.parts[-1]
    return None


def _own(policy: Value | Absent, declared: Declared) -> bool | Unknown:
    """Whether a policy of one's own may hold the actions: it does not where none of its words is one of them."""
    value = declared.chase(policy)
    target = declared.target(value)
    words = _statements(target) if target is not None else _words(value)
    if words is not None and not any(_may_do(one) for one in words):
        return False
    return Unknown("whether a policy of the role allows interfaces for pods is not known", policy.span)


def _statements(document: Resource) -> list[str] | None:
    """The actions of a data source that spells a policy, None where they are not all known."""
    if document.type != "aws_iam_policy_document":
        return None
    blocks = read.blocks(document.get("statement"))
    if blocks.rest is not None or not all(read.nothing(document.get(one)) for one in _MERGED):
        return None
    found = [read.members(block.get(kind)) for block in blocks.known for kind in ("actions", "not_actions")]
    words = [read.text(one, None) for one_list in found for one in one_list.known]
    if any(one_list.rest is not None for one_list in found):
        return None
    known = [one.value for one in words if isinstance(one, Known)]
    return known if len(known) == len(words) else None


def _words(value: Value | Absent) -> list[str] | None:
    """What may be an action in a policy as JSON, None where some of it is not known."""
    if isinstance(value, Unknown) and not isinstance(value, Encoded):
        return None
    said = list(read.strings_in(value))
    known = [one.value for one in said if isinstance(one, Known)]
    if len(known) != len(said):
        return None
    if isinstance(value, Known):
        return [word for text in known for word in _ACTIONS.findall(text)]
    return known


def _may_do(word: str) -> bool:
    """Whether an action, or a pattern of actions, is the first of those that it takes."""
    return word == _ACTION or (word.endswith("*") and _ACTION.startswith(word[:-1])) or not word
