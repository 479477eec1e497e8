"""Second factors: codes of an authenticator app, each taken once."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_security.totp import Totp
from passlib.exc import TokenError
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import Conflict, Invalid, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, SecondFactor
from total_bankroll.services.recovery_codes import (
    first_codes,
    forget_codes,
    forget_codes_without_factor,
    has_second_factor,
    one_at_a_time,
    replace_codes,
)
from total_bankroll.services.writing import write_scope

logger = logging.getLogger(__name__)

WINDOW = 30
"""Seconds by which a phone's clock may be wrong: the code before and the one after count, too."""
WRONG = "That is not the code of this moment. Type the one that the app shows now."


class Codes(Totp):
    """Flask-Security's word on codes is ours: digits only, and each of them once."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether a code is right and new; it is used up with that, in the write that goes on."""
        if user.second_factor is None:  # it has passkeys only, or the app was just taken off
            return False
        counter = self.counter_of(token, totp_secret, user.second_factor.last_counter)
        return counter is not None and _spend(user.id, counter)

    def counter_of(self, token: str, totp_secret: str, last: int | None = None) -> int | None:
        """The half minute whose code this is; None where it is wrong or not after the `last`."""
        digits = "".join(token.split())
        if not (digits.isascii() and digits.isdigit()):
            return None
        try:
            match = self._totp.verify(digits, totp_secret, window=WINDOW, last_counter=last)
        except TokenError:
            return None
        except (KeyError, ValueError):
            logger.exception("A second factor cannot be read: were the keys changed?")
            return None
        return int(match.counter)


def _spend(user_id: int, counter: int) -> bool:
    """Of two who send one code at once, one is let in."""
    mine = update(SecondFactor).where(SecondFactor.user_id == user_id)
    unspent = mine.where(SecondFactor.last_counter < counter)
    return bulk(db.session(), unspent.values(last_counter=counter)) == 1


@dataclass(frozen=True)
class Enrolment:
    """What an app is told: the address that a QR code holds, and the key for typing."""

    secret: str
    uri: str
    key: str


class SecondFactorService:
    """A player's own second factor; asking for it is a matter of signing in."""

    def is_on(self, user_id: int) -> bool:
        """Whether there is an app."""
        mine = select(SecondFactor.user_id).where(SecondFactor.user_id == user_id)
        return db.session.scalar(mine) is not None

    def begin(self, email: str, secret: str = "") -> Enrolment:
        """A new secret, or the one that was shown before, as an app wants it."""
        codes = _codes()
        secret = secret or codes.generate_totp_secret()
        uri, key = codes.get_totp_uri(email, secret), codes.get_totp_pretty_key(secret)
        return Enrolment(secret, uri, key)

    def turn_on(self, user_id: int, secret: str, code: str) -> list[str]:
        """Ask for codes from now on; gives recovery codes, where there were none before.

        Raises Invalid where the first code is wrong, Conflict where it is on already.
        """
        counter = _codes().counter_of(code, secret)
        if counter is None:
            raise Invalid(WRONG, "code")
        row = SecondFactor(
            user_id=user_id, totp_secret=secret, last_counter=counter, created_at=now()
        )
        try:
            with write_scope() as session:
                one_at_a_time(session, user_id)
                session.add(row)
                session.flush()
                return first_codes(session, user_id)
        except IntegrityError as error:
            raise Conflict("Your authenticator app is on already.") from error

    def turn_off(self, user_id: int) -> bool:
        """Ask for no more codes; gives whether the password is enough now.

        Raises NotFound where there is no app.
        """
        with write_scope() as session:
            one_at_a_time(session, user_id)
            if not bulk(session, delete(SecondFactor).where(SecondFactor.user_id == user_id)):
                raise NotFound("There is no authenticator app to take off.")
            return forget_codes_without_factor(session, user_id)

    def take_all_off(self, user_id: int) -> None:
        """Let the password be enough; raises NotFound where it is already."""
        with write_scope() as session:
            one_at_a_time(session, user_id)
            forget_codes(session, user_id)
            kinds = (SecondFactor, Passkey)
            if not sum(
                bulk(session, delete(each).where(each.user_id == user_id)) for each in kinds
            ):
                raise NotFound("There is no second factor to take off.")

    def renew_codes(self, user_id: int) -> list[str]:
        """New recovery codes, for which the old ones go; raises NotFound without a factor."""
        with write_scope() as session:
            one_at_a_time(session, user_id)
            if not has_second_factor(session, user_id):
                raise NotFound("Recovery codes go with a second factor. Add that first.")
            return replace_codes(session, user_id)


def _codes() -> Codes:
    found: Codes = current_app.extensions["security"].totp_factory
    return found
