"""Admission webhooks, and add-ons that the control plane asks."""

from __future__ import annotations

from eks_netlint.model.kubernetes.balancers import Backend
from eks_netlint.model.kubernetes.nouns import Object
from eks_netlint.model.nouns import Cluster, Noun
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Unknown


@dataclass(frozen=True, slots=True)
class Webhook(Object):
    """One hook of a webhook configuration: the API server asks the pods of ``backend``.

    ``hook`` is its own name.  ``fails`` says whether requests fail where it does not answer (``failurePolicy``; Fail by
    default).  A hook with an ``url`` has no backend and is none of these.
    """

    hook: Fact[str]
    backend: Backend
    fails: Fact[bool]


@dataclass(frozen=True, slots=True)
class Addon(Noun):
    """An EKS add-on by its name, and the cluster on which it runs."""

    name: str
    cluster: Cluster | Unknown
