"""An account's days of a year in one row, so that a long history is read as a few long texts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LongText = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")

FIGURES = (
    *("opening", "deposits", "withdrawals", "moved_in", "moved_out"),
    *("results", "bonuses", "expenses"),
)


def upgrade() -> None:
    op.create_table(
        "account_years",
        sa.Column("account_id", BigId, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changes", LongText, nullable=False),
        sa.Column("flow_days", sa.Integer(), nullable=False),
        sa.Column("flows", LongText, nullable=True),
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
    fill()


def fill() -> None:
    """Pack the days that are there already."""
    names = ("account_id", "user_id", "day", "change", *FIGURES)
    days = sa.table("account_days", *map(sa.column, names)).c
    year = sa.extract("year", days.day)
    has_flow = sa.or_(
        days.change != days.results, *(days[name] != 0 for name in FIGURES if name != "results")
    )
    flows = sa.case((has_flow, piece(days, *FIGURES)))
    query = sa.select(
        days.account_id,
        sa.cast(year, sa.Integer),
        days.user_id,
        sa.func.count(),
        together(piece(days, "change")),
        sa.func.count(sa.case((has_flow, 1))),
        together(flows),
    ).group_by(days.account_id, days.user_id, year)
    columns = ("account_id", "year", "user_id", "days", "changes", "flow_days", "flows")
    table = sa.table("account_years", *map(sa.column, columns))
    op.execute(table.insert().from_select(columns, query))


def piece(days, *names):
    """Some figures of a day, and the day."""
    text = sa.cast(days[names[0]], sa.String)
    for name in (*names[1:], "day"):
        text = text + "," + sa.cast(days[name], sa.String)
    return text


def together(text):
    return sa.func.aggregate_strings(text, ",")


def downgrade() -> None:
    op.drop_table("account_years")
