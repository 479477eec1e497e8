"""On database servers too."""

from tests.services.test_manual_rates import *  # noqa: F403
