"""Two versions of one row side by side: what is stored now, and what was typed over another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wtforms import Field, HiddenField
from wtforms.form import BaseForm as AnyForm

from total_bankroll.forms.base import BaseForm
from total_bankroll.forms.fields import DateTimeField, TypedField, read_day, shown_date


@dataclass(frozen=True)
class FieldVersions:
    """One field as it is stored and as it was typed, both as the form writes them.

    `days` are the days that both name, where the field is of days and the text names one.
    """

    label: str
    stored: str
    typed: str
    days: tuple[date | None, date | None] = (None, None)

    @property
    def differs(self) -> bool:
        """Whether the player has to choose."""
        return self.stored.split() != self.typed.split()


class VersionedForm(BaseForm):
    """A form with the version of what it edits, `seen`, so that nothing is overwritten unseen."""

    seen = HiddenField()

    versions: tuple[FieldVersions, ...] = ()

    def show_other(self, version: str, text: str, stored: Mapping[str, object]) -> None:
        """Keep what was typed beside what was saved elsewhere; sent again, it replaces that.

        `stored` is what a fresh form would show.
        """
        self.seen.data = version
        self.versions = versions_of(self, stored)
        self.form_errors.append(
            f"This was changed elsewhere in the meantime, to {text}. "
            "Keep that, or save yours in its place."
        )


def versions_of(form: AnyForm, stored: Mapping[str, object]) -> tuple[FieldVersions, ...]:
    """Every field of a form that `stored` has a value for, which is what a fresh form shows."""
    return tuple(_versions(form, stored))


def _versions(form: AnyForm, stored: Mapping[str, object]) -> Iterator[FieldVersions]:
    for field in form:
        if field.name in stored and not field.type.startswith(("Hidden", "Next")):
            kept, typed = _stored(stored[field.name]), _typed(field)
            if hasattr(field, "iter_choices"):
                names = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
                kept, typed = names.get(kept, kept), names.get(typed, typed)
            has_days = isinstance(field, DateTimeField)
            days = (read_day(kept), read_day(typed)) if has_days else (None, None)
            yield FieldVersions(field.label.text, kept, typed, days)


def _stored(value: object) -> str:
    if value is None or isinstance(value, date):
        return shown_date(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)


def _typed(field: Field) -> str:
    return str(field._value()) if isinstance(field, TypedField) else str(field.data or "")
