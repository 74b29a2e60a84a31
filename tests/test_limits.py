"""Golden rows of the instance table (facts 15.1), and the table as a whole."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from eks_netlint.model import limits as module
from eks_netlint.model.limits import InstanceLimits, limits_of, supports_prefixes, takes_trunk
from eks_netlint.model.max_pods import formula
from eks_netlint.values import Truth, Unknown

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "plugin" / "eks_netlint" / "data"


def known(instance_type: str) -> InstanceLimits:
    found = limits_of(instance_type)
    assert isinstance(found, InstanceLimits)
    return found


GOLDEN = [
    "t2.micro 2/2 4 xen no",
    "t2.medium 3/6 17 xen no",
    "t3.nano 2/2 4 nitro no",
    "t3.micro 2/2 4 nitro no",
    "t4g.nano 2/2 4 nitro no",
    "t3.small 3/4 11 nitro no",
    "t3.medium 3/6 17 nitro no",
    "t3.large 3/12 35 nitro no",
    "c4.large 3/10 29 xen no",
    "c4.8xlarge 8/30 234 xen no",
    "m4.4xlarge 8/30 234 xen no",
    "m5.large 3/10 29 nitro 9",
    "m5.xlarge 4/15 58 nitro 18",
    "m5.4xlarge 8/30 234 nitro 54",
    "m5.8xlarge 8/30 234 nitro 54",
    "m5.24xlarge 15/50 737 nitro 107",
    "m5.metal 15/50 737 unknown 120",
    "g4dn.metal 15/50 737 unknown 107",
    "m6g.medium 2/4 8 nitro 4",
    "c5.large 3/10 29 nitro 9",
    "c5.4xlarge 8/30 234 nitro 54",
    "u-6tb1.metal 5/30 147 unknown ?",
    "g5.xlarge 4/15 58 nitro 4",
    "g5.48xlarge 7/50 345 nitro 115",
    "p4d.24xlarge 15/50 737 nitro 62",
    "p5.48xlarge 2/50 100 nitro 120",
    "trn1.32xlarge 5/50 247 nitro 82",
    "inf1.24xlarge 11/30 321 nitro 111",
    "c8i-flex.large 3/20 59 nitro 3",
]


@pytest.mark.parametrize("row", GOLDEN)
def test_golden_row(row: str) -> None:
    name, size, pods, hypervisor, branch = row.split()
    limits = known(name)
    enis, addresses = map(int, size.split("/"))
    assert (limits.enis, limits.ipv4_per_eni) == (enis, addresses)
    assert limits.eni_max_pods == int(pods) == formula(enis, addresses)
    assert limits.hypervisor == hypervisor
    if branch == "no":
        assert limits.trunk_compatible is False
    elif branch == "?":
        assert limits.trunk_compatible is None
    else:
        assert limits.branch_enis == int(branch)


MAX_PODS = {
    "c5n.metal": 737, "a1.medium": 8, "c7i.48xlarge": 737, "mac1.metal": 234, "mac2.metal": 234, "f1.2xlarge": 58,
    "cr1.8xlarge": 234, "hs1.8xlarge": 234, "dl1.24xlarge": 737, "p3dn.24xlarge": 737, "p4de.24xlarge": 737,
    "p5e.48xlarge": 100, "p5en.48xlarge": 198, "p6-b200.48xlarge": 198, "trn1n.32xlarge": 247, "trn2.48xlarge": 100,
    "hpc6a.48xlarge": 100, "hpc7a.96xlarge": 100, "c6in.32xlarge": 394, "m8i.large": 59, "c8i.large": 59,
    "m8a.large": 59, "c8a.large": 59, "m9g.large": 59, "m8g.large": 29, "c8i.8xlarge": 492, "g6e.24xlarge": 492,
    "c8i.48xlarge": 1514, "m8a.48xlarge": 1514, "m8gn.24xlarge": 1178, "m8gn.48xlarge": 590, "g6e.48xlarge": 492,
    "g7e.2xlarge": 254,
}  # fmt: skip
CARDS = {"p4d.24xlarge": 4, "p5.48xlarge": 32, "p5en.48xlarge": 16, "trn1.32xlarge": 8, "trn2.48xlarge": 16,
         "c6in.32xlarge": 2, "m8gn.48xlarge": 2, "g6e.48xlarge": 4, "m5.large": 1}  # fmt: skip


@pytest.mark.parametrize(("name", "pods"), MAX_PODS.items())
def test_golden_max_pods(name: str, pods: int) -> None:
    assert known(name).eni_max_pods == pods


@pytest.mark.parametrize(("name", "cards"), CARDS.items())
def test_enis_are_those_of_the_default_card(name: str, cards: int) -> None:
    assert known(name).network_cards == cards


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((DATA / "instance_limits.csv").read_text(encoding="ascii"))))


def test_every_row_reads_and_follows_the_formula() -> None:
    every = rows()
    assert len(every) == 1391
    for row in every:
        limits = known(row["instance_type"])
        assert limits.eni_max_pods == formula(limits.enis, limits.ipv4_per_eni) == int(row["eni_max_pods"])
    counts = {pods: sum(row["eni_max_pods"] == str(pods) for row in every) for pods in (29, 58, 234, 737, 1514, 1010)}
    assert counts == {29: 93, 58: 216, 234: 283, 737: 263, 1514: 75, 1010: 68}


def test_blank_is_unknown_and_never_false() -> None:
    limits = known("c5a.metal")
    assert limits.vcpu is None
    assert limits.trunk_compatible is None and limits.branch_enis is None
    assert takes_trunk(limits), "the CNI takes a type it does not know for trunk-compatible"


@pytest.mark.parametrize("name", ["m99.large", "", "instance_type", "m5", "m5.large,3", "m5.large\nm5.xlarge", "m5.*"])
def test_a_type_that_is_not_in_the_table_is_unknown(name: str) -> None:
    found = limits_of(name)
    assert isinstance(found, Unknown)
    assert found.why == f"{name} is not in the table of {module.TABLE_DATE}"


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("m5.large", Truth.YES),
        ("t3.micro", Truth.YES),
        ("m5.metal", Truth.YES),  # hypervisor unknown, bare metal
        ("c4.large", Truth.NO),
        ("t2.micro", Truth.NO),
        ("cr1.8xlarge", Truth.NO),  # "unknown" in the CNI's table, which asks for "nitro"
    ],
)
def test_supports_prefixes(name: str, answer: Truth) -> None:
    assert supports_prefixes(known(name)) is answer


def test_no_t_type_takes_a_trunk() -> None:
    burstable = [row for row in rows() if row["instance_type"][0] == "t" and row["instance_type"][1].isdigit()]
    assert len(burstable) > 20
    assert {row["trunk_compatible"] for row in burstable} == {"false"}


def test_provenance_states_the_date_of_the_table() -> None:
    assert module.TABLE_DATE in (DATA / "PROVENANCE.md").read_text(encoding="utf-8")


UPSTREAM = {
    "pkg/vpc/vpc_ip_resource_limit.go": """package vpc
var instanceNetworkingLimits = map[string]InstanceTypeLimits{
\t"m5.large": {
\t\tENILimit:                3,
\t\tIPv4Limit:               10,
\t\tDefaultNetworkCardIndex: 1,
\t\tNetworkCards: []NetworkCard{
\t\t\t{
\t\t\t\tMaximumNetworkInterfaces: 2,
\t\t\t\tNetworkCardIndex:         0,
\t\t\t},
\t\t\t{
\t\t\t\tMaximumNetworkInterfaces: 3,
\t\t\t\tNetworkCardIndex:         1,
\t\t\t},
\t\t},
\t\tHypervisorType: "nitro",
\t\tIsBareMetal:    false,
\t},
}
""",
    "pkg/aws/vpc/limits.go": """package vpc
var Limits = map[string]*VPCLimits{
\t"m5.large": {
\t\tInterface:               5,
\t\tIPv4PerInterface:        10,
\t\tIsTrunkingCompatible:    true,
\t\tBranchInterface:         9,
\t\tNetworkCards: []NetworkCard{
\t\t\t{
\t\t\t\tMaximumNetworkInterfaces: 3,
\t\t\t},
\t\t},
\t\tHypervisor:  "nitro",
\t},
}
""",
    "misc/eni-max-pods.txt": "# comment\n\nm5.large 29\n",
    "website/content/en/docs/reference/instance-types.md": "### `m5.large`\n |karpenter.k8s.aws/instance-cpu|2|\n",
}


def make(checkout: Path, *more: str) -> subprocess.CompletedProcess[str]:
    script = ROOT / "tools" / "make_instance_limits.py"
    where = [f"--{name}={checkout}" for name in ("cni", "controller", "karpenter")]
    return subprocess.run([sys.executable, str(script), *where, *more], capture_output=True, text=True, check=False)


def test_the_table_is_made_from_upstream_checkouts(tmp_path: Path) -> None:
    for path, text in UPSTREAM.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    made = make(tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout.splitlines()[1:] == ["m5.large,3,10,nitro,false,2,29,2,true,9"]
    assert make(tmp_path, f"--check={DATA / 'instance_limits.csv'}").returncode == 1
    (tmp_path / "misc/eni-max-pods.txt").unlink()
    missing = make(tmp_path)
    assert missing.returncode == 2 and "misc/eni-max-pods.txt" in missing.stderr
