"""Who reads the page and how: the player and the formatter, for views and templates alike."""

import re
from collections.abc import Iterator, Mapping
from itertools import count
from secrets import randbits
from typing import cast

from flask import Flask, abort, g
from flask_login import current_user
from jinja2 import StrictUndefined
from markupsafe import Markup, escape
from werkzeug.local import LocalProxy

from total_bankroll.characters import NONCHARACTERS
from total_bankroll.charts.packing import in_attribute, packed
from total_bankroll.formatting import MINUS, Formatter
from total_bankroll.money import Unit
from total_bankroll.routes.indents import Flush
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.people_service import PeopleService, PlayerView

REPLACEMENT = "\ufffd"
_UNPRINTABLE = re.compile(f"[\0-\x08\x0b\x0e-\x1f\x7f-\x9f{''.join(NONCHARACTERS)}]")
_Reader = tuple[int, str, str]  # id, locale, time zone
STRANGER_LOCALE = "en"
STRANGER_TIMEZONE = "UTC"


def current_player() -> PlayerView | None:
    """The player who is signed in, from the row that signing in has read."""
    if not current_user.is_authenticated:
        return None
    return PeopleService().get_player(current_user.id)


def signed_in_player() -> PlayerView:
    """The player in a view that strangers never reach."""
    player = current_player()
    if player is None:
        abort(401)
    return player


def formatter() -> Formatter:
    """How this request's reader likes amounts and dates; made once a request and reader."""
    reader = _reader()
    made: tuple[_Reader | None, Formatter] | None = g.get("formatter")
    if made is None or made[0] != reader:
        made = g.formatter = (reader, _formatter_for(current_player()))
    return made[1]


def _reader() -> _Reader | None:
    """What a formatter depends on; asked for with every amount that a page shows."""
    user = current_user._get_current_object()
    return (user.id, user.locale, user.timezone) if user.is_authenticated else None


def _formatter_for(player: PlayerView | None) -> Formatter:
    if player is None:
        return Formatter(STRANGER_LOCALE, STRANGER_TIMEZONE, Units(None))
    return Formatter(player.locale, player.timezone, Units(player.id))


class Units(Mapping[str, Unit]):
    """The reader's currencies, read when a page first shows an amount."""

    def __init__(self, user_id: int | None) -> None:
        self._user_id = user_id
        self._units: Mapping[str, Unit] | None = None

    def _read(self) -> Mapping[str, Unit]:
        if self._units is None:
            self._units = CurrencyService().get_units(self._user_id)
        return self._units

    def __getitem__(self, code: str) -> Unit:
        return self._read()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def printable(value: object) -> str:
    """A value as text that HTML may hold: what it may not is shown as the sign for that."""
    return _UNPRINTABLE.sub(REPLACEMENT, str(value))


def unbroken(text: str) -> Markup:
    """Text whose lines end at spaces only: one could otherwise end between a minus and its sum."""
    words = (
        Markup('<span class="nowrap">{}</span>').format(word) if MINUS in word else escape(word)
        for word in text.split(" ")
    )
    return Markup(" ").join(words)


def new_submission_id() -> str:
    """A fresh number for a form, so that sending it twice counts once.

    Those of one page follow each other: alike but for their end, they weigh next to nothing.
    """
    if "submission_ids" not in g:
        g.submission_ids = count(randbits(127))
    return f"{next(g.submission_ids):032x}"


def init_app(app: Flask) -> None:
    """Give every template, macros included, the reader and what forms need."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension(Flush)
    app.jinja_env.filters.update(
        printable=printable, unbroken=unbroken, packed=packed, in_attribute=in_attribute
    )
    app.jinja_env.globals.update(
        player=cast(PlayerView, LocalProxy(current_player)),
        fmt=cast(Formatter, LocalProxy(formatter)),
        new_submission_id=new_submission_id,
        registration_open=app.config.get("REGISTRATION", "open") == "open",
        letters_confirm=bool(app.config.get("SECURITY_CONFIRMABLE")),
    )
