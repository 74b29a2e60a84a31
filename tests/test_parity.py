"""One network in every language: the facts of the model are equal, and so are the findings.

What a language forces to be otherwise stands in ``differences.yaml`` of the network, with the reason; a difference that
is gone has to go from there, too.
"""

from __future__ import annotations

from functools import cache

import pytest
import yaml

import test_eksctl_parity as eksctl
from eks_netlint import analysis
from eks_netlint.model.nouns import Network
from eks_netlint.options import Options
from eks_netlint.report import Report

LANGUAGES = ("terraform", "modules", "plan", "cloudformation", "eksctl")
"""What all others are compared with comes first."""
NETWORKS = sorted(folder.name for folder in eksctl.PARITY.iterdir())
WIDTH = max(map(len, LANGUAGES)) + 2


def facts(network: Network) -> dict[str, object]:
    """What is compared, each under its name."""
    found = eksctl.facts(network)
    found["subnets"] = sorted(
        (*map(eksctl.plain, (one.cidr, one.zone, one.default_route)), *roles)
        for one in network.subnets
        for roles in [sorted(tag for tag in one.tags.known if tag.startswith("kubernetes.io/"))]
    )
    found["clusters"] = [
        (eksctl.plain(one.name), eksctl.plain(one.ip_family), len(one.subnets.known), eksctl.plain(one.endpoint_public))
        for one in network.clusters
    ]
    found["cni"] = [{key: eksctl.plain(value) for key, value in one.cni.env.items()} for one in network.clusters]
    found["pod interfaces"] = [eksctl.plain(one.pod_interfaces) for one in network.clusters]
    return found


@cache
def shown(network: str, language: str) -> tuple[dict[str, object], Report]:
    """What a network is in a language: its facts with its findings, and the whole report."""
    case = eksctl.PARITY / network / language
    report = analysis.analyse([case], Options(tree=case))
    assert not report.problems
    return {**facts(eksctl.only(case)), "findings": eksctl.said(report, {})}, report


def listed(network: str) -> dict[tuple[str, str], str]:
    """The reason for each difference that a language forces."""
    text = (eksctl.PARITY / network / "differences.yaml").read_text(encoding="utf-8")
    return {(language, fact): why for language, facts in yaml.safe_load(text).items() for fact, why in facts.items()}


@pytest.mark.parametrize("network", NETWORKS)
def test_matrix(network: str) -> None:
    wanted, _ = shown(network, LANGUAGES[0])
    reasons = listed(network)
    found = {(language, fact): shown(network, language)[0][fact] for language in LANGUAGES for fact in wanted}
    differ = {key for key, value in found.items() if value != wanted[key[1]]}
    print(f"\n{network:<22}", *(f"{language:<{WIDTH}}" for language in LANGUAGES))
    for fact in wanted:
        words = {True: "differs", False: "equal"}
        print(f"  {fact:<20}", *(f"{words[(language, fact) in differ]:<{WIDTH}}" for language in LANGUAGES))
    for (language, fact), why in reasons.items():
        print(f"  {language}, {fact}: {why}")
    unlisted = [f"{where}: {found[where]}, in {LANGUAGES[0]} {wanted[where[1]]}" for where in differ - set(reasons)]
    assert not unlisted, "\n".join(unlisted)
    assert set(reasons) <= differ, f"listed, and no difference any more: {sorted(set(reasons) - differ)}"


@pytest.mark.parametrize("network", NETWORKS)
def test_every_language_shows_a_fault_and_what_is_clean(network: str) -> None:
    reports = [shown(network, language)[1] for language in LANGUAGES]
    faults = set.intersection(*({each.rule for each in report.findings} for report in reports))
    clean = set.intersection(*({each.rule for each in report.clean} for report in reports))
    assert faults
    assert clean - faults
