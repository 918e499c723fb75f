"""A study as it is handed to the Finnish Social Science Data Archive (Tietoarkisto, FSD).

Guidelines: https://www.fsd.tuni.fi, "Kvalitatiivisen datan käsittely": a plain text a unit with
its background information first, file names of plain letters that begin alike, a list of files
with the background of each, and a description of all variables.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

import pandas as pd

from aineisto.core.checks import as_path
from aineisto.core.errors import ExchangeError
from aineisto.core.whole import whole_files
from aineisto.exchange._labels import label_of, labels
from aineisto.exchange._located import located
from aineisto.exchange._offsets import sent
from aineisto.exchange._sources import PLACES, unique
from aineisto.exchange._wide import meaning
from aineisto.exchange._write_qdpx import Study

_NUMBER = re.compile(r"FSD\d{4}")
_TABLES = ("taustatiedot", "lausumat", "koodaukset", "koodikirja")
_TEXTS = {
    "fi": (
        "Aineisto", "Tiedostot",
        "Litterointeja {n}. Alussa ovat taustatiedot, sitten tyhjä rivi ja teksti.",
        {
            "taustatiedot": "tiedostoluettelo: rivillä yksi haastateltava taustatietoineen",
            "lausumat": "rivillä yksi lausuma: sen sijainti tiedostossa ja puhuja",
            "koodaukset": "rivillä yksi koodaus: koodaaja, koodattu kohta ja koodi",
            "koodikirja": "koodit ja niiden määritelmät",
        },
        "Taulukot ovat CSV-tiedostoja: UTF-8, pilkku erottimena, otsikkorivi.\n"
        "Lausumien ja koodausten rivit yhdistää muuttuja statement_id, ja taustatietojen rivit "
        "yhdistävät niihin muuttujat file ja participant.\n"
        "Koodikirjan muuttujaa code vastaa teemoissa ja toimijoissa koodausten code, kannoissa "
        "koodausten value ja kysymyksissä lausumien question.\n"
        "Kohta alkaa tiedoston merkistä start ja päättyy merkkiä end edeltävään merkkiin. "
        "Ensimmäinen merkki on 0, ja rivinvaihto on yksi merkki.\n"
        "Tunnus statement_id on tutkimuksen oma: tekstistä lausuman löytää vain kohdan avulla.",
        "Muuttujat", "eri arvoja", "tyhjiä",
        "Koodaajat: {coders}. Ihmisen koodi, jonka tila on accepted tai changed, on annettu koneen "
        "ehdotuksen näkemisen jälkeen; vain blind on siitä riippumaton.",
    ),
    "en": (
        "Data", "Files",
        "{n} transcripts. Background information comes first, then an empty line and the text.",
        {
            "taustatiedot": "list of files: a participant a row, with their background",
            "lausumat": "a statement a row: where it stands in its file, and who said it",
            "koodaukset": "a coding a row: who coded which passage as what",
            "koodikirja": "the codes and their definitions",
        },
        "The tables are CSV files: UTF-8, comma as separator, a row of names.\n"
        "Their rows join: lausumat and koodaukset by statement_id, all by file and participant.\n"
        "The code of koodikirja is code of koodaukset for a theme or an actor, value for a "
        "stance, question of lausumat for a question.\n"
        "A passage is the characters of its file from start to end; the first is 0, end is not "
        "in it, a line break is one.\n"
        "A statement_id is the study's: in a text a statement is found by its place alone.",
        "Variables", "distinct values", "missing",
        "Coders: {coders}. A person's code of the status accepted or changed was given with the "
        "machine's suggestion in view; only blind is independent of it.",
    ),
}  # fmt: skip
_OWN = {
    "family": (
        "Laji: theme = teema, stance = kanta, actor = toimija, question = kysymys",
        "Kind: theme, stance, actor or question",
    ),
    "file": ("Tiedosto", "File"),
    "label": ("Koodin nimi", "Name of the code"),
    "definition": ("Määritelmä, toimijan muut nimet tai kysymys", "Definition, names or question"),
    "parent": ("Yläkoodi", "Code above it"),
    "name_en": ("Nimi englanniksi", "Name in English"),
    "text": ("Kohdan teksti kirjaimelleen", "The passage to the letter"),
    "start": ("Kohdan alku tiedostossa merkkeinä (Unicode)", "Start in the file, code points"),
    "end": ("Kohdan loppu (ensimmäinen merkki sen jälkeen)", "End, exclusive"),
}


def write_deposit(
    project: Study, folder: str | PathLike[str], *, identifier: str = ""
) -> dict[str, Path]:
    """Write a study for the Finnish Social Science Data Archive (FSD): texts, people and codings.

    Each interview is a plain text (UTF-8) with its background information first. The tables
    ``taustatiedot`` (files and participants), ``lausumat`` (statements), ``koodaukset`` (codings,
    of a statement by its ``statement_id``) and ``koodikirja`` (codes) are beside them; places are
    counted in these files. ``LUEMINUT.txt`` and ``README.txt`` say in Finnish and in English what
    each file and variable is, and how tables join. Names of files are plain letters, digits and
    underscores. Anonymise first: `pseudonymise`.

    Parameters
    ----------
    project : Project
        Anything with ``corpus``, ``codebook`` and ``codings``.
    folder : path-like
        Where to write; made where it is missing.
    identifier : str, optional
        The number that the archive gave (``"FSD1234"``): every file begins with it.

    Returns
    -------
    dict of str to Path
        The file of each document and table, by name.

    Raises
    ------
    ExchangeError
        When the identifier is none of the archive's, or the files cannot be written.

    Examples
    --------
    >>> files = write_deposit(project, "deposit")
    >>> sorted(path.name for path in files.values())[:4]
    ['LUEMINUT.txt', 'README.txt', 'haastattelu_08.txt', 'haastattelu_09.txt']
    """
    if identifier and not _NUMBER.fullmatch(identifier):
        raise ExchangeError(
            f"The archive has no identifier such as {identifier!r}.",
            remedy='Give FSD and four digits ("FSD1234"), or none before you have it.',
        )
    prefix = f"{identifier}_" if identifier else ""
    corpus = project.corpus
    taken = dict.fromkeys([*_TABLES, "lueminut", "readme"], 2)
    files = {
        name: f"{prefix}{unique(_plain(name), taken)}.txt"
        for name in corpus.documents["document"]
    }  # fmt: skip
    heads = {name: _head(project, name, file, identifier) for name, file in files.items()}
    lengths = {name: len(head) for name, head in heads.items()}
    tables = {
        "taustatiedot": _people(project, files),
        "lausumat": _statements(project, files, lengths),
        "koodaukset": _codings(project, files, lengths),
        "koodikirja": _codes(project),
    }
    target = as_path(folder, error=ExchangeError)
    written = {name: target / file for name, file in files.items()}
    mark = "LUEMINUT.txt"
    with whole_files(folder, "The deposit", error=ExchangeError, mark=mark) as drafts:
        texts = zip(corpus.documents["document"], corpus.documents["text"], strict=True)
        for name, text in texts:
            _save(drafts / files[name], heads[name] + sent(text))
        for name, table in tables.items():
            file = f"{prefix}{name}.csv"
            table.to_csv(drafts / file, index=False, encoding="utf-8", lineterminator="\n")
            written[name] = target / file
        for lang, name in (("fi", "LUEMINUT"), ("en", "README")):
            _save(drafts / f"{name}.txt", _readme(project, prefix, files, tables, lang))
            written[name] = target / f"{name}.txt"
    return written


def _save(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8", errors="replace", newline="\n") as stream:
        stream.write(text)


def _plain(name: str) -> str:
    """Return a name in letters that every system has."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "_", letters).strip("_") or "haastattelu"


def _speaking(project: Study, document: str) -> list[str]:
    answers = project.corpus.answers
    return list(dict.fromkeys(answers.loc[answers["document"] == document, "participant"]))


def _attributes(project: Study) -> list[str]:
    return [name for name in project.corpus.participants if name not in (*PLACES, "speaker")]


def _head(project: Study, document: str, file: str, identifier: str) -> str:
    lines = [f"Tutkimus: {' '.join([identifier, project.codebook.name]).strip() or '-'}"]
    lines.append(f"Tiedosto: {file}")
    people = project.corpus.participants.set_index("participant")
    for name in _speaking(project, document):
        told = [
            f"{attribute} {people.loc[name, attribute]}"
            for attribute in _attributes(project)
            if name in people.index and str(people.loc[name, attribute]).strip() not in ("", "nan")
        ]
        lines.append(_line(f"Haastateltavat: {name}" + (f" ({'; '.join(told)})" if told else "")))
    return "\n".join(lines) + "\n\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _people(project: Study, files: Mapping[str, str]) -> pd.DataFrame:
    people = project.corpus.participants.drop_duplicates("participant").set_index("participant")
    attributes = _attributes(project)
    rows = []
    for document, file in files.items():
        for name in _speaking(project, document) or [""]:
            own = people.loc[name, attributes].tolist() if name in people.index else []
            rows.append([file, document, name, *(own or [""] * len(attributes))])
    return pd.DataFrame(rows, columns=["file", "document", "participant", *attributes])


def _statements(project: Study, files: Mapping[str, str], heads: Mapping[str, int]) -> pd.DataFrame:
    rows = project.corpus.statements
    before = rows["document"].map(heads)
    return pd.DataFrame(
        {
            "file": rows["document"].map(files),
            "statement_id": rows["statement_id"],
            "start": rows["start"] + before,
            "end": rows["end"] + before,
            **{name: rows[name] for name in ("participant", "speaker", "role", "question")},
        }
    )


def _codings(project: Study, files: Mapping[str, str], heads: Mapping[str, int]) -> pd.DataFrame:
    rows = located(project.codings, project.corpus)
    before = rows["document"].map(heads)
    texts = dict(project.corpus.documents[["document", "text"]].itertuples(index=False, name=None))
    spans = zip(rows["document"], rows["low"], rows["high"], strict=True)
    words = [sent(texts[document])[low:high] for document, low, high in spans]
    named = {(layer, label): shown for layer, label, shown in labels(project.codebook, rows)}
    codes = zip(rows["family"], rows["code"], rows["value"], strict=True)
    speakers = project.corpus.statements.set_index("statement_id")["participant"]
    return pd.DataFrame(
        {
            "file": rows["document"].map(files),
            "statement_id": rows["statement_id"],
            "participant": rows["statement_id"].map(speakers),
            "start": rows["low"] + before,
            "end": rows["high"] + before,
            "text": words,
            **{column: rows[column] for column in ("family", "code", "value")},
            "label": [named.get((code[0], label_of(*code)), "") for code in codes],
            **{column: rows[column] for column in ("coder", "status", "confidence", "created")},
        }
    )


def _codes(project: Study) -> pd.DataFrame:
    rows = [
        ("theme", theme.code, theme.label("fi"), theme.label("en"), theme.definition, theme.parent)
        for theme in project.codebook.themes
    ]
    rows += [
        ("stance", str(point.value), point.label("fi"), point.label("en"), "", "")
        for point in project.codebook.scale
    ]
    rows += [
        ("actor", actor.name, actor.name, actor.name, "; ".join(actor.aliases), "")
        for actor in project.codebook.actors
    ]
    rows += [
        ("question", question.code, question.label("fi"), question.label("en"), question.text, "")
        for question in project.corpus.questions
    ]
    columns = ["family", "code", "label", "name_en", "definition", "parent"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _readme(
    project: Study,
    prefix: str,
    files: Mapping[str, str],
    tables: Mapping[str, pd.DataFrame],
    lang: str,
) -> str:
    title, listed, texts, told, form, variables, filled, missing, coders = _TEXTS[lang]
    lines = [f"{title}: {prefix.rstrip('_')} {project.codebook.name}".rstrip(), "", f"{listed}:"]
    lines += ["  " + texts.format(n=len(files))]
    lines += [f"  {prefix}{name}.csv: {text} ({len(tables[name])})" for name, text in told.items()]
    lines += ["", form, "", f"{variables}:"]
    of = dict(zip(_TABLES, ("participants", "statements", "codings", "codings"), strict=True))
    for name, table in tables.items():
        lines.append(f"  {prefix}{name}.csv")
        for column in table:
            # Who says what is coded is no column of the study's own codings.
            said = (name, column) == ("koodaukset", "participant")
            pair = _OWN.get(column) or meaning("statements" if said else of[name], column)
            empty = table[column].isna() | (table[column].astype("str") == "")
            counts = f"{filled} {table[column][~empty].nunique()}, {missing} {int(empty.sum())}"
            lines.append(f"    {column}: {pair[lang == 'en']} ({counts})")
    names = ", ".join(sorted(set(tables["koodaukset"]["coder"])))
    return "\n".join([*lines, "", coders.format(coders=names or "-"), ""])
