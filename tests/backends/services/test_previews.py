"""On database servers too."""

from tests.services.test_previews import *  # noqa: F403
