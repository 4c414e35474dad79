"""Settings from the environment or a ``.env`` file, validated at start; a wrong one is explained."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import Advice

__all__ = ["APP", "Settings", "read_settings"]

APP = "case-record-bot"
_RECORD = Path(__file__).resolve().parent.parent / "knowledge" / "record"
_SQLITE = "sqlite:///"
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
    secret_key: str | None = Field(None, repr=False, validate_default=True)

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
    def _secret_of_replicas(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and not info.data.get("database_url", _SQLITE).startswith(_SQLITE):
            raise ValueError("must be set with PostgreSQL, the same for every replica: all of them make the same keys")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

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
        lines = [f"{'.'.join(map(str, error['loc'])).upper()} {_reason(error)}" for error in failure.errors()]
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
