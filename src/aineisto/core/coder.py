"""What the coders of themes, stance and actors have in common: scikit-learn's manners, for texts.

A coder has ``fit(X, y, *, question, respondent, turn, context)``, ``predict``, ``predict_proba``,
``predict_set``, ``explain``, ``code(statements)`` and ``classes_``, the columns of its
probabilities. It answers before `fit`, from what it knows of Finnish and of the codebook.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy
from inspect import getattr_static
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin

from aineisto.core.checks import as_list, is_missing, same_length
from aineisto.core.errors import ArgumentError, ArgumentTypeError
from aineisto.core.renamed import OldName
from aineisto.core.statistics import (
    check_level,
    conformal_threshold,
    folds_of,
    label_sets,
    likely_sets,
)

#: What holds several labels of a statement.
_SEVERAL = (list, tuple, set, frozenset, np.ndarray)


class TextCoder(ClassifierMixin, BaseEstimator):
    """A classifier of statements that answers before it has been fitted.

    A class of its own gives `predict_proba`, ``classes_`` and `_learnt`, what `fit` was given.
    """

    classes_: Any
    _learnt: tuple[list[str], Sequence[Any], np.ndarray | None, Any, Any] | None = None

    def score(
        self,
        X: Sequence[str],
        y: ArrayLike,
        sample_weight: ArrayLike | None = None,
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: Any = None,
    ) -> float:
        """Return the share of statements that are coded as the coder did.

        Of several labels of a statement one is enough.
        """
        found = self.predict(X, question=question, turn=turn, context=context).tolist()
        labels = checked_labels(y, len(found))
        _same_kind(labels, self.classes_)
        weights = _checked_weights(sample_weight, len(found))
        right = [code in several(label) for code, label in zip(found, labels, strict=True)]
        return float(np.average(right, weights=weights))

    def predict_set(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: Any = None,
        *,
        level: float = 0.9,
    ) -> np.ndarray:
        """Return the classes that cannot be ruled out, bool of shape (n, n_classes).

        After `fit` split-conformal on predictions of coded statements by models that had not seen
        them, nor, where respondents were given, the respondent: the true class is in the set of
        about `level` of new statements like those. Before it, the fewest classes whose
        probabilities sum to `level`, which is no promise. The likeliest class is always in it.

        Parameters
        ----------
        X, question, turn, context
            As for `predict`.
        level : float
            Coverage asked for, between 0 and 1.
        """
        check_level(level)
        proba = self.predict_proba(X, question=question, turn=turn, context=context)
        if self._learnt is None:
            return likely_sets(proba, level)
        if "_nonconformity" not in self.__dict__:
            self._nonconformity = self._cross_fitted_nonconformity()
        return label_sets(proba, conformal_threshold(self._nonconformity, level))

    def _cross_fitted_nonconformity(self) -> np.ndarray:
        """Return one minus the probability of each coded statement's class, held out by fives."""
        assert self._learnt is not None
        texts, labels, people, _, _ = self._learnt
        proba = held_out_proba(self, folds_of(people, len(texts)))
        return nonconformity(proba, labels, self._labels_of_columns)

    @property
    def _labels_of_columns(self) -> np.ndarray:
        """What `_learnt` calls the classes."""
        return np.asarray(self.classes_)

    def _fit(
        self, texts: list[str], labels: Sequence[Any], context: Any = None, question: Any = None
    ) -> None:
        """Learn from checked texts and labels."""
        raise NotImplementedError

    def __dir__(self) -> list[str]:
        """Leave out old names, which warn, and what is worked out for use within alone.

        scikit-learn looks at the value of each name when it shows an estimator.
        """
        found = {name: getattr_static(self, name, None) for name in object.__dir__(self)}
        return [
            name
            for name, value in found.items()
            if not isinstance(value, OldName)
            and not (name.startswith("_") and isinstance(value, property))
        ]

    def __sklearn_is_fitted__(self) -> bool:
        """Always: without labels it answers from what it knows."""
        return True

    def __sklearn_tags__(self) -> Any:
        """Say that it takes texts, not numbers."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.requires_fit = False
        tags.no_validation = True
        return tags


class NamedTextCoder(TextCoder):
    """A coder whose classes are names that it has from elsewhere, the last of them for none.

    A class of its own gives `_names`. The classes are sorted: scikit-learn's scorers take the
    columns of probabilities for those of the sorted labels without asking. scikit-learn's tools
    may give `fit` positions instead of names.
    """

    #: The names that positions stand for, where `fit` was given positions.
    _columns: np.ndarray | None = None

    @property
    def classes_(self) -> np.ndarray:
        """The names, sorted; or the positions that `fit` was given."""
        return np.arange(len(self._order)) if self._is_of_positions else self._names[self._order]

    @property
    def _names(self) -> np.ndarray:
        raise NotImplementedError

    @property
    def _is_of_positions(self) -> bool:
        return self._columns is not None

    @property
    def _order(self) -> np.ndarray:
        """Which of the names each class stands for, (n_classes,)."""
        return _sorted_places(self._names) if self._columns is None else self._columns

    @property
    def _labels_of_columns(self) -> np.ndarray:
        return self._names[self._order]

    def _named(
        self, labels: list[Any], prior: Callable[[], np.ndarray]
    ) -> tuple[list[Any], np.ndarray | None]:
        """Return labels as names and, where they are positions, the columns that they stand for.

        `prior` returns the probability of each name before any label.
        """
        positions = positions_of(labels)
        if positions is None or positions.max() >= len(self._names):
            return labels, None
        order = _sorted_places(self._names)
        columns = order[classes_of_positions(positions, prior()[:, order])]
        return self._names[columns[positions]].tolist(), columns

    def _of_classes(self, proba: np.ndarray, least: float = 0.0) -> np.ndarray:
        """Return the probability of each class from those of the names."""
        chosen = proba[:, self._order]
        if not self._is_of_positions:
            return chosen
        chosen += least
        return np.asarray(chosen / chosen.sum(axis=1, keepdims=True))

    def _likeliest(self, proba: np.ndarray) -> np.ndarray:
        """Return the likeliest class of each row, of equals the first of the names."""
        by_name = np.argsort(self._order)
        return self.classes_[by_name[proba[:, by_name].argmax(axis=1)]]


def _sorted_places(names: np.ndarray) -> np.ndarray:
    return np.argsort(names.astype(str), kind="stable")


def held_out_proba(coder: TextCoder, folds: np.ndarray) -> np.ndarray:
    """Return the probabilities of what a coder was fitted on, each by one fitted without its fold.

    Parameters
    ----------
    coder : TextCoder
        Fitted; it stays as it is.
    folds : ndarray (n,)
        Two different ones or more.
    """
    assert coder._learnt is not None
    texts, labels, _, context, question = coder._learnt
    found = np.empty((len(texts), len(coder.classes_)))
    for fold in np.unique(folds):
        held, rest = (np.flatnonzero(some).tolist() for some in (folds == fold, folds != fold))
        model = copy(coder)  # what it knows of the codebook is shared, what it learns is not
        known, around = (context and context.take(rows) for rows in (rest, held))
        led, asked = (None if question is None else question[rows] for rows in (rest, held))
        model._fit([texts[row] for row in rest], [labels[row] for row in rest], known, led)
        some = [texts[row] for row in held]
        found[held] = model.predict_proba(some, question=asked, context=around)
    return found


def nonconformity(proba: np.ndarray, labels: Sequence[Any], classes: np.ndarray) -> np.ndarray:
    """Return one minus the probability of each label, of several the likeliest, (n,)."""
    column = {label: k for k, label in enumerate(classes)}
    given = (
        max(row[column[one]] for one in several(label))
        for row, label in zip(proba, labels, strict=True)
    )
    return 1.0 - np.fromiter(given, float, len(proba))


def several(label: Any) -> tuple[Any, ...]:
    """Return a statement's label, or its labels, as a tuple."""
    return tuple(label) if isinstance(label, _SEVERAL) else (label,)


def first_unknown(labels: Sequence[Any], known: Collection[Any]) -> tuple[int, Any] | None:
    """Return the row (counted from 1) and the label of the first that is not known, or None."""
    for row, label in enumerate(labels, start=1):
        for one in several(label):
            if one not in known:
                return row, one
    return None


def positions_of(labels: Sequence[Any] | np.ndarray) -> np.ndarray | None:
    """Return labels as positions where they are 0, 1, …, k − 1, each of them there; else None.

    scikit-learn's tools (`cross_val_predict` of probabilities, `VotingClassifier`,
    `StackingClassifier`) hand `fit` the places of the labels among the sorted ones instead of the
    labels.
    """
    try:
        given = np.asarray(labels)
    except ValueError:  # sets of different sizes
        return None
    if given.ndim != 1 or given.dtype.kind not in "iu" or not len(given):
        return None
    seen = np.unique(given)
    return given.astype(int) if np.array_equal(seen, np.arange(len(seen))) else None


def classes_of_positions(
    positions: np.ndarray, proba: np.ndarray, *, adjacent: bool = False
) -> np.ndarray:
    """Return the class that each position stands for: the columns of `proba`, shape (k,).

    Positions are in the order of the sorted classes, of which some may not be among the labels.
    Of all the ways to choose them in that order, the one is taken under which the labels are
    likeliest to a model that knows the classes; where no class is left out there is but one.

    Parameters
    ----------
    positions : ndarray of int, shape (n,)
    proba : ndarray, shape (n, n_classes)
        Of each class before `fit`, columns in the order of the sorted classes.
    adjacent : bool, default False
        Take neighbouring classes only: the steps of a scale that a coder leaves unused are its
        ends.
    """
    k, n_classes = int(positions.max()) + 1, proba.shape[1]
    logs = np.log(np.maximum(proba, 1e-6))
    gain = np.stack([logs[positions == place].sum(axis=0) for place in range(k)])
    if adjacent:
        runs = [np.trace(gain[:, start : start + k]) for start in range(n_classes - k + 1)]
        return np.arange(k) + int(np.argmax(runs))
    best = np.full((k + 1, n_classes + 1), -np.inf)
    best[0] = 0.0
    for place in range(k):  # best[j, c]: of the first j positions among the first c classes
        for column in range(place, n_classes):
            take = best[place, column] + gain[place, column]
            best[place + 1, column + 1] = max(best[place + 1, column], take)
    chosen, column = [], n_classes
    for place in range(k, 0, -1):
        while best[place, column] == best[place, column - 1]:
            column -= 1
        column -= 1
        chosen.append(column)
    return np.array(chosen[::-1])


def checked_labels(y: Any, n: int) -> list[Any]:
    """Return labels as a list, one for each of `n` texts, or several: a list, a set, an array.

    Raises
    ------
    ArgumentError
        When there is none, or not one for each text, or one is missing.
    """
    labels = as_list(y, "y", "labels")
    same_length("texts", range(n), "labels", labels)
    if not n:
        raise ArgumentError("There is no statement.", remedy="Give coded statements.")
    if getattr(y, "ndim", 1) > 1 and isinstance(labels[0], np.ndarray):
        raise ArgumentError(
            f"The labels have the shape {y.shape}.", remedy="Give one label, or a set, a text."
        )
    for row, label in enumerate(labels, start=1):
        if is_missing(label) or (isinstance(label, _SEVERAL) and not len(label)):
            raise ArgumentError(
                f"There is no label but {label!r}.",
                place=f"label {row}",
                remedy="Leave out the statements that have no code, those of X too.",
            )
    return labels


def _same_kind(labels: Sequence[Any], classes: np.ndarray) -> None:
    """Check that labels are text where the classes are, and numbers where those are."""
    named = isinstance(classes[0], str)
    for row, label in enumerate(labels, start=1):
        for one in several(label):
            if isinstance(one, str) is not named:
                raise ArgumentTypeError(
                    f"The label {one!r} is {'no text' if named else 'no number'}, and the classes "
                    f"are, such as {classes.tolist()[0]!r}.",
                    place=f"label {row}",
                    remedy="Give the labels as fit takes them.",
                )


def _checked_weights(weights: Any, n: int) -> np.ndarray | None:
    if weights is None:
        return None
    found = np.array(as_list(weights, "sample_weight", "numbers"), dtype=object)
    same_length("weights", found, "texts", range(n))
    numbers = pd.to_numeric(pd.Series(found), errors="coerce").to_numpy(float)
    if not np.isfinite(numbers).all() or (numbers < 0).any() or not numbers.any():
        raise ArgumentError(
            "sample_weight holds what is no weight, or nothing above 0.",
            remedy="Give a number from 0 on for each text.",
        )
    return numbers
