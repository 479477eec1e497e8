"""On database servers too."""

from tests.services.test_legs import *  # noqa: F403
