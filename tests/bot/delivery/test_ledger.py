"""How far Telegram may forget."""

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.ledger import VIEW, Ledger


def test_nothing_known_asks_for_everything():
    assert Ledger().offset == 0


def test_the_offset_stays_at_the_lowest_open_update():
    ledger = Ledger()
    for number in (5, 6, 7):
        ledger.take(number)
    ledger.finish(6)
    ledger.finish(7)
    assert (ledger.offset, ledger.open) == (5, 1)
    ledger.finish(5)
    assert (ledger.offset, ledger.open) == (8, 0)


def test_what_telegram_shows_again_is_not_taken_again():
    ledger = Ledger()
    assert ledger.take(5)
    assert ledger.take(6)
    ledger.finish(6)
    assert not ledger.take(5)
    assert not ledger.take(6)


def test_a_reply_that_was_under_way_while_an_update_finished_brings_nothing_twice():
    ledger = Ledger()
    ledger.take(5)
    ledger.finish(5)
    assert not ledger.take(5)
    ledger.confirm(6)
    assert ledger.take(6)


def test_the_view_is_full_when_telegram_can_show_nothing_new():
    ledger = Ledger()
    for number in range(1, VIEW + 1):
        ledger.take(number)
    ledger.finish(50)
    assert ledger.full
    ledger.finish(1)
    assert not ledger.full


@given(st.permutations(range(1, 13)), st.lists(st.booleans(), min_size=12, max_size=12))
def test_nothing_open_is_ever_confirmed_and_all_finished_is_in_the_end(order, confirms):
    ledger, left = Ledger(), set(range(1, 13))
    for number in sorted(left):
        ledger.take(number)
    for number, confirm in zip(order, confirms, strict=True):
        ledger.finish(number)
        left.discard(number)
        assert ledger.offset == min(left, default=13)
        if confirm:
            ledger.confirm(ledger.offset)
            assert not any(ledger.take(known) for known in range(ledger.offset, 13))
    assert ledger.offset == 13
