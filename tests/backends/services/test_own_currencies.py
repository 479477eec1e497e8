"""On database servers too."""

from tests.services.test_own_currencies import *  # noqa: F403
