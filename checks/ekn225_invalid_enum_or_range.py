"""
A setting of the VPC CNI has a name or a value that cannot be used.

Why it matters
    EKS refuses an add-on whose settings are not all strings or not all known; some values keep aws-node from starting,
    and with it every node from becoming ready; the others are logged and the default holds.

How to fix
    Write the name as the README of the CNI does, and a value of its range; write numbers and bools of the add-on as
    strings: WARM_PREFIX_TARGET = "1".

Known limits
    A name that is not like any known one is taken for a new variable.  Numbers and bools are only reported where the
    managed add-on alone configures the CNI.

Sources
    amazon-vpc-cni-k8s README.md, cmd/aws-vpc-cni/main.go and pkg/ipamd/ipamd.go (v1.23.1, 2026-08-20)
    https://docs.aws.amazon.com/cli/latest/reference/eks/describe-addon-configuration.html (example for vpc-cni)
    https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2348 (values must be strings, 2022-12-17)
    https://github.com/aws/amazon-vpc-cni-k8s/issues/2491 (a variable of the init container in env, 2023-08-09)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.custom_networking import ipv6
from eks_netlint.model.nouns import CniSettings, Network
from eks_netlint.model.variables import Effect, Fault, faults
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.rules.running import if_it_runs
from eks_netlint.values import Truth, Unknown


@rule(id="EKN225", name="invalid-enum-or-range", on=CniSettings, severity=Severity.HIGH)
def check(cni: CniSettings, network: Network) -> Iterator[Verdict]:
    """Read every variable as EKS and the CNI do."""
    if cni.runs is Truth.NO:
        return
    doubts: list[Unknown] = []
    for fault in faults(cni, ipv6(cni, network)):
        if isinstance(fault, Fault):
            severity = Severity.MEDIUM if fault.effect is Effect.IGNORED else Severity.HIGH
            message = f"{fault.name} {fault.problem}: {fault.effect.value}"
            yield if_it_runs(cni, Violation(message, at=fault.span, severity=severity))
        else:
            doubts.append(fault)
    if doubts:
        yield Undecided(tuple(dict.fromkeys(doubts)))
