"""The stubs of the eks module against what real Terraform planned for the module itself, and against the module.

``EKS_NETLINT_REAL`` names a folder of checkouts of the module (``eks-v20.37.2``).
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from eks_netlint.frontends.terraform import load
from eks_netlint.resources import Resource
from eks_netlint.values import Known, Reference, Truth, dig

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))
terraform = importlib.import_module("plan")
judge = importlib.import_module("check_stub_eks")
reader = importlib.import_module("read_stub_eks")

CHECKOUTS = {"17": "17.24.0", "18": "18.31.2", "19": "19.21.0", "20": "20.37.2", "21": "21.19.0"}
REAL = os.environ.get("EKS_NETLINT_REAL")

needs_terraform = pytest.mark.skipif(terraform.available() is not None, reason=str(terraform.available()))
needs_real = pytest.mark.skipif(REAL is None, reason="EKS_NETLINT_REAL names no folder of checkouts")
each_major = pytest.mark.parametrize("major", CHECKOUTS)


def evaluated(directory: Path, major: int, arguments: str, source: str = "") -> dict[str, Resource]:
    """What one call of the module makes, by address within it."""
    text = f"""
module "eks" {{
  source  = "terraform-aws-modules/eks/aws{source}"
  version = "~> {major}.0"
{arguments}
}}
"""
    (directory / "main.tf").write_text(text, encoding="utf-8")
    loaded = load(directory, [directory])
    found = {r.address.removeprefix("module.eks."): r for r in loaded.roots[0].resources if r.mode == "managed"}
    assert loaded.problems == ()
    return found


def called(major: int) -> str:
    """The arguments that every call needs, in the words of a major."""
    name, version = ("name", "kubernetes_version") if major == 21 else ("cluster_name", "cluster_version")
    subnets = "subnets" if major == 17 else "subnet_ids"
    return f'  {name} = "demo"\n  {version} = "1.30"\n  vpc_id = "vpc-1"\n  {subnets} = ["subnet-a", "subnet-b"]\n'


def value(resource: Resource, *path: str | int) -> object:
    found = dig(resource.get(str(path[0])), *path[1:])
    assert isinstance(found, Known), found
    return found.value


def boot(resource: Resource, attribute: str = "user_data") -> str:
    return base64.b64decode(str(value(resource, attribute))).decode()


@each_major
def test_the_evaluator_reads_in_the_stub_what_terraform_planned_for_the_module(major: str, tmp_path: Path) -> None:
    recorded = json.loads((reader.RECORDS / f"{major}.json").read_bytes())
    wrong, _ = reader.differences(major, judge.STUBS / major, recorded, tmp_path)
    assert wrong == []
    assert len(recorded) > 100


@needs_real
@each_major
def test_the_evaluator_reads_the_module_itself_alike(major: str, tmp_path: Path) -> None:
    recorded = json.loads((reader.RECORDS / f"{major}.json").read_bytes())
    wrong, _ = reader.differences(major, Path(str(REAL), f"eks-v{CHECKOUTS[major]}"), recorded, tmp_path)
    assert wrong == []


@needs_real
@each_major
def test_inputs_and_outputs_are_those_of_the_module(major: str) -> None:
    assert list(judge.interface(Path(str(REAL), f"eks-v{CHECKOUTS[major]}"), judge.STUBS / major)) == []


@needs_real
@needs_terraform
@each_major
def test_terraform_plans_stub_and_module_alike(major: str) -> None:
    found, sizes = judge.judge(Path(str(REAL), f"eks-v{CHECKOUTS[major]}"), major)
    assert found == []
    assert sizes["cases"] >= 8


@needs_terraform
def test_terraform_accepts_every_stub(tmp_path: Path) -> None:
    shutil.copytree(judge.STUBS, tmp_path / "tree/stubs")
    calls = [
        f'module "m{number}" {{\n  source = "./{directory.relative_to(tmp_path / "tree")}"\n}}\n'
        for number, directory in enumerate(sorted({file.parent for file in (tmp_path / "tree/stubs").rglob("*.tf")}))
        if directory.name != "_kms"
    ]
    needed = {"17": '  cluster_name = "demo"\n  subnets = []\n'}
    text = "".join(
        call.replace("\n}\n", f"\n{arguments}}}\n") if f'stubs/{major}"' in call else call
        for call in calls
        for major, arguments in needed.items()
    )
    (tmp_path / "tree/main.tf").write_text(text, encoding="utf-8")
    terraform.validate(tmp_path / "tree", tmp_path)
    assert len(calls) > 30


MANAGED = 'module.eks_managed_node_group["app"].aws_eks_node_group.this[0]'
TEMPLATE = 'module.eks_managed_node_group["app"].aws_launch_template.this[0]'


class TestManagedGroups:
    @pytest.mark.parametrize("major", [18, 19, 20, 21])
    def test_a_group_that_says_nothing_has_the_defaults_of_the_module(self, major: int, tmp_path: Path) -> None:
        found = evaluated(tmp_path, major, called(major) + "  eks_managed_node_groups = { app = {} }\n")
        group = found[MANAGED]
        assert [value(group, "scaling_config", 0, size) for size in ("min_size", "max_size", "desired_size")] == [
            1,
            3,
            1,
        ]
        assert value(group, "instance_types") is None
        assert value(group, "ami_type") == ("AL2023_x86_64_STANDARD" if major == 21 else None)
        assert value(group, "subnet_ids", 1) == "subnet-b"
        assert value(group, "node_group_name_prefix") == "app-"
        assert group.exists is Truth.YES

    def test_major_17_takes_them_from_the_workers(self, tmp_path: Path) -> None:
        found = evaluated(tmp_path, 17, called(17) + "  node_groups = { app = {} }\n")
        group = found['module.node_groups.aws_eks_node_group.workers["app"]']
        assert value(group, "scaling_config", 0, "max_size") == "3"
        assert value(group, "instance_types", 0) == "m4.large"
        assert value(group, "cluster_name") == "demo"

    @pytest.mark.parametrize("major", [18, 19, 20])
    def test_a_group_goes_before_the_defaults_and_those_before_the_module(self, major: int, tmp_path: Path) -> None:
        text = """
  eks_managed_node_group_defaults = { instance_types = ["m5.large"], max_size = 7 }
  eks_managed_node_groups         = { app = { max_size = 9 }, other = {} }
"""
        found = evaluated(tmp_path, major, called(major) + text)
        assert value(found[MANAGED], "scaling_config", 0, "max_size") == 9
        assert value(found[MANAGED.replace("app", "other")], "scaling_config", 0, "max_size") == 7
        assert value(found[MANAGED], "instance_types", 0) == "m5.large"

    def test_what_a_group_says_points_at_the_call(self, tmp_path: Path) -> None:
        found = evaluated(tmp_path, 20, called(20) + "  eks_managed_node_groups = { app = { max_size = 9 } }\n")
        written = dig(found[MANAGED].get("scaling_config"), 0, "max_size")
        given = dig(found[MANAGED].get("scaling_config"), 0, "min_size")
        assert isinstance(written, Known) and written.span is not None and not written.is_default
        assert (written.span.path, written.span.text) == ("main.tf", "9")
        assert isinstance(given, Known) and given.is_default

    @pytest.mark.parametrize("major", [18, 19, 20, 21])
    def test_a_group_is_joined_to_its_cluster_and_template(self, major: int, tmp_path: Path) -> None:
        found = evaluated(tmp_path, major, called(major) + "  eks_managed_node_groups = { app = {} }\n")
        cluster = found[MANAGED].get("cluster_name")
        if isinstance(cluster, Known):
            assert cluster.value == value(found["aws_eks_cluster.this[0]"], "name")
        else:
            assert isinstance(cluster, Reference)
            assert cluster.address == "module.eks.aws_eks_cluster.this[0]"
        template = dig(found[MANAGED].get("launch_template"), 0, "name" if major == 18 else "id")
        assert isinstance(template, Reference)
        assert template.address == f"module.eks.{TEMPLATE}"

    def test_the_metadata_hop_limit_fell_to_one(self, tmp_path: Path) -> None:
        limits = []
        for major in (20, 21):
            found = evaluated(tmp_path, major, called(major) + "  eks_managed_node_groups = { app = {} }\n")
            limits.append(str(value(found[TEMPLATE], "metadata_options", 0, "http_put_response_hop_limit")))
        assert limits == ["2", "1"]

    def test_a_submodule_can_be_called_alone(self, tmp_path: Path) -> None:
        arguments = '  name = "alone"\n  cluster_name = "demo"\n  subnet_ids = ["subnet-a"]\n  max_size = 4\n'
        found = evaluated(tmp_path, 20, arguments, "//modules/eks-managed-node-group")
        assert value(found["aws_eks_node_group.this[0]"], "scaling_config", 0, "max_size") == 4
        assert value(found["aws_eks_node_group.this[0]"], "cluster_name") == "demo"


class TestMaxPodsInBootText:
    @pytest.mark.parametrize("major", [18, 19, 20, 21])
    def test_of_a_managed_group_with_its_own_image(self, major: int, tmp_path: Path) -> None:
        text = """
  eks_managed_node_groups = {
    app = {
      ami_id                     = "ami-1"
      ami_type                   = "AL2_x86_64"
      enable_bootstrap_user_data = true
      bootstrap_extra_args       = "--use-max-pods false --kubelet-extra-args '--max-pods=110'"
    }
  }
"""
        found = evaluated(tmp_path, major, called(major) + text)
        assert "/etc/eks/bootstrap.sh --use-max-pods false --kubelet-extra-args '--max-pods=110'" in boot(
            found[TEMPLATE]
        )

    @pytest.mark.parametrize("major", [20, 21])
    def test_in_a_node_config(self, major: int, tmp_path: Path) -> None:
        text = """
  eks_managed_node_groups = {
    app = {
      ami_type = "AL2023_x86_64_STANDARD"
      cloudinit_pre_nodeadm = [{
        content_type = "application/node.eks.aws"
        content      = <<-EOT
          apiVersion: node.eks.aws/v1alpha1
          kind: NodeConfig
          spec:
            kubelet:
              config:
                maxPods: 110
        EOT
      }]
    }
  }
"""
        found = evaluated(tmp_path, major, called(major) + text)
        assert "Content-Type: application/node.eks.aws" in boot(found[TEMPLATE])
        assert "maxPods: 110" in boot(found[TEMPLATE])

    @pytest.mark.parametrize("major", [20, 21])
    def test_in_bottlerocket_settings(self, major: int, tmp_path: Path) -> None:
        text = """
  eks_managed_node_groups = {
    app = { ami_type = "BOTTLEROCKET_x86_64", bootstrap_extra_args = "[settings.kubernetes]\\nmax-pods = 58" }
  }
"""
        assert "max-pods = 58" in boot(evaluated(tmp_path, major, called(major) + text)[TEMPLATE])

    def test_of_the_workers_of_major_17(self, tmp_path: Path) -> None:
        text = """
  worker_groups                 = [{ kubelet_extra_args = "--max-pods=20" }]
  worker_groups_launch_template = [{ kubelet_extra_args = "--max-pods=21" }]
  node_groups = { app = { create_launch_template = true, kubelet_extra_args = "--max-pods=22" } }
"""
        found = evaluated(tmp_path, 17, called(17) + text)
        assert "--max-pods=20" in boot(found["aws_launch_configuration.workers[0]"], "user_data_base64")
        assert "--max-pods=21" in boot(found["aws_launch_template.workers_launch_template[0]"])
        assert "--max-pods=22" in boot(found['module.node_groups.aws_launch_template.workers["app"]'])

    @pytest.mark.parametrize("major", [18, 19, 20, 21])
    def test_a_group_that_says_nothing_boots_with_nothing(self, major: int, tmp_path: Path) -> None:
        found = evaluated(tmp_path, major, called(major) + "  eks_managed_node_groups = { app = {} }\n")
        assert boot(found[TEMPLATE]) == ""


class TestSelfManagedGroups:
    GROUP = 'module.self_managed_node_group["app"].aws_autoscaling_group.this[0]'

    @pytest.mark.parametrize(("major", "least"), [(18, 0), (19, 0), (20, 0), (21, 1)])
    def test_a_group_that_says_nothing_has_the_defaults_of_the_module(
        self, major: int, least: int, tmp_path: Path
    ) -> None:
        found = evaluated(tmp_path, major, called(major) + "  self_managed_node_groups = { app = {} }\n")
        group = found[self.GROUP]
        assert [value(group, size) for size in ("min_size", "max_size", "desired_capacity")] == [least, 3, 1]
        template = found['module.self_managed_node_group["app"].aws_launch_template.this[0]']
        assert value(template, "instance_type") == "m6i.large"
        tags = {value(group, "tag", place, "key") for place in range(3)}
        assert "kubernetes.io/cluster/demo" in tags

    @pytest.mark.parametrize("major", [18, 19, 20, 21])
    def test_the_types_of_a_mixed_group(self, major: int, tmp_path: Path) -> None:
        types = 'override = [{ instance_type = "m5.large" }, { instance_type = "c5.large" }]'
        policy = f"{{ launch_template = {{ {types} }} }}" if major == 21 else f"{{ {types} }}"
        text = f"""
  self_managed_node_groups = {{
    app = {{ use_mixed_instances_policy = true, mixed_instances_policy = {policy} }}
  }}
"""
        group = evaluated(tmp_path, major, called(major) + text)[self.GROUP]
        path = ("mixed_instances_policy", 0, "launch_template", 0, "override")
        assert [value(group, *path, place, "instance_type") for place in (0, 1)] == ["m5.large", "c5.large"]


class TestCluster:
    @pytest.mark.parametrize(
        ("major", "public", "private"),
        [(17, True, False), (18, True, False), (19, False, True), (20, False, True), (21, False, True)],
    )
    def test_who_reaches_the_endpoint_by_default(self, major: int, public: bool, private: bool, tmp_path: Path) -> None:
        cluster = evaluated(tmp_path, major, called(major))["aws_eks_cluster.this[0]"]
        assert value(cluster, "vpc_config", 0, "endpoint_public_access") is public
        assert value(cluster, "vpc_config", 0, "endpoint_private_access") is private
        assert value(cluster, "version") == "1.30"

    @pytest.mark.parametrize("major", [18, 19, 20, 21])
    def test_the_control_plane_has_subnets_of_its_own_if_it_is_given_some(self, major: int, tmp_path: Path) -> None:
        text = called(major) + '  control_plane_subnet_ids = ["subnet-x", "subnet-y"]\n'
        cluster = evaluated(tmp_path, major, text)["aws_eks_cluster.this[0]"]
        assert [value(cluster, "vpc_config", 0, "subnet_ids", place) for place in (0, 1)] == ["subnet-x", "subnet-y"]

    @pytest.mark.parametrize("major", [20, 21])
    def test_auto_mode(self, major: int, tmp_path: Path) -> None:
        name = "compute_config" if major == 21 else "cluster_compute_config"
        text = called(major) + f'  {name} = {{ enabled = true, node_pools = ["general-purpose"] }}\n'
        found = evaluated(tmp_path, major, text)
        assert value(found["aws_eks_cluster.this[0]"], "compute_config", 0, "enabled") is True
        assert 'aws_iam_role_policy_attachment.this["AmazonEKSVPCResourceController"]' not in found
        assert "aws_iam_role.eks_auto[0]" in found

    @pytest.mark.parametrize("major", [19, 20])
    def test_the_cluster_role_may_manage_branch_interfaces(self, major: int, tmp_path: Path) -> None:
        found = evaluated(tmp_path, major, called(major))
        assert 'aws_iam_role_policy_attachment.this["AmazonEKSVPCResourceController"]' in found

    @pytest.mark.parametrize("major", [19, 20, 21])
    def test_an_add_on_before_the_nodes_has_an_address_of_its_own(self, major: int, tmp_path: Path) -> None:
        addons = "addons" if major == 21 else "cluster_addons"
        text = f"""
  {addons} = {{
    coredns = {{}}
    vpc-cni = {{ before_compute = true, configuration_values = jsonencode({{ env = {{ WARM_IP_TARGET = "2" }} }}) }}
  }}
"""
        found = evaluated(tmp_path, major, called(major) + text)
        addon = found['aws_eks_addon.before_compute["vpc-cni"]']
        assert value(addon, "addon_name") == "vpc-cni"
        configuration = addon.get("configuration_values")
        assert isinstance(configuration, Known) and configuration.decoded is not None
        assert dig(configuration.decoded, "env", "WARM_IP_TARGET") == Known("2")
        assert 'aws_eks_addon.this["coredns"]' in found
        assert 'aws_eks_addon.this["vpc-cni"]' not in found


class TestNodeSecurityGroup:
    """Ports that the control plane reaches on nodes, and what nodes reach of each other: facts 10, checked by tag."""

    RECOMMENDED = (4443, 6443, 8443, 9443)

    def opened(self, found: dict[str, Resource]) -> set[tuple[object, object, object, bool]]:
        rules = [r for a, r in found.items() if a.startswith("aws_security_group_rule.node[")]
        return {(value(r, "type"), value(r, "protocol"), value(r, "to_port"), value(r, "self") is True) for r in rules}

    @pytest.mark.parametrize("major", [19, 20, 21])
    def test_from_major_19_on_all_egress_and_ephemeral_ports(self, major: int, tmp_path: Path) -> None:
        webhooks = (*self.RECOMMENDED, 10251) if major == 21 else self.RECOMMENDED
        assert self.opened(evaluated(tmp_path, major, called(major))) == {
            *(("ingress", "tcp", port, False) for port in (443, 10250, *webhooks)),
            ("ingress", "tcp", 53, True),
            ("ingress", "udp", 53, True),
            ("ingress", "tcp", 65535, True),
            ("egress", "-1", 0, False),
        }

    def test_major_18_names_every_port(self, tmp_path: Path) -> None:
        assert self.opened(evaluated(tmp_path, 18, called(18))) == {
            *(("ingress", "tcp", port, False) for port in (443, 10250)),
            *((way, protocol, 53, True) for way in ("ingress", "egress") for protocol in ("tcp", "udp")),
            ("egress", "tcp", 443, False),
            ("egress", "tcp", 123, False),
            ("egress", "udp", 123, False),
        }

    @pytest.mark.parametrize("major", [19, 20, 21])
    def test_the_recommended_ones_can_be_declined(self, major: int, tmp_path: Path) -> None:
        text = called(major) + "  node_security_group_enable_recommended_rules = false\n"
        assert ("egress", "-1", 0, False) not in self.opened(evaluated(tmp_path, major, text))

    @pytest.mark.parametrize("major", [18, 19, 20, 21])
    def test_a_rule_of_the_callers_may_replace_one_of_the_modules(self, major: int, tmp_path: Path) -> None:
        text = """
  node_security_group_additional_rules = {
    ingress_cluster_443 = {
      type = "ingress", protocol = "tcp", from_port = 1, to_port = 2, source_cluster_security_group = true
    }
  }
"""
        rule = evaluated(tmp_path, major, called(major) + text)['aws_security_group_rule.node["ingress_cluster_443"]']
        assert value(rule, "to_port") == 2
        source = rule.get("source_security_group_id")
        assert isinstance(source, Reference)
        assert source.address == "module.eks.aws_security_group.cluster[0]"


def test_every_published_version_is_listed() -> None:
    listing = json.loads((judge.STUBS / "versions.json").read_bytes())
    versions = [tuple(int(part) for part in name.split(".")) for name in listing["versions"]]
    assert versions == sorted(versions)
    assert {tuple(int(part) for part in tag.split(".")) for tag in CHECKOUTS.values()} <= set(versions)
    for major, tag in CHECKOUTS.items():
        assert max(v for v in versions if v[0] == int(major)) == tuple(int(part) for part in tag.split("."))
