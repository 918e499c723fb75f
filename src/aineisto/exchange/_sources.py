"""The texts of a REFI-QDA project, and who speaks in them."""

from __future__ import annotations

import warnings
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import gettempdir
from xml.etree.ElementTree import Element

import numpy as np
import pandas as pd

from aineisto.core.errors import AineistoError, AineistoWarning, ExchangeError
from aineisto.core.unfinished import unfinished_folder
from aineisto.corpus import DOCUMENT_COLUMNS, INTERVIEWEE, STATEMENT_COLUMNS, Corpus, read
from aineisto.exchange._archive import QdpxArchive
from aineisto.exchange._draft import Draft
from aineisto.exchange._offsets import Dialect, sent, unix_lines
from aineisto.exchange._refi import bare, local, tag

_REMEDY = "Export the project again from the program it came from."
_LONGEST_NAME = 120  # bytes: file systems take 255
#: Columns of the participants that say who speaks where, and are no attributes.
PLACES = ("participant", "document")
#: Elements whose text a document is.
_TEXTS = {tag(name) for name in ("TextSource", "Representation", "Transcript")}


@dataclass
class Problems:
    """What could not be carried over, and what is carried along unread."""

    rows: list[dict[str, str]] = field(default_factory=list)
    carried: list[dict[str, str]] = field(default_factory=list)

    def add(self, place: str, problem: str) -> None:
        """Note what is left out."""
        self.rows.append({"place": place, "problem": problem})

    def carry(self, place: str, problem: str) -> None:
        """Note what goes back as it came."""
        self.carried.append({"place": place, "problem": problem})


@dataclass(frozen=True)
class TextSource:
    """A text of the project: its name as a document, and the element with its selections.

    ``raw`` is the text as its file has it.
    """

    guid: str
    document: str
    raw: str
    element: Element

    @property
    def text(self) -> str:
        """The text with line feeds, as a document has it."""
        return unix_lines(self.raw)


def text_sources(
    root: Element, archive: QdpxArchive | Draft, problems: Problems
) -> list[TextSource]:
    """Return the project's texts: text sources, and the text that a pdf or a recording has."""
    taken: dict[str, int] = {}
    found = []
    for name, element in _with_text(root, problems):
        text = _text_of(element, name, archive, problems)
        if text is None:
            continue
        document = unique(file_name(name), taken)
        found.append(TextSource(bare(element.get("guid")), document, text, element))
    return found


def text_elements(root: Element) -> list[Element]:
    """Return the elements of a project whose text a document is, or could be."""
    return [element for element in root.iter() if element.tag in _TEXTS]


def _with_text(root: Element, problems: Problems) -> Iterator[tuple[str, Element]]:
    for source in root.iterfind(f"{tag('Sources')}/*"):
        name = source.get("name", "") or bare(source.get("guid"))
        if source.tag == tag("TextSource"):
            yield name, source
            continue
        texts = [*source.findall(tag("Representation")), *source.findall(tag("Transcript"))]
        coded = sum(1 for _ in source.iter(tag("Coding"))) - sum(
            1 for text in texts for _ in text.iter(tag("Coding"))
        )
        if coded or not texts:
            problems.carry(name, f"{local(source)} with {coded} codings of what is no text")
        yield from ((name, text) for text in texts)


def _text_of(
    element: Element, name: str, archive: QdpxArchive | Draft, problems: Problems
) -> str | None:
    content = element.findtext(tag("PlainTextContent"))
    path = element.get("plainTextPath", "")
    if path:
        filed = decode(archive.source(path), name, archive.path)
        if content is not None and unix_lines(content) != unix_lines(filed):
            raise ExchangeError(
                "The source has two texts that are not the same, in the project and in a file.",
                file=archive.path,
                place=name,
                remedy=_REMEDY,
            )
        content = filed
    if content is None and element.get("richTextPath"):
        problems.carry(name, "a source with formatted text only; export it as plain text too")
    elif content is None or not content.strip():
        problems.carry(name, "a source without text")
        content = None
    return content


def decode(data: bytes, name: str, path: Path) -> str:
    """Return a text file of the archive: UTF-8 as REFI-QDA asks, or what its first mark says."""
    wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExchangeError(
            "A source is not UTF-8, as REFI-QDA asks.", file=path, place=name, remedy=_REMEDY
        ) from error


def file_name(name: str) -> str:
    """Return a name that a file may have."""
    kept = "".join(c if c.isalnum() or c in " -_." else "_" for c in name).strip(" .")
    return kept.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" .") or "source"


def unique(name: str, taken: dict[str, int], same: Callable[[str], str] = str.casefold) -> str:
    """Return a name that no other has; `taken` holds the next number of each.

    `same` is how names are compared: without regard to case, or ``str``, to the letter.
    """
    candidate, number = name, taken.get(same(name), 2)
    while same(candidate) in taken:
        candidate, number = f"{name}-{number}", number + 1
    taken[same(candidate)] = 2
    taken[same(name)] = number
    return candidate


def texts_of(corpus: Corpus, sources: Sequence[TextSource], path: Path) -> list[TextSource]:
    """Return texts under the names that they have in a study.

    Raises
    ------
    ExchangeError
        When a text is none of the study's.
    """
    documents = corpus.documents
    named = dict(zip(documents["document"], map(sent, documents["text"]), strict=True))
    by_text = {text: name for name, text in named.items()}
    found = []
    for source in sources:
        same = named.get(source.document) == source.text
        document = source.document if same else by_text.get(source.text)
        if document is None:
            raise ExchangeError(
                "The text is none of the study's.",
                file=path,
                place=source.document,
                remedy="Give the corpus that was handed out, or none: it is then read anew.",
            )
        found.append(replace(source, document=document))
    return found


def read_corpus(
    sources: Sequence[TextSource],
    cases: Mapping[str, Sequence[str]],
    labels: Mapping[tuple[str, str], str],
    interviewer: str | Sequence[str] | None,
    path: Path,
    problems: Problems,
) -> Corpus:
    """Return the texts as a corpus; one whose speakers cannot be told apart by its paragraphs.

    Parameters
    ----------
    sources : sequence of TextSource
        The texts.
    cases : mapping of str to sequence of str
        The cases of each document.
    labels : mapping of (str, str) to str
        The case of a document's label, where a variable called ``speaker`` names it.
    interviewer, path, problems
        As of `read_qdpx`; the archive, for errors; where to list what is left out.

    Raises
    ------
    SpeakerError
        When no text has the interviewer that is named.
    """
    if not sources:
        return _empty()
    with unfinished_folder(Path(gettempdir())) as folder:
        corpus = _read(folder, sources, labels, interviewer, path, problems)
    by_name = {source.document: source for source in sources}
    read_so = zip(corpus.documents["document"], corpus.documents["text"], strict=True)
    same = {name for name, text in read_so if by_name[name].text == text}
    # What the reader of plain texts would mend moves no place here: such a text goes by paragraph.
    untold = [source for source in sources if source.document not in same]
    names = {source.document for source in untold}
    statements = corpus.statements
    if untold:
        told = statements[~statements["document"].isin(names)]
        parts = [told, *map(_paragraphs, untold)]
        statements = pd.concat([part for part in parts if len(part)], ignore_index=True)
    order = {source.document: number for number, source in enumerate(sources)}
    if not statements["document"].map(order).is_monotonic_increasing:
        statements = statements.sort_values("document", key=lambda c: c.map(order), kind="stable")
    rows = [(s.document, str(path), "txt", s.text) for s in sources]
    return replace(
        corpus,
        documents=pd.DataFrame(rows, columns=list(DOCUMENT_COLUMNS)).astype(DOCUMENT_COLUMNS),
        statements=_named(statements.reset_index(drop=True), cases, labels),
        edits={name: edits for name, edits in corpus.edits.items() if name not in names},
        problems=corpus.problems.iloc[:0],
    )


def _read(
    folder: Path,
    sources: Sequence[TextSource],
    labels: Mapping[tuple[str, str], str],
    interviewer: str | Sequence[str] | None,
    path: Path,
    problems: Problems,
) -> Corpus:
    """Return what can be read as transcripts."""
    files = []
    for source in sources:
        files.append(folder / f"{source.document}.txt")
        with files[-1].open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            file.write(source.text)
    options = {"interviewer": interviewer, "encoding": "utf-8"}
    rows = [(case, document, label) for (document, label), case in labels.items()]
    people = pd.DataFrame(rows, columns=["participant", "document", "speaker"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AineistoWarning)  # what is left out is listed below
        if rows and not people["participant"].duplicated().any():
            try:
                corpus = read(files, participants=people, **options)  # type: ignore[arg-type]
                if corpus.problems.empty:
                    return corpus
            except AineistoError:
                pass  # the variable says something else than who speaks
        try:
            corpus = read(files, **options)  # type: ignore[arg-type]
        except AineistoError as error:
            if interviewer is not None:
                problem = error.problem.replace(str(folder), str(path))
                raise type(error)(
                    problem, file=path, place=Path(error.file or "").stem, remedy=error.remedy
                ) from error
            by_paragraph = f"{error.problem.splitlines()[0]} It is read by its paragraphs."
            for source in sources:
                problems.add(source.document, by_paragraph.replace(str(folder), str(path)))
            return _empty()
    for row in corpus.problems.itertuples(index=False):
        problems.add(Path(row.file).stem, f"{row.problem} {row.remedy}")
    return corpus


def _empty() -> Corpus:
    def frame(columns: Mapping[str, str]) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})

    nobody = frame({"participant": "str"})
    return Corpus(frame(DOCUMENT_COLUMNS), nobody, frame(STATEMENT_COLUMNS))


def _paragraphs(source: TextSource) -> pd.DataFrame:
    """Return a statement a paragraph, all of one person."""
    rows: list[tuple[object, ...]] = []
    start = 0
    text = source.text
    for line in text.split("\n"):
        shown = line.strip()
        if shown:
            low = start + line.index(shown)
            number = len(rows) + 1
            name = f"{source.document}:{number:04d}"
            place = (low, low + len(shown), np.nan, np.nan)
            person = (source.document, "", INTERVIEWEE, "", number)
            rows.append((name, source.document, *person, *place, shown, shown))
        start += len(line) + 1
    return pd.DataFrame(rows, columns=list(STATEMENT_COLUMNS)).astype(STATEMENT_COLUMNS)


def _named(
    statements: pd.DataFrame,
    cases: Mapping[str, Sequence[str]],
    labels: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    """Return statements with the cases' names for those who speak alone, or whose label is told."""
    columns = ["document", "participant", "speaker"]
    answers = statements.loc[statements["role"] == INTERVIEWEE, columns].drop_duplicates()
    alone = answers.groupby("document")["participant"].nunique() == 1
    names: dict[tuple[str, str], str] = {}
    for document, participant, label in answers.itertuples(index=False):
        told = labels.get((document, label))
        if told is None and alone[document] and len(cases.get(document, ())) == 1:
            (told,) = cases[document]
        if told is not None:
            names[document, participant] = told
    if not names:
        return statements
    pairs = zip(statements["document"], statements["participant"], strict=True)
    renamed = [names.get(pair, pair[1]) for pair in pairs]
    return statements.assign(participant=pd.Series(renamed, index=statements.index, dtype="str"))


def with_people(corpus: Corpus, people: pd.DataFrame) -> Corpus:
    """Return a corpus whose participants are the cases, and those who speak and have none."""
    spoken = corpus.statements["role"] == INTERVIEWEE
    speaking = corpus.statements.loc[spoken, list(PLACES)].drop_duplicates("participant")
    others = speaking[~speaking["participant"].isin([*people["participant"], ""])]
    others = others.reindex(columns=people.columns, fill_value="").astype("str")
    both = pd.concat([people, others], ignore_index=True)
    first = dict(zip(speaking["participant"], speaking["document"], strict=True))
    # Where a case says nothing of its text, its own words do.
    both["document"] = [
        document or first.get(name, "")
        for name, document in zip(both["participant"], both["document"], strict=True)
    ]
    return replace(corpus, participants=both)


def timed(corpus: Corpus, sources: Sequence[TextSource], dialect: Dialect) -> Corpus:
    """Return a corpus whose statements have the times of their transcripts' sync points, s."""
    statements = corpus.statements
    times = statements[["time_start", "time_end"]].to_numpy().copy()
    for source in sources:
        points = sorted(_sync_points(source, dialect))
        if not points:
            continue
        at = np.array([place for place, _ in points])
        seconds = np.array([time for _, time in points])
        rows = np.flatnonzero((statements["document"] == source.document).to_numpy())
        before = np.searchsorted(at, statements["start"].to_numpy()[rows], "right") - 1
        after = np.searchsorted(at, statements["end"].to_numpy()[rows], "left")
        known = before >= 0
        times[rows[known], 0] = seconds[before[known]]
        known = after < len(at)
        times[rows[known], 1] = seconds[after[known]]
    return replace(
        corpus, statements=statements.assign(time_start=times[:, 0], time_end=times[:, 1])
    )


def _sync_points(source: TextSource, dialect: Dialect) -> Iterator[tuple[int, float]]:
    places = dialect.places(source.raw)
    for point in source.element.iterfind(tag("SyncPoint")):
        try:
            position, time = int(point.get("position", "")), int(point.get("timeStamp", ""))
        except ValueError:
            continue
        place = int(np.searchsorted(places, position))
        if place < len(places) and places[place] == position and 0 <= time < 2**40:
            yield place, time / 1000
