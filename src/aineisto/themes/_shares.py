"""How common each theme is among the answers to a question, estimated from the study itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax, softmax

from aineisto.themes._constants import QUESTION_PRIOR, QUESTION_ROUNDS


@dataclass(frozen=True)
class CodedAnswers:
    """What a coder has said of answers.

    Attributes
    ----------
    question : ndarray of str (n,)
        The question that each answers.
    code : ndarray of int (n,)
        The column of a code it has.
    weight : ndarray (n,)
        What that code counts: those of a statement sum to 1.
    """

    question: np.ndarray
    code: np.ndarray
    weight: np.ndarray


def with_shares(
    utilities: np.ndarray,
    question: np.ndarray,
    *,
    sharpness: float,
    strength: float,
    coded: CodedAnswers | None = None,
) -> np.ndarray:
    """Return utilities to which it is added how common each code is among a question's answers.

    The shares are found by expectation maximisation (Saerens, Latinne and Decaestecker 2002,
    *Adjusting the outputs of a classifier to new a priori probabilities*), here one set of shares a
    question, drawn towards those of the whole study as if `QUESTION_PRIOR` more of its statements
    answered the question. Statements that a person has coded count as coded.

    Parameters
    ----------
    utilities : ndarray (n, k + 1)
        Of the statements of a study, each by itself, no theme last.
    question : ndarray of str (n,)
        The question that each answers; those without one are taken as one question's.
    sharpness : float
        What the utilities are multiplied by: the shares say part of what they say.
    strength : float
        How far the shares of the questions count; 1 is Bayes' rule.
    coded : CodedAnswers, optional

    Returns
    -------
    ndarray (n, k + 1)
    """
    own = log_softmax(sharpness * utilities, axis=1)
    probable = np.exp(own)
    of_study = np.log(np.maximum(probable.mean(axis=0), 1e-9))
    coded_at = np.zeros(0, str) if coded is None else coded.question
    names, place = np.unique(np.concatenate([question, coded_at]), return_inverse=True)
    place, of_coded = np.split(place, [len(question)])
    counted = np.zeros((len(names), utilities.shape[1]))
    if coded is not None:
        np.add.at(counted, (of_coded, coded.code), coded.weight)
    for _ in range(QUESTION_ROUNDS):
        many = counted.copy()
        np.add.at(many, place, probable)
        prior = QUESTION_PRIOR * many.sum(axis=0) / many.sum()
        shares = (many + prior) / (many.sum(axis=1, keepdims=True) + QUESTION_PRIOR)
        informed = own + strength * (np.log(np.maximum(shares, 1e-9)) - of_study)[place]
        probable = softmax(informed, axis=1)
    return informed
