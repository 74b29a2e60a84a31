"""What would let a flow pass, written as Terraform in the style of the group's own file.

Rules in blocks of a group and rules of their own do not go together (registry.terraform.io hashicorp/aws v6,
aws_security_group, 2026-11): a group with such blocks gets one more, any other a resource of the type that its rules
have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.proof import ANY, Ports, Proof
from eks_netlint.model.security.nouns import DECLARED, INGRESS, Opening, Range, SecurityGroup
from eks_netlint.patterns import pattern
from eks_netlint.rules import Fix, stacks
from eks_netlint.source import Span
from eks_netlint.values import Truth

OLD, NEW = "aws_security_group_rule", "aws_vpc_security_group_{}_rule"
_NAME = pattern(r"[^A-Za-z0-9_]+")
_CALL = pattern(r'module\s+"([^"]+)"')
_WORD = pattern(r'(module\.([^.\[]+)(?:\[[^\]]*\])?\.)')

_OUTPUTS = {
    "aws_security_group.node": "node_security_group_id",
    "aws_security_group.cluster": "cluster_security_group_id",
    "aws_security_group.workers": "worker_security_group_id",
    "aws_eks_cluster.this": "cluster_primary_security_group_id",
    "aws_security_group.this": "security_group_id",
    "aws_security_group.this_name_prefix": "security_group_id",
    "aws_vpc.this": "default_security_group_id",
    "aws_default_security_group.this": "default_security_group_id",
}
"""Outputs of modules of terraform-aws-modules by what they give the id of (eks v17 to v21, security-group, vpc)."""


def fixes_of(proofs: Iterable[Proof], network: Network) -> tuple[Fix, ...]:
    """What together lets all of them pass; nothing where something cannot be written down."""
    every = tuple(proofs)
    if any(proof.answer is Truth.NO and not proof.openings for proof in every):
        return ()
    return fixes_for((opening for proof in every for opening in proof.openings), network)


def fixes_for(openings: Iterable[Opening], network: Network) -> tuple[Fix, ...]:
    """The rules that open all of them, each once; nothing where one of them cannot be written down."""
    names = _taken(network)
    wanted = {(one.direction, one.group.address, one.ports, _peers_of(one)): one for one in openings}
    found = [_fix(opening, network, names) for opening in wanted.values()]
    known = tuple(fix for fix in found if fix is not None)
    return known if len(known) == len(found) else ()


def _peers_of(opening: Opening) -> tuple[str, ...]:
    return (*(peer.address for peer in opening.peers), *map(str, opening.ranges))


def _fix(opening: Opening, network: Network, names: set[str]) -> Fix | None:
    """The rule that opens it, None where the group or the peer cannot be named in one file."""
    if not (opening.peers or opening.ranges):
        return None
    group = opening.group
    if stacks.is_of_stack(group):
        return stacks.rule(opening, names)
    module = _module_of(group)
    peers = [spelled(peer, module) for peer in opening.peers]
    own = spelled(group, module)
    if own is None or None in peers:
        return None
    named = [peer for peer in peers if peer is not None]
    if _has_blocks(group):
        return _block(opening, named)
    return _resources(opening, own, named, network, names)


def spelled(group: SecurityGroup, module: str) -> str | None:
    """The group's id as an expression in a file of a module ("" is the root); None where it cannot be named there."""
    address = group.address
    if address.startswith("sg-"):
        return f'"{address}"'
    if not address.startswith(module):
        return None
    rest = address[len(module) :]
    if rest.startswith("module."):
        found = _WORD.match(rest)
        inner = rest[len(found[1]) :] if found is not None else ""
        output = _OUTPUTS.get(inner.partition("[")[0].partition(".default_")[0].partition(".vpc_config")[0])
        return None if found is None or output is None else f"{found[1]}{output}"
    return address if _is_an_attribute(rest) else f"{rest}.id"


def _is_an_attribute(address: str) -> bool:
    """Whether it spells an id already: a group that is only referred to, or that AWS makes."""
    return address.endswith("_id") or not address.startswith(("aws_security_group.", "aws_default_security_group."))


def _module_of(group: SecurityGroup) -> str:
    """The module in whose files the group is written, as a prefix of addresses: "" for the root."""
    head = "".join(part[0] for part in _WORD.findall(group.address))
    if not group.address.startswith(head):
        return ""
    called = _CALL.match(group.span.text)
    if called is None:
        return head
    before = group.address.partition(f"module.{called[1]}")[0]
    return before if before == "" or before.endswith(".") else ""


def _has_blocks(group: SecurityGroup) -> bool:
    """Whether the group's own block holds its rules, and may take one more."""
    return group.kind == DECLARED and any(rule.form == "inline" for rule in group.rules.known)


def _block(opening: Opening, peers: list[str]) -> Fix | None:
    """One more block of the group; None where its rules are not written as blocks."""
    group, word = opening.group, opening.direction
    text = group.span.text
    if not text.startswith("resource") or pattern(rf"(?m)^\s*{word}\s*=").search(text) or "\n" not in text:
        return None
    low, high, protocol = _range(opening.ports)
    lines = [("from_port", str(low)), ("to_port", str(high)), ("protocol", f'"{protocol}"'), *_peers(opening, peers)]
    return Fix("\n".join([f"{word} {{", *_aligned(lines), "}"]), group.span, inside=True)


def _peers(opening: Opening, peers: list[str]) -> Iterator[tuple[str, str]]:
    if peers:
        yield "security_groups", f"[{', '.join(peers)}]"
    for argument, version in (("cidr_blocks", 4), ("ipv6_cidr_blocks", 6)):
        ranges = [f'"{one}"' for one in opening.ranges if one.version == version]
        if ranges:
            yield argument, f"[{', '.join(ranges)}]"


def _resources(opening: Opening, own: str, peers: list[str], network: Network, names: set[str]) -> Fix:
    """Resources of the type that the group's rules have, one for each peer."""
    old = _usual(opening.group, network) == OLD
    write = _old if old else _new
    made: list[str] = []
    for peer, label in [*((peer, _label(peer)) for peer in peers), *((one, "") for one in opening.ranges)]:
        name = _free(_title(opening, label), names)
        names.add(name)
        made.append(write(opening, own, peer, name))
    return Fix("\n\n".join(made), _behind(opening.group))


def _usual(group: SecurityGroup, network: Network) -> str:
    """The form of the group's rules, else the commonest of the network: the newer one where there are none."""
    own = Counter(rule.form for rule in group.rules.known)
    every = () if network.security is None else network.security.groups
    others = Counter(rule.form for one in every for rule in one.rules.known)
    for forms in (own, others):
        kinds = {OLD: forms[OLD], NEW: sum(forms[NEW.format(word)] for word in ("ingress", "egress"))}
        if any(kinds.values()):
            return max(kinds, key=lambda form: kinds[form])
    return NEW


def _new(opening: Opening, own: str, peer: str | Range, name: str) -> str:
    low, high, protocol = _range(opening.ports)
    lines = [("security_group_id", own)]
    if isinstance(peer, str):
        lines.append(("referenced_security_group_id", peer))
    else:
        lines.append(("cidr_ipv4" if peer.version == 4 else "cidr_ipv6", f'"{peer}"'))
    lines.append(("ip_protocol", f'"{protocol}"'))
    if protocol != "-1":
        lines += [("from_port", str(low)), ("to_port", str(high))]
    return "\n".join([f'resource "{NEW.format(opening.direction)}" "{name}" {{', *_aligned(lines), "}"])


def _old(opening: Opening, own: str, peer: str | Range, name: str) -> str:
    low, high, protocol = _range(opening.ports)
    lines = [("type", f'"{opening.direction}"'), ("security_group_id", own)]
    if isinstance(peer, str):
        lines.append(("source_security_group_id", peer))
    else:
        lines.append(("cidr_blocks" if peer.version == 4 else "ipv6_cidr_blocks", f'["{peer}"]'))
    lines += [("protocol", f'"{protocol}"'), ("from_port", str(low)), ("to_port", str(high))]
    return "\n".join([f'resource "{OLD}" "{name}" {{', *_aligned(lines), "}"])


def _range(ports: Ports) -> tuple[int, int, str]:
    """From, to and protocol as both forms take them: all traffic is protocol -1 with ports 0."""
    if ports.protocol == ANY:
        return 0, 0, "-1"
    if ports.protocol not in ("tcp", "udp"):
        return -1, -1, ports.protocol
    return ports.low, ports.high, ports.protocol


def _aligned(lines: list[tuple[str, str]]) -> Iterator[str]:
    width = max(len(name) for name, _ in lines)
    return (f"  {name.ljust(width)} = {value}" for name, value in lines)


def _title(opening: Opening, peer: str) -> str:
    """``db_from_node_5432``."""
    ports, word = opening.ports, "from" if opening.direction == INGRESS else "to"
    numbers = "" if ports.protocol == ANY else f"_{ports.protocol}"
    if ports.low == ports.high:
        numbers += f"_{ports.low}"
    return _NAME.sub("_", f"{_label(opening.group.address)}_{word}_{peer or 'addresses'}{numbers}")


def _label(spelling: str) -> str:
    """What of an address or an expression names the thing: the last name that somebody chose."""
    parts = spelling.strip('"').split("[")[0].split(".")
    if parts[0] == "module" and len(parts) > 2:
        return parts[2].removesuffix("_security_group_id") if parts[2] not in ("security_group_id",) else parts[1]
    return parts[1] if len(parts) > 1 else parts[0]


def _taken(network: Network) -> set[str]:
    every = network.security.groups if network.security is not None else ()
    return {rule.address.rpartition(".")[2] for group in every for rule in group.rules.known}


def _free(name: str, taken: set[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _behind(group: SecurityGroup) -> Span:
    """The last rule of the group in the group's own file, else the group, or the call that made it."""
    places = [rule.span for rule in group.rules.known if rule.span.path == group.span.path and rule.form != "inline"]
    return max([group.span, *places], key=lambda span: span.start)
