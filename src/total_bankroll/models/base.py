"""What the tables share: their base class, column types and the scope of cached reads."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from total_bankroll.extensions import db

if TYPE_CHECKING:

    class Model(DeclarativeBase):
        """What mypy sees of Flask-SQLAlchemy's model class, which is made at run time."""

        __scope__: ClassVar[str]
else:
    Model = db.Model

# What a table's rows belong to, and so which cached reads go stale with them:
USER_SCOPE = "user"  # the player in `user_id`
RATES_SCOPE = "rates"  # everybody: exchange rates and shared currencies
ARTICLES_SCOPE = "articles"  # everybody: the articles
OWNER_SCOPE = "owner"  # the player in `user_id`, or everybody's rates where that is empty
NO_SCOPE = "none"  # no cached read depends on it

BigId = BigInteger().with_variant(Integer, "sqlite")
LongText = Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
Count = BigInteger  # smallest units of a currency

NEVER_AGAIN = {"sqlite_autoincrement": True}
"""For tables whose rows are named elsewhere by their ids after they are gone: SQLite would give
the highest id again once its row is purged."""


def key_string(length: int) -> String:
    """Text that is compared byte by byte: MariaDB's default collation takes é for e."""
    return String(length).with_variant(
        mysql.VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin"), "mysql", "mariadb"
    )


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC to the microsecond on every database."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name in ("mysql", "mariadb"):
            return dialect.type_descriptor(mysql.DATETIME(fsp=6))
        return dialect.type_descriptor(DateTime())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept digit by digit, as text: SQLite would make a float of it."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)
