"""Signing in with a passkey: whose it is, and that this answer of it counts, for this once."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value
from webauthn import base64url_to_bytes
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers.structs import AuthenticationCredential

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import Invalid
from total_bankroll.extensions import db
from total_bankroll.models import Passkey, User
from total_bankroll.services.passkey_proofs import REFUSED, Site, proof_of_use, read_answer
from total_bankroll.services.passkeys import hash_of, moment_of
from total_bankroll.services.sign_in import player_store


@dataclass(frozen=True)
class Used:
    """A passkey that was used, its player, and what it has signed."""

    user: User
    passkey: Passkey
    proof: VerifiedAuthentication


def check_passkey(answer: str, challenge: str, site: Site, waiting: str | None = None) -> None:
    """See, by reading alone, whether an answer might count: what is made up delays nobody's write.

    Raises Invalid, with the same words whatever is wrong, and for what `use_passkey` refuses.
    """
    used = _proven(answer, challenge, site, waiting)
    if used.passkey.last_challenge >= moment_of(challenge):
        raise Invalid(REFUSED)


def use_passkey(answer: str, challenge: str, site: Site, waiting: str | None = None) -> Used:
    """Take a passkey's answer to a challenge, in the write that goes on.

    `waiting` is the `fs_uniquifier` of the player whose password was right; without, the passkey
    itself says whose it is. Raises Invalid, with the same words whatever is wrong.
    """
    used = _proven(answer, challenge, site, waiting)
    if not _spend(used.passkey, moment_of(challenge), used.proof.new_sign_count):
        raise Invalid(REFUSED)
    return used


def _proven(answer: str, challenge: str, site: Site, waiting: str | None) -> Used:
    said = read_answer(answer)
    row = db.session.scalar(select(Passkey).where(Passkey.credential_hash == hash_of(said.raw_id)))
    if row is None or not _is_named(said, row, waiting):
        raise Invalid(REFUSED)
    user = player_store().find_user(id=row.user_id)
    if user is None or not user.active or waiting not in (None, user.fs_uniquifier):
        raise Invalid(REFUSED)
    return Used(user, row, proof_of_use(said, row, challenge, site))


def _is_named(said: AuthenticationCredential, row: Passkey, waiting: str | None) -> bool:
    """Whether it names its player as it was told to; it may be silent of whom is known already."""
    handle = said.response.user_handle
    if not handle:
        return waiting is not None
    return handle == base64url_to_bytes(row.user_handle)


def _spend(row: Passkey, moment: int, sign_count: int) -> bool:
    """Of two who send one answer at once, one is let in; a copy that lags behind, never."""
    unspent = (
        update(Passkey)
        .where(Passkey.id == row.id, Passkey.sign_count == row.sign_count)
        .where(Passkey.last_challenge < moment)
    )
    values = {"last_challenge": moment, "sign_count": sign_count, "used_at": now()}
    if bulk(db.session(), unspent.values(values)) != 1:
        return False
    set_committed_value(row, "sign_count", sign_count)  # which Flask-Security writes as well
    return True
