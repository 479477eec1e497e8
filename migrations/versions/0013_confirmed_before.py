"""Whoever was let in while nobody had to confirm an address counts as confirmed.

With e-mail, nobody is let in before: a sign-in, an account or a second factor says that it was not
asked for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TRACES = ("sign_ins", "accounts", "passkeys", "second_factors")


def upgrade() -> None:
    users = sa.table("users", *map(sa.column, ("id", "created_at", "confirmed_at")))
    traces = (sa.table(name, sa.column("user_id")) for name in TRACES)
    was_let_in = sa.or_(*(users.c.id.in_(sa.select(trace.c.user_id)) for trace in traces))
    op.execute(
        sa.update(users)
        .where(users.c.confirmed_at.is_(None), was_let_in)
        .values(confirmed_at=users.c.created_at)
    )


def downgrade() -> None:
    """What was confirmed stays so: nothing tells these from the others."""
