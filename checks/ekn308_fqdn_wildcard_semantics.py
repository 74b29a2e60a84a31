"""
A pattern of names matches more or fewer names than its author seems to expect.

Why it matters
    A star stands for less than it looks: of Cilium for characters of one label, of AWS's policies for one label or
    more, of neither for the name without the label.  Traffic to sqs.eu-west-1.amazonaws.com is dropped though
    *.amazonaws.com is allowed.  A star alone allows every name, and with it every address that anybody has looked up.

How to fix
    Write the pattern at the depth that the names have (*.*.amazonaws.com, or **.amazonaws.com since Cilium 1.18), add
    the name without the label, and replace a star alone by the names that are needed.

Known limits
    Reported is what the files contradict: names in the environment of the selected pods and in DNS rules of the same
    policy, and the regional names of AWS's services.  Variables that are taken from elsewhere name nothing.

Sources
    cilium Documentation/security/policy/language.rst, DNS based; pkg/fqdn/matchpattern (v1.18, 2026-08)
    amazon-network-policy-controller-k8s api/v1alpha1, DomainName (2026-08)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.names import ANY, names
from eks_netlint.model.kubernetes.policies import Policy
from eks_netlint.model.kubernetes.wildcards import missed
from eks_netlint.model.nouns import Network
from eks_netlint.rules import Severity, Undecided, Verdict, Violation, rule
from eks_netlint.values import Known, Unknown


@rule(id="EKN308", name="fqdn-wildcard-semantics", on=Policy, severity=Severity.MEDIUM)
def check(policy: Policy, network: Network) -> Iterator[Verdict]:
    """Compare each pattern with the names that its surroundings know."""
    for name in names(policy):
        text = name.pattern
        if isinstance(text, Unknown):
            yield Undecided((text,), at=name.span)
        elif text.value == ANY and not name.exact:
            yield Violation("a star alone allows every name that is looked up", at=name.span)
        elif isinstance(text, Known) and (found := missed(policy, name, network)) is not None:
            if found.doubts:
                yield Undecided(found.doubts, at=name.span)
                continue
            see = () if found.span is None else ((found.span, found.name),)
            yield Violation(f"{text.value} does not match {found.name}: {found.why}", at=name.span, see=see)
