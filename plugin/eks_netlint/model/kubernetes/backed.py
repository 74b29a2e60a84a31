"""Services by their names and workloads by their labels, looked up: a network may have thousands of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from eks_netlint.model.kubernetes.labels import IN
from eks_netlint.model.kubernetes.nouns import Kubernetes, Service, Workload
from eks_netlint.model.nouns import Network
from eks_netlint.records import dataclass, field
from eks_netlint.values import Fact, Known

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelves:
    """What carries a known word, by the word, and what may carry any; each with its place in the order of the files."""

    by_word: dict[object, list[int]] = field(default_factory=dict)
    anything: list[int] = field(default_factory=list)

    def put(self, word: object, place: int) -> None:
        """Put a thing under a word that it surely carries."""
        self.by_word.setdefault(word, []).append(place)

    def found(self, word: object, every: tuple[T, ...]) -> Iterator[T]:
        """What carries the word or may, in the order of the files."""
        places = sorted({*self.by_word.get(word, ()), *self.anything})
        return (every[place] for place in places)


def services_called(name: Fact[str], network: Network) -> Iterable[Service]:
    """The services that have the name, or may."""
    every = _kubernetes(network).services
    return _services(network).found(name.value, every) if isinstance(name, Known) else every


def workloads_for(service: Service, network: Network) -> Iterable[Workload]:
    """The workloads among which those are that the service selects: by one of its labels."""
    every = _kubernetes(network).workloads
    for one in () if service.selector is None else service.selector.requirements:
        if one.operator == IN and len(one.values) == 1 and isinstance(one.values[0], Known):
            return _workloads(one.key, network).found(one.values[0].value, every)
    return every


def _services(network: Network) -> Shelves:
    key = "services by name"
    known = network.answers.get(key)
    if not isinstance(known, Shelves):
        known = network.answers[key] = Shelves()
        for place, service in enumerate(_kubernetes(network).services):
            if isinstance(service.name, Known):
                known.put(service.name.value, place)
            else:
                known.anything.append(place)
    return known


def _workloads(label: str, network: Network) -> Shelves:
    key = ("workloads by label", label)
    known = network.answers.get(key)
    if not isinstance(known, Shelves):
        known = network.answers[key] = Shelves()
        for place, workload in enumerate(_kubernetes(network).workloads):
            value = workload.pod.labels.get(label)
            if isinstance(value, Known):
                known.put(value.value, place)
            elif value is not None:
                known.anything.append(place)
    return known


def _kubernetes(network: Network) -> Kubernetes:
    return Kubernetes() if network.kubernetes is None else network.kubernetes
