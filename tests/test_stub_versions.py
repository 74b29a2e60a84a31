"""Which stub stands for a call, by its version, and what the user is told of the choice."""

from __future__ import annotations

import pytest

from eks_netlint.frontends.terraform.registry import Stub, find_stub

REGISTRY = "terraform-aws-modules"


def chosen(name: str, version: str | None, *arguments: str) -> Stub:
    found = find_stub(f"{REGISTRY}/{name}/aws", version, frozenset(arguments))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "version", "newest"),
    [
        ("vpc", "5.21.1", "5.21.1"),  # released from a branch after 6.0.0
        ("vpc", "~> 5.21.0", "5.21.1"),
        ("vpc", "5.0.0", "5.0.0"),
        ("eks", "~> 20.8", "20.37.2"),
        ("eks", ">= 20.0, < 21.0", "20.37.2"),
        ("security-group", "4.5.0", "4.5.0"),
        ("rds", "~> 6.0", "6.13.1"),
        ("rds-aurora", "~> 9.0", "9.16.1"),
        ("rds-aurora", "v7.7.0", "7.7.0"),
        ("elasticache", "1.2.0", "1.2.0"),
        ("alb", "~> 9.4", "9.17.0"),
        ("efs", "~> 1.3", "1.8.1"),
    ],
)
def test_a_version_that_was_published_needs_no_word(name: str, version: str, newest: str) -> None:
    stub = chosen(name, version)
    assert (stub.version, stub.note) == (newest, None)
    assert stub.directory.name == newest.split(".")[0]


@pytest.mark.parametrize(
    ("name", "version", "read", "which"),
    [
        ("vpc", "5.99.0", "6.6.0", "the newest"),
        ("vpc", "~> 2.70", "3.19.0", "the nearest that is known"),
        ("eks", "~> 16.0", "17.24.0", "the nearest that is known"),
        ("security-group", "~> 3.0", "4.17.2", "the nearest that is known"),
        ("rds-aurora", "~> 6.0", "7.7.1", "the nearest that is known"),
        ("rds-aurora", "~> 10.0", "9.16.1", "the newest"),
        ("alb", "~> 8.0", "9.17.0", "the nearest that is known"),
        ("efs", "~> 5.20", "2.0.0", "the newest"),
        ("efs", "no version at all", "2.0.0", "the newest"),
    ],
)
def test_one_that_no_stub_stands_for_is_said(name: str, version: str, read: str, which: str) -> None:
    stub = chosen(name, version)
    note = f"no version that is known satisfies {version!r}: read as {which}, {read}"
    assert (stub.version, stub.note) == (read, note)


def test_no_version_is_the_newest_that_knows_the_arguments() -> None:
    assert chosen("eks", None, "cluster_name").version == "20.37.2"
    assert chosen("security-group", None, "ingress_rules").version == "5.3.1"
    note = "no version is given: read as the newest that knows its arguments, 1.8.1"
    assert chosen("efs", None, "name", "security_group_rules").note == note
    submodule = find_stub(f"{REGISTRY}/security-group/aws//modules/redis", None, frozenset(["auto_ingress_rules"]))
    assert submodule is not None and submodule.directory.parts[-3:] == ("5", "modules", "redis")
