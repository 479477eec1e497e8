"""Anything at all in the forms of people: signing in, passwords, codes, sign-ins and closing."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.conftest import reset_limits
from tests.routes.input_cases import NOW
from tests.routes.test_fuzzed_forms import UNWALKED, VALUES
from tests.support.pages import CheckingClient
from tests.support.people import EMAIL, browser, is_signed_in, sign_in
from tests.support.tiers import IS_THOROUGH
from tests.support.walks import NOBODY_S, address, everything, rules

NAMES = ("email", "password", "password_confirm", "new_password", "new_password_confirm", "code")
NAMES += ("next", "remember", "credential", "state", "token", "junk", "csrf_token")
TYPED = VALUES | st.sampled_from([EMAIL, "new@example.org", "quite another horse", "000000"])
TAKING = {"security.register", "security.logout", "devices.end_others"}
"""Forms that may be right by chance: whatever else changes something has been broken."""


def posts(app: Flask) -> list[Rule]:
    return [rule for rule in rules(app, "POST") if rule.endpoint.startswith(UNWALKED)]


def visitor(app: Flask, kind: str) -> CheckingClient:
    """A stranger, or a player who has just signed in."""
    found = browser(app)
    found.checks, found.sql_budget = False, 0
    if kind == "player":
        sign_in(found)
    return found


@pytest.mark.thorough
@settings(
    max_examples=400 if IS_THOROUGH else 25,
    derandomize=not IS_THOROUGH,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
@pytest.mark.usefixtures("ada")
def test_anything_in_any_form_of_people(app: Flask, data: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        reset_limits(app)
        kind = data.draw(st.sampled_from(["stranger", "player"]), label="who")
        client = visitor(app, kind)
        rule = data.draw(st.sampled_from(posts(app)), label="route")
        fields = st.dictionaries(st.sampled_from(NAMES), TYPED, max_size=6)
        form = data.draw(fields, label="fields")
        before = everything()
        page = client.post(
            address(rule, dict.fromkeys(rule.arguments, NOBODY_S)),
            data={name: text.encode(errors="surrogatepass") for name, text in form.items()},
        )
        assert page.status < 500, (rule, form)
        if rule.endpoint not in TAKING:
            assert everything() == before, (rule, form)
            assert is_signed_in(client) is (kind == "player"), (rule, form)
