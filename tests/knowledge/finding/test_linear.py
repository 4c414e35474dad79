"""Machines that tell classes apart, also where there is little to tell."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from knowledge.finding.linear import fit

FEATURES = csr_matrix(np.array([[1.0, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0, 0.9, 0.1], [0, 0, 1]]))
OWNERS = np.array([0, 0, 1, 1, 2], np.int32)


def margins(classes: int, owner: list[int]) -> np.ndarray:
    weights, bias = fit(FEATURES, np.array(owner, np.int32), classes)
    assert weights.shape == (3, classes)
    assert bias.shape == (classes,)
    return np.asarray(FEATURES @ weights + bias)


@pytest.mark.parametrize("owner", [[0, 0, 1, 1, 2], [0, 0, 1, 1, 1], [2, 2, 1, 1, 0]])
def test_each_question_lies_in_its_class(owner: list[int]) -> None:
    assert margins(max(owner) + 1, owner).argmax(1).tolist() == owner


def test_of_two_classes_one_is_the_other_turned() -> None:
    found = margins(2, [0, 0, 1, 1, 1])
    assert found[:, 0] == pytest.approx(-found[:, 1])


def test_the_only_class_holds_what_it_knows_and_not_what_it_does_not() -> None:
    weights, bias = fit(FEATURES, np.zeros(5, np.int32), 1)
    assert (FEATURES @ weights + bias > 0).all()
    assert bias < 0


@pytest.mark.parametrize("of", [0, 1])
def test_where_all_have_one_class_of_two_nothing_speaks_for_either(of: int) -> None:
    weights, bias = fit(FEATURES, np.full(5, of, np.int32), 2)
    assert not weights.any()
    assert not bias.any()


def test_without_features_nothing_speaks_for_any() -> None:
    weights, bias = fit(csr_matrix((5, 0)), OWNERS, 3)
    assert weights.shape == (0, 3)
    assert bias.tolist() == [0, 0, 0]


def test_balance_lets_the_few_count_as_much_as_the_many() -> None:
    features = csr_matrix(np.array([[1.0, 0]] * 20 + [[1, 0.2]]))
    owner = np.array([0] * 20 + [1], np.int32)
    asked = np.array([[1.0, 0.2]])
    plain, balanced = (
        asked @ weights + bias for weights, bias in (fit(features, owner, 2), fit(features, owner, 2, balanced=True))
    )
    assert plain[0, 1] < 0 < balanced[0, 1]
