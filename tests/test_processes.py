"""Work shared among processes comes back as if one had done it all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from eks_netlint import analysis
from eks_netlint.analysis import Options, analyse
from eks_netlint.processes import LEAST_SHARE, shared, shares
from eks_netlint.source import Document, Span

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")

ROOT = """\
module "network" {{
  source = "../modules/network"
  second = {number}
}}

resource "aws_eks_cluster" "this" {{
  name = "c{number}"
  vpc_config {{ subnet_ids = module.network.subnet_ids }}
}}

resource "aws_eks_node_group" "this" {{
  cluster_name   = aws_eks_cluster.this.name
  subnet_ids     = module.network.subnet_ids
  instance_types = ["m5.large"]
  scaling_config {{
    min_size     = 1
    desired_size = 1
    max_size     = {size}
  }}
}}
"""
NETWORK = """\
variable "second" {}
resource "aws_vpc" "this" { cidr_block = "10.${var.second}.0.0/16" }
resource "aws_subnet" "this" { # eks-netlint: ignore[EKN105] one zone is enough here
  count             = 2
  vpc_id            = aws_vpc.this.id
  cidr_block        = cidrsubnet(aws_vpc.this.cidr_block, 10, count.index)
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}
module "gone" { source = "../../../outside" }
output "subnet_ids" { value = aws_subnet.this[*].id }
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {"modules/network/main.tf": NETWORK, "broken/main.tf": 'resource "aws_vpc" "x" {\n  cidr_block = "\n'}
    for number in range(3 * LEAST_SHARE):
        files[f"live{number:02}/main.tf"] = ROOT.format(number=number, size=number)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_report_is_the_same_whoever_did_the_work(tree: Path) -> None:
    one, two, three = (analyse([tree], Options(tree=tree, jobs=jobs)) for jobs in (1, 2, 3))
    assert len(one.findings) > 2 and one.undecided and one.clean and one.problems and one.notes
    for other in (two, three):
        assert shown(other.findings) == shown(one.findings)
        assert sorted(shown(other.undecided)) == sorted(shown(one.undecided))
        assert shown(other.clean) == shown(one.clean)
        assert set(other.problems) == set(one.problems)
        assert sorted(each.message for each in other.notes) == sorted(each.message for each in one.notes)
        assert (other.files, other.networks, other.facts) == (one.files, one.networks, one.facts)


def shown(verdicts: Iterable[object]) -> list[str]:
    return [str(verdict).replace("Source(", "Document(") for verdict in verdicts]  # what is sent is without syntax


def test_a_process_that_dies_is_a_problem_of_its_roots(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, lower = os.getpid(), analysis._lower
    monkeypatch.setattr(analysis, "_lower", lambda *given: lower(*given) if os.getpid() == here else os._exit(9))
    report = analyse([tree], Options(tree=tree, jobs=2))
    lost = [each for each in report.problems if each.internal]
    assert {each.message for each in lost} == {"the process that read this root ended early; --jobs 1 reads all in one"}
    assert len(lost) == (3 * LEAST_SHARE + 1) // 2
    assert report.networks and not {each.path for each in lost} & set(report.networks)


def test_files_are_one_document_again() -> None:
    near = Document("a.tf", b"a\n")

    def work(number: int) -> list[Span]:
        far = Document("b.tf", b"b\n")
        return [Span(near if number == 0 else Document("a.tf", b"a\n"), 0, 1), Span(far, 0, 1), Span(far, 1, 1)]

    def documents(spans: Iterable[Span]) -> list[Document]:
        return [span.document for span in spans]

    first, (second, third) = shared(work, 3, documents)
    assert second is not None and third is not None
    assert first[0].document is second[0].document is third[0].document is near
    assert first[1].document is second[1].document is third[2].document
    assert second[1].path == "b.tf" and second[1].line == 1


@pytest.mark.parametrize(("things", "jobs", "processes"), [(0, 4, 1), (7, 4, 1), (8, 4, 2), (99, 1, 1), (99, 4, 4)])
def test_few_roots_stay_in_one_process(things: int, jobs: int, processes: int) -> None:
    assert shares(things, jobs) == processes
