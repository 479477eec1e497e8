"""What an e-mail address and a password must be, however they are given."""

from email_validator import EmailNotValidError, validate_email

from total_bankroll.composing import SHRINKS, composed
from total_bankroll.errors import Invalid
from total_bankroll.services.common_passwords import is_address, is_common

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
LONGEST_ADDRESS = 254


def normal_email(text: str) -> str:
    """The address as it is stored and looked up: nobody has two that differ in case."""
    typed = text.strip()
    try:
        if len(typed) > LONGEST_ADDRESS * SHRINKS:  # which takes long to be found no address
            raise EmailNotValidError("too long")
        checked = validate_email(typed, check_deliverability=False)
    except EmailNotValidError as error:
        raise Invalid("Enter an e-mail address, like name@example.org.", "email") from error
    return checked.normalized.lower()


def normal_password(text: str) -> str:
    """The same password from every keyboard: composed and decomposed letters are one."""
    return composed(text, LONGEST_PASSWORD, "NFKC")


def check_password(text: str, email: str) -> str:
    """The password as it is hashed, any characters; raises Invalid where guessers begin with it."""
    if len(text) < SHORTEST_PASSWORD:
        raise Invalid(f"Use at least {SHORTEST_PASSWORD} characters.", "password")
    if len(text) > LONGEST_PASSWORD:
        raise Invalid(f"Use at most {LONGEST_PASSWORD} characters.", "password")
    if not text.strip():
        raise Invalid("Use more than blanks.", "password")
    if is_common(text):
        raise Invalid("This one is on lists of stolen passwords. Choose another.", "password")
    if is_address(text, email):
        raise Invalid("Choose a password that is not your e-mail address.", "password")
    return normal_password(text)
