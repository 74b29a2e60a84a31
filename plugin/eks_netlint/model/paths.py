"""May A reach B on these ports: the steps at both ends and on the way, as one proof."""

from __future__ import annotations

from eks_netlint.model.nouns import Network
from eks_netlint.model.proof import Ports, Proof
from eks_netlint.model.security.admission import admits
from eks_netlint.model.security.nouns import EGRESS, INGRESS
from eks_netlint.model.security.parties import Party


def past_groups(source: Party, target: Party, ports: Ports, network: Network) -> Proof:
    """Whether the security groups of both ends let the ports pass: out of the source, into the target.

    Groups keep the connection in mind: what answers passes by itself.
    """
    out = admits(EGRESS, source, target, ports, network)
    into = admits(INGRESS, target, source, ports, network)
    return Proof(tuple(step for step in (out, into) if step is not None))
