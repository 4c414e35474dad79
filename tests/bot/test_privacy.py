"""Keys that say nothing about a chat, and the secret behind them."""

from __future__ import annotations

import stat

import pytest

from bot.privacy import ChatKeys, Seal, Unreadable, load_secret

CHATS = (1, 2, 770077, -100200300, -1, 2**52)


def test_a_key_is_always_the_same_and_never_anothers():
    keys = ChatKeys("secret")
    made = [keys.key(chat) for chat in CHATS]
    assert made == [ChatKeys("secret").key(chat) for chat in CHATS]
    assert len(set(made)) == len(CHATS)


def test_a_key_needs_the_secret():
    assert {ChatKeys("one").key(chat) for chat in CHATS}.isdisjoint(ChatKeys("two").key(chat) for chat in CHATS)


def test_a_key_is_32_hexadecimal_digits_without_the_chat():
    for chat in CHATS[2:]:
        key = ChatKeys("secret").key(chat)
        assert len(key) == 32
        assert int(key, 16) >= 0
        assert str(abs(chat)) not in key or chat == -1


def test_an_empty_secret_is_refused():
    with pytest.raises(ValueError, match="empty secret"):
        ChatKeys("")


def test_the_secret_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "state" / "secret.key"
    secret = load_secret(path)
    assert load_secret(path) == secret
    assert len(secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_two_installations_have_two_secrets(tmp_path):
    assert load_secret(tmp_path / "a") != load_secret(tmp_path / "b")


@pytest.mark.parametrize("content", [b"", b"\n", b"  \n"])
def test_a_file_without_a_secret_is_an_error_that_says_what_to_do(tmp_path, content):
    path = tmp_path / "secret.key"
    path.write_bytes(content)
    with pytest.raises(OSError, match="delete it"):
        load_secret(path)


def test_a_secret_of_any_bytes_can_be_read(tmp_path):
    path = tmp_path / "secret.key"
    path.write_bytes(b"\xff\xfe my own secret\n")
    assert load_secret(path) == load_secret(path)


def test_a_place_that_cannot_hold_it_is_an_error_of_the_system(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        load_secret(tmp_path / "file" / "secret.key")


def test_what_is_sealed_can_be_opened_with_the_same_secret_only():
    sealed = Seal("a secret").close("жабык".encode())
    assert Seal("a secret").open(sealed).decode() == "жабык"
    assert Seal("a secret").close("жабык".encode()) != sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for secret, content in (("another", sealed), ("a secret", changed), ("a secret", b""), ("a secret", sealed[:12])):
        with pytest.raises(Unreadable):
            Seal(secret).open(content)
