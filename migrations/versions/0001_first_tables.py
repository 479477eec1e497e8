"""The first tables, and the tokens of the two shared scopes."""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
LongText = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
ExactDecimal = sa.String(length=40)


def key_string(length: int) -> sa.types.TypeEngine:
    """Text that is compared byte by byte."""
    binary = mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return sa.String(length).with_variant(binary, "mysql", "mariadb")


def create_table(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table whose text holds every character, whatever the server's default is."""
    op.create_table(name, *columns, mysql_charset="utf8mb4")


def upgrade() -> None:
    create_table(
        "articles",
        sa.Column("id", BigId, nullable=False),
        sa.Column("slug", key_string(120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("source", LongText, nullable=False),
        sa.Column("html", LongText, nullable=False),
        sa.Column("contents_json", LongText, nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("reading_minutes", sa.Integer(), nullable=False),
        sa.Column("checksum", key_string(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("slug", name=op.f("uq_articles_slug")),
    )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_articles_published_on"), ["published_on"], unique=False
        )

    create_table(
        "cache_tokens",
        sa.Column("scope", key_string(16), nullable=False),
        sa.Column("token", key_string(24), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_cache_tokens")),
    )
    create_table(
        "job_runs",
        sa.Column("name", key_string(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("started_at", Instant, nullable=False),
        sa.Column("finished_at", Instant, nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_runs")),
    )
    create_table(
        "roles",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", key_string(80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    create_table(
        "tags",
        sa.Column("id", BigId, nullable=False),
        sa.Column("slug", key_string(80), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("slug", name=op.f("uq_tags_slug")),
    )
    create_table(
        "users",
        sa.Column("id", BigId, nullable=False),
        sa.Column("email", key_string(255), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", key_string(64), nullable=False),
        sa.Column("confirmed_at", Instant, nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("display_currency", key_string(12), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("theme", sa.String(length=8), nullable=False),
        sa.Column("cache_token", key_string(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
    )
    create_table(
        "article_tags",
        sa.Column("article_id", BigId, nullable=False),
        sa.Column("tag_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_tags_article_id_articles")
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_article_tags_tag_id_tags")),
        sa.PrimaryKeyConstraint("article_id", "tag_id", name=op.f("pk_article_tags")),
    )
    create_table(
        "currencies",
        sa.Column("id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=True),
        sa.Column("owner", BigId, nullable=False),
        sa.Column("code", key_string(12), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("symbol", sa.String(length=8), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.CheckConstraint("decimals >= 0 AND decimals <= 8", name=op.f("ck_currencies_decimals")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_currencies_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_currencies")),
        sa.UniqueConstraint("owner", "code", name=op.f("uq_currencies_owner_code")),
    )
    with op.batch_alter_table("currencies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_currencies_user_id"), ["user_id"], unique=False)

    create_table(
        "roles_users",
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("role_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_roles_users_role_id_roles")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_roles_users_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_roles_users")),
    )
    create_table(
        "submissions",
        sa.Column("user_id", BigId, autoincrement=False, nullable=False),
        sa.Column("key", key_string(64), nullable=False),
        sa.Column("result", LongText, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_submissions_user_id_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_submissions")),
    )
    create_table(
        "transfers",
        sa.Column("id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_transfers_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfers_user_id"), ["user_id"], unique=False)

    create_table(
        "accounts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("name_key", key_string(600), nullable=True),
        sa.Column("currency_id", BigId, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("archived_at", Instant, nullable=True),
        sa.Column("deleted_at", Instant, nullable=True),
        sa.CheckConstraint("kind IN ('site', 'asset')", name=op.f("ck_accounts_kind")),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currencies.id"], name=op.f("fk_accounts_currency_id_currencies")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_accounts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("user_id", "name_key", name=op.f("uq_accounts_user_id_name_key")),
    )
    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accounts_currency_id"), ["currency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_accounts_user_id_kind_position"),
            ["user_id", "kind", "position"],
            unique=False,
        )

    create_table(
        "held_rates",
        sa.Column("currency_id", BigId, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", ExactDecimal, nullable=False),
        sa.Column("previous", ExactDecimal, nullable=False),
        sa.Column("fetched_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currencies.id"], name=op.f("fk_held_rates_currency_id_currencies")
        ),
        sa.PrimaryKeyConstraint("currency_id", "day", name=op.f("pk_held_rates")),
    )
    create_table(
        "manual_rates",
        sa.Column("id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("currency_id", BigId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", ExactDecimal, nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currencies.id"], name=op.f("fk_manual_rates_currency_id_currencies")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_manual_rates_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_rates")),
        sa.UniqueConstraint(
            "user_id", "currency_id", "day", name=op.f("uq_manual_rates_user_id_currency_id_day")
        ),
    )
    with op.batch_alter_table("manual_rates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_manual_rates_currency_id"), ["currency_id"], unique=False
        )

    create_table(
        "rates",
        sa.Column("currency_id", BigId, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", ExactDecimal, nullable=False),
        sa.ForeignKeyConstraint(
            ["currency_id"], ["currencies.id"], name=op.f("fk_rates_currency_id_currencies")
        ),
        sa.PrimaryKeyConstraint("currency_id", "day", name=op.f("pk_rates")),
    )
    with op.batch_alter_table("rates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rates_day"), ["day"], unique=False)

    create_table(
        "account_days",
        sa.Column("account_id", BigId, autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=False),
        sa.Column("deposits", sa.BigInteger(), nullable=False),
        sa.Column("withdrawals", sa.BigInteger(), nullable=False),
        sa.Column("results", sa.BigInteger(), nullable=False),
        sa.Column("bonuses", sa.BigInteger(), nullable=False),
        sa.Column("expenses", sa.BigInteger(), nullable=False),
        sa.Column("moved_in", sa.BigInteger(), nullable=False),
        sa.Column("moved_out", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_account_days_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_account_days_user_id_users")
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_account_days")),
    )
    with op.batch_alter_table("account_days", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_days_user_id_day"), ["user_id", "day"], unique=False
        )

    create_table(
        "entries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("transfer_id", BigId, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("timed", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("deleted_at", Instant, nullable=True),
        sa.CheckConstraint(
            "kind IN ('balance', 'deposit', 'withdrawal', 'transfer_out', 'transfer_in',"
            " 'result', 'bonus', 'expense')",
            name=op.f("ck_entries_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_entries_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_entries_transfer_id_transfers")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_entries_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entries_account_id_at_id"), ["account_id", "at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_entries_account_id_day"), ["account_id", "day"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_entries_transfer_id"), ["transfer_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_entries_user_id_at_id"), ["user_id", "at", "id"], unique=False
        )

    tokens = sa.table("cache_tokens", sa.column("scope"), sa.column("token"))
    rows = [{"scope": scope, "token": token_hex(12)} for scope in ("rates", "articles")]
    op.bulk_insert(tokens, rows)


def downgrade() -> None:
    for table in (
        "entries",
        "account_days",
        "rates",
        "manual_rates",
        "held_rates",
        "accounts",
        "transfers",
        "submissions",
        "roles_users",
        "currencies",
        "article_tags",
        "users",
        "tags",
        "roles",
        "job_runs",
        "cache_tokens",
        "articles",
    ):
        op.drop_table(table)
