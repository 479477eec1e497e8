"""The pages of bonuses."""

from tests.routes.flow_cases import FlowCases


class TestBonuses(FlowCases):
    noun = "bonuses"
    kind = "bonus"
    sign = 1
