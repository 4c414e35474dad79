"""Addresses of operators: what is understood, and what a wrong one is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import Address, check_webhook_url, parse_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8080", Address("127.0.0.1", 8080)),
        ("9100", Address("127.0.0.1", 9100)),
        ("0.0.0.0:80", Address("0.0.0.0", 80)),
        ("bot.internal:65535", Address("bot.internal", 65535)),
        ("[::1]:8080", Address("::1", 8080)),
        (" [::]:0 ", Address("::", 0)),
    ],
)
def test_an_address_is_host_and_port_and_reads_back(text, address):
    assert parse_address(text) == address == parse_address(str(address))


@pytest.mark.parametrize("text", ["", "x", "127.0.0.1", ":8080", "::1:8080", "host:99999", "http://host:80", "a b:80"])
def test_what_is_no_address_is_told_how_one_looks(text):
    with pytest.raises(ValueError, match=r"must be host:port, like 127\.0\.0\.1:8080"):
        parse_address(text)


@given(st.text())
def test_any_text_is_an_address_or_advice(text):
    try:
        address = parse_address(text)
    except ValueError:
        return
    assert address.host
    assert 0 <= address.port <= 65535


@pytest.mark.parametrize(
    "url",
    [
        "https://bot.example.org/telegram",
        "https://bot.example.org",
        "https://bot.example.org:8443/a/b",
        "https://1.2.3.4/x",
    ],
)
def test_addresses_that_telegram_comes_to(url):
    check_webhook_url(url, own_server=False)


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("bot.example.org/telegram", "must be an address like https://"),
        ("https:///telegram", "must be an address like https://"),
        ("https://bot.example.org:99999/x", "must be an address like https://"),
        ("https://[::1/x", "must be an address like https://"),
        ("https://bot.example.org/a b", "must be an address like https://"),
        ("http://bot.example.org/telegram", "must begin with https://"),
        ("https://bot.example.org:8080/telegram", "443, 80, 88, 8443"),
        ("https://bot.example.org/telegram?secret=1", "must have no ?"),
        ("https://me@bot.example.org/telegram", "must have no ?"),
        ("https://bot.example.org/readyz", "must have another path"),
        ("https://bot.example.org/metrics/", "must have another path"),
    ],
)
def test_addresses_that_telegram_does_not_come_to(url, advice):
    with pytest.raises(ValueError, match=advice.replace("?", r"\?")):
        check_webhook_url(url, own_server=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/telegram", "http://bot:8080/telegram", "https://bot:444/x"])
def test_a_server_of_ones_own_may_use_http_and_any_port(url):
    check_webhook_url(url, own_server=True)
