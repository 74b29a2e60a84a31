"""
WARM_IP_TARGET is so large that nodes hold many more addresses than their pods need.

Why it matters
    WARM_IP_TARGET counts free addresses, not all of them.  With a minimum of 30 and a target of 30 a node takes 60
    addresses for its first 30 pods; a target as large as max pods can never be reached.

How to fix
    Put the expected number of pods into MINIMUM_IP_TARGET and a small number, 1 to 5, into WARM_IP_TARGET.

Known limits
    Where no instance type of the cluster is known only the two targets are compared with each other.

Sources
    amazon-vpc-cni-k8s README.md, MINIMUM_IP_TARGET, the example with 30 and 60 addresses (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eks_netlint.model.cni import mode
from eks_netlint.model.density import smallest_max_pods, stray_below
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Setting, Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Truth, Unknown


@rule(
    id="EKN206",
    name="warm-ip-too-large",
    on=CniSettings,
    severity=Severity.MEDIUM,
    settings={
        "free": Setting(16, "free addresses from which a target that doubles the minimum counts", "catalogue B06")
    },
)
def check(cni: CniSettings, network: Network, settings: Mapping[str, float]) -> Iterator[Verdict]:
    """Compare the target with max pods and with the minimum."""
    how = mode(cni)
    warm, floor = how.warm_ip_target, how.minimum_ip_target
    if cni.runs is Truth.NO or (isinstance(warm, Known) and not warm.value):
        return
    if isinstance(warm, Unknown):
        yield Undecided((warm,))
        return
    free = warm.value or 0
    density = smallest_max_pods(cni, network)
    if isinstance(density, Known) and free >= density.value.pods:
        yield Violation(
            f"WARM_IP_TARGET is {free}, max pods of {density.value.instance_type} is {density.value.pods}",
            at=warm.span,
            see=((density.span, density.value.group),) if density.span is not None else (),
            assumed=density.value.assumed,
        )
    elif isinstance(floor, Known) and floor.value and free >= floor.value and free >= settings["free"]:
        yield Violation(
            f"WARM_IP_TARGET {free} on top of MINIMUM_IP_TARGET {floor.value} takes {floor.value + free} addresses "
            f"for {floor.value} pods",
            at=warm.span,
            see=((floor.span, "the minimum"),) if floor.span is not None else (),
        )
    elif isinstance(density, Unknown):
        yield Undecided((density,))
    elif (why := stray_below(cni, network, free)) is not None:
        yield Undecided((why,))
