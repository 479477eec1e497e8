"""The account that an entry has left, so that its change stands in the lists of both."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ["user_id", "from_account_id", "id"]
CHUNK = 2_000


def upgrade() -> None:
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_account_id", BigId, nullable=True))
        name = batch_op.f(f"ix_changes_{'_'.join(COLUMNS)}")
        batch_op.create_index(name, COLUMNS, unique=False)
    say_of_former_ones()


def downgrade() -> None:
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_changes_{'_'.join(COLUMNS)}"))
        batch_op.drop_column("from_account_id")


def say_of_former_ones() -> None:
    """What was told of entries that moved says where from."""
    names = ("id", "subject", "before", "after", "from_account_id")
    changes = sa.table("changes", *(sa.column(name) for name in names))
    told = (
        sa.select(changes.c.id, changes.c.before, changes.c.after)
        .where(changes.c.subject == "entry", changes.c.before.is_not(None))
        .where(changes.c.after.is_not(None))
        .order_by(changes.c.id)
        .limit(CHUNK)
    )
    last, rows = 0, [()]
    while rows:
        rows = op.get_bind().execute(told.where(changes.c.id > last)).all()
        for last, before, after in rows:
            former = json.loads(before)["account"]
            if former != json.loads(after)["account"]:
                moved = changes.update().where(changes.c.id == last)
                op.execute(moved.values(from_account_id=former))
