"""A WSGI application for tests alone: the services over HTTP, and which worker answered.

gunicorn loads it before it forks, as a server would: `tests.support.probe:app`.
"""

import os
from contextlib import ExitStack

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import func, select

from tests.support.faults import SWITCHES
from total_bankroll.app import create_app
from total_bankroll.extensions import csrf, db
from total_bankroll.models import Account
from total_bankroll.routes.access import public
from total_bankroll.services.bankroll_service import BankrollService

PREFIX = "PROBE_"
bp = Blueprint("probe", __name__, url_prefix="/probe")
service = BankrollService()


@bp.after_request
def sign(response: Response) -> Response:
    response.headers["X-Worker"] = str(os.getpid())
    return response


@bp.post("/<method>")
@public
def change(method: str) -> Response:
    """One write; what it says is not needed."""
    arguments = {key: int(value) for key, value in request.form.items() if key != "submission_id"}
    getattr(service, method)(**arguments, submission_id=request.form.get("submission_id"))
    return jsonify(saved=True)


@bp.get("/<int:user_id>")
@public
def read(user_id: int) -> Response:
    """The memoized total, and what the same snapshot of the database holds; in whole euros."""
    cached = service.calculate_total_bankroll(user_id)
    stored = db.session.scalar(select(func.sum(Account.balance)).where(Account.user_id == user_id))
    return jsonify(cached=int(cached), stored=int(stored or 0) // 100)


def _settings() -> dict[str, str]:
    given = {k.removeprefix(PREFIX): v for k, v in os.environ.items() if k.startswith(PREFIX)}
    return {"APP_ENV": "testing", **given}


faults = ExitStack()
settings = _settings()
fault = settings.pop("FAULT", "")
if fault:
    faults.enter_context(SWITCHES[fault]())
app = create_app(settings)
csrf.exempt(bp)
app.register_blueprint(bp)
