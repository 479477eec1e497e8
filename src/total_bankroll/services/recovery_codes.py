"""Recovery codes: what lets a player in who has lost every second factor, each for once."""

from hashlib import sha256
from secrets import choice

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, RecoveryCode, SecondFactor, User

CODES = 10
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LOOKALIKES = str.maketrans("oil", "011")
GROUPS, GROUP = 6, 4  # 24 letters of 32: 120 bits, which need no slow hash


def count_codes(user_id: int) -> int:
    """How many are left."""
    mine = select(func.count()).where(RecoveryCode.user_id == user_id)
    return db.session.scalar(mine) or 0


def use_recovery_code(user_id: int, text: str) -> bool:
    """Take a recovery code, in the write that goes on; False where it is none, or used."""
    mine = delete(RecoveryCode).where(RecoveryCode.user_id == user_id)
    return bulk(db.session(), mine.where(RecoveryCode.code_hash == _hash(user_id, text))) == 1


def has_second_factor(session: Session, user_id: int) -> bool:
    """Whether the password alone is not enough."""
    found = [exists().where(each.user_id == user_id) for each in (SecondFactor, Passkey)]
    return any(session.execute(select(*found)).one())


def one_at_a_time(session: Session, user_id: int) -> None:
    """Let whoever changes this player's second factors wait for another who does."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())


def first_codes(session: Session, user_id: int) -> list[str]:
    """New codes where the player has none; nothing where some are kept already."""
    mine = exists().where(RecoveryCode.user_id == user_id)
    return [] if session.scalar(select(mine)) else replace_codes(session, user_id)


def replace_codes(session: Session, user_id: int) -> list[str]:
    """New codes, for which the old ones go; nobody can read them again."""
    forget_codes(session, user_id)
    codes = [_new_code() for _ in range(CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=_hash(user_id, code)) for code in codes)
    return codes


def forget_codes(session: Session, user_id: int) -> None:
    """Let none of them count any more."""
    bulk(session, delete(RecoveryCode).where(RecoveryCode.user_id == user_id))


def forget_codes_without_factor(session: Session, user_id: int) -> bool:
    """The codes go with the last second factor; gives whether the password is enough now."""
    if has_second_factor(session, user_id):
        return False
    forget_codes(session, user_id)
    return True


def _new_code() -> str:
    return "-".join("".join(choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))


def _hash(user_id: int, text: str) -> str:
    """Of a code as it was meant: blanks, hyphens, capitals and look-alikes make no difference."""
    plain = "".join(letter for letter in text.lower() if letter.isalnum()).translate(LOOKALIKES)
    return sha256(f"{user_id} {plain}".encode(errors="replace")).hexdigest()
