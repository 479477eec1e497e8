"""Far more of what can be put into addresses than `make test` has the time for."""

from tests.routes.test_fuzzed_addresses import desk, test_anything_in_the_address_of_any_list

__all__ = ["desk", "test_anything_in_the_address_of_any_list"]
