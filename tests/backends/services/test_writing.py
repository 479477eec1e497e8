"""On database servers too."""

from tests.services.test_writing import *  # noqa: F403
