"""Looking a misspelt word up misses no near word, and compares with few of the others whatever is typed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import DamerauLevenshtein

from knowledge.casebook import Casebook
from knowledge.finding.features import keys
from knowledge.finding.lexical import MEND_CUTOFF, MEND_FROM, MEND_MOST
from knowledge.finding.spelling import Spelling
from knowledge.model import LANGUAGES
from knowledge.text import LIMIT
from tests.adversaries import hand_made, near_words

similarity = DamerauLevenshtein.normalized_similarity

# Of the included record's 23,000 words, the worst of these messages was compared with 750, all words mended together.
MOST_COMPARED = 1_000

WORDS = st.text(alphabet="abcde1яқ\u1100", min_size=1, max_size=9)


@pytest.fixture(scope="module")
def vocabulary(casebook: Casebook) -> tuple[str, ...]:
    texts = (text for fact in casebook.facts for language in LANGUAGES for text in casebook.asked(fact, language))
    return tuple(dict.fromkeys(word for text in texts for word in keys(text)))


@settings(deadline=None)
@given(st.lists(WORDS, max_size=30, unique=True), WORDS, st.sampled_from([0.5, MEND_CUTOFF, 0.9, 1.0]))
def test_it_finds_what_comparing_with_every_word_finds(words: list[str], word: str, cutoff: float) -> None:
    near = [each for each in words if similarity(word, each) >= cutoff]
    spelling = Spelling(words)
    assert set(near) <= set(spelling.candidates(word, cutoff))
    nearest = max(sorted(near, key=len), key=lambda each: similarity(word, each), default=None)
    assert spelling.nearest(word, cutoff) == nearest


def test_among_equals_the_first_of_the_shortest_is_taken() -> None:
    assert Spelling(["captive", "captiva", "captiv"]).nearest("captivo", MEND_CUTOFF) == "captiv"


def test_no_words_have_no_nearest() -> None:
    assert Spelling([]).nearest("captain", MEND_CUTOFF) is None


def test_no_message_is_compared_with_much_of_the_vocabulary(
    vocabulary: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    spelling = Spelling(vocabulary)
    compared = 0
    candidates = spelling.candidates

    def counted(word: str, cutoff: float) -> list[str]:
        nonlocal compared
        found = candidates(word, cutoff)
        compared += len(found)
        return found

    monkeypatch.setattr(spelling, "candidates", counted)
    for message in (*hand_made().values(), *near_words(vocabulary)):
        compared = 0
        unknown = [word for word in keys(message[:LIMIT]) if len(word) >= MEND_FROM and word not in vocabulary]
        for word in unknown[:MEND_MOST]:
            spelling.nearest(word, MEND_CUTOFF)
        assert compared <= MOST_COMPARED, message
