"""What is remarked on the reading, in Finnish: for displays; the remarks are kept in English."""

from __future__ import annotations

import re
from collections.abc import Callable

_PLACES = {
    "line": "rivi",
    "lines": "rivit",
    "page": "sivu",
    "pages": "sivut",
    "row": "rivi",
    "cell": "solu",
    "sheet": "välilehti",
    "field": "kenttä",
    "tier": "kerros",
    "paragraph": "kappale",
}
_KINDS = {
    "comments": "kommentit",
    "contents, indexes and forms": "sisällysluettelo, hakemistot ja lomakkeet",
    "deleted text of tracked changes": "muutosten jäljityksessä poistettu teksti",
    "embedded document": "upotettu asiakirja",
    "endnotes": "loppuviitteet",
    "footnotes": "alaviitteet",
    "form fields": "lomakkeen kentät",
    "headers and footers": "ylä- ja alatunnisteet",
    "hidden or struck text": "piilotettu tai yliviivattu teksti",
    "hidden text": "piilotettu teksti",
    "image": "kuva",
    "other sheets": "muut välilehdet",
    "reading aids": "lukuohjeet",
    "row of a table without speech": "taulukon rivi, jolla ei ole puhetta",
    "struck text": "yliviivattu teksti",
    "text boxes": "tekstikehykset",
    "title above a table": "taulukon yllä oleva otsikko",
    "what a service or a transcriber adds": "litterointipalvelun tai litteroijan lisäys",
}
_AT = {
    "cues and pauses": "aikaleimojen ja taukojen kohdalta",
    "words with which clauses begin": "lauseita aloittavien sanojen kohdalta",
}
#: What is said in English, and its Finnish with the places of what varies.
_SAYINGS: tuple[tuple[str, str], ...] = (
    (
        r"Not read as speech: (?P<kind>[^“]+?)(?: \((?P<n>\d+) places\))?, (?P<text>“.*”)\.",
        "Ei luettu puheeksi: {kind}{n}, {text}.",
    ),
    (
        r"(?P<text>“.*”) begins with what is nearly a label: it is read as (?P<near>.+)\.",
        "{text} alkaa melkein kuin puhujan tunnus: se on luettu tunnukseksi {near}.",
    ),
    (
        r"(?P<text>“.*”) begins with what is nearly a label: it may be (?P<near>.+), and is kept "
        r"as a speaker of its own\.",
        "{text} alkaa melkein kuin puhujan tunnus: se voi olla {near}, ja se on jätetty omaksi "
        "puhujakseen.",
    ),
    (
        r"The text has hardly any punctuation: its statements are cut at (?P<at>.+)\.",
        "Tekstissä ei ole juuri lainkaan välimerkkejä: lausumat on katkaistu {at}.",
    ),
    (
        r"No speaker is labelled: (?P<n>\d+) paragraphs that ask are read as the interviewer's and "
        r"the others as answers\.",
        "Puhujia ei ole merkitty: kysyvät kappaleet ({n}) on luettu haastattelijan puheeksi ja "
        "muut vastauksiksi.",
    ),
    (
        r"No speakers are told apart, and there are (?P<n>\d+) question marks in the text: "
        r"questions may be read as answers\.",
        "Puhujia ei ole erotettu toisistaan, ja tekstissä on {n} kysymysmerkkiä: kysymyksiä on "
        "voitu lukea vastauksiksi.",
    ),
    (
        r"Only who answers is labelled \((?P<text>.*)\): (?P<n>\d+) paragraphs between the answers "
        r"are read as the interviewer's\.",
        "Vain vastaaja on merkitty ({text}): vastausten väliset kappaleet ({n}) on luettu "
        "haastattelijan puheeksi.",
    ),
    (
        r"Only who asks is labelled \((?P<text>.*)\): the paragraphs after the questions are read "
        r"as answers\.",
        "Vain kysyjä on merkitty ({text}): kysymyksiä seuraavat kappaleet on luettu vastauksiksi.",
    ),
    (
        r"The encoding is not said; the letters are read as (?P<near>.+?)(?P<text> \(“.*”\))?\.",
        "Merkistöä ei ole kerrottu; kirjaimet on luettu merkistönä {near}{text}.",
    ),
    (
        r"Letters are written in two encodings \((?P<text>.+) for (?P<near>.+), from here on\); "
        r"they are read as what was meant\.",
        "Kirjaimet on kirjoitettu kahdella merkistöllä ({text}, kun piti olla {near}, tästä "
        "eteenpäin); ne on luettu niin kuin oli tarkoitus.",
    ),
    (
        r"Letters are lost: (?P<near>.+) stands? for them in (?P<n>\d+) words (?P<text>\(“.*”\))\.",
        "Kirjaimia on kadonnut: niiden tilalla on {near}, sanoja {n} {text}.",
    ),
    (
        r"Signs stand inside (?P<n>\d+) words (?P<text>\(“.*”\)): the letters were once read in a "
        r"wrong encoding\.",
        "Sanojen sisällä on merkkejä, sanoja {n} {text}: kirjaimet on joskus luettu väärällä "
        "merkistöllä.",
    ),
    (r"A note is not read as speech: (?P<text>“.*”)\.", "Huomautusta ei luettu puheeksi: {text}."),
    (
        r"These pages have no text: they are empty or pictures\.",
        "Näillä sivuilla ei ole tekstiä: ne ovat tyhjiä tai kuvia.",
    ),
    (
        r"A text in the JSON is not read: (?P<text>“.*”)\.",
        "JSON-tiedoston tekstiä ei luettu: {text}.",
    ),
    (
        r"(?P<n>\d+) annotations are not read as speech: (?P<text>“.*”)\.",
        "Merkintöjä ei luettu puheeksi ({n}): {text}.",
    ),
)
_PATTERNS = tuple((re.compile(english, re.DOTALL), finnish) for english, finnish in _SAYINGS)
_PLACE = re.compile(r"(?P<word>[a-z]+)(?= \S)")


def in_finnish(remark: str) -> str:
    """Return a remark of `Corpus.check`, with its places before it, in Finnish.

    What has no Finnish, such as why a file could not be read at all, stays as it is.

    Examples
    --------
    >>> in_finnish("line 3, line 7: Not read as speech: comments (2 places), “Hyvä!”.")
    'rivi 3, rivi 7: Ei luettu puheeksi: kommentit (2 kohtaa), “Hyvä!”.'
    """
    for pattern, finnish in _PATTERNS:
        found = pattern.fullmatch(remark) or _placed(pattern, remark)
        if found is not None:
            places = remark[: len(remark) - len(found.group())]
            values = {name: value or "" for name, value in found.groupdict().items()}
            for name, tell in _TELLERS.items():
                if values.get(name):
                    values[name] = tell(values[name], finnish)
            return _PLACE.sub(_place, places) + finnish.format(**values)
    return remark


def _placed(pattern: re.Pattern[str], remark: str) -> re.Match[str] | None:
    """Return what a pattern finds after the places of a remark."""
    _, colon, said = remark.partition(": ")
    return pattern.fullmatch(said) if colon else None


def _place(found: re.Match[str]) -> str:
    return _PLACES.get(found["word"], found["word"])


_TELLERS: dict[str, Callable[[str, str], str]] = {
    "kind": lambda kind, _: _KINDS.get(kind, kind),
    "at": lambda at, _: _AT.get(at, at),
    "n": lambda n, finnish: f" ({n} kohtaa)" if "{kind}{n}" in finnish else n,
    "near": lambda near, _: near.replace(" or ", " tai ").replace("{ and |", "{ tai |"),
}
