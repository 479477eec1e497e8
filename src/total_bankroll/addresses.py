"""Addresses that a browser sends along: which of them are pages of this site."""

from urllib.parse import urlsplit


def is_local(url: str) -> bool:
    """Whether `url` is a path of this site, whatever a browser makes of it."""
    if not url.startswith("/") or url[1:2] in ("/", "\\") or not url.isprintable():
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not (parts.scheme or parts.netloc)


def local_url(url: str | None, default: str = "/") -> str:
    """`url` where it is a path of this site, else `default`: for `next` and its like."""
    return url if url and is_local(url) else default
