"""Reading an amount as a player types or pastes it; what is unclear is asked, never guessed."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_name, get_currency_symbol

from total_bankroll.errors import InvalidAmount, UnclearAmount
from total_bankroll.locales import Separators, locale_of, separators
from total_bankroll.money import MAX_AMOUNT, Unit, from_count, round_half_up, trimmed

MAX_LENGTH = 64
_MOST_DIGITS = len(str(MAX_AMOUNT - 1))

_NO_UNIT = Unit("", "", MAX_LENGTH)
"""Of a number that no currency limits: as many decimals as fit."""

_SPACES = " \u00a0\u202f\u2009"
_APOSTROPHES = "'\u2019"
_POINTS = ".,"
_MARK = f"[{_POINTS}{_SPACES}{_APOSTROPHES}]"
_MARKED_DIGITS = re.compile(f"[0-9]*(?:{_MARK}[0-9]+)*")
_SIGNS = {"-": -1, "\u2212": -1, "+": 1}
_SAME_MARK = str.maketrans(dict.fromkeys(_SPACES, " ") | dict.fromkeys(_APOSTROPHES, "'"))
_THREES = re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+")
_TWOS = re.compile(r"[1-9][0-9]?(?: [0-9]{2})* [0-9]{3}")
"""Groups as in India: 12,34,567."""


def parse_amount(
    text: str,
    unit: Unit,
    *,
    locale: str = "en",
    allow_negative: bool = False,
    allow_zero: bool = False,
) -> Decimal:
    """The amount that `text` says, with as many decimals as its currency has.

    Raises InvalidAmount with the sentence that the form shows beside the field, UnclearAmount
    where that is a question.
    """
    reader = _Reader(unit, locale, separators(locale))
    sign, body = reader.signed(text)
    count = sign * reader.count(body)
    _refuse_sign(count, allow_negative=allow_negative, allow_zero=allow_zero)
    return from_count(count, unit.decimals)


def parse_number(text: str, *, locale: str = "en") -> Decimal:
    """The bare number that `text` says, with all its decimals; raises InvalidAmount."""
    reader = _Reader(_NO_UNIT, locale, separators(locale))
    sign, body = reader.signed(text)
    number = Decimal(".".join(reader.split(body)))
    return number.copy_negate() if sign < 0 else number


def _refuse_sign(count: int, *, allow_negative: bool, allow_zero: bool) -> None:
    if count < 0 and not allow_negative:
        raise InvalidAmount("Enter 0 or more." if allow_zero else "Enter more than 0.")
    if count == 0 and not allow_zero:
        raise InvalidAmount(
            "Enter an amount other than 0." if allow_negative else "Enter more than 0."
        )


@dataclass(frozen=True, slots=True)
class _Reader:
    """One field's currency and locale."""

    unit: Unit
    locale: str
    marks: Separators

    def signed(self, text: str) -> tuple[int, str]:
        """The sign, and the digits with their separators; refuses what is no number."""
        self._refuse_odd(text)
        sign, body = _take_sign(text.strip(_SPACES))
        body = self._without_currency(body)
        if sign == 0:
            sign, body = _take_sign(body)
        if not body or not _MARKED_DIGITS.fullmatch(body):
            raise self._no_number(text)
        return sign or 1, body.translate(_SAME_MARK)

    def count(self, body: str) -> int:
        """Digits with separators as a count of the smallest unit."""
        whole, fraction = self.split(body)
        if len(fraction) > self.unit.decimals:
            raise InvalidAmount(self._decimals_message())
        count = int(whole + fraction.ljust(self.unit.decimals, "0"))
        if count >= MAX_AMOUNT:
            raise self._too_large()
        return count

    def split(self, body: str) -> tuple[str, str]:
        """Whole digits and decimal digits, told apart by the separators between them."""
        marks = re.findall(_MARK, body)
        if len(marks) == 1:
            return self._split_once(body, marks[0])
        if len(set(marks)) <= 1:
            return (self._ungrouped(body) if marks else body), ""
        point = marks[-1]
        whole, _, fraction = body.rpartition(point)
        if point not in _POINTS or point in whole:
            raise self._no_amount()
        return self._ungrouped(whole), fraction

    def _split_once(self, body: str, mark: str) -> tuple[str, str]:
        whole, _, tail = body.partition(mark)
        if mark not in _POINTS:
            return self._ungrouped(body), ""
        if len(tail) != 3 or not whole.strip("0"):
            return whole or "0", tail
        if mark == self.marks.point and self.unit.decimals >= 3:
            return whole, tail
        if len(whole) > _MOST_DIGITS:
            raise self._too_large()
        if mark != self.marks.group or not _is_grouped(body):
            raise self._question(whole, tail)
        return whole + tail, ""

    def _ungrouped(self, body: str) -> str:
        """The digits of `body`, whose groups one and the same mark keeps apart."""
        if not _is_grouped(body):
            raise self._no_amount()
        return re.sub(_MARK, "", body)

    def _without_currency(self, body: str) -> str:
        """`body` less this account's own sign or code, before or after the digits."""
        for name in self._names():
            size = len(name)
            if body[:size].casefold() == name.casefold():
                return body[size:].strip(_SPACES)
            if body[-size:].casefold() == name.casefold():
                return body[:-size].strip(_SPACES)
        return body

    def _names(self) -> Sequence[str]:
        """The longest first; a name with a digit in it could eat one of the amount's."""
        code = self.unit.code
        shown = (get_currency_symbol(code, where) for where in (locale_of(self.locale), "en_001"))
        names = {self.unit.symbol, code, *shown}
        return sorted(filter(_is_name, names), key=len, reverse=True)

    def _refuse_odd(self, text: str) -> None:
        if len(text) > MAX_LENGTH:
            raise InvalidAmount(f"That is too long. {self._example()}")
        if any(char.isdecimal() and not char.isascii() for char in text):
            raise InvalidAmount("Use the plain digits 0 to 9.")

    def _no_number(self, text: str) -> InvalidAmount:
        name = next(_foreign_names(text, self.unit), None)
        if name is None:
            return self._no_amount()
        return InvalidAmount(f"This account is in {self.unit.code}: leave out {name}.")

    def _no_amount(self) -> InvalidAmount:
        return InvalidAmount(self._example())

    def _too_large(self) -> InvalidAmount:
        limit = round_half_up(from_count(MAX_AMOUNT, self.unit.decimals), 0)
        return InvalidAmount(f"Enter less than {self._shown(limit)}.")

    def _example(self) -> str:
        example = round_half_up(Decimal(1250), min(self.unit.decimals, 2))
        return f"Enter an amount, like {self._shown(example)}."

    def _decimals_message(self) -> str:
        if self.unit.decimals == 0:
            return f"{self.unit.code} has no decimals: enter a whole number."
        return f"{self.unit.code} has at most {self.unit.decimals} decimals."

    def _question(self, whole: str, tail: str) -> UnclearAmount:
        """Which of the two ways to read one separator before three digits was meant?"""
        grouped = Decimal(whole + tail)
        rounded = round_half_up(Decimal(f"{whole}.{tail}"), min(self.unit.decimals, 3))
        return UnclearAmount(
            f"Did you mean {self._shown(grouped)} or {self._shown(trimmed(rounded))}?"
        )

    def _shown(self, value: Decimal) -> str:
        whole, point, fraction = f"{value:,f}".partition(".")
        return whole.replace(",", self.marks.group) + (point and self.marks.point) + fraction


def _take_sign(body: str) -> tuple[int, str]:
    """A sign as 1 or -1 (0: none stands in front), and what follows it."""
    sign = _SIGNS.get(body[:1], 0)
    return sign, body[1:].strip(_SPACES) if sign else body


def _is_grouped(body: str) -> bool:
    groups = re.sub(_MARK, " ", body)
    return bool(_THREES.fullmatch(groups) or _TWOS.fullmatch(groups))


def _is_sign(char: str) -> bool:
    return unicodedata.category(char) == "Sc"


def _is_name(name: str) -> bool:
    return any(char.isalpha() or _is_sign(char) for char in name) and not any(
        char.isdigit() for char in name
    )


def _foreign_names(text: str, unit: Unit) -> Iterator[str]:
    """Signs and codes in `text` that name another currency."""
    yield from (char for char in text if _is_sign(char) and char != unit.symbol)
    for word in re.findall(r"[A-Za-z]{3,}", text):
        code = word.upper()
        if code != unit.code and get_currency_name(code, locale="en") != code:
            yield code
