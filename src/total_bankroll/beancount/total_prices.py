"""Total prices that a reader divides without a remainder, so that a ledger needs no tolerance.

Beancount keeps a price per unit: it divides the total by the units, to 28 digits, and multiplies
again. 2 EUR for 3 USD come back as 1.999… EUR, and the transaction is off by up to 4E-14.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, localcontext

_READER = Context(prec=28, traps=[Inexact])
_UNIT_PRICE = Context(prec=12, rounding=ROUND_HALF_EVEN)


def split(units: Decimal, total: Decimal) -> list[tuple[Decimal, Decimal]]:
    """Positive `units` and their `total` price as one part, or as two where it has to be.

    The first of two has a unit price of 12 digits, the other, of a power of ten of units, the
    rest of the total: both are divided exactly, and their unit prices differ in the twelfth digit.
    """
    if _divides(units, total):
        return [(units, total)]
    price = _UNIT_PRICE.divide(total, units)
    with localcontext(_READER):
        few = Decimal(1).scaleb(units.adjusted()) + 0 * units  # with as many decimals
        many = units - few
        worth = price * many
        return [(many, worth), (few, total - worth)]


def _divides(units: Decimal, total: Decimal) -> bool:
    try:
        _READER.divide(total, units)
    except Inexact:
        return False
    return True
