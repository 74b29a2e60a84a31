"""The front end for plans: what is read of one, what of it is lost, and what is no plan."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from eks_netlint import analysis, cli
from eks_netlint.frontends.plan import sniff
from eks_netlint.frontends.plan.places import Places
from eks_netlint.frontends.plan.plans import read
from eks_netlint.frontends.plan.traversals import Key, module_steps, steps, traversals
from eks_netlint.resources import Resource
from eks_netlint.source import Document
from eks_netlint.values import Absent, Fields, Items, Known, OneOf, Origin, Unknown, Value, dig

Plan = dict[str, Any]


def change(address: str, after: Mapping[str, Any], unknown: Mapping[str, Any] | None = None, **more: Any) -> Plan:
    """One member of ``resource_changes``; of a resource of a module, ``module_address`` is given."""
    own = address.removeprefix(f"{more.get('module_address', '')}.")
    parts = steps(own)
    data = parts[0] == "data"
    type_, name = (parts[1], parts[2]) if data else (parts[0], parts[1])
    last = parts[-1]
    index = {"index": last.value} if isinstance(last, Key) else {}
    actions = more.pop("actions", ["create"])
    before = more.pop("before", None)
    sensitive = more.pop("sensitive", {})
    return {
        "address": address, "mode": "data" if data else "managed", "type": type_, "name": name, **index, **more,
        "change": {
            "actions": actions, "before": before, "after": after, "after_unknown": unknown or {},
            "after_sensitive": sensitive,
        },
    }  # fmt: skip


def block(address: str, expressions: Mapping[str, Any], **more: Any) -> Plan:
    return {"address": address, "expressions": expressions, **more}


def refs(*names: str) -> Plan:
    """An expression with these names, and behind each the shorter forms that Terraform lists."""
    listed: list[str] = []
    for name in names:
        parts = name.split(".")
        least = {"var": 2, "local": 2, "each": 2, "count": 2, "data": 3}.get(parts[0], 2)
        listed += [".".join(parts[:length]) for length in range(len(parts), least - 1, -1)]
    return {"references": listed}


def plan_of(*changes: Plan, blocks: tuple[Plan, ...] = (), **more: Any) -> Plan:
    configuration = {"root_module": {"resources": list(blocks), **more.pop("root", {})}}
    return {
        "format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {}},
        "resource_changes": list(changes), "configuration": configuration, **more,
    }  # fmt: skip


def write(folder: Path, plan: object, name: str = "plan.json") -> Path:
    file = folder / name
    file.write_text(plan if isinstance(plan, str) else json.dumps(plan), encoding="utf-8")
    return file


def resources(folder: Path, plan: Plan) -> dict[str, Resource]:
    plans = read(folder, [write(folder, plan)], [])
    assert plans.problems == []
    return {one.address: one for one in plans.plans[0].resources}


SUBNETS = tuple(change(f"aws_subnet.x[{i}]", {"cidr_block": f"10.0.{i}.0/24"}, {"id": True}) for i in range(3))
X = block("aws_subnet.x", {"cidr_block": {}})


def meant(folder: Path, references: Plan, *others: Plan, attribute: str = "subnet_ids", **root: Any) -> Value | Absent:
    """What an unknown attribute with these references is read as."""
    group = change("aws_eks_node_group.g", {}, {attribute: True})
    made = plan_of(*SUBNETS, *others, group, blocks=(X, block("aws_eks_node_group.g", {attribute: references})), **root)
    return resources(folder, made)["aws_eks_node_group.g"].get(attribute)


def addresses(value: Value | Absent) -> list[str]:
    assert isinstance(value, Items), value
    assert value.rest is None
    return [str(one) for one in value.members]


class TestPlaces:
    def test_a_value_is_found_by_its_path(self) -> None:
        document = Document("p.json", '{ "a": [1, {"b" :"x\\"]}", "ü": [ ] }, []],\n "c": {} }'.encode())
        places = Places(document)
        assert places.at(("a", 1, "b")).text == '"x\\"]}"'
        assert places.at(("a", 1, "ü")).text == "[ ]"
        assert places.at(("c",)).line == 2
        assert places.at(("a", 7)).text == places.at(("a",)).text

    def test_a_value_stands_where_it_is_written(self, tmp_path: Path) -> None:
        made = plan_of(change("aws_subnet.a", {"tags": {"Name": "ü"}, "cidr_block": "10.0.0.0/24"}))
        found = resources(tmp_path, made)["aws_subnet.a"]
        value = found.get("cidr_block")
        assert value.span is not None
        assert value.span.text == '"10.0.0.0/24"'
        assert found.span.text == '"aws_subnet.a"'


class TestTraversals:
    def test_a_name_is_read_as_steps(self) -> None:
        assert steps('a.b["c.d"].e[0]') == ("a", "b", Key("c.d"), "e", Key(0))

    def test_shorter_forms_are_left_out(self) -> None:
        listed = ["aws_subnet.x[0].id", "aws_subnet.x[0]", "aws_subnet.x", "aws_subnet.x", "var.a.b", "var.a", "var.a"]
        found = [".".join(str(getattr(one, "value", one)) for one in each) for each in traversals(listed)]
        assert found == ["aws_subnet.x.0.id", "aws_subnet.x", "var.a.b", "var.a"]

    def test_modules(self) -> None:
        assert module_steps('module.a["x.y"].module.b[2].module.c') == (("a", "x.y"), ("b", 2), ("c", None))


class TestValues:
    def test_known_values(self, tmp_path: Path) -> None:
        made = plan_of(
            change("aws_subnet.a", {"cidr_block": "10.0.0.0/24", "map_public_ip_on_launch": False, "tags": None}),
            blocks=(block("aws_subnet.a", {"cidr_block": {"constant_value": "10.0.0.0/24"}}),),
        )
        found = resources(tmp_path, made)["aws_subnet.a"]
        written, filled_in = found.get("cidr_block"), found.get("map_public_ip_on_launch")
        assert isinstance(written, Known) and written.origin is Origin.WRITTEN
        assert isinstance(filled_in, Known) and filled_in.origin is Origin.DEFAULT
        assert isinstance(found.get("tags"), Absent)

    def test_what_nobody_wrote_and_aws_chooses_is_absent(self, tmp_path: Path) -> None:
        made = plan_of(change("aws_subnet.a", {}, {"availability_zone": True}), blocks=(block("aws_subnet.a", {}),))
        assert isinstance(resources(tmp_path, made)["aws_subnet.a"].get("availability_zone"), Absent)

    def test_without_configuration_it_is_unknown(self, tmp_path: Path) -> None:
        made = plan_of(change("aws_subnet.a", {}, {"availability_zone": True}))
        made.pop("configuration")
        assert isinstance(resources(tmp_path, made)["aws_subnet.a"].get("availability_zone"), Unknown)

    def test_sensitive_values_are_unknown(self, tmp_path: Path) -> None:
        made = plan_of(
            change("aws_subnet.a", {"cidr_block": "10.0.0.0/24", "tags": {"a": "b"}}, sensitive={"cidr_block": True})
        )
        found = resources(tmp_path, made)["aws_subnet.a"]
        value = found.get("cidr_block")
        assert isinstance(value, Unknown) and "sensitive" in value.why
        assert isinstance(found.get("tags"), Fields)

    def test_blocks_and_what_is_unknown_inside(self, tmp_path: Path) -> None:
        made = plan_of(
            change("aws_launch_template.t", {}, {"id": True}),
            change(
                "aws_eks_node_group.g",
                {"launch_template": [{}], "scaling_config": [{"max_size": 3}]},
                {"launch_template": [{"id": True, "name": True, "version": True}], "scaling_config": [{}]},
            ),
            blocks=(
                block("aws_launch_template.t", {}),
                block(
                    "aws_eks_node_group.g",
                    {
                        "launch_template": [{"id": refs("aws_launch_template.t.id"), "version": refs("local.v")}],
                        "scaling_config": [{"max_size": {"constant_value": 3}}],
                    },
                ),
            ),
        )
        group = resources(tmp_path, made)["aws_eks_node_group.g"]
        template = group.get("launch_template")
        assert str(dig(template, 0, "id")) == "aws_launch_template.t.id"
        assert isinstance(dig(template, 0, "name"), Absent)
        assert dig(group.get("scaling_config"), 0, "max_size") == Known(3)

    def test_a_dynamic_block_is_lost(self, tmp_path: Path) -> None:
        made = plan_of(
            change("aws_eks_node_group.g", {"launch_template": [{}]}, {"launch_template": [{"id": True}]}),
            blocks=(block("aws_eks_node_group.g", {}),),
        )
        value = dig(resources(tmp_path, made)["aws_eks_node_group.g"].get("launch_template"), 0, "id")
        assert isinstance(value, Unknown) and "dynamic" in value.why

    def test_of_several_blocks_the_one_with_its_constants_is_meant(self, tmp_path: Path) -> None:
        written = [
            {"cidr_block": {"constant_value": "0.0.0.0/0"}, "gateway_id": refs("aws_internet_gateway.i.id")},
            {"cidr_block": {"constant_value": "10.9.0.0/16"}, "gateway_id": refs("aws_vpn_gateway.v.id")},
        ]
        made = plan_of(
            change("aws_internet_gateway.i", {}, {"id": True}),
            change("aws_vpn_gateway.v", {}, {"id": True}),
            change(
                "aws_route_table.t",
                {"route": [{"cidr_block": "10.9.0.0/16"}, {"cidr_block": "0.0.0.0/0"}]},
                {"route": [{"gateway_id": True}, {"gateway_id": True}]},
            ),
            blocks=(
                block("aws_internet_gateway.i", {}),
                block("aws_vpn_gateway.v", {}),
                block("aws_route_table.t", {"route": written}),
            ),
        )
        routes = resources(tmp_path, made)["aws_route_table.t"].get("route")
        assert str(dig(routes, 0, "gateway_id")) == "aws_vpn_gateway.v.id"
        assert str(dig(routes, 1, "gateway_id")) == "aws_internet_gateway.i.id"

    def test_an_id_that_exists_is_the_resource_that_has_it(self, tmp_path: Path) -> None:
        vpc = "vpc-0123456789abcdef0"
        made = plan_of(
            change("aws_vpc.v", {"id": vpc}, actions=["no-op"], before={}),
            change("aws_subnet.a", {"vpc_id": vpc}, actions=["update"], before={}),
        )
        found = resources(tmp_path, made)
        assert str(found["aws_subnet.a"].get("vpc_id")) == "aws_vpc.v.id"
        assert str(found["aws_vpc.v"].get("id")) == "aws_vpc.v.id"


class TestWhatExists:
    def test_deleted_forgotten_and_deposed_resources_are_not_there(self, tmp_path: Path) -> None:
        made = plan_of(
            change("aws_subnet.gone", {}, actions=["delete"]),
            change("aws_subnet.left", {}, actions=["forget"]),
            change("aws_subnet.replaced", {"cidr_block": "10.0.0.0/24"}, actions=["delete", "create"], before={}),
            change("aws_subnet.replaced", {}, actions=["delete"], deposed="abcd"),
        )
        made["planned_values"]["root_module"]["resources"] = [
            {"address": name, "mode": "managed", "type": "aws_subnet", "name": "x", "values": {}}
            for name in ("aws_subnet.gone", "aws_subnet.kept")
        ]
        assert sorted(resources(tmp_path, made)) == ["aws_subnet.kept", "aws_subnet.replaced"]

    def test_data_sources_answer_as_they_were_read(self, tmp_path: Path) -> None:
        zones = {
            "address": "module.m.data.aws_availability_zones.z", "mode": "data", "type": "aws_availability_zones",
            "name": "z", "values": {"names": ["eu-west-1a"]},
        }  # fmt: skip
        prior = {"values": {"root_module": {"child_modules": [{"address": "module.m", "resources": [zones]}]}}}
        found = resources(tmp_path, plan_of(prior_state=prior))["module.m.data.aws_availability_zones.z"]
        assert (found.mode, found.module) == ("data", "module.m")
        assert dig(found.get("names"), 0) == Known("eu-west-1a")


class TestIdentities:
    def test_one_reference_is_the_resource(self, tmp_path: Path) -> None:
        vpc = change("aws_vpc.v", {}, {"id": True})
        assert str(meant(tmp_path, refs("aws_vpc.v.id"), vpc, attribute="vpc_id")) == "aws_vpc.v.id"

    def test_ids_written_out_one_by_one(self, tmp_path: Path) -> None:
        names = [f"aws_subnet.x[{i}].id" for i in (0, 2)]
        assert addresses(meant(tmp_path, refs(*names))) == names

    def test_a_part_of_several_instances_is_lost(self, tmp_path: Path) -> None:
        value = meant(tmp_path, refs("aws_subnet.x"))
        member = dig(value, 0)
        assert isinstance(member, OneOf), value
        assert [str(one) for one in member.choices] == [f"aws_subnet.x[{i}].id" for i in range(3)]
        assert "names only aws_subnet.x" in member.why

    def test_all_of_one_instance(self, tmp_path: Path) -> None:
        one = change("aws_subnet.y[0]", {}, {"id": True})
        assert addresses(meant(tmp_path, refs("aws_subnet.y"), one)) == ["aws_subnet.y[0].id"]

    def test_local_values_are_lost(self, tmp_path: Path) -> None:
        value = meant(tmp_path, refs("local.subnets"))
        assert isinstance(value, Unknown) and "local.subnets" in value.why

    @pytest.mark.parametrize(
        ("number", "expected"), [(3, "aws_subnet.x[1].id"), (2, None)], ids=["as many", "fewer"]
    )
    def test_an_instance_by_its_index(self, tmp_path: Path, number: int, expected: str | None) -> None:
        tables = [change(f"aws_route_table_association.r[{i}]", {}, {"subnet_id": True}) for i in range(number)]
        written = block("aws_route_table_association.r", {"subnet_id": refs("aws_subnet.x", "count.index")})
        found = resources(tmp_path, plan_of(*SUBNETS, *tables, blocks=(X, written)))
        value = found["aws_route_table_association.r[1]"].get("subnet_id")
        assert isinstance(value, OneOf) if expected is None else str(value) == expected

    def test_a_condition_does_not_hide_the_only_id(self, tmp_path: Path) -> None:
        value = meant(tmp_path, refs("var.create", "aws_subnet.x[1].id"), variables={"create": {"value": True}})
        assert addresses(value) == ["aws_subnet.x[1].id"]

    def test_literals_beside_an_id_leave_it_open(self, tmp_path: Path) -> None:
        given = {"more": {"value": ["subnet-0a1b2c3d"]}}
        value = meant(tmp_path, refs("var.more", "aws_subnet.x[1].id"), variables=given)
        assert isinstance(value, Unknown)

    def test_through_inputs_and_outputs_of_modules(self, tmp_path: Path) -> None:
        inner = change('module.g["a"].aws_eks_node_group.g', {}, {"subnet_ids": True}, module_address='module.g["a"]')
        subnet = change("module.net.aws_subnet.y[0]", {}, {"id": True}, module_address="module.net")
        calls = {
            "g": {
                "expressions": {"ids": refs("module.net.ids")},
                "module": {"resources": [block("aws_eks_node_group.g", {"subnet_ids": refs("var.ids")})]},
            },
            "net": {
                "module": {
                    "resources": [block("aws_subnet.y", {})],
                    "outputs": {"ids": {"expression": refs("aws_subnet.y")}},
                }
            },
        }
        calls["g"]["expressions"] = {"ids": {"references": ["module.net.ids", "module.net"]}}
        found = resources(tmp_path, plan_of(inner, subnet, root={"module_calls": calls}))
        value = found['module.g["a"].aws_eks_node_group.g'].get("subnet_ids")
        assert addresses(value) == ["module.net.aws_subnet.y[0].id"]

    def test_a_member_of_an_output_of_a_known_module_that_hands_on_all(self, tmp_path: Path) -> None:
        private = [
            change(f"module.vpc.aws_subnet.private[{i}]", {}, {"id": True}, module_address="module.vpc")
            for i in range(3)
        ]
        outputs = {"private_subnets": {"expression": refs("aws_subnet.private")}}
        call = {
            "source": "terraform-aws-modules/vpc/aws", "version_constraint": "~> 5.0",
            "module": {"resources": [block("aws_subnet.private", {})], "outputs": outputs},
        }  # fmt: skip
        references = {"references": ["module.vpc.private_subnets", "module.vpc"]}
        value = meant(tmp_path, references, *private, root={"module_calls": {"vpc": call}})
        member = dig(value, 0)
        assert isinstance(member, OneOf)  # it may have been sliced
        assert "names only module.vpc.private_subnets:" in member.why
        references["references"].insert(0, "module.vpc.private_subnets[1]")
        value = meant(tmp_path, references, *private, root={"module_calls": {"vpc": call}}, attribute="subnet_id")
        assert str(value) == "module.vpc.aws_subnet.private[1].id"
        call["source"] = "example/vpc/aws"
        value = meant(tmp_path, references, *private, root={"module_calls": {"vpc": call}}, attribute="subnet_id")
        assert isinstance(value, OneOf)

    def test_inputs_that_go_round_in_circles_end(self, tmp_path: Path) -> None:
        call = {"expressions": {"a": refs("module.m.o")}, "module": {"outputs": {"o": {"expression": refs("var.a")}}}}
        call["expressions"] = {"a": {"references": ["module.m.o", "module.m"]}}
        call["module"]["resources"] = [block("aws_subnet.y", {})]
        inside = change("module.m.aws_subnet.y", {}, {}, module_address="module.m")
        references = {"references": ["module.m.o", "module.m"]}
        value = meant(tmp_path, references, inside, root={"module_calls": {"m": call}})
        assert isinstance(value, Unknown)


GROUP = plan_of(
    change("aws_vpc.v", {"cidr_block": "10.0.0.0/16"}, {"id": True}),
    change("aws_subnet.a", {"cidr_block": "10.0.0.0/28"}, {"id": True, "vpc_id": True}),
    change("aws_eks_cluster.c", {"name": "c", "vpc_config": [{}]}, {"vpc_config": [{"subnet_ids": True}]}),
    change(
        "aws_eks_node_group.g",
        {"cluster_name": "c", "instance_types": ["m5.large"], "scaling_config": [{"max_size": 9, "min_size": 1}]},
        {"subnet_ids": True},
    ),
    blocks=(
        block("aws_vpc.v", {"cidr_block": {}}),
        block("aws_subnet.a", {"cidr_block": {}, "vpc_id": refs("aws_vpc.v.id")}),
        block("aws_eks_cluster.c", {"name": {}, "vpc_config": [{"subnet_ids": refs("aws_subnet.a.id")}]}),
        block(
            "aws_eks_node_group.g",
            {
                "cluster_name": refs("aws_eks_cluster.c.name"),
                "instance_types": {},
                "scaling_config": [{"max_size": {}, "min_size": {}}],
                "subnet_ids": refs("aws_subnet.a.id"),
            },
        ),
    ),
)
"""A group that needs more addresses than its subnet has."""


def run(*arguments: str | Path) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "eks_netlint", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


class TestTheCommand:
    def test_a_plan_that_is_named(self, tmp_path: Path) -> None:
        file = write(tmp_path, json.dumps(GROUP, indent=1))
        code, out, _ = run("check", file, "--select", "EKN101")
        line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if '"max_size": 9' in text)
        assert code == cli.FINDINGS, out
        assert f"plan.json:{line}:" in out

    def test_of_a_terraform_before_1_1(self, tmp_path: Path) -> None:
        assert run("check", write(tmp_path, {**GROUP, "format_version": "0.2"}))[0] == cli.FINDINGS

    def test_capacity(self, tmp_path: Path) -> None:
        code, out, _ = run("capacity", write(tmp_path, GROUP))
        assert code == cli.CLEAN
        assert "aws_subnet.a" in out

    def test_a_plan_that_is_found(self, tmp_path: Path) -> None:
        write(tmp_path, GROUP, "deep.json")
        write(tmp_path, {"name": "a package"}, "package.json")
        assert run("check", tmp_path, "--select", "EKN101")[0] == cli.FINDINGS

    @pytest.mark.parametrize("order", [False, True], ids=["as Terraform writes it", "sorted"])
    def test_it_is_found_by_its_first_bytes(self, tmp_path: Path, order: bool) -> None:
        plan = {"configuration": {"provider_config": {}}, **GROUP} if order else GROUP
        text = json.dumps({"variables": {"x": {"value": "y" * 9000}}, **plan}, sort_keys=order)
        head = text if order else json.dumps({**GROUP, "variables": {"x": "y" * 9000}})
        assert sniff.may_be_plan(write(tmp_path, head))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (json.dumps(GROUP)[:-40], "is no JSON"),
            (json.dumps({**GROUP, "format_version": "2.0"}), "format 2.0"),
            (json.dumps({**GROUP, "errored": True}), "run that failed"),
            ('{"format_version": "1.0", "planned_values": ' + "[" * 100_000, "nested too deeply"),
            ('{"format_version": "1.0", "planned_values": NaN}', "NaN is no number"),
            (json.dumps({**GROUP, "resource_changes": [{"address": 7}]}), "resource_changes.0 is no resource"),
        ],
    )
    def test_a_plan_that_cannot_be_read(self, tmp_path: Path, text: str, said: str) -> None:
        file = write(tmp_path, text)
        for path in (file, tmp_path):
            code, out, error = run("check", path)
            assert code == cli.UNREAD, (out, error)
            assert said in out
            assert "Traceback" not in out + error

    def test_json_that_is_no_plan(self, tmp_path: Path) -> None:
        file = write(tmp_path, {"format_version": "1.0", "provider_schemas": {}})
        assert run("check", file)[0] == cli.UNREAD
        (tmp_path / "main.tf").write_text("")
        assert run("check", tmp_path)[0] == cli.CLEAN

    def test_a_plan_in_terraforms_own_form(self, tmp_path: Path) -> None:
        (tmp_path / "main.tf").write_text("")
        (tmp_path / "x.tfplan").write_bytes(b"PK\x03\x04whatever")
        code, out, _ = run("check", tmp_path / "x.tfplan")
        assert code == cli.UNREAD
        assert "terraform show -json" in out
        assert run("check", tmp_path)[0] == cli.CLEAN

    def test_utf16_as_powershell_writes_it(self, tmp_path: Path) -> None:
        (tmp_path / "plan.json").write_bytes(json.dumps(GROUP).encode("utf-16"))
        code, out, _ = run("check", tmp_path)
        assert code == cli.UNREAD
        assert "UTF-16" in out

    def test_a_state_is_judged_where_it_is_named(self, tmp_path: Path) -> None:
        listed = [{**one, "values": one["change"]["after"]} for one in GROUP["resource_changes"]]
        listed = json.loads(json.dumps(listed))
        values = [one["values"] for one in listed]
        values[1]["id"] = "subnet-0123456789abcdef0"
        values[3]["subnet_ids"] = [values[1]["id"]]
        state = {"format_version": "1.0", "values": {"root_module": {"resources": listed}}}
        file = write(tmp_path, state, "state.json")
        assert run("check", file, "--select", "EKN101")[0] == cli.FINDINGS
        (tmp_path / "main.tf").write_text("")
        code, out, _ = run("check", tmp_path, "--select", "EKN101")
        assert code == cli.CLEAN
        assert "is a state" in out

    def test_a_part_of_a_plan_says_so(self, tmp_path: Path) -> None:
        assert "not the whole plan" in run("check", write(tmp_path, {**GROUP, "complete": False}))[1]

    def test_touched_files_that_are_no_plan_are_none(self, tmp_path: Path) -> None:
        file = write(tmp_path, {"name": "a package"}, "package.json")
        assert run("check", "--touched", file)[0] == cli.CLEAN
        assert run("check", "--touched", write(tmp_path, GROUP))[0] == cli.FINDINGS

    def test_an_ignore_in_a_string_of_a_plan_is_no_comment(self, tmp_path: Path) -> None:
        plan = json.loads(json.dumps(GROUP))
        plan["resource_changes"][1]["change"]["after"]["tags"] = {"a": "# eks-netlint: ignore[EKN101] no"}
        out = run("check", write(tmp_path, json.dumps(plan, indent=1)))[1]
        assert "EKN00" not in out


class TestHostile:
    def test_values_nested_without_end(self, tmp_path: Path) -> None:
        deep: Any = "x"
        for _ in range(700):
            deep = [deep]
        made = plan_of(change("aws_subnet.a", {"tags": deep, "cidr_block": "10.0.0.0/24"}, {"tags": deep}))
        report = analysis.analyse([write(tmp_path, made)])
        assert not any(problem.internal for problem in report.problems), report.problems

    def test_names_that_multiply(self, tmp_path: Path) -> None:
        """Forty modules inside each other, each of which hands on every input to ten of the next."""
        inner: Plan = {"resources": [block("aws_subnet.s", {"vpc_id": refs(*(f"var.v{i}" for i in range(10)))})]}
        for _ in range(40):
            every = refs(*(f"var.v{i}" for i in range(10)))
            inner = {"module_calls": {"m": {"expressions": {f"v{i}": every for i in range(10)}, "module": inner}}}
        module = ".".join(["module.m"] * 40)
        made = plan_of(change(f"{module}.aws_subnet.s", {}, {"vpc_id": True}, module_address=module), root=inner)
        begun = time.process_time()
        value = resources(tmp_path, made)[f"{module}.aws_subnet.s"].get("vpc_id")
        assert isinstance(value, Unknown)
        assert time.process_time() - begun < 2

    def test_a_link_out_of_the_tree_is_not_followed(self, tmp_path: Path) -> None:
        tree, other = tmp_path / "tree", tmp_path / "other"
        tree.mkdir()
        other.mkdir()
        write(other, GROUP)
        (tree / "main.tf").write_text("")
        (tree / "plan.json").symlink_to(other / "plan.json")
        assert analysis.analyse([tree], analysis.Options(tree=tree)).networks == (".",)


class TestCost:
    def test_a_tree_of_json_without_a_plan_loads_no_reader_of_plans(self, tmp_path: Path) -> None:
        write(tmp_path, {"a": 1}, "a.json")
        (tmp_path / "main.tf").write_text("")
        code = (
            "import sys; from pathlib import Path; from eks_netlint import analysis; "
            f"analysis.analyse([Path({str(tmp_path)!r})]); print(*sys.modules)"
        )
        loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
        assert "eks_netlint.frontends.plan.sniff" in loaded
        assert "eks_netlint.frontends.plan.plans" not in loaded

    def test_five_megabytes_take_seconds_at_most(self, tmp_path: Path) -> None:
        padding = {"policy": "x" * 4000}
        many = [change(f"aws_iam_policy.p[{i}]", padding) for i in range(1200)]
        groups = [change(f"aws_subnet.s[{i}]", {"cidr_block": f"10.{i // 250}.{i % 250}.0/24"}) for i in range(500)]
        plan = {**GROUP, "resource_changes": [*GROUP["resource_changes"], *groups, *many]}
        file = write(tmp_path, plan)
        assert file.stat().st_size > 4_000_000
        begun = time.process_time()
        report = analysis.analyse([file])
        assert time.process_time() - begun < 5
        assert not report.problems

    def test_one_that_is_too_large_is_a_problem(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("eks_netlint.frontends.plan.plans.MAX_BYTES", 100)
        report = analysis.analyse([write(tmp_path, GROUP)])
        assert [problem.message for problem in report.problems] == ["is larger than 100 bytes: not read"]
