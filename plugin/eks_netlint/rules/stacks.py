"""What would let a flow pass, written as resources of the CloudFormation template in which the other end stands.

Rules and routes are resources of their own, behind the group or the table: a template takes them beside rules in the
group itself (CloudFormation template reference, AWS::EC2::SecurityGroupIngress, AWS::EC2::Route, 2026-11).
Templates in JSON, and in YAML that is written in braces, are left alone.
"""

from __future__ import annotations

from eks_netlint.model.nouns import Noun
from eks_netlint.model.proof import ANY
from eks_netlint.model.routing.nouns import EGRESS_ONLY, INTERNET, NAT, PEERING, Range
from eks_netlint.model.security.nouns import INGRESS, Opening, SecurityGroup
from eks_netlint.patterns import pattern
from eks_netlint.rules import Fix
from eks_netlint.source import Span

_LOGICAL = pattern(r"[A-Za-z0-9]+")
_OUTPUTS = {
    "vpc_config[0].cluster_security_group_id": "ClusterSecurityGroupId",
    "default_security_group_id": "DefaultSecurityGroup",
}
_TARGETS = {NAT: "NatGatewayId", INTERNET: "GatewayId", EGRESS_ONLY: "EgressOnlyInternetGatewayId",
            PEERING: "VpcPeeringConnectionId"}  # fmt: skip
_TEMPLATE = b"AWS::"


def is_of_stack(noun: Noun) -> bool:
    """Whether it, or what makes it, is a resource of a template: its name has no type in front."""
    logical = noun.address.partition(".")[0]
    data = noun.span.document.data
    return _LOGICAL.fullmatch(logical) is not None and data[noun.span.start : noun.span.end] == logical.encode() and (
        _TEMPLATE in data
    )


def rule(opening: Opening, taken: set[str]) -> Fix | None:
    """The rules that open it, None where the template cannot take them or a peer cannot be named in it."""
    group = opening.group
    own, block = _id_of(group, group), _block(group.span)
    peers = [_id_of(peer, group) for peer in opening.peers]
    if own is None or block is None or None in peers:
        return None
    word = "Ingress" if opening.direction == INGRESS else "Egress"
    side = "SourceSecurityGroupId" if opening.direction == INGRESS else "DestinationSecurityGroupId"
    ends = [(side, peer, one.address) for peer, one in zip(peers, opening.peers, strict=True)]
    ends += [("CidrIp" if one.version == 4 else "CidrIpv6", f'"{one}"', "") for one in opening.ranges]
    made: list[str] = []
    for name, value, peer_address in ends:
        lines = [("GroupId", own), *_ports(opening), (name, str(value))]
        title = _title(opening, peer_address, taken)
        made.append(_resource(group.span, title, f"AWS::EC2::SecurityGroup{word}", lines))
    return Fix("\n\n".join(made), block)


def route(table: Noun, target: Noun, kind: str, range_: Range) -> Fix | None:
    """The route of a table to a gateway of the template; None where the template cannot take it."""
    block = _block(table.span)
    same = table.span.document is target.span.document and is_of_stack(target)
    if block is None or not same or "." in table.address + target.address:
        return None
    cidr = "DestinationCidrBlock" if range_.version == 4 else "DestinationIpv6CidrBlock"
    own, other = f"!Ref {table.address}", f"!Ref {target.address}"
    lines = [("RouteTableId", own), (cidr, f'"{range_}"'), (_TARGETS[kind], other)]
    name = f"{table.address}Out{'' if range_.version == 4 else 'Ipv6'}"
    return Fix(_resource(table.span, name, "AWS::EC2::Route", lines), block)


def _id_of(group: SecurityGroup, at: SecurityGroup) -> str | None:
    """The group's id as an expression in the template of another one."""
    if group.address.startswith("sg-"):
        return group.address
    if group.span.document is not at.span.document or not is_of_stack(group):
        return None
    logical, _, output = group.address.partition(".")
    attribute = _OUTPUTS.get(output) if output else "GroupId"
    return None if attribute is None else f"!GetAtt {logical}.{attribute}"


def _ports(opening: Opening) -> list[tuple[str, str]]:
    ports = opening.ports
    if ports.protocol == ANY:
        return [("IpProtocol", '"-1"')]
    low, high = (ports.low, ports.high) if ports.protocol in ("tcp", "udp") else (-1, -1)
    return [("IpProtocol", ports.protocol), ("FromPort", str(low)), ("ToPort", str(high))]


def _title(opening: Opening, peer: str, taken: set[str]) -> str:
    """``DatabaseFromNodes5432``, with a number behind it where that is taken."""
    word, ports = "From" if opening.direction == INGRESS else "To", opening.ports
    number = str(ports.low) if ports.protocol != ANY and ports.low == ports.high else ""
    other = "".join(_LOGICAL.findall(peer.partition(".")[0])) or "Addresses"
    title = f"{opening.group.address.partition('.')[0]}{word}{other}{number}"
    found, count = title, 2
    while found in taken:
        found, count = f"{title}N{count}", count + 1
    taken.add(found)
    return found


def _resource(beside: Span, name: str, type_: str, lines: list[tuple[str, str]]) -> str:
    """A resource as deep as the one beside which it belongs."""
    indent = " " * (beside.column - 1)
    deeper = [f"{indent}{indent}{indent}{key}: {value}" for key, value in lines]
    return "\n".join([f"{indent}{name}:", f"{indent}{indent}Type: {type_}", f"{indent}{indent}Properties:", *deeper])


def _block(name: Span) -> Span | None:
    """The lines of the resource of this name in a template of lines; None in one of braces."""
    lines = name.document.data.decode("utf-8", "replace").split("\n")
    indent = name.column - 1
    first = lines[name.line - 1]
    rest = first[indent + name.end - name.start :].partition("#")[0].strip()
    if indent == 0 or first[:indent].strip() or rest != ":":
        return None
    last = name.line
    for number, line in enumerate(lines[name.line :], name.line + 1):
        text = line.lstrip()
        if not text or text.startswith("#"):
            continue
        if len(line) - len(text) <= indent:
            break
        last = number
    end = sum(len(line.encode()) + 1 for line in lines[:last]) - 1
    return Span(name.document, name.start, end)
