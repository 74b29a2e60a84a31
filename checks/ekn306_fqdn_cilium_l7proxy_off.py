"""
Cilium runs without its proxy, and policies of the same cluster name DNS names.

Why it matters
    Cilium reads lookups in its proxy.  With l7Proxy turned off nobody reads them, toFQDNs rules never learn an address,
    and a rule with rules.dns is refused: the traffic that the policies are to allow is dropped.

How to fix
    Set l7Proxy to true (it is by default), or allow the addresses by toCIDRSet instead of names.

Known limits
    Only the values of the chart that these files install are seen.

Sources
    cilium Documentation/security/policy/language.rst, DNS based: --enable-l7-proxy (v1.18, 2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.proxied import needs_proxy
from eks_netlint.model.nouns import Network, PolicyEngine
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN306", name="fqdn-cilium-l7proxy-off", on=PolicyEngine, severity=Severity.HIGH)
def check(engine: PolicyEngine, network: Network) -> Iterator[Verdict]:
    """Compare the switch of the proxy with the policies that need it."""
    proxy = engine.l7_proxy
    if engine.kind != "Cilium" or (isinstance(proxy, Known) and proxy.value):
        return
    found = needs_proxy(engine, network)
    if not found:
        return
    if isinstance(proxy, Unknown):
        yield Undecided((proxy,))
        return
    few = found[:4]
    yield Violation(
        f"l7Proxy is false, and {len(found)} {'policy names' if len(found) == 1 else 'policies name'} DNS names that "
        "only the proxy can follow",
        at=proxy.span,
        see=tuple((span, policy.address) for policy, span in few),
    )
