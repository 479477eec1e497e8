"""The field for tags: a line of words with commas between them."""

from collections.abc import Sequence

from total_bankroll.forms.fields import TypedField

SEPARATOR = ","


class TagsField(TypedField):
    """Tags of an entry; the service says which ones there may be.

    `data` is None where the form was sent without the field: then tags stay as they are.
    `offered` are those that the player has used already.
    """

    data: list[str] | None
    offered: Sequence[str] = ()

    def process_data(self, value: Sequence[str] | None) -> None:
        """A default is the tags that an entry has."""
        self.data = None
        self.shown = f"{SEPARATOR} ".join(value or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if valuelist:
            self.data = [tag.strip() for tag in self.raw.split(SEPARATOR) if tag.strip()]
