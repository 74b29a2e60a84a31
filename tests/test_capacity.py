"""What a node takes (facts 15.2, 15.3, 15.5), what a subnet offers, and the sums between them."""

from __future__ import annotations

import itertools
from ipaddress import IPv4Network

import pytest

from builders import (
    CLUSTER,
    UNSURE,
    cluster,
    default,
    eni_config,
    fargate,
    group,
    network,
    reservation,
    subnet,
    taker,
    three,
    unknown,
    vpc,
    zone_ref,
)
from eks_netlint.model.budget import LEVELS, Budget, budget
from eks_netlint.model.capacity import capacity_table
from eks_netlint.model.cni import EffectiveWarm
from eks_netlint.model.demand import node_need, surge_of
from eks_netlint.model.limits import InstanceLimits, limits_of
from eks_netlint.model.nouns import Members, Network, NodeGroup, Subnet, Surge
from eks_netlint.model.placement import spread
from eks_netlint.model.pool import NodeAddresses, PoolSettings, node_addresses, windows_addresses
from eks_netlint.model.supply import blocks_beside, clean_blocks, prefix_blocks, supply, usable_addresses
from eks_netlint.records import replace
from eks_netlint.values import Bounds, Known, Text, Truth, Unknown

PREFIX = {"ENABLE_PREFIX_DELEGATION": "true"}
CUSTOM = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true", "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone"}


def limits(instance_type: str) -> InstanceLimits:
    found = limits_of(instance_type)
    assert isinstance(found, InstanceLimits)
    return found


def eni(target: int = 1, **more: bool | int | None) -> PoolSettings:
    return PoolSettings(warm=EffectiveWarm("eni", target, 0), **more)  # type: ignore[arg-type]  # options of mixed types


def ip(warm: int, least: int, **more: bool | int | None) -> PoolSettings:
    return PoolSettings(warm=EffectiveWarm("ip", warm, least), **more)  # type: ignore[arg-type]  # as above


def prefixes(target: int = 1, **more: bool | int | None) -> PoolSettings:
    return PoolSettings(True, warm=EffectiveWarm("prefix", target, 0), **more)  # type: ignore[arg-type]  # as above


# -- what a node takes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "settings", "pods", "enis", "secondary", "unused"),
    [
        # docs/eni-and-ip-target.md of amazon-vpc-cni-k8s v1.23.1
        ("t3.small", eni(), 0, 1, 3, 3),
        ("t3.small", eni(), 5, 3, 9, 4),
        ("t3.small", eni(), 9, 3, 9, 0),
        ("t3.small", ip(1, 1), 0, 1, 1, 1),
        ("t3.small", ip(1, 1), 5, 2, 6, 1),
        ("t3.small", ip(1, 1), 9, 3, 9, 0),
        ("t3.small", ip(2, 5), 0, 2, 5, 5),  # facts 15.2 star it: an older page printed 1 ENI, its layout 2,3 says 2
        ("t3.small", ip(2, 5), 5, 3, 7, 2),
        ("t3.small", ip(2, 5), 9, 3, 9, 0),
        ("p3dn.24xlarge", eni(), 0, 1, 49, 49),
        ("p3dn.24xlarge", eni(), 3, 2, 98, 95),
        ("p3dn.24xlarge", eni(), 95, 3, 147, 52),
        ("p3dn.24xlarge", ip(5, 10), 0, 1, 10, 10),
        ("p3dn.24xlarge", ip(5, 10), 7, 1, 12, 5),
        ("p3dn.24xlarge", ip(5, 10), 15, 1, 20, 5),
        ("p3dn.24xlarge", ip(5, 10), 45, 2, 50, 5),
    ],
)
def test_secondary_addresses(
    name: str, settings: PoolSettings, pods: int, enis: int, secondary: int, unused: int
) -> None:
    taken = node_addresses(limits(name), pods, settings)
    assert (taken.enis, taken.for_pods, taken.for_pods - pods) == (enis, secondary, unused)
    assert taken == NodeAddresses(enis, secondary + enis, 0, 0, secondary)


@pytest.mark.parametrize(
    ("name", "settings", "pods", "blocks", "unused", "enis"),
    [
        # docs/prefix-and-ip-target.md of amazon-vpc-cni-k8s v1.23.1
        ("t3.small", prefixes(), 0, 1, 16, 1),
        ("t3.small", prefixes(), 5, 2, 27, 1),
        ("t3.small", prefixes(), 16, 2, 16, 1),
        ("t3.small", prefixes(), 17, 3, 31, 1),
        ("t3.small", prefixes(), 58, 5, 22, 2),
        ("t3.small", ip(1, 1, prefix=True), 0, 1, 16, 1),
        ("t3.small", ip(1, 1, prefix=True), 5, 1, 11, 1),
        ("t3.small", ip(1, 1, prefix=True), 17, 2, 15, 1),
        ("t3.small", ip(1, 1, prefix=True), 58, 4, 6, 2),
        # the page prints 1 prefix and 16 unused; its own text and datastoreTargetState round 20 up to 2 prefixes
        ("t3.small", ip(7, 20, prefix=True), 0, 2, 32, 1),
        ("t3.small", ip(7, 20, prefix=True), 5, 2, 27, 1),
        ("t3.small", ip(7, 20, prefix=True), 17, 2, 15, 1),
        ("t3.small", ip(7, 20, prefix=True), 58, 5, 22, 2),
        # the page prints 2 and 3 ENIs for 3 and 95 pods, and 2 for 45: one interface holds 49 prefixes, so it is 1
        ("p3dn.24xlarge", prefixes(), 0, 1, 16, 1),
        ("p3dn.24xlarge", prefixes(), 3, 2, 29, 1),
        ("p3dn.24xlarge", prefixes(), 95, 7, 17, 1),
        ("p3dn.24xlarge", ip(5, 10, prefix=True), 0, 1, 16, 1),
        ("p3dn.24xlarge", ip(5, 10, prefix=True), 7, 1, 9, 1),
        ("p3dn.24xlarge", ip(5, 10, prefix=True), 15, 2, 17, 1),
        ("p3dn.24xlarge", ip(5, 10, prefix=True), 45, 4, 19, 1),
    ],
)
def test_prefixes(name: str, settings: PoolSettings, pods: int, blocks: int, unused: int, enis: int) -> None:
    taken = node_addresses(limits(name), pods, settings)
    assert (taken.prefixes, taken.for_pods - pods, taken.enis) == (blocks, unused, enis)
    assert taken.node_subnet == 16 * blocks + enis


@pytest.mark.parametrize(
    ("name", "pods", "stock", "by_default", "by_targets", "by_prefix"),
    [
        # facts 15.5: (ENIs, addresses); the prefix column is not bounded by the stock max pods
        ("m5.large", 0, 29, (1, 10), (2, 14), (1, 17)),
        ("m5.large", 1, 29, (2, 20), (2, 14), (1, 33)),
        ("m5.large", 10, 29, (3, 30), (2, 14), (1, 33)),
        ("m5.large", 19, 29, (3, 30), (3, 24), (1, 49)),
        ("m5.large", 27, 29, (3, 30), (3, 30), (1, 49)),
        ("m5.xlarge", 20, 58, (3, 45), (2, 24), (1, 49)),
        ("m5.4xlarge", 30, 234, (3, 90), (2, 34), (1, 49)),
        ("t3.medium", 1, 17, (2, 12), (3, 15), (1, 33)),
        ("t3.medium", 15, 17, (3, 18), (3, 18), (1, 33)),
    ],
)
def test_subnet_addresses_of_a_node(
    name: str,
    pods: int,
    stock: int,
    by_default: tuple[int, int],
    by_targets: tuple[int, int],
    by_prefix: tuple[int, int],
) -> None:
    every = [(eni(), stock, by_default), (ip(2, 12), stock, by_targets), (prefixes(), 110, by_prefix)]
    for settings, max_pods, expected in every:
        taken = node_addresses(limits(name), pods, settings, max_pods)
        assert (taken.enis, taken.node_subnet) == expected


def test_growth_stops_once_the_pool_reaches_max_pods() -> None:
    taken = node_addresses(limits("m5.large"), 108, prefixes(), 110)
    assert (taken.prefixes, taken.for_pods, taken.node_subnet) == (7, 112, 113)
    assert node_addresses(limits("m5.large"), 108, prefixes()).prefixes == 8
    assert node_addresses(limits("m5.4xlarge"), 20, eni(), 20).enis == 1, "29 addresses are enough for 20 pods"
    assert node_addresses(limits("m5.4xlarge"), 5, ip(0, 200), 20).for_pods == 29, "the first chunk is one interface"
    assert node_addresses(limits("m5.24xlarge"), 0, prefixes(10), 110).prefixes == 10, "asked for at once"


def test_a_minimum_alone_never_grows() -> None:
    """README of the CNI, MINIMUM_IP_TARGET note 2: it prevents future ENIs and IPs from being allocated."""
    assert node_addresses(limits("m5.large"), 20, ip(0, 10)).for_pods == 10
    assert node_addresses(limits("m5.large"), 40, ip(0, 10, prefix=True)).prefixes == 1


def test_a_target_of_zero_grows_when_nothing_is_free() -> None:
    assert node_addresses(limits("m5.large"), 0, eni(0)).enis == 1
    assert node_addresses(limits("m5.large"), 8, eni(0)).enis == 1
    assert node_addresses(limits("m5.large"), 9, eni(0)).enis == 2
    assert node_addresses(limits("m5.large"), 0, prefixes(0)).prefixes == 1
    assert node_addresses(limits("m5.large"), 16, prefixes(0)).prefixes == 2


def test_max_eni_caps() -> None:
    assert node_addresses(limits("m5.large"), 27, eni(max_eni=2)).node_subnet == 20
    assert node_addresses(limits("m5.large"), 27, eni(max_eni=9)).node_subnet == 30


def test_custom_networking_leaves_one_address_in_the_nodes_subnet() -> None:
    """EKS best practices, custom networking: an idle node already has one interface in the pods' subnet."""
    assert node_addresses(limits("m5.large"), 0, eni(custom_networking=True)) == NodeAddresses(2, 1, 10, 0, 9)
    assert node_addresses(limits("m5.large"), 18, eni(custom_networking=True)) == NodeAddresses(3, 1, 20, 0, 18)
    asked = prefixes(custom_networking=True)
    assert node_addresses(limits("m5.large"), 108, asked, 110) == NodeAddresses(2, 1, 113, 7, 112)
    assert node_addresses(limits("m5.large"), 10, ip(2, 12, custom_networking=True)).pod_subnet == 14


def test_a_trunk_takes_an_interface_and_an_address() -> None:
    assert node_addresses(limits("m5.large"), 27, eni(pod_eni=True)) == NodeAddresses(3, 21, 0, 0, 18)
    assert node_addresses(limits("t3.medium"), 15, eni(pod_eni=True)) == NodeAddresses(3, 18, 0, 0, 15), "takes none"
    both = node_addresses(limits("m5.large"), 27, eni(pod_eni=True, custom_networking=True))
    assert both == NodeAddresses(3, 1, 11, 0, 9), "the trunk follows the ENIConfig"


def test_a_type_without_prefixes_falls_back_and_ipv6_takes_one() -> None:
    assert node_addresses(limits("c4.large"), 27, prefixes()) == node_addresses(limits("c4.large"), 27, eni())
    assert node_addresses(limits("m5.metal"), 27, prefixes()).prefixes == 3
    assert node_addresses(limits("m5.large"), 27, PoolSettings(ipv6=True)).total == 1


def test_windows_has_one_interface() -> None:
    assert windows_addresses(limits("m5.large"), 0).total == 4
    assert windows_addresses(limits("m5.large"), 110).total == 10


def test_the_cheapest_pool_holds_the_pods_and_no_pool_exceeds_the_instance() -> None:
    both = (False, True)
    for prefix, custom, trunk in itertools.product(both, both, both):
        for warm in (EffectiveWarm("ip", 1, 0), EffectiveWarm("prefix" if prefix else "eni", 1, 0)):
            settings = PoolSettings(prefix, custom, trunk, None, warm, EffectiveWarm("eni", 1, 0))
            for name in ("t3.micro", "m5.large", "c4.large"):
                full = node_addresses(limits(name), 10**6, settings)
                for pods in (0, 1, 8, 9, 17, 40):
                    taken = node_addresses(limits(name), pods, settings)
                    assert taken.enis <= limits(name).enis
                    assert taken.for_pods >= min(pods, full.for_pods)


# -- what a subnet offers ---------------------------------------------------------------------------------------------

SIZES = {28: (11, 0), 27: (27, 0), 26: (59, 2), 25: (123, 6), 24: (251, 14), 23: (507, 30), 22: (1019, 62),
         21: (2043, 126), 20: (4091, 254), 19: (8187, 510), 18: (16379, 1022), 16: (65531, 4094)}  # fmt: skip


@pytest.mark.parametrize("mask", SIZES)
def test_addresses_and_blocks_of_a_size(mask: int) -> None:
    cidr = IPv4Network(f"10.0.0.0/{mask}")
    assert (usable_addresses(cidr), clean_blocks(cidr)) == SIZES[mask]
    assert prefix_blocks(cidr) == Bounds.exactly(SIZES[mask][1])


def test_single_addresses_spoil_blocks_only_beyond_the_first_and_last() -> None:
    assert [blocks_beside(14, singles) for singles in (0, 27, 28, 43, 44, 251, 999)] == [14, 14, 13, 13, 12, 0, 0]
    assert blocks_beside(0, 0) == 0


@pytest.mark.parametrize(
    ("ending", "usable", "blocks"), [("/24", 251, 14), ("/28", 11, 0), ("/33", None, None), (".0", None, None)]
)
def test_a_subnet_whose_place_is_not_known_has_a_known_size(
    ending: str, usable: int | None, blocks: int | None
) -> None:
    somewhere = Text("count.index is not known", None, parts=(Unknown("count.index is not known"), ending))
    found = supply(subnet("a", somewhere))
    if usable is None or blocks is None:
        assert not found.addresses.is_exact
        assert found.unknowns == (somewhere,)
        return
    assert found.usable == found.addresses == found.singles == Bounds.exactly(usable)
    assert found.blocks == Bounds.exactly(blocks)
    assert found.unknowns == ()
    kept = supply(subnet("a", somewhere, reservations=[reservation("10.0.0.128/25", "explicit")]))
    assert not kept.addresses.is_exact


def test_reservations() -> None:
    prefix = supply(subnet("a", reservations=[reservation("10.0.0.128/25")]))
    assert prefix.addresses == Bounds.exactly(251)
    assert prefix.singles == Bounds.exactly(251 - 127), "the last address is AWS's own"
    assert prefix.blocks == Bounds.exactly(14)
    explicit = supply(subnet("a", reservations=[reservation("10.0.0.0/25", "explicit")]))
    assert explicit.addresses == explicit.singles == Bounds.exactly(251 - 124)
    assert explicit.blocks == Bounds.exactly(14 - 7)
    tiny = supply(subnet("a", reservations=[reservation("10.0.0.40/32", "explicit")]))
    assert (tiny.addresses, tiny.blocks) == (Bounds.exactly(250), Bounds.exactly(13))
    elsewhere = supply(subnet("a", reservations=[reservation("10.9.0.0/28", "explicit")]))
    assert elsewhere.addresses == Bounds.exactly(251)


def test_reservations_nobody_knows() -> None:
    kind = supply(subnet("a", reservations=[reservation("10.0.0.128/25", unknown())]))
    assert (kind.addresses, kind.singles, kind.blocks) == (Bounds(124, 251), Bounds(124, 251), Bounds(7, 14))
    assert kind.unknowns == (unknown(),)
    cidr = supply(subnet("a", reservations=[reservation(unknown(), "explicit")]))
    assert (cidr.addresses, cidr.blocks) == (Bounds(0, 251), Bounds(0, 14))
    perhaps = supply(subnet("a", reservations=[reservation("10.0.0.128/25", "explicit", exists=UNSURE)]))
    assert perhaps.addresses == Bounds(124, 251)
    assert perhaps.unknowns
    assert supply(subnet("a", reservations=unknown())).addresses == Bounds(0, 251)


def test_a_subnet_nobody_knows() -> None:
    assert supply(subnet("a", unknown())).addresses == Bounds(11, 65531)
    assert supply(subnet("a", unknown())).unknowns == (unknown(),)
    adopted = supply(subnet("a", adopted=True))
    assert adopted.addresses == Bounds(0, 251), "what others took there is not in the files"
    assert adopted.unknowns


# -- where nodes are --------------------------------------------------------------------------------------------------


def nodes(of: NodeGroup, where: Subnet, size: int = 10) -> Bounds:
    placed = spread(of, where)
    assert placed is not None
    return placed.nodes(Bounds.exactly(size))


def test_nodes_spread_over_zones_then_over_subnets() -> None:
    one, two, other = subnet("a"), subnet("b"), subnet("c", zone="us-east-1b")
    uneven = group("g", (one, two, other))
    assert [nodes(uneven, each) for each in (one, two, other)] == [Bounds.exactly(n) for n in (3, 3, 5)]
    assert spread(group("g", (one,)), two) is None
    assert nodes(group("g", (one, one)), one) == Bounds.exactly(10)


def test_zones_of_one_list_are_distinct_though_nobody_knows_their_names() -> None:
    every = tuple(subnet(f"s{index}", zone=zone_ref(index)) for index in range(3))
    assert nodes(group("g", every), every[0]) == Bounds.exactly(4)


def test_unknown_zones_bound_the_nodes() -> None:
    every = tuple(subnet(f"s{index}", zone=unknown()) for index in range(3))
    assert nodes(group("g", every), every[0]) == Bounds(3, 5)
    assert nodes(group("g", every[:1]), every[0]) == Bounds.exactly(10)


def test_unknown_further_subnets_leave_no_lower_bound() -> None:
    known, other = subnet("a"), subnet("b")
    partly = group("g", Members((known,), unknown()))
    assert nodes(partly, known) == Bounds(0, 10)
    assert nodes(partly, other) == Bounds(0, 10)
    foreign = subnet("c", vpc=vpc("other"))
    assert spread(partly, foreign) is None


def partitions(count: int) -> list[tuple[int, ...]]:
    """Every way to put so many subnets into zones, names of zones aside."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(count):
        found = [(*made, zone) for made in found for zone in range(max(made, default=-1) + 2)]
    return found


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_bounds_hold_for_every_assignment_of_zones_and_of_existence(count: int) -> None:
    """Blank some zones and some existences of every group with up to four subnets: no completion may escape."""
    for zones in partitions(count):
        real = tuple(subnet(f"s{index}", zone=f"us-east-1{'abcd'[zone]}") for index, zone in enumerate(zones))
        for blank in itertools.product((False, True), repeat=count):
            for absent in {(), (count - 1,), (0, count - 1)}:
                check_bounds(real, blank, tuple(sorted(set(absent))))


def check_bounds(real: tuple[Subnet, ...], blank: tuple[bool, ...], absent: tuple[int, ...]) -> None:
    seen = tuple(
        replace(each, zone=unknown() if hidden else each.zone, exists=UNSURE if index in absent else Truth.YES)
        for index, (each, hidden) in enumerate(zip(real, blank, strict=True))
    )
    gone_sets = [gone for size in range(len(absent) + 1) for gone in itertools.combinations(absent, size)]
    for index, size in itertools.product(range(len(real)), (1, 7) if len(real) < 4 else (7,)):
        found = nodes(group("g", seen), seen[index], size)
        for gone in gone_sets:
            left = [each for number, each in enumerate(real) if number not in gone]
            actual = 0 if index in gone else nodes(group("g", left), real[index], size).low
            assert found.low <= actual, (real, blank, gone)
            assert found.high is not None and actual <= found.high, (real, blank, gone)


# -- the sum of a subnet ----------------------------------------------------------------------------------------------


def of(where: Subnet, *nouns: object, **more: Unknown) -> Budget:
    return budget(where, network(*nouns, **more))


def sums(made: Budget, level: str = "maximum") -> list[str]:
    return [f"{line.count} x {line.label} x {line.each} = {line.total}" for line in made.level(level).proof]


def test_blueprints_addons_complete() -> None:
    """The sanity target: three /24 subnets in three zones, ten m5.xlarge and ten m5.large, default CNI, full pods."""
    every = three()
    managed = group("initial", every, "m5.xlarge", size=(1, 3, 10))
    own = group("self", every, "m5.large", size=(1, 3, 10), kind="self-managed")
    made = of(every[0], every, managed, own)
    assert sums(made) == ["4 x m5.xlarge x 60 = 240", "4 x m5.large x 30 = 120"]
    assert made.maximum.demand == Bounds.exactly(360)
    assert made.available == Bounds.exactly(251)
    assert made.exceeds() is Truth.YES
    assert [made.exceeds(level) for level in LEVELS] == [Truth.NO, Truth.NO, Truth.YES, Truth.YES]
    assert made.largest == managed
    assert made.at == managed.max_size.span
    assert made.unknowns() == ()
    assert made.leader == every[0]
    assert [twin.address for twin in made.twins] == ["aws_subnet.private_b", "aws_subnet.private_c"]
    assert made.assumptions == (
        "max pods 58 of m5.xlarge: computed by EKS",
        "VPC CNI defaults ENABLE_PREFIX_DELEGATION=false, AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG=false, WARM_ENI_TARGET=1",
        "max pods 29 of m5.large: default of the AMI for m5.large",
    )


def test_nothing_is_assumed_where_everything_is_written() -> None:
    env = {"ENABLE_PREFIX_DELEGATION": "false", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "false", "WARM_ENI_TARGET": "1"}
    every = three()
    made = of(every[0], every, group("g", every, pods=29, size=30, of=cluster(env=env)))
    assert made.exceeds() is Truth.YES
    assert made.assumptions == ()


def test_default_sizes_and_types_are_assumed() -> None:
    every = three()
    types = Members((default("t3.medium"),))
    made = of(every[0], every, replace(group("g", every, types, pods=17), max_size=default(90)))
    assert made.exceeds() is Truth.YES
    assert made.assumptions[0] == "instance type t3.medium is the default"
    assert made.assumptions[-1] == "maximum size 90 of aws_eks_node_group.g is a default"
    assert made.at == made.groups[0].span


def test_surge_is_the_largest_single_update() -> None:
    every = three()
    one, two = group("one", every, size=3), group("two", every, "m5.xlarge", size=3)
    made = of(every[0], every, one, two, group("own", every, size=3, kind="self-managed"))
    # 56 pods of one node on two: two interfaces of 14 addresses each, and a warm one
    assert sums(made, "maximum+surge")[-1] == "2 x m5.xlarge for an upgrade x 45 = 90"
    assert made.level("maximum+surge").demand == Bounds.exactly(30 + 60 + 30 + 90)


def test_an_update_makes_no_pods() -> None:
    # awslabs/data-on-eks, cloudnative-postgres: three full nodes a zone, two more share their 168 pods with two of them
    every = three()
    made = of(every[0], every, group("g", every, "m5.xlarge", size=9))
    assert sums(made, "maximum+surge") == ["3 x m5.xlarge x 60 = 180", "2 x m5.xlarge for an upgrade x 60 = 120"]
    # nobody knows how many nodes there are: an extra node may be idle or full
    loose = of(every[0], every, group("g", every, "m5.xlarge", size=unknown()))
    assert loose.level("maximum+surge").lines[-1].each == Bounds(15, 60)


@pytest.mark.parametrize(
    ("surge", "nodes_more"),
    [
        (Surge(Known(None), Known(None), Known("DEFAULT")), Bounds.exactly(6)),
        (Surge(Known(1), Known(None), Known("DEFAULT")), Bounds.exactly(6)),
        (Surge(Known(9), Known(None), Known("DEFAULT")), Bounds.exactly(9)),
        (Surge(Known(400), Known(None), Known("DEFAULT")), Bounds.exactly(100)),
        (Surge(Known(None), Known(33), Known("DEFAULT")), Bounds.exactly(7)),  # 33% of 20 is 6.6
        (Surge(Known(9), Known(None), Known("MINIMAL")), Bounds.exactly(0)),
        (Surge(Known(9), Known(None), unknown()), Bounds(0, 9)),
        (Surge(unknown(), Known(None), Known("DEFAULT")), Bounds(6, 100)),
        (None, Bounds.exactly(0)),
    ],
)
def test_surge(surge: Surge | None, nodes_more: Bounds) -> None:
    assert surge_of(group("g", three(), size=20, surge=surge)) == nodes_more


def test_the_worst_type_of_a_group_counts() -> None:
    every = three()
    made = of(every[0], every, group("g", every, ("m5.large", "m5.4xlarge"), size=3, kind="self-managed"))
    assert sums(made) == ["1 x m5.4xlarge (largest of 2 types) x 150 = 150"]


@pytest.mark.parametrize(
    ("name", "pods", "addresses"),
    [
        # 248 pods on six interfaces of 49, one interface warm; the AMI's default are 737
        ("g4dn.metal", None, 7 * 50),
        ("g4dn.metal", 737, 15 * 50),
        # 108 pods on four interfaces of 29, one warm; the AMI's default are 234
        ("m5.4xlarge", None, 5 * 30),
        ("m5.4xlarge", 234, 8 * 30),
        ("m5.large", None, 30),
    ],
)
def test_the_default_of_an_ami_is_no_design_load(name: str, pods: int | None, addresses: int) -> None:
    # aws-ia/terraform-aws-eks-blueprints v4.32.1, examples/eks-efa: nobody runs 737 pods a node
    every = three()
    made = of(every[0], every, group("g", every, (name,), size=3, kind="self-managed", pods=pods))
    assert made.maximum.demand == Bounds.exactly(addresses)
    counted = [text for text in made.assumptions if "recommended for its vCPUs" in text]
    assert bool(counted) is (pods is None and name != "m5.large")


def test_a_group_in_one_of_several_subnets() -> None:
    every = three()
    why = unknown("order of the list is not known")
    loose = group("g", Members((), why), size=3)
    somewhere = group("g", Members((), why, None, tuple(every[:2])), size=3)
    for one, most in zip(every, (3 * 30, 3 * 30, 0), strict=True):
        assert of(one, every, somewhere).maximum.demand == Bounds(0, most)
    assert of(every[2], every, loose).maximum.demand == Bounds(0, 3 * 30)
    assert surge_of(somewhere).high == 4 and surge_of(loose).high is None


def test_a_type_that_is_not_in_the_table() -> None:
    every = three()
    made = of(every[0], every, group("g", every, "m99.large"))
    assert made.exceeds() is Truth.UNSURE
    assert [reason.why for reason in made.unknowns()] == ["m99.large is not in the table of 2026-08-20"]
    full = of(every[0], every, group("g", every, "m99.large"), group("h", every, "m5.xlarge", size=30))
    assert full.exceeds() is Truth.YES, "what is known suffices"
    assert full.at == full.groups[1].max_size.span


def test_unknown_size_pods_and_settings_are_never_clean_and_never_found() -> None:
    every = three()
    for blanked in (
        group("g", every, size=unknown()),
        group("g", every, "m5.24xlarge", pods=unknown(), size=9),
        group("g", every, size=90, of=cluster(rest=unknown())),
        group("g", every, Members((), unknown()), size=9),
        group("g", every, size=90, exists=UNSURE),
        group("g", Members((), unknown()), size=90),
        group("g", Members(every, unknown()), size=90),
        group("g", every, "m5.24xlarge", size=9, of=unknown()),
        group("g", every, "m5.24xlarge", size=9, of=cluster(ip_family=unknown())),
        group("g", every, "m5.24xlarge", size=9, ami_family=unknown()),
    ):
        made = of(every[0], every, blanked)
        assert made.exceeds() is Truth.UNSURE, blanked
        assert made.unknowns(), blanked


def test_an_unknown_that_changes_nothing_is_no_obstacle() -> None:
    large = three(16, "10.0.0.0/14")
    assert of(large[0], large, group("g", large, size=3, of=cluster(rest=unknown()))).exceeds() is Truth.NO
    small = three(28)
    crowded = group("g", small, "m5.large", size=90, of=cluster(rest=unknown()))
    assert of(small[0], small, crowded).exceeds() is Truth.YES, "30 nodes do not fit in 11 addresses in any mode"


def test_a_cluster_with_another_cni_takes_an_address_a_node_at_least() -> None:
    small = three(28)
    settings = replace(CLUSTER.cni, runs=Truth.NO)
    other = cluster(settings=settings)
    assert of(small[0], small, group("g", small, size=3, of=other)).exceeds() is Truth.UNSURE
    assert of(small[0], small, group("g", small, size=90, of=other)).exceeds() is Truth.YES


def test_ipv6_takes_an_address_a_node() -> None:
    small = three(28)
    six = cluster(ip_family=Known("ipv6"))
    made = of(small[0], small, group("g", small, size=33, of=six))
    assert made.maximum.demand == Bounds.exactly(11)
    assert made.exceeds() is Truth.NO
    assert made.assumptions == ()


def test_an_unknown_subnet() -> None:
    blank = subnet("a", unknown())
    assert of(blank, blank, group("g", (blank,), size=3)).exceeds() is Truth.UNSURE
    assert of(blank, blank, group("g", (blank,), size=3000)).exceeds() is Truth.YES, "no subnet is larger than /16"
    adopted = subnet("b", adopted=True)
    assert of(adopted, adopted, group("g", (adopted,), size=3)).exceeds() is Truth.UNSURE
    assert of(adopted, adopted, group("g", (adopted,), size=30)).exceeds() is Truth.YES, "not even where it is empty"


def test_a_subnet_that_may_not_exist_is_undecided() -> None:
    perhaps = subnet("a", exists=UNSURE)
    made = of(perhaps, perhaps, group("g", (perhaps,), size=30))
    assert made.exceeds() is Truth.UNSURE
    assert made.unknowns()


def test_fixed_takers() -> None:
    every = three(27)
    nat = taker("NAT gateway", every[:1])
    endpoints = taker("interface endpoint", every)
    balancers = taker("load balancer", Members((), unknown("subnets of the load balancer")), Bounds(8, None))
    of_cluster = cluster(subnets=every)
    made = of(every[0], every, nat, endpoints, of_cluster)
    assert made.maximum.demand == Bounds(2, 5), "the control plane has at most three interfaces in one subnet"
    assert made.exceeds() is Truth.NO
    open_end = of(every[0], every, nat, balancers)
    assert open_end.exceeds() is Truth.UNSURE
    assert open_end.unknowns() == (unknown("subnets of the load balancer"),)
    pair = of(every[0], every, cluster(subnets=every[:2]))
    assert pair.maximum.demand == Bounds(1, 3)


def test_fargate_is_mentioned() -> None:
    every = three()
    made = of(every[0], every, fargate("f", every))
    assert made.exceeds() is Truth.NO
    assert made.notes == (
        "pods on Fargate of aws_eks_fargate_profile.f take one address each and are not counted",
    )


def test_clusters_share_a_subnet() -> None:
    every = three()
    both = [group(name, every, "m5.xlarge", size=9, of=cluster(name)) for name in ("one", "two")]
    assert of(every[0], every, both).maximum.demand == Bounds.exactly(360)


# -- custom networking ------------------------------------------------------------------------------------------------


def custom(size: int = 10, **more: object) -> tuple[tuple[Subnet, ...], tuple[Subnet, ...], NodeGroup]:
    own, pods = three(24), three(24, "100.64.0.0/16", "pods")
    return own, pods, group("g", own, size=size, of=cluster(env=CUSTOM), **more)  # type: ignore[arg-type]  # mixed types


def configs(pods: tuple[Subnet, ...], **more: object) -> list[object]:
    return [
        eni_config(f"us-east-1{letter}", each, of=cluster(env=CUSTOM), **more)  # type: ignore[arg-type]  # mixed types
        for letter, each in zip("abc", pods, strict=True)
    ]


def test_custom_networking_splits_nodes_and_pods() -> None:
    own, pods, nodes_ = custom(size=60)
    net = network(own, pods, nodes_, configs(pods))
    at_nodes, at_pods = budget(own[0], net), budget(pods[0], net)
    assert at_nodes.maximum.demand == Bounds.exactly(20)
    assert at_nodes.through_eni_config is Truth.NO
    assert sums(at_pods) == ["20 x m5.large x 20 = 400"]
    assert at_pods.through_eni_config is Truth.YES
    assert at_pods.exceeds() is Truth.YES
    assert at_pods.at == nodes_.max_size.span


def test_zones_known_by_identity_join_eni_configs() -> None:
    own = tuple(subnet(f"n{index}", zone=zone_ref(index)) for index in range(3))
    pods = tuple(subnet(f"p{index}", "100.64.0.0/24", zone=zone_ref(index)) for index in range(3))
    every = [
        eni_config(unknown("zone name"), each, zone=zone_ref(index), of=cluster(env=CUSTOM))
        for index, each in enumerate(pods)
    ]
    net = network(own, pods, group("g", own, size=60, of=cluster(env=CUSTOM)), every)
    assert budget(pods[1], net).maximum.demand == Bounds.exactly(400)


def test_unknown_eni_configs_leave_pods_anywhere_in_their_zone() -> None:
    own, pods, nodes_ = custom(size=60)
    net = network(own, pods, nodes_, eni_configs_rest=unknown("manifests"))
    assert budget(own[0], net).maximum.demand == Bounds(20, 20 * 21)
    assert budget(pods[0], net).maximum.demand == Bounds(0, 400)
    assert budget(pods[0], net).exceeds() is Truth.UNSURE
    assert unknown("manifests") in budget(pods[0], net).unknowns()


def test_without_an_eni_config_pods_get_no_address() -> None:
    own, pods, nodes_ = custom(size=60)
    net = network(own, pods, nodes_, configs(pods)[1:])
    assert budget(pods[0], net).maximum.demand == Bounds.exactly(0)


def test_a_label_names_the_eni_config() -> None:
    own, pods, nodes_ = custom(size=60, labels={"k8s.amazonaws.com/eniConfig": Known("wide")})
    plain = cluster(env={"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"})
    labelled = replace(nodes_, cluster=plain)
    every = [eni_config("wide", pods[0], of=plain), eni_config("default", pods[1], of=plain)]
    net = network(own, pods, labelled, every)
    assert budget(pods[0], net).maximum.demand == Bounds.exactly(400), "other zones' interfaces cannot attach"
    assert budget(pods[1], net).maximum.demand == Bounds.exactly(0)
    unlabelled = network(own, pods, replace(labelled, labels={}), every)
    assert budget(pods[1], unlabelled).maximum.demand == Bounds.exactly(400)


def test_windows_nodes_know_no_eni_config() -> None:
    own, pods, nodes_ = custom(size=60, ami_family=Known("WINDOWS"))
    net = network(own, pods, nodes_, configs(pods))
    assert budget(own[0], net).maximum.demand == Bounds.exactly(20 * 10)
    assert budget(pods[0], net).maximum.demand == Bounds.exactly(0)


def test_unknown_custom_networking() -> None:
    own, pods, nodes_ = custom(size=60)
    perhaps = cluster(env={**CUSTOM, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": unknown()})
    net = network(own, pods, replace(nodes_, cluster=perhaps), configs(pods))
    assert budget(own[0], net).maximum.demand.low == 20
    assert budget(own[0], net).exceeds() is Truth.UNSURE
    assert budget(pods[0], net).exceeds() is Truth.UNSURE
    assert budget(pods[0], net).through_eni_config is Truth.UNSURE


# -- prefixes ---------------------------------------------------------------------------------------------------------


def test_prefix_mode_asks_for_blocks() -> None:
    every = three()
    made = of(every[0], every, group("g", every, size=6, of=cluster(env=PREFIX)))
    assert sums(made) == ["2 x m5.large x 113 = 226"]
    assert made.maximum.blocks == Bounds.exactly(14)
    assert made.blocks_available() == Bounds.exactly(14)
    assert made.exceeds() is Truth.NO
    assert made.blocks_exceed() is Truth.NO
    more = of(every[0], every, group("g", every, size=9, of=cluster(env=PREFIX)))
    assert more.blocks_exceed() is Truth.YES
    assert of(every[0], every, group("g", every, size=9)).blocks_exceed() is Truth.NO


def test_a_subnet_too_small_for_any_block() -> None:
    every = three(27)
    made = of(every[0], every, group("g", every, "t3.small", size=3, pods=4, of=cluster(env=PREFIX)))
    assert made.supply.blocks == Bounds.exactly(0)
    assert made.exceeds() is Truth.NO
    assert made.blocks_exceed() is Truth.YES


def test_single_addresses_spoil_blocks() -> None:
    every = three()
    databases = taker("database", every, 60)
    made = of(every[0], every, group("g", every, size=3, of=cluster(env=PREFIX)), databases)
    assert made.maximum.singles == Bounds.exactly(61)
    assert made.blocks_available() == Bounds.exactly(14 - 3)


def test_a_prefix_reservation_serves_prefixes_only() -> None:
    kept = subnet("a", reservations=[reservation("10.0.0.128/25")])
    plain = of(kept, kept, group("g", (kept,), size=5))
    assert plain.available == Bounds.exactly(124)
    assert plain.exceeds() is Truth.YES
    blocks = of(kept, kept, group("g", (kept,), size=2, of=cluster(env=PREFIX)))
    assert blocks.available == Bounds.exactly(251)
    assert blocks.exceeds() is Truth.NO
    singles = of(kept, kept, group("g", (kept,), size=1, of=cluster(env=PREFIX)), taker("database", (kept,), 130))
    assert singles.exceeds() is Truth.YES, "243 of 251, but 131 single ones of 124"


# -- discovery --------------------------------------------------------------------------------------------------------

ROLE = {"kubernetes.io/role/cni": "1"}


def test_discovered_subnets_are_judged_together_with_the_nodes() -> None:
    own = subnet("a")
    extra = subnet("extra", "100.64.0.0/23", tags=ROLE)
    nodes_ = group("g", (own,), "m5.large", size=20)
    assert of(own, own, nodes_).exceeds() is Truth.YES
    made = of(own, own, extra, nodes_)
    assert made.maximum.demand == Bounds(20, 600), "all may land here, and only the nodes' own addresses surely do"
    assert made.exceeds() is Truth.NO
    larger = network(own, extra, group("g", (own,), "m5.large", size=30))
    both = budget(own, larger)
    assert both.exceeds() is Truth.YES
    assert [each.address for each in both.members] == ["aws_subnet.a", "aws_subnet.extra"]
    assert both.maximum.demand == Bounds.exactly(900)
    assert both.available == Bounds.exactly(251 + 507)
    assert budget(extra, larger).leader == budget(own, larger).leader == own
    assert budget(extra, larger).twins == (own,)
    crowd = of(own, own, extra, group("g", (own,), "m5.large", size=300))
    assert crowd.members == (own,), "300 nodes exceed the subnet by their own addresses"
    assert crowd.exceeds() is Truth.YES


def test_a_shared_subnet_helps_each_zone_mate_but_not_all() -> None:
    """Two node subnets share what discovery adds: each fits with it, both together do not."""
    one, two = subnet("a"), subnet("b")
    extra = subnet("extra", "100.64.0.0/24", tags=ROLE)
    net = network(one, two, extra, [group(name, (own,), size=15) for name, own in (("g", one), ("h", two))])
    assert budget(one, net).exceeds() is Truth.YES
    assert len(budget(one, net).members) == 3
    uneven = network(one, two, extra, group("g", (one,), size=15), group("h", (two,), size=5))
    assert [budget(each, uneven).exceeds() for each in (one, two, extra)] == [Truth.NO, Truth.NO, Truth.NO]
    blamed = network(one, two, extra, group("g", (one,), size=25), group("h", (two,), size=5))
    assert [budget(each, blamed).exceeds() for each in (one, two, extra)] == [Truth.YES, Truth.NO, Truth.YES]


@pytest.mark.parametrize(
    "other",
    [
        subnet("extra", "100.64.0.0/23"),
        subnet("extra", "100.64.0.0/23", tags={"kubernetes.io/role/cni": "0"}),
        subnet("extra", "100.64.0.0/23", tags={"kubernetes.io/role/cni": ""}),
        subnet("extra", "100.64.0.0/23", zone="us-east-1b", tags=ROLE),
        subnet("extra", "100.64.0.0/23", vpc=vpc("other"), tags=ROLE),
    ],
)
def test_what_discovery_does_not_use(other: Subnet) -> None:
    own = subnet("a")
    assert of(own, own, other, group("g", (own,), size=20)).exceeds() is Truth.YES


def test_discovery_switched_off_or_too_old() -> None:
    own, extra = subnet("a"), subnet("extra", "100.64.0.0/23", tags=ROLE)
    off = cluster(env={"ENABLE_SUBNET_DISCOVERY": "false"})
    old = cluster(settings=replace(CLUSTER.cni, version=Known("v1.17.1-eksbuild.1")))
    for without in (off, old):
        assert of(own, own, extra, group("g", (own,), size=20, of=without)).exceeds() is Truth.YES


def test_what_may_be_discovered_leaves_it_open() -> None:
    own = subnet("a")
    for extra in (
        subnet("extra", "100.64.0.0/23", tags=unknown("tags")),
        subnet("extra", "100.64.0.0/23", zone=unknown("zone"), tags=ROLE),
        subnet("extra", "100.64.0.0/23", tags={"kubernetes.io/role/cni": unknown("value")}),
    ):
        made = of(own, own, extra, group("g", (own,), size=20))
        assert made.exceeds() is Truth.UNSURE
        assert made.unknowns()


def test_an_excluded_primary_subnet_pays_for_nodes_only() -> None:
    own = subnet("a", tags={"kubernetes.io/role/cni": "0"})
    extra = subnet("extra", "100.64.0.0/24", tags=ROLE)
    net = network(own, extra, group("g", (own,), size=20))
    assert budget(own, net).maximum.demand == Bounds.exactly(20)
    assert budget(extra, net).exceeds() is Truth.YES


def test_cluster_tags_scope_discovery() -> None:
    own = subnet("a")
    theirs = subnet("extra", "100.64.0.0/23", tags={**ROLE, "cni.networking.k8s.aws/cluster/other": "x"})
    named = cluster(env={"CLUSTER_NAME": "this"})
    assert of(own, own, theirs, group("g", (own,), size=20, of=named)).exceeds() is Truth.YES
    assert of(own, own, theirs, group("g", (own,), size=20)).exceeds() is Truth.UNSURE


# -- the table --------------------------------------------------------------------------------------------------------


def test_capacity_table() -> None:
    every = three()
    managed = group("g", every, ("m5.large", "m5.xlarge"), size=(1, 3, 10))
    table = capacity_table(network(every, managed))
    first, row = table.subnets[0], table.groups[0]
    assert (first.cidr, first.zone, first.usable, first.blocks) == (
        "10.0.0.0/24", "us-east-1a", Bounds.exactly(251), Bounds.exactly(14),
    )  # fmt: skip
    assert dict(first.free) == {
        "minimum": Bounds.exactly(251 - 45), "desired": Bounds.exactly(251 - 45),
        "maximum": Bounds.exactly(251 - 180), "maximum+surge": Bounds.exactly(0),
    }  # fmt: skip
    assert dict(first.exceeds)["maximum+surge"] is Truth.YES
    assert [each.instance_type for each in row.types] == ["m5.large", "m5.xlarge"]
    assert [each.max_pods.value.pods for each in row.types if isinstance(each.max_pods, Known)] == [29, 29]
    assert [each.address_capacity for each in row.types] == [Bounds.exactly(29), Bounds.exactly(58)]
    assert [each.overcommitted for each in row.types] == [Truth.NO, Truth.NO]
    assert row.surge == Bounds.exactly(6)
    assert next((where.address, count) for where, count in row.nodes) == ("aws_subnet.private_a", Bounds.exactly(4))
    empty = capacity_table(Network("."))
    assert (empty.subnets, empty.groups) == ((), ())


def test_answers_are_kept() -> None:
    every = three()
    net = network(every, group("g", every))
    assert budget(every[0], net) is budget(every[0], net)
    assert node_need(net.node_groups[0], net) is node_need(net.node_groups[0], net)
