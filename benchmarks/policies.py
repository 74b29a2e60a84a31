"""Measure the algebra of policies: many policies over many workloads, what each may reach and be reached by.

    python benchmarks/policies.py [--policies 2000] [--workloads 2000]

CPU time in one process that collects no garbage, as the command line does not.  Reading the manifests is measured
apart.  Half of the policies choose one workload each, an eighth shuts a namespace, an eighth opens DNS to it, and the
rest choose by expressions; in 50 namespaces.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from pathlib import Path

from eks_netlint.frontends import kubernetes
from eks_netlint.lowering.kubernetes import lower
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.model.kubernetes.connections import allowed, cluster_dns, isolated
from eks_netlint.model.kubernetes.endpoints import endpoints
from eks_netlint.model.kubernetes.policies import EGRESS, INGRESS
from eks_netlint.model.kubernetes.reach import reachability
from eks_netlint.model.nouns import Network

SPACES = 50
RUNS = 3


def workload(number: int) -> dict[str, object]:
    labels = {"app": f"app{number}", "tier": f"t{number % 7}", "team": f"team{number % 11}"}
    meta = {"name": f"w{number}", "namespace": f"ns{number % SPACES}", "labels": labels}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [{"name": "a", "image": "b"}]}}


def policy(number: int, workloads: int) -> dict[str, object]:
    space, spec = f"ns{number % SPACES}", dict[str, object]()
    dns = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}
    match number % 8:
        case 0:
            spec = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
        case 1:
            ports = [{"port": 53, "protocol": "UDP"}, {"port": 53}]
            spec = {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [dns], "ports": ports}]}
        case 2 | 3:
            chosen = {"matchExpressions": [{"key": "tier", "operator": "In", "values": [f"t{number % 7}"]}]}
            peers = [{"podSelector": {"matchLabels": {"team": f"team{number % 11}"}}}]
            spec = {"podSelector": chosen, "ingress": [{"from": peers, "ports": [{"port": 8080}]}]}
        case _:
            chosen = {"matchLabels": {"app": f"app{number % workloads}"}}
            other = {"podSelector": {"matchLabels": {"app": f"app{(number + SPACES) % workloads}"}}}
            block = {"ipBlock": {"cidr": f"10.{number % 200}.0.0/16", "except": [f"10.{number % 200}.1.0/24"]}}
            spec = {
                "podSelector": chosen,
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [{"from": [other], "ports": [{"port": 443}]}],
                "egress": [{"to": [other, block], "ports": [{"port": 443}, {"port": 5000, "endPort": 5010}]}],
            }
    meta = {"name": f"p{number}", "namespace": space}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": meta, "spec": spec}


def network(policies: int, workloads: int) -> Network:
    every = [*map(workload, range(workloads)), *(policy(number, workloads) for number in range(policies))]
    with tempfile.TemporaryDirectory() as folder:
        text = json.dumps({"apiVersion": "v1", "kind": "List", "items": every}, indent=1)
        (Path(folder) / "all.json").write_text(text)
        loaded = kubernetes.load(Path(folder), every=False)
    return Network("benchmark", kubernetes=lower(Manifests(tuple(loaded.manifests), None)))


def questions(net: Network) -> float:
    """Seconds of CPU for what rules ask of every workload: is it isolated, may it look up names."""
    begin = time.process_time()
    dns = cluster_dns(net)
    for one in endpoints(net):
        isolated(one, INGRESS, net)
        isolated(one, EGRESS, net)
        allowed(one, EGRESS, dns, "UDP", 53, net)
        allowed(one, EGRESS, dns, "TCP", 53, net)
    return time.process_time() - begin


def table(net: Network) -> float:
    """Seconds of CPU for the whole table of who may reach whom."""
    begin = time.process_time()
    found = reachability(net)
    for key in found.endpoints:
        found.reach(key)
    return time.process_time() - begin


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=int, default=2000)
    parser.add_argument("--workloads", type=int, default=2000)
    parser.add_argument("--json", action="store_true", help="seconds of the table, and of one of half as many of each")
    given = parser.parse_args()
    gc.disable()
    if given.json:
        half = min(table(network(given.policies // 2, given.workloads // 2)) for _ in range(RUNS))
        whole = min(table(network(given.policies, given.workloads)) for _ in range(RUNS))
        print(json.dumps({"ours": whole, "other": half, "ratio": whole / half}))
        return 0
    begin = time.process_time()
    net = network(given.policies, given.workloads)
    print(f"read     {time.process_time() - begin:6.2f} s")
    print(f"asked    {questions(net):6.2f} s")
    print(f"table    {table(net):6.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
