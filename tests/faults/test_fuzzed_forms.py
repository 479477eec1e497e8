"""Far more of what can be put into forms than `make test` has the time for."""

from tests.routes.test_fuzzed_forms import desk, test_anything_in_any_form

__all__ = ["desk", "test_anything_in_any_form"]
