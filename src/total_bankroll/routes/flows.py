"""Deposits, withdrawals, bonuses and expenses: four blueprints with the same pages."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.errors import Conflict, Invalid
from total_bankroll.forms.entries import EntryForm
from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.entry_pages import (
    delete_entry,
    edit_entry,
    offer_tags,
    restore_entry,
)
from total_bankroll.routes.list_query import read_query
from total_bankroll.routes.listing import Listing
from total_bankroll.routes.returning import REFUSED, go_on, next_page, submission
from total_bankroll.routes.telling import tell_saved
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import BackDating, EntryView, Saved

SERVICE = BankrollService()


@dataclass(frozen=True)
class Flow:
    """What tells one kind of flow from another: words, a form and the service's method."""

    kind: str
    noun: str
    form: type[EntryForm]
    record: Callable[..., Saved]

    @property
    def name(self) -> str:
        """The noun of one of them, as a sentence starts with it."""
        return self.kind.capitalize()


class FlowPages:
    """The pages of one kind of flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow

    def blueprint(self) -> Blueprint:
        """All pages, under the flow's noun."""
        bp = Blueprint(self.flow.noun, __name__, url_prefix=f"/{self.flow.noun}")
        one = "/<int:entry_id>"
        bp.add_url_rule("", "index", self.index)
        bp.add_url_rule("", "create", self.new, methods=["POST"])
        bp.add_url_rule("/new", "new", self.new, methods=["GET", "POST"])
        bp.add_url_rule(f"{one}/edit", "edit", self.edit, methods=["GET", "POST"])
        bp.add_url_rule(f"{one}/delete", "delete", self.delete, methods=["POST"])
        bp.add_url_rule(f"{one}/restore", "restore", self.restore, methods=["POST"])
        return bp

    def index(self) -> ResponseReturnValue:
        """The list, filtered and paged, with its totals."""
        player = signed_in_player()
        accounts = SERVICE.list_accounts(player.id, archived=None)
        query = read_query(accounts, (self.flow.kind,))
        page = SERVICE.list_entries(player.id, **query.asked)
        return render_template(
            f"{self.flow.noun}/index.html",
            listing=Listing(page, query, accounts),
            noun=self.flow.noun,
        )

    def new(self) -> ResponseReturnValue:
        """Record one; where it is back-dated before a balance, say first what that does."""
        player = signed_in_player()
        accounts = SERVICE.list_accounts(player.id)
        data = {"account": request.args.get("account", type=int), "next": next_page()}
        form = self.flow.form(player, accounts, data)
        warnings: tuple[BackDating, ...] = ()
        if form.validate_on_submit():
            try:
                warnings = self._warnings(form)
                if not warnings:
                    return self._record(form)
            except (Invalid, Conflict) as error:
                form.refuse(error)
        offer_tags(form.tags)
        status = REFUSED if form.is_submitted() and not warnings else 200
        body = render_template(
            f"{self.flow.noun}/new.html",
            form=form,
            accounts=accounts,
            warnings=warnings,
            flow=self.flow,
            noun=self.flow.noun,
        )
        return body, status

    def edit(self, entry_id: int) -> ResponseReturnValue:
        """Change one of this kind."""
        entry = self._entry(entry_id)
        return edit_entry(entry, self.flow.form, url_for(f"{self.flow.noun}.index"))

    def delete(self, entry_id: int) -> ResponseReturnValue:
        """Take one out, with an undo."""
        return delete_entry(self._entry(entry_id), url_for(f"{self.flow.noun}.index"))

    def restore(self, entry_id: int) -> ResponseReturnValue:
        """Bring one back."""
        return restore_entry(self._entry(entry_id), url_for(f"{self.flow.noun}.index"))

    def _record(self, form: EntryForm) -> ResponseReturnValue:
        saved = self.flow.record(
            signed_in_player().id,
            form.account.data,
            form.amount.value,
            form.date.data,
            note=form.note.data,
            tags=form.tags.data,
            submission_id=submission(),
        )
        target = url_for(f"{self.flow.noun}.index")
        tell_saved(saved, self.flow.name, next_page() or target)
        return go_on(target)

    def _warnings(self, form: EntryForm) -> tuple[BackDating, ...]:
        """What the player has to know first; asked once, and only by the page itself."""
        if not form.asks or form.date.data is None:
            return ()
        found = SERVICE.preview_back_dating(
            signed_in_player().id,
            self.flow.kind,
            form.account.data,
            form.amount.value,
            form.date.data,
        )
        warnings = () if found is None else (found,)
        form.asked(warnings)
        return warnings

    def _entry(self, entry_id: int) -> EntryView:
        entry = SERVICE.get_entry(signed_in_player().id, entry_id)
        if entry.kind != self.flow.kind:
            abort(404)
        return entry
