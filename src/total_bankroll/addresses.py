"""Addresses: which are pages of this site, and which are of this machine."""

import ipaddress

LONGEST = 2_000
"""Proxies refuse an answer whose headers are much longer."""


def is_local(url: str) -> bool:
    """Whether `url` is a path of this site, whatever a browser makes of it.

    One slash is followed by no other, nor by what a browser takes for one, and nothing is left out
    on the way, as tabs and line ends are.
    """
    is_path = url.startswith("/") and url[1:2] not in ("/", "\\")
    return is_path and len(url) <= LONGEST and url.isprintable()


def local_url(url: str | None, default: str = "/") -> str:
    """`url` where it is a path of this site, else `default`: for `next` and its like."""
    return url if url and is_local(url) else default


def is_loopback(host: str | None) -> bool:
    """Whether `host` is this very machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
