"""On database servers too."""

from tests.services.test_account_ends import *  # noqa: F403
