"""
A pod looks up names outside of the cluster, and the search list is tried before each of them.

Why it matters
    With ndots 5, the default, a name of fewer than five dots is first looked up in every domain of the search list, for
    both address families: some eight queries that fail before the one that answers.  It costs latency, and packets of
    the 1,024 a second that an interface may send to the VPC's resolver.

How to fix
    Set dnsConfig.options ndots to 2, or write outside names with a final dot.

Known limits
    Runs only where it is selected.  Names are those in commands and variables; how often they are looked up is not in
    the files.  With ndots 2 a name such as web.shop still finds its Service, web.shop.svc does not.

Sources
    aws-eks-best-practices scalability/cluster-services, CoreDNS (2026-05-04); resolv.conf(5)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.lookups import DEFAULT_NDOTS, SEARCH_DOMAINS, external_names, ndots
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN751", name="search-lists-for-outside-names", on=Workload, severity=Severity.LOW, opt_in=True)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Count the lookups that a search list adds."""
    limit = ndots(workload)
    if limit is None:
        return
    names = external_names(workload)
    if isinstance(limit, Unknown):
        if names:
            yield Undecided((limit,))
        return
    searched = [name for name in names if name.value.count(".") < limit.value]
    if not searched:
        return
    first = searched[0]
    lines = (
        SumLine(f"domains of the search list x 2 address families, {first.value}", 2 * SEARCH_DOMAINS, "queries",
                SEARCH_DOMAINS, 2, span=first.span),
        SumLine("", 2 * SEARCH_DOMAINS, "queries", role="total"),
    )  # fmt: skip
    more = f" and {len(searched) - 1} more" if len(searched) > 1 else ""
    message = f"ndots {limit.value}: {2 * SEARCH_DOMAINS} queries fail before each lookup of {first.value}{more}"
    assumed = (f"ndots {DEFAULT_NDOTS}, as none is written",) if limit.is_default else ()
    yield Violation(message, at=first.span, sum=lines, assumed=assumed)
