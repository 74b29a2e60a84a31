"""What CloudFormation says in another shape than the provider: rules, templates of nodes, attachments of gateways."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from eks_netlint.lowering import read
from eks_netlint.lowering.cloudformation.installed import objects
from eks_netlint.records import replace
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Origin, Reference, Unknown, Value

Shape = Callable[[list[Resource], Sequence[Resource]], list[Resource]]

_PEERS = {
    "cidr_ip": "cidr_blocks",
    "cidr_ipv6": "ipv6_cidr_blocks",
    "source_prefix_list_id": "prefix_list_ids",
    "destination_prefix_list_id": "prefix_list_ids",
    "source_security_group_id": "security_groups",
    "destination_security_group_id": "security_groups",
}
"""Peers of a rule, of which CloudFormation takes one each and Terraform a list."""


def entries_of(resource: Resource) -> dict[str, Value]:
    """What is written, by the provider's names."""
    found = ((name, resource.get(name)) for name in resource.attributes.names())
    return {name: value for name, value in found if not isinstance(value, Absent)}


def _with(resource: Resource, entries: Mapping[str, Value]) -> Resource:
    return replace(resource, attributes=WrittenAttributes(entries, resource.span))


def groups(made: list[Resource], stack: Sequence[Resource]) -> list[Resource]:
    """Security groups with their rules as blocks; without egress rules AWS lets everything out.

    (CloudFormation template reference, AWS::EC2::SecurityGroup, 2026-11: "if you do not add egress rules, we add egress
    rules that allow all outbound traffic".  A rule that is a resource of its own takes them away according to
    aws/aws-cdk#987, which the reference does not say: then it is not known.)
    """
    apart = [one for one in stack if one.type == "AWS::EC2::SecurityGroupEgress"]
    touched = {value.address for one in apart if isinstance(value := one.get("GroupId"), Reference)}
    return [_group(one, one.address in touched) if one.type == "aws_security_group" else one for one in made]


def _group(resource: Resource, touched: bool) -> Resource:
    entries = entries_of(resource)
    named = {"security_group_ingress": "ingress", "security_group_egress": "egress", "group_name": "name"}
    made = {named.get(name, name): value for name, value in entries.items()}
    for direction in ("ingress", "egress"):
        if direction in made:
            made[direction] = _rules(made[direction])
    if "egress" not in made:
        made["egress"] = (
            Unknown("whether AWS takes away the rule that lets all out is not documented", resource.span)
            if touched else _everything(resource)
        )  # fmt: skip
    return _with(resource, made)


def _everything(resource: Resource) -> Items:
    def default(value: str | int) -> Known[str | int]:
        return Known(value, resource.span, Origin.DEFAULT)

    rule: dict[str | Reference, Value] = {
        "protocol": default("-1"),
        "from_port": default(0),
        "to_port": default(0),
        "cidr_blocks": Items((default("0.0.0.0/0"),)),
        "ipv6_cidr_blocks": Items((default("::/0"),)),
    }
    return Items((Fields(rule, None, "object", resource.span),), None, "list", True, resource.span)


def _rules(value: Value) -> Value:
    found = read.blocks(value)
    return Items(tuple(Fields(_rule(one.entries), one.rest, "object", one.span) for one in found.known), found.rest,
                 "list", True, value.span)  # fmt: skip


def _rule(entries: Mapping[str | Reference, Value]) -> dict[str | Reference, Value]:
    """A rule with lists of peers, all ports where it names none."""
    made: dict[str | Reference, Value] = {"from_port": Known(0), "to_port": Known(0)}
    for name, value in entries.items():
        if name == "ip_protocol":
            made["protocol"] = value
        elif isinstance(name, str) and name in _PEERS:
            made[_PEERS[name]] = Items((value,), None, "list", True, value.span)
        else:
            made[name] = value
    return made


def rules(made: list[Resource], stack: Sequence[Resource]) -> list[Resource]:
    """Rules of security groups that are resources of their own."""
    types = {one.address: one.type for one in stack}
    return [_apart(one, types[one.address]) if one.type == "aws_security_group_rule" else one for one in made]


def _apart(resource: Resource, kind: str) -> Resource:
    outward = kind.endswith("Egress")
    made: dict[str, Value] = {"type": Known("egress" if outward else "ingress", resource.span)}
    written: dict[str | Reference, Value] = {}
    written.update(entries_of(resource).items())
    for name, value in _rule(written).items():
        if isinstance(name, str):
            made[{"group_id": "security_group_id"}.get(name, name)] = value
    sources = made.pop("security_groups", None)
    if isinstance(sources, Items):
        made["source_security_group_id"] = sources.members[0]
    return _with(resource, made)


def templates(made: list[Resource], stack: Sequence[Resource]) -> list[Resource]:
    """Launch templates, whose data is one level deeper."""
    return [_template(one) if one.type == "aws_launch_template" else one for one in made]


def _template(resource: Resource) -> Resource:
    entries = entries_of(resource)
    data = entries.pop("launch_template_data", None)
    if isinstance(data, Fields):
        entries.update((name, value) for name, value in data.entries.items() if isinstance(name, str))
        if data.rest is not None:
            entries["user_data"] = entries.get("user_data", data.rest)
    elif data is not None:
        why = data if isinstance(data, Unknown) else Unknown("the data of the launch template is not known", data.span)
        entries |= dict.fromkeys(("image_id", "instance_type", "user_data", "network_interfaces"), why)
    if "launch_template_name" in entries:
        entries["name"] = entries.pop("launch_template_name")
    return _with(resource, entries)


def listeners(made: list[Resource], stack: Sequence[Resource]) -> list[Resource]:
    """Entries of network ACLs, and tags of Auto Scaling groups, which are lists of blocks there."""
    result = []
    for one in made:
        if one.type == "aws_network_acl_rule":
            entries = entries_of(one)
            ports = entries.pop("port_range", None)
            if isinstance(ports, Fields):
                entries |= {
                    f"{edge}_port": value for edge in ("from", "to") if not isinstance(value := ports.get(edge), Absent)
                }
            one = _with(one, entries)
        elif one.type == "aws_autoscaling_group":
            entries = entries_of(one)
            tags = entries.pop("tags", None)
            if isinstance(tags, Fields):
                entries["tag"] = _tag_blocks(tags)
            one = _with(one, entries)
        result.append(one)
    return result


def _tag_blocks(tags: Fields) -> Items:
    blocks = tuple(
        Fields({"key": key if isinstance(key, Reference) else Known(key, value.span), "value": value}, None, "object")
        for key, value in tags.entries.items()
    )
    return Items(blocks, tags.rest, "list", True, tags.span)


def ranges(made: list[Resource], stack: Sequence[Resource]) -> list[Resource]:
    """Secondary ranges, of which those of IPv6 are another type in Terraform."""
    return [
        one for one in made
        if one.type != "aws_vpc_ipv4_cidr_block_association" or not _is_ipv6(one)
    ]  # fmt: skip


def _is_ipv6(resource: Resource) -> bool:
    written = set(resource.attributes.names())
    return "cidr_block" not in written and any(name.startswith(("ipv6", "amazon_provided")) for name in written)


def gateways(made: list[Resource], stack: Sequence[Resource]) -> list[Resource]:
    """Internet and VPN gateways with the VPC that an attachment gives them."""
    owner: dict[str, Value] = {}
    for one in stack:
        if one.type != "AWS::EC2::VPCGatewayAttachment":
            continue
        vpc = one.get("VpcId")
        for name in ("InternetGatewayId", "VpnGatewayId"):
            gateway = one.get(name)
            if isinstance(gateway, Reference) and not isinstance(vpc, Absent):
                owner[gateway.address] = vpc
    return [_owned(one, owner[one.address]) if one.address in owner else one for one in made]


def _owned(resource: Resource, vpc: Value) -> Resource:
    if isinstance(vpc, Reference) and vpc.path == ("Ref",):
        vpc = Reference(vpc.why, vpc.span, Cause.APPLY, vpc.address, ("id",), True)
    return _with(resource, {**entries_of(resource), "vpc_id": vpc})


SHAPES: tuple[Shape, ...] = (objects, groups, rules, templates, listeners, ranges, gateways)
