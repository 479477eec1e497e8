"""On database servers too."""

from tests.services.test_rate_holds import *  # noqa: F403
