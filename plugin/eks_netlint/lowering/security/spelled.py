"""Protocols, ports and ranges of security group rules, in every spelling that AWS takes."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network

from eks_netlint.lowering import read
from eks_netlint.model.nouns import Members
from eks_netlint.model.proof import ANY, HIGHEST, Ports
from eks_netlint.values import Absent, Fact, Known, Unknown, Value

_NAMES = {"-1": ANY, "all": ANY, "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "sctp": "132"}
"""EC2 API IpPermission: names or protocol numbers, -1 for all (2026-11)."""

_WITH_PORTS = ("tcp", "udp")
_MESSAGES = ("icmp", "icmpv6")
_LAST_PROTOCOL = 255


def ports(protocol: Value | Absent, low: Value | Absent, high: Value | Absent) -> Fact[Ports]:
    """What a rule's protocol and ports say together.

    A rule of all protocols, or of one without ports, says nothing of ports.  Of ICMP the type takes the place of the
    ports.  Ports that run downwards or beyond 65535 are unknown: AWS takes no such rule.
    """
    named = _protocol(protocol)
    if isinstance(named, Unknown):
        return named
    if named.value not in _WITH_PORTS:
        return _of_messages(named, low) if named.value in _MESSAGES else Known(Ports(named.value), named.span)
    first = read.whole(low, Unknown("no first port is written", named.span))
    last = read.whole(high, Unknown("no last port is written", named.span))
    if isinstance(first, Unknown):
        return first
    if isinstance(last, Unknown):
        return last
    if first.value == last.value == -1:
        return Known(Ports(named.value), first.span)
    if not 0 <= first.value <= last.value <= HIGHEST:
        return Unknown(f"ports {first.value} to {last.value} are no range of ports", first.span)
    return Known(Ports(named.value, first.value, last.value), first.span)


def _protocol(value: Value | Absent) -> Known[str] | Unknown:
    named = read.text(value, Unknown("no protocol is written", value.span))
    if isinstance(named, Unknown):
        return named
    word = named.value.strip().lower()
    word = _NAMES.get(word, word)
    number = word.isascii() and word.isdigit() and int(word) <= _LAST_PROTOCOL
    if word not in (ANY, *_WITH_PORTS, *_MESSAGES) and not number:
        return Unknown(f"{named.value!r} is no protocol", named.span)
    return Known(word, named.span, named.origin)


def _of_messages(named: Known[str], kind: Value | Absent) -> Fact[Ports]:
    found = read.whole(kind, Known(-1))
    if isinstance(found, Unknown):
        return found
    if found.value < 0:
        return Known(Ports(named.value), named.span)
    return Known(Ports(named.value, found.value, found.value), named.span)


@lru_cache(maxsize=4096)
def _range(text: str) -> IPv4Network | IPv6Network:
    """The range, host bits dropped; raises ``ValueError``.  Large roots say the same few thousands of times."""
    return ip_network(text.strip(), strict=False)


def ranges(*lists: Value | Absent) -> Members[Known[IPv4Network | IPv6Network]]:
    """The ranges of several lists together; what is none is the reason why there may be more."""
    known: list[Known[IPv4Network | IPv6Network]] = []
    rest: Unknown | None = None
    for each in lists:
        if isinstance(each, Absent) or read.nothing(each):
            continue
        found = read.texts(each)
        rest = read.either(rest, found.rest)
        for word in found.known:
            if not word.value:
                continue
            try:
                known.append(Known(_range(word.value), word.span, word.origin))
            except ValueError:
                rest = read.either(rest, Unknown(f"{word.value!r} is no range of addresses", word.span))
    return Members(tuple(known), rest)
