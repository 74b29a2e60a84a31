"""Time what reading a tree of Kubernetes manifests costs, beside the bare compose of the documents that matter.

    python benchmarks/manifests.py [--files 5000] [--runs 3]

The tree has deployments, services and policies, a third of other kinds, and a few large custom resource definitions:
5,000 files are some 35 MB.  *Bare* is what libyaml takes to compose the documents that matter into nodes, their files
read and split beforehand; *ours* finds the files, reads them, tells what matters, and makes values with places of it.
Both are CPU time in one process that collects no garbage, as the command line does not, alternating; the ratio is the
median over pairs.  Ends with 1 where it is above 1.5.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import yaml

from eks_netlint import kinds, yamltext
from eks_netlint.frontends import kubernetes

MOST = 1.5

WORKLOAD = """\
# {name}: one of the services of the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: {namespace}
  labels: &labels
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: shop
spec:
  replicas: {number}
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 0
  template:
    metadata:
      labels: *labels
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
    spec:
      serviceAccountName: {name}
      terminationGracePeriodSeconds: 60
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              app.kubernetes.io/name: {name}
      containers:
        - name: {name}
          image: registry.example/shop/{name}:1.{number}.0
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          env:
            - name: DATABASE_HOST
              value: db.{namespace}.svc.cluster.local
            - name: NODE_NAME
              valueFrom:
                fieldRef:
                  fieldPath: spec.nodeName
            - name: FLAGS
              value: "a=1,b=2,c=3"
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 5
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          volumeMounts:
            - name: config
              mountPath: /etc/{name}
      volumes:
        - name: config
          configMap:
            name: {name}
---
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    app.kubernetes.io/name: {name}
  ports:
    - name: http
      port: 80
      targetPort: http
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {name}
  namespace: {namespace}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {name}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app.kubernetes.io/part-of: shop
      ports:
        - protocol: TCP
          port: http
  egress:
    - to:
        - ipBlock:
            cidr: 10.{number}.0.0/16
"""
OTHER = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}
  namespace: {namespace}
data:
  settings.yaml: |
    kind: settings
    number: {number}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {name}
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get, list]
"""
DEFINITION = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: {name}.example.com
spec:
  names:
    kind: Service
  versions:
    - name: v1
      schema:
        openAPIV3Schema:
          properties:
"""
FIELD = """\
            field{number}:
              description: What the field is for, in words that take as much room as those of real definitions do.
              type: string
"""


def generate(folder: Path, files: int, seed: int = 1) -> int:
    """Write the tree; returns its bytes."""
    chance = random.Random(seed)
    definition = DEFINITION + "".join(FIELD.format(number=number) for number in range(1_500))
    written = 0
    for number in range(files):
        draw = chance.random()
        text = WORKLOAD if draw < 0.5 else POLICY if draw < 0.65 else OTHER if draw < 0.98 else definition
        filled = text.replace("{name}", f"app-{number}").replace("{namespace}", f"team-{number % 40}")
        path = folder / f"team-{number % 40}" / f"app-{number}.yaml"
        path.parent.mkdir(exist_ok=True)
        written += path.write_text(filled.replace("{number}", str(number % 200)))
    return written


def wanted(folder: Path) -> list[str]:
    """The texts of the documents that matter."""
    files = sorted(folder.rglob("*.yaml"))
    return [piece for file in files for _, piece in yamltext.pieces(file.read_text()) if kinds.may_matter(piece)]


def spent(work: Callable[[], object]) -> float:
    """CPU seconds."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    kept = work()
    taken = time.process_time() - start
    del kept  # to free what was made is no part of making it
    return taken


def compose(texts: list[str]) -> None:
    """The least any reader of YAML in Python does."""
    for text in texts:
        for _ in yaml.compose_all(text, Loader=yaml.CSafeLoader):
            pass


def measure(files: int, runs: int) -> tuple[float, float, float]:
    """Seconds of ours, of the bare compose, and the median ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = generate(folder, files)
        texts = wanted(folder)
        told = f"{len(texts)} documents that matter, {sum(map(len, texts)) / 1e6:.1f} MB"
        print(f"{files} files, {size / 1e6:.1f} MB, {told}", file=sys.stderr)
        pairs = []
        for run in range(runs):
            both = [lambda: kubernetes.load(folder, every=False), lambda: compose(texts)]
            if run % 2:
                bare, ours = spent(both[1]), spent(both[0])
            else:
                ours, bare = spent(both[0]), spent(both[1])
            pairs.append((ours, bare))
    ours, bare = (statistics.median(side) for side in zip(*pairs, strict=True))
    return ours, bare, statistics.median(one / other for one, other in pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="the three figures for run.py, and exit code 0")
    given = parser.parse_args()
    ours, bare, ratio = measure(given.files, given.runs)
    if given.json:
        print(json.dumps({"ours": ours, "other": bare, "ratio": ratio}))
        return 0
    print(f"ours {ours:.2f} s, bare compose {bare:.2f} s: {ratio:.2f} times, at most {MOST}")
    return 0 if ratio <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
