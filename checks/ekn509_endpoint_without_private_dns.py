"""
An interface endpoint of a service that nodes need answers to none of the service's names.

Why it matters
    Nodes, CNI and pods ask for ec2.REGION.amazonaws.com and the like.  Without private DNS these names still lead to
    public addresses: traffic goes around the endpoint, and nowhere at all where there is no other way out.

How to fix
    Set private_dns_enabled = true; the VPC needs enable_dns_support and enable_dns_hostnames for it.

Known limits
    Silent where another endpoint of the VPC for the same service has private DNS.  Undecided where the files make
    private hosted zones, which may hold the names.  High where nodes have no default route, else medium.

Sources
    https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html (2026-11)
    https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html (2026-11)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.endpoints import unnamed
from eks_netlint.model.routing.nouns import Endpoint
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN509", name="endpoint-without-private-dns", on=Endpoint, severity=Severity.HIGH)
def check(endpoint: Endpoint, network: Network) -> Iterator[Verdict]:
    """Look for the names of the endpoint's service."""
    found = unnamed(endpoint, network)
    if isinstance(found, Unknown):
        yield Undecided((found,), at=endpoint.private_dns.span)
    elif found is not None:
        setting = endpoint.private_dns
        default = isinstance(setting, Known) and setting.is_default
        only = "nodes have no other way out" if found.only_way else "traffic of nodes goes around it"
        yield Violation(
            f"private DNS is off: the names of {found.service} do not lead to the endpoint, and {only}",
            at=setting.span,
            severity=Severity.HIGH if found.only_way else Severity.MEDIUM,
            see=((found.subnet.span, f"nodes run in {found.subnet.address}"),),
            assumed=("private_dns_enabled is false by default",) if default else (),
        )
