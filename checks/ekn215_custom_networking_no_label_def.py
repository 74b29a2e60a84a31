"""
Custom networking is on and nothing leads the nodes to an ENIConfig.

Why it matters
    A node looks for the ENIConfig that its label names, and for one called "default" where it carries no such label.
    If there is none the CNI attaches no interface and every pod of the node stays in ContainerCreating.

How to fix
    Set ENI_CONFIG_LABEL_DEF to topology.kubernetes.io/zone and name each ENIConfig after its zone, or give the node
    groups the label k8s.amazonaws.com/eniConfig.

Known limits
    Nodes can be annotated or labelled by hand or by a controller, which no file shows.  ENIConfigs that these files do
    not show leave it undecided, and so does ENI_CONFIG_ANNOTATION_DEF.

Sources
    amazon-vpc-cni-k8s README.md and pkg/eniconfig/eniconfig.go, GetNodeSpecificENIConfigName (v1.23.1, 2026-08-20)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.cni import ENI_CONFIG_LABEL, mode
from eks_netlint.model.custom_networking import by_annotation, config_names, service, through_eni_configs
from eks_netlint.model.eni_configs import ZONE_LABELS
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Known, Truth, Unknown


@rule(id="EKN215", name="custom-networking-no-label-def", on=CniSettings, severity=Severity.MEDIUM)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Look for node groups whose label leads to no ENIConfig."""
    on, label = through_eni_configs(cni, network), mode(cni).eni_config_label
    if cni.runs is Truth.NO or (isinstance(on, Known) and not on.value):
        return
    if isinstance(label, Known) and label.value in ZONE_LABELS:
        return  # by zone: EKN216
    found = service(cni, network)
    if not found.without:
        if found.doubts:
            yield Undecided(found.doubts)
        return
    if isinstance(on, Unknown) or isinstance(label, Unknown) or by_annotation(cni) is not None:
        doubts = (on, label, by_annotation(cni))
        yield Undecided(tuple(doubt for doubt in doubts if isinstance(doubt, Unknown)))
        return
    asked = ", ".join(dict.fromkeys(f'"{place.asks_for}"' for place in found.without))
    groups = {place.group.address: place.group for place in found.without}
    count = f"{len(groups)} node group{'' if len(groups) == 1 else 's'}"
    violation = Violation(
        f"label {label.value} leads nodes of {count} to ENIConfig {asked}; ENIConfigs: {config_names(network)}",
        at=on.span if label.is_default else label.span,
        see=tuple((span, "nodes without an ENIConfig") for span in dict.fromkeys(g.span for g in groups.values()))[:4],
        assumed=(f"{ENI_CONFIG_LABEL}={label.value}",) if label.is_default else (),
    )
    yield if_it_runs(cni, violation)
