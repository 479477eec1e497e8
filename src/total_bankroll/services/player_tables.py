"""Everything that is a player's own, table by table, as it is given to them: see `TABLES`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select

from total_bankroll.models import (
    Account,
    Currency,
    Entry,
    EntryTag,
    EntryTagging,
    ManualRate,
    Passkey,
    RecordedChange,
    RecoveryCode,
    SecondFactor,
    SignIn,
    Transfer,
    User,
)
from total_bankroll.models.base import Model
from total_bankroll.money import from_count
from total_bankroll.services.steady_reading import SteadyReader
from total_bankroll.trail_states import loads

CHUNK = 1_000

Fields = dict[str, Any]
"""A row by column: what JSON knows, and Decimal, date and datetime."""


COLUMNS: Mapping[str, str] = {
    "settings": "email display_currency timezone locale theme created_at confirmed_at",
    "security": "app_added_at recovery_codes",
    "passkeys": "id name created_at used_at",
    "sign_ins": "id device address created_at seen_at",
    "currencies": "code name symbol decimals own",
    "rates": "id currency day rate",
    "accounts": "id kind name currency balance position updated_on created_at archived_at"
    " deleted_at",
    "tags": "id name",
    "transfers": "id created_at",
    "entries": "id account kind day at amount change opening currency note tags transfer"
    " created_at deleted_at",
    "changes": "id at actor batch action subject subject_id account from_account before after",
}


class PlayerReader(SteadyReader):
    """Reads what a player has, the deleted too; raises NotFound where there is no such player."""

    def settings(self) -> Iterator[Fields]:
        """How the player likes to read, and since when they play."""
        for row in self._rows(select(*_all(User)).where(User.id == self._user_id), User):
            yield _fields(row, COLUMNS["settings"])

    def security(self) -> Iterator[Fields]:
        """What is asked for besides the password: since when an app; how many codes are left."""
        mine = RecoveryCode.user_id == self._user_id
        left = select(func.count()).where(mine).scalar_subquery()
        app = select(SecondFactor.created_at).where(SecondFactor.user_id == self._user_id)
        query = select(app.scalar_subquery().label("app_added_at"), left.label("recovery_codes"))
        with self._look() as session:
            row = session.execute(query).one()
        yield _fields(row, COLUMNS["security"])

    def passkeys(self) -> Iterator[Fields]:
        """By the names that the player gave them.

        A device's own name for one opens nothing, but is of no use without the key, and whoever
        is shown the file could ask other browsers for it: it stays here, as keys and counters do.
        """
        query = select(*_all(Passkey)).where(Passkey.user_id == self._user_id)
        for row in self._rows(query, Passkey):
            yield _fields(row, COLUMNS["passkeys"])

    def sign_ins(self) -> Iterator[Fields]:
        """The browsers in which the player is signed in, and from where."""
        query = select(*_all(SignIn)).where(SignIn.user_id == self._user_id)
        for row in self._rows(query, SignIn):
            yield _fields(row, COLUMNS["sign_ins"])

    def currencies(self) -> Iterator[Fields]:
        """The player's own currencies, and the shared ones of the accounts."""
        used = select(Account.currency_id).where(Account.user_id == self._user_id)
        mine = or_(Currency.user_id == self._user_id, Currency.id.in_(used))
        for row in self._rows(select(*_all(Currency)).where(mine), Currency):
            own = {"own": row.user_id is not None}
            yield _fields(row, "code name symbol decimals") | own

    def rates(self) -> Iterator[Fields]:
        """The rates that the player set, in units of the currency per euro."""
        query = (
            select(*_all(ManualRate), Currency.code.label("currency"))
            .join(Currency, Currency.id == ManualRate.currency_id)
            .where(ManualRate.user_id == self._user_id)
        )
        for row in self._rows(query, ManualRate):
            yield _fields(row, COLUMNS["rates"])

    def accounts(self) -> Iterator[Fields]:
        """Sites and assets."""
        query = (
            select(*_all(Account), Currency.code, Currency.decimals)
            .join(Currency, Currency.id == Account.currency_id)
            .where(Account.user_id == self._user_id)
        )
        for row in self._rows(query, Account):
            money = {"currency": row.code, "balance": from_count(row.balance, row.decimals)}
            rest = "position updated_on created_at archived_at deleted_at"
            yield _fields(row, "id kind name") | money | _fields(row, rest)

    def tags(self) -> Iterator[Fields]:
        """The words by which entries are found."""
        query = select(*_all(EntryTag)).where(EntryTag.user_id == self._user_id)
        for row in self._rows(query, EntryTag):
            yield _fields(row, COLUMNS["tags"])

    def transfers(self) -> Iterator[Fields]:
        """What ties two entries together; each of them names its transfer."""
        query = select(*_all(Transfer)).where(Transfer.user_id == self._user_id)
        for row in self._rows(query, Transfer):
            yield _fields(row, COLUMNS["transfers"])

    def entries(self) -> Iterator[Fields]:
        """Every entry; `amount` is what was typed, `change` what it did to the balance."""
        query = (
            select(*_all(Entry), Currency.code, Currency.decimals)
            .join(Account, Account.id == Entry.account_id)
            .join(Currency, Currency.id == Account.currency_id)
            .where(Entry.user_id == self._user_id)
        )
        for piece in self._pieces(query, Entry):
            tags = self._tags_of([row.id for row in piece])
            for row in piece:
                yield _entry(row, tags.get(row.id, []))

    def changes(self) -> Iterator[Fields]:
        """What was changed, when and by whom, from what to what."""
        query = select(*_all(RecordedChange)).where(RecordedChange.user_id == self._user_id)
        for row in self._rows(query, RecordedChange):
            places = {"account": row.account_id, "from_account": row.from_account_id}
            states = {"before": loads(row.before), "after": loads(row.after)}
            rest = "id at actor batch action subject subject_id"
            yield _fields(row, rest) | places | states

    def _tags_of(self, entry_ids: list[int]) -> dict[int, list[str]]:
        query = (
            select(EntryTagging.entry_id, EntryTag.name)
            .join(EntryTag, EntryTag.id == EntryTagging.tag_id)
            .where(EntryTagging.entry_id.in_(entry_ids))
            .order_by(EntryTag.name_key)
        )
        found: dict[int, list[str]] = {}
        with self._look() as session:
            for entry_id, name in session.execute(query):
                found.setdefault(entry_id, []).append(name)
        return found

    def _rows(self, query: Any, model: Any) -> Iterator[Any]:
        for piece in self._pieces(query, model):
            yield from piece

    def _pieces(self, query: Any, model: Any) -> Iterator[Sequence[Any]]:
        """By ascending id, so many rows at a time."""
        last = 0
        while True:
            with self._look() as session:
                part = query.where(model.id > last).order_by(model.id).limit(CHUNK)
                rows = session.execute(part).all()
            yield rows
            if len(rows) < CHUNK:
                return
            last = rows[-1].id


TABLES: Mapping[str, Callable[[PlayerReader], Iterator[Fields]]] = {
    "settings": PlayerReader.settings,
    "security": PlayerReader.security,
    "passkeys": PlayerReader.passkeys,
    "sign_ins": PlayerReader.sign_ins,
    "currencies": PlayerReader.currencies,
    "rates": PlayerReader.rates,
    "accounts": PlayerReader.accounts,
    "tags": PlayerReader.tags,
    "transfers": PlayerReader.transfers,
    "entries": PlayerReader.entries,
    "changes": PlayerReader.changes,
}
"""What a player takes along, in the order in which the tables refer to each other."""


def _entry(row: Any, tags: list[str]) -> Fields:
    return {
        **_fields(row, "id kind day opening note created_at deleted_at"),
        "account": row.account_id,
        "at": row.at if row.timed else None,
        "amount": from_count(row.amount, row.decimals),
        "change": from_count(row.change, row.decimals),
        "currency": row.code,
        "tags": tags,
        "transfer": row.transfer_id,
    }


def _all(model: type[Model]) -> Iterator[Any]:
    """The columns of a table, so that a row is read as it is and nothing keeps it."""
    return iter(model.__table__.columns)


def _fields(row: Any, names: str) -> Fields:
    return {name: getattr(row, name) for name in names.split()}


def plain(value: Any) -> Any:
    """A value as JSON has it: exact decimals and days as text, instants in UTC."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value
