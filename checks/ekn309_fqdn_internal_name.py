"""
A policy lets traffic out to the DNS name of a Service of the cluster.

Why it matters
    Policies by name are made for the outside.  What a Service's name resolves to is an address that is translated to
    that of a pod before or after policies are looked at, and pods are known by their labels, not by addresses: the
    rule never matches.

How to fix
    Select the pods by their labels (podSelector and namespaceSelector, toEndpoints), or the Service (toServices).

Known limits
    Only names below cluster.local and names that end in svc are known to be internal.

Sources
    cilium Documentation/security/policy/language.rst, DNS based: for external names (v1.18, 2026-08)
    https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html (2026)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import is_internal, names
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN309", name="fqdn-internal-name", on=Policy, severity=Severity.MEDIUM)
def check(policy: Policy, _: Network) -> Iterator[Verdict]:
    """Look at the end of each name."""
    for name in names(policy):
        if isinstance(name.pattern, Unknown):
            yield Undecided((name.pattern,), at=name.span)
        elif is_internal(name.pattern.value):
            yield Violation(
                f"{name.pattern.value} is a name inside of the cluster, of which rules on names know no address",
                at=name.span,
            )
