"""Every test of the services on every server: `make test` has room for most of them only."""

import pytest

from tests.support.databases import SERVERS
from tests.support.on_servers import SERVICES, run_services


@pytest.mark.parametrize("kind", SERVERS)
def test_all_services_do_the_same_on_a_server(kind: str) -> None:
    run_services(kind, sorted(SERVICES.glob("test_*.py")))
