"""Cells of CSV files: exact figures, ISO days, and no text that a spreadsheet would run."""

from datetime import date
from decimal import Decimal

Value = str | int | Decimal | date | None
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", *"\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula: some take the wide signs too."""


def written(value: Value) -> str:
    """A value as a cell holds it: numbers with a point and without an exponent, days in ISO."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value if value else abs(value):f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return str(value)
