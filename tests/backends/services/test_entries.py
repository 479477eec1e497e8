"""On database servers too."""

from tests.services.test_entries import *  # noqa: F403
