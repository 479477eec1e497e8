"""Invitations: a link for one address, once, for a few days."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import delete, exists, select

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import Conflict
from total_bankroll.extensions import db
from total_bankroll.models import Invitation, User
from total_bankroll.services.credentials import normal_email
from total_bankroll.services.writing import write_scope

SECRET_BYTES = 24


class InvitationService:
    """Who may register where registration is by invitation."""

    def invite(self, email: str, within: timedelta, *, confirms: bool = False) -> str:
        """The secret of a new link; one that the address had before is worth nothing any more.

        `confirms`: an address counts once it is confirmed; an account that waits for it goes to
        whoever uses the link. Raises Conflict where a player has the address.
        """
        address, secret, at = normal_email(email), token_urlsafe(SECRET_BYTES), now()
        with write_scope() as session:
            taken = exists().where(User.email == address)
            if session.scalar(
                select(taken.where(User.confirmed_at.is_not(None)) if confirms else taken)
            ):
                raise Conflict(f"There is a player with the address {address} already.", "email")
            former = (Invitation.email == address) | (Invitation.expires_at <= at)
            bulk(session, delete(Invitation).where(former))
            session.add(
                Invitation(
                    email=address,
                    secret_hash=_hash(secret),
                    created_at=at,
                    expires_at=at + within,
                )
            )
        return secret

    def find_address(self, secret: str) -> str | None:
        """The address that a link is for; None where it is used, too old or made up."""
        query = select(Invitation.email).where(Invitation.secret_hash == _hash(secret))
        return db.session.scalar(query.where(Invitation.expires_at > now()))

    def use(self, secret: str, email: str) -> None:
        """Use an invitation up, in the write that adds its player.

        Raises Conflict where it counts no more: of two who use one link at once, one does.
        """
        mine = (Invitation.secret_hash == _hash(secret)) & (Invitation.email == email)
        still = Invitation.expires_at > now()
        if bulk(db.session(), delete(Invitation).where(mine, still)) != 1:
            raise Conflict("This invitation has been used already. Ask for another.")


def _hash(secret: str) -> str:
    """The secret is random, so a plain hash gives nothing away."""
    return sha256(secret.encode(errors="replace")).hexdigest()
