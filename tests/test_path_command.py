"""``eks-netlint path``: the proof on demand, as text and as JSON."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from eks_netlint import cli

FIXTURES = Path(__file__).parent.parent / "fixtures"
STORE = FIXTURES / "ekn412_store_unreachable_from_pods" / "terraform" / "custom-networking-nodes-only"
WEB = FIXTURES / "ekn401_service_port_blocked_between_nodes" / "kubernetes" / "modules-v20-port-80"


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.main(["path", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def proof(capsys: pytest.CaptureFixture[str], *words: object) -> list[dict[str, object]]:
    code, out, _ = asked(capsys, *words, "--format", "json")
    assert code == 0
    document = json.loads(out)
    assert document["version"] == 1
    found: list[dict[str, object]] = document["paths"]
    return found


def test_a_store_listens_on_its_own_port(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = asked(capsys, "aws_eks_node_group.main", "aws_db_instance.db", STORE)
    first, *steps = out.splitlines()
    assert code == 0 and first == "YES  aws_eks_node_group.main to aws_db_instance.db on tcp 5432"
    assert next(step.split()[1] for step in steps if step) == "egress"


def test_options_stand_before_paths_and_behind_them(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("aws_eks_node_group.main", "aws_db_instance.db")
    option = ("--format", "json")
    for order in ((*words, *option, STORE), (*words, STORE, *option), (*option, *words, STORE)):
        code, out, _ = asked(capsys, *order)
        assert code == 0 and len(json.loads(out)["paths"]) == 1
    with pytest.raises(SystemExit):
        asked(capsys, *words, "--formatted", "json", STORE)


def test_nodes_and_their_pods_are_told_apart(capsys: pytest.CaptureFixture[str]) -> None:
    (nodes,) = proof(capsys, "aws_eks_node_group.main", "aws_db_instance.db", STORE)
    pods = proof(capsys, "pods:aws_eks_node_group.main", "aws_db_instance.db", STORE)
    assert nodes["answer"] == "yes" and {one["answer"] for one in pods} == {"no"}
    missing = [step for step in pods[0]["steps"] if step["passes"] == "no"]  # type: ignore[attr-defined]  # it is a list
    assert missing[0]["kind"] == "ingress rule" and missing[0]["path"].endswith("main.tf")


def test_ends_are_workloads_ranges_and_the_internet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(WEB, tmp_path, dirs_exist_ok=True)  # a tree of its own, with one cluster
    (web,) = proof(capsys, "internet", "shop/web:80", tmp_path)
    assert web["ports"] == {"protocol": "tcp", "from": 80, "to": 80} and web["answer"] == "no"
    (range_,) = proof(capsys, "10.0.0.0/24", "shop/web:53/udp", tmp_path)
    assert range_["ports"] == {"protocol": "udp", "from": 53, "to": 53}


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("aws_nothing.here", "aws_db_instance.db", "aws_eks_node_group.main"),
        ("aws_eks_node_group.main", "aws_db_instance.db:99999", "a port is a number up to 65535"),
        ("aws_eks_node_group.main", "aws_db_instance.db:53/sctp", "tcp or udp"),
        ("10.0.0.0/8", "internet", "no network has both"),
    ],
)
def test_what_means_nothing_is_named(
    source: str, target: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = asked(capsys, source, target, STORE)
    assert code == 2 and said in err


def test_pods_with_groups_of_their_own_carry_those(capsys: pytest.CaptureFixture[str]) -> None:
    folder = STORE.parent / "own-groups-pods-only"
    (pods,) = proof(capsys, "shop/payments", "aws_db_instance.db", folder)
    (nodes,) = proof(capsys, "aws_eks_node_group.main", "aws_db_instance.db", folder)
    assert (pods["answer"], nodes["answer"]) == ("yes", "no")


def test_the_alb_of_an_ingress_is_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    folder = STORE.parents[2] / "ekn640_balancer_group_not_let_in/kubernetes"
    alb = "kubernetes_ingress_v1.traefik"
    (shut,) = proof(capsys, alb, "aws_eks_node_group.main:8443", folder / "ip-not-let-in")
    (let_in,) = proof(capsys, alb, "aws_eks_node_group.main:8443", folder / "ip-let-in")
    assert shut["answer"] == "no"
    assert let_in["answer"] == "unsure"  # by its groups; in which subnets it lies nobody wrote
