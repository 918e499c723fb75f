"""How common each code is among the answers to a question, estimated from the study itself.

Which theme an answer has, and which side it takes, follows from the question more than a coder that
reads one statement after the other can know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import log_softmax, softmax

#: Fewer statements, coded ones counted, tell no shares.
ENOUGH_ANSWERS = 50
#: So many statements of the whole study are counted to the answers of each question, and how often
#: the shares are estimated anew. Chosen for themes on studies that the encoder had not learnt from
#: (T38, T146, T154, T204, T206, T209, T212 and S7), before and after 25 to 300 labels: of 5, 10 and
#: 20 statements; of 1, 2, 3, 6 and 12 rounds (from 6 on there is no difference).
QUESTION_PRIOR, QUESTION_ROUNDS = 10.0, 6
#: Parts in which coded statements are left out where nobody knows who said them.
FOLDS = 10


@dataclass(frozen=True)
class CodedAnswers:
    """What a coder has said of answers.

    Attributes
    ----------
    question : ndarray of str (n,)
        The question that each answers.
    code : ndarray of int (n,)
        The column of the code that it has.
    """

    question: np.ndarray
    code: np.ndarray


def tell_shares(question: np.ndarray, coded: CodedAnswers | None = None) -> bool:
    """Tell whether there are enough statements, of several questions or some coded, for shares."""
    if coded is None:
        return len(question) >= ENOUGH_ANSWERS and len(np.unique(question)) > 1
    return len(question) + len(coded.question) >= ENOUGH_ANSWERS


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
    utilities : ndarray (n, k)
        Of the statements of a study, each by itself: logarithms of probabilities, up to a constant
        a row.
    question : ndarray of str (n,)
        The question that each answers; those without one are taken as one question's.
    sharpness : float
        What the utilities are multiplied by: the shares say part of what they say.
    strength : float
        How far the shares of the questions count; 1 is Bayes' rule.
    coded : CodedAnswers, optional

    Returns
    -------
    ndarray (n, k)
    """
    if not len(utilities):
        return utilities
    own = log_softmax(sharpness * utilities, axis=1)
    probable = np.exp(own)
    of_study = np.log(np.maximum(probable.mean(axis=0), 1e-9))
    coded_at = np.zeros(0, str) if coded is None else coded.question
    names, place = np.unique(np.concatenate([question, coded_at]), return_inverse=True)
    place, of_coded = np.split(place, [len(question)])
    counted = np.zeros((len(names), utilities.shape[1]))
    if coded is not None:
        np.add.at(counted, (of_coded, coded.code), 1.0)
    for _ in range(QUESTION_ROUNDS):
        many = counted.copy()
        np.add.at(many, place, probable)
        prior = QUESTION_PRIOR * many.sum(axis=0) / many.sum()
        shares = (many + prior) / (many.sum(axis=1, keepdims=True) + QUESTION_PRIOR)
        informed = own + strength * (np.log(np.maximum(shares, 1e-9)) - of_study)[place]
        probable = softmax(informed, axis=1)
    return informed


def held_out_shares(
    utilities: np.ndarray,
    coded: CodedAnswers,
    groups: np.ndarray | None,
    *,
    sharpness: float,
    strength: float,
) -> np.ndarray:
    """Return utilities of coded statements, to each of which others' codes alone have added theirs.

    Parameters
    ----------
    utilities : ndarray (n, k)
        Of the coded statements, each by a model that has not seen its code.
    coded : CodedAnswers
        Their codes.
    groups : ndarray (n,), optional
        Statements of a group, such as a respondent's, are left out together; without groups every
        tenth is.
    sharpness, strength
        As `with_shares` takes them.
    """
    n = len(utilities)
    _, fold = np.unique(np.arange(n) % FOLDS if groups is None else groups, return_inverse=True)
    found = np.empty(utilities.shape)
    for one in range(fold.max() + 1):
        own, others = fold == one, fold != one
        known = CodedAnswers(coded.question[others], coded.code[others])
        found[own] = with_shares(
            utilities[own], coded.question[own], sharpness=sharpness, strength=strength, coded=known
        )
    return found
