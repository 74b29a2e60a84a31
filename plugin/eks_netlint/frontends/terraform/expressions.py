"""Expressions of Terraform and how each is evaluated when some of its parts are unknown.

Every node answers ``eval(scope)`` and never raises: an error in the expression is an ``Unknown`` with
``Cause.ERROR``, so that ``try`` and ``can`` can tell it from a value that is merely not known yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform import convert, functions
from eks_netlint.frontends.terraform.numerals import EXACT, as_number, decimal
from eks_netlint.frontends.terraform.order import sorted_keys
from eks_netlint.frontends.terraform.steps import Step, bare, respan
from eks_netlint.source import Span
from eks_netlint.values import (
    Absent,
    Cause,
    Encoded,
    Fields,
    Items,
    Known,
    OneOf,
    Origin,
    Reference,
    Scalar,
    Text,
    Truth,
    Unknown,
    Value,
    first_of,
)

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.scope import Scope
    from eks_netlint.frontends.terraform.syntax import Source

MAX_MEMBERS = 100_000
"""Members a single for-expression may make before it is called too large to evaluate."""

MAX_BITS = 2_000
"""Bits of two whole numbers together; Terraform itself computes with 512."""

MAX_TEXT = 1_000_000
"""Characters a template may make before it is called too large to evaluate."""


class Expression:
    """A place in a document that has a value."""

    __slots__ = ("document", "end", "start")

    def __init__(self, document: Source, start: int, end: int) -> None:
        self.document = document
        self.start = start
        self.end = end

    @property
    def span(self) -> Span:
        """Where it is written."""
        return Span(self.document, self.start, self.end)

    @property
    def origin(self) -> Origin:
        """A literal in one of our module stubs is a default; elsewhere it was written by the user."""
        return Origin.DEFAULT if self.document.stub else Origin.WRITTEN

    def error(self, why: str) -> Unknown:
        """The value of an expression that Terraform would refuse."""
        return Unknown(why, self.span, Cause.ERROR)

    def eval(self, scope: Scope) -> Value:
        """Its value in a scope."""
        raise NotImplementedError


class Literal(Expression):
    """A number, bool, null or plain string."""

    __slots__ = ("value",)

    def __init__(self, document: Source, start: int, end: int, value: Scalar) -> None:
        super().__init__(document, start, end)
        self.value: Known[Scalar] = Known(value, self.span, self.origin)

    def eval(self, scope: Scope) -> Value:
        """The literal itself."""
        return self.value


class Broken(Expression):
    """A stretch the parser could not read, or one that means nothing for sure; ``why`` says so."""

    __slots__ = ("why",)

    def __init__(self, document: Source, start: int, end: int, why: str = "cannot be parsed") -> None:
        super().__init__(document, start, end)
        self.why = why

    def eval(self, scope: Scope) -> Value:
        """Unknown, and no error that ``try`` could make light of: once mended, it has a value."""
        return Unknown(self.why, self.span, Cause.UNSUPPORTED)


class Parenthesised(Expression):
    """``(expression)``; kept because a parenthesised object key is computed and a bare one is not."""

    __slots__ = ("inner",)

    def __init__(self, document: Source, start: int, end: int, inner: Expression) -> None:
        super().__init__(document, start, end)
        self.inner = inner

    def eval(self, scope: Scope) -> Value:
        """The inner value."""
        return self.inner.eval(scope)


class Traversal(Expression):
    """``var.a.b[0]``: a root name and steps from it."""

    __slots__ = ("root", "steps")

    def __init__(self, document: Source, start: int, end: int, root: str, steps: Sequence[Step]) -> None:
        super().__init__(document, start, end)
        self.root = root
        self.steps = tuple(steps)

    def eval(self, scope: Scope) -> Value:
        """What the root names, then each step."""
        scope.module.effort.spend(1)
        bound = scope.bindings.get(self.root)
        if bound is not None:
            value, used = bound, 0
        else:
            value, used = scope.module.resolve(self.root, self.steps, self)
        for step in self.steps[used:]:
            value = step.apply(value, scope, self)
        if not self.document.stub:
            value = respan(value, self.span)
        return value


class Postfix(Expression):
    """Steps from an expression that is no name: ``f(x)[0].a``."""

    __slots__ = ("base", "steps")

    def __init__(self, document: Source, start: int, end: int, base: Expression, steps: Sequence[Step]) -> None:
        super().__init__(document, start, end)
        self.base = base
        self.steps = tuple(steps)

    def eval(self, scope: Scope) -> Value:
        """The base's value, then each step."""
        value = self.base.eval(scope)
        for step in self.steps:
            value = step.apply(value, scope, self)
        return value


class TupleOf(Expression):
    """``[a, b]``."""

    __slots__ = ("members",)

    def __init__(self, document: Source, start: int, end: int, members: Sequence[Expression]) -> None:
        super().__init__(document, start, end)
        self.members = tuple(members)

    def eval(self, scope: Scope) -> Value:
        """A tuple of the members' values."""
        scope.module.effort.spend(len(self.members))
        return Items(tuple(member.eval(scope) for member in self.members), None, "tuple", True, self.span)


class ObjectOf(Expression):
    """``{ a = 1, (k) = 2 }``."""

    __slots__ = ("elements",)

    def __init__(
        self, document: Source, start: int, end: int, elements: Sequence[tuple[Expression, Expression]]
    ) -> None:
        super().__init__(document, start, end)
        self.elements = tuple(elements)

    def eval(self, scope: Scope) -> Value:
        """An object; a key that is only an identity stays one, any other unknown key makes the rest unknown."""
        entries: dict[str | Reference, Value] = {}
        rest: Unknown | None = None
        for key_expression, value_expression in self.elements:
            key = as_key(key_expression.eval(scope))
            if isinstance(key, Unknown) and not isinstance(key, Reference):
                if key.cause is Cause.ERROR:
                    return key
                rest = key
                continue
            entries[key] = value_expression.eval(scope)
        return Fields(entries, rest, "object", self.span)


def as_key(value: Value) -> str | Reference | Unknown:
    """A value as a map key: a string, an identity, or the reason why it is neither.

    A string known in parts becomes an identity of its own: two uses of ``"${var.region}a"`` are one key.
    """
    if isinstance(value, Text):
        spelled = "".join(part if isinstance(part, str) else "${" + _spelling(part) + "}" for part in value.parts)
        if all(isinstance(part, str | Reference) for part in value.parts):
            return Reference(value.why, value.span, value.cause, f'"{spelled}"', (), True)
        return value
    if isinstance(value, Reference):
        return value
    text = convert.to_string(value)
    if isinstance(text, Known):
        if text.value is None:
            return Unknown("a map key is null", text.span, Cause.ERROR)
        return str(text.value)
    if isinstance(text, Unknown):
        return Unknown(text.why, text.span, text.cause)
    return Unknown("a map key is not a string", None, Cause.ERROR)


def _spelling(part: Unknown) -> str:
    return str(part) if isinstance(part, Reference) else part.why


_OPEN_ENDED = frozenset(["coalesce", "coalescelist", "concat", "merge", "setunion"])
"""Functions for which an unknown number of further arguments is one unknown argument: their result only grows."""


class Call(Expression):
    """``name(arguments...)``."""

    __slots__ = ("arguments", "expand", "name")

    def __init__(
        self, document: Source, start: int, end: int, name: str, arguments: Sequence[Expression], expand: bool
    ) -> None:
        super().__init__(document, start, end)
        self.name = name
        self.arguments = tuple(arguments)
        self.expand = expand

    def eval(self, scope: Scope) -> Value:
        """What the function answers; ``try`` and ``can`` look at errors, so they are decided here."""
        if self.name == "try":
            return self._try(scope)
        if self.name == "can":
            return self._can(scope)
        effort = scope.module.effort
        arguments = [argument.eval(scope) for argument in self.arguments]
        effort.spend(1 + sum(map(effort.weigh, arguments)))
        if self.name in _MATCHING:
            effort.spend(_matching(arguments))
        if self.expand and arguments:
            last = arguments.pop()
            if isinstance(last, Items):
                arguments.extend(last.members)
                if last.rest is not None and self.name not in _OPEN_ENDED:
                    return Unknown(last.rest.why, self.span, last.rest.cause)
                if last.rest is not None:
                    arguments.append(last.rest)
            elif isinstance(last, Unknown):
                return Unknown(last.why, self.span, last.cause)
            else:
                return self.error(f"{self.name}(): the expanded argument is not a list")
        for argument_value in arguments:
            if isinstance(argument_value, Unknown) and argument_value.cause is Cause.ERROR:
                return argument_value
        result = functions.call(self.name, arguments, self.span, scope.module.files)
        effort.spend(effort.weigh(result))
        return _identified(result, self.name, arguments) if type(result) is Unknown else result

    def _try(self, scope: Scope) -> Value:
        last: Value = self.error("try() without arguments")
        for argument in self.arguments:
            last = argument.eval(scope)
            scope.module.effort.spend(scope.module.effort.weigh(last))
            if error_in(last) is None:
                return last
        return last

    def _can(self, scope: Scope) -> Value:
        value = self.arguments[0].eval(scope) if self.arguments else self.error("can() without argument")
        scope.module.effort.spend(scope.module.effort.weigh(value))
        if error_in(value) is not None:
            return Known(False, self.span, self.origin)
        if isinstance(value, Unknown) and not isinstance(value, Reference):
            return Unknown(value.why, self.span, value.cause)
        if isinstance(value, Reference) and not value.solid:
            return Unknown(value.why, self.span, value.cause)
        return Known(True, self.span, self.origin)


_PURE_WORDS = frozenset(["basename", "dirname", "lower", "upper", "replace", "substr", "trimprefix", "trimsuffix"])
"""Functions of one word that keep its identity: what they make of one word is one and the same word."""


def _identified(result: Unknown, name: str, arguments: Sequence[Value]) -> Unknown:
    """``basename(path.cwd)``, which nobody knows, as an identity of its own."""
    if name not in _PURE_WORDS or result.cause is Cause.ERROR or not arguments:
        return result
    if not isinstance(arguments[0], Reference) or not all(isinstance(argument, Known) for argument in arguments[1:]):
        return result
    spelled = [repr(argument.value) if isinstance(argument, Known) else str(argument) for argument in arguments]
    return Reference(result.why, result.span, result.cause, f"{name}({', '.join(spelled)})")


_MATCHING = frozenset(["regex", "regexall", "replace"])


def _matching(arguments: Sequence[Value]) -> int:
    """Steps that a match may take: they grow with the pattern times the text."""
    lengths = [len(one.value) for one in arguments if isinstance(one, Known) and isinstance(one.value, str)]
    return lengths[0] * lengths[1] // 5 if len(lengths) > 1 else 0


def error_in(value: Value) -> Unknown | None:
    """The first error inside a value, without waking attributes that nobody evaluated yet."""
    if isinstance(value, Unknown):
        return value if value.cause is Cause.ERROR else None
    if isinstance(value, Items):
        return next((found for member in value.members if (found := error_in(member)) is not None), None)
    if isinstance(value, Fields) and type(value.entries) is dict:
        return next((found for member in value.entries.values() if (found := error_in(member)) is not None), None)
    return None


class Conditional(Expression):
    """``test ? yes : no``."""

    __slots__ = ("no", "test", "yes")

    def __init__(
        self, document: Source, start: int, end: int, test: Expression, yes: Expression, no: Expression
    ) -> None:
        super().__init__(document, start, end)
        self.test = test
        self.yes = yes
        self.no = no

    def eval(self, scope: Scope) -> Value:
        """The chosen arm; where the test is unknown, what both arms agree on."""
        test = convert.to_bool(self.test.eval(scope))
        if isinstance(test, Known) and isinstance(test.value, bool):
            chosen, other = (self.yes, self.no) if test.value else (self.no, self.yes)
            return _unified(chosen.eval(scope), other)
        if not isinstance(test, Unknown):
            return self.error("the condition is not true or false")
        if test.cause is Cause.ERROR:
            return test
        yes, no = self.yes.eval(scope), self.no.eval(scope)
        effort = scope.module.effort
        effort.spend(effort.weigh(yes) + effort.weigh(no))
        return _agreed(yes, no, Unknown(test.why, self.span, test.cause))


def _unified(value: Value, other: Expression) -> Value:
    """Terraform gives both arms one type: beside a string a number or bool becomes a string."""
    if (
        isinstance(value, Known)
        and isinstance(value.value, bool | int | float)
        and ((isinstance(other, Literal) and isinstance(other.value.value, str)) or isinstance(other, Template))
    ):
        return convert.to_string(value)
    return value


def _agreed(yes: Value, no: Value, why: Unknown) -> Value:
    """What holds whichever arm is taken."""
    if isinstance(yes, Items) and isinstance(no, Items):
        common = []
        for one, two in zip(yes.members, no.members, strict=False):
            if convert.equal(one, two) is not Truth.YES:
                break
            common.append(one)
        whole = len(common) == len(yes.members) == len(no.members) and yes.rest is None and no.rest is None
        ordered = yes.ordered and no.ordered
        return Items(tuple(common), None if whole else why, yes.kind, ordered, why.span)
    if isinstance(yes, Fields) and isinstance(no, Fields):
        # a key that both arms have is there for sure; its value only where both agree on it
        entries = {
            key: _agreed(yes.entries[key], no.entries[key], why) for key in yes.entries if key in no.entries
        }
        whole = len(entries) == len(yes.entries) == len(no.entries) and yes.rest is None and no.rest is None
        return Fields(entries, None if whole else why, yes.kind, why.span)
    if not isinstance(yes, Unknown | Fields | Items) and convert.equal(yes, no) is Truth.YES:
        return yes
    if isinstance(yes, Reference) and yes == no:
        return yes
    if not isinstance(yes, Known | Unknown) or not isinstance(no, Known | Unknown):
        return why
    failed = any(isinstance(arm, Unknown) and arm.cause is Cause.ERROR for arm in (yes, no))
    return why if failed else OneOf(why.why, why.span, why.cause, (yes, no))


class Unary(Expression):
    """``!a`` or ``-a``."""

    __slots__ = ("operand", "operator")

    def __init__(self, document: Source, start: int, end: int, operator: str, operand: Expression) -> None:
        super().__init__(document, start, end)
        self.operator = operator
        self.operand = operand

    def eval(self, scope: Scope) -> Value:
        """The negation."""
        value = self.operand.eval(scope)
        value = convert.to_bool(value) if self.operator == "!" else convert.to_number(value)
        if isinstance(value, Unknown):
            return Unknown(value.why, self.span, value.cause)
        if not isinstance(value, Known) or value.value is None or isinstance(value.value, str):
            return self.error(f"operator {self.operator} on a value that has none")
        return Known(not value.value if self.operator == "!" else -value.value, self.span, value.origin)


class Binary(Expression):
    """Two operands and an operator between them."""

    __slots__ = ("left", "operator", "right")

    def __init__(
        self, document: Source, start: int, end: int, operator: str, left: Expression, right: Expression
    ) -> None:
        super().__init__(document, start, end)
        self.operator = operator
        self.left = left
        self.right = right

    def eval(self, scope: Scope) -> Value:
        """The result; ``&&`` and ``||`` are decided by one operand where that suffices."""
        if self.operator in ("&&", "||"):
            return self._logical(scope)
        left, right = self.left.eval(scope), self.right.eval(scope)
        for operand in (left, right):
            if isinstance(operand, Unknown) and operand.cause is Cause.ERROR:
                return operand
        if self.operator in ("==", "!="):
            effort = scope.module.effort
            effort.spend(effort.weigh(left) + effort.weigh(right))
            return self._equality(left, right)
        return self._arithmetic(left, right)

    def _logical(self, scope: Scope) -> Value:
        decisive = self.operator == "||"
        unknown: Unknown | None = None
        origin = self.origin
        for operand in (self.left, self.right):
            value = convert.to_bool(operand.eval(scope))
            if isinstance(value, Known) and isinstance(value.value, bool):
                origin = Origin.DEFAULT if value.is_default else origin
                if value.value is decisive:
                    return Known(decisive, self.span, value.origin)
            elif isinstance(value, Unknown):
                if value.cause is Cause.ERROR:
                    return value
                unknown = first_of(unknown, value)
            else:
                return self.error(f"operator {self.operator} on a value that is not true or false")
        if unknown is not None:
            return Unknown(unknown.why, self.span, unknown.cause)
        return Known(not decisive, self.span, origin)

    def _equality(self, left: Value, right: Value) -> Value:
        same = convert.equal(left, right)
        if same is Truth.UNSURE:
            blame = next((one for one in (left, right) if isinstance(one, Unknown)), None)
            if blame is None:
                return Unknown("compared with a value that is known in part", self.span)
            return Unknown(blame.why, self.span, blame.cause)
        return Known((same is Truth.YES) == (self.operator == "=="), self.span, _origin(left, right))

    def _arithmetic(self, left: Value, right: Value) -> Value:
        one, two = convert.to_number(left), convert.to_number(right)
        for operand in (one, two):
            if isinstance(operand, Unknown):
                return Unknown(operand.why, self.span, operand.cause)
        if not (isinstance(one, Known) and isinstance(two, Known)):
            return self.error(f"operator {self.operator} on a value that is no number")
        a, b = one.value, two.value
        if not isinstance(a, int | float) or not isinstance(b, int | float):
            return self.error(f"operator {self.operator} on a value that is no number")
        result = compute(self.operator, a, b)
        if result is None and self.operator in ("/", "%") and b == 0:
            return self.error("division by zero")
        if result is None:
            return Unknown(f"operator {self.operator}: a number too large to evaluate", self.span, Cause.UNSUPPORTED)
        return Known(result, self.span, _origin(one, two))


def _origin(*values: Value) -> Origin:
    """A default that took part makes the result a default."""
    used = any(isinstance(value, Known) and value.is_default for value in values)
    return Origin.DEFAULT if used else Origin.WRITTEN


def compute(operator: str, a: int | float, b: int | float) -> int | float | bool | None:
    """The result of an arithmetic or ordering operator, None for a division by zero or a result out of bounds."""
    match operator:
        case "<":
            return a < b
        case ">":
            return a > b
        case "<=":
            return a <= b
        case ">=":
            return a >= b
        case "/" | "%" if b == 0:
            return None
    if operator in ("+", "-", "*") and isinstance(a, int) and isinstance(b, int):
        if a.bit_length() + b.bit_length() > MAX_BITS:
            return None
        return a + b if operator == "+" else a - b if operator == "-" else a * b
    exact = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply, "/": EXACT.divide, "%": EXACT.remainder}
    try:
        return as_number(exact[operator](decimal(a), decimal(b)))
    except ArithmeticError:
        return None


class ForTuple(Expression):
    """``[for k, v in source : value if condition]``."""

    __slots__ = ("condition", "key", "source", "value", "variable")

    def __init__(
        self,
        document: Source,
        start: int,
        end: int,
        names: tuple[str | None, str],
        source: Expression,
        value: Expression,
        condition: Expression | None,
    ) -> None:
        super().__init__(document, start, end)
        self.key, self.variable = names
        self.source = source
        self.value = value
        self.condition = condition

    def eval(self, scope: Scope) -> Value:
        """A tuple; a member whose condition is unknown may or may not be there."""
        source = self.source.eval(scope)
        pairs, rest, ordered = iterate(source, self, scope)
        if isinstance(rest, Unknown) and rest.cause is Cause.ERROR:
            return rest
        rest = _kept_rest(rest, self.condition, scope, self.key, self.variable)
        members: list[Value] = []
        unsure_before = False
        for key, item in pairs:
            inner = scope.binding_pair(self.key, key, self.variable, item)
            kept, reason = _kept(self.condition, inner)
            if reason is not None:
                if reason.cause is Cause.ERROR:
                    return reason
                rest, unsure_before = first_of(rest, reason), True
                continue
            if not kept:
                continue
            ordered = ordered and not unsure_before
            members.append(self.value.eval(inner))
        unknown = None if rest is None else Unknown(rest.why, rest.span, rest.cause)
        return Items(tuple(members), unknown, "tuple", ordered, self.span)


def _kept(condition: Expression | None, scope: Scope) -> tuple[bool, Unknown | None]:
    """Whether a for-condition keeps a member, or the reason why nobody knows."""
    if condition is None:
        return True, None
    answer = convert.to_bool(condition.eval(scope))
    if isinstance(answer, Known) and isinstance(answer.value, bool):
        return answer.value, None
    if isinstance(answer, Unknown):
        return False, answer
    return False, condition.error("the condition is not true or false")


def _kept_rest(
    rest: Unknown | None, condition: Expression | None, scope: Scope, key: str | None, variable: str
) -> Unknown | None:
    """The members nobody knows, None where the condition keeps none of them whatever they are."""
    if rest is None or condition is None:
        return rest
    anything = bare(rest)
    kept, reason = _kept(condition, scope.binding_pair(key, anything, variable, anything))
    return None if reason is None and not kept else rest


class ForObject(Expression):
    """``{for k, v in source : key => value... if condition}``."""

    __slots__ = ("condition", "grouped", "key", "result_key", "source", "value", "variable")

    def __init__(
        self,
        document: Source,
        start: int,
        end: int,
        names: tuple[str | None, str],
        source: Expression,
        result: tuple[Expression, Expression],
        condition: Expression | None,
        grouped: bool,
    ) -> None:
        super().__init__(document, start, end)
        self.key, self.variable = names
        self.source = source
        self.result_key, self.value = result
        self.condition = condition
        self.grouped = grouped

    def eval(self, scope: Scope) -> Value:
        """An object; with ``...`` the values of equal keys are gathered into tuples."""
        pairs, rest, _ = iterate(self.source.eval(scope), self, scope)
        if isinstance(rest, Unknown) and rest.cause is Cause.ERROR:
            return rest
        rest = _kept_rest(rest, self.condition, scope, self.key, self.variable)
        entries: dict[str | Reference, list[Value]] = {}
        for key, item in pairs:
            inner = scope.binding_pair(self.key, key, self.variable, item)
            kept, reason = _kept(self.condition, inner)
            if reason is not None and reason.cause is Cause.ERROR:
                return reason
            if reason is not None or not kept:
                rest = first_of(rest, reason)
                continue
            name = as_key(self.result_key.eval(inner))
            if isinstance(name, Unknown) and not isinstance(name, Reference):
                if name.cause is Cause.ERROR:
                    return name
                rest = first_of(rest, name)
                continue
            if name in entries and not self.grouped:
                return self.error(f"two elements have the key {name}")
            entries.setdefault(name, []).append(self.value.eval(inner))
        unknown = None if rest is None else Unknown(rest.why, rest.span, rest.cause)
        made: dict[str | Reference, Value] = {
            name: Items(tuple(values), unknown, "tuple", True, self.span) if self.grouped else values[0]
            for name, values in entries.items()
        }
        return Fields(made, unknown, "object", self.span)


def iterate(
    source: Value, at: Expression, scope: Scope
) -> tuple[list[tuple[Value, Value]], Unknown | None, bool]:
    """Keys and values of a collection in Terraform's order, the unknown rest, and whether the order is known.

    An unknown source has no known pairs and an unknown rest; something that is no collection is an error.
    """
    if isinstance(source, Items):
        scope.module.effort.spend(2 * len(source.members))
        if len(source.members) > MAX_MEMBERS:
            return [], Unknown(f"more than {MAX_MEMBERS} members: too large to evaluate", at.span), True
        if source.kind == "set":
            return [(member, member) for member in source.members], source.rest, source.ordered
        origin = at.origin
        pairs: list[tuple[Value, Value]] = [
            (Known(index, None, origin) if source.ordered else Unknown("position in the list"), member)
            for index, member in enumerate(source.members)
        ]
        return pairs, source.rest, source.ordered
    if isinstance(source, Fields):
        scope.module.effort.spend(2 * len(source.entries))
        keys, ordered = sorted_keys(source.entries)
        return (
            [
                (key if isinstance(key, Reference) else Known(key, source.span, at.origin), source.entries[key])
                for key in keys
            ],
            source.rest,
            ordered,
        )
    if isinstance(source, Unknown):
        return [], source, True
    return [], at.error("iterated over a value that is no collection"), True


class Template(Expression):
    """``"a${b}c"`` or a heredoc: literal pieces and expressions."""

    __slots__ = ("parts",)

    def __init__(self, document: Source, start: int, end: int, parts: Sequence[str | Expression]) -> None:
        super().__init__(document, start, end)
        self.parts = tuple(parts)

    def eval(self, scope: Scope) -> Value:
        """The string, the string known in parts, or for a lone interpolation the value itself."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Expression):
            return self.parts[0].eval(scope)
        pieces: list[str | Unknown] = []
        origin = self.origin
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            value = part.eval(scope)
            if isinstance(value, Encoded):
                pieces.append(value)
                continue
            text = convert.to_string(value)
            if isinstance(text, Known):
                if text.value is None:
                    return part.error("null in a template")
                pieces.append(str(text.value))
                origin = Origin.WRITTEN if not text.is_default and origin is Origin.DEFAULT else origin
            elif isinstance(text, Text):
                pieces.extend(text.parts)
            elif isinstance(text, Unknown):
                if text.cause is Cause.ERROR:
                    return text
                pieces.append(text)
            else:
                return part.error("a collection in a template")
        made = joined(pieces, self.span, origin)
        scope.module.effort.spend(scope.module.effort.weigh(made))
        return made


def joined(pieces: Sequence[str | Unknown], span: Span | None, origin: Origin) -> Value:
    """Pieces of a string as one value, neighbouring literals put together."""
    parts: list[str | Unknown] = []
    for piece in pieces:
        if isinstance(piece, str) and parts and isinstance(parts[-1], str):
            parts[-1] += piece
        elif piece != "":
            parts.append(piece)
    if sum(len(part) for part in parts if isinstance(part, str)) > MAX_TEXT:
        return Unknown(f"a string of more than {MAX_TEXT} characters: too large to evaluate", span)
    unknown = next((part for part in parts if isinstance(part, Unknown)), None)
    if unknown is None:
        return Known("".join(part for part in parts if isinstance(part, str)), span, origin)
    return Text(unknown.why, span, unknown.cause, tuple(parts))


class TemplateIf(Expression):
    """``%{ if test }yes%{ else }no%{ endif }``."""

    __slots__ = ("no", "test", "yes")

    def __init__(
        self, document: Source, start: int, end: int, test: Expression, yes: Expression, no: Expression
    ) -> None:
        super().__init__(document, start, end)
        self.test = test
        self.yes = yes
        self.no = no

    def eval(self, scope: Scope) -> Value:
        """The chosen text."""
        test = convert.to_bool(self.test.eval(scope))
        if isinstance(test, Known) and isinstance(test.value, bool):
            return (self.yes if test.value else self.no).eval(scope)
        if isinstance(test, Unknown):
            return Unknown(test.why, self.span, test.cause)
        return self.error("the condition is not true or false")


class TemplateFor(Expression):
    """``%{ for k, v in source }body%{ endfor }``."""

    __slots__ = ("body", "key", "source", "variable")

    def __init__(
        self,
        document: Source,
        start: int,
        end: int,
        names: tuple[str | None, str],
        source: Expression,
        body: Expression,
    ) -> None:
        super().__init__(document, start, end)
        self.key, self.variable = names
        self.source = source
        self.body = body

    def eval(self, scope: Scope) -> Value:
        """The texts of all rounds together."""
        pairs, rest, ordered = iterate(self.source.eval(scope), self, scope)
        pieces: list[str | Unknown] = []
        for key, item in pairs:
            text = convert.to_string(self.body.eval(scope.binding_pair(self.key, key, self.variable, item)))
            if isinstance(text, Known):
                pieces.append("" if text.value is None else str(text.value))
            elif isinstance(text, Text):
                pieces.extend(text.parts)
            elif isinstance(text, Unknown):
                pieces.append(text)
        if rest is not None:
            pieces.append(rest)
        if not ordered:
            return Unknown("order of the map is not known", self.span)
        return joined(pieces, self.span, self.origin)


def absent_as_error(value: Value | Absent, at: Expression, what: str) -> Value:
    """A missing member as the error Terraform makes of it."""
    return at.error(what) if isinstance(value, Absent) else value
