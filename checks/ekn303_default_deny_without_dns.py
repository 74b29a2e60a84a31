"""
Policies deny what pods send, and none of them lets lookups out.

Why it matters
    A policy that restricts egress denies everything that no policy allows, DNS too.  Pods then reach nothing that they
    know by name, though the rules for it are there: the classic outage after a default deny.

How to fix
    Allow port 53 over UDP and TCP to kube-dns (and to 169.254.20.10 with NodeLocal DNSCache) for all pods of the
    namespace, in a policy of its own.

Known limits
    Judged are workloads of these files.  A rule that names port 53 of an address counts as one for DNS, whatever
    stands there.  Whether pods need DNS at all is not known: where nothing at all is allowed it is medium.

Sources
    aws-eks-best-practices security/network.adoc, line 101 (2026-05-04)
    https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.selection import called
from eks_netlint.model.kubernetes.severed import severed
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule


@rule(id="EKN303", name="default-deny-without-dns", on=Policy, severity=Severity.HIGH)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Ask of each workload whether the policies together let it look up names."""
    found = severed(policy, network)
    if found.workloads:
        count, few = len(found.workloads), found.workloads[:3]
        more = f" and {count - len(few)} more" if count > len(few) else ""
        nothing = "nothing leaves" if found.mute else "no lookup leaves"
        yield Violation(
            f"{nothing} the pods of {', '.join(called(one) for one in few)}{more}: no policy allows them port 53",
            severity=Severity.MEDIUM if found.mute else Severity.HIGH,
            see=tuple((one.span, one.address) for one in few),
        )
    elif found.doubts:
        yield Undecided(found.doubts)
