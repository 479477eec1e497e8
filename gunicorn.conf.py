"""What gunicorn does otherwise here; it reads this file in the folder that it is started in."""

from importlib import import_module
from typing import Any


def post_worker_init(worker: Any) -> None:
    """What a worker answers by itself is as strict as a page. The application is there by now."""
    import_module("total_bankroll.routes.server_answers").init_worker(worker)
