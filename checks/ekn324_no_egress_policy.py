"""
No policy restricts what a workload sends, though others of its namespace are restricted.

Why it matters
    Where policies are in use, the workload that was left out is the way around them: it reaches every address, and
    whoever gets into it does too.

How to fix
    Write a policy with policyTypes Egress that selects it, best one for all pods of the namespace.

Known limits
    Reported where policies of the namespace restrict what most of its other workloads send, and for every workload
    that carries one of the sensitive-labels of the config (high).

Sources
    aws-eks-best-practices security/network.adoc (2026-05-04)
    docs/config.md, sensitive-labels
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.unrestricted import unrestricted
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Setting, Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(
    id="EKN324",
    name="no-egress-policy",
    on=Workload,
    severity=Severity.HIGH,
    settings={
        "percent": Setting(
            50,
            "share of the workloads of the namespace from which on those without a policy count as left out",
            "our judgement: where few are restricted, a policy for one of them is meant for it alone",
        )
    },
)
def check(workload: Workload, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Look for a policy that restricts what the workload sends."""
    found = unrestricted(workload, network)
    if found is None:
        return
    if found.doubts:
        yield Undecided(found.doubts)
    elif found.sensitive:
        yield Violation("carries a label that the config calls sensitive, and no policy restricts what it sends")
    elif found.percent >= settings["percent"]:
        others = "1 other workload is" if found.others == 1 else f"{found.others} other workloads are"
        yield Violation(
            f"no policy restricts what it sends; {others} restricted in its namespace",
            severity=Severity.LOW,
            see=tuple((span, "restricts others") for span in found.spans),
        )
    elif found.most >= settings["percent"]:
        yield Undecided((Unknown("how many workloads of the namespace are restricted is not known", workload.span),))
