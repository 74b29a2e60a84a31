"""Conditionals, arithmetic, comparison and logic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eks_netlint.frontends.terraform import convert
from eks_netlint.frontends.terraform.calls import error_in
from eks_netlint.frontends.terraform.expressions import Expression
from eks_netlint.frontends.terraform.numerals import EXACT, as_number, decimal
from eks_netlint.frontends.terraform.shapes import shape_of, unify
from eks_netlint.values import Cause, Fields, Items, Known, OneOf, Origin, Reference, Truth, Unknown, Value, first_of

if TYPE_CHECKING:
    from eks_netlint.frontends.terraform.scope import Scope
    from eks_netlint.frontends.terraform.syntax import Source

MAX_BITS = 2_000
"""Bits of two whole numbers together; Terraform itself computes with 512."""


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
            return self._unified(chosen.eval(scope), other, scope)
        if not isinstance(test, Unknown):
            return self.error("the condition is not true or false")
        if test.cause is Cause.ERROR:
            return test
        yes, no = self.yes.eval(scope), self.no.eval(scope)
        effort = scope.module.effort
        effort.spend(effort.weigh(yes) + effort.weigh(no))
        return _agreed(yes, no, Unknown(test.why, self.span, test.cause))

    def _unified(self, value: Value, other: Expression, scope: Scope) -> Value:
        """Terraform gives both arms one type: beside a string a number becomes a string, beside a list a tuple one."""
        if isinstance(value, Unknown) or (isinstance(value, Known) and isinstance(value.value, str | None)):
            return value
        beside = other.eval(scope)
        if error_in(beside) is not None:
            return value
        effort = scope.module.effort
        effort.spend(effort.weigh(value) + effort.weigh(beside))
        own = shape_of(value)
        shape = unify((own, shape_of(beside)))
        if shape is None:
            return self.error("the arms of the condition have no type in common")
        return value if shape == own else convert.convert(value, shape)


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
