"""Python's collector of garbage, kept from holding answers up.

What the bot drops is freed at once, but for the little that refers to itself. To find that, the collector looks through
everything there is whenever a quarter more is there: the conversations of some thousand chats, 50 ms each time, which
was the 99th percentile of the time to an answer.
"""

import gc
from typing import Final

__all__ = ("settle",)

#: New objects, net of those that went, before the youngest are looked through: some sixty answers, 1 ms.
_YOUNGEST: Final = 10_000
#: So many of those, and what is left of them is looked through: 5 ms.
_YOUNG: Final = 5
#: So many of these, and all is looked through: after 100,000 answers or more, not after every few hundred.
_ALL: Final = 200


def settle() -> None:
    """Takes all that is there for what stays as long as the process; to be called when the record has been read."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNGEST, _YOUNG, _ALL)
