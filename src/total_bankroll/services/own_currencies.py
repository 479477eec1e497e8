"""Currencies of a player's own: added, renamed, and deleted while nothing needs them."""

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from total_bankroll.errors import Conflict, Invalid, InvalidName, NotFound
from total_bankroll.models import Account, Currency, ManualRate, User
from total_bankroll.services.currency_catalog import shared_codes
from total_bankroll.services.names import clean_name

CODE = re.compile(r"[A-Z0-9]{2,12}")
LONGEST_NAME, LONGEST_SYMBOL, MOST_DECIMALS = 80, 8, 8


def find(session: Session, user_id: int, code: str) -> Currency:
    """A currency of the player's own; NotFound where it is not theirs."""
    row = session.scalar(select(Currency).where(Currency.user_id == user_id, Currency.code == code))
    if row is None or row.code != code:  # MariaDB takes "CHIP " for "CHIP"
        raise NotFound("There is no such currency.")
    return row


def add(
    session: Session, user_id: int, code: str, name: str, symbol: str, decimals: int
) -> Currency:
    """A new currency; Conflict where its code is taken."""
    code = checked_code(code)
    taken = select(Currency.id).where(Currency.user_id == user_id, Currency.code == code)
    if code in shared_codes() or session.scalar(taken) is not None:
        raise Conflict(f"There is a currency {code} already.", "code")
    if not 0 <= decimals <= MOST_DECIMALS:
        raise Invalid(f"Enter a number from 0 to {MOST_DECIMALS}.", "decimals")
    row = Currency(
        user_id=user_id,
        owner=user_id,
        code=code,
        name=checked_name(name),
        symbol=checked_symbol(symbol) or code[:LONGEST_SYMBOL],
        decimals=decimals,
    )
    session.add(row)
    session.flush()
    return row


def checked_code(code: str) -> str:
    """A code in capitals; raises Invalid."""
    if not CODE.fullmatch(code.strip().upper()):
        raise Invalid("Enter 2 to 12 of the letters A to Z and the digits.", "code")
    return code.strip().upper()


def checked_name(name: str) -> str:
    """A name that fits; raises InvalidName."""
    cleaned = clean_name(name)
    if len(cleaned) > LONGEST_NAME:
        raise InvalidName(f"Enter at most {LONGEST_NAME} characters.")
    return cleaned


def checked_symbol(symbol: str) -> str:
    """A sign without blanks and digits, which could be read as part of an amount; or none."""
    if not symbol.strip():
        return ""
    try:
        cleaned = clean_name(symbol)
    except InvalidName as error:
        raise Invalid(error.message, "symbol") from error
    if len(cleaned) > LONGEST_SYMBOL or any(c.isspace() or c.isnumeric() for c in cleaned):
        raise Invalid(f"Enter up to {LONGEST_SYMBOL} characters, no blanks, no digits.", "symbol")
    if any(c in "+-.,'\u2212\u2019" for c in cleaned):
        raise Invalid("Leave out signs that stand in amounts.", "symbol")
    return cleaned


def refuse_used(session: Session, row: Currency) -> None:
    """Conflict where an account, even a deleted one, a rate or the display needs the currency."""
    accounts = select(func.count()).where(Account.currency_id == row.id)
    rates = select(func.count()).where(ManualRate.currency_id == row.id)
    shown = select(func.count()).where(User.id == row.user_id, User.display_currency == row.code)
    if session.scalar(accounts):
        raise Conflict(f"{row.code} is the currency of an account, or was: it stays.")
    if session.scalar(rates):
        raise Conflict(f"You have set rates for {row.code}: delete them first.")
    if session.scalar(shown):
        raise Conflict(f"You read totals in {row.code}: choose another currency in Settings first.")
