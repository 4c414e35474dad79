"""What Telegram already has: a file that was uploaded once is sent again by the id that Telegram gave it."""

from __future__ import annotations

from typing import Protocol

__all__ = ["MemoryUploads", "Uploads"]


class Uploads(Protocol):
    """File ids by the key of what was uploaded. A key names the same bytes for ever; ids are one bot's own."""

    def file_id(self, key: str) -> str | None:
        """The id under which Telegram has the file, if it has."""
        ...

    def uploaded(self, key: str, file_id: str) -> None:
        """Remember the id that Telegram gave."""
        ...

    def forget(self, key: str) -> None:
        """Telegram no longer knows the id."""
        ...


class MemoryUploads:
    """File ids for as long as the process lives; after a restart each file is uploaded once more."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def file_id(self, key: str) -> str | None:
        return self._ids.get(key)

    def uploaded(self, key: str, file_id: str) -> None:
        self._ids[key] = file_id

    def forget(self, key: str) -> None:
        self._ids.pop(key, None)
