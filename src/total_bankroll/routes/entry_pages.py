"""What can be done with one entry, whichever list it stands in: edit, delete, restore."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.errors import Changed, Conflict, Invalid
from total_bankroll.forms.entries import ChangeForm, EntryForm
from total_bankroll.forms.fields import DateTimeField
from total_bankroll.forms.tags import TagsField
from total_bankroll.forms.versions import versions_of
from total_bankroll.routes.changes import History, entry_history
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.returning import CONFLICT, REFUSED, go_on, next_page, submission
from total_bankroll.routes.taking_back import fields_back
from total_bankroll.routes.telling import differing, tell, tell_changed
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import AccountView, BackDating, EntryView, TransferView

SERVICE = BankrollService()
NAMES = {
    "balance": "Balance",
    "deposit": "Deposit",
    "withdrawal": "Withdrawal",
    "transfer_out": "Transfer",
    "transfer_in": "Transfer",
    "result": "Result",
    "bonus": "Bonus",
    "expense": "Expense",
}
"""An entry's kind as a sentence starts with it."""


def edit_entry(entry: EntryView, form_class: type[EntryForm], default: str) -> ResponseReturnValue:
    """Show the form of an entry that is not a transfer's, or change the entry."""
    player = signed_in_player()
    form = form_class(player, _holders(entry), _as_typed(entry))
    if entry.deleted:
        return gone_page(
            form,
            _as_typed(entry),
            NAMES[entry.kind],
            url_for("entries.restore", entry_id=entry.id),
            entry_history(player.id, entry.id),
        )
    warnings: tuple[BackDating, ...] = ()
    if form.validate_on_submit():
        try:
            warnings = _warnings(form, entry)
            if not warnings:
                return _change(form, entry, default)
        except Changed:
            entry = SERVICE.get_entry(player.id, entry.id)
            form.show_other(entry.version, _in_words(entry), _as_typed(entry))
        except (Invalid, Conflict) as error:
            form.refuse(error)
    offer_tags(form.tags)
    body = render_template(
        "entries/edit.html",
        form=form,
        entry=entry,
        name=NAMES[entry.kind],
        default=default,
        history=entry_history(player.id, entry.id),
        warnings=warnings,
    )
    return body, REFUSED if form.is_submitted() and not warnings else 200


def _change(form: EntryForm, entry: EntryView, default: str) -> ResponseReturnValue:
    player = signed_in_player()
    saved = SERVICE.update_entry(
        player.id,
        entry.id,
        amount=form.amount.value,
        date=changed_date(form.date),
        note=form.note.data,
        tags=form.tags.data,
        account_id=form.account.data,
        seen=form.seen.data or None,
        submission_id=submission(),
    )
    changed = SERVICE.get_entry(player.id, entry.id)
    back = fields_back(_as_typed(entry), _as_typed(changed))
    tell_changed(NAMES[entry.kind], differing(entry, changed), saved, back=back)
    return go_on(default)


def _warnings(form: EntryForm, entry: EntryView) -> tuple[BackDating, ...]:
    """What the change does to balances; asked once, and only by the page itself."""
    date = changed_date(form.date)
    stays = (form.account.data, form.amount.value) == (entry.account_id, entry.amount)
    if not form.asks or (date is None and stays):
        return ()
    found = SERVICE.preview_update_entry(
        signed_in_player().id, entry.id, form.amount.value, date, form.account.data
    )
    form.asked(found)
    return found


def delete_entry(entry: EntryView, default: str) -> ResponseReturnValue:
    """Take an entry out, a transfer with both its legs; the message brings it back."""
    SERVICE.delete_entry(signed_in_player().id, entry.id, submission_id=submission())
    undo = url_for("entries.restore", entry_id=entry.id, next=next_page() or default)
    tell(f"{_described(entry)} deleted.", undo)
    return go_on(default)


def restore_entry(entry: EntryView, default: str) -> ResponseReturnValue:
    """Bring a deleted entry back; half of a transfer may be a plain flow by then."""
    user_id = signed_in_player().id
    SERVICE.restore_entry(user_id, entry.id, submission_id=submission())
    tell(f"{_described(SERVICE.get_entry(user_id, entry.id))} is back.")
    return go_on(default)


def offer_tags(field: TagsField) -> None:
    """Let a form suggest the tags that the player has used already."""
    field.offered = SERVICE.list_entry_tags(signed_in_player().id)


def gone_page(
    form: ChangeForm, stored: Mapping[str, object], name: str, restore: str, history: History
) -> ResponseReturnValue:
    """Say that this was deleted, perhaps in another tab, keep what was typed, offer it back."""
    body = render_template(
        "entries/gone.html",
        versions=versions_of(form, stored) if form.is_submitted() else (),
        name=name,
        restore=restore,
        history=history,
    )
    return body, CONFLICT if form.is_submitted() else 404


def changed_date(field: DateTimeField) -> date | datetime | None:
    """The new date of an entry that is edited; None where it was left as it was shown, or not sent.

    Blank means now, as in every form.
    """
    if not field.raw_data or field.raw.strip() == field.shown:
        return None
    return field.data or SERVICE.today(signed_in_player().id)


def shown_time(entry: EntryView | TransferView) -> date | datetime:
    """When it happened: the minute on the player's clock, or the day where no time was meant."""
    return formatter().clock(entry.at) if entry.timed else entry.day


def when_and_note(entry: EntryView | TransferView) -> str:
    """The rest of what an entry says, behind its amount and its account."""
    fmt = formatter()
    when = fmt.moment(entry.at) if entry.timed else fmt.day(entry.day)
    words = [entry.note] if entry.note else []
    words += [f"tags {', '.join(entry.tags)}"] if entry.tags else []
    return f"{when} ({'; '.join(words)})" if words else when


def _described(entry: EntryView) -> str:
    amount = formatter().money(entry.amount, entry.currency)
    return f"{NAMES[entry.kind]} of {amount} on {entry.account_name}"


def _in_words(entry: EntryView) -> str:
    amount = formatter().money(entry.amount, entry.currency)
    return f"{amount} on {entry.account_name}, {when_and_note(entry)}"


def _as_typed(entry: EntryView) -> dict[str, object]:
    return {
        "account": entry.account_id,
        "amount": formatter().editable(entry.amount, entry.currency),
        "date": shown_time(entry),
        "note": entry.note,
        "tags": entry.tags,
        "next": next_page(),
        "seen": entry.version,
    }


def _holders(entry: EntryView) -> list[AccountView]:
    """The open accounts, and the entry's own even where it is archived."""
    accounts = SERVICE.list_accounts(signed_in_player().id, archived=None)
    return [a for a in accounts if not a.archived or a.id == entry.account_id]
