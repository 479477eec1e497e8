"""On database servers too."""

from tests.services.test_entry_changes import *  # noqa: F403
