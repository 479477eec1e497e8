"""On database servers too."""

from tests.services.test_transfers import *  # noqa: F403
