"""On database servers too."""

from tests.services.test_article_service import *  # noqa: F403
