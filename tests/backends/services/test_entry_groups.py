"""On database servers too."""

from tests.services.test_entry_groups import *  # noqa: F403
