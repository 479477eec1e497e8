"""On database servers too."""

from tests.services.test_account_days import *  # noqa: F403
