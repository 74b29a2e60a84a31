"""Bodies as values: attributes evaluated when asked for, nested and dynamic blocks as lists of objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from eks_netlint.frontends.terraform.effort import TooMuch
from eks_netlint.frontends.terraform.expressions import Expression, as_key
from eks_netlint.frontends.terraform.lookups import Instances, declared
from eks_netlint.frontends.terraform.loops import iterate
from eks_netlint.frontends.terraform.scope import Scope
from eks_netlint.frontends.terraform.syntax import Block, Body
from eks_netlint.resources import TooLarge
from eks_netlint.values import Absent, Cause, Encoded, Fields, Items, Known, Reference, Unknown, Value, first_of

META = frozenset(["count", "for_each", "depends_on", "lifecycle", "provider", "providers", "connection"])
"""Meta-arguments: they say how a resource is managed, not what it is."""

_LARGE = (Items, Fields, Encoded)


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The expression's value; one that asks for too much work or nesting is an unknown with a reason.

    So is one at which our code fails, which is a Problem besides: it costs this value and no other.
    """
    effort = scope.module.effort
    begun = effort.begin()
    try:
        value = expression.eval(scope)
        if isinstance(value, _LARGE):
            effort.weigh(value)
        return value
    except TooMuch as why:
        effort.exhausted = True
        return Unknown(str(why), expression.span, Cause.UNSUPPORTED)
    except RecursionError:
        effort.exhausted = True
        return Unknown("nested too deeply to evaluate", expression.span, Cause.UNSUPPORTED)
    except Exception as error:
        effort.exhausted = True  # what was worked out half is nobody else's answer
        return scope.module.failed(error, expression.span)
    finally:
        effort.end(begun)


def unread(block: Block) -> Unknown | None:
    """Why a block may hold more than is seen, None where all of it was read."""
    return Unknown("the block cannot be parsed", block.span, Cause.UNSUPPORTED) if block.body.broken else None


class BodyEntries(Mapping["str | Reference", Value]):
    """Attributes and nested blocks of a body, each evaluated once, when first asked for."""

    __slots__ = ("_body", "_busy", "_done", "scope")

    def __init__(self, body: Body, scope: Scope) -> None:
        self._body = body
        self.scope = scope
        self._done: dict[str | Reference, Value] = {}
        self._busy: set[str] = set()

    def __getitem__(self, name: str | Reference) -> Value:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def find(self, name: str | Reference) -> Value | None:
        """The value, None where there is none: most of what is asked for is not written."""
        self.scope.module.effort.look()
        found = self._done.get(name)
        if found is None and isinstance(name, str):
            found = self._evaluated(name)
            if found is not None:
                self._done[name] = found
        return found

    def _evaluated(self, name: str) -> Value | None:
        attribute = self._body.attributes.get(name)
        if attribute is None:
            blocks = self._body.by_type.get(name)
            return self._guarded(name, blocks) if blocks else None
        if name in self._busy:
            return Unknown(f"{name} refers to itself", attribute.span, Cause.ERROR)
        self._busy.add(name)
        try:
            return evaluate(attribute.expression, self.scope)
        finally:
            self._busy.discard(name)

    def _guarded(self, name: str, blocks: list[Block]) -> Value:
        """The blocks; at an exception of ours an unknown."""
        try:
            return self._blocks(name, blocks)
        except TooLarge:
            raise
        except Exception as error:
            return self.scope.module.failed(error, blocks[0].span)

    def _blocks(self, name: str, blocks: list[Block]) -> Value:
        members: list[Value] = []
        rest: Unknown | None = None
        ordered = True
        for block in blocks:
            if block.type != "dynamic":
                members.append(Fields(BodyEntries(block.body, self.scope), unread(block), "object", block.span))
                ordered = ordered and rest is None
                continue
            made, unknown, known_order = _dynamic(block, self.scope)
            members.extend(made)
            ordered = ordered and known_order and (rest is None or not made)
            rest = first_of(rest, unknown)
        if self._body.broken:
            rest = first_of(rest, Unknown("the block around it cannot be parsed", blocks[0].span, Cause.UNSUPPORTED))
        return Items(tuple(members), rest, "list", ordered, blocks[0].span)

    def is_block(self, name: str) -> bool:
        """Whether the name is that of nested blocks and of no attribute."""
        return name in self._body.by_type and name not in self._body.attributes

    def __contains__(self, name: object) -> bool:
        return name in self._body.attributes or name in self._body.by_type

    def __iter__(self) -> Iterator[str | Reference]:
        yield from self._body.attributes
        yield from self._body.by_type

    def __len__(self) -> int:
        return len(self._body.attributes) + len(self._body.by_type)


def _dynamic(block: Block, scope: Scope) -> tuple[list[Value], Unknown | None, bool]:
    """Blocks that a dynamic block makes, the unknown rest, and whether their order is known."""
    content = next((inner for inner in block.body.blocks if inner.type == "content"), None)
    over = block.body.attributes.get("for_each")
    if content is None or over is None:
        return [], Unknown("a dynamic block without content", block.span, Cause.ERROR), True
    iterator = block.body.attributes.get("iterator")
    name = block.labels[0]
    if iterator is not None:
        name = getattr(iterator.expression, "root", name)
    pairs, rest, ordered = iterate(evaluate(over.expression, scope), over.expression, scope)
    if not scope.module.effort.may_make(len(pairs)):
        return [], Unknown("too many blocks to evaluate", block.span, Cause.UNSUPPORTED), True
    made: list[Value] = []
    for key, value in pairs:
        each = Fields({"key": key, "value": value}, None, "object", content.span)
        inner = scope.binding({name: each})
        made.append(Fields(BodyEntries(content.body, inner), unread(content), "object", content.span))
    unknown = None if rest is None else Unknown(rest.why, rest.span, rest.cause)
    return made, unknown, ordered


class BodyAttributes:
    """``resources.Attributes`` over a block's body."""

    __slots__ = ("_block", "entries")

    def __init__(self, block: Block, entries: BodyEntries) -> None:
        self._block = block
        self.entries = entries

    def get(self, name: str) -> Value | Absent:
        """The attribute or nested blocks, ``Absent`` where nothing is written."""
        found = self.entries.find(name)
        if found is not None:
            return found
        lost = unread(self._block)
        return Absent(self._block.span) if lost is None else lost

    def names(self) -> Iterable[str]:
        """Names that are written, without meta-arguments."""
        return [name for name in self.entries if isinstance(name, str) and name not in META]


class _NestedEntries(Mapping["str | Reference", Value]):
    """A nested block as expressions see it: what is null is not configured, so that AWS may fill it in."""

    __slots__ = ("_address", "_entries", "_path")

    def __init__(self, entries: BodyEntries, address: str, path: tuple[str | int, ...]) -> None:
        self._entries = entries
        self._address = address
        self._path = path

    def __getitem__(self, name: str | Reference) -> Value:
        value = self._entries[name]
        if isinstance(value, Known) and value.value is None:
            raise KeyError(name)
        if isinstance(value, Items) and isinstance(name, str) and self._entries.is_block(name):
            return _nested(value, self._address, (*self._path, name))
        return value

    def __iter__(self) -> Iterator[str | Reference]:
        return (name for name in self._entries if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _nested(blocks: Items, address: str, path: tuple[str | int, ...]) -> Items:
    """Nested blocks of a resource, whose unwritten attributes are identities, in blocks inside of them too."""
    members: list[Value] = []
    for index, block in enumerate(blocks.members):
        if isinstance(block, Fields) and isinstance(block.entries, BodyEntries):
            here = (*path, index)
            rest = Reference("known after apply", block.span, Cause.APPLY, address, here)
            block = Fields(_NestedEntries(block.entries, address, here), rest, block.kind, block.span)
        members.append(block)
    return Items(tuple(members), blocks.rest, blocks.kind, blocks.ordered, blocks.span)


_LOOKED_UP = {"aws": "is looked up in AWS", "terraform": "is in the state of another root"}


class InstanceEntries(Mapping["str | Reference", Value]):
    """A resource instance as expressions see it: what is not configured, or null, is known as an identity."""

    __slots__ = ("_address", "_entries", "_instances", "_managed", "_type")

    def __init__(
        self, entries: BodyEntries, address: str, type: str, managed: bool, instances: Instances | None = None
    ) -> None:
        self._entries = entries
        self._instances: Instances = {} if instances is None else instances
        self._address = address
        self._type = type
        self._managed = managed

    def __getitem__(self, name: str | Reference) -> Value:
        if not self._entries.scope.module.effort.may_read():
            return Unknown("too much work to evaluate", None, Cause.UNSUPPORTED)
        if isinstance(name, str) and name in self._entries and name not in META:
            value = self._entries[name]
            if isinstance(value, Items) and self._entries.is_block(name):
                return _nested(value, self._address, (name,))
            if not (isinstance(value, Known) and value.value is None):
                return value
        return self._identity(str(name))

    def _identity(self, name: str) -> Value:
        if self._managed:
            return Reference(
                f"{self._address}.{name} is known after apply",
                None,
                Cause.APPLY,
                self._address,
                (name,),
                name in ("id", "arn", "name", "default_security_group_id"),
            )
        found = declared(self._type, name, self._entries.get("id"), self._instances) if self._instances else None
        if found is not None:
            return found
        if self._type.startswith("kubectl_"):
            from eks_netlint.frontends.terraform import kubectl  # which few roots need

            files = self._entries.scope.module.files
            made = kubectl.documents(self._type, name, self._entries, files)
            if made is not None:
                return made
        zones = self._type == "aws_availability_zones" and name in ("names", "zone_ids", "ids")
        rendered = self._type == "cloudinit_config" and name == "rendered"
        where = _LOOKED_UP.get(self._type.partition("_")[0], "is read while terraform runs")
        why = f"{self._address}.{name} {where}"
        return Reference(why, None, Cause.DATA, self._address, (name,), zones or rendered)

    def get(self, name: str | Reference, default: object = None) -> Value:
        """The attribute as an expression sees it; every name has an answer, so there is never a default."""
        return self[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str | Reference]:
        return (name for name in self._entries if name not in META)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def key_of(value: Value) -> str | int | Reference | Unknown:
    """A for_each key."""
    return as_key(value)
