"""The pages of expenses: what poker cost beside the game."""

from total_bankroll.forms.expenses import ExpenseForm
from total_bankroll.routes.flows import SERVICE, Flow, FlowPages

bp = FlowPages(
    Flow(kind="expense", noun="expenses", form=ExpenseForm, record=SERVICE.record_expense)
).blueprint()
