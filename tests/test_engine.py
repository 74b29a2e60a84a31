"""What the engine makes of what rules say."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from eks_netlint.model.nouns import Network, Subnet
from eks_netlint.records import replace
from eks_netlint.rules import REGISTRY, Rule, Setting, Severity, Undecided, Verdict, Violation
from eks_netlint.rules import registry as registry_module
from eks_netlint.rules.engine import judge
from eks_netlint.rules.registry import RuleNotLoaded, load_rules, load_ruleset, names_rule, select, unmatched
from eks_netlint.source import Span
from eks_netlint.values import Truth, Unknown

MAIN = """resource "aws_subnet" "a" {
  cidr_block = "10.0.0.0/28"
}
resource "aws_subnet" "b" {
  cidr_block = "10.0.16.0/20"
}
resource "aws_subnet" "c" {
  cidr_block = var.cidr
}
"""


def test_every_subject_ends_in_one_bucket(sample) -> None:
    judged = judge(sample.network(sample.document(MAIN)), [sample.rule()])
    assert [(finding.resource, finding.message) for finding in judged.findings] == [
        ("aws_subnet.a", "needs 480 addresses, has 11")
    ]
    assert [(question.resource, question.why) for question in judged.undecided] == [
        ("aws_subnet.c", "var.cidr has no value")
    ]
    assert [clean.resource for clean in judged.clean] == ["aws_subnet.b"]
    assert judged.problems == judged.silenced == ()


def test_finding_points_at_the_value_and_keeps_its_block(sample) -> None:
    (finding,) = judge(sample.network(sample.document(MAIN)), [sample.rule()]).findings
    assert (finding.at.text, finding.at.line, finding.block.line) == ('"10.0.0.0/28"', 2, 1)
    assert (finding.rule, finding.name, finding.severity) == ("EKN901", "sample-small-subnet", Severity.HIGH)
    assert finding.confidence == "assumed"
    assert finding.network == "."


def test_violation_may_be_milder_than_its_rule(sample) -> None:
    def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
        yield Violation("is small", severity=Severity.LOW)

    judged = judge(sample.network(sample.document(MAIN)), [sample.rule(check)])
    assert {finding.severity for finding in judged.findings} == {Severity.LOW}


def test_rule_that_raises_costs_only_its_own_answer(sample) -> None:
    def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
        if subnet.address == "aws_subnet.b":
            raise ZeroDivisionError("no pods")
        yield Violation("is small")

    judged = judge(sample.network(sample.document(MAIN)), [sample.rule(check, id="EKN900"), sample.rule()])
    assert len([finding for finding in judged.findings if finding.rule == "EKN900"]) == 2
    assert len([finding for finding in judged.findings if finding.rule == "EKN901"]) == 1
    (problem,) = judged.problems
    assert problem.internal
    assert (problem.path, problem.line) == ("main.tf", 4)
    for part in ("EKN900", "sample-small-subnet", "aws_subnet.b", "ZeroDivisionError: no pods", "test_engine.py:"):
        assert part in problem.message
    assert ("EKN900", "aws_subnet.b") not in {(clean.rule, clean.resource) for clean in judged.clean}


def test_what_a_rule_said_before_it_raised_stands(sample) -> None:
    def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
        yield Violation("is small")
        raise RuntimeError

    judged = judge(sample.network(sample.document(MAIN)), [sample.rule(check)])
    assert (len(judged.findings), len(judged.problems), len(judged.clean)) == (3, 3, 0)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (None, "TypeError"),
        (["a string"], "yielded str"),
        ([Undecided(())], "undecided without a reason"),
    ],
    ids=["returns-nothing", "yields-something-else", "undecided-without-reason"],
)
def test_rule_that_answers_nonsense_is_a_problem(sample, answer, said) -> None:
    judged = judge(sample.network(sample.document(MAIN)), [sample.rule(lambda subnet, network: answer)])
    assert all(said in problem.message and problem.internal for problem in judged.problems)
    assert len(judged.problems) == 3
    assert not judged.clean


def test_rule_on_something_no_network_has_is_a_problem(sample) -> None:
    judged = judge(sample.network(sample.document(MAIN)), [sample.rule(on=Unknown), sample.rule()])
    assert "EKN901" in judged.problems[0].message
    assert len(judged.findings) == 1


def test_what_may_not_exist_is_never_violated(sample) -> None:
    why = Unknown("var.create has no value")
    (subnet, *_) = sample.network(sample.document(MAIN)).subnets
    network = Network(".", subnets=(replace(subnet, exists=Truth.UNSURE, unsure=why),))
    judged = judge(network, [sample.rule()])
    assert judged.findings == ()
    assert [question.why for question in judged.undecided] == ["var.create has no value"]


def test_reasons_of_an_unsure_subject_come_together(sample) -> None:
    subnet = sample.network(sample.document(MAIN)).subnets[2]
    network = Network(".", subnets=(replace(subnet, exists=Truth.UNSURE),))
    (question,) = judge(network, [sample.rule()]).undecided
    assert question.why == "not known whether it exists; var.cidr has no value"


def test_what_surely_does_not_exist_is_not_asked_about(sample) -> None:
    (subnet, *_) = sample.network(sample.document(MAIN)).subnets
    network = Network(".", subnets=(replace(subnet, exists=Truth.NO),))
    judged = judge(network, [sample.rule()])
    assert not (judged.findings or judged.undecided or judged.clean)


def test_one_fault_is_one_finding(sample) -> None:
    loud = sample.rule(silences=("EKN902", "EKN903"))
    quiet = sample.rule(id="EKN902", name="quieter")

    def unsure(subnet: Subnet, network: Network) -> Iterator[Verdict]:
        yield Undecided((Unknown("something"),))

    third = sample.rule(unsure, id="EKN903", name="unsure")
    judged = judge(sample.network(sample.document(MAIN)), [quiet, third, loud])
    assert [(finding.rule, finding.resource) for finding in judged.findings] == [("EKN901", "aws_subnet.a")]
    assert [(finding.rule, finding.resource) for finding in judged.silenced] == [("EKN902", "aws_subnet.a")]
    assert [(question.rule, question.resource) for question in judged.undecided] == [
        ("EKN902", "aws_subnet.c"),
        ("EKN903", "aws_subnet.b"),
        ("EKN903", "aws_subnet.c"),
        ("EKN901", "aws_subnet.c"),
    ]
    assert ("EKN902", "aws_subnet.a") not in {(clean.rule, clean.resource) for clean in judged.clean}


def test_rule_that_did_not_run_silences_nothing(sample) -> None:
    judged = judge(sample.network(sample.document(MAIN)), [sample.rule(id="EKN902", name="quieter")])
    assert [finding.rule for finding in judged.findings] == ["EKN902"]


def test_place_in_a_stub_becomes_the_call_of_the_user(sample) -> None:
    stub = sample.document('resource "aws_subnet" "this" {\n  cidr_block = "10.0.0.0/28"\n}\n', "stub.tf", stub=True)
    user = sample.document('module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n')
    call = Span(user, 0, len(user.data) - 1)
    (inner,) = sample.network(stub).subnets
    network = Network(".", subnets=(replace(inner, span=call, calls=(call,)),))
    (finding,) = judge(network, [sample.rule()]).findings
    assert finding.at == finding.block == call
    assert {line.span for line in finding.sum if line.span is not None} == {call}
    assert {span for span, _ in finding.see} == {call}
    assert finding.calls == (call,)


def test_noun_that_itself_lies_in_a_stub_is_found_by_its_call(sample) -> None:
    stub = sample.document('resource "aws_subnet" "this" {\n  cidr_block = "10.0.0.0/28"\n}\n', "stub.tf", stub=True)
    user = sample.document('module "vpc" {\n}\n')
    call = Span(user, 0, len(user.data) - 1)
    (inner,) = sample.network(stub).subnets
    (finding,) = judge(Network(".", subnets=(replace(inner, calls=(call,)),)), [sample.rule()]).findings
    assert finding.block == call


def test_instances_of_one_block_are_one_finding(sample) -> None:
    subnet = sample.network(sample.document(MAIN)).subnets[0]
    network = Network(".", subnets=tuple(replace(subnet, address=f"aws_subnet.a[{n}]") for n in range(3)))
    (finding,) = judge(network, [sample.rule()]).findings
    assert finding.resource == "aws_subnet.a[0]"
    assert finding.also == ("aws_subnet.a[1]", "aws_subnet.a[2]")


def test_instances_with_numbers_of_their_own_stay_apart(sample) -> None:
    def check(subnet: Subnet, network: Network) -> Iterator[Verdict]:
        yield Violation(f"{subnet.address} is small")

    subnet = sample.network(sample.document(MAIN)).subnets[0]
    network = Network(".", subnets=tuple(replace(subnet, address=f"aws_subnet.a[{n}]") for n in range(3)))
    assert len(judge(network, [sample.rule(check)]).findings) == 3


def test_rule_on_the_network_points_at_its_first_noun(sample) -> None:
    def check(whole: Network, network: Network) -> Iterator[Verdict]:
        yield Violation("has no cluster")

    network = sample.network(sample.document(MAIN), name="live/prod")
    (finding,) = judge(network, [sample.rule(check, on=Network)]).findings
    assert (finding.resource, finding.network, finding.at.line) == ("live/prod", "live/prod", 1)
    (finding,) = judge(Network("empty"), [sample.rule(check, on=Network)]).findings
    assert (finding.at.path, finding.at.line, finding.at.column) == ("empty", 1, 1)


def test_settings_reach_the_rule(sample) -> None:
    seen: list[Mapping[str, float]] = []

    def check(subnet: Subnet, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
        seen.append(settings)
        return iter(())

    rule = sample.rule(check, settings={"least": Setting(16, "fewest", "AWS"), "most": Setting(99, "", "")})
    judge(sample.network(sample.document(MAIN)), [rule], {"EKN901": {"least": 32}})
    assert dict(seen[0]) == {"least": 32, "most": 99}


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("EKN101", True),
        ("ekn101", True),
        ("EKN1", True),
        ("EKN", True),
        ("EKN1*", True),
        ("EKN[12]*", True),
        ("demand-exceeds-subnet", True),
        ("demand-*", True),
        ("*", True),
        ("EKN2", False),
        ("EKN1010", False),
        ("demand", False),
        ("", False),
        ("E", False),
    ],
)
def test_patterns(sample, pattern: str, meant: bool) -> None:
    assert names_rule(pattern, sample.rule(id="EKN101", name="demand-exceeds-subnet")) is meant


def test_selection(sample) -> None:
    rules = [sample.rule(id=id, name=f"rule-{id}") for id in ("EKN101", "EKN102", "EKN201")]

    def ids(chosen: tuple[Rule[object], ...]) -> list[str]:
        return [rule.id for rule in chosen]

    assert ids(select(rules)) == ["EKN101", "EKN102", "EKN201"]
    assert ids(select(rules, ["EKN1*"])) == ["EKN101", "EKN102"]
    assert ids(select(rules, ["EKN1*", "EKN201"], ["EKN102"])) == ["EKN101", "EKN201"]
    assert ids(select(rules, [], ["EKN"])) == []
    assert unmatched(rules, ["EKN1", "EKN3", "rule-*", "nothing"]) == ("EKN3", "nothing")


RULE_FILE = '''"""A sample.

How to fix
    Do.
"""
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, rule


@rule(id="{id}", name="{name}", on=Network, severity=Severity.LOW)
def check(whole, network):
    return iter(())
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package in the place of ``eks_netlint.checks``."""
    name = "sample_checks"
    made = ModuleType(name)
    made.__path__ = [str(tmp_path)]
    monkeypatch.setitem(sys.modules, name, made)
    monkeypatch.setattr(registry_module, "PACKAGE", name)
    before = dict(REGISTRY)
    REGISTRY.clear()
    yield tmp_path
    REGISTRY.clear()
    REGISTRY.update(before)
    for module in [module for module in sys.modules if module.startswith(f"{name}.")]:
        del sys.modules[module]


def test_rules_are_loaded_once_sorted_and_without_bridges(package: Path) -> None:
    (package / "ekn920_b.py").write_text(RULE_FILE.format(id="EKN920", name="rule-b"))
    (package / "ekn910_a.py").write_text(RULE_FILE.format(id="EKN910", name="rule-a"))
    (package / "_checkov.py").write_text("raise SystemExit")
    (package / "other.py").write_text("raise SystemExit")
    first, second = load_rules(), load_rules()
    assert [rule.id for rule in first] == ["EKN910", "EKN920"]
    assert all(one is two for one, two in zip(first, second, strict=True))
    assert first[0].summary == "A sample."


def test_rule_file_that_does_not_load_is_a_problem_and_no_more(package: Path) -> None:
    (package / "ekn910_a.py").write_text(RULE_FILE.format(id="EKN910", name="rule-a"))
    (package / "ekn911_broken.py").write_text("import nothing_of_that_name")
    (package / "ekn912_same.py").write_text(RULE_FILE.format(id="EKN910", name="rule-c"))
    loaded = load_ruleset()
    assert [rule.id for rule in loaded.rules] == ["EKN910"]
    assert [(problem.path, problem.internal) for problem in loaded.problems] == [
        ("sample_checks/ekn911_broken.py", True),
        ("sample_checks/ekn912_same.py", True),
    ]
    assert "nothing_of_that_name" in loaded.problems[0].message
    assert "EKN910" in loaded.problems[1].message
    with pytest.raises(RuleNotLoaded, match="ekn911_broken"):
        load_rules()
