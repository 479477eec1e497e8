"""Players: who they are, how they like to read, and what the command line does for them."""

from zoneinfo import ZoneInfo

from flask_security.utils import hash_password
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from total_bankroll.clock import now
from total_bankroll.errors import Conflict, Invalid, NotFound, UnknownCurrency
from total_bankroll.extensions import db
from total_bankroll.models import Currency, User
from total_bankroll.services.account_days import rebuild_zone
from total_bankroll.services.credentials import check_password, normal_email
from total_bankroll.services.legs import match_legs, transfers_of_two_times
from total_bankroll.services.preferences import LOCALE_CODES, THEMES, known_timezones
from total_bankroll.services.sign_ins import SignInService, renew_key
from total_bankroll.services.versions import refuse_unseen
from total_bankroll.services.writing import public_write, write_scope
from total_bankroll.values import fingerprint, value


@value
class PlayerView:
    """A player as pages know them."""

    id: int
    email: str
    display_currency: str
    timezone: str
    locale: str
    theme: str

    @property
    def name(self) -> str:
        """What to call the player: the address up to its @."""
        return self.email.partition("@")[0]

    @property
    def version(self) -> str:
        """Differs after whatever the form of the settings can change."""
        return fingerprint(self.display_currency, self.timezone, self.locale, self.theme)

    @property
    def zone(self) -> ZoneInfo:
        """The zone that decides the player's days."""
        return ZoneInfo(self.timezone)


class PeopleService:
    """Who plays here; signing in itself is Flask-Security's."""

    def get_player(self, user_id: int) -> PlayerView | None:
        """The player, from the row that signing in has read: no statement of its own."""
        row = db.session.get(User, user_id)
        return None if row is None else _view(row)

    @public_write
    def update_settings(
        self,
        user_id: int,
        *,
        display_currency: str | None = None,
        timezone: str | None = None,
        locale: str | None = None,
        theme: str | None = None,
        seen: str | None = None,
    ) -> None:
        """Change what is given; another time zone moves the player's days at once.

        `seen` is the version that the player's form showed; raises Changed where it is another.
        """
        session = db.session()
        row = session.get_one(User, user_id)
        refuse_unseen(seen, _view(row).version)
        if display_currency is not None:
            row.display_currency = _known_currency(session, user_id, display_currency)
        if locale is not None:
            row.locale = _one_of(locale, LOCALE_CODES, "locale")
        if theme is not None:
            row.theme = _one_of(theme, frozenset(THEMES), "theme")
        if timezone is not None and timezone != row.timezone:
            row.timezone = _one_of(timezone, known_timezones(), "timezone")
            rebuild_zone(session, user_id, ZoneInfo(timezone))
            match_legs(session, user_id, transfers_of_two_times(user_id))

    def create_player(self, email: str, password: str) -> int:
        """Add a player by the command line: the host's word that the address is theirs.

        Raises Conflict where it is taken.
        """
        address = normal_email(email)
        secret = check_password(password, address)
        hashed = hash_password(secret)
        with write_scope() as session:
            if _by_email(session, address) is not None:
                raise Conflict(f"There is a player with the address {address} already.", "email")
            player = User(email=address, password=hashed, confirmed_at=now())
            session.add(player)
            session.flush()
            return player.id

    def find_player(self, email: str) -> int:
        """The id of the player with an address; raises NotFound."""
        address = normal_email(email)
        player = _by_email(db.session(), address)
        if player is None:
            raise NotFound(f"There is no player with the address {address}.", "email")
        return player.id

    def set_email(self, email: str, new: str) -> None:
        """Give a player another address and sign them out everywhere, as a link to it does.

        Raises NotFound, and Conflict where it is taken.
        """
        address, wanted = normal_email(email), normal_email(new)
        with write_scope() as session:
            player = _by_email(session, address)
            if player is None:
                raise NotFound(f"There is no player with the address {address}.", "email")
            if _by_email(session, wanted) is not None:
                raise Conflict(f"There is a player with the address {wanted} already.", "email")
            player.email = wanted
            renew_key(player)
            SignInService().end_others(player.id)

    def set_password(self, email: str, password: str) -> None:
        """Give a player a new password and sign them out everywhere; it confirms the address."""
        address = normal_email(email)
        secret = check_password(password, address)
        hashed = hash_password(secret)
        with write_scope() as session:
            player = _by_email(session, address)
            if player is None:
                raise NotFound(f"There is no player with the address {address}.", "email")
            player.password = hashed
            player.confirmed_at = player.confirmed_at or now()
            renew_key(player)
            SignInService().end_others(player.id)


def _view(row: User) -> PlayerView:
    return PlayerView(row.id, row.email, row.display_currency, row.timezone, row.locale, row.theme)


def _by_email(session: Session, address: str) -> User | None:
    return session.scalar(select(User).where(User.email == address))


def _known_currency(session: Session, user_id: int, code: str) -> str:
    mine = exists().where(Currency.code == code, Currency.owner.in_((0, user_id)))
    if not session.scalar(select(mine)):
        raise UnknownCurrency("Choose one of the currencies in the list.", "display_currency")
    return code


def _one_of(text: str, choices: frozenset[str], field: str) -> str:
    if text not in choices:
        raise Invalid("Choose one of the list.", field)
    return text
