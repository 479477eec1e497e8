"""On database servers too."""

from tests.services.test_currency_service import *  # noqa: F403
