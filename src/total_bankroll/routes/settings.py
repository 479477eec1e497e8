"""The settings: how a player likes to read, and the way to the password."""

from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.addresses import local_url
from total_bankroll.errors import Changed, Invalid
from total_bankroll.forms.settings import Choice, SettingsForm
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.returning import REFUSED, SEE_OTHER, submission
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.people_service import PeopleService, PlayerView
from total_bankroll.services.preferences import LOCALES, timezones

bp = Blueprint("settings", __name__, url_prefix="/settings")

THEMES = (("system", "As the device"), ("light", "Light"), ("dark", "Dark"))
OTHER_ZONES = "Other"


@bp.get("")
def index() -> ResponseReturnValue:
    player = signed_in_player()
    return render_template("settings/index.html", form=_form(player))


@bp.post("")
def update() -> ResponseReturnValue:
    player = signed_in_player()
    form = _form(player)
    if form.validate_on_submit():
        try:
            PeopleService().update_settings(
                player.id,
                display_currency=form.display_currency.data,
                timezone=form.timezone.data,
                locale=form.locale.data,
                theme=form.theme.data,
                seen=form.seen.data or None,
                submission_id=submission(),
            )
        except Changed:
            _show_other(form, player.id)
        except Invalid as error:
            form.refuse(error)
        else:
            flash("Your settings are saved.", "success")
            return redirect(url_for("settings.index"), SEE_OTHER)
    return render_template("settings/index.html", form=form), REFUSED


@bp.post("/theme")
def theme() -> ResponseReturnValue:
    """The quick switch, from wherever the player is."""
    chosen = request.form.get("theme", "")
    PeopleService().update_settings(signed_in_player().id, theme=chosen)
    return redirect(local_url(request.form.get("next"), url_for("settings.index")), SEE_OTHER)


def _form(player: PlayerView) -> SettingsForm:
    return SettingsForm(
        currencies=_currency_choices(player),
        timezones=_zone_choices(player.timezone),
        locales=[(each.code, f"{each.name}: {each.example}") for each in LOCALES],
        themes=THEMES,
        data={
            **_shown(player),
            "seen": player.version,
        },
    )


def _shown(player: PlayerView) -> dict[str, str]:
    """What a fresh form shows."""
    return {
        "display_currency": player.display_currency,
        "timezone": player.timezone,
        "locale": player.locale,
        "theme": player.theme,
    }


def _show_other(form: SettingsForm, user_id: int) -> None:
    """What another tab has saved, beside what was chosen in this one."""
    stored = PeopleService().get_player(user_id) or abort(404)
    locale = next(each.name for each in LOCALES if each.code == stored.locale)
    theme = dict(THEMES)[stored.theme].lower()
    words = f"{stored.display_currency}, {stored.timezone}, {locale}, theme: {theme}"
    form.show_other(stored.version, words, _shown(stored))


def _currency_choices(player: PlayerView) -> list[Choice]:
    """What amounts can be converted to today, and what is chosen already."""
    return [
        (each.code, f"{each.code}: {each.name}")
        for each in CurrencyService().get_all_currencies(player.id)
        if each.usable or each.code == player.display_currency
    ]


def _zone_choices(current: str) -> dict[str, list[Choice]]:
    """The zones by continent; one that goes by an old name stays while it is chosen."""
    named = timezones()
    groups = {
        region: [(zone, zone.replace("_", " ")) for zone in zones]
        for region, zones in groupby(named, key=lambda zone: zone.partition("/")[0])
    }
    if current not in named:
        groups[OTHER_ZONES] = [(current, current)]
    return groups
