"""Change a copy of the eks module so that real Terraform can plan it offline.

What cannot be had (a child module of the registry, the providers for time, TLS, HTTP, cloud-init, files and Kubernetes,
attributes of AWS provider 6, what AWS itself answers) is replaced by something that lets the same values through.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import stub_inputs

STUBS = Path(__file__).parent.parent / "plugin/eks_netlint/modules/terraform-aws-modules/eks/aws"

CLOUDINIT = """resource "terraform_data" "{name}" {{
  {count}
  input = base64encode(join("", [
    for part in {parts} : "${{try(coalesce(part.content_type), "text/plain")}}\\n\\n${{part.content}}\\n"
  ]))
}}"""

DROPPED = {
    "null_resource",
    "kubernetes_config_map",
    "kubernetes_config_map_v1_data",
    "local_sensitive_file",
    "aws_eks_capability",
}
"""Resources of other providers that nothing refers to."""

ASKED = {"aws_eks_addon_version", "aws_ssm_parameter", "aws_ami", "tls_certificate", "http"}
"""Data sources that cannot be asked offline: what they say is unknown instead."""

REWRITTEN = [
    (r"time_sleep\.this\[0\]\.triggers\b", "terraform_data.this[0].triggers_replace"),
    (r"data\.cloudinit_config\.(\w+)(\[[^\]]+\])\.rendered", r"terraform_data.\1\2.input"),
    (
        r"data\.tls_certificate\.this\[0\]\.certificates\[\*\]\.sha1_fingerprint",
        "terraform_data.tls_certificate_this[*].id",
    ),
    (
        r"data\.tls_certificate\.this\[0\]\.certificates\[0\]\.sha1_fingerprint",
        "terraform_data.tls_certificate_this[0].id",
    ),
    (
        r"data\.(aws_eks_addon_version|aws_ssm_parameter|aws_ami)\.(\w+)(\[[^\]]+\]|\.\*)?\.(version|value|id|image_id|root_device_name)\b",
        r"terraform_data.\1_\2\3.id",
    ),
    (r"(?m)^\s*region\s*=\s*(var|local|each\.value)\.region\s*$", ""),
    (r"data\.http\.(\w+)(\[0\])?", r"terraform_data.http_\1"),
    (r"kubernetes_config_map\.aws_auth\.\*", "[]"),
    (r"local_file\.kubeconfig\.\*\.filename", "terraform_data.kubeconfig.*.input"),
    (r"(?m)^(\s*)(endpoint\s*)= local\.cluster_endpoint$", r'\1\2= "https://judge"'),
    (r"(?m)^(\s*)(cluster_auth_base64\s*)= local\.cluster_auth_base64$", r'\1\2= "Q0E="'),
    (r"data\.aws_region\.current(\[0\])?\.region\b", r"data.aws_region.current\1.name"),
    (r"(?m)^\s*(deletion_protection|update_strategy|max_(parallel|unhealthy)_node\w+)\s*=\s(?!optional).*$", ""),
    (r'(?ms)^( *)dynamic "(control_plane_scaling_config|node_repair_config_overrides)" \{$.*?^\1\}$', ""),
    (r"data\.aws_eks_cluster_versions\.this\[0\]\.cluster_versions\[0\]\.cluster_version", '"UNSPECIFIED"'),
    (r"aws_eks_cluster\.this\[0\]\.control_plane_scaling_config\[0\]\.tier", "var.control_plane_scaling_config.tier"),
]
"""References to what was replaced, and what provider 6 knows and provider 5 does not."""

BOOT = {
    "cluster_name": '"judge"',
    "cluster_endpoint": '"https://judge"',
    "cluster_auth_base64": '"Q0E="',
    "cluster_service_cidr": '"172.20.0.0/16"',
}
"""What only the boot text needs and nobody knows before apply: made known, so that the text can be compared."""


def adapt(tree: Path) -> None:
    """Change a copy of the module, real or stub, so that Terraform can plan it offline."""
    for file in tree.rglob("versions.tf"):
        file.unlink()
    shutil.copytree(STUBS / "20/modules/_kms", tree / "modules/_kms", dirs_exist_ok=True)
    for file in tree.rglob("*.tf"):
        text = file.read_bytes()
        for node, labels, body in reversed(list(top_blocks(stub_inputs.parse(file)))):
            made = replacement(labels, body, stub_inputs.plain(node))
            if made is not None:
                text = text[: node.start_byte] + made.encode() + text[node.end_byte :]
        changed = text.decode()
        for pattern, instead in REWRITTEN:
            changed = re.sub(pattern, instead, changed)
        file.write_text(changed)


def top_blocks(node: Any) -> Iterator[tuple[Any, list[str], Any]]:
    """Every block of a file with its labels and body."""
    for child in node.children:
        if child.type == "body":
            yield from top_blocks(child)
        elif child.type == "block":
            for labels, body in stub_inputs.blocks(Holder([child])):
                yield child, labels, body


class Holder:
    """Something with children."""

    def __init__(self, children: list[Any]) -> None:
        self.children = children


def replacement(labels: list[str], body: Any, text: str) -> str | None:
    """What a block becomes; None where it stays."""
    found = stub_inputs.attributes(body)
    repeated = "\n".join(f"  {name} = {found[name]}" for name in ("count", "for_each") if name in found)
    match labels:
        case ["resource", kind, _] if kind in DROPPED:
            return ""
        case ["data", "aws_eks_cluster_versions", _]:  # counted by a version that nobody knows if none is given
            return ""
        case ["data", kind, name] if kind in ASKED:
            return f'resource "terraform_data" "{kind}_{name}" {{\n{repeated}\n}}'
        case ["resource", "time_sleep", name]:
            return f'resource "terraform_data" "{name}" {{\n{repeated}\n  triggers_replace = {found["triggers"]}\n}}'
        case ["data", "cloudinit_config", name]:
            part = [stub_inputs.attributes(part) for label, part in stub_inputs.blocks(body) if label == ["part"]]
            parts = f"[{{ content = {part[0]['content']} }}]" if part else "local.nodeadm_cloudinit"
            return CLOUDINIT.format(name=name, count=repeated, parts=parts)
        case ["resource", "local_file", name]:
            return f'resource "terraform_data" "{name}" {{\n{repeated}\n  input = {found["filename"]}\n}}'
        case ["module", "kms"]:
            return f'module "kms" {{\n  source = "./modules/_kms"\n  create = {found["create"]}\n}}'
        case ["module", "user_data" | "node_groups"]:
            for name, value in list(BOOT.items())[labels[1] == "node_groups" :]:  # there the name is known
                text = re.sub(rf"(?m)^(\s*{name}\s*=).*$", rf"\1 {value}", text)
            return text
        case ["module", "self_managed_node_group"]:
            return re.sub(r'time_sleep\.this\[0\]\.triggers\["(cluster_)?name"\]', "aws_eks_cluster.this[0].name", text)
    return None
