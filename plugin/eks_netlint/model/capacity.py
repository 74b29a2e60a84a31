"""The capacity of a network as a table: each subnet with its budget, each node group with what its nodes can hold."""

from __future__ import annotations

from eks_netlint.model.budget import LEVELS, Budget, budget, nodes_in
from eks_netlint.model.demand import NodeNeed, node_need, surge_of
from eks_netlint.model.limits import limits_of
from eks_netlint.model.max_pods import MaxPodsAnswer, capacity_max_pods, effective_max_pods
from eks_netlint.model.nouns import Network, NodeGroup, Subnet
from eks_netlint.model.placement import distinct, mode_of
from eks_netlint.records import dataclass
from eks_netlint.values import Bounds, Fact, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class TypeCapacity:
    """One instance type of a group: max pods its kubelet has, and pods the CNI can give addresses to (two more)."""

    instance_type: str
    max_pods: Fact[MaxPodsAnswer]
    address_capacity: Bounds | Unknown

    @property
    def overcommitted(self) -> Truth:
        """Whether the kubelet admits pods for which the node can hold no address."""
        if isinstance(self.max_pods, Unknown) or isinstance(self.address_capacity, Unknown):
            return Truth.UNSURE
        return Bounds.exactly(self.max_pods.value.pods).exceeds(self.address_capacity)


@dataclass(frozen=True, slots=True)
class GroupCapacity:
    """A node group: sizes, surge, its types, what one full node takes, and its nodes in each subnet at maximum size."""

    group: NodeGroup
    types: tuple[TypeCapacity, ...]
    types_rest: Unknown | None
    per_node: NodeNeed
    surge: Bounds
    nodes: tuple[tuple[Subnet, Bounds], ...]


@dataclass(frozen=True, slots=True)
class SubnetCapacity:
    """A subnet: its budget, and what is free and how it stands at each load level."""

    subnet: Subnet
    budget: Budget
    demand: tuple[tuple[str, Bounds], ...]
    free: tuple[tuple[str, Bounds], ...]
    exceeds: tuple[tuple[str, Truth], ...]

    @property
    def cidr(self) -> str:
        """Its range, or why there is none to show."""
        cidr = self.subnet.cidr
        return str(cidr.value) if isinstance(cidr, Known) else f"unknown ({cidr.why})"

    @property
    def zone(self) -> str:
        """Its zone as far as it is known."""
        return str(self.subnet.zone.value) if isinstance(self.subnet.zone, Known) else "unknown zone"

    @property
    def usable(self) -> Bounds:
        """Addresses without the five that AWS keeps."""
        return self.budget.supply.usable if len(self.budget.members) == 1 else self.budget.available

    @property
    def blocks(self) -> Bounds:
        """/28 blocks when nothing else is in it."""
        return self.budget.supply.blocks


@dataclass(frozen=True, slots=True)
class CapacityReport:
    """What ``eks-netlint capacity`` prints for one network, in one of its environments where it has several."""

    network: str
    subnets: tuple[SubnetCapacity, ...]
    groups: tuple[GroupCapacity, ...]
    levels: tuple[str, ...] = LEVELS
    environment: str = ""


def group_capacity(group: NodeGroup, network: Network) -> GroupCapacity:
    """What the nodes of a group can hold and take."""
    how = mode_of(group.cluster, network)
    types = []
    for named in group.instance_types.known:
        limits = limits_of(named.value)
        holds = limits if isinstance(limits, Unknown) else capacity_max_pods(limits, how)
        types.append(TypeCapacity(named.value, effective_max_pods(group, named.value, how), holds))
    nodes = [(subnet, nodes_in(group, subnet, group.max_size)) for subnet in distinct(group.subnets.known)]
    need = node_need(group, network)
    return GroupCapacity(group, tuple(types), group.instance_types.rest, need, surge_of(group), tuple(nodes))


def subnet_capacity(subnet: Subnet, network: Network) -> SubnetCapacity:
    """How a subnet stands at each load level."""
    made = budget(subnet, network)
    return SubnetCapacity(
        subnet,
        made,
        tuple((name, made.level(name).demand) for name in LEVELS),
        tuple((name, made.free(name)) for name in LEVELS),
        tuple((name, made.exceeds(name)) for name in LEVELS),
    )


def capacity_table(network: Network) -> CapacityReport:
    """The whole network, subnets and groups in the order of the files."""
    return CapacityReport(
        network.name,
        tuple(subnet_capacity(subnet, network) for subnet in distinct(network.subnets)),
        tuple(group_capacity(group, network) for group in network.node_groups),
        environment=network.environment,
    )
