"""Names that pods look up, as far as their commands and variables say."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.labels import same_namespace
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.places import together
from eks_netlint.model.nouns import Network
from eks_netlint.patterns import pattern
from eks_netlint.values import Fact, Known, Origin, Truth, Unknown

DEFAULT_NDOTS = 5
"""What the kubelet writes into resolv.conf of pods with cluster DNS (pkg/kubelet/network/dns/dns.go, 1.33)."""

SEARCH_DOMAINS = 4
"""Domains of the search list: three of the cluster, and the region's own of the node (EKS best practices, 2026-05)."""

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_SERVICE = pattern(rf"(?<![\w.-]){_LABEL}\.{_LABEL}\.svc(?:\.cluster\.local)?\.?(?![\w-]|\.\w)")
_FULL = pattern(rf"(?:{_LABEL}\.)+(?:com|net|org|io|dev|gov|edu|co|cloud)")
_URL = pattern(rf"\b[a-z][a-z0-9+.-]*://(?:[^@/\s]*@)?({_LABEL}(?:\.{_LABEL})*)(?![\w.-])")
_ADDRESS = pattern(rf"({_LABEL}(?:\.{_LABEL})*):[0-9]{{2,5}}")


def texts(workload: Workload) -> Iterator[Known[str]]:
    """Everything that is written in commands, arguments and variables of its containers."""
    for container in workload.pod.containers.known:
        yield from container.command.known
        yield from (value for value in container.env.values() if isinstance(value, Known) and not value.is_default)


def named_services(workload: Workload, network: Network) -> tuple[Known[str], ...]:
    """Names of Services that the workload looks up: names that end in svc, and hosts called like a Service."""
    services = _services(workload, network)
    found: dict[str, Known[str]] = {}
    for text in texts(workload):
        for match in _SERVICE.finditer(text.value):
            found.setdefault(match[0], Known(match[0], text.span))
        for host in _hosts(text.value):
            if host.split(".")[0] in services and host.count(".") <= 1:
                found.setdefault(host, Known(host, text.span))
    return tuple(found.values())


def external_names(workload: Workload) -> tuple[Known[str], ...]:
    """Names outside of the cluster that the workload looks up: hosts of URLs, and texts that are a name."""
    found: dict[str, Known[str]] = {}
    for text in texts(workload):
        for host in (*_hosts(text.value), text.value):
            if _FULL.fullmatch(host):
                found.setdefault(host, Known(host, text.span))
    return tuple(found.values())


def _hosts(text: str) -> Iterator[str]:
    """Hosts of URLs, and of addresses that name a port."""
    yield from _URL.findall(text)
    whole = _ADDRESS.fullmatch(text)
    if whole is not None:
        yield whole[1]


def _services(workload: Workload, network: Network) -> frozenset[str]:
    """Services of the workload's own namespace, and those that carry its name before."""
    every = () if network.kubernetes is None else network.kubernetes.services
    return frozenset(
        one.name.value
        for one in every
        if isinstance(one.name, Known)
        and together(one, workload, network) is Truth.YES
        and same_namespace(one.namespace, workload.namespace) is not Truth.NO
    )


def ndots(workload: Workload) -> Fact[int] | None:
    """Below how many dots a name is looked up in the search list first; None where the pod has no such list."""
    policy, config = workload.pod.dns_policy, workload.pod.dns_config
    host = workload.pod.host_network
    if isinstance(policy, Known) and policy.value in ("Default", "None"):
        return None
    if isinstance(host, Known) and host.value and isinstance(policy, Known) and policy.value == "ClusterFirst":
        return None
    unknown = next((fact for fact in (policy, host, config) if isinstance(fact, Unknown)), None)
    if unknown is not None:
        return unknown
    said = None if config is None or isinstance(config, Unknown) else config.options.get("ndots")
    if said is None:
        rest = None if config is None or isinstance(config, Unknown) else config.options_rest
        return Known(DEFAULT_NDOTS, workload.pod.span, Origin.DEFAULT) if rest is None else rest
    if isinstance(said, Unknown):
        return said
    digits = said.value is not None and said.value.isascii() and said.value.isdigit()
    return Known(int(said.value or 0), said.span) if digits else Unknown("not a whole number", said.span)
