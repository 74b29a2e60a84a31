"""The class of an ingress: whether it makes an ALB, and which IngressClassParams count."""

from __future__ import annotations

from eks_netlint.model.kubernetes.balancers import Ingress, IngressClass, IngressClassParams
from eks_netlint.model.kubernetes.controllers import AUTO_MODE, LBC, annotation, controllers_of
from eks_netlint.model.kubernetes.labels import all_of
from eks_netlint.model.kubernetes.nouns import Kubernetes
from eks_netlint.model.kubernetes.places import same_name, together
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

PREFIX = "alb.ingress.kubernetes.io/"
CLASS = "kubernetes.io/ingress.class"
DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
NAME = "alb"
"""What the chart of the controller calls its class, and what it takes the annotation to say."""

_CONTROLLERS = {"ingress.k8s.aws/alb": LBC, "eks.amazonaws.com/alb": AUTO_MODE}


@dataclass(frozen=True, slots=True)
class AlbClass:
    """How an ingress is classified.

    ``makes_alb`` says whether a controller of AWS takes it, ``product`` which one.  ``params`` are those of its class,
    None where it surely has none, and Unknown where the class is not in the files.
    """

    makes_alb: Truth
    product: str = LBC
    params: IngressClassParams | Unknown | None = None
    unsure: Unknown | None = None


def alb_class(ingress: Ingress, network: Network) -> AlbClass:
    """The class of the ingress; the annotation of old counts before the field (pkg/ingress/group_loader.go)."""
    by_annotation = annotation(ingress, CLASS)
    if isinstance(by_annotation, Unknown):
        return AlbClass(Truth.UNSURE, unsure=by_annotation)
    if by_annotation is not None:
        return AlbClass(Truth.of(by_annotation.value in _names(ingress, network)))
    named = ingress.class_name
    if isinstance(named, Unknown):
        return AlbClass(Truth.UNSURE, unsure=named)
    if named.value is None:
        return _without(ingress, network)
    found = _find(Known(named.value, named.span), ingress, network)
    if isinstance(found, IngressClass):
        return _of(found, network)
    if named.value in _names(ingress, network):
        return AlbClass(Truth.YES, params=_by_chart(ingress, network, named.value) if found is None else found)
    if not any(key.startswith(PREFIX) for key in ingress.annotations.known):
        return AlbClass(Truth.NO)
    why = Unknown(f"IngressClass {named.value} is not in the files", named.span, Cause.OUTSIDE)
    return AlbClass(Truth.YES, params=why)  # who annotates it for an ALB means one


def _names(ingress: Ingress, network: Network) -> set[str]:
    """The names under which the controllers take ingresses."""
    told = {
        one.ingress_class.value
        for one in controllers_of(ingress.cluster, network, LBC)
        if isinstance(one.ingress_class, Known)
    }
    return told | {NAME}


def _without(ingress: Ingress, network: Network) -> AlbClass:
    """An ingress that names no class: the default one's, if there is one."""
    kubernetes = _kubernetes(network)
    for one in kubernetes.ingress_classes:
        default = annotation(one, DEFAULT_CLASS)
        here = together(one, ingress, network)
        if isinstance(default, Known) and default.value == "true" and here is Truth.YES:
            return _of(one, network)
    if not any(key.startswith(PREFIX) for key in ingress.annotations.known) and ingress.annotations.rest is None:
        return AlbClass(Truth.NO)
    why = Unknown("the ingress names no class; which is the default is not in the files", ingress.span, Cause.OUTSIDE)
    return AlbClass(Truth.UNSURE, params=why, unsure=why)


def _find(name: Fact[str], ingress: Ingress, network: Network) -> IngressClass | Unknown | None:
    doubt: Unknown | None = None
    for one in _kubernetes(network).ingress_classes:
        answer = all_of((same_name(one.name, name), together(one, ingress, network)))
        if answer is Truth.YES:
            return one
        if answer is Truth.UNSURE:
            doubt = Unknown("which IngressClass is meant is not known", one.span)
    return doubt


def _of(found: IngressClass, network: Network) -> AlbClass:
    if isinstance(found.controller, Unknown):
        return AlbClass(Truth.UNSURE, unsure=found.controller, params=found.controller)
    product = _CONTROLLERS.get(found.controller.value)
    if product is None:
        return AlbClass(Truth.NO)
    return AlbClass(Truth.YES, product, _params(found, network))


def _params(found: IngressClass, network: Network) -> IngressClassParams | Unknown | None:
    if isinstance(found.parameters, Unknown):
        return found.parameters
    if found.parameters.value is None:
        return None
    name: Fact[str] = Known(found.parameters.value, found.parameters.span)
    for one in _kubernetes(network).ingress_params:
        answer = all_of((same_name(one.name, name), together(one, found, network)))
        if answer is Truth.YES:
            return one
        if answer is Truth.UNSURE:
            return Unknown("which IngressClassParams are meant is not known", one.span)
    why = f"IngressClassParams {found.parameters.value} are not in the files"
    return Unknown(why, found.parameters.span, Cause.OUTSIDE)


def _by_chart(ingress: Ingress, network: Network, name: str) -> IngressClassParams | Unknown | None:
    """The parameters of a class that the controller's chart makes: unless its values say so, they set nothing."""
    for one in controllers_of(ingress.cluster, network, LBC):
        if isinstance(one.ingress_class, Known) and one.ingress_class.value == name:
            return one.params
    return Unknown(f"IngressClass {name} is not in the files", ingress.class_name.span, Cause.OUTSIDE)


def _kubernetes(network: Network) -> Kubernetes:
    return Kubernetes() if network.kubernetes is None else network.kubernetes
