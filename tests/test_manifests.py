"""The noun: one Kubernetes object, whoever wrote it."""

from __future__ import annotations

from eks_netlint import yamltext
from eks_netlint.manifests import Manifest, objects
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.source import Document, Span
from eks_netlint.values import Absent, Known, Text, Unknown, Value

FILE = Document("a.yaml", b"\n")


def documents(text: str) -> list[Value]:
    return list(yamltext.read(text, lambda first, last: None))


def manifests(text: str) -> list[Manifest]:
    resource = Resource("kubectl_manifest", "m", "kubectl_manifest.m", WrittenAttributes({}), Span(FILE, 0, 1))
    found = [made for document in documents(text) for made in objects(document)]
    return [Manifest(kind.value, body, resource) for kind, body in found if isinstance(kind, Known)]


def test_what_it_says() -> None:
    said = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\nspec: {a: 1}\n"
    (found,) = manifests(said)
    assert (found.kind, found.api_version, found.name, found.namespace) == (
        "Deployment", Known("apps/v1"), Known("web"), Known("shop"),
    )  # fmt: skip
    assert found.identity == ("apps", "Deployment", "shop", "web")
    assert found.get("spec", "a") == Known(1)
    assert found.span == found.resource.span


def test_what_it_does_not_say() -> None:
    (found,) = manifests("kind: Service\nmetadata: {name: 5}\n")
    assert isinstance(found.api_version, Absent) and isinstance(found.namespace, Absent)
    assert isinstance(found.name, Unknown) and found.identity is None
    (found,) = manifests("kind: Service\nmetadata: [1]\n")
    assert isinstance(found.name, Absent) and found.identity is None


def test_a_name_that_the_cluster_makes_up() -> None:
    (found,) = manifests("kind: Job\nmetadata: {generateName: job-}\n")
    assert isinstance(found.name, Text) and found.name.parts[0] == "job-" and found.identity is None
    (found,) = manifests("kind: Job\nmetadata: {generateName: job-, name: own}\n")
    assert found.name == Known("own")


def test_lists() -> None:
    assert [found.kind for found in manifests("kind: List\nitems: [{kind: Service}, {kind: Pod}, {a: 1}, 5]\n")] == [
        "Service", "Pod",
    ]  # fmt: skip
    assert [found.kind for found in manifests("kind: ServiceList\nitems: [{metadata: {name: a}}]\n")] == ["Service"]
    assert [found.kind for found in manifests("kind: List\nitems:\n- {kind: List, items: [{kind: Pod}]}\n")] == ["Pod"]
    assert [found.kind for found in manifests("kind: PriceList\nspec: 1\n")] == ["PriceList"]


def test_no_objects() -> None:
    assert manifests("a: 1\n---\n- kind: Pod\n---\nkind: ~\n---\ntext\n") == []


def test_a_kind_that_is_not_known() -> None:
    ((kind, _),) = objects(documents("kind: [a]\n")[0])
    assert isinstance(kind, Unknown)
