"""What every form has: the token against forgery and a number that makes it count once."""

from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import HiddenField


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A form whose `submission_id` is fresh on each page and kept when it is shown again."""

    submission_id = HiddenField(default=lambda: uuid4().hex)
