"""
kube-proxy runs in mode ipvs, which is on its way out of Kubernetes.

Why it matters
    The mode is deprecated since Kubernetes 1.35, which logs a warning.  Its feature gate is planned to be off from 1.40
    on, where kube-proxy refuses to start in it: no Service is reachable from the nodes of that version.

How to fix
    Use mode nftables (Kubernetes 1.33 and a kernel of 5.13 or later), or iptables, whose updates are incremental since
    1.28.

Known limits
    The versions are those of the upstream plan of 2026-05.  Clusters whose kube-proxy something else replaces are left
    out.

Sources
    KEP-5495, deprecate IPVS mode in kube-proxy (2026-05); KEP-3866, nftables mode (GA in 1.33)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import KubeProxy
from eks_netlint.model.kubernetes.nodes import at_least, version_of
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN701", name="kube-proxy-ipvs", on=KubeProxy, severity=Severity.HIGH)
def check(proxy: KubeProxy, network: Network) -> Iterator[Verdict]:
    """Compare the mode with what the version of the cluster makes of it."""
    if proxy.runs is Truth.NO or (isinstance(proxy.mode, Known) and proxy.mode.value != "ipvs"):
        return
    version = version_of(proxy.cluster, network)
    if isinstance(proxy.mode, Unknown) or proxy.runs is Truth.UNSURE:
        runs = Unknown("whether kube-proxy runs is not known", proxy.span)
        yield Undecided((proxy.mode if isinstance(proxy.mode, Unknown) else runs,))
        return
    said = version.value if isinstance(version, Known) else ""
    if at_least(version, "1.40") is Truth.YES:
        yield Violation(f"mode ipvs on Kubernetes {said}: kube-proxy does not start", at=proxy.mode.span)
    elif at_least(version, "1.35") is Truth.YES:
        message = f"mode ipvs is deprecated in Kubernetes {said}, and off from 1.40 on"
        yield Violation(message, at=proxy.mode.span, severity=Severity.MEDIUM)
    else:
        on = f"; the cluster is {said}" if said else ""
        message = f"mode ipvs is deprecated from Kubernetes 1.35 on, and off from 1.40{on}"
        yield Violation(message, at=proxy.mode.span, severity=Severity.LOW)
