"""Verdicts on settings of a CNI that may not run."""

from __future__ import annotations

from eks_netlint.model.nouns import CniSettings
from eks_netlint.rules import Undecided, Violation
from eks_netlint.values import Truth, Unknown


def if_it_runs(cni: CniSettings, violation: Violation) -> Violation | Undecided:
    """The violation where the CNI surely runs, else undecided: settings of a CNI that is not there break nothing."""
    if cni.runs is Truth.YES:
        return violation
    why = Unknown("whether the VPC CNI runs on the cluster is not known", cni.span)
    return Undecided((why,), at=violation.at)
