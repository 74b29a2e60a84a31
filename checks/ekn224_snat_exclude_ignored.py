"""
Ranges that are to be left out of source NAT are ignored.

Why it matters
    With AWS_VPC_K8S_CNI_EXTERNALSNAT nothing is translated and the list is never read.  Without it the CNI skips an
    item that is no IPv4 range, and traffic to it carries the node's address where the pod's is expected.

How to fix
    Remove the list, or switch AWS_VPC_K8S_CNI_EXTERNALSNAT off; write each item as an IPv4 range such as 10.0.0.0/8.

Known limits
    Whether the ranges themselves are the right ones is not judged.

Sources
    amazon-vpc-cni-k8s README.md, AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS, and pkg/networkutils/network.go, parseCIDRString
    (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import EXTERNAL_SNAT, SNAT_EXCLUDE, mode
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.model.snat import list_items, skipped_because
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN224", name="snat-exclude-ignored", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Read the list as the CNI does."""
    how = mode(cni)
    ranges, external = how.snat_exclude, how.external_snat
    if cni.runs is Truth.NO or (isinstance(ranges, Known) and not list_items(ranges.value or "")):
        return
    if isinstance(ranges, Unknown) or isinstance(external, Unknown):
        yield Undecided(tuple(fact for fact in (ranges, external) if isinstance(fact, Unknown)))
        return
    items = list_items(ranges.value or "")
    if external.value:
        violation = Violation(
            f"{len(items)} range{'' if len(items) == 1 else 's'} in {SNAT_EXCLUDE} ignored, {EXTERNAL_SNAT} is true",
            at=ranges.span,
            severity=Severity.LOW,
            see=((external.span, "nothing is translated"),) if external.span is not None else (),
        )
        yield if_it_runs(cni, violation)
        return
    bad = [(item, why) for item in items if (why := skipped_because(item)) is not None]
    if bad:
        named = ", ".join(f"{item} ({why})" for item, why in bad)
        yield if_it_runs(
            cni, Violation(f"{len(bad)} of {len(items)} items of {SNAT_EXCLUDE} are skipped: {named}", at=ranges.span)
        )
