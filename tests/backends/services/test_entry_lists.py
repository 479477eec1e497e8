"""On database servers too."""

from tests.services.test_entry_lists import *  # noqa: F403
