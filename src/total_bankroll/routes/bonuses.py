"""The pages of bonuses: rakeback and what else a room gave."""

from total_bankroll.forms.bonuses import BonusForm
from total_bankroll.routes.flows import SERVICE, Flow, FlowPages

bp = FlowPages(
    Flow(kind="bonus", noun="bonuses", form=BonusForm, record=SERVICE.record_bonus)
).blueprint()
