"""The flask commands, one noun a file."""

import click


def every() -> list[click.Command]:
    """All of them; they are loaded only here, with what they alone need."""
    from total_bankroll.commands import (  # noqa: PLC0415 - ADR 14
        articles,
        backup,
        cache,
        demo,
        doctor,
        export,
        init,
        people,
        rates,
        rebuild,
    )

    return [
        init.command,
        demo.command,
        doctor.command,
        rebuild.command,
        backup.backup,
        backup.restore,
        cache.group,
        rates.group,
        people.group,
        articles.group,
        export.group,
    ]
