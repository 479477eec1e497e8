"""What a test needs of the machine: one line says what is missing and how to have it."""

import os
from typing import NoReturn

import pytest


def missing(what: str, package: str) -> NoReturn:
    """Skips the test; where CI is set nothing may be skipped, and it fails."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(f"{what} is missing, and CI skips nothing", pytrace=False)
    pytest.skip(f"{what} is missing: sudo apt-get install {package}, or bash .ci/run")
