"""Who a chat is, is nobody's business: keys that can't be turned back into a chat, and the secret they need."""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

__all__ = ["ChatKeys", "load_secret"]

# 128 bits: no two chats ever share a key, and the whole key is not needed to look one up.
_KEY_BYTES = 16
_SECRET_BYTES = 32


class ChatKeys:
    """Turns chat ids into keys with HMAC-SHA256: without the secret a key says nothing about the chat."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("an empty secret would let anybody find out whose key is whose")
        self._secret = secret.encode()

    def key(self, chat_id: int) -> str:
        """The key of a chat: 32 hexadecimal digits, always the same for the same secret."""
        return hmac.new(self._secret, str(chat_id).encode(), sha256).digest()[:_KEY_BYTES].hex()


def load_secret(path: Path) -> str:
    """The secret kept in a file that only its owner can read; made on first use.

    Raises:
        OSError: the file can't be read or made.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = secrets.token_hex(_SECRET_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster: its secret counts
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret + "\n")
    return secret
