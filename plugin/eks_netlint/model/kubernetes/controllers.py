"""Who makes the load balancer of an object, and what that controller does where the object says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.balancers import Controller
from eks_netlint.model.kubernetes.nouns import Object, Service
from eks_netlint.model.kubernetes.places import Whereabouts, clusters_of, on_one_cluster
from eks_netlint.model.nouns import Network
from eks_netlint.values import Cause, Fact, Known, Origin, Truth, Unknown

LBC = "AWS Load Balancer Controller"
AUTO_MODE = "EKS Auto Mode"
LEGACY = "the legacy cloud controller"
NOBODY = "nobody"
OTHER = "another controller"

PREFIX = "service.beta.kubernetes.io/"
TYPE = PREFIX + "aws-load-balancer-type"
TARGET_TYPE = PREFIX + "aws-load-balancer-nlb-target-type"

_CLASSES = {"service.k8s.aws/nlb": LBC, "eks.amazonaws.com/nlb": AUTO_MODE}
"""Classes of load balancers: docs/guide/service/nlb.md of aws-load-balancer-controller v3.5 (2026-08), and the EKS user
guide, auto-configure-nlb (2026-11)."""

_ELSEWHERE = (
    "cloud.google.com/", "networking.gke.io/", "service.beta.kubernetes.io/azure-", "metallb.io/",
    "metallb.universe.tf/", "service.beta.kubernetes.io/do-", "load-balancer.hetzner.cloud/",
    "service.beta.kubernetes.io/oci-", "oci.oraclecloud.com/", "service.kubernetes.io/ibm-",
)  # fmt: skip
"""Beginnings of annotations that other clouds read."""


def annotation(thing: Object, name: str) -> Fact[str] | None:
    """An annotation of the object, None where there surely is none."""
    return thing.annotations.get(name)


def controllers_of(where: Whereabouts, network: Network, product: str = "") -> Iterator[Controller]:
    """The controllers that surely or perhaps run on the cluster, those of one product if it is named."""
    if network.kubernetes is None:
        return
    for one in network.kubernetes.controllers:
        if product in ("", one.product) and on_one_cluster(one.cluster, where) is not Truth.NO:
            yield one


def owner(service: Service, network: Network) -> Fact[str]:
    """Who makes the load balancer of a service of type LoadBalancer.

    DEFAULT where the service says nothing and a controller takes what is left.
    """
    named, kind = service.load_balancer_class, annotation(service, TYPE)
    if isinstance(named, Unknown) or isinstance(kind, Unknown):
        return named if isinstance(named, Unknown) else kind  # type: ignore[return-value]  # one of them is
    if named.value is not None:
        return Known(_CLASSES.get(named.value, OTHER), named.span)
    if any(key.startswith(_ELSEWHERE) for key in service.annotations.known):
        return Known(OTHER, service.span)
    if kind is not None and _ours(service, kind.value):
        return Known(LBC, kind.span)
    return _unclaimed(service, kind, network)


def _ours(service: Service, kind: str) -> bool:
    """Whether the annotations give the service to the AWS Load Balancer Controller (pkg/service/service_utils.go)."""
    if kind == "nlb-ip":
        return True
    target = annotation(service, TARGET_TYPE)
    return kind == "external" and isinstance(target, Known) and target.value in ("ip", "instance")


def _unclaimed(service: Service, kind: Known[str] | None, network: Network) -> Fact[str]:
    """Who takes a service that names nobody."""
    there = tuple(controllers_of(service.cluster, network))
    for one in there:
        if isinstance(one.claims, Known) and one.claims.value and one.exists is Truth.YES:
            return Known(one.product, one.span, Origin.DEFAULT)
    doubts = [one.claims for one in there if isinstance(one.claims, Unknown)]
    doubts += [one.unsure for one in there if one.exists is not Truth.YES and one.unsure is not None]
    if doubts:
        return doubts[0]
    target = annotation(service, TARGET_TYPE)
    if kind is not None and kind.value == "external" and isinstance(target, Unknown):
        return target
    if not any(one.product == LBC for one in there):
        return _no_controller(service, network)
    if kind is not None and kind.value == "external":
        return Known(NOBODY, kind.span)  # the cloud controller leaves it alone, too
    return Known(LEGACY, service.kind_of.span, Origin.DEFAULT)


def _no_controller(thing: Object, network: Network) -> Unknown:
    """Why it is not known what a controller does: none is in the files."""
    for cluster in clusters_of(thing.cluster, network):
        if isinstance(cluster.auto_mode, Unknown):
            return cluster.auto_mode
    why = "no load balancer controller is in the files; it may be installed elsewhere"
    return Unknown(why, thing.span, Cause.OUTSIDE)


def default_target_type(thing: Object, network: Network, product: str) -> Fact[str]:
    """The target type where nobody names one: what the controller that makes the load balancer is told."""
    there = tuple(controllers_of(thing.cluster, network, product))
    if not there and product == AUTO_MODE:
        return Known("ip", None, Origin.DEFAULT)  # EKS user guide, auto-configure-alb and auto-configure-nlb (2026-11)
    if not there:
        return _no_controller(thing, network)
    first = there[0].target_type
    return first if all(one.target_type == first for one in there) else Unknown("controllers differ", thing.span)
