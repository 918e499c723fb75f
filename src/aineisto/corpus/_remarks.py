"""What is remarked on the reading of a file: a code and its fields, told in two languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from aineisto.core.errors import in_language, is_said
from aineisto.corpus._sentences import KINDS, LANGUAGES, PLACES, REMEDIES, SENTENCES, WORDS


class Remark(NamedTuple):
    """A remark on a file: its place, what is remarked and what to do, in English; its facts.

    ``facts`` are the code of the remark and its fields, as JSON: `told` tells them in Finnish.
    """

    place: str
    problem: str
    remedy: str
    facts: str = ""


def remark(code: str, place: str, remedy: str, **fields: Any) -> Remark:
    """Return a remark.

    Parameters
    ----------
    code : str
        Which one it is, a key of `SENTENCES`.
    place : str
        Where it is in the file: ``"line 3"``.
    remedy : str
        What to do.
    **fields
        What its sentence takes: ``text``, ``n``, ``kind``, ``labels`` …

    Examples
    --------
    >>> remark("note", "line 3", "Nothing.", text="tauko").problem
    'A note is not read as speech: “tauko”.'
    """
    facts = {"code": code, **fields}
    return Remark(place, _sentence(facts, "en"), remedy, json.dumps(facts, ensure_ascii=False))


def in_finnish(problem: str, remedy: str) -> str:
    """Return the facts of why a file could not be read; none where they are said in English alone.

    Examples
    --------
    >>> from aineisto.core.errors import Said
    >>> in_finnish(Said("The file is empty.", "Tiedosto on tyhjä."), "")
    '{"fi": "Tiedosto on tyhjä.", "remedy": ""}'
    """
    if not (is_said(problem, "fi") and is_said(remedy, "fi")):
        return ""
    facts = {"fi": in_language(problem, "fi"), "remedy": in_language(remedy, "fi")}
    return json.dumps(facts, ensure_ascii=False)


def told_problems(problems: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return problems of a corpus in a language: ``file``, ``place``, ``problem``, ``remedy``.

    What is not said in that language stays in English.

    Examples
    --------
    >>> told_problems(corpus.problems, "fi").columns.tolist()
    ['file', 'place', 'problem', 'remedy']
    """
    names = ["file", "place", "problem", "remedy", "facts"]
    rows = problems.reindex(columns=names, fill_value="").fillna("").astype(str)
    told_so = [
        (file, told_place(place, lang), told(problem, facts, lang), _remedy(remedy, facts, lang))
        for file, place, problem, remedy, facts in rows.itertuples(index=False, name=None)
    ]
    return pd.DataFrame(told_so, columns=names[:-1])


def _remedy(remedy: str, facts: str, lang: str) -> str:
    known = _known(facts)
    if lang != "fi" or not remedy:
        return remedy
    return str(known["remedy"]) if "fi" in known else REMEDIES.get(known.get("code", ""), remedy)


def _known(facts: object) -> dict[str, Any]:
    try:
        found = json.loads(facts) if isinstance(facts, str) and facts else {}
    except ValueError:  # somebody changed the table
        return {}
    return found if isinstance(found, dict) else {}


def told(problem: str, facts: object, lang: str) -> str:
    """Return what is remarked in a language, ``"fi"`` or ``"en"``; without facts as it is.

    Examples
    --------
    >>> made = remark("note", "line 3", "Nothing.", text="tauko")
    >>> told(made.problem, made.facts, "fi")
    'Huomautusta ei luettu puheeksi: ”tauko”.'
    """
    known = _known(facts)
    if lang == "en" or not known:
        return problem
    try:
        return str(known["fi"]) if "fi" in known else _sentence(known, lang)
    except (TypeError, KeyError):  # somebody changed the table
        return problem


def told_place(place: str, lang: str) -> str:
    """Return places of a remark in a language.

    Examples
    --------
    >>> told_place("line 3, line 7", "fi")
    'rivi 3, rivi 7'
    """
    if lang == "en":
        return place
    parts = [one.partition(" ") for one in place.split(", ")]
    return ", ".join(PLACES.get(word, word) + gap + rest for word, gap, rest in parts)


def _sentence(facts: Mapping[str, Any], lang: str) -> str:
    said = SENTENCES[facts["code"]][lang].format_map(_in_words(facts, lang))
    return said.replace("“", "”") if lang == "fi" else said  # fields have quotation marks, too


def _in_words(facts: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return the fields of a remark as its sentence takes them."""
    words = WORDS[lang]
    said = {name: str(value) for name, value in facts.items()}
    if "labels" in facts:
        between = "and" if facts["code"] == "turns_numbered" else "or"
        said["labels"] = words[between].join(map(repr, facts["labels"]))
    if "kind" in facts:
        said["kind"] = KINDS.get(facts["kind"], facts["kind"]) if lang == "fi" else facts["kind"]
        said["places"] = words["places"].format(facts["n"]) if facts["n"] > 1 else ""
    if "sign" in facts:
        said["sign"] = words.get(facts["sign"], facts["sign"])
    if "language" in facts:
        said["language"] = LANGUAGES[facts["language"]][lang]
    if "example" in facts:
        said["example"] = f" (“{facts['example']}”)" if facts["example"] else ""
    return said
