"""Change copies of modules so that real Terraform can plan them offline, with the AWS provider alone.

What cannot be had (other providers, attributes of another major of the AWS provider, what AWS itself answers) is
replaced by something that lets the same values through: a resource of another provider becomes a ``terraform_data``
whose ``input`` is what was written, a data source that nobody can ask one whose ``id`` is every answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stub_inputs

ASKED = frozenset(
    {
        "aws_ami",
        "aws_eip",
        "aws_eks_addon_version",
        "aws_eks_cluster",
        "aws_eks_cluster_auth",
        "aws_eks_cluster_versions",
        "aws_launch_template",
        "aws_ssm_parameter",
        "aws_vpc_endpoint",
    }
)
"""Data sources of AWS that cannot be asked offline."""

REWRITTEN = (
    (r"(?ms)^  validation \{$.*?^  \}\n", ""),  # one may fail where Terraform asks for both sides of an "or"
    (r"(?m)^ *deletion_protection *= .*\n", ""),  # new in AWS provider 6
    (r'(?ms)^  dynamic "namespace_config" \{$.*?^  \}\n', ""),  # likewise
    (r"\baws_eks_capability\.default\b", "{}"),  # likewise
    (
        r"(?<=for net in )data\.aws_eks_cluster\.this\[0\]\.kubernetes_network_config(?= :)",
        '[{ ip_family = "ipv4", service_ipv4_cidr = data.aws_eks_cluster.this[0].id }]',
    ),
    (r"(?m)^ *enable_classiclink\w* *=.*\n", ""),  # gone from AWS provider 5
    (r"(?m)^( *)vpc( +)= true$", r'\1domain\2= "vpc"'),  # likewise
)

NEWER = frozenset({"aws_eks_capability"})
"""Resources that the AWS provider at hand does not know and that nothing of the network refers to."""

_META = ("count", "for_each")


def adapt(tree: Path) -> None:
    """Change copies of modules, real or stubs, so that Terraform can plan them offline."""
    for directory in sorted({file.parent for file in tree.rglob("*.tf")}):
        gone: dict[str, tuple[str, frozenset[str]]] = {}
        files = sorted(directory.glob("*.tf"))
        for file in files:
            _replace_blocks(file, gone)
        for file in files:
            text = file.read_text(encoding="utf-8")
            for pattern, instead in REWRITTEN:
                text = re.sub(pattern, instead, text)
            for name, (instead, said) in gone.items():
                text = _redirected(text, name, instead, said)
            file.write_text(text, encoding="utf-8")


def _replace_blocks(file: Path, gone: dict[str, tuple[str, frozenset[str]]]) -> None:
    text = file.read_bytes()
    for node, labels, body in reversed(list(top_blocks(stub_inputs.parse(file)))):
        kind = labels[1] if len(labels) == 3 else ""
        if kind in NEWER or labels[0] == "provider":
            made = ""
        elif labels[0] == "resource" and not kind.startswith(("aws_", "terraform_")):
            made = _stored(labels, body)
            said = frozenset(stub_inputs.attributes(body)) - {*_META}
            gone[f"{kind}.{labels[2]}"] = (f"terraform_data.{kind}_{labels[2]}", said)
        elif labels[0] == "data" and (not kind.startswith("aws_") or kind in ASKED):
            repeated = _repeated(stub_inputs.attributes(body))
            made = f'resource "terraform_data" "data_{kind}_{labels[2]}" {{\n{repeated}\n}}'
            gone[f"data.{kind}.{labels[2]}"] = (f"terraform_data.data_{kind}_{labels[2]}", frozenset())
        else:
            continue
        text = text[: node.start_byte] + made.encode() + text[node.end_byte :]
    file.write_bytes(text)


def top_blocks(node: Any) -> Iterator[tuple[Any, list[str], Any]]:
    """Every block directly inside a file with its labels and body."""
    for child in node.children:
        if child.type == "body":
            yield from top_blocks(child)
        elif child.type == "block":
            labels = [stub_inputs.plain(p).strip('"') for p in child.children if p.type in ("identifier", "string_lit")]
            body = next((part for part in child.children if part.type == "body"), None)
            if body is not None:
                yield child, labels, body


def _repeated(found: dict[str, str]) -> str:
    return "\n".join(f"  {name} = {found[name]}" for name in _META if name in found)


def _stored(labels: list[str], body: Any) -> str:
    """A resource that keeps what was written: attributes as they are, blocks as lists of objects."""
    found = stub_inputs.attributes(body)
    left_out = {*_META, "depends_on", "provider"}
    members = [f"    {name} = {value}" for name, value in found.items() if name not in left_out]
    members += [f"    {name} = {value}" for name, value in _blocks(body).items()]
    content = "\n".join(members)
    return (
        f'resource "terraform_data" "{labels[1]}_{labels[2]}" {{\n{_repeated(found)}\n  input = {{\n{content}\n  }}\n}}'
    )


def _blocks(body: Any) -> dict[str, str]:
    """Nested blocks by name as one list each."""
    found: dict[str, list[str]] = {}
    for labels, inner in stub_inputs.blocks(body):
        if labels[0] in ("lifecycle", "timeouts", "provisioner", "connection"):
            continue
        if labels[0] != "dynamic":
            found.setdefault(labels[0], []).append(f"[{_object(inner)}]")
            continue
        said = stub_inputs.attributes(inner)
        content = next(part for name, part in stub_inputs.blocks(inner) if name == ["content"])
        each = said.get("iterator", labels[1])
        pairs = f"[for k, v in {said['for_each']} : {{ key = k, value = v }}]"
        found.setdefault(labels[1], []).append(f"[for {each} in {pairs} : {_object(content)}]")
    return {name: f"concat({', '.join(lists)})" for name, lists in found.items()}


def _object(body: Any) -> str:
    said = {**stub_inputs.attributes(body), **_blocks(body)}
    return "{" + ", ".join(f"{name} = {value}" for name, value in said.items()) + "}"


def _redirected(text: str, name: str, instead: str, said: frozenset[str]) -> str:
    """The text with every reference to what was replaced led to what replaces it."""
    place = re.compile(
        rf"(?<![\w.\"-]){re.escape(name)}(\[[^\[\]]*(?:\[[^\]]*\][^\[\]]*)?\]|\.\*)?((?:\.\w+|\[\w+\]|\[\*\])*)(?![\w-])"
    )

    def led(match: re.Match[str]) -> str:
        index, path = match[1] or "", match[2] or ""
        if not path:
            return instead + index
        first = re.match(r"\.(\w+)", path)
        if first and first[1] in said:
            return f"{instead}{index}.input{path}"
        # Every answer is the one string that is not known yet; a splat over answers is a list of it.
        return f"[{instead}{index}.id]" if "[*]" in path else f"{instead}{index}.id"

    return place.sub(led, text)
