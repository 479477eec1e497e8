"""On database servers too."""

from tests.services.test_history import *  # noqa: F403
