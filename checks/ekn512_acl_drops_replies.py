"""
The network ACL of a subnet with nodes drops replies, or what nodes ask for.

Why it matters
    An ACL does not know which packets are replies: they must be let in on the ports from which nodes open connections.
    The CNI picks those at random between 1024 and 65535, so that a narrower range fails now and then.

How to fix
    Let tcp 1024-65535 in from 0.0.0.0/0 and tcp 443 out, and udp 53 both ways within the VPC.

Known limits
    Asked of the internet as a whole: entries that shut out parts of it do not count.  Undecided where an entry, its
    number or its ports are not known.

Sources
    https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html (2026-11)
    amazon-vpc-cni-k8s README.md, AWS_VPC_K8S_CNI_RANDOMIZESNAT (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.nouns import Network
from eks_netlint.model.routing.nodes_acl import dropped
from eks_netlint.model.routing.nouns import Acl
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Unknown


@rule(id="EKN512", name="acl-drops-replies", on=Acl, severity=Severity.HIGH)
def check(acl: Acl, network: Network) -> Iterator[Verdict]:
    """Ask what nodes need of the ACL of their subnets."""
    found = dropped(acl, network)
    if isinstance(found, Unknown):
        yield Undecided((found,))
    elif found is not None:
        yield Violation(
            f"nodes run behind it and it drops {found.what}",
            at=found.span,
            severity=Severity.MEDIUM if found.sometimes else Severity.HIGH,
            see=((found.subnet.span, f"nodes run in {found.subnet.address}"),),
        )
