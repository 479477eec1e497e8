"""Working out the calculations of the articles: decimals, four functions, nothing else."""

import ast
import operator
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from math import erfc
from math import sqrt as float_sqrt

OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def phi(x: Decimal) -> Decimal:
    """The normal distribution's share below `x`, good to 15 digits."""
    return Decimal(erfc(-float(x) / float_sqrt(2)) / 2)


FUNCTIONS: dict[str, Callable[[Decimal], Decimal]] = {
    "exp": Decimal.exp,
    "ln": Decimal.ln,
    "sqrt": Decimal.sqrt,
    "Phi": phi,
}


def evaluate(expression: str) -> Decimal:
    """The value of an expression; raises ValueError where it is not plain arithmetic."""
    with localcontext(Context(prec=50)):
        return _value(ast.parse(expression, mode="eval").body, expression)


def _value(node: ast.expr, text: str) -> Decimal:
    match node:
        case ast.Constant():
            return Decimal(ast.get_source_segment(text, node) or "")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, text)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            return OPERATORS[type(sign)](_value(left, text), _value(right, text))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](_value(argument, text))
    raise ValueError(f"not plain arithmetic: {ast.unparse(node)}")


def as_shown(value: Decimal, shown: str) -> Decimal:
    """`value` rounded half up to as many decimals as `shown` has."""
    return value.quantize(Decimal(shown), rounding=ROUND_HALF_UP, context=Context(prec=50))
