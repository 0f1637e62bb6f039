"""Settings: all that is wrong is named at once, and what is right is taken as it is."""

import base64
from pathlib import Path

import pytest

from platform_app.config import Settings, SettingsError, driver_url

GOOD = {
    "TSUNAGI_ENV": "test",
    "DATABASE_URL": "postgresql://tsunagi_app@127.0.0.1/tsunagi",
    "SECRET_KEY": "0123456789" * 4,
    "TSUNAGI_MASTER_KEY": base64.b64encode(bytes(range(32))).decode(),
}
PRODUCTION = {
    **GOOD,
    "TSUNAGI_ENV": "production",
    "TSUNAGI_ANCHORS": "/var/lib/tsunagi/anchors",
    "TSUNAGI_BLOBS": "/var/lib/tsunagi/blobs",
    "SMTP_URL": "smtp://127.0.0.1",
    "TSUNAGI_BASE_URL": "https://tsunagi.example.jp",
    "TSUNAGI_MAIL_FROM": "tsunagi@example.jp",
}


def test_good_settings_are_read():
    settings = Settings.from_env(GOOD)

    assert settings.master_key == bytes(range(32))
    assert settings.database_url.startswith("postgresql+psycopg2://")


def test_a_key_that_begins_with_a_slash_is_a_key():
    key = b"\xff" * 32

    assert Settings.from_env({**GOOD, "TSUNAGI_MASTER_KEY": base64.b64encode(key).decode()}).master_key == key
    assert base64.b64encode(key).startswith(b"/")


def test_a_key_may_lie_in_a_file(tmp_path: Path):
    file = tmp_path / "master.key"
    file.write_text(GOOD["TSUNAGI_MASTER_KEY"] + "\n", encoding="ascii")

    assert Settings.from_env({**GOOD, "TSUNAGI_MASTER_KEY": str(file)}).master_key == bytes(range(32))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TSUNAGI_ENV", "staging", "TSUNAGI_ENV must be one of"),
        ("DATABASE_URL", "", "DATABASE_URL is missing"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("TSUNAGI_MASTER_KEY", "", "TSUNAGI_MASTER_KEY is missing"),
        ("TSUNAGI_MASTER_KEY", "c2hvcnQ=", "must be 32 bytes"),
        ("TSUNAGI_MASTER_KEY", "/nowhere/at/all", "cannot be read"),
        ("PORT", "eighty", "PORT must be a number"),
        ("TSUNAGI_TRUSTED_PROXIES", "-1", "TSUNAGI_TRUSTED_PROXIES must be a number"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str, told: str):
    with pytest.raises(SettingsError, match=told):
        Settings.from_env({**GOOD, name: value})


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - set(GOOD)))
def test_production_needs_more(name: str):
    assert Settings.from_env(PRODUCTION).is_production
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({key: value for key, value in PRODUCTION.items() if key != name})


def test_production_refuses_an_open_address():
    with pytest.raises(SettingsError, match="https://"):
        Settings.from_env({**PRODUCTION, "TSUNAGI_BASE_URL": "http://tsunagi.example.jp"})


def test_everything_wrong_is_named_in_one_line():
    with pytest.raises(SettingsError) as refusal:
        Settings.from_env({})

    assert "\n" not in str(refusal.value)
    assert {"DATABASE_URL", "SECRET_KEY", "TSUNAGI_MASTER_KEY", "SMTP_URL"} <= set(str(refusal.value).split())


@pytest.mark.parametrize("prefix", ["postgres://", "postgresql://", "postgresql+psycopg2://"])
def test_every_spelling_of_the_url_is_taken(prefix: str):
    assert driver_url(f"{prefix}h/d") == "postgresql+psycopg2://h/d"
