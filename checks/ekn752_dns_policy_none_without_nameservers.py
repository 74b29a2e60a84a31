"""
A pod has dnsPolicy None and names no nameserver.

Why it matters
    None takes everything from dnsConfig.  Without a nameserver there the API server refuses the pod: "must provide at
    least one DNS nameserver when `dnsPolicy` is None".

How to fix
    Keep dnsPolicy: ClusterFirst and set only dnsConfig.options, or name the nameservers.

Known limits
    Whether the nameservers answer for Services is not looked at.

Sources
    kubernetes.io, Pod's DNS Config (2026-11); pkg/apis/core/validation/validation.go (Kubernetes 1.33)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN752", name="dns-policy-none-without-nameservers", on=Workload, severity=Severity.HIGH)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Look for nameservers where nothing else gives any."""
    policy, config = workload.pod.dns_policy, workload.pod.dns_config
    if isinstance(policy, Unknown):
        yield Undecided((policy,))
    elif policy.value == "None":
        if isinstance(config, Unknown):
            yield Undecided((config,), at=policy.span)
        elif config is None or not config.nameservers.known:
            if config is not None and config.nameservers.rest is not None:
                yield Undecided((config.nameservers.rest,), at=policy.span)
            else:
                written = "no dnsConfig" if config is None else "a dnsConfig without nameservers"
                yield Violation(f"dnsPolicy None with {written}: the API server refuses the pod", at=policy.span)
