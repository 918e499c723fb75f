"""Utilities of themes: of a text by itself, with what stands beside it, with texts like it, and of
the question that was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from aineisto.codebook import Question
from aineisto.core.shares import tell_shares, with_shares
from aineisto.core.vectors import unit
from aineisto.encoder import shared_encoder
from aineisto.language import Reading
from aineisto.themes._clustering import agreed_graph, neighbour_graph
from aineisto.themes._constants import (
    ENOUGH_TOGETHER,
    MANY_TO_GROUP,
    ONE_GRAPH,
    OWN,
    ROUNDS,
    SILENT,
)
from aineisto.themes._dialogue import shrunken_mean, with_context
from aineisto.themes._features import TextFeatures, ThemeSpace, with_neighbours
from aineisto.themes._learner import Learner
from aineisto.themes._prior import Prior, prior, read_prior, theme_and_presence
from aineisto.themes._words import Word, WordTable

#: More than these are read in parts of that size, as their likeness grows with the square.
MOST_TOGETHER = 20_000
#: Statements of a dialogue whose vectors are made at a time.
ROWS = 2_000


class Utilities:
    """What the codebook, and what was learnt on top of it, says of texts.

    Parameters
    ----------
    space : ThemeSpace
        The codebook.
    learner, coded, of_coded : Learner, TextFeatures, ndarray (m, k + 1), optional
        What was learnt, the coded texts, and their utilities by the codebook alone.
    """

    def __init__(
        self,
        space: ThemeSpace,
        learner: Learner | None = None,
        coded: TextFeatures | None = None,
        of_coded: np.ndarray | None = None,
    ) -> None:
        self.space = space
        self.learner = learner
        self.coded = coded
        self.of_coded = of_coded

    def judge(
        self, read: TextFeatures, turns: Any, rarity: Mapping[str, float], *, together: bool
    ) -> np.ndarray:
        """Return utilities (n, k + 1), of texts read together where there are enough of them."""
        n = len(read.words)
        if n < MOST_TOGETHER:
            return self._judge_part(read, turns, rarity, together)
        judged = [
            self._judge_part(read.take(part), np.asarray(turns)[part], rarity, together)
            for part in np.array_split(np.arange(n), n // MOST_TOGETHER + 1)
        ]
        return np.concatenate(judged)

    def _judge_part(
        self, read: TextFeatures, turns: Any, rarity: Mapping[str, float], together: bool
    ) -> np.ndarray:
        if read.reading is not None:
            # They have their neighbours; others like them only blur them.
            alone = self._of_reading(read, read.reading, rarity, together=together)
            if not together:
                return alone
            judged = self._with_answers(alone, read.question)
            return judged * np.where(read.reading.guided, read_prior().guided, 1.0)[:, None]
        full = np.flatnonzero(~read.empty)
        coded = read.take([]) if self.coded is None else self.coded
        if not together or not len(full) or len(full) + len(coded.words) < ENOUGH_TOGETHER:
            return self.of(read, turns, rarity=rarity)
        study = np.concatenate([read.vectors[full], coded.vectors])
        own = self.of(read, turns, rarity=rarity, study=study)
        theirs = self.of(coded, np.arange(len(coded.words)), rarity=rarity, study=study)
        alike = Neighbourhood(
            self.space.centred(study, study),
            [*read.take(full).words, *coded.words],
            [*np.asarray(turns)[full], *(object() for _ in coded.words)],
            len(self.space.vectors),
        )
        start = theme_and_presence(np.concatenate([own[full], theirs]))
        reached, assortativity = (
            alike.propagated(start)[: len(full)],
            alike.assortativity(start[:, :-1]),
        )
        own[full] = constants_of(turns).among_neighbours(own[full], reached, assortativity)
        return own

    def of(
        self,
        read: TextFeatures,
        turns: Any,
        *,
        rarity: Mapping[str, float] | None = None,
        study: np.ndarray | None = None,
        together: bool = True,
    ) -> np.ndarray:
        """Return utilities (n, k + 1) of texts, each by itself and what stands beside it.

        `study`: vectors of the texts whose middle is taken off; that of statements read in their
        dialogue is where they are judged `together`.
        """
        space = self.space
        if not read.words:
            return np.zeros((0, len(space.vectors) + 1))
        if read.reading is not None:
            return self._of_reading(read, read.reading, rarity, together=together)
        wording = with_neighbours(space.lexical_similarity(read.words, rarity), turns)
        vectors = with_neighbours(space.centred(read.vectors, study), turns)
        utilities = constants_of(turns).utilities(
            space.semantic_similarity(vectors), wording, read.sizes
        )
        if self.learner is not None:
            added = with_neighbours(self.learner.utilities(read), turns)
            utilities += np.where(read.empty[:, None], 0, added)
        return utilities

    def _of_reading(
        self,
        read: TextFeatures,
        reading: Reading,
        rarity: Mapping[str, float] | None,
        *,
        together: bool,
    ) -> np.ndarray:
        """Return utilities (n, k + 1) of statements read with what stands around them."""
        space, constants = self.space, read_prior()
        weight = {name: getattr(constants, name) for name in reading.around}
        # What stands around must not make a statement louder than one that stands alone.
        scale = 1 / np.sqrt(1 + sum(w * w for w in weight.values()))
        common = {"subject": shared_encoder().subject_middle, "vectors": space.background.mean}
        means = common
        if together:
            means = {of: shrunken_mean(getattr(reading, of), mean) for of, mean in common.items()}
        near = []
        # The vectors of some rows at a time: of a large study, all at once take the most memory.
        for rows in np.array_split(np.arange(len(reading)), len(reading) // ROWS + 1):
            part = reading.take(rows)
            subject, vectors = (
                with_context(part, kind, mean, weight) for kind, mean in means.items()
            )
            near.append((space.subject_similarity(subject), space.semantic_similarity(vectors)))
        by_subject, by_meaning = map(np.concatenate, zip(*near, strict=True))
        wording = space.lexical_similarity(read.words, rarity).astype(float)
        for name, w in weight.items():
            around = (read.around or {}).get(name, [])
            owners = np.repeat(np.arange(len(around)), [len(some) for some in around])
            beside = [words for some in around for words in some]
            np.add.at(wording, owners, w * space.lexical_similarity(beside, rarity))
        utilities = constants.of_reading(
            by_subject * scale,
            by_meaning,
            wording * scale,
            reading.aside,
        )
        if self.learner is not None:
            utilities += self.learner.utilities(read)
        # *No se on kyllä just niin* has the theme of what stands around it; where nothing is said
        # there is none.
        unsaid = [not any(map(str.isalnum, text)) for text in reading.texts]
        utilities[unsaid, -1] = SILENT
        return utilities

    def _with_answers(self, alone: np.ndarray, question: np.ndarray | None) -> np.ndarray:
        """Return utilities (n, k + 1) that know which themes a question's answers have.

        The coded ones are answers too. Their codes count in what was learnt, not here: two or three
        respondents' themes are not everybody's.
        """
        if question is None:
            return alone
        every, coded = alone, None if self.coded is None else self.coded.question
        if coded is not None and self.of_coded is not None:
            every = np.concatenate([alone, self.of_coded])
            question = np.concatenate([question, coded])
        if not tell_shares(question):
            return alone
        sharpness, strength = read_prior().together, read_prior().question
        return with_shares(every, question, sharpness=sharpness, strength=strength)[: len(alone)]


def constants_of(turns: Any, read: TextFeatures | None = None) -> Prior:
    """Return the constants for statements that were read, stand alone, or in turns with others."""
    if read is not None and read.reading is not None:
        return read_prior()
    return prior("alone" if len(set(turns)) == len(turns) else "turn")


class Neighbourhood:
    """The texts of a study, each beside the texts most like it.

    Parameters
    ----------
    vectors : ndarray (n, d)
        Centred, of length 1.
    words : list of list of Word
        Content words.
    turns : sequence (n,)
        The turn of each text: likeness is that of texts read with what stands beside them.
    themes : int
        Number of themes. Neighbours that groupings of the texts into so many put together count
        more (`_clustering.agreed_graph`).
    """

    def __init__(
        self,
        vectors: np.ndarray,
        words: Sequence[Sequence[Word]],
        turns: Sequence[Any],
        themes: int,
    ) -> None:
        from sklearn.preprocessing import normalize

        table = normalize(with_neighbours(WordTable(words).transform(words), turns))
        beside = unit(with_neighbours(vectors, turns))
        if len(words) > MANY_TO_GROUP:
            self.graph = neighbour_graph(beside, table, *ONE_GRAPH)
        else:
            self.graph = agreed_graph(beside, table, min(themes, len(words) // 5), seed=0)

    def propagated(self, utilities: np.ndarray) -> np.ndarray:
        """Return utilities to which the texts most alike have added theirs.

        Label propagation (Zhou et al. 2004) of utilities on the graph of nearest neighbours: each
        text takes from its neighbours as much as they are like it, and they have taken from
        theirs. A text that is like no other keeps to itself.

        Parameters
        ----------
        utilities : ndarray (n, m)
            Of the texts by themselves.

        Returns
        -------
        ndarray (n, m)
        """
        from scipy.sparse import diags

        likeness = np.asarray(self.graph.sum(axis=1))
        passed = diags(1 / (OWN + likeness).ravel()) @ self.graph
        reached = utilities
        for _ in range(ROUNDS):
            reached = utilities * OWN / (OWN + likeness) + passed @ reached
        return np.asarray(reached)

    def assortativity(self, utilities: np.ndarray) -> float:
        """Return how far texts that are alike have the same theme, each by itself; 1 all, 0 chance.

        Share of the likeness that is between texts whose likeliest themes are the same, corrected
        for chance as in Cohen's kappa (1960).
        """
        themes = utilities.argmax(axis=1)
        edges = self.graph.tocoo()
        same = themes[edges.row] == themes[edges.col]
        found = float(edges.data @ same / edges.data.sum())
        chance = float(((np.bincount(themes) / len(themes)) ** 2).sum())
        return max(0.0, (found - chance) / (1 - chance)) if chance < 1 else 0.0


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
    """Return all that the guide says of a question: its name, wordings and keywords."""
    parts = dict.fromkeys([question.label("fi"), *question.asked, ", ".join(question.keywords)])
    return "\n".join(part for part in parts if part)
