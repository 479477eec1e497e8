"""On database servers too."""

from tests.services.test_currency_catalog import *  # noqa: F403
