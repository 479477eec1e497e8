"""On database servers too."""

from tests.services.test_packed_days import *  # noqa: F403
