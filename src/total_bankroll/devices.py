"""What a browser says of itself, in the few words by which its owner knows it again."""

UNKNOWN = "An unknown browser"
LONGEST = 80

# The first that is found names it: many browsers carry the names of others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("python", "a Python program"),
)
PLACES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """Browser and system, without versions, which change by themselves: "Firefox on Windows"."""
    browser = _first(BROWSERS, user_agent)
    place = _first(PLACES, user_agent)
    if browser and place:
        return f"{browser} on {place}"
    return browser or (f"A browser on {place}" if place else UNKNOWN)


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((word for mark, word in names if mark in text), "")
