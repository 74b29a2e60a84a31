"""What Terraform's language has beside resources and modules: each construct with what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.values import Absent, Cause, Truth, Unknown
from test_terraform_modules import one, resources, write

PREAMBLE = """
terraform {
  required_version = ">= 1.11"
}
ephemeral "aws_secretsmanager_secret_version" "db" {
  secret_id = "x"
}
variable "secret" {
  sensitive = true
  default   = "s"
}
variable "passing" {
  ephemeral = true
  default   = "e"
}
check "health" {
  data "aws_vpc" "scoped" {
    id = "x"
  }
  assert {
    condition     = data.aws_vpc.scoped.id != ""
    error_message = "x"
  }
}
moved {
  from = aws_vpc.old
  to   = aws_vpc.this
}
removed {
  from = aws_vpc.gone
  lifecycle {
    destroy = false
  }
}
import {
  to = aws_vpc.this
  id = "vpc-1"
}
data "terraform_remote_state" "net" {
  backend = "s3"
}
data "http" "me" {}
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
locals {
  circle = local.round
  round  = local.circle
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ephemeral.aws_secretsmanager_secret_version.db.secret_string",
         "<ephemeral.aws_secretsmanager_secret_version.db.secret_string>"),
        ('try(ephemeral.aws_secretsmanager_secret_version.db[0].secret_string, "fallback")',
         "<ephemeral.aws_secretsmanager_secret_version.db[0].secret_string>"),
        ("var.secret", "s"),
        ("sensitive([var.secret])", ["s"]),
        ("nonsensitive(var.secret)", "s"),
        ("ephemeralasnull(var.passing)", "e"),
        ("data.terraform_remote_state.net.outputs.vpc_id", "<data.terraform_remote_state.net.outputs.vpc_id>"),
        ("slice(data.terraform_remote_state.net.outputs.ids, 0, 2)",
         ["<data.terraform_remote_state.net.outputs.ids[0]>", "<data.terraform_remote_state.net.outputs.ids[1]>"]),
        ("data.terraform_remote_state.net.outputs.ids[*].id", ["..."]),
        ('provider::aws::arn_parse("x")', "unknown"),
        ('can(provider::aws::arn_parse("x"))', "unknown"),
        ('core::upper("x")', "X"),
        ("nosuchfunction(1)", "unknown"),
        ('try(nosuchfunction(1), "fallback")', "unknown"),
        ("upper()", "error"),
        ('upper("a", "b")', "error"),
        ("upper([])", "error"),
        ("1 + {}", "error"),
        ('"a${[]}"', "error"),
        ("[1][1]", "error"),
        ("{}.a", "error"),
        ("null.a", "error"),
        ("path.module", "."),
        ("path.root", "."),
        ("path.cwd", "<path.cwd>"),
        ("terraform.workspace", "<terraform.workspace>"),
        ("terraform.applying", "<terraform.applying>"),
        ("self.id", "error"),
        ("each.key", "error"),
        ("count.index", "error"),
        ("local.nothing", "error"),
        ("local.circle", "error"),
        ("module.nothing.x", "error"),
        ("data.aws_vpc.scoped.id", "error"),
        ("timestamp()", "unknown"),
        ("plantimestamp()", "unknown"),
        ("uuid()", "unknown"),
        ("sha1(aws_vpc.this.id)", "unknown"),
        ('coalescelist(null, ["a"])', "error"),
        ('list("a")', "error"),
        ('map("a", 1)', "error"),
        ('file("../outside.txt")', "unknown"),
        ('try(file("nothing.txt"), "fallback")', "fallback"),
        ('try(templatefile("t.tpl", { name = "x" }), "fallback")', "hello x"),
        ('fileset(path.module, "*.tpl")', ["t.tpl"]),
        ("aws_vpc.this.not_written", "<aws_vpc.this.not_written>"),
    ],
)  # fmt: skip
def test_expressions(tmp_path: Path, expression: str, expected: object) -> None:
    (tmp_path.parent / "outside.txt").write_text("secret")
    (tmp_path / "t.tpl").write_text("hello ${name}")
    assert one(tmp_path, expression, PREAMBLE) == expected


def test_blocks_that_declare_nothing_of_a_network_are_silent(tmp_path: Path) -> None:
    write(tmp_path, main=PREAMBLE)
    loaded = terraform.load(tmp_path)
    (root,) = loaded.roots
    found = [resource.address for resource in root.resources]
    assert found == ["data.terraform_remote_state.net", "data.http.me", "aws_vpc.this"]
    assert root.notes == ()
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("data.terraform_remote_state.net.outputs", "is in the state of another root"),
        ("data.http.me.response_body", "is read while terraform runs"),
        ("data.aws_vpc.nothing.id", "is not declared"),
        ("local.circle", "refers to itself"),
        ("terraform.workspace", "chosen when Terraform runs"),
        ("provider::time::rfc3339_parse(1)", "functions of providers are not evaluated"),
        ("nosuchfunction(1)", "nosuchfunction: function is not supported"),
        ("upper()", "wrong number of arguments (1 required; 0 given)"),
        ("1 + {}", "a number is required"),
        ("[][0]", "index 0 of a list of 0"),
    ],
)
def test_what_is_not_known_says_why_and_where(tmp_path: Path, expression: str, words: str) -> None:
    write(tmp_path, main=f'{PREAMBLE}\nresource "x" "y" {{\n  v = {expression}\n}}\n')
    value = resources(tmp_path)["x.y"].get("v")
    assert isinstance(value, Unknown)
    assert words in value.why
    if value.cause in (Cause.ERROR, Cause.UNSUPPORTED):
        assert value.span is not None
        assert value.span.path == "main.tf"


class TestWorkspace:
    """``terraform.workspace`` is chosen when Terraform runs: unknown unless the user says which one it is."""

    def test_given(self, tmp_path: Path) -> None:
        expression = '{ prod = 9, default = 1 }[terraform.workspace]'
        assert one(tmp_path, expression) == "unknown"
        assert one(tmp_path, expression, workspace="prod") == 9
        assert one(tmp_path, 'terraform.workspace == "prod" ? 3 : 1', workspace="dev") == 1

    def test_given_to_modules_too(self, tmp_path: Path) -> None:
        inner = 'resource "x" "y" {\n  v = "a-${terraform.workspace}"\n}\n'
        write(tmp_path, main='module "m" {\n  source = "./inner"\n}\n', inner__main=inner)
        value = resources(tmp_path, workspace="dev")["module.m.x.y"].get("v")
        assert not isinstance(value, Absent)
        assert getattr(value, "value", None) == "a-dev"


def test_module_with_every_meta_argument(tmp_path: Path) -> None:
    call = """
provider "aws" {
  alias = "west"
}
module "m" {
  source     = "./inner"
  for_each   = toset(["a", "b"])
  providers  = { aws = aws.west }
  depends_on = [aws_vpc.first]
  name       = each.key
}
module "n" {
  source = "./inner"
  count  = 2
  name   = "n${count.index}"
}
resource "aws_vpc" "first" {}
resource "x" "y" {
  v = [module.m["a"].name, module.n[1].name, module.n[*].name, [for k, each in module.m : each.name]]
}
"""
    inner = """
terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.west]
    }
  }
}
variable "name" {}
resource "aws_vpc" "v" {
  provider = aws.west
  tags     = { Name = var.name }
}
output "name" {
  value      = aws_vpc.v.tags.Name
  depends_on = [aws_vpc.v]
}
"""
    write(tmp_path, main=call, inner__main=inner)
    found = resources(tmp_path)
    assert sorted(found) == [
        "aws_vpc.first",
        'module.m["a"].aws_vpc.v',
        'module.m["b"].aws_vpc.v',
        "module.n[0].aws_vpc.v",
        "module.n[1].aws_vpc.v",
        "x.y",
    ]
    from test_terraform_modules import plain

    assert plain(found["x.y"].get("v")) == ["a", "n1", ["n0", "n1"], ["a", "b"]]


@pytest.mark.parametrize(("default", "found"), [('default = "inner"', ["module.m.x.y"]), ("", ["module.m"])])
def test_a_module_source_made_of_variables(tmp_path: Path, default: str, found: list[str]) -> None:
    call = f'variable "kind" {{\n  {default}\n}}\nmodule "m" {{\n  source = "./${{var.kind}}"\n}}\n'
    write(tmp_path, main=call, inner__main='resource "x" "y" {}\n')
    root = next(root for root in terraform.load(tmp_path).roots if root.name == ".")
    assert [one.address for one in root.resources] == found
    assert [note.message for note in root.notes] == ([] if default else ["module m: the source is not known"])


def test_override_files(tmp_path: Path) -> None:
    main = """
variable "name" {
  type    = string
  default = "a"
}
locals {
  kept    = 1
  changed = 1
}
module "m" {
  source = "./old"
  name   = "x"
}
resource "aws_security_group" "g" {
  name = var.name
  ingress {
    from_port = 1
  }
  ingress {
    from_port = 2
  }
  egress {
    from_port = local.kept + local.changed
  }
  lifecycle {
    prevent_destroy = true
  }
}
output "o" {
  value = 1
}
"""
    first = """
variable "name" {
  default = 7
}
locals {
  changed = 2
}
module "m" {
  source = "./new"
}
resource "aws_security_group" "g" {
  ingress {
    from_port = 3
  }
}
"""
    second = """
variable "name" {
  default = 8
}
resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [4, 5]
    content {
      from_port = ingress.value
    }
  }
}
"""
    module = 'variable "name" {}\nresource "x" "y" {\n  v = "%s-${var.name}"\n}\n'
    files = {"a_override": first, "z_override": second, "old__main": module % "old", "new__main": module % "new"}
    write(tmp_path, main=main, **files)
    found = resources(tmp_path)
    from test_terraform_modules import plain

    group = found["aws_security_group.g"]
    assert plain(group.get("name")) == "8"
    assert plain(group.get("ingress")) == [{"from_port": 4}, {"from_port": 5}]
    assert plain(group.get("egress")) == [{"from_port": 3}]
    assert plain(found["module.m.x.y"].get("v")) == "new-x"


@pytest.mark.parametrize(
    ("enabled", "there", "seen"),
    [("true", Truth.YES, "10.0.0.0/16"), ("false", None, None), ("var.u", Truth.UNSURE, "10.0.0.0/16")],
)
def test_a_resource_that_opentofu_switches_off(
    tmp_path: Path, enabled: str, there: Truth | None, seen: str | None
) -> None:
    switch = f"lifecycle {{\n    enabled = {enabled}\n  }}"
    vpc = f'resource "aws_vpc" "v" {{\n  cidr_block = "10.0.0.0/16"\n  {switch}\n}}\n'
    write(tmp_path, main=f'variable "u" {{}}\n{vpc}resource "x" "y" {{\n  v = try(aws_vpc.v.cidr_block, null)\n}}\n')
    found = resources(tmp_path)
    assert (found["aws_vpc.v"].exists if "aws_vpc.v" in found else None) is there
    assert getattr(found["x.y"].get("v"), "value", "") == seen
