"""
The files declare so many Services that kube-proxy's iptables rules become slow, or no more are possible.

Why it matters
    In mode iptables every node keeps rules for every Service, and a connection's first packet goes through them one by
    one.  Kubernetes supports 10,000 Services in a cluster and 5,000 in a namespace.

How to fix
    Use mode nftables (Kubernetes 1.33 or later), or spread the Services over clusters.

Known limits
    Only what the files declare is counted; it is a lower bound.  Since 1.28 updates are incremental: the finding is low
    there.

Sources
    aws-eks-best-practices scalability/workloads.adoc (2026-05-04); kubernetes.io, Considerations for large clusters
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from eks_netlint.model.kubernetes.balancers import KubeProxy
from eks_netlint.model.kubernetes.nodes import at_least, version_of
from eks_netlint.model.kubernetes.nouns import Service
from eks_netlint.model.kubernetes.places import on_one_cluster
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Setting, Severity, SumLine, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(
    id="EKN706",
    name="many-services-with-iptables",
    on=KubeProxy,
    severity=Severity.HIGH,
    settings={
        "services": Setting(1000, "Services in mode iptables that are let pass", "EKS best practices, IPVS"),
        "cluster": Setting(10_000, "Services that a cluster supports", "EKS best practices, workloads"),
        "namespace": Setting(5_000, "Services that a namespace supports", "EKS best practices, workloads"),
    },
)
def check(proxy: KubeProxy, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Count Services."""
    counted = _counted(proxy, network)
    total = sum(counted.values())
    largest, most = max(counted.items(), key=lambda item: item[1], default=("", 0))
    if total > settings["cluster"] or most > settings["namespace"]:
        many = total > settings["cluster"]
        limit, number = int(settings["cluster" if many else "namespace"]), total if many else most
        where = "" if many else f" in namespace {largest}"
        message = f"{number} Services{where}, Kubernetes supports {limit}"
        yield Violation(message, at=proxy.span, sum=_sum({largest: most} if not many else counted, limit))
    elif total > settings["services"] and proxy.runs is not Truth.NO:
        yield from _slow(proxy, network, counted, int(settings["services"]))


def _slow(proxy: KubeProxy, network: Network, counted: Counter[str], limit: int) -> Iterator[Verdict]:
    mode, version = proxy.mode, version_of(proxy.cluster, network)
    if isinstance(mode, Unknown):
        yield Undecided((mode,))
    elif mode.value == "iptables":
        severity = Severity.MEDIUM if at_least(version, "1.28") is Truth.NO else Severity.LOW
        message = f"{sum(counted.values())} Services with kube-proxy in mode iptables, more than {limit}"
        assumed = ("mode iptables, as none is written",) if mode.is_default else ()
        yield Violation(message, at=mode.span, severity=severity, sum=_sum(counted, limit), assumed=assumed)


def _sum(counted: Mapping[str, int], limit: int) -> tuple[SumLine, ...]:
    total = sum(counted.values())
    ranked = sorted(counted.items(), key=lambda item: -item[1])
    lines = [SumLine(f"namespace {name}", number, "Services") for name, number in ranked[:5]]
    if len(ranked) > 5:
        lines.append(SumLine(f"{len(ranked) - 5} other namespaces", sum(n for _, n in ranked[5:]), "Services"))
    lines.append(SumLine("", total, "Services", role="total"))
    return (*lines, SumLine("let pass", limit, "Services", role="available"))


def _counted(proxy: KubeProxy, network: Network) -> Counter[str]:
    services: tuple[Service, ...] = () if network.kubernetes is None else network.kubernetes.services
    here = (one for one in services if on_one_cluster(one.cluster, proxy.cluster) is Truth.YES)
    sure = (one for one in here if one.exists is Truth.YES)
    return Counter(one.namespace.value if isinstance(one.namespace, Known) else "unknown" for one in sure)
