"""Sites and assets: two blueprints with the same pages, told apart by their kind."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, abort, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.errors import Changed, Conflict, Invalid, NotFound
from total_bankroll.forms.accounts import AccountForm, BalanceForm
from total_bankroll.routes.account_page import account_file, account_page
from total_bankroll.routes.account_rows import RefusedBalance, account_rows, total_of
from total_bankroll.routes.changes import account_history
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.past import Past, past_day, unread_day
from total_bankroll.routes.returning import (
    CONFLICT,
    REFUSED,
    go_on,
    next_page,
    page_again,
    submission,
)
from total_bankroll.routes.telling import tell, tell_account, tell_saved
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.views import AccountView, Deleted

SERVICE = BankrollService()
CURRENCIES = CurrencyService()


@dataclass(frozen=True)
class AccountKind:
    """What tells sites from assets: words, and the service's methods."""

    kind: str
    noun: str
    add: Callable[..., int]
    update: Callable[..., int]
    archive: Callable[..., int]
    restore: Callable[..., int]
    delete: Callable[..., Deleted]
    move: Callable[..., int]

    @property
    def may_be_debt(self) -> bool:
        """Whether a balance may be below zero."""
        return self.kind == "asset"


class AccountPages:
    """The pages of one kind of account."""

    def __init__(self, kind: AccountKind) -> None:
        self.kind = kind

    def blueprint(self) -> Blueprint:
        """All pages, under the kind's noun."""
        bp = Blueprint(self.kind.noun, __name__, url_prefix=f"/{self.kind.noun}")
        one = "/<int:account_id>"
        bp.add_url_rule("", "index", self.index)
        bp.add_url_rule("", "create", self.new, methods=["POST"])
        bp.add_url_rule("/new", "new", self.new, methods=["GET", "POST"])
        bp.add_url_rule(one, "show", self.show)
        bp.add_url_rule(f"{one}.csv", "table", self.table)
        bp.add_url_rule(f"{one}/edit", "edit", self.edit, methods=["GET", "POST"])
        bp.add_url_rule(f"{one}/delete", "delete", self.delete, methods=["GET", "POST"])
        for name in ("balance", "archive", "restore", "move"):
            bp.add_url_rule(f"{one}/{name}", name, getattr(self, name), methods=["POST"])
        return bp

    def index(self) -> ResponseReturnValue:
        """The open accounts with their balance fields, and the archived ones; or a past day's."""
        player, kind = signed_in_player(), self.kind.kind
        today = SERVICE.today(player.id)
        past = Past(self._url("index"), past_day(today), today, unread=unread_day())
        breakdown = SERVICE.get_bankroll_breakdown(player.id, on=past.on)
        decimals = formatter().units[breakdown.currency].decimals
        rows = account_rows(breakdown, decimals, kind, on=past.on)
        return render_template(
            f"{self.kind.noun}/index.html",
            rows=rows,
            total=total_of(rows),
            archived=() if past.on else SERVICE.list_accounts(player.id, kind=kind, archived=True),
            past=past,
            currency=breakdown.currency,
            noun=self.kind.noun,
        )

    def new(self) -> ResponseReturnValue:
        """Add an account, with what it holds now."""
        player = signed_in_player()
        form = self._form({"currency": player.display_currency, "next": next_page()})
        if form.validate_on_submit():
            try:
                account_id = self.kind.add(
                    player.id,
                    form.name.data,
                    form.currency.data,
                    form.balance.data,
                    submission_id=submission(),
                )
            except Invalid as error:
                form.refuse(error)
            else:
                tell(f"{form.name.data} added.", self._url("delete", account_id))
                return go_on(self._url("index"))
        return self._answer("new", form)

    def show(self, account_id: int) -> ResponseReturnValue:
        """One account: its balance, its chart and its entries."""
        return account_page(self._account(account_id), self.kind.noun)

    def table(self, account_id: int) -> ResponseReturnValue:
        """The account's balances, day by day, as a file."""
        return account_file(self._account(account_id))

    def edit(self, account_id: int) -> ResponseReturnValue:
        """Another name, another currency while there is no entry, another balance."""
        account = self._account(account_id)
        data = {"name": account.name, "currency": account.currency, "seen": account.version}
        form = self._form({**data, "next": next_page()}, account)
        if form.validate_on_submit():
            try:
                self.kind.update(
                    signed_in_player().id,
                    account.id,
                    name=form.name.data,
                    currency_code=form.currency.data,
                    balance=form.balance.data,
                    seen=form.seen.data or None,
                    submission_id=submission(),
                )
            except Changed:
                account = self._account(account_id)
                stored = {"name": account.name, "currency": account.currency}
                words = f"{account.name}, in {account.currency}"
                form.show_other(account.version, words, stored)
            except (Invalid, Conflict) as error:
                form.refuse(error)
            else:
                tell_account(account, self._account(account_id))
                return go_on(self._url("show", account_id))
        return self._answer("edit", form, account)

    def balance(self, account_id: int) -> ResponseReturnValue:
        """State what an account holds: one field, Enter, done."""
        account = self._account(account_id)
        form = BalanceForm(signed_in_player(), account)
        if form.validate_on_submit():
            try:
                saved = SERVICE.record_balance(
                    signed_in_player().id,
                    account.id,
                    form.balance.value,
                    form.date.data,
                    submission_id=submission(),
                )
            except (Invalid, Conflict) as error:
                form.refuse(error)
            else:
                tell_saved(saved, "Balance", next_page() or self._url("index"))
                return go_on(self._url("index"))
        g.refused_balance = RefusedBalance(account.id, form)
        return page_again(self._url("show", account_id) if account.archived else self._url("index"))

    def delete(self, account_id: int) -> ResponseReturnValue:
        """Ask first, with what bankroll and profit will be; then delete, with an undo."""
        player = signed_in_player()
        if request.method != "POST":
            account = self._account(account_id)
            preview = SERVICE.preview_delete_account(player.id, account.id)
            return render_template(
                "accounts/delete.html", account=account, preview=preview, noun=self.kind.noun
            )
        deleted = self.kind.delete(player.id, account_id, submission_id=submission())
        undo = self._url("restore", account_id)
        tell(f"{deleted.name} deleted.", undo, fields={"deleted": "1"})
        return go_on(self._url("index"))

    def archive(self, account_id: int) -> ResponseReturnValue:
        """Put an empty account away; one that is not leads to what empties it."""
        account = self._account(account_id)
        try:
            self.kind.archive(signed_in_player().id, account.id, submission_id=submission())
        except Conflict as error:
            page = render_template(
                "accounts/archive.html",
                account=account,
                message=error.message,
                noun=self.kind.noun,
            )
            return page, CONFLICT
        tell(f"{account.name} archived.", self._url("restore", account_id))
        return go_on(self._url("index"))

    def restore(self, account_id: int) -> ResponseReturnValue:
        """Undo a deletion or an archiving; a deletion that is undone already ends no archiving."""
        player = signed_in_player()
        if "deleted" in request.form:
            with suppress(NotFound):
                there = SERVICE.get_account(player.id, account_id, kind=self.kind.kind)
                tell(f"{there.name} is back already.", kind="info")
                return go_on(self._url("index"))
        self.kind.restore(player.id, account_id, submission_id=submission())
        account = SERVICE.get_account(player.id, account_id, kind=self.kind.kind)
        tell(f"{account.name} is back.")
        return go_on(self._url("index"))

    def move(self, account_id: int) -> ResponseReturnValue:
        """Put an account at another place of its list; back there is a move too."""
        place = request.values.get("to", type=int)
        if place is None or not 0 < place < 10**6:
            abort(400)
        account, former = self._account(account_id), self._place(account_id)
        self.kind.move(signed_in_player().id, account_id, place, submission_id=submission())
        back = url_for(
            f"{self.kind.noun}.move", account_id=account_id, to=former, next=next_page() or None
        )
        tell(f"{account.name} moved.", back)
        return go_on(self._url("index"))

    def _place(self, account_id: int) -> int:
        """Which one it is among all of its kind, archived ones counted."""
        accounts = SERVICE.list_accounts(signed_in_player().id, kind=self.kind.kind, archived=None)
        return [one.id for one in accounts].index(account_id) + 1

    def _account(self, account_id: int) -> AccountView:
        accounts = SERVICE.list_accounts(signed_in_player().id, kind=self.kind.kind, archived=None)
        return next((one for one in accounts if one.id == account_id), None) or abort(404)

    def _form(self, data: Mapping[str, object], account: AccountView | None = None) -> AccountForm:
        player = signed_in_player()
        coins = CURRENCIES.get_all_currencies(player.id)
        if account is not None and account.updated_on is not None:  # then it is fixed
            coins = tuple(coin for coin in coins if coin.code == account.currency)
        return AccountForm(player, coins, data, in_debt=self.kind.may_be_debt)

    def _answer(
        self, page: str, form: AccountForm, account: AccountView | None = None
    ) -> ResponseReturnValue:
        player = signed_in_player()
        body = render_template(
            f"accounts/{page}.html",
            form=form,
            account=account,
            noun=self.kind.noun,
            history=None if account is None else account_history(player.id, account.id),
        )
        return body, REFUSED if form.is_submitted() else 200

    def _url(self, page: str, account_id: int | None = None) -> str:
        if account_id is None:
            return url_for(f"{self.kind.noun}.{page}")
        return url_for(f"{self.kind.noun}.{page}", account_id=account_id)
