"""Every write once, on a stage that has what each of them needs."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from tests.support.articles import write_article
from tests.support.discovered import discovered_reads, discovered_writes, parameters_of
from tests.support.machine import World
from total_bankroll.extensions import db
from total_bankroll.services.rate_sheets import sheet_of

Arguments = dict[str, Any]


class Stage:
    """One player's rows; what a write needs is there by other writes."""

    def __init__(self, world: World, user_id: int) -> None:
        self.world, self.user_id, self.made = world, user_id, 0
        self.site, self.asset = self.new_site("EUR", 500), self.new_asset("USD", 300)
        self.entry = self.do(
            "record_deposit", account_id=self.site, amount=40, date=self.day(6)
        ).entry_id
        self.transfer = self.transferred()

    def do(self, name: str, instance: int = 0, /, **arguments: Any) -> Any:
        """Call a service on an instance, in a request of its own, a minute later."""
        self.world.clock.shift(61)
        service = (discovered_reads() | discovered_writes())[name]
        with self.world.apps[instance].app_context():
            found = self.world.call(service, self.user_id, name, arguments)
            db.session.remove()
        self.world.changed()
        return found

    def day(self, back: int) -> date:
        """A day that is long enough ago in every zone."""
        return (self.world.now - timedelta(days=back)).date()

    def _new(self, noun: str, code: str, balance: int | None) -> int:
        self.made += 1
        name = f"{noun.title()} {self.made}"
        money = {"currency_code": code, "balance": balance}
        found: int = self.do(f"add_{noun}", name=name, **money, date=self.day(9))
        return found

    def new_site(self, code: str = "EUR", balance: int | None = None) -> int:
        """A site of its own, empty unless a balance is given."""
        return self._new("site", code, balance)

    def new_asset(self, code: str = "EUR", balance: int | None = None) -> int:
        """As a site."""
        return self._new("asset", code, balance)

    def ends(self) -> Arguments:
        """From the site to the asset, whose currency is another."""
        return {"from_account_id": self.site, "to_account_id": self.asset}

    def transferred(self) -> int:
        """A transfer's id."""
        found: int = self.do("record_transfer", **self.ends(), amount=9, received=8).transfer_id
        return found

    def bonus(self, *, deleted: bool = False) -> int:
        """A bonus that only one write is about."""
        found: int = self.do("record_bonus", account_id=self.site, amount=7).entry_id
        if deleted:
            self.do("delete_entry", entry_id=found)
        return found

    def sheet(self, back: int, **rates: str) -> None:
        """What the source has from now on: rates of one day."""
        self.world.sheet = sheet_of([(self.day(back).isoformat(), rates)])


def _sent(stage: Stage) -> Arguments:
    return {"account_id": stage.site, "amount": 11}


def _moved(stage: Stage) -> Arguments:
    return {**stage.ends(), "amount": 12, "received": 10}


def _account(state: str, noun: str, key: str = "") -> Callable[[Stage], Arguments]:
    """An account of its own, in the state that the write asks for."""

    def prepare(stage: Stage) -> Arguments:
        balance = None if state == "archive" else 20
        found = stage.new_site(balance=balance) if noun == "site" else stage.new_asset("USD", 5)
        if noun == "asset" and state == "archive":
            stage.do("record_balance", account_id=found, amount=0)
        if state:
            stage.do(f"{state}_{noun}", **{f"{noun}_id": found})
        return {key or f"{noun}_id": found}

    return prepare


def _empty(noun: str) -> Callable[[Stage], Arguments]:
    return lambda s: {f"{noun}_id": s.new_site() if noun == "site" else s.new_asset()}


def _own_currency(code: str) -> Callable[[Stage], Arguments]:
    return lambda s: {"code": s.do("add_currency", code=code, name=f"Chips {code}")}


def _manual(back: int) -> Callable[[Stage], Arguments]:
    def prepare(stage: Stage) -> Arguments:
        rate = Decimal("0.9")
        found = stage.do("add_manual_rate", code="USD", day=stage.day(back), rate=rate)
        return {"rate_id": found.id}

    return prepare


def _held(stage: Stage) -> Arguments:
    stage.sheet(20, USD="1.1", JPY="160.5")
    stage.do("update_exchange_rates")
    stage.sheet(5, USD="1.9")
    stage.do("update_exchange_rates")
    return {"code": "USD", "day": stage.day(5)}


def _deleted_transfer(stage: Stage) -> Arguments:
    found = stage.transferred()
    stage.do("delete_transfer", transfer_id=found)
    return {"transfer_id": found}


def _new_rate(stage: Stage) -> Arguments:
    return {"code": "USD", "day": stage.day(3), "rate": Decimal("0.7")}


# What makes the arguments of each write, and what they are about. The last one lets time pass.
CALLS: dict[str, Callable[[Stage], Arguments]] = {
    "accept_rate": _held,
    "today": lambda _: {},
    "rates_status": lambda _: {},
    "account_has_entries": lambda s: {"account_id": s.site},
    "add_site": lambda _: {"name": "New site", "currency_code": "EUR", "balance": 50},
    "add_asset": lambda _: {"name": "New asset", "currency_code": "USD", "balance": 60},
    "update_site": lambda s: {"site_id": s.site, "name": "Stars", "balance": 480},
    "update_asset": lambda s: {"asset_id": s.asset, "name": "Bank", "balance": 310},
    "move_site": lambda s: {"site_id": s.site, "position": 2},
    "move_asset": lambda s: {"asset_id": s.asset, "position": 2},
    "archive_site": _empty("site"),
    "archive_asset": _empty("asset"),
    "unarchive_site": _account("archive", "site"),
    "unarchive_asset": _account("archive", "asset"),
    "delete_site": _account("", "site"),
    "delete_asset": _account("", "asset"),
    "restore_site": _account("delete", "site"),
    "restore_asset": _account("delete", "asset"),
    "purge_account": _account("delete", "site", "account_id"),
    "preview_delete_account": lambda s: {"account_id": s.site},
    "record_balance": lambda s: {"account_id": s.site, "amount": 470, "tags": ["Live"]},
    "record_balances": lambda s: {"amounts": {s.site: 475, s.asset: 290}},
    "record_deposit": _sent,
    "record_withdrawal": _sent,
    "record_bonus": _sent,
    "record_expense": _sent,
    "record_transfer": _moved,
    "preview_back_dating": lambda s: {**_sent(s), "kind": "deposit", "date": s.day(40)},
    "preview_transfer": _moved,
    "preview_update_entry": lambda s: {**_sent(s), "entry_id": s.entry, "date": None},
    "preview_update_transfer": lambda s: {**_moved(s), "transfer_id": s.transfer},
    "update_entry": lambda s: {"entry_id": s.entry, "amount": 41, "tags": ["Series"]},
    "update_transfer": lambda s: {**_moved(s), "transfer_id": s.transfer},
    "delete_entry": lambda s: {"entry_id": s.bonus()},
    "delete_entries": lambda s: {"entry_ids": [s.bonus(), s.bonus()]},
    "delete_transfer": lambda s: {"transfer_id": s.transferred()},
    "restore_entry": lambda s: {"entry_id": s.bonus(deleted=True)},
    "restore_entries": lambda s: {"entry_ids": [s.bonus(deleted=True)]},
    "restore_transfer": _deleted_transfer,
    "purge_entry": lambda s: {"entry_id": s.bonus(deleted=True)},
    "add_currency": lambda _: {"code": "CHIP", "name": "Chips", "symbol": "¢"},
    "update_currency": lambda s: {**_own_currency("OLD")(s), "name": "New", "symbol": "n"},
    "delete_currency": _own_currency("GONE"),
    "add_manual_rate": _new_rate,
    "update_manual_rate": lambda s: {**_manual(9)(s), **_new_rate(s), "day": s.day(8)},
    "delete_manual_rate": _manual(7),
    "update_exchange_rates": lambda _: {},
    "load_bundle": lambda _: {},
    "refresh_if_due": lambda _: {},
    "sync_articles": lambda s: {"directory": s.world.articles},
    "update_settings": lambda _: {"display_currency": "USD", "timezone": "America/New_York"},
    "purge_expired": lambda _: {},
}


def _other_articles(stage: Stage) -> None:
    write_article(stage.world.articles, "ruin", title="Another", tags="[Luck]")
    write_article(stage.world.articles, "odds")
    (stage.world.articles / "tilt.md").unlink()


def _a_month_passes(stage: Stage) -> None:
    stage.world.clock.shift(timedelta(days=31))
    stage.world.changed()


# What changes outside the database right before.
JUST_BEFORE: dict[str, Callable[[Stage], None]] = {
    "update_exchange_rates": lambda s: s.sheet(3, JPY="161"),
    "load_bundle": lambda s: s.sheet(25, JPY="159"),
    "refresh_if_due": lambda s: s.sheet(1, JPY="162"),
    "sync_articles": _other_articles,
    "purge_expired": _a_month_passes,
}
# These only look; all others must have changed a row.
LOOKING = ("preview_", "today", "rates_status", "account_has_entries")


def rows_of(world: World) -> dict[str, list[Any]]:
    """All that is stored but the tokens, to see whether a write did something."""
    facts = world.facts
    users = [(row.id, row.display_currency, row.timezone) for row in facts.users]
    return {**vars(facts), "users": users, "ends": []}


def perform_all(world: World, check: Callable[[], None]) -> None:
    """Each write on an instance, by the players in turn; everything is checked around each."""
    for slug in ("ruin", "tilt"):
        write_article(world.articles, slug)
    stages = [Stage(world, player) for player in world.players]
    stages[0].do("sync_articles", directory=world.articles)
    turns = [(name, stages[place % 2], place % 3) for place, name in enumerate(CALLS)]
    prepared = [(name, stage, CALLS[name](stage), at) for name, stage, at in turns]
    check()
    for name, stage, arguments, instance in prepared:
        if name in JUST_BEFORE:
            JUST_BEFORE[name](stage)
            check()
        before, is_write = rows_of(world), not name.startswith(LOOKING)
        stage.do(name, instance, **arguments)
        assert (rows_of(world) != before) is is_write, f"{name}: were rows changed?"
        if is_write:
            check()
    for name in plain_reads():
        for instance, player in product(range(3), world.players):
            world.look(instance, player, name)


def plain_reads() -> list[str]:
    """The reads that need no arguments."""
    return [
        name
        for name, service in discovered_reads().items()
        if all(p.default is not p.empty for p in parameters_of(service, name).values())
    ]
