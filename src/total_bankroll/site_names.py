"""The names that a site answers to, as TRUSTED_HOSTS lists them."""

import re
from ipaddress import IPv6Address

_PLACE = re.compile(
    r"(?:\[(?P<address>[0-9a-fA-F:.]+)\]|(?P<dot>\.?)(?P<name>[^:/\[\]]+))(?P<port>:[1-9][0-9]{0,4})?"
)
_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")
HIGHEST_PORT = 65_535


class Literal(str):
    """An IPv6 address in brackets: Werkzeug takes a name for what stands before its first colon."""

    __slots__ = ()

    def partition(self, _separator: str, /) -> tuple[str, str, str]:
        """The address with its brackets, and the port."""
        address, bracket, rest = super().rpartition("]")
        colon, port = rest[:1], rest[1:]
        return address + bracket, colon, port


def site_name(text: str) -> str:
    """A name as requests give it: small letters, those of other scripts in ASCII, a short IPv6.

    It may begin with a dot, for itself and all beneath it, and end with a port, which links have
    where no request says one; a request may come to any. Raises ValueError for what is no name.
    """
    is_bare_address = text.count(":") > 1 and not text.startswith("[")
    found = _PLACE.fullmatch(f"[{text}]" if is_bare_address else text)
    if found is None:
        raise ValueError(text)
    port = found["port"] or ""
    if int(port[1:] or 1) > HIGHEST_PORT:
        raise ValueError(text)
    if found["address"]:
        return Literal(f"[{IPv6Address(found['address'])}]{port}")
    name = found["name"].lower().encode("idna").decode("ascii")
    if not _NAME.fullmatch(name):
        raise ValueError(text)
    return f"{found['dot']}{name}{port}"
