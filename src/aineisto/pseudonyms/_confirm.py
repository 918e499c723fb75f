"""Write what was found for the researcher to confirm, and read the answer."""

from __future__ import annotations

import json
from importlib.resources import files
from os import PathLike
from typing import Any

import pandas as pd

from aineisto.core.cells import set_text
from aineisto.core.checks import as_path
from aineisto.core.errors import AineistoError, ArgumentError, reading
from aineisto.core.whole import whole_file, write_whole
from aineisto.corpus import Corpus
from aineisto.pseudonyms._found_frame import COLUMNS, KINDS
from aineisto.pseudonyms._persons import accepted_from


def write_confirmation(
    found: pd.DataFrame,
    path: str | PathLike[str],
    corpus: Corpus | None = None,
    *,
    lang: str = "fi",
) -> None:
    r"""Write what was found as a page or a sheet to confirm.

    The page shows the texts with what was found in them, works in any browser without a network
    and by keyboard alone, and saves a ``.json`` file. In the sheet, rows may be added; one without
    ``start`` and ``end`` stands for every place of its text. Both hold what is to be hidden: keep
    them apart from the data.

    Parameters
    ----------
    found : DataFrame
        As `Pseudonymised.found`.
    path : path-like
        An ``.html`` or ``.xlsx`` file.
    corpus : Corpus, optional
        The corpus in which it was found; the page shows its texts.
    lang : {"fi", "en"}
        Language of the page.

    Raises
    ------
    AineistoError
        When the page has no corpus or the file cannot be written.

    Examples
    --------
    >>> said = "H: Kuka neuvoi?\nV: Maija Virtanen neuvoi.\n"
    >>> size = Path("h1.txt").write_text(said, encoding="utf-8")
    >>> interview = aineisto.read("h1.txt")
    >>> write_confirmation(pseudonymise(interview).found, "names.xlsx", interview)
    """
    if as_path(path).suffix.lower() in (".html", ".htm"):
        if corpus is None:
            raise ArgumentError(
                "A page shows the texts, and no corpus was given.",
                remedy="Give the corpus: write_confirmation(result.found, path, corpus).",
            )
        write_page(found, path, corpus, lang)
    else:
        _write_sheet(found, path)


def _write_sheet(found: pd.DataFrame, path: str | PathLike[str]) -> None:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    _refuse_filled(found, path)
    book = Workbook()
    sheet = book.active
    sheet.title = "found"
    sheet.append(list(COLUMNS))
    for number, row in enumerate(found[list(COLUMNS)].itertuples(index=False), start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                set_text(cell, value, error=AineistoError, file=path, remedy="Write the page.")
            else:
                cell.value = value.item() if hasattr(value, "item") else value
        sheet.cell(number, len(COLUMNS)).value = "yes" if row[-1] else "no"
    last = max(len(found), 1) + 500
    for letter, choices in (("H", '"yes,no"'), ("E", f'"{",".join(KINDS)}"')):
        choice = DataValidation(type="list", formula1=choices, allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGH", (24, 8, 8, 30, 15, 30, 11, 9), strict=True):
        sheet.column_dimensions[letter].width = width
    with whole_file(path, "The sheet", private=True) as draft:
        book.save(draft)


#: What somebody who confirms writes into a sheet.
_FILLED_IN = ("text", "kind", "replacement", "accept")


def _refuse_filled(found: pd.DataFrame, path: str | PathLike[str]) -> None:
    """Refuse to write over a sheet in which somebody has confirmed something."""
    try:
        there = read_confirmation(path)
    except AineistoError:
        return  # there is none
    if not set(_FILLED_IN) <= set(there):
        return
    accepted = ["yes" if accept else "no" for accept in found["accept"]]
    written, stands = (
        [
            ["" if pd.isna(cell) else str(cell) for cell in row]
            for row in frame[list(_FILLED_IN)].to_numpy()
        ]
        for frame in (found.assign(accept=accepted), there)
    )
    if written != stands:
        raise AineistoError(
            "A sheet of this name is there already and holds what somebody has confirmed.",
            file=path,
            remedy="Read it with read_confirmation, choose another name, or remove it first.",
        )


def read_confirmation(path: str | PathLike[str]) -> pd.DataFrame:
    r"""Read a confirmation for ``pseudonymise(corpus, found=…)``.

    Parameters
    ----------
    path : path-like
        The ``.json`` file that the page saved, or the ``.xlsx`` file.

    Raises
    ------
    AineistoError
        When the file cannot be read.

    Examples
    --------
    >>> said = "H: Kuka neuvoi?\nV: Maija Virtanen neuvoi.\n"
    >>> size = Path("h1.txt").write_text(said, encoding="utf-8")
    >>> interview = aineisto.read("h1.txt")
    >>> write_confirmation(pseudonymise(interview).found, "names.xlsx", interview)
    >>> read_confirmation("names.xlsx")["text"].tolist()
    ['Maija Virtanen']
    """
    remedy = "Give the .xlsx file that write_confirmation wrote, or the .json of the page."
    with reading(path, "confirmation", error=AineistoError, remedy=remedy):
        if as_path(path).suffix.lower() == ".json":
            return read_page(path)
        return pd.read_excel(path, sheet_name=0, keep_default_na=False, na_values=[""])


FORMAT = "aineisto confirmation 1"
_DOUBTFUL = 0.5
_KINDS = {
    "fi": {
        "person": "henkilö", "e-mail": "sähköposti", "phone": "puhelinnumero",
        "identity code": "henkilötunnus", "address": "osoite", "IBAN": "tilinumero",
        "vehicle": "rekisteritunnus", "birth date": "syntymäaika", "web address": "verkko-osoite",
        "user name": "käyttäjätunnus", "business ID": "y-tunnus",
    },
    "en": {
        "person": "person", "e-mail": "e-mail", "phone": "phone number",
        "identity code": "identity code", "address": "address", "IBAN": "account number",
        "vehicle": "vehicle registration", "birth date": "date of birth",
        "web address": "web address", "user name": "user name", "business ID": "business ID",
    },
}  # fmt: skip
WORDS: dict[str, dict[str, Any]] = {
    "fi": {
        "title": "Vahvista, mitä peitetään",
        "advice": "Henkilöiden nimistä löytyy noin yhdeksän kymmenestä: lue teksti ja lisää "
        "puuttuvat. Katkoviivalla alleviivatut ovat epävarmoja ja jäävät tekstiin, ellet päätä "
        "toisin. Peittämisen jälkeenkään teksti ei ole anonyymi. Tämä sivu sisältää nimet: säilytä "
        "se ja vahvistustiedosto erillään aineistosta.",
        "counts": "peitetään {yes}, jätetään {no}, kaikkialta peitettäviä {added}",
        "save": "Tallenna vahvistus", "saved": "Tallennettu: {file}",
        "documents": "Haastattelu", "text": "Haastattelun teksti",
        "nothing": "Siirry löydökseen näppäimellä N tai napsauta merkittyä kohtaa tekstissä.",
        "hidden": "peitetään", "stays": "jää tekstiin", "sure": "varmuus",
        "times": "esiintymiä {n}", "kind": "Laji",
        "replacement": "Korvaava teksti (tyhjä: ohjelma valitsee)",
        "yes": "Peitä", "no": "Jätä", "same_yes": "Peitä kaikki samat (⇧H)",
        "same_no": "Jätä kaikki samat (⇧J)",
        "missed": "Jäikö jotain löytymättä?", "what": "Henkilön nimi perusmuodossa (sen "
        "taivutusmuodot löytyvät) tai muu teksti sellaisena kuin se on", "sort": "Laji",
        "everywhere": "Peitä kaikkialta", "places": "{n} kohtaa juuri tässä muodossa",
        "nowhere": "Tekstiä ei ole aineistossa.", "select": "Valitse ensin teksti.",
        "clash": "Valinta osuu löydökseen, joka on jo luettelossa.",
        "keys": [
            ["N, →", "seuraava löydös"], ["P, ←", "edellinen löydös"], ["D", "seuraava epävarma"],
            ["H", "peitä"], ["J", "jätä"], ["⇧H, ⇧J", "kaikki samat"],
            ["A", "lisää valittu teksti"], ["L", "lisää sana kirjoittamalla"],
            ["K", "korvaava teksti"], ["Esc", "takaisin tekstiin"], ["U", "kumoa"],
            ["S", "tallenna"],
        ],
        "kinds": _KINDS["fi"],
    },
    "en": {
        "title": "Confirm what is to be hidden",
        "advice": "About nine in ten names of persons are found: read the text and add what is "
        "missing. What is underlined with dashes is doubtful and stays unless you decide "
        "otherwise. A text with its names hidden is not anonymous. This page holds the names: "
        "keep it and the confirmation apart from the data.",
        "counts": "to hide {yes}, to stay {no}, added everywhere {added}",
        "save": "Save the confirmation", "saved": "Saved: {file}",
        "documents": "Document", "text": "Text of the document",
        "nothing": "Go to what was found: N. Or click a marked place in the text.",
        "hidden": "to be hidden", "stays": "stays in the text", "sure": "sure",
        "times": "occurrences {n}", "kind": "Kind", "replacement": "Replacement (empty: chosen)",
        "yes": "Hide", "no": "Leave", "same_yes": "Hide all alike (⇧H)",
        "same_no": "Leave all alike (⇧J)",
        "missed": "Was something missed?", "what": "A person's name in its base form (inflected "
        "forms are found), or other text as it stands", "sort": "Kind",
        "everywhere": "Add everywhere", "places": "{n} places in just this form",
        "nowhere": "The corpus does not have this text.", "select": "Select text first.",
        "clash": "The selection touches something that is already listed.",
        "keys": [
            ["N, →", "next find"], ["P, ←", "previous"], ["D", "next doubtful"],
            ["H", "hide"], ["J", "leave"], ["⇧H, ⇧J", "all alike"],
            ["A", "add the selected text"], ["L", "add a word by typing"],
            ["K", "replacement"], ["Esc", "back to the text"], ["U", "undo"], ["S", "save"],
        ],
        "kinds": _KINDS["en"],
    },
}  # fmt: skip


def write_page(found: pd.DataFrame, path: str | PathLike[str], corpus: Corpus, lang: str) -> None:
    """Write the page with the corpus' texts and what was found in them."""
    if lang not in WORDS:
        raise ArgumentError(f"There is no language {lang!r}.", remedy="Use fi or en.")
    target = as_path(path)
    documents = corpus.documents[["document", "text"]].to_dict("records")
    data = {
        "format": FORMAT,
        "file": target.stem + ".json",
        "doubtful": max(accepted_from(), _DOUBTFUL),
        "documents": documents,
        "rows": json.loads(found.to_json(orient="records", force_ascii=False)),
        "words": WORDS[lang],
    }
    # "<" never stands in the data as such, so that no text can end the script it stands in.
    packed = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    page = (files(__package__) / "confirm.html").read_text(encoding="utf-8")
    page = page.replace("{{lang}}", lang).replace("{{data}}", packed)
    write_whole(target, page, "The page", private=True)


def read_page(path: str | PathLike[str]) -> pd.DataFrame:
    """Read the file that the page saved."""
    remedy = "Give the .json file that the page saved; look among the browser's downloads."
    try:
        data = json.loads(as_path(path).read_text(encoding="utf-8"))
        known = data["format"] == FORMAT
        frame = pd.DataFrame(data["rows"])
    except OSError as error:
        raise AineistoError(
            f"The confirmation cannot be opened ({error.strerror}).", file=path, remedy=remedy
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise AineistoError(
            f"The confirmation cannot be read ({error}).", file=path, remedy=remedy
        ) from error
    if not known:
        raise ArgumentError(
            f"The confirmation is of another format: {data['format']!r}.",
            file=path,
            remedy=f"Give a file of the format {FORMAT!r}.",
        )
    return frame
