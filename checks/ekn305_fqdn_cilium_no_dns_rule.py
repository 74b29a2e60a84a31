"""
A Cilium policy lets traffic out to names, and no DNS rule for the same pods shows Cilium their addresses.

Why it matters
    Cilium learns which addresses a name stands for from the lookups that pass its DNS proxy, and only a rule with
    rules.dns sends lookups there.  Without one for the same pods the name has no address: its traffic is dropped,
    though the name resolves and the policy looks right.

How to fix
    Allow port 53 to kube-dns with rules.dns (matchPattern "*", or the names that are needed) for the same pods, in
    this policy or in a cluster-wide one.

Known limits
    The DNS rule may stand in any Cilium policy of the files; one that is applied from elsewhere is not seen.

Sources
    cilium Documentation/security/policy/language.rst, DNS based (v1.18, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import names, shown
from eks_netlint.model.kubernetes.policies import CILIUM, Policy
from eks_netlint.model.kubernetes.proxied import unlearned
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule


@rule(id="EKN305", name="fqdn-cilium-no-dns-rule", on=Policy, severity=Severity.HIGH)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Look for DNS rules that hold for the pods of the policy and let its names through."""
    written = names(policy) if policy.dialect == CILIUM else ()
    if not written:
        return
    found = unlearned(policy, network)
    if found.names:
        whom = f" for {found.whom}" if found.whom else ""
        message = (
            f"no DNS rule lets {shown(found.names)} be looked up through Cilium's proxy{whom}"
            if found.has_rule
            else f"addresses of {shown(found.names)} are never learned: no rule with rules.dns selects {found.whom}"
        )
        yield Violation(
            message,
            at=found.names[0].span,
            see=tuple((span, "port 53 is open here, but not through the proxy") for span in found.plain)
            + tuple((span, "the DNS rule") for span in found.rules),
        )
    elif found.doubts:
        yield Undecided(found.doubts, at=written[0].span)
