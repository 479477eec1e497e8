"""A bankroll as a Beancount ledger: rows in, lines of text out."""

from total_bankroll.beancount.document import Document
from total_bankroll.beancount.rows import Account, Currency, Entry, Origin

__all__ = ["Account", "Currency", "Document", "Entry", "Origin"]
