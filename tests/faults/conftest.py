"""Faults that are real and take their time: `make faults` runs them, `make test` does not."""

from tests.support.tiers import IS_THOROUGH

collect_ignore_glob = [] if IS_THOROUGH else ["test_*.py"]
