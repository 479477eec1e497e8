"""On SQLite too, the id of a purged account or entry is never given again.

The trail, undo links and forms in other tabs name rows by their ids. The other databases count on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SUBJECTS = {"accounts": "account", "entries": "entry"}
"""The tables, and what the trail calls their rows."""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, subject in SUBJECTS.items():
            copy(table, counts_on=True)
            count_behind(table, subject)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in SUBJECTS:
            copy(table, counts_on=False)


def copy(table: str, *, counts_on: bool) -> None:
    """Make the table anew with all its rows: SQLite cannot change how a table numbers them."""
    options = {"sqlite_autoincrement": counts_on}
    with op.batch_alter_table(table, recreate="always", table_kwargs=options):
        pass


def count_behind(table: str, subject: str) -> None:
    """Begin behind all ids that there are or were: the trail tells of purged rows too."""
    rows = sa.table(table, sa.column("id"))
    changes = sa.table("changes", sa.column("subject"), sa.column("subject_id"))
    told = sa.select(changes.c.subject_id).where(changes.c.subject == subject)
    ids = sa.union_all(sa.select(rows.c.id), told).subquery()
    last = sa.select(sa.literal(table), sa.func.coalesce(sa.func.max(ids.c.id), 0))
    counted = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
    op.execute(counted.delete().where(counted.c.name == table))
    op.execute(counted.insert().from_select(["name", "seq"], last))
