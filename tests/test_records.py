"""Records behave as the standard dataclasses do, in all that we use of them."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from eks_netlint import records


def define(library: Any) -> Any:
    dataclass, field = library.dataclass, library.field

    @dataclass(frozen=True, slots=True)
    class Base:
        name: str
        place: int = field(compare=False, repr=False)
        calls: tuple[int, ...] = field(default=(), compare=False, kw_only=True)

    @dataclass(frozen=True, slots=True)
    class Derived(Base):
        """Documented."""

        size: int
        tags: dict[str, int] = field(default_factory=dict)
        kind: str = "managed"

        @property
        def double(self) -> int:
            return self.size * 2

    @dataclass
    class Plain:
        a: int
        b: list[int] = field(default_factory=list)
        c: str = "x"

    return Base, Derived, Plain


@pytest.fixture(params=[dataclasses, records], ids=["standard", "ours"])
def library(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_construction_equality_and_hash(library: Any) -> None:
    Base, Derived, Plain = define(library)
    one = Derived("a", 1, 3, kind="self", calls=(1,))
    assert (one.name, one.place, one.size, one.tags, one.kind) == ("a", 1, 3, {}, "self")
    assert (one.calls, one.double) == ((1,), 6)
    assert one == Derived("a", 2, 3, {}, "self")
    assert one != Derived("a", 1, 4, {}, "self")
    assert one != Base("a", 1)
    assert hash(Base("a", 1)) == hash(Base("a", 9))
    assert Plain(1) == Plain(1, [], "x")
    assert Plain.__hash__ is None
    assert "place" not in repr(one)
    assert "size=3" in repr(one)
    assert Derived.__doc__ == "Documented."
    assert Derived("a", 1, 1).tags is not Derived("a", 1, 1).tags


def test_frozen_and_slotted(library: Any) -> None:
    Base, Derived, Plain = define(library)
    with pytest.raises(AttributeError):
        Base("a", 1).name = "b"
    assert not hasattr(Derived("a", 1, 2), "__dict__")
    plain = Plain(1)
    plain.c = "y"
    assert plain.c == "y"


def test_wrong_arguments(library: Any) -> None:
    Base, Derived, _ = define(library)
    for call in (lambda: Base(), lambda: Base("a", 1, 2), lambda: Base("a", 1, nothing=1), lambda: Derived("a", 1)):
        with pytest.raises(TypeError):
            call()


def test_replace_fields_and_matching(library: Any) -> None:
    _, Derived, _ = define(library)
    one = library.replace(Derived("a", 1, 3), size=5, calls=(7,))
    assert (one.size, one.calls) == (5, (7,))
    names = [each.name for each in library.fields(one) if each.name != "calls"]
    assert names == ["name", "place", "size", "tags", "kind"]
    match one:
        case Derived("a", 1, size=5):
            pass
        case _:
            pytest.fail("positions and keywords match")
    assert library.is_dataclass(one)
    assert not library.is_dataclass(3)


def test_copies() -> None:
    from eks_netlint.values import Known

    one = Known(("x",), None)
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one


def test_a_slotted_record_may_have_no_fields() -> None:
    @records.dataclass(frozen=True, slots=True)
    class Nothing:
        """Nothing."""

    assert Nothing() == Nothing() and not hasattr(Nothing(), "__dict__")
