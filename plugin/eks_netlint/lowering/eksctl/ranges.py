"""How eksctl divides the range of a VPC among its subnets."""

from __future__ import annotations

from ipaddress import IPv4Network

from eks_netlint.lowering import read
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Origin, Unknown, Value

DEFAULT = "192.168.0.0/16"
"""Range of a VPC that names none (apis/eksctl.io/v1alpha5/vpc.go, DefaultCIDR)."""

_LARGEST, _SMALLEST = 16, 24
"""Prefixes that eksctl takes for a VPC (vpc/vpc.go, validateVPCCIDR)."""

MOST = 16
"""Subnets that eksctl makes at most (vpc/vpc.go, getSubnetNetworkSize)."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of the subnets, public ones first; ``total`` is the number of zones, local ones included."""

    vpc: Fact[IPv4Network]
    total: Fact[int]
    ipv6: Fact[bool]

    def public(self, index: int) -> Value:
        """The range of the public subnet in a zone."""
        return self._block(Known(index))

    def private(self, index: int) -> Value:
        """The range of the private subnet in a zone."""
        if isinstance(self.total, Unknown):
            return self.total
        return self._block(Known(index + self.total.value, origin=self.total.origin))

    def _block(self, index: Known[int]) -> Value:
        length = self._length()
        if isinstance(self.vpc, Unknown):
            return self.vpc
        if isinstance(length, Unknown):
            return length
        first = int(self.vpc.value.network_address) + (index.value << (32 - length.value))
        doubtful = Origin.DEFAULT in (self.vpc.origin, index.origin)
        return Known(
            str(IPv4Network((first, length.value))), self.vpc.span, Origin.DEFAULT if doubtful else Origin.WRITTEN
        )

    def _length(self) -> Fact[int]:
        """The prefix of each subnet (vpc/vpc.go, getSubnetNetworkSize; cfn/builder/vpc.go, calculateDesiredMask)."""
        if isinstance(self.vpc, Unknown):
            return self.vpc
        mask = self.vpc.value.prefixlen
        if not _LARGEST <= mask <= _SMALLEST:
            return Unknown(f"eksctl takes a range from /{_LARGEST} to /{_SMALLEST} for its VPC", self.vpc.span)
        if isinstance(self.ipv6, Unknown):
            return self.ipv6
        if isinstance(self.total, Unknown):  # two or three zones
            return self.total if self.ipv6.value else Known(mask + 3)
        if self.ipv6.value:
            parts = 2 * self.total.value + 2
            return Known(32 - (2 ** (32 - mask) // parts).bit_length() + 1)
        if 2 * self.total.value > MOST:
            return Unknown(f"eksctl makes no more than {MOST} subnets", self.total.span)
        return Known(mask + (3 if 2 * self.total.value <= 8 else 4))


def of_vpc(value: Value | None) -> Fact[IPv4Network]:
    """The range of the VPC."""
    fallback = read.default(IPv4Network(DEFAULT))
    return fallback if value is None else read.range_of(value, fallback)
