"""Windows of the browser, lent to one visitor after another: a new one costs five pages."""

from collections import defaultdict
from typing import Any

from playwright.sync_api import Browser, BrowserContext

PATIENCE = 15_000  # milliseconds: a busy machine is no failure

# A violation of the content policy becomes an error on the console, like any other fault.
WATCH_POLICY = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Windows:
    """All windows of a run. Those that nobody uses have no cookie, and one tab."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = defaultdict(list)

    def lend(self, options: dict[str, Any]) -> BrowserContext:
        """A window with these options, which is nobody else's until it is taken back."""
        free = self._free[repr(options)]
        return free.pop() if free else self._open(options)

    def take_back(self, window: BrowserContext, options: dict[str, Any]) -> None:
        """The next one finds nothing of this visitor's but the page, and goes elsewhere."""
        page, *others = window.pages
        for tab in others:
            tab.close()
        page.unroute_all(behavior="ignoreErrors")
        page.emulate_media(media="null", color_scheme="null")
        window.clear_cookies()
        self._free[repr(options)].append(window)

    def _open(self, options: dict[str, Any]) -> BrowserContext:
        window = self._browser.new_context(reduced_motion="reduce", locale="en-GB", **options)
        window.set_default_timeout(PATIENCE)
        window.add_init_script(WATCH_POLICY)
        window.new_page()
        return window
