"""
The range of the cluster's Services overlaps an address range of its VPC, or of a network it is connected to.

Why it matters
    Addresses of Services exist on every node.  Where they overlap the VPC, traffic to a real host with such an address
    goes to a Service instead, or nowhere.  The same holds for hosts on-premises or in a peered VPC.

How to fix
    Choose a service range that overlaps neither the VPC nor anything it is connected to, for example 172.20.0.0/16.

Known limits
    Ranges of peered or on-premises networks are not in the files; ``ranges`` in the config names them.  Without a
    written range EKS picks one of 10.100.0.0/16 and 172.20.0.0/16 that does not overlap the VPC.

Sources
    https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html (serviceIpv4Cidr must
    not overlap a CIDR block of the VPC)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Cluster, Network
from eks_netlint.model.ranges import ranges_of_cluster
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN114", name="service-cidr-overlap", on=Cluster, severity=Severity.HIGH)
def check(cluster: Cluster, network: Network) -> Iterator[Verdict]:
    """Compare a written service range with the ranges of the cluster's VPCs."""
    service = cluster.service_cidr
    if isinstance(service, Unknown):
        yield Undecided((service,), at=service.span)
        return
    if service.value is None:
        return
    known, unknown = ranges_of_cluster(cluster, network)
    hit = next((one for one in known if one.value.overlaps(service.value)), None)
    if hit is not None:
        yield Violation(
            f"service range {service.value} overlaps {hit.value} of the VPC",
            at=service.span,
            see=((hit.span, f"VPC range {hit.value}"),) if hit.span is not None else (),
        )
    elif unknown:
        yield Undecided(unknown, at=service.span)
    for outside in network.outside:
        if outside.cidr.value.overlaps(service.value):
            yield Violation(
                f"service range {service.value} overlaps {outside.cidr.value}, which is {outside.name}: "
                "pods cannot reach hosts there",
                at=service.span,
                severity=Severity.MEDIUM,
                see=((outside.cidr.span, outside.name),) if outside.cidr.span is not None else (),
            )
