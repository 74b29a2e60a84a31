"""Lists of ranges in settings of the VPC CNI, read as its own code reads them."""

from __future__ import annotations

from ipaddress import IPv4Network, ip_network

from eks_netlint.patterns import pattern

_PARSED = pattern(r"[0-9A-Fa-f.:]+/\d{1,3}")


def list_items(text: str) -> tuple[str, ...]:
    """The items of a comma-separated list, without blanks; empty ones are left out."""
    return tuple(item for item in (part.strip() for part in text.split(",")) if item)


def skipped_because(item: str) -> str | None:
    """Why the CNI skips an item of a list of ranges, None where it takes it.

    It takes what Go's ``net.ParseCIDR`` reads, IPv4 only; the rest is logged and skipped (parseCIDRString in
    pkg/networkutils/network.go of amazon-vpc-cni-k8s v1.23.1, 2026-08-20).
    """
    if "/" not in item:
        return "no prefix length"
    if not _PARSED.fullmatch(item):
        return "not a range"
    try:
        network = ip_network(item, strict=False)
    except ValueError:
        return "not a range"
    return None if isinstance(network, IPv4Network) else "IPv6"
