"""What a WSGI server and the flask command load, from any working directory."""

import gc
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path[:0] = [path for path in (str(ROOT), str(ROOT / "src")) if path not in sys.path]

gc.disable()  # nearly all that is made from here on stays, and need not be looked through

import config  # noqa: E402 - the line above makes both importable
from total_bankroll.app import create_app  # noqa: E402
from total_bankroll.memory import settle  # noqa: E402

# Production does not start without its secrets, and `flask init` is what writes them.
is_init = "flask" in Path(sys.argv[0]).parts[-2:] and "init" in sys.argv[1:]
is_new = is_init and config.write_env_file()

app = create_app()
app.config["ENV_FILE_WRITTEN"] = is_new
application = app

settle()
gc.enable()
