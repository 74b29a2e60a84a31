"""
The control plane cannot reach the pods of an admission webhook: their port is not let through.

Why it matters
    The API server waits for the webhook until it times out.  With failurePolicy Fail everything that the webhook is
    asked about is refused then, often every Deployment and Pod; with Ignore each such request takes ten seconds and
    the webhook does nothing.

How to fix
    Let the pods' port in to the nodes' security group from a group that the control plane carries.

Known limits
    Webhooks, Services and pods that only a chart makes are not seen.  Pods with security groups of their own are not
    judged.  Where only some node groups are closed, the pods may run on others.

Sources
    terraform-aws-modules/eks node_groups.tf, recommended rules (v18.31.2 to v21.19.0)
    aws-ia/terraform-aws-eks-blueprints patterns/istio (2026-05)
"""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.webhooks import Webhook
from eks_netlint.model.nouns import Network
from eks_netlint.model.security.served import gathered, to_webhook
from eks_netlint.rules import Severity, Verdict, rule
from eks_netlint.rules.flows import stopped
from eks_netlint.values import Known


@rule(id="EKN404", name="webhook-port-blocked", on=Webhook, severity=Severity.HIGH)
def check(hook: Webhook, network: Network) -> Iterator[Verdict]:
    """Ask whether the control plane reaches the pods behind the webhook."""
    found = gathered(to_webhook(hook, network))
    name = hook.hook.value if isinstance(hook.hook, Known) else "the webhook"
    lenient = isinstance(hook.fails, Known) and not hook.fails.value
    severity = Severity.MEDIUM if lenient or found.passing else Severity.HIGH
    message = f"the control plane cannot reach {name} on {{ports}}: {{why}}"
    yield from stopped(found, message, network, severity, hook.backend.span)
