"""
Nodes run in a zone that has no ENIConfig.

Why it matters
    With ENI_CONFIG_LABEL_DEF set to the zone label a node looks for the ENIConfig named like its zone.  In a zone
    without one the CNI attaches no interface and every pod there stays in ContainerCreating.

How to fix
    Create one ENIConfig for each zone of the node groups, named exactly like the zone.

Known limits
    Zones known by name and zones known by id cannot be compared, and neither can those of two data sources.
    ENIConfigs that these files do not show leave it undecided.  Annotations on nodes win over the label and are not
    seen.

Sources
    aws-eks-best-practices networking/custom-networking.adoc (2026-05-04)
    amazon-vpc-cni-k8s README.md, ENI_CONFIG_LABEL_DEF (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import mode
from eks_netlint.model.custom_networking import config_names, service, through_eni_configs
from eks_netlint.model.eni_configs import ZONE_LABELS
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN216", name="eniconfig-missing-for-az", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Compare the zones of the nodes with the names of the ENIConfigs."""
    on, label = through_eni_configs(cni, network), mode(cni).eni_config_label
    if cni.runs is Truth.NO or (isinstance(on, Known) and not on.value):
        return
    if isinstance(label, Known) and label.value not in ZONE_LABELS:
        return  # by a label of the nodes: EKN215
    found = service(cni, network)
    if not found.without:
        if found.doubts:
            yield Undecided(found.doubts)
        return
    if isinstance(on, Unknown) or isinstance(label, Unknown):
        yield Undecided(tuple(fact for fact in (on, label) if isinstance(fact, Unknown)))
        return
    zones = {str(place.zone): place for place in found.without}
    violation = Violation(
        f"nodes run in {len(zones)} zone{'' if len(zones) == 1 else 's'} without an ENIConfig: {', '.join(zones)}; "
        f"ENIConfigs: {config_names(network)}",
        at=label.span,
        see=tuple((place.subnet.span, f"nodes in {zone}") for zone, place in zones.items())[:4],
    )
    yield if_it_runs(cni, violation)
