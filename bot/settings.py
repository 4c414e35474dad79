"""Settings from the environment or a ``.env`` file, validated at start; a wrong one is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.addresses import LOOPBACK, Address, check_webhook_url, parse_address
from bot.errors import Advice

__all__ = ["APP", "Settings", "read_settings"]

APP = "case-record-bot"
_RECORD = Path(__file__).resolve().parent.parent / "knowledge" / "record"
_SQLITE = "sqlite:///"
# 128 bits in hexadecimal: a secret that could be guessed would tell whose key is whose.
_SHORTEST_KEY = 32
_SHORTEST_WEBHOOK_SECRET = 16
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")


class Settings(BaseSettings):
    """What an operator sets. Names are those of the environment variables, in lower case."""

    # An empty variable is one that is not set: that is how compose files and CI leave them out.
    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: str | None = Field(None, repr=False)
    telegram_api_url: str | None = None
    database_url: str = Field(f"sqlite:///{user_data_path(APP) / 'state.db'}", repr=False)
    record: Path = _RECORD
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    secret_key: str | None = Field(None, repr=False, validate_default=True)
    webhook_url: str | None = None
    webhook_secret: str | None = Field(None, repr=False)
    listen: Annotated[Address, NoDecode] = Address(LOOPBACK, 8080)
    metrics: Annotated[Address | None, NoDecode] = None
    # Two fewer than Telegram names; as many as it sells to the largest.
    messages_per_second: int = Field(28, ge=1, le=1000)
    # Each takes as much memory as opening the record does; more than processors would wait for each other.
    matching_processes: int = Field(0, ge=0, le=64)
    curator_chats: Annotated[tuple[int, ...], NoDecode] = ()
    # Minutes: long enough for a second curator to read it, and at most a day.
    announce_delay: int = Field(15, ge=0, le=24 * 60)

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_form(cls, value: str | None) -> str | None:
        if value is not None and not _TOKEN.fullmatch(value):
            raise ValueError("must look like 123456:ABC-DEF, as BotFather gave it")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _api_url_form(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/]+(?:/[^\s]*)?", value):
            raise ValueError("must be an address like http://127.0.0.1:8081")
        return value.rstrip("/") if value else None

    @field_validator("database_url")
    @classmethod
    def _database_form(cls, value: str) -> str:
        if re.fullmatch(r"sqlite:///.+", value) or re.fullmatch(r"postgres(?:ql)?://[^\s/]*/\S+", value):
            return value
        raise ValueError("must be sqlite:///path/to/state.db or postgresql://user:password@host/name")

    @field_validator("secret_key")
    @classmethod
    def _strong_and_the_same_everywhere(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and not info.data.get("database_url", _SQLITE).startswith(_SQLITE):
            raise ValueError("must be set with PostgreSQL, the same for every replica: all of them make the same keys")
        if value is not None and len(value) < _SHORTEST_KEY:
            raise ValueError(
                f"must have at least {_SHORTEST_KEY} characters; make one with: "
                'python3 -c "import secrets; print(secrets.token_hex())"'
            )
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret_form(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(rf"[A-Za-z0-9_-]{{{_SHORTEST_WEBHOOK_SECRET},256}}", value):
            raise ValueError(f"must be {_SHORTEST_WEBHOOK_SECRET} to 256 of the characters A-Z a-z 0-9 _ -")
        return value

    @field_validator("listen", "metrics", mode="before")
    @classmethod
    def _address_form(cls, value: object) -> object:
        return parse_address(value) if isinstance(value, str) else value

    @field_validator("curator_chats", mode="before")
    @classmethod
    def _chat_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = [each.strip() for each in value.split(",") if each.strip()]
        if not all(re.fullmatch(r"-?\d+", each) for each in ids):
            raise ValueError("must be ids of chats with commas between them, like -1001234567890,987654321")
        return tuple(dict.fromkeys(map(int, ids)))

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        if self.webhook_url is not None:
            try:
                check_webhook_url(self.webhook_url, own_server=self.telegram_api_url is not None)
            except ValueError as error:
                raise ValueError(f"WEBHOOK_URL {error}") from None
            if self.metrics == self.listen and self.listen.port:
                raise ValueError(
                    "METRICS must be another address than LISTEN: what Telegram reaches must not show the metrics"
                )
        return self

    def webhook_path(self) -> str:
        """The path that Telegram asks for."""
        return urlsplit(self.webhook_url or "").path or "/"

    def database_path(self) -> Path | None:
        """The file of the state; None if it is kept in PostgreSQL."""
        return Path(self.database_url.removeprefix(_SQLITE)) if self.database_url.startswith(_SQLITE) else None

    def database_password(self) -> str:
        """What must not reach a log; empty if there is none."""
        return "" if self.database_path() else urlsplit(self.database_url).password or ""

    def secret_path(self) -> Path:
        """Where the secret lies that was made on first start, when SECRET_KEY is not set."""
        path = self.database_path()
        assert path is not None, "with PostgreSQL SECRET_KEY is asked for"
        return path.with_name("secret.key")

    @staticmethod
    def cache_path() -> Path:
        """Where compiled records are kept; losing it costs a second."""
        return user_cache_path(APP)


def read_settings() -> Settings:
    """The settings.

    Raises:
        Advice: some of them are wrong; the message says which and how to put them right.
    """
    try:
        return Settings()
    except ValidationError as failure:
        lines = [
            f"{'.'.join(map(str, error['loc'][:1])).upper()} {_reason(error)}".strip() for error in failure.errors()
        ]
        raise Advice(
            "; ".join(lines) + ". Correct it in the environment or in .env (see the settings table in README.md).", 2
        ) from None
    except UnicodeDecodeError:
        raise Advice(".env is not UTF-8 text: save it as UTF-8 and start again", 2) from None
    except OSError as error:
        raise Advice(f".env can't be read: {error.strerror}. Check its permissions.", 2) from None


def _reason(error: object) -> str:
    assert isinstance(error, dict)
    context = error.get("ctx") or {}
    if error["type"] == "literal_error":
        return f"must be one of {context['expected']}"
    return str(context.get("error") or error["msg"])
