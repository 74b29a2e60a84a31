"""Names that pods look up, as far as their commands and variables say."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.model.kubernetes.labels import same_namespace
from eks_netlint.model.kubernetes.nouns import Workload
from eks_netlint.model.kubernetes.places import on_one_cluster
from eks_netlint.model.nouns import Network
from eks_netlint.patterns import pattern
from eks_netlint.values import Known, Truth

_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_SERVICE = pattern(rf"(?<![\w.-]){_LABEL}\.{_LABEL}\.svc(?:\.cluster\.local)?\.?(?![\w-]|\.\w)")
_FULL = pattern(rf"(?<![\w.-])((?:{_LABEL}\.)+(?:com|net|org|io|aws|dev|gov|edu|co|cloud))(?![\w.-])")
_URL = pattern(rf"\b[a-z][a-z0-9+.-]*://(?:[^@/\s]*@)?({_LABEL}(?:\.{_LABEL})*)")
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
    """Names outside of the cluster that the workload looks up, those with two dots or more and no final one."""
    found: dict[str, Known[str]] = {}
    for text in texts(workload):
        for match in _FULL.finditer(text.value):
            after = text.value[match.end() : match.end() + 1]
            if after != ".":
                found.setdefault(match[1], Known(match[1], text.span))
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
        and on_one_cluster(one.cluster, workload.cluster) is Truth.YES
        and same_namespace(one.namespace, workload.namespace) is not Truth.NO
    )
