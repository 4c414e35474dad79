"""Settings: what is read from where, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Advice
from bot.settings import Settings, read_settings

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"


@pytest.fixture(autouse=True)
def _clean(clean_environment):
    """No setting of this machine reaches the tests."""


def test_without_any_setting_the_bot_has_what_it_needs():
    settings = read_settings()
    assert (settings.telegram_bot_token, settings.telegram_api_url, settings.secret_key) == (None, None, None)
    assert (settings.record / "case.yaml").is_file()
    assert settings.database_path().name == "state.db"
    assert settings.secret_path().parent == settings.database_path().parent
    assert settings.log_level == "INFO"


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/kept/state.db")
    monkeypatch.setenv("RECORD", str(tmp_path))
    monkeypatch.setenv("LOG_LEVEL", "debug")
    monkeypatch.setenv("SECRET_KEY", "my own" * 8)
    settings = read_settings()
    assert settings.telegram_bot_token == TOKEN
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.database_path() == tmp_path / "kept" / "state.db"
    assert settings.record == tmp_path
    assert (settings.log_level, settings.secret_key) == ("DEBUG", "my own" * 8)


def test_settings_come_from_a_dotenv_file_and_the_environment_wins(monkeypatch):
    Path(".env").write_text(f"# the bot\nTELEGRAM_BOT_TOKEN={TOKEN}\nLOG_LEVEL=ERROR\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("LOG_LEVEL", "WARNING")
    settings = read_settings()
    assert (settings.telegram_bot_token, settings.log_level) == (TOKEN, "WARNING")


@pytest.mark.parametrize("name", sorted(name.upper() for name in Settings.model_fields))
def test_an_empty_setting_is_one_that_is_not_set(monkeypatch, name):
    default = read_settings()
    monkeypatch.setenv(name, "")
    assert read_settings() == default


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("TELEGRAM_BOT_TOKEN", "not-a-token", "123456:ABC-DEF, as BotFather gave it"),
        ("TELEGRAM_BOT_TOKEN", "bot123:AAF", "123456:ABC-DEF, as BotFather gave it"),
        ("TELEGRAM_BOT_TOKEN", f"{TOKEN}\nX", "123456:ABC-DEF, as BotFather gave it"),
        ("TELEGRAM_API_URL", "127.0.0.1:8081", "an address like http://127.0.0.1:8081"),
        ("TELEGRAM_API_URL", "ftp://example.org", "an address like http://127.0.0.1:8081"),
        ("DATABASE_URL", "mysql://localhost/bot", "sqlite:///path/to/state.db"),
        ("DATABASE_URL", "postgresql://localhost", "postgresql://user:password@host/name"),
        ("DATABASE_URL", "sqlite:///", "sqlite:///path/to/state.db"),
        ("SECRET_KEY", "", "must be set with PostgreSQL, the same for every replica"),
        ("LOG_LEVEL", "loud", "must be one of 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "must be one of 'text' or 'json'"),
        ("SECRET_KEY", "x" * 31, "at least 32 characters; make one with: python3 -c"),
        ("WEBHOOK_URL", "http://bot.example.org/x", "must begin with https://"),
        ("WEBHOOK_SECRET", "too-short", "16 to 256 of the characters A-Z a-z 0-9 _ -"),
        ("WEBHOOK_SECRET", "with spaces in between", "16 to 256 of the characters A-Z a-z 0-9 _ -"),
        ("LISTEN", "everywhere", "must be host:port, like 127.0.0.1:8080"),
        ("METRICS", "http://127.0.0.1:9100", "must be host:port, like 127.0.0.1:8080"),
        ("CURATOR_CHATS", "@curators", "must be ids of chats with commas between them"),
    ],
)
def test_a_wrong_setting_is_named_with_how_to_put_it_right(monkeypatch, name, value, advice):
    if name == "SECRET_KEY":
        monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/bot")
    monkeypatch.setenv(name, value)
    with pytest.raises(Advice) as caught:
        read_settings()
    told = str(caught.value)
    assert told.startswith(f"{name} ")
    assert advice in told
    assert "\n" not in told
    assert caught.value.exit_code == 2


def test_a_webhook_has_an_address_of_its_own_and_all_it_needs(monkeypatch):
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.org/tele/gram")
    monkeypatch.setenv("WEBHOOK_SECRET", "a-secret-of-the-webhook")
    monkeypatch.setenv("LISTEN", "0.0.0.0:8081")
    monkeypatch.setenv("METRICS", "9100")
    settings = read_settings()
    assert settings.webhook_path() == "/tele/gram"
    assert (settings.listen, settings.metrics) == (("0.0.0.0", 8081), ("127.0.0.1", 9100))
    assert "a-secret-of-the-webhook" not in repr(settings)
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.org")
    assert read_settings().webhook_path() == "/"


def test_http_is_for_a_bot_api_server_of_ones_own(monkeypatch):
    monkeypatch.setenv("WEBHOOK_URL", "http://127.0.0.1:8080/telegram")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081")
    assert read_settings().webhook_path() == "/telegram"


def test_what_telegram_reaches_does_not_show_the_metrics(monkeypatch):
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.org/telegram")
    monkeypatch.setenv("METRICS", "8080")
    with pytest.raises(Advice, match="METRICS must be another address than LISTEN"):
        read_settings()


def test_curators_chats_are_numbers_with_commas(monkeypatch):
    monkeypatch.setenv("CURATOR_CHATS", " -1001234567890, 5,5,")
    assert read_settings().curator_chats == (-1001234567890, 5)


def test_all_wrong_settings_are_told_at_once(monkeypatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "x")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(Advice, match=r"TELEGRAM_BOT_TOKEN .*; LOG_LEVEL .*README"):
        read_settings()


def test_neither_token_nor_secret_is_ever_shown(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a-secret-of-mine" * 2)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert TOKEN not in repr(read_settings())
    assert "a-secret-of-mine" not in str(read_settings())
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {TOKEN}")
    with pytest.raises(Advice) as caught:
        read_settings()
    assert TOKEN not in str(caught.value)


def test_a_dotenv_file_that_is_not_utf8_is_advice():
    Path(".env").write_bytes("SECRET_KEY=тайна".encode("cp1251"))
    with pytest.raises(Advice, match=r"\.env is not UTF-8 text"):
        read_settings()


def test_postgresql_has_no_file_and_its_password_is_known_to_be_kept_from_logs(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://bot:hunter2@db.example.org:5433/bot?sslmode=require")
    monkeypatch.setenv("SECRET_KEY", "a secret of my own" * 2)
    settings = read_settings()
    assert settings.database_path() is None
    assert settings.database_password() == "hunter2"
    assert "hunter2" not in repr(settings)
