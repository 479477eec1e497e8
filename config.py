"""Settings: a class for each environment, filled from the process's variables and from .env."""

import hmac
import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from dotenv import dotenv_values
from flask.helpers import get_debug_flag
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from total_bankroll.site_names import site_name

ROOT = Path(__file__).resolve().parent
INSTANCE_PATH = str(ROOT / "instance")
ENV_FILE = ROOT / ".env"

SECRETS = ("SECRET_KEY", "SECURITY_PASSWORD_SALT")
SHORTEST_SECRET = 32
# Keys printed in the manuals of Flask and Flask-Security, which people paste.
PUBLISHED_SECRETS = (
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    "pf9Wkove4IKEAXvy-cQkeDPhv9Cb3Ag-wyJILbq_dFw",
    "146585145368132386173505678016728509634",
)
# Words that stand in no random key.
PLACEHOLDERS = ("change", "secret", "default", "example", "insecure", "password", "replace", "your")
FLAGS = dict.fromkeys(("1", "true", "yes", "on"), True)
FLAGS |= dict.fromkeys(("0", "false", "no", "off"), False)
CACHE_TYPES = ("SimpleCache", "FileSystemCache", "RedisCache", "NullCache")
MAIL_BACKENDS = ("smtp", "console", "file", "dummy", "locmem")
POSTGRESQL, MYSQL = "postgresql+psycopg", "mysql+pymysql"
DRIVERS = {"postgres": POSTGRESQL, "postgresql": POSTGRESQL, "mysql": MYSQL, "mariadb": MYSQL}
DATABASES = {"sqlite", "postgresql", "mysql"}
"""What DATABASE_URL may be of, by SQLAlchemy's names; MariaDB is one of MySQL's."""

Settings = dict[str, object]


class ConfigError(Exception):
    """A setting that is missing or can't be right: named, its value never shown."""


class Variables:
    """The environment's variables, read with their type."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.read: set[str] = set()

    def text(self, name: str, default: str = "") -> str:
        self.read.add(name)
        return self._values.get(name, "").strip() or default

    def required(self, name: str) -> str:
        if not self.text(name):
            raise ConfigError(f"{name} is not set.")
        return self.text(name)

    def number(self, name: str, default: int, *, least: int = 0, most: int = 10**6) -> int:
        text = self.text(name, str(default))
        if not (text.isascii() and text.isdecimal()):
            raise ConfigError(f"{name} must be a whole number.")
        if len(text) > len(str(most)) or not least <= int(text) <= most:
            raise ConfigError(f"{name} must be a whole number from {least} to {most}.")
        return int(text)

    def flag(self, name: str, default: str = "0") -> bool:
        text = self.text(name, default).lower()
        if text not in FLAGS:
            raise ConfigError(f"{name} must be 1 or 0.")
        return FLAGS[text]

    def choice(self, name: str, choices: tuple[str, ...], default: str = "") -> str:
        """One of `choices`; without a default of its own, the first."""
        text = self.text(name, default or choices[0])
        if text not in choices:
            raise ConfigError(f"{name} must be one of: {', '.join(choices)}.")
        return text


def argon2(*, kibibytes: int) -> Settings:
    costs = {"memory_cost": kibibytes, "time_cost": 1, "parallelism": 1}
    return {f"argon2__{name}": cost for name, cost in costs.items()}


class Config:
    """What every environment shares."""

    APP_ENV: ClassVar[str]
    SECRET_KEY: str
    database_default = "sqlite:///total_bankroll.db"  # relative to the instance folder
    mail_default = "dummy"
    schemes: tuple[str, ...] = ("http", "https")  # the first is the default

    MAX_CONTENT_LENGTH = 10 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
    MAX_FORM_PARTS = 5_000
    SEND_FILE_MAX_AGE_DEFAULT = timedelta(days=365)

    SESSION_COOKIE_HTTPONLY = REMEMBER_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = REMEMBER_COOKIE_SAMESITE = "Lax"
    WTF_CSRF_TIME_LIMIT = 12 * 60 * 60

    CACHE_KEY_PREFIX = "total-bankroll:"
    CACHE_THRESHOLD = 5_000
    CACHE_ENABLE_SIGNALS = True

    SECURITY_REGISTERABLE = True
    SECURITY_CHANGEABLE = True
    SECURITY_RECOVERABLE = True
    SECURITY_CHANGE_EMAIL = True
    SECURITY_TRACKABLE = False
    SECURITY_PASSWORD_HASH = "argon2"  # noqa: S105 - the name of an algorithm
    SECURITY_PASSWORD_SCHEMES = ("argon2",)
    SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS = argon2(kibibytes=46 * 1024)
    SECURITY_EMAIL_VALIDATOR_ARGS: ClassVar[Settings] = {"check_deliverability": False}
    SECURITY_RESET_PASSWORD_WITHIN = timedelta(hours=1)
    SECURITY_CHANGE_EMAIL_WITHIN = timedelta(hours=2)
    SECURITY_FRESHNESS_GRACE_PERIOD = timedelta(0)

    def __init__(self, variables: Variables) -> None:
        self._read_secrets(variables)
        self._read_totp_keys(variables)
        self._read_database(variables)
        self._read_cache(variables)
        self._read_mail(variables)
        self._read_place(variables)
        self._read_times(variables)

    def _read_times(self, variables: Variables) -> None:
        """How long a sign-in lasts, and how long a typed password vouches for its player."""
        self.SIGN_IN_IDLE = timedelta(days=variables.number("SIGN_IN_IDLE_DAYS", 14, least=1))
        self.SIGN_IN_WHOLE = timedelta(days=variables.number("SIGN_IN_DAYS", 30, least=1))
        self.REMEMBER_COOKIE_DURATION = self.SIGN_IN_WHOLE
        minutes = variables.number("FRESH_MINUTES", 15, least=1)
        self.SECURITY_FRESHNESS = timedelta(minutes=minutes)

    def _read_secrets(self, variables: Variables) -> None:
        for name in SECRETS:
            setattr(self, name, variables.text(name))

    def _read_totp_keys(self, variables: Variables) -> None:
        """What second factors are encrypted with: the last of TOTP_KEYS; without, SECRET_KEY."""
        self.TOTP_KEYS = variables.text("TOTP_KEYS").replace(",", " ").split()
        derived = hmac.new(str(self.SECRET_KEY).encode(), b"second factors", "sha256").hexdigest()
        keys = enumerate([derived, *self.TOTP_KEYS])
        self.SECURITY_TOTP_SECRETS = {str(number): key for number, key in keys}

    def _read_database(self, variables: Variables) -> None:
        url = database_url(variables.text("DATABASE_URL", self.database_default))
        self.SQLALCHEMY_DATABASE_URI = url.render_as_string(hide_password=False)
        self.SQLALCHEMY_ENGINE_OPTIONS = engine_options(url)
        self.SQLITE_WAL = variables.flag("SQLITE_WAL")

    def _read_cache(self, variables: Variables) -> None:
        self.REDIS_URL = variables.text("REDIS_URL")
        self.CACHE_TYPE = variables.choice("CACHE_TYPE", CACHE_TYPES)
        self.CACHE_DEFAULT_TIMEOUT = variables.number("CACHE_DEFAULT_TIMEOUT", 300)
        self.CACHE_DIR = f"{INSTANCE_PATH}/cache"
        self.RATELIMIT_STORAGE_URI = self.REDIS_URL or "memory://"
        if self.CACHE_TYPE == "RedisCache":
            self.CACHE_REDIS_URL = variables.required("REDIS_URL")
            self.CACHE_OPTIONS = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}

    def _read_mail(self, variables: Variables) -> None:
        server = variables.text("MAIL_SERVER")
        self.MAIL_SERVER = server or "localhost"
        self.MAIL_PORT = variables.number("MAIL_PORT", 587)
        self.MAIL_USE_TLS = variables.flag("MAIL_USE_TLS", "1")
        self.MAIL_USE_SSL = variables.flag("MAIL_USE_SSL")
        self.MAIL_USERNAME = variables.text("MAIL_USERNAME")
        self.MAIL_PASSWORD = variables.text("MAIL_PASSWORD")
        self.MAIL_TIMEOUT = variables.number("MAIL_TIMEOUT", 10)
        self.MAIL_DEFAULT_SENDER = variables.text("MAIL_DEFAULT_SENDER", "no-reply@localhost")
        default = "smtp" if server else self.mail_default
        self.MAIL_BACKEND = variables.choice("MAIL_BACKEND", MAIL_BACKENDS, default)
        self.MAIL_FILE_PATH = variables.text("MAIL_FILE_PATH", f"{INSTANCE_PATH}/mail")
        self.MAIL_CONFIGURED = self.MAIL_BACKEND != "dummy"
        self.SECURITY_CONFIRMABLE = self.MAIL_BACKEND == "smtp"

    def _read_place(self, variables: Variables) -> None:
        self.PREFERRED_URL_SCHEME = variables.choice("PREFERRED_URL_SCHEME", self.schemes)
        self.TRUSTED_PROXIES = variables.number("TRUSTED_PROXIES", 0)
        self.TRUSTED_HOSTS = site_names(variables.text("TRUSTED_HOSTS")) or None
        self.REGISTRATION = variables.choice("REGISTRATION", ("open", "invite", "closed"))
        self.RATES_URL = variables.text("RATES_URL", "https://www.ecb.europa.eu/stats/eurofxref/")


class Development(Config):
    """A developer's machine: plain HTTP, e-mails on the console; without .env, a key a start."""

    APP_ENV = "development"
    SEND_FILE_MAX_AGE_DEFAULT = timedelta(0)
    mail_default = "console"

    def _read_secrets(self, variables: Variables) -> None:
        for name in SECRETS:
            setattr(self, name, variables.text(name, secrets.token_hex(32)))


class Testing(Config):
    """Automatic tests, which get nothing of the developer's .env and database."""

    APP_ENV = "testing"
    TESTING = True
    database_default = "sqlite://"
    mail_default = "locmem"
    # The cheapest there is: what it protects is "correct horse" in a file that is thrown away.
    SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS = argon2(kibibytes=64)

    def _read_secrets(self, variables: Variables) -> None:
        for name in SECRETS:
            setattr(self, name, variables.text(name, f"known to everybody, for tests: {name}"))


class Production(Config):
    """A server on the Internet: HTTPS, closed cookies, no start without secrets of its own."""

    APP_ENV = "production"
    schemes = ("https", "http")

    def _read_place(self, variables: Variables) -> None:
        super()._read_place(variables)
        if self.PREFERRED_URL_SCHEME == "https":
            self.SESSION_COOKIE_SECURE = self.REMEMBER_COOKIE_SECURE = True
            self.SESSION_COOKIE_NAME = "__Host-session"
            self.REMEMBER_COOKIE_NAME = "__Host-remember"


ENVIRONMENTS = {kind.APP_ENV: kind for kind in (Development, Testing, Production)}


def load(config: str | Mapping[str, object] | object | None = None) -> Settings:
    """Every setting, checked: of the environment named or in force, and what `config` overrides."""
    given = overrides(config)
    around = environment()
    name = config if isinstance(config, str) else environment_name(given, around)
    if name not in ENVIRONMENTS:
        raise ConfigError(f"APP_ENV must be one of: {', '.join(ENVIRONMENTS)}.")
    written = {key: str(value) for key, value in given.items() if isinstance(value, str | int)}
    variables = Variables(written if name == Testing.APP_ENV else around | written)
    settings = upper_case(ENVIRONMENTS[name](variables))
    read = variables.read & written.keys()  # these went in above, with their type
    settings |= {key: value for key, value in given.items() if key not in read}
    if name == Production.APP_ENV:
        check_production(settings, variables)
    return settings


def environment() -> dict[str, str]:
    """The variables of .env beneath those of the process, which win."""
    written = {name: value for name, value in dotenv_values(ENV_FILE).items() if value is not None}
    return written | dict(os.environ)


def environment_name(given: Settings, around: Mapping[str, str]) -> str:
    default = Testing.APP_ENV if given.get("TESTING") else around.get("APP_ENV", "").strip()
    return str(given.get("APP_ENV") or default or Development.APP_ENV)


def overrides(config: str | Mapping[str, object] | object | None) -> Settings:
    given = dict(config) if isinstance(config, Mapping) else upper_case(config)
    if "SQLALCHEMY_DATABASE_URI" in given:  # so that it gets its driver and options too
        given["DATABASE_URL"] = str(given.pop("SQLALCHEMY_DATABASE_URI"))
    return given


def upper_case(source: object) -> Settings:
    return {name: getattr(source, name) for name in dir(source) if name.isupper()}


def check_production(settings: Settings, variables: Variables) -> None:
    """Refuses a production with a guessable secret, with debug on, or whose letters can be led."""
    for name in SECRETS:
        fault = secret_fault(str(settings.get(name) or ""))
        if fault:
            raise ConfigError(f"{name} {fault}. `flask init` writes a good one into .env.")
    for key in variables.text("TOTP_KEYS").replace(",", " ").split():
        fault = secret_fault(key)
        if fault:
            raise ConfigError(f"A key of TOTP_KEYS {fault}.")
    if settings["MAIL_BACKEND"] == "smtp" and not settings.get("TRUSTED_HOSTS"):
        raise ConfigError(
            "TRUSTED_HOSTS is not set: without this site's names, whoever forges another"
            " chooses where the links in e-mails lead."
        )
    # Flask itself takes "off" for on.
    if settings.get("DEBUG") or get_debug_flag() or variables.flag("FLASK_DEBUG"):
        raise ConfigError(
            "Debug is on: production does not start with DEBUG, nor with FLASK_DEBUG"
            " unless it is 0, false or no."
        )


def secret_fault(value: str) -> str | None:
    if not value:
        return "is not set"
    if value in PUBLISHED_SECRETS or any(word in value.lower() for word in PLACEHOLDERS):
        return "is a published default or a placeholder"
    if len(value) < SHORTEST_SECRET or len(set(value)) < SHORTEST_SECRET // 4:
        return f"is too easy to guess: it needs {SHORTEST_SECRET} random characters"
    return None


def database_url(text: str) -> URL:
    """The URL with the driver that is installed, however its scheme was written."""
    try:
        url = make_url(text)
    except ArgumentError:
        # Not chained: the original message repeats the URL, password and all.
        raise ConfigError("DATABASE_URL is not a database's URL.") from None
    if "@" in (url.host or ""):  # the rest of a password, which failures would name as the host
        raise ConfigError("DATABASE_URL has an @ too many: in a password it is written as %40.")
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() not in DATABASES:
        raise ConfigError("DATABASE_URL is not one of SQLite, PostgreSQL, MySQL or MariaDB.")
    if url.get_backend_name() == "mysql" and "charset" not in url.query:
        url = url.update_query_dict({"charset": "utf8mb4"})
    return url


def site_names(text: str) -> list[str]:
    """The names in a list with commas or spaces; what could match no request stops the start."""
    try:
        return [site_name(each) for each in text.replace(",", " ").split()]
    except ValueError:
        raise ConfigError(
            "TRUSTED_HOSTS must be names like bankroll.example.org, without https://, paths and *."
        ) from None


def engine_options(url: URL) -> Settings:
    shared: Settings = {"hide_parameters": True}  # amounts and notes, in a failure's traceback
    if url.get_backend_name() == "sqlite":
        return shared
    # Servers drop idle connections (PythonAnywhere's after 300 s); a page reads one snapshot.
    return shared | {
        "pool_recycle": 280,
        "pool_pre_ping": True,
        "isolation_level": "REPEATABLE READ",
    }


def write_env_file(path: Path = ENV_FILE) -> bool:
    """Writes .env with fresh secrets, for its owner's eyes; False where there is one already."""
    lines = ["# Written by `flask init`; .env.example explains every variable."]
    lines.append(f"APP_ENV={os.environ.get('APP_ENV') or Production.APP_ENV}")
    lines += [f"{name}={secrets.token_hex(32)}" for name in (*SECRETS, "TOTP_KEYS")]
    if "PYTHONANYWHERE_DOMAIN" in os.environ:  # its load balancer stands before every web app
        lines.append("TRUSTED_PROXIES=1")
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        return False
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return True
