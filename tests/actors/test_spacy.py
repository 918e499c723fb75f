"""The recogniser inside spaCy, and the names that it proposes with spaCy's help."""

from __future__ import annotations

import spacy

import aineisto.actors._spacy  # noqa: F401  (registers the factory)
from aineisto.actors import ActorRecognizer
from aineisto.actors._unknown import base_forms


def test_the_component_marks_actors_with_name_and_kind() -> None:
    nlp = spacy.blank("fi")
    nlp.add_pipe("aineisto_actors")
    doc = nlp("Kelan Kanta-palvelut ja VM/STM:n linja.")
    spans = [(span.text, span.kb_id_, span.label_) for span in doc.spans["actors"]]
    assert spans[:2] == [("Kelan", "Kela", "agency"), ("Kanta-palvelut", "Kanta", "system")]
    assert {name for _, name, _ in spans} == {"Kela", "Kanta", "VM", "STM"}


def test_forms_of_one_unknown_name_come_together_under_its_base_form() -> None:
    forms = ["Lumotiimi", "Lumotiimin", "Lumotiimille", "QXZ", "QXZ:n", "ABC-puolella"]
    assert base_forms(forms) == {
        "Lumotiimi": "Lumotiimi",
        "Lumotiimin": "Lumotiimi",
        "Lumotiimille": "Lumotiimi",
        "QXZ": "QXZ",
        "QXZ:n": "QXZ",
        "ABC-puolella": "ABC-puoli",
    }


def test_unknown_organisations_are_proposed_beside_the_known() -> None:
    text = "Kemira ja Kela sopivat asiasta. Kemiran johto on tyytyväinen."
    frame = ActorRecognizer().find([text], unknown=True)
    assert frame.loc[frame["known"], "actor"].tolist() == ["Kela"]
    assert set(frame.loc[~frame["known"], "actor"]) == {"Kemira"}
    assert frame["start"].is_monotonic_increasing
    assert all(text[s:e] == m for s, e, m in frame[["start", "end", "mention"]].values)


def test_nothing_unknown_is_proposed_unless_asked() -> None:
    assert ActorRecognizer().find(["Kemira sopi asiasta."]).empty
