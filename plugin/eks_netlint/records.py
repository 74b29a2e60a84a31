"""Dataclasses that are quick to define.

The standard decorator compiles the methods of each class from text whenever its module is imported: for our hundred
small classes that is a third of the start-up time (measured: 0.4 to 0.7 ms a class, and ``inspect`` besides).  This one
compiles one constructor for each number of fields and takes closures for the rest, about 0.02 ms a class.  It
does what we use of the standard one: frozen, slots, eq, keyword-only fields, defaults and factories, ``compare`` and
``repr`` of a field, inheritance, ``replace``, pattern matching.
Type checkers see the standard decorator.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import FunctionType
from typing import TYPE_CHECKING

__all__ = ["dataclass", "field", "fields", "is_dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, is_dataclass, replace
else:
    _MISSING = object()
    _TABLE = "__record_fields__"

    class Field:
        """One field of a record."""

        __slots__ = ("compare", "default", "default_factory", "kw_only", "name", "repr")

        def __init__(self, default, default_factory, compare, repr, kw_only):
            self.name = ""
            self.default = default
            self.default_factory = default_factory
            self.compare = compare
            self.repr = repr
            self.kw_only = kw_only

        def value(self, owner):
            """The default; a ``TypeError`` where there is none."""
            if self.default is not _MISSING:
                return self.default
            if self.default_factory is not _MISSING:
                return self.default_factory()
            raise TypeError(f"{owner}() misses the argument {self.name!r}")

    def field(*, default=_MISSING, default_factory=_MISSING, compare=True, repr=True, kw_only=False):
        """A field that needs more than a plain default."""
        return Field(default, default_factory, compare, repr, kw_only)

    def fields(record):
        """The fields of a record or of its class, in the order of its constructor."""
        return getattr(record, _TABLE)

    def is_dataclass(thing):
        """Whether it is a record or a class of records."""
        return hasattr(thing, _TABLE)

    def replace(record, /, **changes):
        """The record with some fields changed."""
        for each in getattr(record, _TABLE):
            if each.name not in changes:
                changes[each.name] = getattr(record, each.name)
        return type(record)(**changes)

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True):
        """Make a class one of records: see the module's docstring."""

        def make(plain):
            return _made(plain, frozen, slots, eq)

        return make if cls is None else make(cls)

    def _made(cls, frozen, slots, eq):
        table = {each.name: each for base in reversed(cls.__mro__[1:]) for each in base.__dict__.get(_TABLE, ())}
        inherited = set(table)
        for name in cls.__annotations__:
            given = cls.__dict__.get(name, _MISSING)
            each = given if isinstance(given, Field) else Field(given, _MISSING, True, True, False)
            each.name = name
            table[name] = each
        own = [each for each in table.values() if each.name in cls.__annotations__]
        ordered = tuple(sorted(table.values(), key=lambda each: each.kw_only))  # stable: keyword-only ones last
        methods, setters = _methods(cls, ordered, slots, frozen, eq)
        if slots:
            cls = _slotted(cls, [each.name for each in own], inherited, methods)
            for index, each in enumerate(ordered):
                setters[f"s{index}"] = getattr(cls, each.name).__set__
        else:
            _settle_defaults(cls, own)
            for name, method in methods.items():
                setattr(cls, name, method)
        return cls

    def _methods(cls, ordered, slots, frozen, eq):
        """What the class gets besides what it has, and the dictionary in which its constructor looks for setters."""
        setters = {}
        made = {
            "__init__": _initialiser(cls, ordered, slots, setters),
            "__repr__": _representation(ordered),
            "__reduce__": _reduction(ordered),
        }
        compared = [each.name for each in ordered if each.compare]
        if eq:
            made["__eq__"] = _equality(compared)
        made = {name: method for name, method in made.items() if name not in cls.__dict__}
        for name, method in made.items():
            method.__qualname__ = f"{cls.__qualname__}.{name}"
        if eq and cls.__dict__.get("__hash__") is None:
            made["__hash__"] = _hashing(compared) if frozen else None
        if frozen:
            made["__setattr__"] = made["__delattr__"] = _refuse
        made[_TABLE] = ordered
        made["__match_args__"] = tuple(each.name for each in ordered if not each.kw_only)
        return made, setters

    def _slotted(cls, names, inherited, methods):
        """The class once more, with slots, which cannot be added to one that exists; methods set then cost more."""
        namespace = {key: value for key, value in cls.__dict__.items() if key not in names}
        namespace.pop("__dict__", None)
        namespace.pop("__weakref__", None)
        namespace.update(methods)
        namespace["__slots__"] = tuple(name for name in names if name not in inherited)
        made = type(cls)(cls.__name__, cls.__bases__, namespace)
        made.__qualname__ = cls.__qualname__
        return made

    def _settle_defaults(cls, own):
        for each in own:
            if isinstance(cls.__dict__.get(each.name), Field):
                if each.default is _MISSING:
                    delattr(cls, each.name)
                else:
                    setattr(cls, each.name, each.default)

    def _initialiser(cls, ordered, slots, setters):
        plain = not any(each.kw_only or each.default_factory is not _MISSING for each in ordered)
        return _quick(ordered, setters) if slots and plain and ordered else _general(cls, ordered, setters)

    @cache
    def _template(count):
        """Code that fills ``count`` slots, compiled once for all classes of that many fields."""
        names = [f"a{index}" for index in range(count)]
        lines = "".join(f"    s{index}(self, a{index})\n" for index in range(count))
        space = {}
        exec(f"def __init__(self, {', '.join(names)}):\n{lines}", space)
        return space["__init__"].__code__

    def _quick(ordered, setters):
        """A constructor as fast as a written one: the template under the class's own names and defaults."""
        code = _template(len(ordered)).replace(co_varnames=("self", *(each.name for each in ordered)))
        defaults = tuple(each.default for each in ordered if each.default is not _MISSING)
        return FunctionType(code, setters, "__init__", defaults)

    def _general(cls, ordered, setters):
        """A constructor for keyword-only fields and factories; it has setters where the class has slots.

        Such classes are many and have few instances: compiling one for each took longer than they do.
        """
        positional = sum(1 for each in ordered if not each.kw_only)
        names = tuple(each.name for each in ordered)

        def complete(args, kwargs):
            if len(args) > positional:
                raise TypeError(f"{cls.__name__}() takes {positional} positional arguments, {len(args)} were given")
            values = list(args)
            for each in ordered[len(args) :]:
                values.append(kwargs.pop(each.name) if each.name in kwargs else each.value(cls.__name__))
            if kwargs:
                raise TypeError(f"{cls.__name__}() cannot take the argument {next(iter(kwargs))!r}")
            return values

        def __init__(self, *args, **kwargs):
            values = complete(args, kwargs)
            if setters:
                for put, value in zip(setters.values(), values):  # noqa: B905 - complete gives them all
                    put(self, value)
            elif names:
                self.__dict__.update(zip(names, values))  # noqa: B905 - complete gives them all

        return __init__

    def _representation(ordered):
        shown = tuple(each.name for each in ordered if each.repr)

        def __repr__(self):
            inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
            return f"{type(self).__qualname__}({inside})"

        return __repr__

    def _reduction(ordered):
        if ordered and not any(each.kw_only for each in ordered):
            names = tuple(each.name for each in ordered)
            return lambda self: (type(self), tuple([getattr(self, name) for name in names]))

        def __reduce__(self):
            return _rebuilt, (type(self), {each.name: getattr(self, each.name) for each in ordered})

        return __reduce__

    def _rebuilt(cls, values):
        return cls(**values)

    def _equality(names):
        values = _values(names)

        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return self is other or values(self) == values(other)

        return __eq__

    def _hashing(names):
        values = _values(names)

        def __hash__(self):
            return hash(values(self))

        return __hash__

    def _values(names) -> Callable[[object], object]:
        return attrgetter(*names) if names else lambda record: ()

    def _refuse(self, name, value=None):
        raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be set")
