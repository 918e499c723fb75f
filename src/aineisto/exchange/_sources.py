"""The texts of a REFI-QDA project, and who speaks in them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import gettempdir
from xml.etree.ElementTree import Element

import pandas as pd

from aineisto.core.errors import AineistoError, AineistoWarning, ExchangeError, ParticipantsError
from aineisto.core.unfinished import unfinished_folder
from aineisto.corpus import DOCUMENT_COLUMNS, STATEMENT_COLUMNS, Corpus, read
from aineisto.exchange._archive import QdpxArchive
from aineisto.exchange._refi import bare, tag

_REMEDY = "Export the project again from the program it came from."
_LONGEST_NAME = 120  # bytes: file systems take 255
#: Columns of the participants that say who speaks where, and are no attributes.
PLACES = ("participant", "document")


@dataclass
class Problems:
    """What could not be carried over."""

    rows: list[dict[str, str]] = field(default_factory=list)

    def add(self, place: str, problem: str) -> None:
        """Note one."""
        self.rows.append({"place": place, "problem": problem})


@dataclass(frozen=True)
class TextSource:
    """A text of the project: its name as a document, and the element with its selections."""

    guid: str
    document: str
    text: str
    element: Element


def text_sources(root: Element, archive: QdpxArchive, problems: Problems) -> list[TextSource]:
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


def _with_text(root: Element, problems: Problems) -> Iterator[tuple[str, Element]]:
    for source in root.iterfind(f"{tag('Sources')}/*"):
        name = source.get("name", "") or bare(source.get("guid"))
        if source.tag == tag("TextSource"):
            yield name, source
            continue
        kind = source.tag.rpartition("}")[2]
        texts = [*source.findall(tag("Representation")), *source.findall(tag("Transcript"))]
        coded = sum(1 for _ in source.iter(tag("Coding"))) - sum(
            1 for text in texts for _ in text.iter(tag("Coding"))
        )
        if coded or not texts:
            codings = f"; {coded} codings of it are left out" if coded else ""
            problems.add(name, f"{kind} is not text{codings}")
        yield from ((name, text) for text in texts)


def _text_of(element: Element, name: str, archive: QdpxArchive, problems: Problems) -> str | None:
    content = element.findtext(tag("PlainTextContent"))
    path = element.get("plainTextPath", "")
    if content is None and path:
        content = decode(archive.source(path), name, archive.path)
    if content is None and element.get("richTextPath"):
        problems.add(name, "the source has a formatted text only; export it as plain text too")
    elif content is None or not content.strip():
        problems.add(name, "the source has no text")
        content = None
    return content and content.replace("\r\n", "\n").replace("\r", "\n")


def decode(data: bytes, name: str, path: Path) -> str:
    """Return a text file of the archive."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExchangeError(
            "A source is not UTF-8, as REFI-QDA asks.", file=path, place=name, remedy=_REMEDY
        ) from error


def file_name(name: str) -> str:
    """Return a name that a file may have."""
    kept = "".join(c if c.isalnum() or c in " -_." else "_" for c in name).strip(" .")
    return kept.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore").strip(" .") or "source"


def unique(name: str, taken: dict[str, int]) -> str:
    """Return a name that no other has, in upper or lower case; `taken` holds the next number."""
    candidate, number = name, taken.get(name.casefold(), 2)
    while candidate.casefold() in taken:
        candidate, number = f"{name}-{number}", number + 1
    taken[candidate.casefold()] = 2
    taken[name.casefold()] = number
    return candidate


def read_corpus(
    sources: Sequence[TextSource],
    people: pd.DataFrame,
    interviewer: str | Sequence[str] | None,
    path: Path,
    problems: Problems,
) -> Corpus:
    """Return the texts as a corpus.

    The cases say who speaks where it is one person's text, or where they name the label of each;
    elsewhere the labels do.
    """
    if not sources:
        return _empty(people)
    with unfinished_folder(Path(gettempdir())) as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", AineistoWarning)  # what is left out is listed below
        files = []
        for source in sources:
            files.append(folder / f"{source.document}.txt")
            with files[-1].open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
                file.write(source.text)
        options = {"interviewer": interviewer, "encoding": "utf-8"}
        try:
            corpus = read(files, participants=people if len(people) else None, **options)  # type: ignore[arg-type]
            if len(people) and len(corpus.problems):
                corpus = _named(read(files, **options), people)  # type: ignore[arg-type]
        except ParticipantsError:
            corpus = _named(read(files, **options), people)  # type: ignore[arg-type]
        except AineistoError as error:
            problem = error.problem.replace(str(folder), str(path))
            raise type(error)(
                problem, file=path, place=Path(error.file or "").stem, remedy=error.remedy
            ) from error
    for row in corpus.problems.itertuples(index=False):
        problems.add(Path(row.file).stem, f"{row.problem} {row.remedy}")
    documents = corpus.documents.assign(path=str(path))
    return replace(corpus, documents=documents, problems=corpus.problems.iloc[:0])


def _empty(people: pd.DataFrame) -> Corpus:
    def frame(columns: Mapping[str, str]) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})

    return Corpus(frame(DOCUMENT_COLUMNS), people, frame(STATEMENT_COLUMNS))


def _named(corpus: Corpus, people: pd.DataFrame) -> Corpus:
    """Return a corpus with the cases' names for those who speak alone in their document."""
    answers = corpus.answers
    alone = answers.groupby("document")["participant"].nunique()
    cases = people.drop_duplicates("document", keep=False).set_index("document")["participant"]
    names = {
        participant: cases[document]
        for document, participant in answers[["document", "participant"]].itertuples(index=False)
        if document in cases and alone[document] == 1
    }
    statements = corpus.statements
    renamed = statements["participant"].map(lambda name: names.get(name, name))
    return replace(corpus, statements=statements.assign(participant=renamed))


def with_people(corpus: Corpus, people: pd.DataFrame) -> Corpus:
    """Return a corpus whose participants are the cases, and those who speak and have none."""
    speaking = corpus.answers.drop_duplicates("participant")[list(PLACES)]
    others = speaking[~speaking["participant"].isin([*people["participant"], ""])]
    both = pd.concat([people, others], ignore_index=True).fillna("").astype("str")
    first = dict(zip(speaking["participant"], speaking["document"], strict=True))
    # Where a case says nothing of its text, its own words do.
    both["document"] = [
        document or first.get(name, "")
        for name, document in zip(both["participant"], both["document"], strict=True)
    ]
    return replace(corpus, participants=both)
