"""Flows of pods that have security groups of their own: names they resolve, probes that kubelet makes.

Amazon EKS user guide, "Use a security group policy for an Amazon EKS Pod" and considerations (2026-11): the groups must
let in what probes the pods, and out what they ask of CoreDNS, which must let that in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eks_netlint.model.kubernetes.nouns import Container, Probe, Workload
from eks_netlint.model.kubernetes.places import on_one_cluster
from eks_netlint.model.kubernetes.pod_groups import OVER_TCP, policies_for
from eks_netlint.model.kubernetes.pools import SecurityGroupPolicy
from eks_netlint.model.nouns import Cluster, Members, Network, NodeGroup
from eks_netlint.model.paths import past_groups
from eks_netlint.model.proof import Ports, Proof
from eks_netlint.model.security.flows import DNS
from eks_netlint.model.security.nouns import SecurityGroup
from eks_netlint.model.security.parties import Party, carried_by, fargate, nodes, pods
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Truth, Unknown


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks whom on which ports, to every place where the other end may be; ``of`` is the probe, if it is one."""

    who: str
    ports: Ports
    proofs: tuple[Proof, ...]
    of: Probe | None = None

    @property
    def answer(self) -> Truth:
        """NO where no place is reached, YES where all are."""
        answers = {proof.answer for proof in self.proofs}
        return answers.pop() if len(answers) == 1 else Truth.UNSURE

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """Why that is not known."""
        reasons = tuple(dict.fromkeys(why for proof in self.proofs for why in proof.unknowns))
        return reasons or (Unknown(f"on which nodes the other end of {self.who} runs is not known"),)


def names_asked(policy: SecurityGroupPolicy, cluster: Cluster, network: Network) -> Iterator[Asked]:
    """What the pods of a policy ask of CoreDNS, wherever in the cluster it runs: over UDP and over TCP."""
    others = list(_anywhere(cluster, network))
    if not others:
        return
    for own in _parties(policy, cluster, network):
        for ports in DNS:
            yield Asked(own.name, ports, tuple(past_groups(own, other, ports, network) for other in others))


def probes_asked(workload: Workload, cluster: Cluster, network: Network) -> Iterator[Asked | Unknown]:
    """The probes that kubelet makes over TCP of the pods, from whatever node they run on."""
    kubelets = [nodes(group, network) for group in _groups(cluster, network)]
    own = of_workload(workload, cluster, network)
    if own is None or not kubelets:
        return
    seen: set[int] = set()
    for container in workload.pod.containers.known:
        for probe in (container.readiness, container.liveness, container.startup):
            if probe is None or (not isinstance(probe, Unknown) and probe.kind == "exec"):
                continue
            port = probe if isinstance(probe, Unknown) else _port(probe, container)
            if isinstance(port, Unknown):
                yield port
            elif port.value not in seen and not isinstance(probe, Unknown) and probe.kind in OVER_TCP:
                seen.add(port.value)
                ports = Ports("tcp", port.value, port.value)
                proofs = tuple(past_groups(one, own, ports, network) for one in kubelets)
                yield Asked(f"kubelet to {own.name}", ports, proofs, probe)


def of_workload(workload: Workload, cluster: Cluster, network: Network) -> Party | None:
    """Pods of a workload with all the groups that policies give them; None where none surely gives any."""
    held = policies_for(workload, network)
    if not any(answer is Truth.YES for _, answer in held):
        return None
    carried: dict[str, SecurityGroup] = {}
    rest: Unknown | None = None
    for policy, answer in held:
        groups = carried_by(network, policy)
        rest = rest if rest is not None else groups.rest
        if answer is Truth.YES:
            carried.update({group.address: group for group in groups.known})
        elif rest is None:
            rest = Unknown(f"whether {policy.address} selects {workload.address} is not known", policy.span)
    if rest is None and network.kubernetes is not None:
        rest = network.kubernetes.rest_of("SecurityGroupPolicy")
    return _somewhere(workload.address, Members(tuple(carried.values()), rest), cluster, network)


def _parties(policy: SecurityGroupPolicy, cluster: Cluster, network: Network) -> Iterator[Party]:
    """The pods of each workload that a policy surely selects; whatever pods it selects where there is none here."""
    found = False
    for workload in () if network.kubernetes is None else network.kubernetes.workloads:
        if any(one is policy and answer is Truth.YES for one, answer in policies_for(workload, network)):
            party = of_workload(workload, cluster, network)
            if party is not None:
                found = True
                yield party
    if not found:
        yield _somewhere(f"pods of {policy.address}", carried_by(network, policy), cluster, network)


def _somewhere(name: str, groups: Members[SecurityGroup], cluster: Cluster, network: Network) -> Party:
    """Pods with these groups on any node of the cluster: their interfaces lie where other pods' do."""
    every = [party for group in _groups(cluster, network) for party in pods(group, network)]
    places = tuple(dict.fromkeys(place for party in every for place in party.places))
    lie_in = {subnet.address: subnet for party in every for subnet in party.subnets.known}
    rest = next((party.subnets.rest for party in every if party.subnets.rest is not None), None)
    return Party(name, groups, places, Members(tuple(lie_in.values()), rest))


def _anywhere(cluster: Cluster, network: Network) -> Iterator[Party]:
    """Where pods without groups of their own run."""
    for group in _groups(cluster, network):
        yield from pods(group, network)
    for profile in network.fargate_profiles:
        if isinstance(profile.cluster, Cluster) and profile.cluster.address == cluster.address:
            yield fargate(profile, network)


def _groups(cluster: Cluster, network: Network) -> Iterable[NodeGroup]:
    return [group for group in network.node_groups if on_one_cluster(group.cluster, cluster) is not Truth.NO]


def _port(probe: Probe, container: Container) -> Known[int] | Unknown:
    """The number of the port that a probe asks at; a name is that of a port of the container."""
    port: Fact[int | str | None] = probe.port
    if isinstance(port, Unknown):
        return port
    if isinstance(port.value, int):
        return Known(port.value, port.span)
    for one in container.ports.known:
        number = one.number
        named = isinstance(one.name, Known) and one.name.value == port.value
        if named and isinstance(number, Known) and number.value is not None:
            return Known(number.value, number.span)
    return Unknown(f"which port {port.value} is, is not known", port.span)
