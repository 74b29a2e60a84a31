"""Files of eksctl: what it makes of a ClusterConfig, as far as it concerns networks."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint import analysis
from eks_netlint.frontends.eksctl.sniff import is_config
from eks_netlint.model.nouns import Network, NodeGroup, Subnet
from eks_netlint.report import Report
from eks_netlint.values import Known, Truth, Unknown

HEAD = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: one, region: eu-west-1}\n"


def lowered(text: str, tmp_path: Path, head: str = HEAD) -> Network:
    """The network of a file."""
    (tmp_path / "cluster.yaml").write_text(head + text, encoding="utf-8")
    (reading,) = analysis.read([tmp_path])
    assert not reading.problems
    (network,) = reading.networks
    return network


def report(text: str, tmp_path: Path) -> Report:
    """What is said of a file."""
    (tmp_path / "cluster.yaml").write_text(text, encoding="utf-8")
    return analysis.analyse([tmp_path])


def ranges(network: Network) -> dict[str, str]:
    """The range of every subnet by the end of its address."""
    return {one.address.partition("subnets.")[2]: shown(one) for one in network.subnets}


def shown(subnet: Subnet) -> str:
    """The range of a subnet, a question mark where it is not known."""
    return str(subnet.cidr.value) if isinstance(subnet.cidr, Known) else "?"


def group(network: Network) -> NodeGroup:
    """The only node group."""
    (found,) = network.node_groups
    return found


def number(fact: Known[int] | Unknown) -> int | None:
    """A number where it is known."""
    return fact.value if isinstance(fact, Known) else None


def test_nothing_but_a_name_gives_three_zones(tmp_path: Path) -> None:
    network = lowered("", tmp_path)
    assert ranges(network) == {
        "private.zone-1": "192.168.96.0/19", "public.zone-1": "192.168.0.0/19",
        "private.zone-2": "192.168.128.0/19", "public.zone-2": "192.168.32.0/19",
        "private.zone-3": "192.168.160.0/19", "public.zone-3": "192.168.64.0/19",
    }  # fmt: skip
    zones = [one.zone for one in network.subnets if ".private." in one.address]
    assert all(isinstance(one, Known) for one in zones)
    assert len({str(one) for one in zones}) == 3
    (cluster,) = network.clusters
    assert len(cluster.subnets.known) == 6 and cluster.subnets.rest is None
    assert all(isinstance(one.cidr, Known) and one.cidr.is_default for one in network.subnets)


def test_two_zones_in_us_east_1(tmp_path: Path) -> None:
    network = lowered("", tmp_path, HEAD.replace("eu-west-1", "us-east-1"))
    assert ranges(network) == {
        "private.zone-1": "192.168.64.0/19", "public.zone-1": "192.168.0.0/19",
        "private.zone-2": "192.168.96.0/19", "public.zone-2": "192.168.32.0/19",
    }  # fmt: skip


def test_without_a_region_the_third_zone_is_not_sure(tmp_path: Path) -> None:
    network = lowered("", tmp_path, HEAD.replace(", region: eu-west-1", ""))
    third = [one for one in network.subnets if "zone-3" in one.address]
    assert [one.exists for one in third] == [Truth.UNSURE, Truth.UNSURE]
    assert {name: found for name, found in ranges(network).items() if found != "?"} == {
        "public.zone-1": "192.168.0.0/19", "public.zone-2": "192.168.32.0/19", "public.zone-3": "192.168.64.0/19",
    }  # fmt: skip
    (cluster,) = network.clusters
    assert cluster.subnets.rest is not None and len(cluster.subnets.known) == 4


@pytest.mark.parametrize(
    ("cidr", "zones", "first", "last"),
    [
        ("10.0.0.0/16", 2, "10.0.0.0/19", "10.0.96.0/19"),
        ("10.0.0.0/16", 4, "10.0.0.0/19", "10.0.224.0/19"),
        ("10.0.0.0/16", 5, "10.0.0.0/20", "10.0.144.0/20"),
        ("10.0.0.0/24", 3, "10.0.0.0/27", "10.0.0.160/27"),
        ("10.0.0.0/16", 9, "?", "?"),  # more than 16 subnets
        ("10.0.0.0/25", 2, "?", "?"),  # smaller than eksctl takes
    ],
)
def test_the_range_is_divided(cidr: str, zones: int, first: str, last: str, tmp_path: Path) -> None:
    names = ", ".join(f"eu-west-1{chr(97 + index)}" for index in range(zones))
    network = lowered(f"availabilityZones: [{names}]\nvpc: {{cidr: {cidr}}}\n", tmp_path)
    found = ranges(network)
    assert (found["public.eu-west-1a"], found[f"private.eu-west-1{chr(96 + zones)}"]) == (first, last)


def test_ipv6_leaves_room_for_two_more(tmp_path: Path) -> None:
    text = "availabilityZones: [a, b]\nkubernetesNetworkConfig: {ipFamily: IPv6}\n"
    network = lowered(text, tmp_path)
    assert ranges(network)["private.b"] == "192.168.96.0/19"
    (cluster,) = network.clusters
    assert isinstance(cluster.ip_family, Known) and cluster.ip_family.value == "ipv6"


def routes(network: Network) -> dict[str, str]:
    """Where the default route of each subnet leads."""
    return {
        one.address.partition("subnets.")[2]: one.default_route.value if isinstance(one.default_route, Known) else "?"
        for one in network.subnets
    }


@pytest.mark.parametrize(
    ("mode", "private", "gateways"),
    [("", "nat", 1), ("Single", "nat", 1), ("HighlyAvailable", "nat", 2), ("Disable", "none", 0), ("${NAT}", "?", 1)],
)
def test_nat_modes(mode: str, private: str, gateways: int, tmp_path: Path) -> None:
    vpc = f"vpc: {{nat: {{gateway: '{mode}'}}}}\n" if mode else ""
    network = lowered("availabilityZones: [a, b]\n" + vpc, tmp_path)
    assert routes(network) == {"public.a": "igw", "public.b": "igw", "private.a": private, "private.b": private}
    assert network.routing is not None and len(network.routing.nat_gateways) == gateways


def test_a_fully_private_cluster_has_endpoints_and_no_public_subnet(tmp_path: Path) -> None:
    text = "privateCluster: {enabled: true, additionalEndpointServices: [logs]}\n"
    network = lowered(text, tmp_path)
    assert all(".private." in one.address for one in network.subnets)
    assert network.routing is not None
    assert sorted(one.address for one in network.routing.endpoints.known) == [
        "vpcEndpoints.ec2", "vpcEndpoints.ecr.api", "vpcEndpoints.ecr.dkr", "vpcEndpoints.logs", "vpcEndpoints.s3",
        "vpcEndpoints.sts",
    ]  # fmt: skip
    (cluster,) = network.clusters
    assert [cluster.endpoint_public, cluster.endpoint_private] == [Known(False), Known(True)]


@pytest.mark.parametrize(
    ("body", "sizes", "types"),
    [
        ("", (2, 2, 2), ["m5.large"]),
        ("desiredCapacity: 3", (3, 3, 3), ["m5.large"]),
        ("minSize: 1, maxSize: 9", (1, 1, 9), ["m5.large"]),
        ("minSize: 1, maxSize: 9, desiredCapacity: 4", (1, 4, 9), ["m5.large"]),
        ("desiredCapacity: 0", (0, 0, 1), ["m5.large"]),
        ("instanceTypes: [m5.xlarge, c5.xlarge]", (2, 2, 2), ["m5.xlarge", "c5.xlarge"]),
        ("instanceType: t3.small, maxSize: $MAX", (2, 2, None), ["t3.small"]),
        ("instanceSelector: {vCPUs: 2}", (2, 2, 2), []),
    ],
)
def test_managed_groups(body: str, sizes: tuple[object, ...], types: list[str], tmp_path: Path) -> None:
    found = group(lowered(f"managedNodeGroups:\n- {{name: ng, {body}}}\n", tmp_path))
    assert (number(found.min_size), number(found.desired_size), number(found.max_size)) == sizes
    assert [one.value for one in found.instance_types.known] == types
    assert (found.instance_types.rest is None) == bool(types)
    assert found.kind == "managed" and found.ami_family == Known("AL2023")


def test_self_managed_groups(tmp_path: Path) -> None:
    types = "instancesDistribution: {instanceTypes: [m5.large, m4.large]}"
    text = f"nodeGroups:\n- {{name: ng, {types}, maxPodsPerNode: 40}}\n"
    found = group(lowered(text, tmp_path))
    assert found.kind == "self-managed"
    assert [one.value for one in found.instance_types.known] == ["m5.large", "m4.large"]
    assert isinstance(found.max_pods.pods, Known) and found.max_pods.pods.value == 40
    assert found.max_pods.pods.span is not None and found.max_pods.pods.span.text == "40"
    assert not isinstance(found.cluster, Unknown) and found.cluster.address == "cluster"


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("", ["public.a", "public.b"]),
        ("privateNetworking: true", ["private.a", "private.b"]),
        ("privateNetworking: true, availabilityZones: [b]", ["private.b"]),
        ("subnets: [a]", ["public.a"]),
        ("availabilityZones: [c]", []),
        ("privateNetworking: $PRIVATE", []),
    ],
)
def test_subnets_of_groups(body: str, names: list[str], tmp_path: Path) -> None:
    text = f"availabilityZones: [a, b]\nmanagedNodeGroups:\n- {{name: ng, {body}}}\n"
    found = group(lowered(text, tmp_path))
    assert [one.address.partition("subnets.")[2] for one in found.subnets.known] == names
    assert (found.subnets.rest is None) == bool(names)


def test_an_existing_vpc_is_known_as_far_as_it_is_written(tmp_path: Path) -> None:
    text = (
        "vpc:\n  id: vpc-1\n  cidr: 10.0.0.0/16\n  subnets:\n    private:\n"
        "      eu-west-1a: {id: subnet-1, cidr: 10.0.0.0/24}\n      odd: {id: subnet-2, az: eu-west-1b}\n"
        "managedNodeGroups:\n- {name: ng, privateNetworking: true, subnets: [subnet-2]}\n"
    )
    network = lowered(text, tmp_path)
    assert ranges(network) == {"private.eu-west-1a": "10.0.0.0/24", "private.odd": "?"}
    assert all(one.adopted for one in network.subnets)
    assert set(routes(network).values()) == {"?"}
    assert [one.address for one in group(network).subnets.known] == ["data.vpc.subnets.private.odd"]


def test_subnets_are_found_by_the_ids_that_others_name(tmp_path: Path) -> None:
    text = "vpc: {id: vpc-1, subnets: {private: {eu-west-1a: {id: subnet-1, cidr: 10.0.0.0/24}}}}\n"
    head = "---\napiVersion: crd.k8s.amazonaws.com/v1alpha1\nkind: ENIConfig\n"
    eni = head + "metadata: {name: a}\nspec: {subnet: subnet-1}\n"
    network = lowered(text + eni, tmp_path)
    (found,) = network.eni_configs.known
    assert isinstance(found.subnet, Subnet) and found.subnet.address == "data.vpc.subnets.private.eu-west-1a"


def test_ids_that_nobody_has_put_in_are_not_one_subnet(tmp_path: Path) -> None:
    subnets = "{eu-west-1a: {id: subnet-<your-id>}, eu-west-1b: {id: subnet-<your-id>}}"
    network = lowered(f"vpc: {{id: vpc-1, subnets: {{private: {subnets}}}}}\n", tmp_path)
    (cluster,) = network.clusters
    assert len(cluster.subnets.known) == 2


def test_a_vpc_by_its_id_alone_has_subnets_that_nobody_knows(tmp_path: Path) -> None:
    network = lowered("vpc: {id: vpc-1}\nmanagedNodeGroups: [{name: ng}]\n", tmp_path)
    assert network.subnets == () and group(network).subnets.rest is not None


@pytest.mark.parametrize(
    "values",
    ['|-\n    env: {ENABLE_PREFIX_DELEGATION: "true"}', "{env: {ENABLE_PREFIX_DELEGATION: 'true'}}",
     '\'{"env": {"ENABLE_PREFIX_DELEGATION": "true"}}\''],
)  # fmt: skip
def test_values_of_add_ons(values: str, tmp_path: Path) -> None:
    network = lowered(f"addons:\n- name: vpc-cni\n  configurationValues: {values}\n", tmp_path)
    (cluster,) = network.clusters
    found = cluster.cni.env["ENABLE_PREFIX_DELEGATION"]
    assert isinstance(found, Known) and found.value == "true"


def test_the_networking_add_ons_are_installed_by_default(tmp_path: Path) -> None:
    (cluster,) = lowered("", tmp_path).clusters
    assert cluster.cni.runs is Truth.YES and cluster.cni.address == "addons.vpc-cni"
    (bare,) = lowered("addonsConfig: {disableDefaultAddons: true}\n", tmp_path).clusters
    assert bare.cni.runs is Truth.UNSURE
    (auto,) = lowered("autoModeConfig: {enabled: true}\n", tmp_path).clusters
    assert auto.cni.runs is Truth.NO and len(auto.subnets.known) == 3  # private ones alone


def test_several_documents_and_other_kinds(tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    other = "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n"
    file.write_text("---\n".join((HEAD, other, HEAD.replace("one", "two"))), encoding="utf-8")
    (reading,) = analysis.read([tmp_path])
    assert [one.name for one in reading.networks] == ["all.yaml", "all.yaml#2", "."]  # the last holds the Namespace
    spans = [cluster.span for one in reading.networks for cluster in one.clusters]
    assert [(span.text, span.line) for span in spans] == [("one", 3), ("two", 11)]


def test_zones_of_a_region_that_is_filled_in(tmp_path: Path) -> None:
    text = (
        "availabilityZones: [\"${REGION}a\", \"${REGION}b\"]\n"
        "managedNodeGroups:\n- {name: ng, availabilityZones: [\"${REGION}b\"]}\n"
    )
    network = lowered(text, tmp_path)
    assert [one.address for one in group(network).subnets.known] == ["vpc.subnets.public.${REGION}b"]
    assert ranges(network)["private.${REGION}b"] == "192.168.96.0/19"
    first, second = (one.zone.value for one in network.subnets[::2] if isinstance(one.zone, Known))
    assert first.same(second) is Truth.NO


def test_existing_subnets_by_zones_that_are_filled_in(tmp_path: Path) -> None:
    text = (
        "vpc:\n  id: ${VPC}\n  subnets:\n    private:\n"
        '      ${REGION}a: {id: "${A}"}\n      ${REGION}b: {id: "${B}"}\n'
        "managedNodeGroups:\n- {name: ng, privateNetworking: true, availabilityZones: [\"${REGION}b\"]}\n"
    )
    found = group(lowered(text, tmp_path))
    assert [one.address for one in found.subnets.known] == ["data.vpc.subnets.private.${REGION}b"]


def test_what_is_no_yaml_is_a_problem_with_its_line(tmp_path: Path) -> None:
    found = report(HEAD + "nodeGroups: [\n", tmp_path)
    (problem,) = found.problems
    assert problem.line in (4, 5) and "no valid YAML" in problem.message


@pytest.mark.parametrize(
    "body",
    ["vpc: 3", "vpc: {subnets: [a]}", "nodeGroups: 3", "nodeGroups: [3]", "managedNodeGroups: [{name: [a]}]",
     "availabilityZones: {a: b}", "addons: [x]", "addons: [{name: {a: b}}]", "privateCluster: true", "metadata: 3",
     "vpc: {cidr: [1]}", "vpc: {cidr: x}", "fargateProfiles: [{subnets: 3}]", "karpenter: {version: [1]}",
     "kubernetesNetworkConfig: {ipFamily: 3}", "cloudWatch: 3", "iam: []", "managedNodeGroups: [{labels: 3}]",
     "nodeGroups: [{instanceType: [1], taints: {a: b}, securityGroups: {attachIDs: 3}}]", "vpc:", "nodeGroups:"],
)  # fmt: skip
def test_values_of_the_wrong_kind_are_no_crash(body: str, tmp_path: Path) -> None:
    assert not [problem for problem in report(HEAD + body + "\n", tmp_path).problems if problem.internal]


@pytest.mark.parametrize("name", ["nodeGroups", "availabilityZones", "addons"])
def test_too_much_of_anything_is_a_problem(name: str, tmp_path: Path) -> None:
    found = report(f"{HEAD}{name}: [{', '.join(['x'] * 20_000)}]\n", tmp_path)
    assert [problem.message for problem in found.problems] == [f"20000 entries of {name}: too many to judge"]


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\n", True),
        (b'{"apiVersion": "eksctl.io/v1alpha5", "kind": "ClusterConfig"}', True),
        (b"apiVersion: v1\nkind: ConfigMap\ndata: {a: 'eksctl.io/ ClusterConfig'}\n", False),
        (b"apiVersion: anywhere.eks.amazonaws.com/v1alpha1\nkind: Cluster\n", False),
    ],
)
def test_files_are_told_by_their_bytes(data: bytes, answer: bool) -> None:
    assert is_config(data) is answer
