"""The pages of withdrawals: money that left the bankroll."""

from total_bankroll.forms.withdrawals import WithdrawalForm
from total_bankroll.routes.flows import SERVICE, Flow, FlowPages

bp = FlowPages(
    Flow(
        kind="withdrawal", noun="withdrawals", form=WithdrawalForm, record=SERVICE.record_withdrawal
    )
).blueprint()
