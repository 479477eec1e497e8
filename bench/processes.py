"""Workers: what one needs of memory and time, and whether four agree after every change."""

import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from bench.instances import Instance, Instances
from bench.measure import Measure
from bench.pages import every_page
from bench.server import ROOT, Answer, serving
from total_bankroll.extensions import db
from total_bankroll.models import Account

WORKERS, MUTATIONS = 4, 1_000
MIB = 1024
START = """
from time import process_time
began = process_time()
import wsgi
print(process_time() - began)
"""


def measures(instances: Instances) -> Iterator[Measure]:
    yield from _stale_reads(instances.get(1, 1))
    yield _memory(instances.get(50, 100_000))
    yield _start()


def _stale_reads(instance: Instance) -> Iterator[Measure]:
    """After each typed balance, a read on each of four new connections must show it."""
    with instance.context():
        site = db.session.scalars(select(Account.id)).one()
    stale, workers = 0, set[int]()
    with serving(instance, WORKERS) as server, ThreadPoolExecutor(WORKERS) as browsers:
        token = server.token("/balances")
        for number in range(1, MUTATIONS + 1):
            answer = server.post(f"/sites/{site}/balance", csrf_token=token, balance=str(number))
            if answer.status not in (200, 302, 303):
                raise SystemExit(f"A balance was answered with {answer.status}.")
            answers = list(browsers.map(server.get, ["/"] * WORKERS))
            workers |= {each.worker for each in answers}
            stale += sum(_balance(each, site) != number for each in answers)
    note = f"{MUTATIONS} balances, {MUTATIONS * WORKERS} reads, {WORKERS} workers, SimpleCache"
    yield Measure("stale reads", stale, 0, note=note)
    yield Measure("worker processes that answered those reads", len(workers), 3, at_least=True)


def _balance(answer: Answer, site: int) -> Decimal:
    """What the dashboard says that a site holds."""
    found = re.search(rf'<tr data-id="{site}">.*?data-amount="([^"]+)"', answer.text, re.DOTALL)
    if not found:
        raise SystemExit(f"The dashboard shows no balance: {answer.status}")
    return Decimal(found[1])


def _memory(instance: Instance) -> Measure:
    """One worker after it has served every page twice."""
    with serving(instance, 1) as server:
        for page in every_page(instance) * 2:
            server.get(page)
        (worker,) = server.workers()
        resident = _resident(worker)
    return Measure(
        "resident memory of one worker",
        resident,
        150,
        " MiB",
        "gunicorn, after every page of 50 accounts and 100,000 entries, twice",
    )


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    if not found:
        raise SystemExit("The system does not tell a process's memory.")
    return int(found[1]) / MIB


def _start() -> Measure:
    times = []
    for _ in range(5):
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", START],
            cwd=ROOT,
            env={"APP_ENV": "testing"},
            capture_output=True,
            text=True,
            check=True,
        )
        times.append(float(done.stdout))
    return Measure("import and create_app", min(times), 1, " s", "the best of five new processes")
