"""What the question of the interview guide says of the themes of its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from aineisto.codebook import Question


def of_questions(
    codes: Iterable[object],
    questions: Sequence[Question],
    predict_proba: Callable[[list[str]], np.ndarray],
) -> np.ndarray:
    """Return the probability of each theme for the question of each statement, (n, k).

    Parameters
    ----------
    codes : iterable
        The question of each statement. One that the guide lacks says nothing: a row of zeros.
    questions : sequence of Question
        The interview guide.
    predict_proba : callable
        From texts to probabilities (n, k + 1), no theme last.
    """
    guide = predict_proba([wording_of(question) for question in questions])[:, :-1]
    row = {question.code: i for i, question in enumerate(questions)}
    known = np.vstack([guide, np.zeros(guide.shape[1])])
    return known[[row.get(str(code), -1) for code in codes]]


def wording_of(question: Question) -> str:
    """Return all that the guide says of a question: its name, text and keywords."""
    parts = dict.fromkeys([question.label("fi"), question.text, ", ".join(question.keywords)])
    return "\n".join(part for part in parts if part)
