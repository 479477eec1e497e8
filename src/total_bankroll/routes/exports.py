"""Exports: what a player takes along, as files."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.fresh import fresh
from total_bankroll.routes.private_files import private_file
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.exports import ExportService

bp = Blueprint("exports", __name__, url_prefix="/export")


@bp.get("/beancount")
@fresh
def beancount() -> ResponseReturnValue:
    """The whole bankroll as a Beancount ledger, named for the day: the password is asked for."""
    player = signed_in_player()
    today = BankrollService().today(player.id)
    file = ExportService().beancount(player.id)
    return private_file(file, "text/plain", f"bankroll-{today.isoformat()}.beancount")
