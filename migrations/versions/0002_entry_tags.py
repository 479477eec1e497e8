"""Tags of entries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def key_string(length: int) -> sa.types.TypeEngine:
    """Text that is compared byte by byte."""
    binary = mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin")
    return sa.String(length).with_variant(binary, "mysql", "mariadb")


def upgrade() -> None:
    op.create_table(
        "entry_tags",
        sa.Column("id", BigId, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_key", key_string(120), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_entry_tags_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_tags")),
        sa.UniqueConstraint("user_id", "name_key", name=op.f("uq_entry_tags_user_id_name_key")),
        mysql_charset="utf8mb4",
    )
    op.create_table(
        "entry_taggings",
        sa.Column("entry_id", BigId, autoincrement=False, nullable=False),
        sa.Column("tag_id", BigId, autoincrement=False, nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_taggings_entry_id_entries")
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["entry_tags.id"], name=op.f("fk_entry_taggings_tag_id_entry_tags")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_entry_taggings_user_id_users")
        ),
        sa.PrimaryKeyConstraint("entry_id", "tag_id", name=op.f("pk_entry_taggings")),
        mysql_charset="utf8mb4",
    )
    with op.batch_alter_table("entry_taggings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_entry_taggings_tag_id_entry_id"), ["tag_id", "entry_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_entry_taggings_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("entry_taggings")
    op.drop_table("entry_tags")
