"""Transfers' legs are read out of their index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FORMER = "ix_entries_transfer_id"
INDEX = "ix_entries_transfer_id_kind_account_id_day_change_deleted_at"
COLUMNS = ["transfer_id", "kind", "account_id", "day", "change", "deleted_at"]
IS_LEG = sa.text("transfer_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(INDEX, "entries", COLUMNS, sqlite_where=IS_LEG, postgresql_where=IS_LEG)
    op.drop_index(FORMER, table_name="entries")


def downgrade() -> None:
    op.create_index(FORMER, "entries", ["transfer_id"])
    op.drop_index(INDEX, table_name="entries")
