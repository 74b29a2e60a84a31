"""From the names that a plan lists for an expression back to the resources whose ids it will have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from eks_netlint.frontends.plan.configuration import Configuration, Instance
from eks_netlint.frontends.plan.kinds import Kind
from eks_netlint.frontends.plan.outputs import hands_on_all
from eks_netlint.frontends.plan.shown import Entry, Object, Shown, sequence, within
from eks_netlint.frontends.plan.traversals import Key, Steps, traversals
from eks_netlint.records import dataclass, field
from eks_netlint.source import Span
from eks_netlint.values import Cause, Items, OneOf, Reference, Unknown, Value

_DEEPEST = 64
"""Inputs and outputs of modules that are followed one after another."""

MAX_NAMES = 2_000
"""Names that are followed for one attribute."""

_SOLID = ("id", "arn", "name")
_IDENTITIES = frozenset(["id", "ids", "arn", "name", "latest_version", "node_group_name", "output", "value"])


@dataclass
class _Pool:
    """What an expression may be made of.

    ``sure`` are ids that are written out one by one, ``some`` those of which nobody knows which are meant, ``lost`` are
    names of which the plan keeps nothing, ``literal`` says that known strings may be among them, and ``chosen`` that
    something else may decide between them.
    """

    sure: dict[Reference, None] = field(default_factory=dict)
    some: dict[Reference, None] = field(default_factory=dict)
    lost: dict[str, None] = field(default_factory=dict)
    literal: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an expression stands: its module, the key of the instance it belongs to, and the block around it.

    ``peers`` are the keys of all instances of the block; ``all`` says that a name of a resource here means all its
    instances, in their order.
    """

    module: Instance
    key: str | int | None
    block: Object
    peers: frozenset[str | int | None] = frozenset()
    all: bool = False


class Identities:
    """Answers what the unknown attributes of a plan refer to."""

    def __init__(self, shown: Shown, configuration: Configuration) -> None:
        self._shown = shown
        self._configuration = configuration
        self._instances: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self._followed = 0
        self._called: dict[tuple[str, str], dict[str, Instance]] = defaultdict(dict)
        for entry in shown.entries.values():
            self._instances[entry.module, block_address(entry)].append(entry)
            self._register(configuration.instance(entry.module))

    def _register(self, module: Instance) -> None:
        while module.parent is not None:
            self._called[module.parent.address, module.name][module.address] = module
            module = module.parent

    def of(self, entry: Entry, references: Iterable[object], kind: Kind, span: Span) -> Value:
        """The value of an attribute that takes ids and whose expression has these references."""
        module = self._configuration.instance(entry.module)
        address = block_address(entry)
        block = self._configuration.block(module, address) or {}
        peers = frozenset(each.key for each in self._instances[entry.module, address])
        pool, self._followed = _Pool(), 0
        listed = list(references)
        self._gather(listed, _Place(module, entry.key, block, peers), kind, pool, 0)
        names = dict.fromkeys(_whole(name) for name in traversals(listed) if not _selects(name))
        return _value(pool, kind, names, span)

    def _gather(self, references: Iterable[object], place: _Place, kind: Kind, pool: _Pool, depth: int) -> None:
        written = list(traversals(list(references)))
        keyed = any(_selects(name) for name in written)
        for name in written:
            self._followed += 1
            if depth > _DEEPEST or self._followed > MAX_NAMES:
                pool.lost[_spelled(name)] = None
            elif not _selects(name):
                self._one(name, place, keyed, kind, pool, depth + 1)

    def _one(self, name: Steps, place: _Place, keyed: bool, kind: Kind, pool: _Pool, depth: int) -> None:
        match name:
            case ("var", str(variable), *_):
                self._variable(variable, place, kind, pool, depth)
            case ("each", "value", *_):
                self._each_value(place, kind, pool, depth)
            case ("module", str(call), *rest):
                self._output(call, tuple(rest), place, keyed, kind, pool, depth)
            case ("path" | "terraform" | "self", *_):
                pool.chosen = True
            case ("data", str(type), str(label), *rest):
                self._resource(f"data.{type}.{label}", type, tuple(rest), place, keyed, kind, pool)
            case ("local", *_) | (_,) | ():
                pool.lost[_spelled(name)] = None
            case (str(type), str(label), *rest):
                self._resource(f"{type}.{label}", type, tuple(rest), place, keyed, kind, pool)
            case _:
                pool.lost[_spelled(name)] = None

    def _variable(self, name: str, place: _Place, kind: Kind, pool: _Pool, depth: int) -> None:
        module = place.module
        if module.parent is None:
            self._constant(self._shown.variables.get(name), pool)
            return
        given = within(module.call, "expressions").get(name)
        if given is None:
            self._constant(within(module.module, "variables", name).get("default"), pool)
            return
        peers = frozenset(one.key for one in self._called[module.parent.address, module.name].values())
        self._expression(given, _Place(module.parent, module.key, module.call, peers), kind, pool, depth)

    def _expression(self, expression: object, place: _Place, kind: Kind, pool: _Pool, depth: int) -> None:
        said = within(expression)
        if "constant_value" in said:
            self._constant(said["constant_value"], pool)
        else:
            self._gather(sequence(said.get("references")), place, kind, pool, depth)

    def _constant(self, value: object, pool: _Pool) -> None:
        """A value that is known: it is no part of what is not, and it may choose."""
        pool.literal = pool.literal or _holds_string(value, 0)
        pool.chosen = True

    def _each_value(self, place: _Place, kind: Kind, pool: _Pool, depth: int) -> None:
        """What the block is repeated over: of it the member with the key."""
        over = place.block.get("for_each_expression")
        inner = _Pool()
        self._expression(over, place, kind, inner, depth)
        own = [one for one in inner.sure if place.key is not None and _keyed_by(one.address, place.key)]
        if len(own) == 1:
            pool.sure[own[0]] = None
        elif len(inner.sure) == 1 and not inner.some:
            pool.sure.update(inner.sure)
        else:
            pool.some.update({**inner.sure, **inner.some})
        pool.lost.update(inner.lost)
        pool.literal = pool.literal or inner.literal
        pool.chosen = True

    def _output(
        self, call: str, rest: Steps, place: _Place, keyed: bool, kind: Kind, pool: _Pool, depth: int
    ) -> None:
        instances = list(self._called[place.module.address, call].values())
        if rest and isinstance(rest[0], Key):
            instances = [one for one in instances if one.key == rest[0].value]
            rest = rest[1:]
        if not rest or not isinstance(rest[0], str):
            pool.lost[f"module.{call}"] = None  # an instance chosen by an expression: which output is not told
            return
        if keyed and len(instances) > 1:
            instances = [one for one in instances if one.key == place.key] or instances
        for one in instances:
            expression = within(one.module, "outputs", rest[0]).get("expression")
            part = len(rest) > 1
            handed = part and hands_on_all(one.call, rest[0])
            inner = _Pool() if part or len(instances) > 1 else pool
            self._expression(expression, _Place(one, None, {}, all=handed), kind, inner, depth)
            if inner is not pool:
                self._part(inner, rest[1:], handed, pool)

    def _part(self, inner: _Pool, steps: Steps, handed: bool, pool: _Pool) -> None:
        """What is taken out of an output: the member with an index where all of a resource are handed on."""
        members = list(inner.sure)
        if handed and len(steps) == 1 and isinstance(steps[0], Key) and not inner.some and not inner.lost:
            number = steps[0].value
            if isinstance(number, int) and number < len(members):
                pool.sure[members[number]] = None
                return
        if len(members) == 1 and not inner.some:
            pool.sure.update(inner.sure)
        else:
            pool.some.update({**inner.sure, **inner.some})
        pool.lost.update(inner.lost)
        pool.literal = pool.literal or inner.literal
        pool.chosen = pool.chosen or inner.chosen

    def _resource(
        self, address: str, type: str, rest: Steps, place: _Place, keyed: bool, kind: Kind, pool: _Pool
    ) -> None:
        entries = self._instances[place.module.address, address]
        if rest and isinstance(rest[0], Key):
            entries = [one for one in entries if one.key == rest[0].value]
            rest = rest[1:]
        path = tuple(step.value if isinstance(step, Key) else step for step in rest)
        if not _fits(type, path, kind):
            pool.chosen = True
            return
        if keyed and len(entries) > 1 and place.peers == frozenset(one.key for one in entries):
            entries = [one for one in entries if one.key == place.key]
        found = dict.fromkeys(_reference(one, path or (kind.attribute,)) for one in entries)
        if len(entries) == 1 or (place.all and not path):
            pool.sure.update(found)
        else:
            pool.some.update(found)


def block_address(entry: Entry) -> str:
    """The address of the block in its module."""
    return f"{'data.' if entry.mode == 'data' else ''}{entry.type}.{entry.name}"


def reference(entry: Entry, path: tuple[str | int, ...], span: Span | None = None) -> Reference:
    """An attribute of a resource as an identity."""
    why = f"{entry.address}.{path[0]} is known after apply"
    managed = entry.mode == "managed"
    return Reference(why, span, Cause.APPLY, entry.address, path, managed and path[-1] in _SOLID)


_reference = reference


def _fits(type: str, path: tuple[str | int, ...], kind: Kind) -> bool:
    last = path[-1] if path else kind.attribute
    if kind.types and type in kind.types:
        return last in _IDENTITIES or last in kind.through or last == kind.attribute or isinstance(last, int)
    if kind.types:
        return last in kind.through and bool(path)
    return last in _IDENTITIES or (isinstance(last, str) and last.endswith(("_id", "_arn", "_ids")))


def _selects(name: Steps) -> bool:
    return name in (("count", "index"), ("each", "key"))


def _keyed_by(address: str, key: str | int) -> bool:
    return address.endswith(f'["{key}"]' if isinstance(key, str) else f"[{key}]")


def _holds_string(value: object, depth: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return depth > _DEEPEST or any(_holds_string(member, depth + 1) for member in value)
    return isinstance(value, str) and value != ""


def _spelled(name: Steps) -> str:
    return ".".join(str(step.value) if isinstance(step, Key) else step for step in name[:2])


def _whole(name: Steps) -> str:
    return "".join(f"[{step.value!r}]" if isinstance(step, Key) else f".{step}" for step in name).lstrip(".")


def _value(pool: _Pool, kind: Kind, names: Iterable[str], span: Span) -> Value:
    """The value of an attribute of this kind that is made of the pool, as far as the names tell it."""
    if pool.lost:
        why = f"known after apply; the plan names only {_and(pool.lost)} and does not keep it"
        return Unknown(why, span, Cause.APPLY)
    every = {**pool.sure, **pool.some}
    if not every:
        return Unknown("known after apply", span, Cause.APPLY)
    placed = tuple(_placed(one, span) for one in every)
    if not kind.many:
        if len(placed) == 1:
            return placed[0]
        return OneOf(f"the plan names only {_and(names)}: which one is meant is lost", span, Cause.APPLY, placed)
    whole = not pool.some and not pool.chosen
    if not pool.literal and (whole or len(placed) <= kind.least):
        return Items(placed, None, "set", True, span)
    why = f"the plan names only {_and(names)}: which of them are meant is lost"
    if pool.literal:
        return Unknown(why, span, Cause.APPLY)
    return Items((OneOf(why, span, Cause.APPLY, placed),), None, "set", True, span)


def _placed(one: Reference, span: Span) -> Reference:
    return Reference(one.why, span, one.cause, one.address, one.path, one.solid)


def _and(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:3]) + (" and others" if len(listed) > 3 else "")
