"""Pods as policies see them: labels, namespace, named ports; of a workload, or of whatever a policy selects."""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.model.kubernetes.labels import EXISTS, IN, NAMESPACE_NAME, Labels, Selector
from eks_netlint.model.kubernetes.nouns import Container, Kubernetes, Namespace, Object, Workload
from eks_netlint.model.kubernetes.policies import Pods, Policy
from eks_netlint.model.nouns import Cluster, Members, Network
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Cause, Fact, Known, Truth, Unknown

SERVICE_ACCOUNTS = ("io.cilium.k8s.policy.serviceaccount", "projectcalico.org/serviceaccount")
"""Labels that engines give to pods by themselves: the name of the service account."""

_OTHER_LABELS = Unknown("the pods that the policy selects are not in the files", cause=Cause.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Pods that are alike to policies.

    ``key`` tells it from all others of its network.  ``spaces`` are the labels of its namespace.  ``workload`` is None
    for pods that only a selector tells of.  ``surely`` is NO of pods in the host's network, to which no policy applies.
    """

    key: str
    title: str
    labels: Labels
    namespace: Fact[str]
    spaces: Labels
    cluster: Cluster | Unknown | None
    containers: Members[Container]
    workload: Workload | None = None
    surely: Truth = Truth.YES
    span: Span | None = field(default=None, compare=False)


def endpoints(network: Network) -> tuple[Endpoint, ...]:
    """The pods of every workload, in the order of the files."""
    found = network.answers.get("kubernetes endpoints")
    if found is None:
        workloads = () if network.kubernetes is None else network.kubernetes.workloads
        made = tuple(_of_workload(one, spaces(network)) for one in workloads)
        found = network.answers["kubernetes endpoints"] = made
    return found  # type: ignore[return-value]  # what was put there above


def endpoint_of(workload: Workload, network: Network) -> Endpoint:
    """The pods of one workload."""
    table = network.answers.get("kubernetes endpoint table")
    if table is None:
        table = {one.key: one for one in endpoints(network)}
        network.answers["kubernetes endpoint table"] = table
    found = table.get(_key(workload))  # type: ignore[attr-defined]  # the table made above
    assert isinstance(found, Endpoint)
    return found


def selected_by(policy: Policy, network: Network) -> tuple[Endpoint, ...]:
    """The pods that a policy selects, as far as its selectors tell: what they carry besides is not known."""
    return tuple(_implied(policy, one, number, spaces(network)) for number, one in enumerate(policy.subjects.known))


def bare(title: str, labels: Mapping[str, str], namespace: str, network: Network) -> Endpoint:
    """Pods with these labels and no others, in a namespace."""
    known: dict[str, Fact[str]] = {key: Known(value) for key, value in labels.items()}
    where: Known[str] = Known(namespace)
    rest = Unknown("the containers of the pods are not known", cause=Cause.OUTSIDE)
    around = spaces(network).labels(where, None)
    return Endpoint(f"bare {namespace}/{title}", title, Labels(known), where, around, None, Members((), rest))


class Spaces:
    """The labels of namespaces, looked up by name."""

    def __init__(self, kubernetes: Kubernetes) -> None:
        self._declared: dict[str, list[Namespace]] = {}
        for one in kubernetes.namespaces:
            if isinstance(one.name, Known):
                self._declared.setdefault(one.name.value, []).append(one)

    def labels(self, namespace: Fact[str], cluster: Cluster | Unknown | None) -> Labels:
        """The labels of a namespace; one that is not declared carries at least its name.

        Where none is written it may be any.
        """
        if isinstance(namespace, Unknown):
            return Labels({}, namespace)
        if namespace.is_default:
            return Labels({}, Unknown("its namespace is not written", namespace.span))
        for one in self._declared.get(namespace.value, ()):
            if same_cluster(one.cluster, cluster) is not Truth.NO:
                return one.labels
        why = f"the namespace {namespace.value} is not in the files"
        return Labels({NAMESPACE_NAME: namespace}, Unknown(why, namespace.span, Cause.OUTSIDE))


def spaces(network: Network) -> Spaces:
    """The namespaces of a network."""
    found = network.answers.get("kubernetes spaces")
    if found is None:
        found = network.answers["kubernetes spaces"] = Spaces(network.kubernetes or Kubernetes())
    assert isinstance(found, Spaces)
    return found


def same_cluster(one: Cluster | Unknown | None, two: Cluster | Unknown | None) -> Truth:
    """Whether two objects run on one cluster: where none is named there is only one."""
    if isinstance(one, Unknown) or isinstance(two, Unknown):
        return Truth.UNSURE
    if one is None or two is None:
        return Truth.YES
    return Truth.of(one.address == two.address)


def named_ports(endpoint: Endpoint, name: str, protocol: str) -> tuple[tuple[int, ...], Truth]:
    """The numbers of the container ports of a name, and whether there may be others."""
    numbers: list[int] = []
    complete = endpoint.containers.complete
    for container in endpoint.containers.known:
        complete = complete and container.ports.complete
        for port in container.ports.known:
            if isinstance(port.name, Unknown) or isinstance(port.protocol, Unknown) or isinstance(port.number, Unknown):
                complete = False
            elif port.name.value == name and port.protocol.value == protocol and port.number.value is not None:
                numbers.append(port.number.value)
    return tuple(numbers), Truth.NO if complete else Truth.UNSURE


def _key(one: Object) -> str:
    where = "" if one.cluster is None else getattr(one.cluster, "address", "?")
    return f"{where} {one.address} {one.span.path}:{one.span.start}"


def _of_workload(workload: Workload, among: Spaces) -> Endpoint:
    pod = workload.pod
    account = pod.service_account
    known: dict[str, Fact[str]] = {**pod.labels.known, **dict.fromkeys(SERVICE_ACCOUNTS, account)}
    network = pod.host_network
    surely = Truth.UNSURE if isinstance(network, Unknown) else Truth.of(not network.value)
    return Endpoint(
        _key(workload),
        titled(workload),
        Labels(known, pod.labels.rest),
        workload.namespace,
        among.labels(workload.namespace, workload.cluster),
        workload.cluster,
        pod.containers,
        workload,
        surely,
        workload.span,
    )


def titled(one: Object) -> str:
    """``namespace/name`` of an object; the name alone where no namespace is written."""
    name = one.name.value if isinstance(one.name, Known) else one.address.rpartition("/")[2]
    if isinstance(one.namespace, Known):
        return name if one.namespace.is_default else f"{one.namespace.value}/{name}"
    return f"?/{name}"


def _implied(policy: Policy, pods: Pods, number: int, among: Spaces) -> Endpoint:
    known = _required(pods.pods)
    namespace: Fact[str] = policy.namespace
    around = among.labels(namespace, policy.cluster)
    if pods.namespaces is not None:
        asked = _required(pods.namespaces)
        why = Unknown("the pods are of several namespaces", pods.span)
        around = Labels(asked, why)
        named = asked.get(NAMESPACE_NAME)
        namespace = named if isinstance(named, Known) else why
        if isinstance(named, Known):
            around = among.labels(named, policy.cluster)
    rest = _OTHER_LABELS if pods.pods.rest is None else pods.pods.rest
    title = described(pods.pods)
    if isinstance(namespace, Known) and not namespace.is_default:
        title += f" in {namespace.value}"
    elif pods.namespaces is not None:
        title += " in several namespaces"
    key = f"{_key(policy)} subject {number}"
    containers: Members[Container] = Members((), rest)
    return Endpoint(key, title, Labels(known, rest), namespace, around, policy.cluster, containers, span=pods.span)


def _required(selector: Selector) -> dict[str, Fact[str]]:
    """The labels that whatever a selector selects surely carries."""
    known: dict[str, Fact[str]] = {}
    for one in selector.requirements:
        if one.operator == IN and len(one.values) == 1:
            known[one.key] = one.values[0]
        elif one.operator in (IN, EXISTS) and one.key not in known:
            known[one.key] = Unknown(f"the label {one.key} may have one of several values", selector.span)
    return known


def described(selector: Selector) -> str:
    """A selector in words, such as ``pods app=web``."""
    labels = [
        f"{one.key}={one.values[0].value if isinstance(one.values[0], Known) else '?'}"
        if one.operator == IN and len(one.values) == 1
        else f"{one.key} {one.operator}"
        for one in selector.requirements
    ]
    return f"pods {','.join(labels)}" if labels else "every pod"


