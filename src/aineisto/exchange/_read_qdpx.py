"""Read a REFI-QDA project file."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.codebook.refi import Codes, read_codes
from aineisto.codings import NO_THEME
from aineisto.core.checks import as_path
from aineisto.core.errors import AineistoWarning, ExchangeError, reading
from aineisto.corpus import Corpus
from aineisto.exchange import _refi, _sidecar
from aineisto.exchange._archive import QdpxArchive
from aineisto.exchange._draft import Draft
from aineisto.exchange._offsets import (
    DIALECTS,
    STANDARD,
    Dialect,
    Selection,
    by_source,
    choose,
    fit,
)
from aineisto.exchange._people import People, Users, read_people, read_users, user_of
from aineisto.exchange._provenance import (
    LEFT_OUT_COLUMNS,
    NOTE_COLUMNS,
    SET_COLUMNS,
    Original,
    Provenance,
    QdpxStudy,
    frame_of,
)
from aineisto.exchange._read_codings import CodingReader, selections_of
from aineisto.exchange._read_notes import NoteReader, read_sets, refer_all
from aineisto.exchange._refi import tag
from aineisto.exchange._sidecar import Sidecar
from aineisto.exchange._sources import (
    PLACES,
    Problems,
    TextSource,
    read_corpus,
    text_sources,
    texts_of,
    timed,
    with_people,
)

_REMEDY = "Export the project again from the program it came from."
#: Of the selections so many must lie inside their text, and begin and end at words, to be sure.
_SURE_INSIDE, _SURE_AT_WORDS = 0.98, 0.5
#: Fewer selections than these may all be parts of words.
_MANY = 5
Guids = dict[tuple[str, str], str]


def read_qdpx(
    path: str | PathLike[str],
    *,
    interviewer: str | Sequence[str] | None = None,
    offsets: str | None = None,
) -> QdpxStudy:
    """Read a REFI-QDA project (.qdpx) of NVivo, ATLAS.ti, MAXQDA, QualCoder or aineisto.

    Text sources become documents, cases participants with their variables, codes themes, users
    coders (``human:name``). A selection is a coding of every statement it covers by half or more
    or that it lies in, else of the one it touches most. People's codes made in another program
    count as ``blind``: no suggestion of ours was in view there. In a file of our own, what was
    decided with a suggestion in view comes back as ``accepted``, and the statements are those it
    was written with.

    Programs count the places in a text in different ways. The one of the program that the project
    names as its origin is taken unless another fits the texts better; see ``offsets`` of the
    result.

    Parameters
    ----------
    path : path-like
        The file; nothing of it is unpacked to disk but its texts, to a temporary folder.
    interviewer : str or sequence of str, optional
        Label of the interviewer in the texts, as in `read`.
    offsets : str, optional
        A way of counting, as ``offsets`` of the result calls it, for a project whose own cannot
        be found out.

    Raises
    ------
    ExchangeError
        When the file is no REFI-QDA project, is damaged or tries to lead out of its archive, or
        its selections fit its texts in no way of counting.
    SpeakerError
        When no text has a speaker that is labelled as the interviewer given.

    Warns
    -----
    AineistoWarning
        When most of a few selections begin or end within words.

    Notes
    -----
    A text whose speakers cannot be told apart is read by its paragraphs, and `left_out` says so.
    What a study has no room for (pictures, recordings, links, graphs, quotations without a code,
    texts without speakers) is carried along unread, and goes back with `write_qdpx`.

    Examples
    --------
    >>> path = write_qdpx(project, "study.qdpx")
    >>> study = read_qdpx(path)
    >>> len(study.codings) == len(codings)
    True
    """
    with reading(path, "REFI-QDA project", error=ExchangeError, remedy=_REMEDY):
        return _read(as_path(path, error=ExchangeError), interviewer, offsets)


def _read(path: Path, interviewer: str | Sequence[str] | None, offsets: str | None) -> QdpxStudy:
    with QdpxArchive(path) as archive:
        return study_of(archive, _parse(archive), interviewer, offsets)


def study_of(
    archive: QdpxArchive | Draft,
    root: Element,
    interviewer: str | Sequence[str] | None = None,
    offsets: str | None = None,
    left_out: Iterable[tuple[str, str]] = (),
    corpus: Corpus | None = None,
) -> QdpxStudy:
    """Return the study of a project that lies in an archive, or of one that is drawn up.

    Parameters
    ----------
    archive : QdpxArchive or Draft
        Where its texts lie.
    root : Element
        Its XML.
    interviewer, offsets
        As of `read_qdpx`.
    left_out : iterable of (str, str)
        What has been left out before: place and problem.
    corpus : Corpus, optional
        The study that the texts are of: its statements stay as they are.
    """
    path = archive.path
    problems = Problems()
    for place, problem in left_out:
        problems.add(place, problem)
    sources = text_sources(root, archive, problems)
    users = read_users(root)
    notes = NoteReader(root, archive, users, problems)
    sidecar = _sidecar_of(archive, sources, interviewer, problems)
    entries = archive.entries()
    if sidecar is not None:
        names = sidecar.names({source.guid: source.text for source in sources}) or {}
        sources = [replace(source, document=names[source.guid]) for source in sources]
    if corpus is not None:
        sources = texts_of(corpus, sources, path)
    people = read_people(root, {one.guid: one.document for one in sources}, problems)
    dialect, trial = _dialect(root, sources, offsets, path)
    given = corpus is not None
    if corpus is None:
        corpus = _corpus(sources, people, interviewer, sidecar, path, problems)
    if sidecar is None and not given:
        corpus = timed(corpus, sources, dialect)
    codes = read_codes(root.iterfind(f"{tag('CodeBook')}/{tag('Codes')}/{tag('Code')}"))
    themes = {g: code for g, (family, code) in codes.meaning.items() if family == "theme"}
    details = archive.details if sidecar is None else sidecar.details
    reader = CodingReader(corpus, codes, users, notes, problems, details)
    read = reader.read(root, sources, dialect, _time_of(root))
    cases = {g: name for (kind, name), g in people.guids.items() if kind == "case"}
    refer_all(notes, root, {g: c for g, c in themes.items() if c != NO_THEME}, cases, sources)
    for source in sources:
        notes.place(source, dialect, reader.covered)
    sets, set_guids = read_sets(root, themes, sources, notes.known, problems)
    _carry_others(root, problems)
    own = {("source", source.document): source.guid for source in sources} | set_guids
    study = QdpxStudy(
        corpus=corpus,
        codebook=_codebook(root, codes, sidecar),
        codings=read.codings,
        left_out=frame_of(problems.rows, LEFT_OUT_COLUMNS),
        offsets=trial,
        notes=frame_of(notes.rows(), NOTE_COLUMNS),
        sets=frame_of(sets, SET_COLUMNS),
        carried=frame_of(problems.carried, LEFT_OUT_COLUMNS),
    )
    texts = {source.guid: source.raw for source in sources}
    original = Original(path.absolute(), root, entries, texts, dialect, read.ordinals)
    return replace(study, provenance=_provenance(study, users, people, codes, own, original))


def _parse(archive: QdpxArchive) -> Element:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root = fromstring(archive.project())
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise ExchangeError(
            f"The project's XML cannot be read ({error}).", file=archive.path, remedy=_REMEDY
        ) from error
    if root.tag != tag("Project"):
        raise ExchangeError(
            "The file holds no REFI-QDA 1.0 project.", file=archive.path, remedy=_REMEDY
        )
    return root


def _sidecar_of(
    archive: QdpxArchive | Draft,
    sources: Sequence[TextSource],
    interviewer: str | Sequence[str] | None,
    problems: Problems,
) -> Sidecar | None:
    data = archive.beside(_sidecar.NAME)
    if data is None:
        return None
    found = _sidecar.from_json(data)
    if found is None:
        problems.add(_sidecar.NAME, "it is damaged, or of another version, and passed over")
    elif interviewer is not None:
        found = None  # the texts are asked to be read anew
    elif found.names({source.guid: source.text for source in sources}) is None:
        problems.add(_sidecar.NAME, "the texts are others now, and were read anew")
        found = None
    return found


def _corpus(
    sources: list[TextSource],
    people: People,
    interviewer: str | Sequence[str] | None,
    sidecar: Sidecar | None,
    path: Path,
    problems: Problems,
) -> Corpus:
    if sidecar is None:
        corpus = read_corpus(
            sources, people.cases_of(), people.labels(), interviewer, path, problems
        )
        return with_people(corpus, people.table)
    texts = {source.document: source.text for source in sources}
    corpus = with_people(sidecar.corpus(texts, str(path)), people.table)
    columns = [name for name in sidecar.participants if name in corpus.participants]
    return replace(corpus, participants=corpus.participants[columns])


def _dialect(
    root: Element, sources: Sequence[TextSource], wanted: str | None, path: Path
) -> tuple[Dialect, pd.DataFrame]:
    texts = {source.guid: source.raw for source in sources}
    selections = [one for source in sources for _, one in selections_of(source)]
    origin = root.get("origin", "")
    chosen, trial = choose(texts, selections, origin)
    ours = origin.startswith(_refi.ORIGIN)
    if ours:
        chosen = STANDARD  # what we wrote ourselves needs no trial
    if wanted is not None:
        named = {dialect.name: dialect for dialect in DIALECTS}
        if wanted not in named:
            raise ExchangeError(
                f"No way of counting is called {wanted!r}.",
                file=path,
                remedy=f"Give one of: {'; '.join(named)}.",
            )
        chosen = named[wanted]
    trial["chosen"] = trial["offsets"] == chosen.name
    if wanted is None and not ours:
        _check(trial[trial["chosen"]].iloc[0], path)
        _check_each(sources, texts, selections, chosen, path)
    return chosen, trial


def _check(trial: pd.Series, path: Path) -> None:
    """Refuse selections that fit their texts in no way of counting; warn where few begin at words.

    Raises
    ------
    ExchangeError
        When they do not fit.
    """
    total = trial["selections"]
    outside = trial["inside"] < _SURE_INSIDE * total
    cut = trial["at_words"] < _SURE_AT_WORDS * total
    told = (
        f"of {total} selections {trial['inside']} lie inside their text and {trial['at_words']} "
        "begin and end at words"
    )
    if total and (outside or (cut and total >= _MANY)):
        raise ExchangeError(
            f"The selections fit the texts in no way of counting: {told}.",
            file=path,
            place=f"the best way: {trial['offsets']}",
            remedy="Export the project again; or, if you know how its places are counted, read it "
            f"with offsets= one of: {'; '.join(one.name for one in DIALECTS)}.",
        )
    if total and cut:
        warnings.warn(
            f"{path}: {told}. Look at the offsets of the result, and read again with offsets= if "
            "another way of counting is right.",
            AineistoWarning,
            stacklevel=5,
        )


def _check_each(
    sources: Sequence[TextSource],
    texts: Mapping[str, str],
    selections: Sequence[Selection],
    chosen: Dialect,
    path: Path,
) -> None:
    """Refuse a project of whose texts one does not fit its selections, though the others do.

    Raises
    ------
    ExchangeError
        When most of the selections of a text begin or end within words.
    """
    by_guid = by_source(selections)
    for source in sources:
        some = by_guid.get(source.guid, [])
        if len(some) < _MANY:
            continue
        inside, at_words, *_ = fit(chosen, texts, some)
        if at_words < _SURE_AT_WORDS * len(some):
            raise ExchangeError(
                f"The selections of one text do not fit it: of {len(some)} {inside} lie inside it "
                f"and {at_words} begin and end at words. The other texts' places are counted in "
                f"{chosen.name}.",
                file=path,
                place=source.document,
                remedy="Its text is another than the one that was coded: export the project again; "
                f"or read it as it is with offsets={chosen.name!r}.",
            )


def _time_of(root: Element) -> str:
    """Return the time for codings that have none: the project's, else one that is clearly none."""
    for attribute in ("modifiedDateTime", "creationDateTime"):
        if _refi.is_time(root.get(attribute, "")):
            return root.get(attribute, "")
    return _refi.NO_TIME


def _codebook(root: Element, codes: Codes, sidecar: Sidecar | None) -> Codebook:
    name, themes = root.get("name", ""), tuple(codes.themes)
    if sidecar is None:
        actors = tuple(codes.actors.values())
        return Codebook(name=name, themes=themes, scale=codes.scale, actors=actors)
    return replace(sidecar.codebook, name=name, themes=sidecar.themes(themes))


def _carry_others(root: Element, problems: Problems) -> None:
    for path, what in (("Links/Link", "links"), ("Graphs/Graph", "graphs")):
        count = len(root.findall("/".join(tag(name) for name in path.split("/"))))
        if count:
            problems.carry("project", f"{count} {what}")


def _provenance(
    study: QdpxStudy, users: Users, people: People, codes: Codes, own: Guids, original: Original
) -> Provenance:
    """Return what the project's things were called, each with an identifier."""
    found = {**codes.guids, **users.guids, **people.guids, **own}
    given = Provenance(
        guids={key: value for key, value in found.items() if _refi.is_guid(value)},
        colours=codes.colours,
        groups=frozenset(codes.groups),
        variables=people.types,
        users=users.short,
        original=original,
    )
    coders = [
        study.notes["coder"],
        study.codings["coder"].where(study.codings["status"].isin(("blind", "suggested")), ""),
    ]
    named = {user_of(coder) for column in coders for coder in column} - {""}
    return given.completed(
        {
            "theme": study.codebook.theme_codes,
            "source": study.corpus.documents["document"],
            "user": sorted({*users.short, *named}),
            "case": study.corpus.participants["participant"],
            "variable": [name for name in study.corpus.participants if name not in PLACES],
            "set": study.sets["set"].unique(),
        }
    )
