"""What an instance type can hold: network interfaces, addresses, vCPU, branch interfaces.

The table is ``data/instance_limits.csv``; ``data/PROVENANCE.md`` says where it comes from.
"""

from __future__ import annotations

import pkgutil
from functools import lru_cache

from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.values import Truth, Unknown

TABLE_DATE = "2026-08-20"
"""Date of the newest source of the table (VPC CNI v1.23.1); see data/PROVENANCE.md."""

_NAME = pattern(r"[a-z0-9-]+\.[a-z0-9-]+\Z")


@dataclass(frozen=True, slots=True)
class InstanceLimits:
    """One row of the table; None is a blank: the source tables do not say.

    ``enis`` counts the default network card only, the only one whose addresses pods get.  ``ipv4_per_eni`` includes
    the interface's own primary address.  ``hypervisor`` is "nitro", "xen", or "unknown" where the CNI's own table
    says so.  ``branch_enis`` bounds the pods with security groups of their own.
    """

    instance_type: str
    enis: int
    ipv4_per_eni: int
    hypervisor: str | None
    bare_metal: bool | None
    network_cards: int
    eni_max_pods: int | None
    vcpu: int | None
    trunk_compatible: bool | None
    branch_enis: int | None

    @property
    def pod_addresses_per_eni(self) -> int:
        """Secondary addresses of one interface: its primary address is never given to a pod."""
        return self.ipv4_per_eni - 1


@lru_cache(maxsize=1)
def _table() -> str:
    data = pkgutil.get_data("eks_netlint.data", "instance_limits.csv")
    if data is None:
        raise FileNotFoundError("eks_netlint.data holds no instance_limits.csv")
    return "\n" + data.decode("ascii")


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _flag(cell: str) -> bool | None:
    return {"true": True, "false": False}.get(cell)


@lru_cache(maxsize=1)
def every_type() -> tuple[str, ...]:
    """The names of all instance types of the table."""
    return tuple(line.partition(",")[0] for line in _table().splitlines()[2:])


@lru_cache(maxsize=2048)
def limits_of(instance_type: str) -> InstanceLimits | Unknown:
    """The row of an instance type; ``Unknown`` where the table has none.

    Finds the line in the text instead of parsing the whole table: a network names a handful of types.
    """
    table = _table()
    start = table.find(f"\n{instance_type},")
    if start < 0 or not _NAME.match(instance_type):
        return Unknown(f"{instance_type} is not in the table of {TABLE_DATE}")
    cells = table[start + 1 : table.index("\n", start + 1)].split(",")
    name, enis, addresses, hypervisor, metal, cards, pods, vcpu, trunk, branch = cells
    return InstanceLimits(
        instance_type=name,
        enis=int(enis),
        ipv4_per_eni=int(addresses),
        hypervisor=hypervisor or None,
        bare_metal=_flag(metal),
        network_cards=int(cards),
        eni_max_pods=_number(pods),
        vcpu=_number(vcpu),
        trunk_compatible=_flag(trunk),
        branch_enis=_number(branch),
    )


def supports_prefixes(limits: InstanceLimits) -> Truth:
    """Whether the CNI can attach /28 prefixes to it: the CNI asks for hypervisor "nitro" or bare metal.

    IsPrefixDelegationSupported in pkg/awsutils/awsutils.go of amazon-vpc-cni-k8s v1.23.1 (2026-08-20).  The two
    types whose hypervisor that table calls "unknown" without their being bare metal (cr1, hs1) get no prefixes.
    """
    if limits.hypervisor == "nitro" or limits.bare_metal is True:
        return Truth.YES
    return Truth.UNSURE if limits.hypervisor is None or limits.bare_metal is None else Truth.NO


def takes_trunk(limits: InstanceLimits) -> bool:
    """Whether ENABLE_POD_ENI makes the CNI keep an interface slot for the trunk interface.

    IsTrunkingCompatible in the same file: a type that the resource controller's table lacks counts as compatible.
    """
    return limits.trunk_compatible is not False
