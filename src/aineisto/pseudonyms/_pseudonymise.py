"""Replace what tells of persons, and carry corpus and codings over to the new text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from aineisto.codebook import Codebook
from aineisto.core.checks import as_names, one_of
from aineisto.corpus import Corpus
from aineisto.pseudonyms._beside import (
    Beside,
    is_certain,
    names_of_people,
    texts_beside,
    words_of,
)
from aineisto.pseudonyms._carry import carried_over
from aineisto.pseudonyms._detector import Detector
from aineisto.pseudonyms._found_frame import as_found, confirmed, find_in_corpus, left_out
from aineisto.pseudonyms._replacer import Replacer
from aineisto.pseudonyms._result import Pseudonymised

STYLES = ("pseudonym", "brackets")
MARKS = {"[ ]": ("[", "]"), "[[ ]]": ("[[", "]]")}


def pseudonymise(
    corpus: Corpus,
    *,
    names: Mapping[str, str] | Iterable[str] | None = None,
    style: str = "pseudonym",
    keep: Iterable[str] = (),
    seed: int = 0,
    found: pd.DataFrame | None = None,
    marks: str = "[ ]",
    codebook: Codebook | None = None,
) -> Pseudonymised:
    r"""Replace persons' names, numbers and addresses in a corpus.

    Labels of speakers, attributes of participants, names of files and questions are treated as
    the transcripts are. Found are names of persons (never actors of the register or the
    codebook), e-mail addresses, phone numbers, Finnish personal identity codes with a right
    control character, street addresses, IBANs with right check digits and vehicle
    registrations. The result is a proposal: pass `found`, edited,
    to apply exactly what was confirmed. A pseudonymised text is not anonymous: see
    `Pseudonymised.summary` for what to expect.

    Parameters
    ----------
    corpus : Corpus
        The corpus; it stays as it is.
    names : mapping or iterable of str, optional
        Names in the nominative that are persons for certain; a mapping also gives pseudonyms
        (``{"Matti Virtanen": "Kaino Lahtinen"}``).
    style : {"pseudonym", "brackets"}
        Another name of the same declension in the mention's case (*Virtasen*, *Lahtisen*), first
        names neutral in gender; or the archive's ``[nimi1]:n``. Identifiers are always bracketed.
    keep : iterable of str
        Texts to leave as they are, in all their inflected forms.
    seed : int
        Seed of the choice of pseudonyms.
    found : DataFrame, optional
        A confirmed frame; nothing is looked for, rows with ``accept`` are replaced. Empty
        ``replacement`` is filled in; a row without ``start`` stands for every place of its text.
    marks : {"[ ]", "[[ ]]"}
        The brackets.
    codebook : Codebook, optional
        The study's codebook: its actors stay, in all their inflected forms, and so do the words of
        its questions.

    Raises
    ------
    AineistoError
        When a setting is unknown or `found` does not fit the corpus.

    Notes
    -----
    The convention of brackets is that of the Finnish Social Science Data Archive (*Data
    Management Guidelines*, chapter on anonymisation).

    Examples
    --------
    >>> said = "H: Kuka neuvoi?\nV: Maija Virtanen neuvoi, numero on 040 123 4567.\n"
    >>> size = Path("h1.txt").write_text(said, encoding="utf-8")
    >>> interview = aineisto.read("h1.txt")
    >>> replaced = pseudonymise(interview, names={"Maija Virtanen": "Aino Lahtinen"})
    >>> replaced.corpus.statements["clean"].iloc[-1]
    'Aino Lahtinen neuvoi, numero on [puhelinnumero1].'
    """
    one_of(style, STYLES, "style")
    one_of(marks, tuple(MARKS), "marks")
    keep = as_names(keep, "keep")
    given = dict(names) if isinstance(names, Mapping) else {}
    certain = list(as_names(names, "names")) if names is not None else []
    actors = () if codebook is None else codebook.actors
    labels = names_of_people(corpus, Detector(certain, keep, actors))
    certain += labels
    find = Detector(certain, keep, actors)
    every = find_in_corpus(corpus, find) if found is None else found
    rows = every[every["accept"]] if found is None else confirmed(found, corpus)
    left = set() if found is None else {*left_out(found)} - {text.lower() for text in rows["text"]}
    own = () if codebook is None else words_of(codebook.questions)
    outside = [text for _, _, text in texts_beside(corpus) if text not in own]
    others = labels + [
        text[item.start : item.end]
        for text, items in zip(outside, find(outside), strict=True)
        for item in items
        if item.kind == "person" and is_certain(item)
    ]
    others = [text for text in others if text.lower() not in left]
    clean = [_mended(row, corpus) for row in rows.itertuples(index=False)]
    replacer = _replacer(rows, clean, others, corpus, given, style, seed, MARKS[marks])
    kinds = list(rows["kind"])
    new = [
        chosen or replacer.replacement(text, kind)
        for text, kind, chosen in zip(clean, kinds, rows["replacement"], strict=True)
    ]
    persons = [replacer.identity(text, kind) for text, kind in zip(clean, kinds, strict=True)]
    words = dict(zip([*clean, *rows["text"]], new * 2, strict=True))
    mentions = [text for text, kind in zip(clean, kinds, strict=True) if kind == "person"]
    for part, instead in replacer.parts([*mentions, *others]).items():
        words.setdefault(part, instead)
    rows = rows.assign(replacement=new)
    if found is None:
        doubtful = every[~every["accept"]]
        every = as_found(pd.concat([rows, doubtful], ignore_index=True))
    return carried_over(
        corpus, rows, persons, words, every, Beside(find, replacer, words, left, own)
    )


def _replacer(
    rows: pd.DataFrame,
    clean: list[str],
    others: list[str],
    corpus: Corpus,
    given: Mapping[str, str],
    style: str,
    seed: int,
    marks: tuple[str, str],
) -> Replacer:
    """Return what knows the persons of the transcripts and of what stands beside them."""
    mentions = [text for text, kind in zip(clean, rows["kind"], strict=True) if kind == "person"]
    taken = {word for text in corpus.documents["text"] for word in re.findall(r"[^\W\d_]+", text)}
    chosen = {
        text: new
        for text, kind, new in zip(clean, rows["kind"], rows["replacement"], strict=True)
        if kind == "person" and new
    }
    return Replacer([*mentions, *others], taken, given, chosen, style=style, seed=seed, marks=marks)


def _mended(row: Any, corpus: Corpus) -> str:
    edits = corpus.edits.get(row.document)
    return row.text if edits is None else edits.within(row.start, row.end).apply(row.text)
