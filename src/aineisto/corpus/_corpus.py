"""The corpus: documents, participants and statements as tidy frames."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from aineisto.codebook import Question
from aineisto.core.errors import AineistoError
from aineisto.corpus._edits import EditMap

if TYPE_CHECKING:
    from aineisto.search import Concordance

#: Kind of each column of the documents frame.
DOCUMENT_COLUMNS: dict[str, str] = {
    "document": "str",
    "path": "str",
    "format": "str",
    "text": "str",
}

#: Kind of each column of the statements frame. ``text`` is the document's text from ``start`` to
#: ``end`` to the letter; ``clean`` is what analysis reads and people are shown: the same words
#: without broken lines, hyphenation and headers and footers. ``time_start`` and ``time_end`` are
#: seconds in the recording, NaN where the transcript does not say.
STATEMENT_COLUMNS: dict[str, str] = {
    "statement_id": "str",
    "document": "str",
    "participant": "str",
    "speaker": "str",
    "role": "str",
    "question": "str",
    "turn": "int64",
    "start": "int64",
    "end": "int64",
    "time_start": "float64",
    "time_end": "float64",
    "text": "str",
    "clean": "str",
}

PROBLEM_COLUMNS = ("file", "place", "problem", "remedy")
INTERVIEWER = "interviewer"
INTERVIEWEE = "interviewee"


def _no_problems() -> pd.DataFrame:
    return pd.DataFrame(columns=list(PROBLEM_COLUMNS), dtype="str")


@dataclass(frozen=True, eq=False, repr=False)
class Corpus:
    """Interviews as frames.

    Attributes
    ----------
    documents : DataFrame
        One row a document: ``document``, ``path``, ``format``, ``text`` (as it was read).
    participants : DataFrame
        One row a participant: ``participant`` and the study's own attributes (``group``, …).
    statements : DataFrame
        One row a unit of coding, columns as in DESIGN: ``statement_id``, ``document``,
        ``participant``, ``speaker``, ``role``, ``question``, ``turn``, ``start``, ``end`` (code
        points into the document's text, end exclusive), ``time_start``, ``time_end`` (seconds in
        the recording, NaN where unknown), ``text``, ``clean``.
    problems : DataFrame
        Files that could not be read, and what in the others was left out, guessed or nearly a
        label: ``file``, ``place``, ``problem``, ``remedy``, and ``facts``, from which they
        are told in Finnish.
    edits : mapping of str to EditMap
        By document: the edits that lead from its text to its clean copy.
    questions : tuple of Question
        The interview guide, in its order: as given, or as inferred from the questions that recur
        from interview to interview; empty where there is neither.
    read_again : callable or None
        Reads the same files with other ``roles``; None for a corpus that was not read from files.
    given_roles : mapping
        The roles that were given when it was read.

    Examples
    --------
    >>> corpus
    Corpus(3 documents, 3 participants, 295 statements of interviewees)
    >>> corpus.statements["role"].value_counts().to_dict()
    {'interviewee': 295, 'interviewer': 74}
    >>> corpus.participants["group"].nunique()
    2
    """

    documents: pd.DataFrame
    participants: pd.DataFrame
    statements: pd.DataFrame
    problems: pd.DataFrame = field(default_factory=_no_problems)
    edits: Mapping[str, EditMap] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    read_again: Callable[..., Corpus] | None = field(default=None, repr=False)
    given_roles: Mapping[str, object] = field(default_factory=dict, repr=False)

    @property
    def left_out(self) -> pd.DataFrame:
        """The problems of files that could not be read at all."""
        return self.problems[~self.problems["file"].isin(self.documents["path"])]

    @property
    def none_recognised(self) -> bool:
        """Whether there is a guide, and none of its questions was recognised in any interview."""
        return bool(self.questions) and not bool(
            self.statements["question"].fillna("").ne("").any()
        )

    def check(self) -> pd.DataFrame:
        """Show how each document was read, to be looked over before anything is coded.

        Returns
        -------
        DataFrame
            One row a document: ``document``, ``format``, ``speakers`` (label, role and number of
            turns of each), ``turns``, ``words_interviewer``, ``words_interviewee`` (what stands
            between spaces), ``unused`` (the share of the document's words that are neither speech
            nor labels), ``unused_words`` (what they are), ``timed`` (the share of statements with a
            time), ``questions_found`` and ``questions_missed`` (codes of the guide),
            ``first_words`` (of each speaker), ``warnings``, and of the turns that `off_guide`
            lists ``off_guide`` (how many statements answer them) and ``off_guide_turns`` (those
            turns, of the most interviews first);
            files that could not be read have a row with their warning and no turns.
            In a notebook and when printed it shows all of that, nothing cut.

        Examples
        --------
        >>> import aineisto
        >>> corpus = aineisto.read("haastattelut")  # doctest: +SKIP
        >>> corpus.check()  # doctest: +SKIP
        """
        from aineisto.corpus._check import check

        return check(self)

    def off_guide(self) -> pd.DataFrame:
        """Show what the interviewer asked besides the guide, and where the answers count.

        An answer counts to the question of the guide that was recognised last. That is right after
        a follow-up (*Osaatko antaa esimerkin?*) and wrong after a question of its own that the
        guide lacks (*Onko vielä jotain lisättävää?*): which is which, only the reader can tell. Of
        a question of its own make a question of the guide, and read again.

        Returns
        -------
        DataFrame
            A row for each turn that asks no question of the guide and is answered: ``document``,
            ``statement_id`` (of its first sentence), ``turn``, ``text``, ``question`` (the code
            that its answers have), ``answers`` (how many statements they are), ``documents`` (in
            how many interviews the turn stands in nearly the same words). Turns before the first
            question that was recognised are listed where a question was missed, since it may be
            among them; their answers have no question. Words of assent (*joo niin*) are no turn of
            their own here. Empty where there is no guide; a document whose table gives questions of
            its own has no rows.

        Examples
        --------
        >>> asked = corpus.off_guide().sort_values("documents", ascending=False)
        >>> asked[["text", "question"]].iloc[0].tolist(), int(asked["documents"].iloc[0])
        (['Onko vielä jotain, mitä haluaisit lisätä?', 'investoinnit'], 3)
        """
        from aineisto.corpus._off_guide import off_guide

        return off_guide(self)

    def roles(self, roles: Mapping[str, str | Mapping[str, str]]) -> Corpus:
        """Return the corpus with other roles, read again; the files stay as they are.

        Parameters
        ----------
        roles : mapping
            Roles by label, ``{"H1": "interviewer", "H2": "interviewee"}``, in all documents, or by
            document such a mapping. They are added to those given before.

        Raises
        ------
        SpeakerError
            When a label or document is not there, or a role is none.
        AineistoError
            When the corpus was not read from files, or its names have been replaced since.
        """
        from aineisto.corpus._given import with_more_roles

        if self.read_again is None:
            raise AineistoError(
                "The corpus does not know the files that it was read from.",
                remedy="Give the roles to read(paths, roles=…), and pseudonymise after.",
            )
        return self.read_again(roles=with_more_roles(self.given_roles, roles))

    def interpolated(self) -> Corpus:
        """Return the corpus with the times that are unknown reckoned from those around them.

        Times between two that are known are spread by the letters spoken; before the first and
        after the last known time of a document they stay unknown. The statements get a column
        ``time_interpolated``, which tells which ``time_start`` is reckoned.
        """
        from aineisto.corpus._times import interpolated_times

        statements = interpolated_times(self.statements)
        return replace(self, statements=statements)

    @property
    def answers(self) -> pd.DataFrame:
        """The interviewees' statements: what is coded by default."""
        return self.statements[self.statements["role"] == INTERVIEWEE]

    def locate(self, statement_id: str, start: int, end: int) -> tuple[int, int]:
        """Return where a span of a statement's ``clean`` text lies in its document's text.

        Parameters
        ----------
        statement_id : str
            The statement.
        start, end : int
            Code points into the statement's ``clean`` text, end exclusive.

        Returns
        -------
        (int, int)
            Code points into the document's text, end exclusive.

        Raises
        ------
        AineistoError
            When the corpus has no such statement.
        """
        row = self._row(statement_id)
        edits = self.edits.get(str(self.statements["document"].iat[row]))
        first = int(self.statements["start"].iat[row])
        if edits is None:
            return first + start, first + end
        last = int(self.statements["end"].iat[row])
        low, high = edits.within(first, last).to_original(start, end)
        return first + low, first + high

    def search(
        self,
        query: str,
        *,
        compounds: bool = False,
        synonyms: int = 0,
        gap: int = 3,
        interviewer: bool = False,
        width: int = 60,
        mode: str = "fast",
    ) -> Concordance:
        """Find a word in every inflected form, or a phrase, in its context.

        Parameters and result as of `aineisto.search.search`.

        Examples
        --------
        >>> import aineisto
        >>> corpus = aineisto.read("haastattelut")  # doctest: +SKIP
        >>> corpus.search("selkeä * rooli")  # doctest: +SKIP
        """
        from aineisto.search import search

        return search(
            self,
            query,
            compounds=compounds,
            synonyms=synonyms,
            gap=gap,
            interviewer=interviewer,
            width=width,
            mode=mode,
        )

    def frequencies(
        self,
        by: str | None = None,
        *,
        stopwords: Collection[str] | None = None,
        content_words: bool = True,
        min_count: int = 1,
        interviewer: bool = False,
        mode: str = "fast",
    ) -> pd.DataFrame:
        """Count lemmas, all together or by group or question, with their dispersion.

        Parameters and result as of `aineisto.search.frequencies`.
        """
        from aineisto.search import frequencies

        return frequencies(
            self,
            by,
            stopwords=stopwords,
            content_words=content_words,
            min_count=min_count,
            interviewer=interviewer,
            mode=mode,
        )

    def keyness(
        self,
        by: str = "group",
        *,
        reference: str | None = None,
        stopwords: Collection[str] | None = None,
        content_words: bool = True,
        min_count: int = 3,
        interviewer: bool = False,
        mode: str = "fast",
    ) -> pd.DataFrame:
        """Find the lemmas that a group, or the answers to a question, use more than the others.

        Parameters and result as of `aineisto.search.keyness`.
        """
        from aineisto.search import keyness

        return keyness(
            self,
            by,
            reference=reference,
            stopwords=stopwords,
            content_words=content_words,
            min_count=min_count,
            interviewer=interviewer,
            mode=mode,
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        return {}

    def _row(self, statement_id: str) -> int:
        ids = self.statements["statement_id"]
        row = self._places.get(statement_id, -1)
        # The frame is the user's: rows may have moved since the places were noted.
        if not (0 <= row < len(ids) and ids.iat[row] == statement_id):
            self._places.clear()
            self._places.update(zip(ids, range(len(ids)), strict=True))
            row = self._places.get(statement_id, -1)
        if row < 0:
            raise AineistoError(
                f"The corpus has no statement {statement_id!r}.",
                remedy="Use an identifier from corpus.statements.",
            )
        return row

    def _repr_html_(self) -> str:
        from aineisto.corpus._check import shown

        return shown(self)

    def __repr__(self) -> str:
        left_out = f", {len(self.problems)} problems" if len(self.problems) else ""
        return (
            f"Corpus({len(self.documents)} documents, {len(self.participants)} participants, "
            f"{len(self.answers)} statements of interviewees{left_out})"
        )
