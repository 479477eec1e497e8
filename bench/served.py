"""What gunicorn serves to be measured: the application, saying which worker answers."""

import os
from pathlib import Path

from flask import Response

from bench.instances import settings
from total_bankroll.app import create_app
from total_bankroll.memory import settle

app = create_app(settings(Path(os.environ["BENCH_DATABASE"])))
settle()  # as wsgi.py does


@app.after_request
def name_worker(response: Response) -> Response:
    """Tell the process that answered."""
    response.headers["X-Worker"] = str(os.getpid())
    return response
