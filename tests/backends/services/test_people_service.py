"""On database servers too."""

from tests.services.test_people_service import *  # noqa: F403
