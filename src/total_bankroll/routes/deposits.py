"""The pages of deposits: money that entered the bankroll from outside."""

from total_bankroll.forms.deposits import DepositForm
from total_bankroll.routes.flows import SERVICE, Flow, FlowPages

bp = FlowPages(
    Flow(kind="deposit", noun="deposits", form=DepositForm, record=SERVICE.record_deposit)
).blueprint()
