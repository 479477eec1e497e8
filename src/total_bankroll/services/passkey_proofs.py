"""What an authenticator has signed: whether it is of this site, this challenge and this key."""

from dataclasses import dataclass

from webauthn import (
    base64url_to_bytes,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticationCredential,
    RegistrationCredential,
)

from total_bankroll.errors import Invalid
from total_bankroll.models import Passkey

LONGEST_ANSWER = 16_384
LONGEST_CREDENTIAL, LONGEST_KEY = 1023, 1400  # bytes: what the standard allows, and RSA needs
READABLE = {AttestationFormat.NONE, AttestationFormat.PACKED}
"""Who made an authenticator is not asked for, so that none of the other statements is read."""
UNREADABLE = (WebAuthnException, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What reading any text at all as an answer may raise."""
REFUSED = "That passkey could not be checked. Try again."


@dataclass(frozen=True)
class Site:
    """Where this instance is reached, to which its passkeys are bound."""

    name: str
    origin: str


@dataclass(frozen=True)
class Added:
    """What a new passkey has told."""

    credential: bytes
    public_key: bytes
    sign_count: int
    carriers: list[str]


def proof_of_new(answer: str, challenge: str, site: Site) -> Added:
    """What a browser's answer says of a new passkey; raises Invalid where it proves nothing."""
    try:
        said = _read_new(answer)
        verified = verify_registration_response(
            credential=said,
            expected_challenge=challenge.encode(),
            expected_origin=site.origin,
            expected_rp_id=site.name,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise Invalid(REFUSED) from error
    key = verified.credential_public_key
    if len(verified.credential_id) > LONGEST_CREDENTIAL or len(key) > LONGEST_KEY:
        raise Invalid(REFUSED)
    carriers = [each.value for each in said.response.transports or []]
    return Added(verified.credential_id, key, verified.sign_count, sorted(set(carriers)))


def _read_new(answer: str) -> RegistrationCredential:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    said = parse_registration_credential_json(answer)
    if parse_attestation_object(said.response.attestation_object).fmt not in READABLE:
        raise ValueError("a statement that was not asked for")
    return said


def read_answer(answer: str) -> AuthenticationCredential:
    """A browser's answer, in parts; raises Invalid where it is none."""
    try:
        if len(answer) > LONGEST_ANSWER:
            raise ValueError("too long")
        return parse_authentication_credential_json(answer)
    except UNREADABLE as error:
        raise Invalid(REFUSED) from error


def proof_of_use(
    said: AuthenticationCredential, row: Passkey, challenge: str, site: Site
) -> VerifiedAuthentication:
    """That this passkey, and who may use it, is there now; raises Invalid."""
    try:
        return verify_authentication_response(
            credential=said,
            expected_challenge=challenge.encode(),
            expected_origin=site.origin,
            expected_rp_id=site.name,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except UNREADABLE as error:
        raise Invalid(REFUSED) from error
