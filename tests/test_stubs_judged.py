"""Stubs against what real Terraform planned and our evaluator read of the modules themselves, and against the modules.

``EKS_NETLINT_MODULES`` names a folder of checkouts in the layout of a registry (``cloudposse/vpc/aws/2.2.0``).
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from eks_netlint.frontends.terraform import load
from eks_netlint.frontends.terraform.registry import STUBS, find_stub, published
from eks_netlint.resources import Resource
from eks_netlint.values import Items, Known, Reference, Unknown, dig

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
terraform = importlib.import_module("plan")
judge = importlib.import_module("judge_stub")
SUBJECTS = judge.subjects()

MODULES = os.environ.get("EKS_NETLINT_MODULES")
VERSIONS = {
    "cloudposse/label/null": ("0.24.1", "0.25.0"),
    "cloudposse/vpc/aws": ("1.2.0", "2.2.0", "3.0.0"),
    "cloudposse/dynamic-subnets/aws": ("1.0.0", "2.0.4", "2.4.2", "3.1.0"),
    "cloudposse/eks-cluster/aws": ("2.9.0", "3.0.0", "4.2.0", "4.11.0"),
    "cloudposse/eks-node-group/aws": ("2.12.0", "3.4.0"),
    "aws-ia/eks-blueprints-addon/aws": ("1.1.1", "1.3.0"),
    "aws-ia/eks-blueprints-addons/aws": ("1.23.0", "1.24.3"),
    "aws-ia/eks-blueprints/aws": ("4.15.0", "4.32.1"),
}
"""What the stubs are judged by where the checkouts are at hand."""

RECORDS = sorted(judge.RECORDS.glob("*.json"))

needs_modules = pytest.mark.skipif(MODULES is None, reason="EKS_NETLINT_MODULES names no folder of checkouts")
needs_terraform = pytest.mark.skipif(terraform.available() is not None, reason=str(terraform.available()))
every_version = pytest.mark.parametrize(
    ("module", "version"), [(module, version) for module, versions in VERSIONS.items() for version in versions]
)


def _recorded(record: Path) -> tuple[str, str]:
    """The module and version of which a file keeps the record."""
    name, _, version = record.stem.rpartition("-")
    return next(module for module in SUBJECTS if module.replace("/", "-") == name), version


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.stem)
def test_the_evaluator_reads_in_the_stub_what_was_recorded_of_the_module(record: Path, tmp_path: Path) -> None:
    module, version = _recorded(record)
    subject = SUBJECTS[module]
    cases = subject.chosen(version)
    judge.lay_out(subject, version, None, cases, tmp_path)
    kept = json.loads(record.read_bytes())
    asking = [case.name for case in cases if case.asks]
    paths = judge.written(judge.stubs_in(tmp_path))
    found = list(judge.compare_recorded(kept, judge.read(tmp_path), asking, paths))
    assert [words for unread, words in found if not unread] == []
    assert len(kept) >= len(cases) >= 15


@needs_modules
@every_version
def test_the_stub_is_read_as_the_module(module: str, version: str) -> None:
    found, sizes = judge.judge(SUBJECTS[module], version, Path(str(MODULES)), by_plan=False)
    assert found == []
    assert sizes["cases"] >= 15


@needs_modules
@needs_terraform
@pytest.mark.parametrize("module", ["cloudposse/vpc/aws", "cloudposse/dynamic-subnets/aws"])
def test_terraform_plans_the_stub_as_the_module(module: str) -> None:
    """Two calls; ``tools/judge_stub.py`` plans them all, which takes minutes."""
    cases = [case.name for case in SUBJECTS[module].chosen(VERSIONS[module][1])][:3]
    found, _ = judge.judge(SUBJECTS[module], VERSIONS[module][1], Path(str(MODULES)), cases)
    assert found == []


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="eks-netlint-stub-") as name:
        yield Path(name)


@needs_terraform
def test_terraform_finds_every_stub_valid(place: Path) -> None:
    root = place / "root"
    for index, module in enumerate(SUBJECTS):
        for version in published(STUBS / module):
            if find_stub(module, f"= {judge.spelled(version)}") is None:
                continue
        newest = judge.spelled(published(STUBS / module)[-1])
        folder = root / str(index)
        folder.mkdir(parents=True)
        judge.lay_out(SUBJECTS[module], newest, None, SUBJECTS[module].chosen(newest)[:1], folder)
        judge.adapt(folder / "registry")
        terraform.validate(folder, place)
        shutil.rmtree(folder)


class TestTheJudge:
    """It must be able to find something."""

    def verdict(self, place: Path, version: str, file: str, old: str, new: str, case: str) -> list[str]:
        subject = SUBJECTS["cloudposse/dynamic-subnets/aws"]
        sides = [place / "real", place / "stub"]
        for side in sides:
            side.mkdir()
            judge.lay_out(subject, version, None, subject.chosen(version, [case]), side)
        stub = sides[1] / f"registry/cloudposse/dynamic-subnets/aws/{version[0]}" / file
        text = stub.read_text(encoding="utf-8")
        assert old in text
        stub.write_text(text.replace(old, new), encoding="utf-8")
        real, ours = (judge.read(side) for side in sides)
        return list(judge.compare_read(real, ours, judge.written(judge.stubs_in(sides[1])), frozenset()))

    def test_equals_are_equal(self, place: Path) -> None:
        assert self.verdict(place, "2.4.2", "nat.tf", "aws_nat_gateway", "aws_nat_gateway", "three") == []

    def test_a_wrong_value(self, place: Path) -> None:
        found = self.verdict(place, "2.4.2", "main.tf", "ceil(log(local.all, 2))", "4", "three")
        assert any("aws_subnet.private[1].cidr_block" in words for words in found)
        assert any("outputs_of_three.private_subnet_cidrs" in words for words in found)

    def test_a_wrong_link(self, place: Path) -> None:
        old, new = "element(aws_nat_gateway.default[*].id, count.index)", "aws_nat_gateway.default[0].id"
        found = self.verdict(place, "2.4.2", "nat.tf", old, new, "three")
        assert [words.partition(",")[0] for words in found] == [
            f"module.three.aws_route.nat4[{index}].nat_gateway_id" for index in (1, 2)
        ]

    def test_a_resource_too_few(self, place: Path) -> None:
        found = self.verdict(place, "3.1.0", "nat.tf", "local.nat_gateway ? local.nats : 0", "1", "three")
        assert any("aws_nat_gateway.default[2]: read only in the real" in words for words in found)


# What the stubs are for


def evaluated(directory: Path, source: str, version: str, arguments: str) -> dict[str, Resource]:
    """What one call makes, by address within it."""
    text = f'module "m" {{\n  source = "{source}"\n  version = "{version}"\n{arguments}\n}}\n'
    (directory / "main.tf").write_text(text, encoding="utf-8")
    loaded = load(directory, [directory])
    assert loaded.problems == ()
    return {r.address.removeprefix("module.m."): r for r in loaded.roots[0].resources if r.mode == "managed"}


def value(resource: Resource, *path: str | int) -> object:
    found = dig(resource.get(str(path[0])), *path[1:])
    assert isinstance(found, Known), found
    return found.value


class TestDynamicSubnets:
    CALL = """
  namespace          = "eg"
  name               = "net"
  vpc_id             = "vpc-1"
  igw_id             = ["igw-1"]
  ipv4_cidr_block    = ["10.0.0.0/16"]
  availability_zones = ["us-east-1a", "us-east-1b", "us-gov-west-1c"]
"""

    def test_as_many_equal_parts_as_the_most_subnets_need(self, tmp_path: Path) -> None:
        found = evaluated(tmp_path, "cloudposse/dynamic-subnets/aws", "2.4.2", self.CALL + "  max_subnet_count = 3")
        cidrs = [
            value(found[f"aws_subnet.{kind}[{index}]"], "cidr_block")
            for kind in ("private", "public")
            for index in range(3)
        ]
        assert cidrs == [f"10.0.{32 * part}.0/19" for part in range(6)]
        assert value(found["aws_subnet.private[2]"], "tags", "Name") == "eg-net-private-usgw1c"

    @pytest.mark.parametrize("version", ["2.0.4", "2.4.2", "3.1.0"])
    def test_how_many_zones_a_region_has_is_not_known(self, version: str, tmp_path: Path) -> None:
        """Without a most, the parts depend on the number of zones in the region, which is not in the files."""
        found = evaluated(tmp_path, "cloudposse/dynamic-subnets/aws", version, self.CALL)
        subnet = found["aws_subnet.private[1]"]
        assert isinstance(subnet.get("cidr_block"), Unknown)
        assert value(subnet, "availability_zone") == "us-east-1b"
        assert "aws_subnet.private[3]" not in found

    def test_subnets_lead_to_their_nat_gateway(self, tmp_path: Path) -> None:
        found = evaluated(
            tmp_path, "cloudposse/dynamic-subnets/aws", "3.1.0", self.CALL + "  max_subnet_count = 3\n  max_nats = 2"
        )
        gateways = [found[f"aws_route.nat4[{index}]"].get("nat_gateway_id") for index in range(3)]
        assert [gateway.address for gateway in gateways if isinstance(gateway, Reference)] == [
            f"module.m.aws_nat_gateway.default[{index}]" for index in (0, 1, 0)
        ]

    def test_a_local_zone_has_no_short_name_that_we_know(self, tmp_path: Path) -> None:
        call = self.CALL.replace("us-east-1b", "us-east-1-bos-1a") + "  max_subnet_count = 3"
        found = evaluated(tmp_path, "cloudposse/dynamic-subnets/aws", "2.4.2", call)
        assert value(found["aws_subnet.private[0]"], "tags", "Name") == "eg-net-private-use1a"
        assert isinstance(dig(found["aws_subnet.private[1]"].get("tags"), "Name"), Unknown)
        assert value(found["aws_subnet.private[1]"], "cidr_block") == "10.0.32.0/19"

    def test_a_vpc_and_its_subnets(self, tmp_path: Path) -> None:
        (tmp_path / "vpc.tf").write_text(
            """
module "vpc" {
  source  = "cloudposse/vpc/aws"
  version = "2.1.1"

  name                    = "net"
  ipv4_primary_cidr_block = "10.9.0.0/16"
}
""",
            encoding="utf-8",
        )
        call = self.CALL.replace('"vpc-1"', "module.vpc.vpc_id").replace(
            '["10.0.0.0/16"]', "[module.vpc.vpc_cidr_block]"
        )
        found = evaluated(tmp_path, "cloudposse/dynamic-subnets/aws", "2.4.2", call + "  max_subnet_count = 3")
        subnet = found["aws_subnet.public[0]"]
        assert value(subnet, "cidr_block") == "10.9.96.0/19"
        vpc = subnet.get("vpc_id")
        assert isinstance(vpc, Reference) and vpc.address == "module.vpc.aws_vpc.default[0]"


def test_a_label_names_things(tmp_path: Path) -> None:
    (tmp_path / "vpc.tf").write_text(
        """
module "label" {
  source  = "cloudposse/label/null"
  version = "0.25.0"

  namespace = "Eg"
  stage     = "prod"
  name      = "my app"
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = module.label.tags
}
""",
        encoding="utf-8",
    )
    (vpc,) = load(tmp_path, [tmp_path]).roots[0].resources
    assert value(vpc, "tags", "Name") == "eg-prod-myapp"


CP = "github.com/cloudposse/terraform-aws"
ENDPOINTS = "modules/vpc-endpoints"


class TestSources:
    """Which stub a source leads to."""

    @pytest.mark.parametrize(
        "source",
        [
            "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.0",
            "git::https://github.com/terraform-aws-modules/terraform-aws-vpc?ref=5.1.0",
            "git::https://git@github.com/terraform-aws-modules/terraform-aws-vpc.git?depth=1&ref=refs/tags/v5.1.0",
            "git::ssh://git@github.com/terraform-aws-modules/terraform-aws-vpc.git?ref=tags/v5.1.0",
            "git::ssh://git@github.com:22/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.0",
            "git::git@github.com:terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.0",
            "git@github.com:terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1",
            "github.com/terraform-aws-modules/terraform-aws-vpc?ref=v5.1.0",
            "https://github.com/terraform-aws-modules/terraform-aws-vpc/archive/refs/tags/v5.1.0.tar.gz//terraform-aws-vpc-5.1.0",
            "https://github.com/terraform-aws-modules/terraform-aws-vpc/archive/v5.1.0.zip",
            "https://codeload.github.com/terraform-aws-modules/terraform-aws-vpc/tar.gz/refs/tags/v5.1.0?archive=tar.gz",
        ],
    )  # fmt: skip
    def test_that_name_one_version(self, source: str) -> None:
        stub = find_stub(source, None)
        assert stub is not None
        assert (stub.directory, stub.version, stub.note) == (STUBS / "terraform-aws-modules/vpc/aws/5", "5.1.0", None)

    @pytest.mark.parametrize(
        ("source", "directory"),
        [
            (
                "github.com/aws-ia/terraform-aws-eks-blueprints?ref=v4.32.1",
                "../aws-ia/eks-blueprints/aws/4",
            ),
            (f"git::https://{CP}-vpc.git//{ENDPOINTS}?ref=2.1.1", f"vpc/aws/2/{ENDPOINTS}"),
            ("git::https://github.com/cloudposse/terraform-null-label.git?ref=tags/0.25.0", "label/null/0"),
            ("git::https://github.com/cloudposse/terraform-aws-dynamic-subnets.git?ref=v3", "dynamic-subnets/aws/3"),
            (f"https://{CP}-vpc/archive/2.1.1.tar.gz//terraform-aws-vpc-2.1.1/{ENDPOINTS}", f"vpc/aws/2/{ENDPOINTS}"),
        ],
    )  # fmt: skip
    def test_of_other_families(self, source: str, directory: str) -> None:
        stub = find_stub(source, None)
        assert stub is not None and stub.note is None
        assert stub.directory == (STUBS / "cloudposse" / directory).resolve()

    @pytest.mark.parametrize("ref", ["main", "a1b2c3d4", "v5-hotfix"])
    def test_that_name_none(self, ref: str) -> None:
        source = f"git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git?ref={ref}"
        stub = find_stub(source, None, frozenset({"name", "enable_dns64"}))
        assert stub is None or stub.note is not None
        stub = find_stub(source, None)
        assert stub is not None and stub.note is not None and f"'{ref}' is no version" in stub.note

    @pytest.mark.parametrize(
        "source",
        [
            "git::https://gitlab.com/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.0",
            "git::https://github.com.evil.org/terraform-aws-modules/terraform-aws-vpc.git?ref=v5.1.0",
            "app.terraform.io/terraform-aws-modules/vpc/aws",
            f"terraform-aws-modules/vpc/aws//{'x' * 5000}",
            "git::https://github.com/terraform-aws-modules/../terraform-aws-vpc.git",
            "https://github.com/terraform-aws-modules/terraform-aws-vpc/archive/v5.1.0.tar.gz//../../../secrets",
        ],
    )
    def test_of_others_have_none(self, source: str) -> None:
        assert find_stub(source, None) is None

    def test_a_major_may_be_read_as_another(self) -> None:
        stub = find_stub("cloudposse/vpc/aws", "3.0.0")
        assert stub is not None
        assert (stub.directory, stub.version, stub.note) == (STUBS / "cloudposse/vpc/aws/2", "3.0.0", None)

    def test_an_older_one_is_read_as_the_nearest(self) -> None:
        stub = find_stub("cloudposse/dynamic-subnets/aws", "0.39.8")
        assert stub is not None and stub.note is not None
        assert stub.directory == STUBS / "cloudposse/dynamic-subnets/aws/1"


@pytest.mark.parametrize("module", SUBJECTS)
def test_versions_are_listed_in_their_order(module: str) -> None:
    listed = published(STUBS / module)
    assert list(listed) == sorted(set(listed))
    assert {judge.spelled(version) for version in listed} >= set(VERSIONS.get(module, ()))


def test_a_list_of_zones_with_an_unknown_rest_keeps_what_is_known(tmp_path: Path) -> None:
    """Zones that only AWS could name are still different zones."""
    (tmp_path / "data.tf").write_text('data "aws_availability_zones" "all" {}\n', encoding="utf-8")
    call = TestDynamicSubnets.CALL.replace(
        '["us-east-1a", "us-east-1b", "us-gov-west-1c"]', "slice(data.aws_availability_zones.all.names, 0, 2)"
    )
    found = evaluated(tmp_path, "cloudposse/dynamic-subnets/aws", "2.4.2", call + "  max_subnet_count = 2")
    zones = [found[f"aws_subnet.private[{index}]"].get("availability_zone") for index in range(2)]
    assert all(isinstance(zone, Reference) for zone in zones) and zones[0] != zones[1]
    assert value(found["aws_subnet.private[1]"], "cidr_block") == "10.0.64.0/18"
    assert not isinstance(found["aws_subnet.private[1]"].get("tags"), Items)
