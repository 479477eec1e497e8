"""All of a player's data as one file."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from total_bankroll.routes.context import signed_in_player
from total_bankroll.routes.fresh import fresh
from total_bankroll.routes.private_files import private_file
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.player_export import PlayerExportService

bp = Blueprint("your_data", __name__, url_prefix="/settings/data")


@bp.get("")
def index() -> ResponseReturnValue:
    return render_template("your_data/index.html")


@bp.get("/download")
@fresh
def download() -> ResponseReturnValue:
    """Everything, named for the day; it says more than any page, so the password is asked for."""
    player = signed_in_player()
    today = BankrollService().today(player.id)
    file = PlayerExportService().everything(player.id)
    return private_file(file, "application/zip", f"total-bankroll-{today.isoformat()}.zip")
