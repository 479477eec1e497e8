"""Passkeys: added, listed and removed by their player, and what proves that one is at hand."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes, token_urlsafe

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import Conflict, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import Passkey
from total_bankroll.services.names import clean_name
from total_bankroll.services.passkey_proofs import Added, Site, proof_of_new
from total_bankroll.services.recovery_codes import (
    first_codes,
    forget_codes_without_factor,
    one_at_a_time,
)
from total_bankroll.services.writing import write_scope

LONGEST_NAME = 60
MOST = 20
HANDLE_BYTES = 32
CHALLENGE_BYTES = 32
PATIENCE = 5 * 60
"""Seconds for which a challenge counts, and for which a browser asks for the passkey."""


@dataclass(frozen=True)
class PasskeyView:
    """A passkey as its player sees it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Offer:
    """What a browser is told to make a passkey of, and what must come back with it."""

    options: str
    challenge: str
    handle: str


class PasskeyService:
    """A player's own passkeys; signing in with them is `use_passkey`."""

    def list_passkeys(self, user_id: int) -> list[PasskeyView]:
        """All of them, first added first."""
        rows = db.session.scalars(
            select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
        )
        return [PasskeyView(row.id, row.name, row.created_at, row.used_at) for row in rows]

    def count_passkeys(self, user_id: int) -> int:
        """How many there are."""
        mine = select(func.count()).where(Passkey.user_id == user_id)
        return db.session.scalar(mine) or 0

    def begin(self, user_id: int, email: str, site: Site) -> Offer:
        """A new challenge; devices that hold a passkey of the player already make no other."""
        mine = select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)
        rows = db.session.scalars(mine).all()
        handle = rows[0].user_handle if rows else bytes_to_base64url(token_bytes(HANDLE_BYTES))
        challenge = new_challenge()
        options = generate_registration_options(
            rp_id=site.name,
            rp_name="Total Bankroll",
            user_name=email,
            user_id=base64url_to_bytes(handle),
            challenge=challenge.encode(),
            timeout=PATIENCE * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(row.credential_id) for row in rows],
        )
        return Offer(options_to_json(options), challenge, handle)

    def add_passkey(
        self, user_id: int, *, name: str, answer: str, challenge: str, handle: str, site: Site
    ) -> list[str]:
        """Sign in with it from now on; gives recovery codes, where there were none before.

        Raises InvalidName, Invalid where the answer is not that of a passkey to this challenge,
        and Conflict where it was added before or there are too many.
        """
        named = clean_name(name, LONGEST_NAME)
        added = proof_of_new(answer, challenge, site)
        row = _row(user_id, named, added, challenge, handle)
        try:
            with write_scope() as session:
                one_at_a_time(session, user_id)
                _refuse_too_many(session, user_id)
                session.add(row)
                session.flush()
                return first_codes(session, user_id)
        except IntegrityError as error:
            raise Conflict("This passkey is added already.") from error

    def remove_passkey(self, user_id: int, passkey_id: int) -> bool:
        """Let it sign nobody in any more; gives whether the password is enough now.

        Raises NotFound where it is not the player's.
        """
        mine = delete(Passkey).where(Passkey.user_id == user_id)
        with write_scope() as session:
            one_at_a_time(session, user_id)
            if not bulk(session, mine.where(Passkey.id == passkey_id)):
                raise NotFound("You have no such passkey any more.")
            return forget_codes_without_factor(session, user_id)


def new_challenge() -> str:
    """Random, and with the moment at which it was given, in microseconds, before it."""
    return f"{int(now().timestamp() * 1_000_000)}.{token_urlsafe(CHALLENGE_BYTES)}"


def moment_of(challenge: str) -> int:
    """When a challenge was given."""
    return int(challenge.partition(".")[0])


def hash_of(credential: bytes) -> str:
    """What a passkey is found by: the browser's name for it may be too long for an index."""
    return sha256(credential).hexdigest()


def _refuse_too_many(session: Session, user_id: int) -> None:
    mine = select(func.count()).where(Passkey.user_id == user_id)
    if (session.scalar(mine) or 0) >= MOST:
        raise Conflict(f"You have {MOST} passkeys. Remove one before you add another.")


def _row(user_id: int, name: str, added: Added, challenge: str, handle: str) -> Passkey:
    return Passkey(
        user_id=user_id,
        name=name,
        credential=bytes_to_base64url(added.credential),
        credential_hash=hash_of(added.credential),
        public_key=bytes_to_base64url(added.public_key),
        user_handle=handle,
        carriers=" ".join(added.carriers),
        sign_count=added.sign_count,
        last_challenge=moment_of(challenge),
        created_at=now(),
    )
