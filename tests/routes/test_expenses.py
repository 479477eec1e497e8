"""The pages of expenses."""

from tests.routes.flow_cases import FlowCases


class TestExpenses(FlowCases):
    noun = "expenses"
    kind = "expense"
    sign = -1
