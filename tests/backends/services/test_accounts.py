"""On database servers too."""

from tests.services.test_accounts import *  # noqa: F403
