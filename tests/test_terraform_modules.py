"""Roots, modules, variables, count and for_each: what is known stays known, what is not says why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Cause, Fields, Items, Known, Reference, Text, Truth, Unknown, Value


def write(tree: Path, **files: str) -> None:
    for name, text in files.items():
        path = tree / name.replace("__", "/").replace("_tfvars", ".tfvars")
        path = path if path.suffix else path.with_suffix(".tf")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def resources(tree: Path, **options: object) -> dict[str, Resource]:
    loaded = terraform.load(tree, options=terraform.Options(**options))  # type: ignore[arg-type]  # test helper
    return {resource.address: resource for root in loaded.roots for resource in root.resources}


def plain(value: Value | Absent) -> object:
    if isinstance(value, Known):
        return value.value
    if isinstance(value, Items):
        return [plain(member) for member in value.members] + (["..."] if value.rest is not None else [])
    if isinstance(value, Fields):
        return {str(key): plain(member) for key, member in value.entries.items()}
    if isinstance(value, Reference):
        return f"<{value}>"
    if isinstance(value, Text):
        return "".join(part if isinstance(part, str) else "?" for part in value.parts)
    if isinstance(value, Absent):
        return "absent"
    return "error" if value.cause is Cause.ERROR else "unknown"


def one(tree: Path, expression: str, preamble: str = "", **options: object) -> object:
    write(tree, main=f'{preamble}\nresource "x" "y" {{\n  v = {expression}\n}}\n')
    return plain(resources(tree, **options)["x.y"].get("v"))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("local.missing", "error"),
        ("try(local.missing, 1)", 1),
        ("try(var.u.a, 1)", "<var.u.a>"),
        ("can(local.missing.x)", False),
        ("var.u == var.u", True),
        ("var.u == null", "unknown"),
        ("aws_vpc.v.id == null", False),
        ('aws_vpc.v.id != ""', True),
        ("aws_vpc.v.id == aws_vpc.w.id", False),
        ("var.u ? 1 : 1", 1),
        ("var.u ? [1, 2] : [1]", [1, "..."]),
        ("var.u && false", False),
        ("var.u || true", True),
        ('"a-${var.u}-b"', "a-?-b"),
        ("[for i, z in data.aws_availability_zones.z.names : i]", ["..."]),
        ('data.aws_availability_zones.z.names[0] == "eu-west-1a"', "unknown"),
        ('data.aws_availability_zones.z.names[0] == "use1-az1"', "unknown"),
        ('data.aws_availability_zones.z.names[0] == "any"', False),
        ("data.aws_availability_zones.z.names[0] == data.aws_availability_zones.z.names[1]", False),
        ("data.aws_availability_zones.z.names[0] == data.aws_availability_zones.w.names[1]", "unknown"),
        ('{ (var.u) = 1 }["a"]', "unknown"),
        ('try({ (var.u) = 1 }["a"], 2)', "unknown"),
        ('try({ (data.aws_availability_zones.z.names[0]) = 1 }["eu-west-1a"], 2)', "unknown"),
        ('try({ (data.aws_availability_zones.z.names[0]) = 1 }["any"], 2)', 2),
        ('try({ (aws_vpc.v.id) = 1 }["vpc-1"], 2)', 2),
        ("{ (var.u) = 1 }[var.u]", 1),
        ('{ (var.u) = 1 }["${var.u}"]', 1),
        ("{ for k, v in { b = 2, a = 1 } : k => v + 1 }", {"a": 2, "b": 3}),
        ("[for k, v in { b = 2, a = 1 } : k]", ["a", "b"]),
        ("[for x in [1, 2, 3] : x if x > 1]", [2, 3]),
        ('[for x in [1, 2, 3] : x if x > 1 && var.u]', ["..."]),
        ("aws_vpc.v.cidr_block", "10.0.0.0/16"),
        ("aws_vpc.v.arn", "<aws_vpc.v.arn>"),
        ("aws_vpc.v.nothing[0].else", "<aws_vpc.v.nothing[0].else>"),
        ("[for x in var.u : x if false]", []),
        ("{ for k, v in merge({ a = 1 }, var.u) : k => v if k != \"a\" && false }", {}),
        ("[for x in var.u : x if x != 1]", ["..."]),
        ("path.module", "."),
        ("terraform.workspace", "<terraform.workspace>"),
        ('"${basename(path.cwd)}" == "${basename(path.cwd)}"', True),
        ('lower(terraform.workspace) == "prod"', "unknown"),
        ('{ "kubernetes.io/cluster/${basename(path.cwd)}" = 1 }["kubernetes.io/cluster/${basename(path.cwd)}"]', 1),
    ],
)
def test_partial_values(tmp_path: Path, expression: str, expected: object) -> None:
    preamble = """
variable "u" {}
data "aws_availability_zones" "z" {}
data "aws_availability_zones" "w" {}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_vpc" "w" { cidr_block = "10.1.0.0/16" }
"""
    assert one(tmp_path, expression, preamble) == expected


@pytest.mark.parametrize(
    ("arguments", "version"),
    [
        ('name = "c"', "21.19.0"),
        ('cluster_name = "c"\n  eks_managed_node_groups = {}', "20.37.2"),
        ('cluster_name = "c"\n  worker_groups = []', "17.24.0"),  # antonputra/tutorials, lessons/006
        ("no_such_argument = 1", "21.19.0"),
        ('version = "~> 12.0"\n  cluster_name = "c"', "17.24.0"),
        ('version = "~> 99.0"\n  name = "c"', "21.19.0"),
    ],
)
def test_version_of_a_stub_that_no_constraint_tells(tmp_path: Path, arguments: str, version: str) -> None:
    write(tmp_path, main=f'module "m" {{\n  source = "terraform-aws-modules/eks/aws"\n  {arguments}\n}}\n')
    (root,) = terraform.load(tmp_path).roots
    assert root.resources is not None
    (note,) = root.notes
    assert note.message.endswith(f", {version}")


def test_every_cycle_is_an_error_with_a_place(tmp_path: Path) -> None:
    write(tmp_path, main='locals {\n  a = local.b\n  b = local.a\n}\nresource "x" "y" {\n  v = local.a\n}\n')
    value = resources(tmp_path)["x.y"].get("v")
    assert isinstance(value, Unknown)
    assert value.cause is Cause.ERROR
    assert value.span is not None


def test_count_that_hangs_on_an_unknown_may_exist(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="""
variable "create" {}
resource "aws_vpc" "v" { count = var.create ? 1 : 0 }
resource "aws_subnet" "s" { vpc_id = aws_vpc.v[0].id }
resource "aws_subnet" "t" { vpc_id = one(aws_vpc.v[*].id) }
""",
    )
    found = resources(tmp_path)
    assert found["aws_vpc.v[0]"].exists is Truth.UNSURE
    assert found["aws_vpc.v[0]"].unsure is not None
    assert plain(found["aws_subnet.s"].get("vpc_id")) == "<aws_vpc.v[0].id>"
    assert isinstance(found["aws_subnet.t"].get("vpc_id"), Unknown)


def test_count_of_ten_million_is_one_stand_in(tmp_path: Path) -> None:
    write(tmp_path, main='resource "x" "y" {\n  count = 10000000\n}\n')
    (only,) = resources(tmp_path).values()
    assert only.exists is Truth.UNSURE
    assert only.unsure is not None
    assert "too large" in only.unsure.why


def test_for_each_by_zone_identity(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="""
data "aws_availability_zones" "z" {}
locals { azs = slice(data.aws_availability_zones.z.names, 0, 3) }
resource "aws_subnet" "s" {
  for_each          = { for i, az in local.azs : az => cidrsubnet("10.0.0.0/16", 4, i) }
  availability_zone = each.key
  cidr_block        = each.value
}
resource "x" "y" { ids = [for az in local.azs : aws_subnet.s[az].id] }
""",
    )
    found = resources(tmp_path)
    zone = "data.aws_availability_zones.z.names[1]"
    assert plain(found[f"aws_subnet.s[{zone}]"].get("cidr_block")) == "10.0.16.0/20"
    assert plain(found[f"aws_subnet.s[{zone}]"].get("availability_zone")) == f"<{zone}>"
    assert plain(found["x.y"].get("ids")) == [
        f"<aws_subnet.s[data.aws_availability_zones.z.names[{i}]].id>" for i in range(3)
    ]


def test_identity_as_map_key_survives_zipmap_and_filter(tmp_path: Path) -> None:
    # the shape of awslabs/data-on-eks: one list of subnets, taken apart again by prefix
    write(
        tmp_path,
        main="""
resource "aws_subnet" "s" {
  count      = 2
  cidr_block = element(["10.0.0.0/24", "100.64.0.0/17"], count.index)
}
resource "x" "y" {
  v = compact([for id, cidr in zipmap(aws_subnet.s[*].id, aws_subnet.s[*].cidr_block) :
    substr(cidr, 0, 4) == "100." ? id : null])
}
""",
    )
    assert plain(resources(tmp_path)["x.y"].get("v")) == ["<aws_subnet.s[1].id>"]


def test_variable_files_in_terraforms_order(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="""
variable "a" { default = 0 }
variable "b" { default = 0 }
variable "c" { default = 0 }
variable "d" { default = 0 }
variable "e" { default = 0 }
resource "x" "y" { v = [var.a, var.b, var.c, var.d, var.e] }
""",
        terraform_tfvars="b = 1\nc = 1\nd = 1\ne = 1\n",
    )
    (tmp_path / "z.auto.tfvars").write_text("c = 2\nd = 2\ne = 2\n")
    (tmp_path / "given.tfvars").write_text("d = 3\ne = 3\n")
    found = resources(tmp_path, var_files=(tmp_path / "given.tfvars",), variables={"e": "4"})
    assert plain(found["x.y"].get("v")) == [0, 1, 2, 3, 4]


def test_unreadable_variable_file_makes_variables_unknown(tmp_path: Path) -> None:
    write(tmp_path, main='variable "a" { default = 1 }\nresource "x" "y" { v = var.a }\n')
    (tmp_path / "terraform.tfvars").write_bytes(b"\0GITCRYPT\0\x12\x34")
    loaded = terraform.load(tmp_path)
    value = loaded.roots[0].resources[0].get("v")
    assert isinstance(value, Unknown)
    assert "terraform.tfvars" in value.why
    assert [problem.path for problem in loaded.problems] == ["terraform.tfvars"]


def test_types_convert_and_fill_optional_attributes(tmp_path: Path) -> None:
    preamble = """
variable "o" {
  type    = map(object({ a = optional(string, "x"), b = optional(number), c = list(string) }))
  default = { k = { c = [1, true], extra = 1 } }
}
"""
    assert one(tmp_path, "var.o", preamble) == {"k": {"a": "x", "b": None, "c": ["1", "true"]}}


def test_null_for_a_variable_that_is_not_nullable_takes_the_default(tmp_path: Path) -> None:
    write(
        tmp_path,
        main='module "m" {\n  source = "./m"\n  a = null\n  b = null\n}\n',
        m__main="""
variable "a" {
  default  = 1
  nullable = false
}
variable "b" { default = 1 }
resource "x" "y" { v = [var.a, var.b] }
""",
    )
    assert plain(resources(tmp_path)["module.m.x.y"].get("v")) == [1, None]


def test_modules_by_path_with_for_each_and_nesting(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="""
module "m" {
  source   = "./m"
  for_each = { a = 1, b = 2 }
  n        = each.value
}
resource "x" "out" { v = { for k, m in module.m : k => m.ids } }
""",
        m__main="""
variable "n" {}
module "inner" {
  source = "./inner"
  n      = var.n
}
output "ids" { value = module.inner.ids }
""",
        m__inner__main="""
variable "n" {}
resource "x" "y" { count = var.n }
output "ids" { value = x.y[*].id }
""",
    )
    found = resources(tmp_path)
    assert 'module.m["b"].module.inner.x.y[1]' in found
    assert plain(found["x.out"].get("v")) == {
        "a": ['<module.m["a"].module.inner.x.y[0].id>'],
        "b": ['<module.m["b"].module.inner.x.y[0].id>', '<module.m["b"].module.inner.x.y[1].id>'],
    }
    assert len(found['module.m["b"].module.inner.x.y[1]'].calls) == 2


def test_downloaded_modules_are_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        main='module "net" {\n  source = "corp.example/net/aws"\n  n = 2\n}\n',
        **{".terraform__modules__net__main": 'variable "n" {}\nresource "x" "y" { count = var.n }\n'},
    )
    listing = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "net", "Dir": ".terraform/modules/net"}]}
    (tmp_path / ".terraform/modules/modules.json").write_text(json.dumps(listing))
    assert set(resources(tmp_path)) == {"module.net.x.y[0]", "module.net.x.y[1]"}


def test_module_that_leaves_the_tree_or_calls_itself_is_noted_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/main.tf").write_text('resource "secret" "s" {}\n')
    tree = tmp_path / "tree"
    write(tree, main='module "out" { source = "../outside" }\nmodule "me" { source = "./" }\n')
    loaded = terraform.load(tree)
    assert {resource.type for resource in loaded.roots[0].resources} == {"module"}
    assert sorted(note.message.partition(":")[0] for note in loaded.roots[0].notes) == ["module me", "module out"]


def test_dynamic_blocks(tmp_path: Path) -> None:
    write(
        tmp_path,
        main="""
variable "u" {}
resource "x" "y" {
  dynamic "rule" {
    for_each = { a = 1, b = 2 }
    iterator = it
    content { port = it.value }
  }
  rule { port = 9 }
  dynamic "open" {
    for_each = var.u
    content { port = 1 }
  }
}
""",
    )
    found = resources(tmp_path)["x.y"]
    assert plain(found.get("rule")) == [{"port": 1}, {"port": 2}, {"port": 9}]
    assert plain(found.get("open")) == ["..."]
    assert plain(found.get("none")) == "absent"


def test_roots_are_directories_nobody_calls(tmp_path: Path) -> None:
    write(
        tmp_path,
        a__main='module "m" { source = "../m" }\n',
        b__main='resource "x" "y" {}\n',
        m__main='resource "x" "y" {}\n',
    )
    assert [root.name for root in terraform.load(tmp_path).roots] == ["a", "b"]
    touched = terraform.Options(touched=True)
    assert [root.name for root in terraform.load(tmp_path, [tmp_path / "m/main.tf"], touched).roots] == ["a"]


def test_a_data_source_that_looks_up_what_is_declared_answers_what_is_declared(tmp_path: Path) -> None:
    # the shape of Altinity/terraform-aws-eks-clickhouse: subnets by zone, looked up again by their ids
    write(
        tmp_path,
        main="""
variable "other" {}
locals { zones = ["us-east-1a", "us-east-1b"] }
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
resource "aws_subnet" "s" {
  count             = 2
  vpc_id            = aws_vpc.v.id
  cidr_block        = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
  availability_zone = local.zones[count.index]
}
data "aws_vpc" "v" { id = aws_vpc.v.id }
data "aws_vpc" "other" { id = var.other }
data "aws_subnet" "s" {
  for_each = { for i, id in aws_subnet.s[*].id : i => id }
  id       = each.value
}
resource "x" "y" {
  by_zone = { for s in data.aws_subnet.s : s.availability_zone => s.id }
  vpc     = data.aws_subnet.s["0"].vpc_id
  range   = data.aws_vpc.v.cidr_block
  tags    = data.aws_subnet.s["0"].tags
  other   = data.aws_vpc.other.cidr_block
}
""",
    )
    found = resources(tmp_path)["x.y"]
    assert plain(found.get("by_zone")) == {"us-east-1a": "<aws_subnet.s[0].id>", "us-east-1b": "<aws_subnet.s[1].id>"}
    assert plain(found.get("vpc")) == "<aws_vpc.v.id>"
    assert plain(found.get("range")) == "10.0.0.0/16"
    assert plain(found.get("tags")) == '<data.aws_subnet.s["0"].tags>'
    assert plain(found.get("other")) == "<data.aws_vpc.other.cidr_block>"


def test_expanding_a_list_that_may_hold_more_arguments(tmp_path: Path) -> None:
    preamble = 'variable "u" {}\nlocals { bits = concat([4, 4], var.u) }\n'
    assert one(tmp_path, 'cidrsubnets("10.0.0.0/16", local.bits...)', preamble) == "unknown"
    assert one(tmp_path, 'concat([[1], var.u]...)', preamble) == [1, "..."]


def test_what_is_null_or_unwritten_in_a_nested_block_is_known_after_apply(tmp_path: Path) -> None:
    preamble = """
resource "aws_efs_replication_configuration" "a" {
  source_file_system_id = "fs-1"
  destination {
    region         = "eu-west-1"
    file_system_id = null
    inner {
      kept = "x"
      lost = null
    }
  }
}
"""
    block = "aws_efs_replication_configuration.a.destination[0]"
    assert one(tmp_path, f"{block}.region", preamble) == "eu-west-1"
    for name in ("file_system_id", "unwritten", "inner[0].lost", "inner[0].unwritten"):
        assert one(tmp_path, f'coalesce({block}.{name}, "else")', preamble) == "unknown"
        for expression in (f"{block}.{name}", f'try({block}.{name}, "else")'):
            found = one(tmp_path, expression, preamble)
            assert isinstance(found, str) and found.startswith("<") and name.split(".")[-1] in found, expression
    assert one(tmp_path, f"{block}.inner[0].kept", preamble) == "x"
