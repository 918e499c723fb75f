"""Where a study's codings stand in the texts that are written, and what is not written."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import pandas as pd

from aineisto.codings import STANCE, is_human, is_machine
from aineisto.core.errors import AineistoWarning
from aineisto.corpus import Corpus
from aineisto.exchange._offsets import sent, unix_lines
from aineisto.exchange._people import user_by_status
from aineisto.exchange._provenance import (
    LEFT_OUT_COLUMNS,
    Original,
    Provenance,
    QdpxStudy,
    frame_of,
)
from aineisto.exchange._refi import bare, guid, local, tag
from aineisto.exchange._sources import text_elements


def standing(codings: pd.DataFrame) -> pd.DataFrame:
    """Return the codings that are written: suggestions, and what people have coded and settled."""
    return codings[codings["status"] != "rejected"]


def located(codings: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return the codings that are written, each with its place and its identifiers.

    A mention of an actor, and what a person selected unaided, have a place of their own; every
    other judgement is of its whole statement.

    Returns
    -------
    DataFrame
        The codings, and ``document``, ``low``, ``high`` (the place), ``first``, ``last`` (the
        statement's), ``user``, ``meaning`` (the identifier of a code of ours) and ``guid`` (the
        coding's).
    """
    rows = standing(codings)
    statements = corpus.statements.set_index("statement_id")[["document", "start", "end"]]
    rows = rows[rows["statement_id"].isin(statements.index)]
    where = statements.loc[rows["statement_id"]]
    selected = is_human(rows["coder"]) & rows["status"].isin(("blind", "unknown"))
    own = rows["start"].notna() & rows["end"].notna() & ((rows["family"] == "actor") | selected)
    rows = rows.assign(document=where["document"].to_numpy())
    for edge, name, whole in (("start", "low", "first"), ("end", "high", "last")):
        rows[whole] = where[edge].to_numpy()
        rows[name] = rows[edge].astype("Float64").where(own, rows[whole]).astype("int64")
    pairs = zip(rows["coder"], rows["status"], strict=True)
    rows["user"] = pd.Series([user_by_status(*pair) for pair in pairs], rows.index, dtype="str")
    meanings = [
        guid(family, value if family == STANCE else code)
        for family, code, value in zip(rows["family"], rows["code"], rows["value"], strict=True)
    ]
    rows["meaning"] = pd.Series(meanings, index=rows.index, dtype="str")
    return identified(rows)


def by_document(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the rows of each document."""
    return {str(name): some for name, some in rows.groupby("document", sort=False)}


def identified(rows: pd.DataFrame) -> pd.DataFrame:
    """Return codings in the order they are written, with the identifiers of what they become."""
    keys = ["document", "low", "high", "user", "meaning"]
    guids = [guid("coding", *key) for key in rows[keys].itertuples(index=False, name=None)]
    rows = rows.assign(guid=pd.Series(guids, index=rows.index, dtype="str"))
    return rows.sort_values(["document", "low", "high", "user", "family", "code"], kind="stable")


def qdpx_losses(project: Any, *, like: QdpxStudy | None = None) -> pd.DataFrame:
    """List what another program will not see in the REFI-QDA file of a project.

    Parameters
    ----------
    project : Project
        As for `write_qdpx`.
    like : QdpxStudy, optional
        As for `write_qdpx`: what does not go back to the program it came from, because the text
        that it stood in is another now, or gone, is listed too.

    Returns
    -------
    DataFrame
        ``place`` and ``problem``; how many there are of each.

    Examples
    --------
    >>> qdpx_losses(project).columns.tolist()
    ['place', 'problem']
    """
    codings, corpus, codebook = project.codings, project.corpus, project.codebook
    written = standing(codings)
    machine = is_machine(written["coder"])
    texts = corpus.documents["text"]
    actors = [a for a in codebook.actors if a.valid_from or a.valid_to or a.successor or a.source]
    coded = set(written.loc[written["family"] == "actor", "code"])
    counts = [
        ("codings", "rejected suggestions", len(codings) - len(written)),
        ("codings", "confidences", int(written["confidence"].notna().sum())),
        ("codings", "continuous scores of stance", int(written["score"].notna().sum())),
        ("codings", "words of evidence", int((machine & (written["evidence"] != "")).sum())),
        (
            "codings",
            "of statements that the corpus lacks",
            int((~written["statement_id"].isin(corpus.statements["statement_id"])).sum()),
        ),
        (
            "codings",
            "changed suggestions, told from accepted ones",
            int((written["status"] == "changed").sum()),
        ),
        ("codebook", "questions of the interview guide", len(codebook.questions)),
        ("codebook", "actors that nobody mentions", len({a.name for a in codebook.actors} - coded)),
        ("codebook", "years, successors and sources of actors", len(actors)),
        ("statements", "clean texts that differ from the document's", _mended(corpus)),
        ("statements", "roles, questions and turns", len(corpus.statements)),
        (
            "texts",
            "characters outside the basic plane, which programs count in different ways",
            int(sum(sum(ord(char) > 0xFFFF for char in text) for text in texts)),
        ),
        ("texts", "line ends that become line feeds", int(sum(t.count("\r") for t in texts))),
    ]
    counts += _of_changed_texts(corpus, like)
    rows = [{"place": place, "problem": f"{n} {what}"} for place, what, n in counts if n]
    return frame_of(rows, LEFT_OUT_COLUMNS)


def changed_sources(
    root: Element, original: Original, provenance: Provenance, texts: Mapping[str, str]
) -> Iterator[tuple[str, str, Element, Element]]:
    """Yield the sources whose document the study has no more, or has with another text.

    Each with the document's name, the identifier, the element that has the text and the source
    itself; `texts` are the documents' as they are sent.
    """
    parents = {child: one for one in root.iter() for child in one}
    there = {bare(one.get("guid")): one for one in text_elements(root)}
    for (kind, name), identifier in provenance.guids.items():
        element = there.get(identifier) if kind == "source" else None
        if element is None or texts.get(name) == unix_lines(original.texts.get(identifier, "")):
            continue
        source = element if element.tag == tag("TextSource") else parents[element]
        yield name, identifier, element, source


def _of_changed_texts(corpus: Corpus, like: QdpxStudy | None) -> list[tuple[str, str, int]]:
    """Return what the sources hold that are written anew, or not at all."""
    original = None if like is None else like.provenance.original
    if like is None or original is None:
        return []
    texts = dict(zip(corpus.documents["document"], corpus.documents["text"].map(sent), strict=True))
    found = []
    for name, _, element, source in changed_sources(
        original.root, original, like.provenance, texts
    ):
        selections = [one for one in source.iter() if local(one).endswith("Selection")]
        codings = sum(1 for _ in source.iter(tag("Coding")))
        codings -= sum(len(one.findall(tag("Coding"))) for one in selections if one in [*element])
        empty = sum(one.find(tag("Coding")) is None for one in selections)
        points = len(element.findall(tag("SyncPoint")))
        found += [
            (name, f"{local(source)}, whose text alone is written", int(source is not element)),
            (name, "selections without a code", empty),
            (name, "codings of the whole, or of what is no text", codings),
            (name, "sync points", points),
        ]
    return found


def warn_of_what_goes_along(like: QdpxStudy, corpus: Corpus) -> None:
    """Say that notes, sets, recordings … go back as they came, where texts are others now.

    Warns
    -----
    AineistoWarning
        When a text is another now (with pseudonyms, say) or gone, and something goes along.
    """
    original = like.provenance.original
    texts = dict(zip(corpus.documents["document"], corpus.documents["text"].map(sent), strict=True))
    if original is None or not any(
        changed_sources(original.root, original, like.provenance, texts)
    ):
        return
    kinds = {
        **{"notes": ("Note",), "sets": ("Set",), "graphs": ("Graph",), "links": ("Link",)},
        **{"recordings": ("AudioSource", "VideoSource"), "pictures": ("PictureSource",)},
    }
    counts = {
        name: sum(1 for one in found for _ in original.root.iter(tag(one)))
        for name, found in kinds.items()
    }
    told = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
    if told:
        warnings.warn(
            "Texts are others than they were, or gone, and what stands beside them goes back as "
            f"it came: {told}. People may be known by it. Without like nothing goes along.",
            AineistoWarning,
            stacklevel=3,
        )


def warn_of_memos(project: Any, program: str) -> None:
    """Say that the memos do not go out, where there are any.

    Warns
    -----
    AineistoWarning
        When the project has memos.
    """
    memos = getattr(project, "memos", None)
    if memos is not None and len(memos):
        warnings.warn(
            f"{len(memos)} memos are left out: {program} has no place for them. "
            "write_qdpx takes them along.",
            AineistoWarning,
            stacklevel=3,
        )


def _mended(corpus: Corpus) -> int:
    return int((corpus.statements["clean"] != corpus.statements["text"]).sum())
