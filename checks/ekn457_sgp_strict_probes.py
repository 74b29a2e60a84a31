"""
kubelet cannot probe pods whose security groups are enforced strictly.

Why it matters
    Early demultiplexing makes the node take the answer of such a pod for its own: probes over TCP fail, kubelet
    restarts the containers, and no pod becomes ready.

How to fix
    Set DISABLE_TCP_EARLY_DEMUX to "true" for the init container of the VPC CNI, or
    POD_SECURITY_GROUP_ENFORCING_MODE=standard.

Known limits
    Probes of kind exec need no connection.  A cluster whose CNI nothing in the files configures is undecided.  Which
    service accounts a policy selects is not read.

Sources
    amazon-vpc-cni-k8s README.md, DISABLE_TCP_EARLY_DEMUX (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.density import cluster_of
from eks_netlint.model.kubernetes.pod_groups import STRICT_ASSUMED, early_demux_off, probed, strictly
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN457", name="sgp-strict-probes", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for probes over TCP of pods with groups of their own."""
    cluster = cluster_of(cni, network)
    if cluster is None or network.kubernetes is None or not network.kubernetes.group_policies:
        return
    strict, off = strictly(cni), early_demux_off(cni)
    if (isinstance(strict, Known) and not strict.value) or (isinstance(off, Known) and off.value):
        return
    every = probed(cluster, network)
    surely = [probe for probe, answer in every if answer is Truth.YES]
    if not every:
        return
    doubts = tuple(fact for fact in (strict, off) if isinstance(fact, Unknown))
    if not surely:
        doubts += (Unknown("whether pods with probes have groups of their own is not known", every[0][0].span),)
    if doubts or isinstance(strict, Unknown) or isinstance(off, Unknown):
        yield Undecided(doubts)
        return
    count = "1 probe" if len(surely) == 1 else f"{len(surely)} probes"
    defaults = ((STRICT_ASSUMED, strict.is_default), ("DISABLE_TCP_EARLY_DEMUX=false", off.is_default))
    yield Violation(
        f"{count} over TCP of pods with groups in mode strict fail: DISABLE_TCP_EARLY_DEMUX is not true",
        at=strict.span if off.is_default else off.span,
        see=tuple((probe.span, f"{probe.kind} of {probe.owner}") for probe in surely[:4]),
        assumed=tuple(said for said, is_default in defaults if is_default),
    )
