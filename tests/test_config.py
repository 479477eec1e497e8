"""Settings: what comes from where, and what production refuses."""

import os
import re
import secrets
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import config

GOOD = {name: secrets.token_hex(32) for name in config.SECRETS}
UNSAFE = [
    "",
    "dev",
    "short but random: 8f3k",
    "a" * 64,
    "change-me-change-me-change-me-change-me",
    "this-is-a-very-long-secret-key-for-production",
    *config.PUBLISHED_SECRETS,
]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*described_variables(), "FLASK_DEBUG", "PYTHONANYWHERE_DOMAIN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(config, "ENV_FILE", tmp_path / ".env")


def described_variables() -> list[str]:
    text = (config.ROOT / ".env.example").read_text(encoding="utf-8")
    return re.findall(r"^([A-Z_]+)=", text, flags=re.MULTILINE)


def production(**overrides: object) -> config.Settings:
    return config.load({"APP_ENV": "production", **GOOD, **overrides})


@pytest.mark.parametrize("name", config.SECRETS)
@pytest.mark.parametrize("value", UNSAFE)
def test_production_refuses_a_guessable_secret_without_printing_it(name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=name) as refusal:
        production(**{name: value})
    assert not value or value not in str(refusal.value)


@pytest.mark.parametrize("name", config.SECRETS)
def test_production_refuses_a_missing_secret(name: str) -> None:
    with pytest.raises(config.ConfigError, match=f"{name} is not set"):
        config.load({"APP_ENV": "production", **{key: GOOD[key] for key in GOOD if key != name}})


@pytest.mark.parametrize("value", [each for each in UNSAFE if each.strip()])
def test_production_refuses_a_guessable_key_of_second_factors(value: str) -> None:
    with pytest.raises(config.ConfigError, match="A key of TOTP_KEYS") as refusal:
        production(TOTP_KEYS=f"{GOOD['SECRET_KEY']} {value}")
    assert value not in str(refusal.value)


def test_second_factors_are_encrypted_with_the_last_key_and_read_with_all() -> None:
    first, second = production(TOTP_KEYS="a1" * 16 + "bcdefghi"), production()
    assert first["SECURITY_TOTP_SECRETS"] == {
        **second["SECURITY_TOTP_SECRETS"],
        "1": "a1" * 16 + "bcdefghi",
    }
    assert set(second["SECURITY_TOTP_SECRETS"]) == {"0"}
    assert GOOD["SECRET_KEY"] not in str(second["SECURITY_TOTP_SECRETS"])
    other = config.load({"APP_ENV": "production", **GOOD, "SECRET_KEY": secrets.token_hex(32)})
    assert other["SECURITY_TOTP_SECRETS"] != second["SECURITY_TOTP_SECRETS"]


def test_production_refuses_debug_in_a_setting() -> None:
    with pytest.raises(config.ConfigError, match="Debug is on"):
        production(DEBUG=True)


@pytest.mark.parametrize("value", ["1", "on", "off", " 0", "2"])
def test_production_refuses_flask_debug(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", value)
    with pytest.raises(config.ConfigError, match="Debug is on"):
        production()


@pytest.mark.parametrize("value", ["", "0", "no", "False"])
def test_production_starts_where_debug_is_off(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", value)
    production()


def test_production_closes_its_cookies() -> None:
    settings = production()
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["REMEMBER_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert settings["SESSION_COOKIE_HTTPONLY"]
    assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_production_over_plain_http_keeps_cookies_that_a_browser_takes() -> None:
    settings = production(PREFERRED_URL_SCHEME="http")
    assert "SESSION_COOKIE_SECURE" not in settings
    assert "SESSION_COOKIE_NAME" not in settings


def test_the_process_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    config.ENV_FILE.write_text("REGISTRATION=closed\nCACHE_DEFAULT_TIMEOUT=60\n", encoding="utf-8")
    monkeypatch.setenv("REGISTRATION", "invite")
    settings = config.load()
    assert settings["REGISTRATION"] == "invite"
    assert settings["CACHE_DEFAULT_TIMEOUT"] == 60


def test_the_file_names_the_environment() -> None:
    config.ENV_FILE.write_text("APP_ENV=production\n", encoding="utf-8")
    with pytest.raises(config.ConfigError, match="SECRET_KEY is not set"):
        config.load()


def test_tests_see_nothing_of_the_developers_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    config.ENV_FILE.write_text(f"SECRET_KEY={GOOD['SECRET_KEY']}\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@localhost/mine")
    settings = config.load("testing")
    assert settings["SQLALCHEMY_DATABASE_URI"] == "sqlite://"
    assert settings["SECRET_KEY"] != GOOD["SECRET_KEY"]


def test_development_without_a_file_has_a_key_that_nobody_knows() -> None:
    assert config.load()["SECRET_KEY"] != config.load()["SECRET_KEY"]


class Custom:
    TESTING = True
    MAX_CONTENT_LENGTH = 7


@pytest.mark.parametrize("given", [{"TESTING": True, "MAX_CONTENT_LENGTH": 7}, Custom, Custom()])
def test_a_mapping_or_an_object_overrides_settings(given: Mapping[str, object] | object) -> None:
    settings = config.load(given)
    assert settings["MAX_CONTENT_LENGTH"] == 7
    assert settings["APP_ENV"] == "testing"


def test_only_the_names_of_this_site_are_trusted() -> None:
    assert production()["TRUSTED_HOSTS"] is None
    assert production(TRUSTED_HOSTS="a.example, b.example")["TRUSTED_HOSTS"] == [
        "a.example",
        "b.example",
    ]
    assert production(TRUSTED_HOSTS=["c.example"])["TRUSTED_HOSTS"] == ["c.example"]


def test_an_unknown_environment_is_refused() -> None:
    with pytest.raises(config.ConfigError, match="APP_ENV must be one of"):
        config.load("staging")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("postgres://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("postgresql://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("mysql://u:p@host/db", "mysql+pymysql://u:p@host/db?charset=utf8mb4"),
        ("mariadb://u:p@host/db?charset=utf8", "mysql+pymysql://u:p@host/db?charset=utf8"),
        ("mysql+pymysql://u:p%40@host/db", "mysql+pymysql://u:p%40@host/db?charset=utf8mb4"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_a_database_url_gets_the_driver_that_is_installed(written: str, read: str) -> None:
    assert production(DATABASE_URL=written)["SQLALCHEMY_DATABASE_URI"] == read
    assert production(SQLALCHEMY_DATABASE_URI=written)["SQLALCHEMY_DATABASE_URI"] == read


def test_a_database_server_may_drop_idle_connections() -> None:
    options = production(DATABASE_URL="mysql://u:p@host/db")["SQLALCHEMY_ENGINE_OPTIONS"]
    assert isinstance(options, dict)
    assert options["pool_recycle"] < 300
    assert options["pool_pre_ping"]


@pytest.mark.parametrize("url", ["hunter2 is no url", "oracle://db/hunter2", "foo:///hunter2"])
def test_a_wrong_database_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(config.ConfigError, match="DATABASE_URL") as refusal:
        production(DATABASE_URL=url)
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__


def test_redis_is_given_up_after_a_fifth_of_a_second() -> None:
    settings = config.load({"CACHE_TYPE": "RedisCache", "REDIS_URL": "redis://host/1"})
    assert settings["CACHE_REDIS_URL"] == "redis://host/1"
    assert settings["CACHE_OPTIONS"] == {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
    assert settings["CACHE_ENABLE_SIGNALS"]


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CACHE_TYPE", "RedisCache"),  # and no REDIS_URL
        ("CACHE_TYPE", "memcached"),
        ("CACHE_DEFAULT_TIMEOUT", "soon"),
        ("TRUSTED_PROXIES", "-1"),
        ("SQLITE_WAL", "maybe"),
        ("REGISTRATION", "sometimes"),
        ("PREFERRED_URL_SCHEME", "gopher"),
        ("MAIL_BACKEND", "nonsense"),
        ("MAIL_BACKEND", "flask_mailman.backends.smtp"),  # which the checks of "smtp" would pass by
        ("SIGN_IN_DAYS", "0"),
        ("SIGN_IN_DAYS", "1000001"),  # no date is that far off
        ("SIGN_IN_DAYS", "9" * 5000),
        ("SIGN_IN_IDLE_DAYS", "0"),
        ("FRESH_MINUTES", "0"),
    ],
)
def test_a_setting_that_can_not_be_right_stops_the_start(variable: str, value: str) -> None:
    name = variable if value != "RedisCache" else "REDIS_URL"
    for environment in config.ENVIRONMENTS:
        with pytest.raises(config.ConfigError, match=f"^{name} (must be|is not set)") as refusal:
            config.load({"APP_ENV": environment, **GOOD, variable: value})
        assert value not in str(refusal.value).split()


def test_mail_goes_to_the_console_in_development_and_nowhere_in_production() -> None:
    assert config.load({"APP_ENV": "development"})["MAIL_BACKEND"] == "console"
    assert production()["MAIL_CONFIGURED"] is False
    named = {"MAIL_SERVER": "mail.example.org", "TRUSTED_HOSTS": "bankroll.example.org"}
    assert production(**named)["MAIL_BACKEND"] == "smtp"


def test_where_a_mail_server_is_named_addresses_are_confirmed() -> None:
    named = production(MAIL_SERVER="mail.example.org", TRUSTED_HOSTS="bankroll.example.org")
    assert named["SECURITY_CONFIRMABLE"] is True
    assert production()["SECURITY_CONFIRMABLE"] is False


def test_production_sends_no_letters_that_anybody_could_lead_elsewhere() -> None:
    with pytest.raises(config.ConfigError, match="TRUSTED_HOSTS is not set"):
        production(MAIL_SERVER="mail.example.org")
    assert config.load({"APP_ENV": "development", "MAIL_SERVER": "mail.example.org"})


def test_the_written_file_starts_a_production_and_is_never_overwritten() -> None:
    assert config.write_env_file(config.ENV_FILE)
    written = config.ENV_FILE.read_text(encoding="utf-8")
    assert config.load()["APP_ENV"] == "production"
    assert stat.S_IMODE(config.ENV_FILE.stat().st_mode) == 0o600
    assert not config.write_env_file(config.ENV_FILE)
    assert config.ENV_FILE.read_text(encoding="utf-8") == written


def test_two_written_files_share_no_secret(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        config.write_env_file(tmp_path / name)
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    values = [re.findall(r"=([0-9a-f]{64})$", text, flags=re.MULTILINE) for text in texts]
    assert len({*values[0], *values[1]}) == 6


def test_the_written_file_keeps_the_environment_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ENV", "development")
    config.write_env_file(config.ENV_FILE)
    assert "APP_ENV=development\n" in config.ENV_FILE.read_text(encoding="utf-8")


def test_pythonanywhere_trusts_its_own_load_balancer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONANYWHERE_DOMAIN", "pythonanywhere.com")
    config.write_env_file(config.ENV_FILE)
    assert config.load()["TRUSTED_PROXIES"] == 1


def test_the_example_describes_every_variable_that_is_read() -> None:
    variables = config.Variables({})
    config.Development(variables)
    assert variables.read | {"APP_ENV"} == set(described_variables())


def test_a_refused_start_prints_no_secret(tmp_path: Path) -> None:
    environment = dict(os.environ) | {
        "APP_ENV": "production",
        "SECRET_KEY": "tooshort-4711",
        "SECURITY_PASSWORD_SALT": GOOD["SECURITY_PASSWORD_SALT"],
    }
    start = subprocess.run(
        [sys.executable, str(config.ROOT / "wsgi.py")],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert start.returncode != 0
    assert "SECRET_KEY is too easy to guess" in start.stderr
    assert "tooshort-4711" not in start.stdout + start.stderr
    assert GOOD["SECURITY_PASSWORD_SALT"] not in start.stdout + start.stderr
