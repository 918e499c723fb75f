"""What is remarked on the reading of a file: a code and its fields, told in two languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from aineisto.core.said import in_language, is_said

#: Sentences by the code of a remark; the fields of `_in_words` stand in the places.
_SENTENCES: dict[str, dict[str, str]] = {
    "not_speech": {
        "en": "Not read as speech: {kind}{places}, “{text}”.",
        "fi": "Ei luettu puheeksi: {kind}{places}, ”{text}”.",
    },
    "nearly_a_label": {
        "en": "“{text}” begins with what is nearly a label: it is read as {labels}.",
        "fi": "”{text}” alkaa melkein kuin puhujan tunnus: se on luettu tunnukseksi {labels}.",
    },
    "nearly_labels": {
        "en": "“{text}” begins with what is nearly a label: it may be {labels}, and is kept as a "
        "speaker of its own.",
        "fi": "”{text}” alkaa melkein kuin puhujan tunnus: se voi olla {labels}, ja se on jätetty "
        "omaksi puhujakseen.",
    },
    "perhaps_a_speaker": {
        "en": "Lines that begin with a word and a colon ({n}) are read as the words of the one "
        "who spoke before: “{text}”.",
        "fi": "Rivejä, jotka alkavat sanalla ja kaksoispisteellä ({n}), on luettu edellisen "
        "puhujan sanoiksi: ”{text}”.",
    },
    "cut_at_pauses": {
        "en": "The text has hardly any punctuation: its statements are cut at cues and pauses.",
        "fi": "Tekstissä ei ole juuri lainkaan välimerkkejä: lausumat on katkaistu aikaleimojen ja "
        "taukojen kohdalta.",
    },
    "cut_at_clauses": {
        "en": "The text has hardly any punctuation: its statements are cut at words with which "
        "clauses begin.",
        "fi": "Tekstissä ei ole juuri lainkaan välimerkkejä: lausumat on katkaistu lauseita "
        "aloittavien sanojen kohdalta.",
    },
    "no_labels": {
        "en": "No speaker is labelled: {n} paragraphs that ask are read as the interviewer's and "
        "the others as answers.",
        "fi": "Puhujia ei ole merkitty: kysyvät kappaleet ({n}) on luettu haastattelijan puheeksi "
        "ja muut vastauksiksi.",
    },
    "dashes": {
        "en": "No speaker is labelled, and each turn begins with a dash: every other turn "
        "({n} paragraphs) is read as the interviewer's.",
        "fi": "Puhujia ei ole merkitty, ja vuorot alkavat ajatusviivalla: joka toinen vuoro "
        "(kappaleita {n}) on luettu haastattelijan puheeksi.",
    },
    "one_voice": {
        "en": "No speakers are told apart, and there are {n} question marks in the text: questions "
        "may be read as answers.",
        "fi": "Puhujia ei ole erotettu toisistaan, ja tekstissä on {n} kysymysmerkkiä: kysymyksiä "
        "on voitu lukea vastauksiksi.",
    },
    "one_voice_unasked": {
        "en": "No speakers are told apart: all of the text is read as answers, what the "
        "interviewer says too.",
        "fi": "Puhujia ei ole erotettu toisistaan: koko teksti on luettu vastauksiksi, myös "
        "haastattelijan puhe.",
    },
    "no_speaker": {
        "en": "Stretches without a speaker ({n}) are read as the words of the one who spoke "
        "before: “{text}”.",
        "fi": "Jaksoja, joilla ei ole puhujaa ({n}), on luettu edellisen puhujan sanoiksi: "
        "”{text}”.",
    },
    "answers_labelled": {
        "en": "Only who answers is labelled ({text}): {n} paragraphs between the answers are read "
        "as the interviewer's.",
        "fi": "Vain vastaaja on merkitty ({text}): vastausten väliset kappaleet ({n}) on luettu "
        "haastattelijan puheeksi.",
    },
    "questions_labelled": {
        "en": "Only who asks is labelled ({text}): the paragraphs after the questions are read as "
        "answers.",
        "fi": "Vain kysyjä on merkitty ({text}): kysymyksiä seuraavat kappaleet on luettu "
        "vastauksiksi.",
    },
    "guide_unlabelled": {
        "en": "{n} questions of the guide stand without a label and are read as the interviewer's.",
        "fi": "Haastattelurungon kysymyksiä ilman puhujan tunnusta ({n}) on luettu haastattelijan "
        "puheeksi.",
    },
    "back_channels": {
        "en": "What another speaker says in brackets within a turn (places: {n}) is not counted as "
        "words of the one who speaks: “{text}”.",
        "fi": "Mitä toinen puhuja sanoo sulkeissa vuoron sisällä (kohtia: {n}), ei ole luettu "
        "vuoron puhujan sanoiksi: ”{text}”.",
    },
    "nobodys": {
        "en": "Said by several at once, or by someone unknown ({text}; turns: {n}): no single "
        "participant's.",
        "fi": "Usean yhtä aikaa tai tuntemattoman sanomaa ({text}; vuoroja {n}): ei kenenkään "
        "yksittäisen haastateltavan.",
    },
    "above_labels": {
        "en": "What stands above the first label ({n} words) is read as no answer: “{text}”.",
        "fi": "Ensimmäisen puhujatunnuksen yläpuolista tekstiä ({n} sanaa) ei ole luettu "
        "vastaukseksi: ”{text}”.",
    },
    "survey": {
        "en": "Read as a questionnaire: {n} respondents, a document each; answers of the columns "
        "“{text}”. Kept with them: “{others}”.",
        "fi": "Luettu kyselylomakkeena: {n} vastaajaa, kukin omana asiakirjanaan; vastaukset "
        "sarakkeista ”{text}”. Lausumien tietoina säilyvät ”{others}”.",
    },
    "other_language": {
        "en": "Answers in {language} ({n} of {total}): “{text}”. Suggestions, base forms and "
        "search are made for Finnish, and measured on Finnish alone.",
        "fi": "Vastauksia {language} ({n}/{total}): ”{text}”. Ehdotukset, perusmuodot ja haku on "
        "tehty suomelle, ja niiden osuvuus on mitattu vain suomeksi.",
    },
    "unknown_questions": {
        "en": "The column of questions has codes that the guide lacks: {codes}. The guide's own "
        "are {known}.",
        "fi": "Kysymysten sarakkeessa on koodeja, joita haastattelurungossa ei ole: {codes}. "
        "Rungon omat koodit ovat {known}.",
    },
    "turns_numbered": {
        "en": "The numbers of {text} … count the questions: the speakers are read as {labels}.",
        "fi": "Tunnusten {text} … numerot laskevat kysymyksiä: puhujiksi on luettu {labels}.",
    },
    "encoding": {
        "en": "The encoding is not said; the letters are read as {encoding}{example}.",
        "fi": "Merkistöä ei ole kerrottu; kirjaimet on luettu merkistönä {encoding}{example}.",
    },
    "two_encodings": {
        "en": "Letters are written in two encodings ({text} for {meant}, from here on); they are "
        "read as what was meant.",
        "fi": "Kirjaimet on kirjoitettu kahdella merkistöllä ({text}, kun piti olla {meant}, tästä "
        "eteenpäin); ne on luettu niin kuin oli tarkoitus.",
    },
    "letters_lost": {
        "en": "Letters are lost: {sign} stands for them in {n} words (“{text}”).",
        "fi": "Kirjaimia on kadonnut: niiden tilalla on {sign}, sanoja {n} (”{text}”).",
    },
    "signs_in_words": {
        "en": "Signs stand inside {n} words (“{text}”): the letters were once read in a wrong "
        "encoding.",
        "fi": "Sanojen sisällä on merkkejä, sanoja {n} (”{text}”): kirjaimet on joskus luettu "
        "väärällä merkistöllä.",
    },
    "note": {
        "en": "A note is not read as speech: “{text}”.",
        "fi": "Huomautusta ei luettu puheeksi: ”{text}”.",
    },
    "none_recognised": {
        "en": "None of the guide's questions was recognised.",
        "fi": "Yhtäkään haastattelurungon kysymystä ei tunnistettu.",
    },
    "empty_pages": {
        "en": "These pages have no text: they are empty or pictures.",
        "fi": "Näillä sivuilla ei ole tekstiä: ne ovat tyhjiä tai kuvia.",
    },
    "field_unread": {
        "en": "A text in the JSON is not read: “{text}”.",
        "fi": "JSON-tiedoston tekstiä ei luettu: ”{text}”.",
    },
    "annotations": {
        "en": "{n} annotations are not read as speech: “{text}”.",
        "fi": "Merkintöjä ei luettu puheeksi ({n}): ”{text}”.",
    },
}  # fmt: skip
#: What to do, in Finnish, by the codes of remarks; in English each remark says it itself.
_REMEDIES = {code: finnish for codes, finnish in {
    "not_speech note field_unread annotations":
        "Jos joku on sanonut sen, kirjoita se omaksi vuorokseen.",
    "nearly_a_label nearly_labels": "Korjaa tunnus tai kerro roolit (roles=).",
    "perhaps_a_speaker": "Jos siinä puhuu joku, kerro hänen roolinsa (roles=).",
    "cut_at_pauses cut_at_clauses": "Tarkista ne tai tee litterointi välimerkkien kanssa.",
    "no_labels dashes": "Tarkista ne (corpus.check()) ja merkitse puhujat, missä ne ovat väärin.",
    "one_voice one_voice_unasked": "Merkitse puhujat (esimerkiksi H: ja V:) tai täytä taulukon "
        "sarake speaker.",
    "no_speaker": "Merkitse, kuka niissä puhuu, tai täytä taulukon sarake speaker.",
    "answers_labelled questions_labelled guide_unlabelled":
        "Merkitse kaikki vuorot tai korjaa roolit (roles=).",
    "back_channels": "Jos se on vastaus tai kysymys, kirjoita se omaksi vuorokseen.",
    "nobodys": "Jos joku heistä tunnetaan, kirjoita hänen tunnuksensa litterointiin.",
    "above_labels": "Jos haastateltava sanoo sen, kirjoita hänen tunnuksensa sen eteen.",
    "survey": "Raportin ryhmiä varten anna vastaajista taulukko, jossa on sarake participant "
        "(participants=).",
    "other_language": "Koodaa ne käsin tai lue niiden suomennokset.",
    "unknown_questions": "Kirjoita taulukkoon rungon koodit tai lisää kysymykset runkoon, ja lue "
        "uudelleen.",
    "turns_numbered": "Jos ne ovat ihmisten numeroita, kerro kysyjä (roles=) ja anna kullekin "
        "rivi haastateltavien taulukossa.",
    "encoding two_encodings": "Tarkista ne ja tallenna tiedosto UTF-8-muodossa.",
    "letters_lost signs_in_words":
        "Tallenna litterointi uudelleen UTF-8-muodossa ohjelmasta, jolla se on tehty.",
    "empty_pages": "Jos niille on kirjoitettu jotakin, tee pdf:lle tekstintunnistus (OCR).",
}.items() for code in codes.split()}  # fmt: skip
_KINDS = {
    "a transcriber's notes": "litteroijan merkinnät",
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
    "text below a table": "taulukon alla oleva teksti",
    "title above a table": "taulukon yllä oleva otsikko",
    "what stands above the first question": "teksti ensimmäisen kysymyksen yllä",
    "what a service or a transcriber adds": "litterointipalvelun tai litteroijan lisäys",
}
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
    "time": "aika",
    "paragraph": "kappale",
}
_LANGUAGES = {
    "sv": {"en": "Swedish", "fi": "ruotsiksi"},
    "en": {"en": "English", "fi": "englanniksi"},
    "script": {
        "en": "other letters than Latin ones",
        "fi": "muilla kuin latinalaisilla kirjaimilla",
    },
}
_WORDS = {
    "en": {"or": " or ", "and": " and ", "places": " ({} places)", "{ and |": "{ and |"},
    "fi": {"or": " tai ", "and": " ja ", "places": " ({} kohtaa)", "{ and |": "{ tai |"},
}


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
        Which one it is, a key of `_SENTENCES`.
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
    >>> from aineisto.core.said import Said
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
    return str(known["remedy"]) if "fi" in known else _REMEDIES.get(known.get("code", ""), remedy)


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
    return ", ".join(_PLACES.get(word, word) + gap + rest for word, gap, rest in parts)


def _sentence(facts: Mapping[str, Any], lang: str) -> str:
    said = _SENTENCES[facts["code"]][lang].format_map(_in_words(facts, lang))
    return said.replace("“", "”") if lang == "fi" else said  # fields have quotation marks, too


def _in_words(facts: Mapping[str, Any], lang: str) -> dict[str, str]:
    """Return the fields of a remark as its sentence takes them."""
    words = _WORDS[lang]
    said = {name: str(value) for name, value in facts.items()}
    if "labels" in facts:
        between = "and" if facts["code"] == "turns_numbered" else "or"
        said["labels"] = words[between].join(map(repr, facts["labels"]))
    if "kind" in facts:
        said["kind"] = _KINDS.get(facts["kind"], facts["kind"]) if lang == "fi" else facts["kind"]
        said["places"] = words["places"].format(facts["n"]) if facts["n"] > 1 else ""
    if "sign" in facts:
        said["sign"] = words.get(facts["sign"], facts["sign"])
    if "language" in facts:
        said["language"] = _LANGUAGES[facts["language"]][lang]
    if "example" in facts:
        said["example"] = f" (“{facts['example']}”)" if facts["example"] else ""
    return said
