"""Find actors in texts, and code statements with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from aineisto.actors._context import CONFIDENCE, Mention
from aineisto.actors._mentions import MentionFinder
from aineisto.actors._unknown import Name, names_of_texts
from aineisto.codebook import ActorEntry, merge_register
from aineisto.codings import make_codings
from aineisto.core.checks import (
    as_column,
    as_text,
    as_texts,
    check_statements,
    refuse_one_string,
    same_length,
)
from aineisto.core.coder import NamedTextCoder, checked_labels, first_unknown, several
from aineisto.core.errors import CodebookError, CodingsError
from aineisto.corpus import Corpus, interview_dates

CODER = "machine:actors@0.1"
#: The code of a statement that speaks of no actor.
NO_ACTOR = "none"
#: As many coded statements the recogniser's own confidence counts for (a beta prior's strength).
MENTIONS_BEFORE = 5
COLUMNS = ("text", "start", "end", "mention", "actor", "kind", "known")


class ActorRecognizer(NamedTextCoder):
    """Find the actors of a register in Finnish text, in any case and spelling.

    One pass: each written word is looked up among all spellings with their stems and endings
    (fifteen cases, clitics, possessive suffixes, colon endings); ambiguous ones (*luova*,
    *kanta*, *Tieto*, *SM*) are decided from the words around them.

    A mention is the whole written word with its ending and clitics, a compound too
    (``Kanta-palvelut``, ``SoteDigi-yhtiön``), with a company's form after it (``Vimana Oy:n``).
    A slash parts mentions (``VM/STM:n``). A municipality in a local case of place (*Turussa*) is
    a place and not a mention, unless the name says *kaupunki*.

    Parameters
    ----------
    actors : sequence of ActorEntry, optional
        A codebook's actors; they add to the built-in register and override it.

    Attributes
    ----------
    classes_ : ndarray of str
        Columns of `predict_proba`, sorted as scikit-learn has them. The register is their scale:
        its names and ``"none"``, no actor is mentioned, whether `fit` saw them or not. Where `fit`
        was given positions 0…k − 1 of names (scikit-learn's tools do so, and `LabelEncoder`), the
        positions: what scores or calibrates probabilities needs them.

    Notes
    -----
    As a classifier it gives each statement one actor, the surest or first named; `find` and
    `code` give all. `fit` learns how often the coder meant an actor where its name stands.

    Examples
    --------
    >>> ActorRecognizer().find(["KELA:lle sovitettiin."])[["start", "end", "actor"]].values.tolist()
    [[0, 8, 'Kela']]
    """

    #: By actor: in how many coded statements with its name it was meant, of how many.
    counts_: Mapping[str, tuple[int, int]] = MappingProxyType({})

    def __init__(self, actors: Sequence[ActorEntry] | None = None) -> None:
        self.actors = actors

    @property
    def register(self) -> tuple[ActorEntry, ...]:
        """The actors that are looked for."""
        return self._finder.register

    @property
    def _finder(self) -> MentionFinder:
        """What finds the register's spellings; made anew when `actors` has changed."""
        known = self.__dict__.get("_known_finder")
        if known is None or known[0] is not self.actors:
            known = (self.actors, MentionFinder(merge_register(self.actors)))
            self._known_finder = known
        return known[1]

    @property
    def _names(self) -> np.ndarray:
        return np.array([*(entry.name for entry in self.register), NO_ACTOR], dtype=object)

    def fit(
        self,
        X: Sequence[str],
        y: Sequence[str | Iterable[str]],
        *,
        question: Sequence[str] | None = None,
        respondent: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: Any = None,
    ) -> ActorRecognizer:
        """Learn from coded statements how often a mention of each actor is one.

        Parameters
        ----------
        X : sequence of str
            Statements.
        y : sequence of str, or of collections of str
            The actor of each, ``"none"`` where none is meant; several where a statement has them.
        respondent : sequence of str, optional
            Who said it: `predict_set` is then calibrated on other respondents' statements.
        question, turn : sequence, optional
            Taken as every coder takes them; nothing is learnt from them.

        Returns
        -------
        ActorRecognizer
            Itself.

        Raises
        ------
        CodebookError
            When a name is not in the register.
        ArgumentError
            When there is not one name, or set of names, for each text.
        """
        texts = as_texts(X, missing_as="")
        refuse_one_string(y, "y", "names")
        given = checked_labels(y, len(texts))
        people = as_column(respondent, len(texts), "respondent")
        _check_asked(len(texts), question, turn)
        labels, columns = self._named(given, lambda: self._probabilities(texts, {}))
        self._check_names(labels)
        self._fit(texts, labels)
        self._columns, self._learnt = columns, (texts, labels, people, None, None)
        self.__dict__.pop("_nonconformity", None)
        return self

    def _fit(
        self, texts: list[str], labels: Sequence[Any], context: Any = None, question: Any = None
    ) -> None:
        counts: dict[str, tuple[int, int]] = {}
        for text, label in zip(texts, labels, strict=True):
            meant = set(several(label))
            for actor in self._confidences(text, {}):
                name = self.register[actor].name
                right, all_of = counts.get(name, (0, 0))
                counts[name] = right + (name in meant), all_of + 1
        self.counts_ = counts

    def _check_names(self, labels: Sequence[Any]) -> None:
        unknown = first_unknown(labels, set(self._names))
        if unknown:
            raise CodebookError(
                f"The actor {unknown[1]!r} is not in the register.",
                place=f"name {unknown[0]}",
                remedy="Add it to the codebook's [[actors]], or give the register's name.",
            )

    def predict(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: Any = None,
    ) -> np.ndarray:
        """Return the likeliest actor of each text, or ``"none"``; see `predict_proba`."""
        return self._likeliest(self.predict_proba(X, question, turn))

    def predict_proba(
        self,
        X: Sequence[str],
        question: Sequence[str] | None = None,
        turn: Sequence[Any] | None = None,
        context: Any = None,
    ) -> np.ndarray:
        """Return the probability of each actor as the one a text is about, shape (n, n_classes).

        ``"none"`` has the probability that no mention is one; the rest is parted by how sure the
        mentions are and how often an actor is named, of equals the first named.
        """
        texts = as_texts(X, missing_as="")
        _check_asked(len(texts), question, turn)
        return self._of_classes(self._probabilities(texts, self.counts_), least=1e-12)

    def _probabilities(
        self, texts: Sequence[str], counts: Mapping[str, tuple[int, int]]
    ) -> np.ndarray:
        proba = np.zeros((len(texts), len(self.register) + 1))
        for row, text in enumerate(texts):
            found = self._confidences(text, counts)
            none = float(np.prod([1 - max(sure) for sure in found.values()]))
            weights = np.array([sum(sure) for sure in found.values()])
            weights *= 1 - 1e-6 * np.arange(len(weights))
            proba[row, list(found)] = (1 - none) * weights / max(weights.sum(), 1e-12)
            proba[row, -1] = none
        return proba

    def _confidences(
        self, text: str, counts: Mapping[str, tuple[int, int]]
    ) -> dict[int, list[float]]:
        """Return how sure each mention of each actor is, in the order they are named."""
        found: dict[int, list[float]] = {}
        for mention, _, sure in self._mentions(text, counts):
            found.setdefault(mention.actor, []).append(sure)
        return found

    def _mentions(
        self, text: str, counts: Mapping[str, tuple[int, int]], date: str = ""
    ) -> Iterator[tuple[Mention, str, float]]:
        """Yield the mentions of a text, each with the actor's name and how sure it is."""
        for mention, confidence in self._finder.mentions(text, date=date):
            name = self.register[mention.actor].name
            yield mention, name, _updated(confidence, counts.get(name))

    def explain(self, text: str) -> pd.DataFrame:
        """Return the mentions that carry a text's actors.

        Returns
        -------
        DataFrame
            ``start``, ``end`` (code points into `text`), ``mention``, ``actor``, ``confidence``.
        """
        rows = [
            (mention.start, mention.end, mention.form, name, sure)
            for mention, name, sure in self._mentions(as_text(text), self.counts_)
        ]
        columns = ["start", "end", "mention", "actor", "confidence"]
        return pd.DataFrame(rows, columns=columns)

    def find(
        self,
        texts: Iterable[str],
        *,
        unknown: bool = False,
        date: str | Sequence[str] = "",
    ) -> pd.DataFrame:
        """Return the mentions of actors.

        Parameters
        ----------
        texts : iterable of str
            Statements or whole documents.
        unknown : bool
            Whether to ask the name finder as well (far slower). It proposes organisations that
            the register lacks, and decides ambiguous names of the register where the words around
            them do not; names of the register beside a name, and its other places, are evidence
            for the finder in turn.
        date : str, or sequence of str
            When the texts were said, or each of them: ISO dates or beginnings of them. A spelling
            that has gone from one actor to another (*KYS*, *Tays*) names the one of that day;
            now's by default.

        Returns
        -------
        DataFrame
            One row a mention, in the order of the texts: ``text`` (position of the text),
            ``start``, ``end`` (code points into it, end exclusive), ``mention``, ``actor`` (the
            register's name; of an unknown one the base form), ``kind``, ``known``.
        """
        texts = as_texts(texts, missing_as="")
        days = [date] * len(texts) if isinstance(date, str) else as_texts(date, missing_as="")
        same_length("dates", days, "texts", texts)
        look = self._finder.mentions
        mentions = [look(text, date=day) for text, day in zip(texts, days, strict=True)]
        names: list[list[Name]] = []
        if unknown:
            names = names_of_texts(texts, [_sure(found) for found in mentions])
            for number, marked in enumerate(names):
                if marked:
                    mentions[number] = look(texts[number], marked, days[number])
        rows = []
        for number, found in enumerate(mentions):
            for mention, _ in found:
                entry = self.register[mention.actor]
                place = (number, mention.start, mention.end)
                rows.append((*place, mention.form, entry.name, entry.kind, True))
        frame = _frame(rows)
        if not unknown:
            return frame
        from aineisto.actors._unknown import propose

        both = _frame(rows + propose(texts, frame, names))
        return both.sort_values(["text", "start"], kind="stable", ignore_index=True)

    def code(self, statements: Any, dates: Mapping[str, str] | None = None) -> pd.DataFrame:
        """Return the actors of statements as codings, one row a mention.

        Parameters
        ----------
        statements : DataFrame or Corpus
            Statements with ``statement_id`` and ``clean``; of a corpus, the interviewees'.
        dates : mapping, optional
            Statement → ISO date, or the beginning of one, on which it was said; of a corpus what
            `aineisto.corpus.interview_dates` tells. See `find`.

        Returns
        -------
        DataFrame
            A codings table; ``start`` and ``end`` count from the beginning of ``clean``.

        Raises
        ------
        CodingsError
            When a column is missing.
        """
        is_table = isinstance(statements, pd.DataFrame)
        frame = statements if is_table else getattr(statements, "answers", statements)
        check_statements(frame, error=CodingsError)
        if dates is None:
            dates = interview_dates(statements) if isinstance(statements, Corpus) else {}
        rows = [
            {
                "statement_id": statement,
                "family": "actor",
                "code": name,
                "start": mention.start,
                "end": mention.end,
                "coder": CODER,
                "confidence": sure,
                "evidence": mention.form,
                "status": "suggested",
            }
            for statement, text in zip(frame["statement_id"], frame["clean"], strict=True)
            for mention, name, sure in self._mentions(
                text, self.counts_, str(dates.get(statement) or "")
            )
        ]
        return make_codings(rows)


def _check_asked(n: int, question: Sequence[str] | None, turn: Sequence[Any] | None) -> None:
    for name, column in (("question", question), ("turn", turn)):
        as_column(column, n, name)


def _updated(confidence: float, counts: tuple[int, int] | None) -> float:
    """Return how sure a mention is after so many coded statements with the actor's name."""
    if counts is None:
        return confidence
    right, all_of = counts
    return (MENTIONS_BEFORE * confidence + right) / (MENTIONS_BEFORE + all_of)


def _sure(found: Iterable[tuple[Mention, float]]) -> list[tuple[int, int]]:
    return [(m.start, m.end) for m, confidence in found if confidence > CONFIDENCE["unless"]]


def _frame(rows: list[tuple[int, int, int, str, str, str, bool]]) -> pd.DataFrame:
    kinds = {"text": "int64", "start": "int64", "end": "int64", "known": "bool"}
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)
