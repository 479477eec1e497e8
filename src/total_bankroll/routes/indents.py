"""What indents the lines of a template is for those who read it there: no page is sent it."""

import re

from jinja2.ext import Extension

_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
_LETTERS = "security/email/"


class Flush(Extension):
    """Begins every line of a page's template at the margin; the lines stay, for error messages.

    No page needs them: what is shown as typed comes from values, which are not touched.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source without the blanks before each line; letters stay as they are."""
        is_page = name is not None and name.endswith(".html") and not name.startswith(_LETTERS)
        return _INDENT.sub("", source) if is_page else source
