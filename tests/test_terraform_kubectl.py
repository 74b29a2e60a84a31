"""Data sources of the kubectl provider: which documents a pattern or a text gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from eks_netlint.frontends import terraform
from eks_netlint.resources import Resource
from eks_netlint.values import Known, Text, Truth, Unknown, Value

ONE = "kind: A\nmetadata:\n  name: one\n"
TWO = "kind: B\nmetadata:\n  name: ${name}\n"


def load(tree: Path, text: str, **files: str) -> list[Resource]:
    (tree / "main.tf").write_text(text)
    (tree / "k8s").mkdir()
    for name, content in files.items():
        (tree / "k8s" / f"{name}.yaml").write_text(content)
    (root,) = terraform.load(tree).roots
    return [resource for resource in root.resources if resource.type == "kubectl_manifest"]


def body(resource: Resource) -> Value:
    found = resource.get("yaml_body")
    assert isinstance(found, Known | Unknown)
    return found


def path_documents(more: str = "", over: str = "toset(data.kubectl_path_documents.d.documents)") -> str:
    return f"""
    variable "x" {{}}
    data "kubectl_path_documents" "d" {{
      pattern = "${{path.module}}/k8s/*.yaml"
      {more}
    }}
    resource "kubectl_manifest" "m" {{
      for_each  = {over}
      yaml_body = each.value
    }}
    """


def test_documents_of_files(tmp_path: Path) -> None:
    found = load(tmp_path, path_documents('vars = { name = "two" }'), b=ONE, a=f"---\n{TWO}--- # more\n{ONE}---\n\n")
    assert {body(one) for one in found} == {Known(ONE), Known(TWO.replace("${name}", "two"))}
    assert all(one.exists is Truth.YES for one in found)


def test_what_is_filled_in_may_be_unknown(tmp_path: Path) -> None:
    over = "data.kubectl_path_documents.d.manifests"
    (one, two) = load(tmp_path, path_documents("vars = { name = var.x }", over), a=f"{TWO}---\n{ONE}")
    assert isinstance(text := body(one), Text) and text.parts[0] == "kind: B\nmetadata:\n  name: "
    assert body(two) == Known(ONE)


def test_templates_may_be_left_alone(tmp_path: Path) -> None:
    (one,) = load(tmp_path, path_documents("disable_template = true"), a=TWO)
    assert body(one) == Known(TWO)


@pytest.mark.parametrize(
    "more",
    ["vars = var.x", "disable_template = var.x", 'pattern = "../*.yaml"', "pattern = var.x", 'pattern = "*/a.yaml"'],
)
def test_what_is_not_known(tmp_path: Path, more: str) -> None:
    (tmp_path / "root").mkdir()
    text = path_documents(more)
    if "pattern" in more:
        text = text.replace('pattern = "${path.module}/k8s/*.yaml"\n', "")
    found = load(tmp_path / "root", text, a=ONE)
    assert all(one.exists is Truth.UNSURE for one in found)


def test_documents_of_a_text(tmp_path: Path) -> None:
    text = """
    data "kubectl_file_documents" "d" {
      content = file("k8s/a.yaml")
    }
    resource "kubectl_manifest" "m" {
      count     = length(data.kubectl_file_documents.d.documents)
      yaml_body = element(data.kubectl_file_documents.d.documents, count.index)
    }
    """
    assert [body(one) for one in load(tmp_path, text, a=f"{ONE}---\n{TWO}")] == [Known(ONE), Known(TWO)]


def test_a_text_from_elsewhere(tmp_path: Path) -> None:
    text = """
    data "http" "d" { url = "https://example.com/a.yaml" }
    data "kubectl_file_documents" "d" { content = data.http.d.response_body }
    resource "kubectl_manifest" "m" {
      for_each  = data.kubectl_file_documents.d.manifests
      yaml_body = each.value
    }
    """
    assert all(one.exists is Truth.UNSURE for one in load(tmp_path, text))
