"""What tests of passkeys share: an authenticator made of software, and browsers that ask it."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from sqlalchemy import select

from tests.support.pages import CheckingClient, Page
from tests.support.people import NOON, as_page, is_signed_in
from total_bankroll.extensions import db
from total_bankroll.models import Passkey

SETTINGS = "/settings/passkeys"
SIGN_IN = "/wan-signin"
ORIGIN = "http://localhost"
SECOND = timedelta(seconds=1)
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def packed(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One passkey in a device; each of its attributes may be made wrong."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential: bytes = field(default_factory=lambda: token_bytes(32))
    handle: bytes = b""
    origin: str = ORIGIN
    rp_id: str = "localhost"
    counts: int | None = 0
    """How often it has signed; None where it does not count, as those that are synchronised."""
    flags: int = PRESENT | VERIFIED
    kind: str = ""

    def create(self, options: dict[str, Any]) -> str:
        """What a browser answers that is told to make a passkey."""
        self.handle = unpacked(options["user"]["id"])
        told = {"fmt": "none", "attStmt": {}, "authData": self._data(self._attested())}
        said = {
            "clientDataJSON": packed(self._client_data("webauthn.create", options)),
            "attestationObject": packed(cbor2.dumps(told)),
            "transports": ["internal", "hybrid"],
        }
        return self._answer(said)

    def get(self, options: dict[str, Any], **instead: str | None) -> str:
        """What a browser answers that is told to use it; parts may be put in their place."""
        if self.counts is not None:
            self.counts += 1
        data, client = self._data(), self._client_data("webauthn.get", options)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        said = {
            "clientDataJSON": packed(client),
            "authenticatorData": packed(data),
            "signature": packed(signature),
            "userHandle": packed(self.handle),
            **instead,
        }
        return self._answer({name: part for name, part in said.items() if part is not None})

    def _answer(self, response: dict[str, Any]) -> str:
        name = packed(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _client_data(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": self.kind or kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps({**said, "crossOrigin": False}).encode()

    def _data(self, attested: bytes = b"") -> bytes:
        flags = self.flags | (ATTESTED if attested else 0)
        count = (self.counts or 0).to_bytes(4, "big")
        return sha256(self.rp_id.encode()).digest() + bytes([flags]) + count + attested

    def _attested(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (point.x, point.y))
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + key


def options_of(page: Page) -> dict[str, Any]:
    """What a page tells the browser to ask for."""
    found: dict[str, Any] = json.loads(str(page.one("form[data-passkey]")["data-options"]))
    return found


def confirm(client: CheckingClient, page: Page, answer: str, name: str = "Phone") -> Page:
    """Send what a page asked for, as its script does."""
    state = str(page.one("input[name=state]")["value"])
    data = {"state": state, "credential": answer, "name": name}
    return as_page(client.post(f"{SETTINGS}/new", data=data))


def enrol(client: CheckingClient, device: Authenticator | None = None, name: str = "Phone") -> Any:
    """Add a passkey in the browser of somebody who is signed in; gives it and the answer."""
    device = device or Authenticator()
    page = as_page(client.get(f"{SETTINGS}/new"))
    return device, confirm(client, page, device.create(options_of(page)), name)


def ask(client: CheckingClient, **fields: str) -> Page:
    """The page that asks for a passkey."""
    return as_page(client.post(SIGN_IN, data=fields))


def answer(client: CheckingClient, page: Page, said: str, **more: str) -> Page:
    """Send the answer to a page that asks for a passkey, as its script does."""
    form = page.one("form[data-passkey]")
    hidden = {str(each["name"]): str(each["value"]) for each in form.select("input[type=hidden]")}
    del hidden["csrf_token"]
    return as_page(client.post(str(form["action"]), data={**hidden, "credential": said, **more}))


def sign_in(client: CheckingClient, device: Authenticator, **fields: str) -> Page:
    """Sign in with a passkey."""
    page = ask(client, **fields)
    return answer(client, page, device.get(options_of(page)))


def refused(client: CheckingClient, page: Page) -> bool:
    """Whether an answer led back to the question, with the one sentence that tells nothing."""
    assert not is_signed_in(client)
    if urlsplit(str(page.location)).path != SIGN_IN:
        return False
    return "could not be checked" in client.get(SIGN_IN).words(".toasts")


def add_row(user_id: int, number: int = 0, name: str = "") -> None:
    """A passkey that nobody has, for who asks only whether there is one."""
    db.session.add(
        Passkey(
            user_id=user_id,
            name=name or f"Phone {number}",
            credential=packed(number.to_bytes(32, "big")),
            credential_hash=f"{number:064}",
            public_key="AAAA",
            user_handle="AAAA",
            carriers="internal",
            sign_count=0,
            last_challenge=0,
            created_at=NOON,
        )
    )
    db.session.commit()
    db.session.remove()


def stored(app: Flask) -> list[Passkey]:
    """Every passkey that there is."""
    with app.app_context():
        db.session.remove()
        return list(db.session.scalars(select(Passkey).order_by(Passkey.id)))
