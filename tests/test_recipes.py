"""What public recipes of network policies say they do, and what we make of them.

``EKS_NETLINT_RECIPES`` names a folder with checkouts, ``owner+name`` each: the policies are read there, out of the
Markdown of ahmetb/kubernetes-network-policy-recipes and as files of aws-samples/eks-network-policy-examples.  The pods
are those that the recipes start with kubectl, and what is stated is what they show: ``wget`` answers or times out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

import pytest

from eks_netlint.connectivity import applied_to
from eks_netlint.frontends import kubernetes
from eks_netlint.lowering.kubernetes import lower
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.model.kubernetes.connections import allowed, connects
from eks_netlint.model.kubernetes.endpoints import Endpoint, endpoints
from eks_netlint.model.kubernetes.policies import EGRESS, INGRESS
from eks_netlint.model.nouns import Network
from eks_netlint.values import Truth

FOLDER = os.environ.get("EKS_NETLINT_RECIPES")
RECIPES = "ahmetb+kubernetes-network-policy-recipes"
EXAMPLES = "aws-samples+eks-network-policy-examples"

pytestmark = pytest.mark.skipif(FOLDER is None, reason="EKS_NETLINT_RECIPES is not set")

POD = """---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: {namespace}, labels: {{{labels}}}}}
spec: {{containers: [{{name: main, image: nginx}}]}}
"""
NAMESPACE = "---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{labels}}}}}\n"
DNS = ("kube-system/dns", "k8s-app: kube-dns")
FENCE = re.compile(r"^( *)```ya?ml\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """A policy, the pods that are started beside it, and what is said to happen: ``+`` arrives, ``-`` does not."""

    name: str
    pods: tuple[tuple[str, str], ...]
    stated: tuple[str, ...]
    namespaces: tuple[tuple[str, str], ...] = ()
    policy: int = 0


WEB, TEST = ("default/web", "app: web"), ("default/test", "run: test")
FOO = ("default/foo", "app: foo")
API = ("default/apiserver", "app: bookstore, role: api")
KEEPS_DNS = ("+ default/foo -> kube-system/dns:53/UDP", "+ default/foo -> kube-system/dns:53")

STATED = (
    Recipe("01-deny-all-traffic-to-an-application", (WEB, TEST), ("- default/test -> default/web:80",)),
    Recipe(
        "02-limit-traffic-to-an-application",
        (API, TEST, ("default/frontend", "app: bookstore, role: frontend")),
        ("- default/test -> default/apiserver:80", "+ default/frontend -> default/apiserver:80"),
    ),
    Recipe("02a-allow-all-traffic-to-an-application", (WEB, TEST), ("+ default/test -> default/web:80",)),
    Recipe(
        "03-deny-all-non-whitelisted-traffic-in-the-namespace",
        (WEB, TEST, ("foo/other", "run: test")),
        (
            "- default/test -> default/web:80",
            "- default/web -> default/test:80",
            "- foo/other -> default/web:80",
            "+ default/web -> foo/other:80",
        ),
    ),
    Recipe(
        "04-deny-traffic-from-other-namespaces",
        (WEB, TEST, ("foo/test", "run: test")),
        ("- foo/test -> default/web:80", "+ default/test -> default/web:80"),
    ),
    Recipe(
        "05-allow-traffic-from-all-namespaces",
        (WEB, ("secondary/test", "run: test")),
        ("+ secondary/test -> default/web:80",),
    ),
    Recipe(
        "06-allow-traffic-from-a-namespace",
        (WEB, ("dev/test", "run: test"), ("prod/test", "run: test")),
        ("- dev/test -> default/web:80", "+ prod/test -> default/web:80"),
        (("dev", "purpose: testing"), ("prod", "purpose: production")),
    ),
    Recipe(
        "07-allow-traffic-from-some-pods-in-another-namespace",
        (
            WEB,
            TEST,
            ("default/monitor", "type: monitoring"),
            ("other/test", "run: test"),
            ("other/monitor", "type: monitoring"),
        ),
        (
            "- default/test -> default/web:80",
            "- default/monitor -> default/web:80",
            "- other/test -> default/web:80",
            "+ other/monitor -> default/web:80",
        ),
        (("other", "team: operations"),),
    ),
    Recipe(
        "08-allow-external-traffic", (WEB, TEST), ("+ 0.0.0.0/0 -> default/web:80", "+ default/test -> default/web:80")
    ),
    Recipe(
        "09-allow-traffic-only-to-a-port",
        (("default/apiserver", "app: apiserver"), TEST, ("default/monitor", "role: monitoring")),
        (
            "- default/test -> default/apiserver:8000",
            "- default/test -> default/apiserver:5000",
            "- default/monitor -> default/apiserver:8000",
            "+ default/monitor -> default/apiserver:5000",
        ),
    ),
    Recipe(
        "10-allowing-traffic-with-multiple-selectors",
        (
            ("default/db", "app: bookstore, role: db"),
            ("default/catalog", "app: inventory, role: web"),
            ("default/search", "app: bookstore, role: search"),
            ("default/api", "app: bookstore, role: api"),
            ("default/other", "app: other"),
        ),
        (
            "+ default/catalog -> default/db:6379",
            "+ default/search -> default/db:6379",
            "+ default/api -> default/db:6379",
            "- default/other -> default/db:6379",
        ),
    ),
    Recipe(
        "11-deny-egress-traffic-from-an-application",
        (WEB, FOO, DNS),
        ("- default/foo -> default/web:80", "- default/foo -> 0.0.0.0/0:80", "- default/foo -> kube-system/dns:53/UDP"),
    ),
    Recipe(
        "11-deny-egress-traffic-from-an-application",
        (WEB, FOO, DNS),
        ("- default/foo -> default/web:80", "- default/foo -> 0.0.0.0/0:80", *KEEPS_DNS),
        policy=1,
    ),
    Recipe(
        "12-deny-all-non-whitelisted-traffic-from-the-namespace",
        (WEB, TEST, ("foo/other", "run: test")),
        ("- default/test -> default/web:80", "- default/test -> 0.0.0.0/0:443", "+ foo/other -> default/web:80"),
    ),
    Recipe(
        "14-deny-external-egress-traffic",
        (WEB, FOO, DNS),
        # the page shows that web is reached, which its policy forbids: its text says that only DNS is allowed
        ("- default/foo -> 0.0.0.0/0:80", *KEEPS_DNS),
    ),
)

ADVANCED: dict[str, tuple[str, ...]] = {
    "01-deny-all-ingress": (
        "- default/client-one -> default/demo-app:80", "- another-ns/another-client-one -> default/demo-app:80",
    ),
    "02-allow-ingress-from-samens": (
        "+ default/client-one -> default/demo-app:80", "+ default/client-two -> default/demo-app:80",
        "- another-ns/another-client-one -> default/demo-app:80",
    ),
    "03-allow-ingress-from-samens-client-one": (
        "+ default/client-one -> default/demo-app:80", "- default/client-two -> default/demo-app:80",
    ),
    "04-allow-ingress-from-xns": (
        "+ another-ns/another-client-one -> default/demo-app:80",
        "+ another-ns/another-client-two -> default/demo-app:80", "- default/client-one -> default/demo-app:80",
    ),
    "05-allow-ingress-from-xns-client-one": (
        "+ another-ns/another-client-one -> default/demo-app:80",
        "- another-ns/another-client-two -> default/demo-app:80",
    ),
    "06-deny-egress-from-client-one": (
        "- default/client-one -> default/demo-app:80", "- default/client-one -> kube-system/dns:53/UDP",
        "+ default/client-two -> default/demo-app:80",
    ),
    "07-allow-egress-to-coredns": (
        "+ default/client-one -> kube-system/dns:53/UDP", "- default/client-one -> default/demo-app:80",
    ),
    "08-allow-egress-to-demo-app": (
        "+ default/client-one -> kube-system/dns:53/UDP", "+ default/client-one -> default/demo-app:80",
        "- default/client-one -> another-ns/another-client-one:80",
    ),
    "09-allow-egress-to-ip": (
        "+ default/client-one -> 192.168.161.234/32:80", "- default/client-one -> 192.168.161.235/32:80",
    ),
}  # fmt: skip
"""Policies of aws-samples/eks-network-policy-examples, advanced, each alone beside the manifests there."""

STARS = (
    "+ management-ui/management-ui -> stars/frontend:80", "+ management-ui/management-ui -> stars/backend:6379",
    "+ management-ui/management-ui -> client/client:9000", "+ stars/frontend -> stars/backend:6379",
    "- stars/backend -> stars/frontend:80", "- client/client -> stars/backend:6379",
    "+ client/client -> stars/frontend:80", "- stars/frontend -> client/client:9000",
)  # fmt: skip
"""All policies of the stars together, the default-deny in the namespaces stars and client, as its page applies it."""

WORDS = {Truth.YES: "arrives", Truth.NO: "does not", Truth.UNSURE: "unsure"}


def network_of(tree: Path) -> Network:
    loaded = kubernetes.load(tree, every=False)
    assert not loaded.problems
    return applied_to(Network("test", kubernetes=lower(Manifests(tuple(loaded.manifests), None))), "default")


def pods(recipe: Recipe) -> Iterator[str]:
    labels = dict(recipe.namespaces)
    for name in dict.fromkeys(pod.partition("/")[0] for pod, _ in recipe.pods):
        own = f"kubernetes.io/metadata.name: {name}"
        yield NAMESPACE.format(name=name, labels=", ".join(filter(None, (own, labels.get(name)))))
    for pod, of_pod in recipe.pods:
        namespace, _, name = pod.partition("/")
        yield POD.format(name=name, namespace=namespace, labels=of_pod)


def policy_in(page: Path, number: int) -> str:
    """A policy that stands in a code block of a page."""
    blocks = [re.sub(rf"(?m)^{indent}", "", text) for indent, text in FENCE.findall(page.read_text(encoding="utf-8"))]
    return [text for text in blocks if "kind: NetworkPolicy" in text][number]


def answers(network: Network, stated: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """What is stated, in words, and ours."""
    known = {one.title: one for one in endpoints(network)}
    for line in stated:
        sign, source, target = re.fullmatch(r"([+-]) (\S+) -> (\S+)", line).groups()  # type: ignore[union-attr]  # ours
        name, _, ported = target.rpartition(":")
        port, _, protocol = ported.partition("/")
        ours = ask(known, source, name, int(port), protocol or "TCP", network)
        yield line[2:], WORDS[Truth.of(sign == "+")], WORDS[ours]


def ask(known: dict[str, Endpoint], source: str, target: str, port: int, protocol: str, network: Network) -> Truth:
    one, two = known.get(source), known.get(target)
    if one is not None and two is not None:
        return connects(one, two, protocol, port, network).allowed
    if one is not None:
        return allowed(one, EGRESS, ip_network(target), protocol, port, network).allowed
    assert two is not None, f"{source} and {target} are not in {sorted(known)}"
    return allowed(two, INGRESS, ip_network(source), protocol, port, network).allowed


def agree(title: str, network: Network, stated: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    told = list(answers(network, stated))
    with capsys.disabled():
        for what, says, ours in told:
            print(f"\n| {title} | {what} | {says} | {ours} |", end="")
    assert [(what, ours) for what, _, ours in told] == [(what, says) for what, says, _ in told]


@pytest.mark.parametrize("recipe", STATED, ids=lambda one: f"{one.name[:3]}{one.policy}")
def test_recipe(recipe: Recipe, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = policy_in(Path(FOLDER or "") / RECIPES / f"{recipe.name}.md", recipe.policy)
    (tmp_path / "policy.yaml").write_text(text)
    (tmp_path / "pods.yaml").write_text("".join(pods(recipe)))
    agree(recipe.name, network_of(tmp_path), recipe.stated, capsys)


def applied(files: Iterator[Path] | list[Path], tree: Path) -> None:
    for number, file in enumerate(files):
        (tree / f"{number}-{file.name}").write_text(file.read_text(encoding="utf-8"))
    (tree / "dns.yaml").write_text("".join(pods(Recipe("", (DNS,), ()))))


@pytest.mark.parametrize("name", ADVANCED)
def test_advanced_example(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(FOLDER or "") / EXAMPLES / "advanced"
    applied([*sorted((folder / "manifests").glob("*.yaml")), folder / "policies" / f"{name}.yaml"], tmp_path)
    agree(f"advanced {name}", network_of(tmp_path), ADVANCED[name], capsys)


def test_stars(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(FOLDER or "") / EXAMPLES / "stars"
    own = [one for one in sorted((folder / "policies").glob("*.yaml")) if one.name != "default-deny.yaml"]
    applied([*sorted((folder / "manifests").glob("*.yaml")), *own], tmp_path)
    deny = (folder / "policies" / "default-deny.yaml").read_text(encoding="utf-8")
    for namespace in ("stars", "client"):
        there = deny.replace("metadata:", f"metadata:\n  namespace: {namespace}")
        (tmp_path / f"deny-{namespace}.yaml").write_text(there)
    agree("stars", network_of(tmp_path), STARS, capsys)
