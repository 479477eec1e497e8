"""WSGI applications for tests alone: the services over HTTP, and which worker answered.

gunicorn loads them before it forks, as a server would: `tests.support.probe:app`. PROBE_PLACES
has their settings by the first part of their addresses; FAULT is what is broken in one of them.
"""

import json
import os
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from tests.support.faults import SWITCHES
from total_bankroll.app import create_app
from total_bankroll.extensions import csrf, db
from total_bankroll.models import Account
from total_bankroll.routes.access import public
from total_bankroll.services.bankroll_service import BankrollService

PLACES = "PROBE_PLACES"
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


def application(settings: dict[str, str]) -> Any:
    """The application with these settings; a fault is there for its requests alone."""
    fault = settings.pop("FAULT", "")
    made = create_app({"APP_ENV": "testing", **settings})
    made.register_blueprint(bp)

    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with SWITCHES[fault]():  # these workers answer one request at a time
            return made(environ, start_response)

    return broken if fault else made


csrf.exempt(bp)
places = json.loads(os.environ[PLACES])
app = DispatcherMiddleware(
    NotFound(), {f"/{name}": application(settings) for name, settings in places.items()}
)
