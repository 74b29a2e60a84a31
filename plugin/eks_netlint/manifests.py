"""Kubernetes objects as they are written, whatever file or language says them."""

from __future__ import annotations

from collections.abc import Iterator

from eks_netlint.records import dataclass
from eks_netlint.resources import Resource
from eks_netlint.source import Span
from eks_netlint.values import Absent, Fact, Fields, Items, Known, Text, Unknown, Value, dig


@dataclass(frozen=True, slots=True, eq=False)
class Manifest:
    """One Kubernetes object.

    ``body`` is the whole object, each member with the place where it was written.  ``resource`` is what applies it:
    a Terraform resource, or for a file of Kubernetes the object itself.  ``cluster`` is the address of the cluster
    that it runs on where somebody said so, empty where only its place tells.

    ``unread`` says why nothing is known of it but its kind: it stands for any number of objects of a text that was
    not read, none included.
    """

    kind: str
    body: Fields
    resource: Resource
    cluster: str = ""
    unread: Unknown | None = None

    @property
    def api_version(self) -> Known[str] | Unknown | Absent:
        """``apiVersion``, such as ``networking.k8s.io/v1``."""
        return _text(self.body.get("apiVersion"))

    @property
    def name(self) -> Known[str] | Unknown | Absent:
        """``metadata.name``; of a name that the cluster makes up, the beginning is known."""
        metadata = self.body.get("metadata")
        name, prefix = _text(dig(metadata, "name")), dig(metadata, "generateName")
        if isinstance(name, Absent) and isinstance(prefix, Known) and isinstance(prefix.value, str):
            made_up = Unknown("a name that the cluster makes up", prefix.span)
            return Text(made_up.why, prefix.span, made_up.cause, (prefix.value, made_up))
        return name

    @property
    def namespace(self) -> Known[str] | Unknown | Absent:
        """``metadata.namespace``; where none is written, whoever applies the object chooses."""
        return _text(dig(self.body, "metadata", "namespace"))

    @property
    def span(self) -> Span:
        """Where the object is written."""
        return self.body.span or self.resource.span

    def get(self, *path: str | int) -> Value | Absent:
        """A member of the object."""
        return dig(self.body, *path)

    @property
    def identity(self) -> tuple[str, str, str, str] | None:
        """Group, kind, namespace and name, None where one is not known: two objects of one identity are one."""
        version, name, namespace = self.api_version, self.name, self.namespace
        if not isinstance(name, Known) or isinstance(version, Unknown) or isinstance(namespace, Unknown):
            return None
        group = version.value.rpartition("/")[0] if isinstance(version, Known) else ""
        return group, self.kind, namespace.value if isinstance(namespace, Known) else "", name.value


def _text(value: Value | Absent) -> Known[str] | Unknown | Absent:
    """A member that has to be a string; anything else that is written there is none."""
    match value:
        case Known(value=str(word)):
            return Known(word, value.span, value.origin)
        case Unknown():
            return value
        case Known(value=None) | Absent():
            return Absent(value.span)
        case _:
            return Unknown("not a string", value.span)


def objects(document: Value, list_of: str = "") -> Iterator[tuple[Fact[str], Fields]]:
    """The objects of a document, each with its kind: itself, or the items of a list; none if it is no object.

    A list whose items are not all known gives itself too, of a kind that is not known.
    ``list_of`` is the kind of those items of a ``ServiceList`` that do not say theirs.
    """
    if not isinstance(document, Fields):
        return
    kind = _text(document.get("kind"))
    items = document.get("items")
    if isinstance(kind, Known) and kind.value.endswith("List") and isinstance(items, Items | Unknown):
        rest = items if isinstance(items, Unknown) else items.rest
        for item in items.members if isinstance(items, Items) else ():
            yield from objects(item, kind.value.removesuffix("List"))
        if rest is not None:
            yield rest, document
    elif isinstance(kind, Absent):
        if list_of:
            yield Known(list_of, document.span), document
    else:
        yield kind, document
