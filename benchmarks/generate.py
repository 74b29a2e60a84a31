"""Write a tree of Terraform roots as people write them: the same bytes for the same arguments.

    python benchmarks/generate.py /tmp/tree --files 400

Every root has a cluster.  A quarter of them declare everything themselves, an eighth call a module of the tree for the
network, the others call the well-known VPC and EKS modules.  Some overflow their subnets, some leave a size without
value.

There are ten files for each cluster, eight of its root and two of modules beside it.  Public repositories that are
about EKS have 9.4 (2,133 files and 226 clusters in nine trees of more than 60 files each: blueprints, data-on-eks and
five others, 2026-11), repositories of all kinds 32.  ``--dense`` leaves out all but the four files of the cluster and
its network, which is denser than anybody writes.  Files have 1.7 kB on average (those of the public trees 1.2 to 3.4),
and a root has a terraform.tfvars.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from string import Template

TYPES = ("m5.large", "m5.xlarge", "m6i.2xlarge", "c6i.4xlarge", "r6g.large", "t3.medium", "m7g.xlarge")
REGIONS = ("eu-central-1", "us-east-1", "us-west-2", "ap-southeast-2")
SHAPES = Path(__file__).parent / "shapes"


def shape(name: str) -> str:
    """Text of one template; ``$word`` is filled in, ``$$`` is a dollar."""
    return (SHAPES / f"{name}.template").read_text(encoding="utf-8")


def shared_network() -> str:
    """The raw network as a module of the tree, its inputs in place of variables and locals of a root."""
    text = Template(shape("network-raw.tf")).substitute(bits=4)
    for old, new in (
        ("var.vpc_cidr", "var.cidr"),
        ('var.stage == "prod"', "var.nat_per_zone"),
        ("for_each = { for index, zone in local.azs : zone => index }", "count = length(var.azs)"),
        ("availability_zone = each.key", "availability_zone = var.azs[count.index]"),
        ("cidrsubnet(var.cidr, 4, each.value)", "var.private_subnets[count.index]"),
        ("-private-${each.key}", "-private-${count.index}"),
        ("for_each = aws_subnet.private", "count = length(var.azs)"),
        ("each.value.id", "aws_subnet.private[count.index].id"),
        ("aws_route_table.private[each.key]", "aws_route_table.private[count.index]"),
        ("local.", "var."),
    ):
        text = text.replace(old, new)
    return text


def service(number: int) -> dict[str, str]:
    """Files of a module that has nothing to do with networks."""
    kind = ("queue", "events", "jobs", "audit")[number % 4]
    named = {name: shape(f"service-{name}") for name in ("variables.tf", "outputs.tf")}
    main = shape("service-main.tf").replace("$kind", kind)
    return named | {"main.tf": main, "versions.tf": shape("shared-versions.tf")}


def root(number: int, chance: random.Random, services: int) -> dict[str, str]:
    """Files of one root; besides the cluster and its network those that call one of ``services`` modules, if any."""
    kind = "raw" if number % 4 == 1 else "local" if number % 8 == 3 else "module"
    overflow, open_size = number % 10 == 0, number % 7 == 2
    words = {
        "name": f"{chance.choice(('shop', 'search', 'billing', 'media', 'batch'))}-{number:03}",
        "region": chance.choice(REGIONS),
        "stage": chance.choice(("dev", "test", "prod")),
        "second": str(number % 250),
        "team": chance.choice(("platform", "data", "payments")),
        "bits": "8" if overflow else "4",
        "system_type": chance.choice(TYPES[:3]),
        "system_size": str(chance.randint(2, 6)),
        "work_type": chance.choice(TYPES),
        "work_size": str(chance.randint(30, 90) if overflow else chance.randint(3, 20)),
        "burst_type": chance.choice(TYPES),
        "burst_default": "" if open_size else f"  default     = {chance.randint(2, 9)}\n",
        "prefix": chance.choice(("true", "false")),
        "vpc_version": chance.choice(("5.8", "5.13", "6.0")),
        "eks_version": chance.choice(("19.21", "20.8", "20.31")),
        "cluster": "aws_eks_cluster.this" if kind == "raw" else "module.eks",
        "endpoint": "endpoint" if kind == "raw" else "cluster_endpoint",
        "authority": "certificate_authority[0].data" if kind == "raw" else "cluster_certificate_authority_data",
        "cluster_name": "name" if kind == "raw" else "cluster_name",
        "service": f"service-{number % max(services, 1):02}",
        "vpc_id": {"raw": "aws_vpc.this.id", "local": "module.network.vpc_id", "module": "module.vpc.vpc_id"}[kind],
    }
    files = {name: shape(name) for name in ("main.tf", "variables.tf", "terraform.tfvars")}
    files["network.tf"] = shape(f"network-{kind}.tf")
    files["eks.tf"] = shape("eks-raw.tf" if kind == "raw" else "eks-module.tf") + shape("workloads.tf")
    if services:
        files |= {f"{name}.tf": shape(f"{name}.tf") for name in ("outputs", "storage", "iam", "alarms")}
    written = {name: Template(text).substitute(words) for name, text in files.items()}
    if kind == "local":
        inputs = written["eks.tf"].replace("module.vpc.", "module.network.")
        written["eks.tf"] = inputs.replace("module.network.intra_subnets", "module.network.private_subnets")
    return written


def generate(folder: Path, files: int, seed: int = 1, dense: bool = False) -> int:
    """Write at least four and at most ``files`` .tf files below ``folder``; how many roots there are."""
    shared = {f"{name}.tf": shape(f"shared-{name}.tf") for name in ("variables", "outputs", "versions")}
    shared["main.tf"] = shared_network()
    tree = {Path("modules/network") / name: text for name, text in shared.items()}
    chance = random.Random(seed)
    roots = max(1, files // 4 - 1 if dense else files // 10)
    services = 0 if dense else max(1, roots // 2 - 1)
    for number in range(services):
        tree |= {Path(f"modules/service-{number:02}") / name: text for name, text in service(number).items()}
    for number in range(roots):
        tree |= {Path(f"live/{number:03}") / name: text for name, text in root(number, chance, services).items()}
    for path, text in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return roots


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dense", action="store_true", help="nothing but clusters and their networks")
    given = parser.parse_args()
    print(f"{generate(given.folder, given.files, given.seed, given.dense)} roots in {given.folder}")
    sys.exit(0)
