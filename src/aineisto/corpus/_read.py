"""Read transcripts into a corpus."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook, Question
from aineisto.core.checks import as_path
from aineisto.core.errors import (
    AineistoError,
    AineistoWarning,
    ParticipantsError,
    ReadError,
    Said,
    SpeakerError,
    reading,
)
from aineisto.core.memory import without_garbage_collection
from aineisto.core.progress import shown
from aineisto.core.shares import ENOUGH_ANSWERS
from aineisto.corpus._corpus import (
    DOCUMENT_COLUMNS,
    INTERVIEWEE,
    INTERVIEWER,
    PROBLEM_COLUMNS,
    Corpus,
)
from aineisto.corpus._duplicates import same_interviews
from aineisto.corpus._files import document_names, find_files
from aineisto.corpus._given import Given, given_roles
from aineisto.corpus._guide import (
    GuideMatcher,
    in_codes,
    infer_guide,
    load_guide,
    unknown_questions,
)
from aineisto.corpus._other_languages import other_languages
from aineisto.corpus._participants import (
    known_as,
    load_participants,
    rows_in_other_spelling,
    rows_of,
    told_in_statements,
    who_speaks,
)
from aineisto.corpus._remarks import in_finnish
from aineisto.corpus._source import Source
from aineisto.corpus._statements import interviewees, lone_notes, statement_rows, statements_frame
from aineisto.corpus.readers import read_source
from aineisto.corpus.speakers import Document, build_document, of_nobody

PathInput = str | PathLike[str]


@without_garbage_collection()
def read(
    paths: PathInput | Iterable[PathInput],
    *,
    participants: PathInput | pd.DataFrame | None = None,
    guide: Codebook | Sequence[Question | str] | PathInput | None = None,
    interviewer: str | Sequence[str] | None = None,
    roles: Mapping[str, str | Mapping[str, str]] | None = None,
    encoding: str | None = None,
    progress: bool | None = None,
) -> Corpus:
    """Read transcripts into a corpus of documents, participants and statements.

    Parameters
    ----------
    paths : path or iterable of paths
        Files or folders, read with all below them: docx, odt, rtf, pdf, txt, md, html, vtt, srt,
        json (Whisper and its kin), otr, eaf, TextGrid, cha, and csv, tsv or xlsx with a statement
        a row (a column ``text``, optional ``speaker``, ``role``, ``question``, ``participant``,
        ``document``, also by their Finnish names), or a questionnaire's export with a row a
        respondent and a column a question.
        Hidden files, and in a folder the participants, codebook and guide, are passed over.
    participants : path or DataFrame, optional
        A table with the column ``participant`` and the study's own attributes; ``document`` (the
        file's name, with or without ending; left out when the participant is called as the file)
        and ``speaker`` (the participant's label in the transcript) say who speaks where.
    guide : Codebook, sequence of Question or str, or path, optional
        The interview guide; a path is a codebook (``.toml``) or a text with a question a line.
        Without it, questions that recur nearly verbatim in at least 60 % of at least three
        interviews are taken for it and coded K1…Kn.
    interviewer : str or sequence of str, optional
        Label or labels of the interviewer: the answer to the question in a `SpeakerError`.
    roles : mapping, optional
        Roles by label, ``{"H1": "interviewer"}``, in all documents, or by document such a mapping:
        what `Corpus.check` shows to be wrong is mended without touching the files.
    encoding : str, optional
        Encoding of text files; recognised when left out (UTF-8, UTF-16 with a mark, cp1252).
    progress : bool, optional
        Whether to show the progress; by default in notebooks and terminals.

    Returns
    -------
    Corpus
        ``text`` of a document is what its file says: of a pdf with its broken lines, of
        subtitles the cues' payloads, decoded and joined by line feeds. Statements are the
        sentences of the turns; their ``clean`` text is mended. Files that could not be read are
        listed in ``problems``.

    Raises
    ------
    ReadError
        When a path does not exist, or nothing could be read.
    SpeakerError
        When the one file given leaves open who is the interviewer.
    ParticipantsError
        When the table of participants is broken, or does not fit the one file given.
    CodebookError
        When the guide's codebook cannot be read.

    Warns
    -----
    AineistoWarning
        When some of several files were left out, two hold the same interview, none of the
        guide's questions was recognised in fifty answers or more, or a table gives statements to
        questions that the guide lacks.

    Examples
    --------
    >>> read(folder / "interviews" / "haastattelu-08.txt", guide=codebook)
    Corpus(1 documents, 1 participants, 101 statements of interviewees)
    """
    if isinstance(paths, Iterator):  # `roles` reads them again
        paths = list(paths)
    frame, table = load_participants(participants)
    questions = load_guide(guide)
    besides = [as_path(item) for item in (participants, guide) if isinstance(item, str | PathLike)]
    files, folder = find_files(paths, besides)
    given = given_roles(interviewer, roles)
    names = document_names(files, folder)
    reader = _Reader(frame, table, GuideMatcher(questions), given, encoding, names)
    for name, file in zip(names, shown(files, "Reading", "file", progress), strict=True):
        reader.read_file(name, file)
    again = partial(
        read, paths, participants=participants, guide=guide, interviewer=interviewer,
        encoding=encoding, progress=progress,
    )  # fmt: skip
    corpus = replace(reader.corpus(), read_again=again, given_roles=dict(roles or {}))
    if reader.left_out:
        warnings.warn(
            f"{reader.left_out} of {len(files)} files left out: see corpus.problems.",
            AineistoWarning,
            stacklevel=2,
        )
    for warning in reader.unknown_questions:
        warnings.warn(warning, AineistoWarning, stacklevel=2)
    paths_of = dict(zip(corpus.documents["document"], corpus.documents["path"], strict=True))
    answers = corpus.statements["role"] == INTERVIEWEE
    for first, second in same_interviews(corpus.statements.loc[answers, ["document", "clean"]]):
        warnings.warn(
            f"{paths_of[first]} and {paths_of[second]} hold the same interview, and both were "
            "read: leave one of them out.",
            AineistoWarning,
            stacklevel=2,
        )
    if questions and answers.sum() >= ENOUGH_ANSWERS and corpus.none_recognised:
        warnings.warn(
            "None of the guide's questions was recognised in what the interviewers say: no answer "
            "belongs to a question. corpus.check() shows who speaks and what they say first; is "
            "it this study's guide, in the words that were asked?",
            AineistoWarning,
            stacklevel=2,
        )
    return corpus


@dataclass
class _Voices:
    """A document and the participant of each of its interviewees' labels."""

    document: Document
    participants: dict[str, str]


class _Reader:
    """Reads file by file; what is wrong with one leaves the others as they are."""

    def __init__(
        self,
        frame: pd.DataFrame | None,
        table: Path | None,
        matcher: GuideMatcher,
        given: Given,
        encoding: str | None,
        names: Sequence[str],
    ) -> None:
        self._names = names  # of all documents, but for those that share a file
        self._frame = frame
        self._table = table
        self._matcher = matcher
        self._given = given
        self._encoding = encoding
        self._read: list[_Voices] = []
        self._paths: dict[str, Path] = {}  # of the documents read, by name
        self._errors: list[AineistoError] = []
        self._remarks: list[dict[str, str]] = []
        self._count = 0
        self.unknown_questions: list[str] = []  # of each table with codes that the guide lacks

    @property
    def left_out(self) -> int:
        """How many files could not be read."""
        return len(self._errors)

    def read_file(self, name: str, path: Path) -> None:
        """Read a file, or note why it cannot be read."""
        self._count += 1
        try:
            with reading(path):
                guide = self._matcher.questions
                sources = [in_codes(one, guide) for one in read_source(path, self._encoding)]
                found = [self._voices(one.name or name, path, one) for one in sources]
                self._check_names(path, found)
        except (ReadError, ParticipantsError) as error:
            self._errors.append(error)
            return
        self._read += found
        self._check_questions(path, sources)

    def _check_questions(self, path: Path, sources: Sequence[Source]) -> None:
        """Remark on the codes of questions in a table that the guide does not know."""
        told = unknown_questions(self._matcher.questions, [one.questions for one in sources])
        if told:
            self._remarks.append({"file": str(path), **told._asdict()})
            self.unknown_questions.append(f"{path}, {told.place}: {told.problem} {told.remedy}")

    def _check_names(self, path: Path, found: Sequence[_Voices]) -> None:
        for voices in found:
            if voices.document.name in self._paths:
                raise ReadError(
                    Said(
                        f"The document {voices.document.name!r} is there already, from "
                        f"{self._paths[voices.document.name]}.",
                        f"Haastattelu ”{voices.document.name}” on jo luettu tiedostosta "
                        f"{self._paths[voices.document.name]}.",
                    ),
                    file=path,
                    place="column document",
                    remedy=Said(
                        "Give one of them another name.", "Anna toiselle niistä toinen nimi."
                    ),
                )
        self._paths.update((voices.document.name, path) for voices in found)

    def _rows(self, name: str, path: Path | None) -> tuple[pd.DataFrame | None, str]:
        """Return the rows of a document's participants, and how they spell it where not so."""
        if self._frame is None:
            return None, ""
        rows = rows_of(self._frame, name, path)
        return (rows, "") if len(rows) else rows_in_other_spelling(self._frame, name, self._names)

    @staticmethod
    def _labels_of(rows: pd.DataFrame | None) -> list[str]:
        if rows is None or "speaker" not in rows:
            return []
        return [label for label in rows["speaker"] if label]

    def _voices(self, name: str, path: Path, source: Source) -> _Voices:
        rows, nearly = self._rows(name, None if source.name else path)
        named = {one.participant: None for one in source.paragraphs or () if one.participant}
        if named:
            source = source.with_participants(known_as(named, self._frame, path))
        document = build_document(
            name,
            path,
            source,
            interviewer=self._given.interviewer,
            participants=self._labels_of(rows),
            roles=self._given.roles_in(name),
            matcher=self._matcher if self._matcher.questions else None,
        )
        if all(turn.role == INTERVIEWER for turn in document.turns):
            raise SpeakerError(
                Said(
                    "Nobody answers in this document: every turn is the interviewer's.",
                    "Tässä tiedostossa ei vastaa kukaan: kaikki vuorot ovat haastattelijan.",
                ),
                file=path,
                remedy=Said(
                    "Check the labels of the speakers, and who you said is the interviewer.",
                    "Tarkista puhujien tunnukset ja kenet nimesit haastattelijaksi.",
                ),
            )
        labels = interviewees(document)
        everyone = {turn.speaker for turn in document.turns}
        nobodys = of_nobody(labels, everyone, self._labels_of(rows))
        single = [label for label in labels if label not in nobodys]
        people = who_speaks(rows, single, document=name, file=path, table=self._table)
        if nobodys:
            document.remark(
                "nobodys",
                "If one of them is known, write the label of that speaker in the transcript.",
                text=", ".join(nobodys),
                n=sum(turn.speaker in nobodys for turn in document.turns),
            )
        if nearly:
            remedy = "If it is not, write the file's name into the column document of its own row."
            document.remark("other_spelling", remedy, text=nearly)
        answers = [document.turn_text(t) for t in document.turns if t.role == INTERVIEWEE]
        document.remarks += other_languages(answers)
        if notes := lone_notes(document):
            remedy = "If somebody said it, take the brackets away."
            kind, text = "a transcriber's notes", " / ".join(dict.fromkeys(notes))[:100]
            document.remark("not_speech", remedy, kind=kind, n=len(notes), text=text)
        for one in [*source.remarks, *document.remarks]:
            self._remarks.append({"file": str(path), **one._asdict()})
        return _Voices(document, dict(people))

    def corpus(self) -> Corpus:
        """Return what was read; once, for nothing of it is kept.

        Raises
        ------
        AineistoError
            When nothing was: the error of the one file, or one that lists all.
        """
        if not self._read:
            raise self._nothing_read()
        documents = [voices.document for voices in self._read]
        self._given.check(
            {one.name: list(dict.fromkeys(t.speaker for t in one.turns)) for one in documents}
        )
        matcher = self._matcher
        if not matcher.questions:
            matcher = GuideMatcher(infer_guide([_asked_in(document) for document in documents]))
        frame = _documents_frame(documents)
        edits = {document.name: document.edits for document in documents}
        del documents
        statements = statements_frame(
            row
            for voices in _given_up(self._read)
            for row in statement_rows(voices.document, voices.participants, matcher)
        )
        return Corpus(
            documents=frame,
            participants=self._participants(statements),
            statements=statements,
            problems=self._problems(),
            edits=edits,
            questions=matcher.questions,
        )

    def _participants(self, statements: pd.DataFrame) -> pd.DataFrame:
        if self._frame is not None:
            return self._frame
        return told_in_statements(statements)

    def _problems(self) -> pd.DataFrame:
        rows: list[dict[str, Any]] = [
            {
                "file": str(error.file or ""),
                "place": error.place,
                "problem": error.problem,
                "remedy": error.remedy,
                "facts": in_finnish(error.problem, error.remedy),
            }
            for error in self._errors
        ]
        frame = pd.DataFrame(rows + self._remarks, columns=[*PROBLEM_COLUMNS, "facts"])
        return frame.astype("str")

    def _nothing_read(self) -> AineistoError:
        if len(self._errors) == 1:
            return self._errors[0]
        listed = "\n".join(f"- {error}" for error in self._errors)
        return ReadError(
            f"None of the {self._count} files could be read:\n{listed}\n",
            remedy="Mend them and read again.",
        )


def _given_up(read: list[_Voices]) -> Iterator[_Voices]:
    """Yield documents in order, held no longer than they are needed: they take most of the room."""
    read.reverse()
    while read:
        yield read.pop()


def _asked_in(document: Document) -> list[str]:
    return [document.turn_text(turn) for turn in document.turns if turn.role == INTERVIEWER]


def _documents_frame(documents: Sequence[Document]) -> pd.DataFrame:
    rows = [
        (document.name, str(document.path), document.source.format, document.source.text)
        for document in documents
    ]
    return pd.DataFrame(rows, columns=list(DOCUMENT_COLUMNS)).astype(DOCUMENT_COLUMNS)
