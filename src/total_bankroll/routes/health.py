"""Whether the application can work at all: for monitors and load balancers."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from total_bankroll.routes.access import public
from total_bankroll.services.health import database_answers

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def index() -> ResponseReturnValue:
    if not database_answers():
        return {"status": "unavailable", "database": "out of reach"}, 503
    return {"status": "ok", "database": "ok"}
