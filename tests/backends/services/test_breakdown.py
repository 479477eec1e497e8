"""On database servers too."""

from tests.services.test_breakdown import *  # noqa: F403
