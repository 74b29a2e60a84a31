"""
A pod on the host's network names a Service, and asks the node's resolver, which knows none.

Why it matters
    With hostNetwork the policy ClusterFirst, which is the default, falls back to Default: names are asked from the
    resolver of the node, the VPC's.  Names of Services do not exist there.

How to fix
    Set dnsPolicy: ClusterFirstWithHostNet.

Known limits
    Agents on the host's network that look up no Service need nothing, so only pods are reported whose command or
    variables name one (web.shop.svc, or a Service of the files), and those that write ClusterFirst out (low).

Sources
    kubernetes.io, DNS for Services and Pods, Pod's DNS Policy (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.lookups import named_services
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN753", name="host-network-without-cluster-dns", on=Workload, severity=Severity.MEDIUM)
def check(workload: Workload, network: Network) -> Iterator[Verdict]:
    """Look for names of Services in pods that cannot resolve them."""
    host, policy = workload.pod.host_network, workload.pod.dns_policy
    if (isinstance(host, Known) and not host.value) or (isinstance(policy, Known) and policy.value != "ClusterFirst"):
        return
    named = named_services(workload, network)
    unknown = tuple(fact for fact in (host, policy) if isinstance(fact, Unknown))
    if unknown:
        if named or unknown == (policy,):
            yield Undecided(unknown)
        return
    if named:
        first = named[0]
        message = f"hostNetwork with dnsPolicy ClusterFirst: {first.value} is asked from the resolver of the node"
        unwritten = isinstance(policy, Known) and policy.is_default
        assumed = ("dnsPolicy ClusterFirst, as none is written",) if unwritten else ()
        see = () if first.span is None else ((first.span, "names a Service"),)
        yield Violation(message, at=host.span, see=see, assumed=assumed)
    elif isinstance(policy, Known) and not policy.is_default:
        message = "hostNetwork with dnsPolicy ClusterFirst: names are asked from the resolver of the node nevertheless"
        yield Violation(message, at=policy.span, severity=Severity.LOW)
