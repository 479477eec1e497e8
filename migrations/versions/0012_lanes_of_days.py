"""An account's days of a year as bytes: a number a day, and the parts of the few with a flow."""

from calendar import isleap
from datetime import date
from itertools import groupby
from struct import pack

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LongText = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")

PARTS = (
    *("opening", "deposits", "withdrawals", "moved_in", "moved_out"),
    *("results", "bonuses", "expenses"),
)


def upgrade() -> None:
    op.drop_table("account_years")
    make_table(
        sa.Column("changes", sa.LargeBinary(), nullable=False),
        sa.Column("flow_days", sa.Integer(), nullable=False),
        sa.Column("flows", sa.LargeBinary(), nullable=False),
    )
    fill(as_lanes)


def downgrade() -> None:
    op.drop_table("account_years")
    make_table(
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changes", LongText, nullable=False),
        sa.Column("flow_days", sa.Integer(), nullable=False),
        sa.Column("flows", LongText, nullable=True),
    )
    fill(as_texts)


def make_table(*columns) -> None:
    op.create_table(
        "account_years",
        sa.Column("account_id", BigId, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_years_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_account_years_user_id_users")
        ),
        sa.PrimaryKeyConstraint("account_id", "year", name=op.f("pk_account_years")),
        mysql_charset="utf8mb4",
    )
    with op.batch_alter_table("account_years", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_years_user_id"), ["user_id"], unique=False)


def fill(form) -> None:
    """Put the days that are there together, an account at a time."""
    columns = (sa.column("day", sa.Date), *map(sa.column, ("account_id", "user_id", "change")))
    days = sa.table("account_days", *columns, *map(sa.column, PARTS)).c
    connection = op.get_bind()
    parts = (days[name] for name in PARTS)
    query = sa.select(days.user_id, days.day, days.change, *parts).order_by(days.day)
    for account_id in connection.scalars(sa.select(days.account_id).distinct()).all():
        rows = connection.execute(query.where(days.account_id == account_id)).all()
        for year, own in groupby(rows, key=lambda row: row.day.year):
            own = list(own)
            found = {"account_id": account_id, "user_id": own[0].user_id, "year": year}
            put(found | form(year, [row[1:] for row in own]))


def put(row) -> None:
    table = sa.table("account_years", *map(sa.column, row))
    op.get_bind().execute(table.insert().values(row))


def as_lanes(year, days):
    """A number for each day of the year; a flow with its place in it."""
    begin = date(year, 1, 1)
    lanes = [0] * (366 if isleap(year) else 365)
    for day, change, *_ in days:
        lanes[(day - begin).days] = change
    flows = [pack("<H8q", (day - begin).days, *parts) for day, _, *parts in with_flows(days)]
    return {
        "changes": pack(f"<{len(lanes)}q", *lanes),
        "flow_days": len(flows),
        "flows": b"".join(flows),
    }


def as_texts(_year, days):
    """What was packed by revision 0005."""
    flows = [",".join(map(str, (*parts, day))) for day, _, *parts in with_flows(days)]
    return {
        "days": len(days),
        "changes": ",".join(f"{change},{day}" for day, change, *_ in days),
        "flow_days": len(flows),
        "flows": ",".join(flows) or None,
    }


def with_flows(days):
    """Those that did not change by a result alone."""
    results = PARTS.index("results")
    return [
        (day, change, *parts)
        for day, change, *parts in days
        if change != parts[results] or any(n for i, n in enumerate(parts) if i != results)
    ]
