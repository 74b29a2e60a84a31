"""
A policy lets traffic out to a name that the config does not allow.

Why it matters
    egress-names in the config is the list of what workloads of this organisation may reach.  A name beside it is a way
    out that nobody has agreed to.

How to fix
    Remove the name from the policy, or add it to egress-names in .eks-netlint.yaml.

Known limits
    Without egress-names the rule has nothing to compare and is clean.  Names of Services of the cluster are EKN309's.

Sources
    docs/config.md, egress-names
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import covered, is_internal, names
from eks_netlint.model.kubernetes.policies import AWS, Policy
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Truth, Unknown


@rule(id="EKN325", name="egress-name-not-allowed", on=Policy, severity=Severity.HIGH)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Compare each name with the list."""
    allowed = network.wanted.names
    if not allowed:
        return
    patterns = tuple((one.value, AWS, False) for one in allowed)  # a star for one label or more
    for name in names(policy):
        if isinstance(name.pattern, Unknown):
            yield Undecided((name.pattern,), at=name.span)
        elif not is_internal(name.pattern.value) and covered(name, policy.dialect, patterns) is Truth.NO:
            count = f"{len(allowed)} name{'' if len(allowed) == 1 else 's'}"
            yield Violation(
                f"{name.pattern.value} is not among the {count} that the config allows",
                at=name.span,
                see=((allowed[0].span, "egress-names"),) if allowed[0].span is not None else (),
            )
