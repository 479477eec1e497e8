"""On database servers too."""

from tests.services.test_missing_rates import *  # noqa: F403
