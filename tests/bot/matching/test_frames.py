"""What goes through a pipe comes out of it, whatever strangers wrote; what is cut off does not."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.frames import LENGTH_BYTES, frame, frames, length, value

# Halves of characters too: Telegram has sent them.
VALUES = st.lists(st.tuples(st.integers(), st.text(st.characters(), max_size=50)), max_size=5)


@given(VALUES)
def test_what_goes_in_comes_out(values):
    assert list(frames(io.BytesIO(b"".join(map(frame, values))))) == values


@given(VALUES.filter(bool), st.integers(min_value=1, max_value=12))
def test_what_is_cut_off_at_the_end_is_left_out(values, missing):
    whole = b"".join(map(frame, values))
    assert list(frames(io.BytesIO(whole[:-missing]))) == values[:-1]


def test_the_first_bytes_tell_how_many_follow():
    whole = frame("one")
    assert length(whole[:LENGTH_BYTES]) == len(whole) - LENGTH_BYTES
    assert value(whole[LENGTH_BYTES:]) == "one"
