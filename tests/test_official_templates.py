"""The templates that AWS hands out for EKS lower to the subnets, ranges, zones and ways out that they describe.

``EKS_NETLINT_TEMPLATES`` names a folder with their texts: amazon-eks-vpc-private-subnets.yaml and
amazon-eks-fully-private-vpc.yaml of the EKS user guide, aws-vpc.template.yaml of aws-quickstart/quickstart-aws-vpc, and
amazon-eks-nodegroup.yaml as awslabs/amazon-eks-ami had it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from eks_netlint.analysis import Options, read
from eks_netlint.model.nouns import Network
from eks_netlint.model.placement import same_zone
from eks_netlint.model.routing.egress import to_internet
from eks_netlint.values import Known, Truth

FOLDER = os.environ.get("EKS_NETLINT_TEMPLATES")

pytestmark = pytest.mark.skipif(FOLDER is None, reason="EKS_NETLINT_TEMPLATES is not set")


def network(name: str, **parameters: str) -> Network:
    file = Path(FOLDER or "") / name
    (reading,) = read([file], Options(tree=file.parent, parameters=parameters))
    assert not reading.problems
    (only,) = reading.networks
    return only


def subnets(found: Network) -> dict[str, tuple[str, str]]:
    """By logical id: the range, and what the default route leads to, of those that surely are there."""
    told = {}
    for subnet in found.subnets:
        if subnet.exists is Truth.YES:
            out = to_internet(subnet, found)
            cidr = str(subnet.cidr.value) if isinstance(subnet.cidr, Known) else "?"
            told[subnet.address] = (cidr, "nothing" if out.there is Truth.NO else str(out.kind))
    return told


def together(found: Network, one: str, other: str) -> Truth:
    """Whether two subnets are in one zone."""
    named = {subnet.address: subnet for subnet in found.subnets}
    return same_zone(named[one], named[other])


def test_private_subnets() -> None:
    found = network("amazon-eks-vpc-private-subnets.yaml")
    ranges = {subnet: of[0] for subnet, of in subnets(found).items()}
    assert len(set(ranges.values())) == 4 and "?" not in ranges.values()
    assert {subnet: of[1] for subnet, of in subnets(found).items()} == {
        "PublicSubnet01": "internet gateway", "PublicSubnet02": "internet gateway",
        "PrivateSubnet01": "NAT", "PrivateSubnet02": "NAT",
    }  # fmt: skip
    assert together(found, "PublicSubnet01", "PrivateSubnet01") is Truth.YES
    assert together(found, "PublicSubnet02", "PrivateSubnet02") is Truth.YES
    assert together(found, "PrivateSubnet01", "PrivateSubnet02") is Truth.NO


def test_fully_private_vpc() -> None:
    """Three ranges are given; the third subnet is there in some regions only."""
    blocks = {f"PrivateSubnet0{number}Block": f"10.0.{number}.0/24" for number in (1, 2, 3)}
    found = network("amazon-eks-fully-private-vpc.yaml", VpcBlock="10.0.0.0/16", **blocks)
    assert subnets(found) == {
        "PrivateSubnet01": ("10.0.1.0/24", "nothing"), "PrivateSubnet02": ("10.0.2.0/24", "nothing"),
    }  # fmt: skip
    assert [subnet.exists for subnet in found.subnets if subnet.address == "PrivateSubnet03"] == [Truth.UNSURE]
    assert together(found, "PrivateSubnet01", "PrivateSubnet02") is Truth.NO
    endpoints = found.routing.endpoints.known if found.routing is not None else ()
    services = {one.service.value for one in endpoints if isinstance(one.service, Known)}
    assert services == {"s3", "ecr.api", "ecr.dkr", "ec2", "logs", "sts"}


def test_quickstart() -> None:
    """With the defaults of its parameters: two zones."""
    found = network("aws-vpc.template.yaml")
    assert subnets(found) == {
        "PrivateSubnet1A": ("10.0.0.0/19", "NAT"), "PrivateSubnet2A": ("10.0.32.0/19", "NAT"),
        "PublicSubnet1": ("10.0.128.0/20", "internet gateway"), "PublicSubnet2": ("10.0.144.0/20", "internet gateway"),
    }  # fmt: skip
    assert together(found, "PrivateSubnet1A", "PublicSubnet1") is Truth.YES


def test_node_group() -> None:
    (group,) = network("amazon-eks-nodegroup.yaml", Subnets="subnet-1,subnet-2").node_groups
    assert isinstance(group.max_size, Known) and group.max_size.value == 4
    assert isinstance(group.min_size, Known) and group.min_size.value == 1
