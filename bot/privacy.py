"""Who a chat is, is nobody's business: keys that can't be turned back into a chat, and the secret they need."""

from __future__ import annotations

import errno
import hmac
import os
import secrets
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

__all__ = ["ChatKeys", "Seal", "Unreadable", "derived_secret", "load_secret"]

# 128 bits: no two chats ever share a key, and the whole key is not needed to look one up.
_KEY_BYTES = 16
# An answer needs the key of its chat eight times. Kept for no more chats than are answered at the same time.
_UNDER_WAY = 128
_SECRET_BYTES = 32
_NONCE_BYTES = 12  # what AES-GCM asks for


class ChatKeys:
    """Turns chat ids into keys with HMAC-SHA256: without the secret a key says nothing about the chat."""

    def __init__(self, secret: str) -> None:
        if not secret:
            raise ValueError("an empty secret would let anybody find out whose key is whose")
        self._secret = secret.encode()
        self._made = lru_cache(maxsize=_UNDER_WAY)(self._make)

    def key(self, chat_id: int) -> str:
        """The key of a chat: 32 hexadecimal digits, always the same for the same secret."""
        return self._made(chat_id)

    def _make(self, chat_id: int) -> str:
        return hmac.digest(self._secret, str(chat_id).encode(), "sha256")[:_KEY_BYTES].hex()


def derived_secret(secret: str, purpose: str) -> str:
    """Another secret made from one, for one purpose: 64 hexadecimal digits, the same wherever the first is the same."""
    return hmac.new(secret.encode(), purpose.encode(), sha256).hexdigest()


class Unreadable(Exception):
    """What was sealed can't be opened: the secret is another one, or somebody changed it."""


class Seal:
    """Encrypts what has to be kept for a while and says whose it is: AES-256-GCM under a key made from the secret."""

    def __init__(self, secret: str) -> None:
        # Slow to load, and nothing in the terminal is sealed.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        # Another key than the one that names chats: what is learnt about one says nothing about the other.
        self._cipher = AESGCM(hmac.new(secret.encode(), b"sealed replies", sha256).digest())

    def close(self, content: bytes) -> bytes:
        """Sealed; the same content looks different each time."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            Unreadable: with this secret it can't be told.
        """
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise Unreadable from None


def load_secret(path: Path) -> str:
    """The secret kept in a file that only its owner can read; made on first use.

    Raises:
        OSError: the file can't be read or made, or holds no secret.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):  # made earlier, or by another process that was faster: its secret counts
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_SECRET_BYTES) + "\n")
    secret = path.read_text(encoding="utf-8", errors="replace").strip()
    if not secret:
        raise OSError(errno.EINVAL, "the file is empty: delete it to have a new secret made", str(path))
    return secret
