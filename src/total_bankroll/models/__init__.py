"""The tables, one noun a file."""

from total_bankroll.models.account import Account, AccountDay, AccountYear
from total_bankroll.models.article import Article, Tag, article_tags
from total_bankroll.models.base import Model
from total_bankroll.models.cache_token import CacheToken, new_token
from total_bankroll.models.change import RecordedChange
from total_bankroll.models.currency import Currency, HeldRate, JobRun, ManualRate, Rate
from total_bankroll.models.entry import Entry, Submission, Transfer
from total_bankroll.models.entry_tag import EntryTag, EntryTagging
from total_bankroll.models.invitation import Invitation
from total_bankroll.models.passkey import Passkey
from total_bankroll.models.second_factor import RecoveryCode, SecondFactor
from total_bankroll.models.sign_in import SignIn
from total_bankroll.models.user import Role, User, roles_users

__all__ = [
    "Account",
    "AccountDay",
    "AccountYear",
    "Article",
    "CacheToken",
    "Currency",
    "Entry",
    "EntryTag",
    "EntryTagging",
    "HeldRate",
    "Invitation",
    "JobRun",
    "ManualRate",
    "Passkey",
    "Rate",
    "RecordedChange",
    "RecoveryCode",
    "Role",
    "SecondFactor",
    "SignIn",
    "Submission",
    "Tag",
    "Transfer",
    "User",
    "article_tags",
    "new_token",
    "roles_users",
]

for _table in Model.metadata.tables.values():  # every character, whatever the server's default is
    _table.dialect_options["mysql"]["charset"] = "utf8mb4"
