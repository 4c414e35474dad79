"""The classifier knows its own questions, is the same each time, and is only taken ready-made for its own record."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.casebook import Casebook
from knowledge.compiled import Compiled
from knowledge.finding import Context
from knowledge.finding.classifier import MEANING_WEIGHT, Classifier, ready_made, save, signature, train
from knowledge.finding.features import keys
from knowledge.finding.index import Floats, Index, build_index, index_of
from knowledge.finding.meaning import Meaning, save_vectors
from tests.knowledge.finding.conftest import Changed, Made, asked_too


def margins(classifier: Classifier, index: Index, meaning: Meaning, text: str) -> Floats:
    words = keys(text)
    return classifier.margins(*index.vector(words), meaning.embed(words, index.frequency))


def same(one: Classifier, other: Classifier) -> bool:
    others = other.arrays()
    return all(np.array_equal(array, others[name]) for name, array in one.arrays().items())


@pytest.fixture(scope="session")
def two_classes(ferry_casebook: Casebook) -> Index:
    kept = {"deaths-count", "operator-fine"}
    facts = {key: fact for key, fact in ferry_casebook.facts.items() if key in kept}
    return build_index(ferry_casebook.model_copy(update={"facts": facts, "declined": {}}))


@pytest.fixture
def stored(ferry_compiled: Compiled, meaning: Meaning, tmp_path: Path) -> Path:
    path = tmp_path / "trained.npz"
    save(ferry_compiled.classifier, ferry_compiled.index, meaning, path)
    return path


def test_it_knows_what_it_was_trained_on(ferry_compiled: Compiled, meaning: Meaning) -> None:
    index = ferry_compiled.index
    found = [int(margins(ferry_compiled.classifier, index, meaning, text).argmax()) for text in index.questions]
    assert np.mean(np.array(found) == index.owner) > 0.99


def test_there_is_a_margin_for_each_class(ferry_compiled: Compiled, meaning: Meaning) -> None:
    for text in ("", "паром", "xylophone"):
        assert margins(ferry_compiled.classifier, ferry_compiled.index, meaning, text).shape == (
            ferry_compiled.index.classes,
        )


def test_without_words_only_the_biases_speak(ferry_compiled: Compiled, meaning: Meaning) -> None:
    found = margins(ferry_compiled.classifier, ferry_compiled.index, meaning, "")
    np.testing.assert_array_equal(found, ferry_compiled.classifier.bias)
    assert found.max() < 0, "no class is asked for by an empty question"


def test_it_is_the_same_each_time(ferry_compiled: Compiled, meaning: Meaning) -> None:
    assert same(train(ferry_compiled.index, meaning), ferry_compiled.classifier)


def test_weights_fill_their_byte(ferry_compiled: Compiled) -> None:
    pieces = ferry_compiled.classifier.pieces
    assert pieces.dtype == np.int8
    assert np.abs(pieces.astype(int)).max(0).tolist() == [127] * ferry_compiled.index.classes


def test_with_two_classes_one_is_what_the_other_is_not(two_classes: Index, meaning: Meaning) -> None:
    classifier = train(two_classes, meaning)
    for text, owner in zip(two_classes.questions, two_classes.owner, strict=True):
        found = margins(classifier, two_classes, meaning, text)
        assert found[0] == pytest.approx(-found[1], abs=1e-5)
        assert found.argmax() == owner


def test_with_one_class_a_question_about_something_else_lies_outside(
    ferry_casebook: Casebook, meaning: Meaning, finder_over: Made
) -> None:
    """A record that has just been begun holds one fact and declines nothing."""
    fact = ferry_casebook.facts["appeal-status"]
    casebook = ferry_casebook.model_copy(update={"facts": {fact.id: fact}, "declined": {}})
    index = build_index(casebook)
    classifier = train(index, meaning)
    assert classifier.pieces.shape == (len(index.vocabulary), 1)
    assert all(margins(classifier, index, meaning, text)[0] > 0 for text in index.questions)
    assert margins(classifier, index, meaning, "xylophone lessons")[0] < 0
    finding = finder_over(casebook).find("how did the appeal end", Context())
    assert (finding.outcome, finding.candidates[0].fact) == ("answer", fact.id)


def test_texts_that_share_no_piece_can_be_trained_on(meaning: Meaning) -> None:
    index = index_of([("why", 0, "en")], ("only-fact",), ())
    assert len(index.vocabulary) == 0
    assert margins(train(index, meaning), index, meaning, "why").shape == (1,)


def test_it_survives_being_stored(ferry_compiled: Compiled) -> None:
    assert same(Classifier.from_arrays(ferry_compiled.classifier.arrays()), ferry_compiled.classifier)


def test_it_is_taken_ready_made_for_its_own_record(ferry_compiled: Compiled, meaning: Meaning, stored: Path) -> None:
    found = ready_made(ferry_compiled.index, meaning, stored)
    assert found is not None
    assert same(found, ferry_compiled.classifier)


def test_it_is_not_taken_for_another_record(
    ferry_casebook: Casebook, changed: Changed, two_classes: Index, meaning: Meaning, stored: Path
) -> None:
    others = [
        two_classes,
        build_index(asked_too(ferry_casebook, "deaths-count", "en", "Who drowned?")),
        build_index(changed("deaths-count", state="draft")),
        build_index(ferry_casebook.model_copy(update={"declined": {}})),
    ]
    for index in others:
        assert ready_made(index, meaning, stored) is None


def test_it_is_not_taken_with_other_vectors(ferry_compiled: Compiled, stored: Path, tmp_path: Path) -> None:
    path = tmp_path / "vectors.npz"
    save_vectors(path, ["kapitan", "parom"], np.eye(2, dtype=np.float32))
    assert ready_made(ferry_compiled.index, Meaning(path), stored) is None


@pytest.mark.parametrize("fact", ["captain-sentence", "appeal-status"])
def test_the_signature_tells_who_owns_a_question(ferry_casebook: Casebook, meaning: Meaning, fact: str) -> None:
    """The same texts in the same order, but one question belongs to the fact before."""
    index = build_index(ferry_casebook)
    owner = index.owner.copy()
    owner[index.of_class[index.facts.index(fact)].start] -= 1
    assert signature(replace(index, owner=owner), meaning) != signature(index, meaning)
    assert signature(build_index(ferry_casebook), meaning) == signature(index, meaning)


def test_the_signature_tells_what_the_classes_are_called(ferry_compiled: Compiled, meaning: Meaning) -> None:
    index = ferry_compiled.index
    renamed = [replace(index, facts=index.facts[::-1]), replace(index, declined=index.declined[::-1])]
    assert len({signature(each, meaning) for each in (index, *renamed)}) == 3


@pytest.mark.parametrize("keep", [0, 1, 3, 40, 0.3, 0.6, 0.9, -1])
def test_what_was_cut_off_is_not_taken(ferry_compiled: Compiled, meaning: Meaning, stored: Path, keep: float) -> None:
    whole = stored.read_bytes()
    stored.write_bytes(whole[: int(len(whole) * keep) if isinstance(keep, float) else keep])
    assert ready_made(ferry_compiled.index, meaning, stored) is None


@pytest.mark.parametrize("garbage", [b"PK\x03\x04garbage", b"\x93NUMPY\x01\x00", b"\x80\x04K\x01.", b"text" * 1000])
def test_garbage_is_not_taken(ferry_compiled: Compiled, meaning: Meaning, stored: Path, garbage: bytes) -> None:
    stored.write_bytes(garbage)
    assert ready_made(ferry_compiled.index, meaning, stored) is None


def test_what_is_missing_is_not_taken(ferry_compiled: Compiled, meaning: Meaning, tmp_path: Path) -> None:
    assert ready_made(ferry_compiled.index, meaning, tmp_path / "none.npz") is None
    np.savez(tmp_path / "unsigned.npz", **ferry_compiled.classifier.arrays())
    assert ready_made(ferry_compiled.index, meaning, tmp_path / "unsigned.npz") is None
    np.savez(tmp_path / "bare.npz", signature=np.array(signature(ferry_compiled.index, meaning)))
    assert ready_made(ferry_compiled.index, meaning, tmp_path / "bare.npz") is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(["капитан", "суд", "how", "many", "died", "неше", "жыл", "канча", "zzz"]), max_size=8))
def test_margins_are_those_of_the_slow_way(ferry_compiled: Compiled, meaning: Meaning, words: list[str]) -> None:
    index, classifier = ferry_compiled.index, ferry_compiled.classifier
    asked = keys(" ".join(words))
    columns, weights = index.vector(asked)
    vector = meaning.embed(asked, index.frequency)
    found = classifier.margins(columns, weights, vector)
    declined = classifier.margins(columns, weights, vector, len(index.facts))
    np.testing.assert_allclose(declined, found[len(index.facts) :], atol=1e-5)
    for place in range(index.classes):
        by_pieces = sum(
            float(weight) * float(classifier.pieces[column, place]) * float(classifier.scale[place])
            for column, weight in zip(columns, weights, strict=True)
        )
        by_meaning = MEANING_WEIGHT * sum(
            float(one) * float(other) for one, other in zip(vector, classifier.meaning[:, place], strict=True)
        )
        assert found[place] == pytest.approx(by_pieces + by_meaning + float(classifier.bias[place]), abs=1e-4)
