"""Two tabs over one row: the later one must not overwrite what it has not shown."""

from total_bankroll.errors import Changed


def refuse_unseen(seen: str | None, version: str) -> None:
    """Raise Changed where a form was made from another version than is there now."""
    if seen is not None and seen != version:
        raise Changed("This was changed elsewhere in the meantime.")
