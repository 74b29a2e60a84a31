"""
Lookups are allowed over UDP alone.

Why it matters
    An answer that does not fit into a UDP message is asked for again over TCP: many addresses, TXT records, names of
    databases with many endpoints.  Those few names then fail, and nothing says why.

How to fix
    Allow TCP to port 53 beside UDP.

Known limits
    None.

Sources
    RFC 7766, section 5 (DNS over TCP is not optional)
    aws-eks-best-practices security/network.adoc (2026-05-04)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.selection import policies_rest
from eks_netlint.model.kubernetes.servers import over_tcp, udp_alone
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown


@rule(id="EKN304", name="dns-tcp-missing", on=Policy, severity=Severity.LOW)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Compare the protocols of the rule for lookups."""
    found = udp_alone(policy, network)
    if found is None:
        return
    ports = None if found.rule.ports is None else next((one.span for one in found.rule.ports.known), None)
    at = ports or found.rule.span
    rest = policies_rest(network)
    allowed = over_tcp(policy, network)
    if found.sure is Truth.YES and allowed is Truth.NO and rest is None:
        yield Violation("port 53 is open over UDP and not over TCP", at=at)
    elif allowed is not Truth.YES:
        why = Unknown("whether port 53 is open over TCP is not known", at)
        yield Undecided((why if rest is None else rest,), at=at)
