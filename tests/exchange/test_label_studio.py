"""Label Studio: an export is read, and a study goes there and comes back."""

import json
import warnings
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from aineisto import AineistoWarning, ExchangeError
from aineisto.exchange import read_label_studio, write_cas, write_label_studio

SAMPLES = Path(__file__).parent / "samples"
FACTS = ["statement_id", "family", "code", "value", "coder", "status", "start", "end"]


def facts(codings, columns=FACTS):
    rows = codings[columns].astype("object").where(codings[columns].notna(), None)
    return sorted(map(str, rows.itertuples(index=False, name=None)))


def test_an_export_of_label_studio_is_read():
    study = read_label_studio(SAMPLES / "label_studio.json")
    spans = study.corpus.statements.set_index("statement_id")["clean"]
    found = {(c.coder, c.status, c.code, spans[c.statement_id]) for c in study.codings.itertuples()}
    maija, other = "human:maija@example.org", "human:2"
    assert found == {
        (maija, "blind", "Tekniikka", "Rajapinnat 😀 puuttuvat kokonaan."),
        (maija, "blind", "Ongelma", "Rajapinnat 😀 puuttuvat kokonaan."),
        (maija, "blind", "kielteinen", "Rajapinnat 😀 puuttuvat kokonaan."),
        (other, "blind", "Tekniikka", "Kanta toimii hyvin."),
        ("machine:malli-1", "suggested", "Hyöty", "Kanta toimii hyvin."),
        (other, "blind", "Ongelma", "Aika näyttää."),
    }
    machine = study.codings[study.codings["coder"] == "machine:malli-1"]
    assert machine["confidence"].tolist() == [0.8]
    parents = {theme.code: theme.parent for theme in study.codebook.themes}
    assert parents["kielteinen"] == "sävy"
    assert parents["Ongelma"] == "aihe"
    assert study.notes["text"].tolist() == ["Onko tämä varmaa?"]
    assert set(study.left_out["problem"]) >= {
        "a result of the kind relation",
        "1 skipped annotations",
    }


def test_places_that_javascript_counted_are_found_out(tmp_path):
    tasks = json.loads((SAMPLES / "label_studio.json").read_text("utf-8"))
    for one in [
        r for m in ("annotations", "predictions") for a in tasks[0][m] for r in a["result"]
    ]:
        value = one.get("value", {})
        for edge in [edge for edge in ("start", "end") if edge in value]:
            before = tasks[0]["data"]["text"][: value[edge]]
            value[edge] = len(before.encode("utf-16-le")) // 2
    (tmp_path / "utf16.json").write_text(json.dumps(tasks), "utf-8")
    study = read_label_studio(tmp_path / "utf16.json")
    same = read_label_studio(SAMPLES / "label_studio.json")
    assert facts(study.codings) == facts(same.codings)
    assert study.offsets.query("chosen")["offsets"].item().startswith("UTF-16")


def told(tmp_path, data, results, **task):
    """Who coded which words of a task with what, to the letter; and what is left out."""
    made = {"completed_by": {"email": "a@b.fi"}, "result": results}
    task = {"id": 7, "data": data, "annotations": [made], **task}
    (tmp_path / "t.json").write_text(json.dumps([task]), "utf-8")
    study = read_label_studio(tmp_path / "t.json")
    (text,) = study.corpus.documents["text"]
    places = study.corpus.statements.set_index("statement_id")
    found = set()
    for row in study.codings.itertuples():
        whole = places.loc[row.statement_id]
        low, high = (whole["start"], whole["end"]) if row.start is pd.NA else (row.start, row.end)
        found.add((row.code, text[int(low) : int(high)]))
    return found, study


@pytest.mark.parametrize("unit", [1, 2], ids=["code points", "UTF-16"])
def test_turns_of_a_dialogue_have_places_of_their_own(tmp_path, unit):
    said = [
        {"author": "H", "text": "Mitä 😀 hyötyä?"},
        {"author": "V", "text": "No 😀 Kela toimii."},
    ]
    low = len("No ") + unit + 1
    value = {"start": "1", "end": "1", "startOffset": low, "endOffset": low + 4, "text": "Kela",
             "globalOffsets": {"start": 99, "end": 103},
             "paragraphlabels": ["toimija"]}  # fmt: skip
    result = {"id": 1, "from_name": "l", "to_name": "t", "type": "paragraphlabels", "value": value}
    found, study = told(tmp_path, {"dialogue": said}, [result])
    assert found == {("toimija", "Kela")}
    assert study.left_out.empty


@pytest.mark.parametrize("unit", [1, 2], ids=["code points", "UTF-16"])
def test_labels_in_html_stand_in_its_words(tmp_path, unit):
    page = "<div><p>H: Mitä 😀 &amp; hyötyä?</p><p>V: No <b>Kela</b> toimii.</p></div>"
    shown = "H: Mitä 😀 & hyötyä?" + "V: No Kela toimii."
    low = shown.index("Kela") + unit - 1
    spans = [("toimija", low, low + 4, "Kela"), ("loppu", low - 6, low + 12, "V: No Kela toimii.")]
    results = [
        {"id": code, "from_name": "l", "to_name": "t", "type": "hypertextlabels",
         "value": {"start": "/div[1]/p[2]/text()[1]", "end": "/div[1]/p[2]/text()[1]",
                   "startOffset": 0, "endOffset": 4, "text": words, "hypertextlabels": [code],
                   "globalOffsets": {"start": first, "end": last}}}
        for code, first, last, words in spans
    ]  # fmt: skip
    found, study = told(tmp_path, {"html": page}, results)
    assert found == {("toimija", "Kela"), ("loppu", "V: No Kela toimii.")}
    assert "<" not in study.corpus.documents["text"].item()


def test_what_a_task_holds_beside_its_text_is_told(tmp_path):
    value = {"start": 3, "end": 7, "text": "Kela", "labels": ["toimija"]}
    result = {"id": "a", "from_name": "l", "to_name": "t", "type": "labels", "value": value,
              "meta": {"text": "Varma?"}}  # fmt: skip
    data = {"text": "V: Kela 😀 toimii.", "ikä": 47, "lähde": "a"}
    found, study = told(tmp_path, data, [result], drafts=[{"result": []}], predictions=[11])
    assert found == {("toimija", "Kela")}
    assert study.notes["text"].tolist() == ["Varma?"]
    assert study.left_out["problem"].tolist() == [
        "1 annotations that are not handed in",
        "fields of the task: ikä, lähde",
    ]


def test_a_study_goes_to_label_studio_and_comes_back(study, tmp_path):
    written = write_label_studio(study, tmp_path / "tasks.json")
    back = read_label_studio(written, codebook=study.codebook, corpus=study.corpus)
    expected = study.codings[study.codings["status"] != "rejected"]
    assert facts(back.codings) == facts(expected)
    assert back.codebook == study.codebook
    assert back.corpus is study.corpus
    assert back.left_out.empty
    # Without the study its texts are read anew, and the labels are the codes.
    anew = read_label_studio(written)
    assert facts(anew.codings, FACTS[1:6]) == facts(expected, FACTS[1:6])
    assert set(anew.codebook.theme_codes) == {"rp"}
    first = written.read_bytes()
    assert write_label_studio(study, tmp_path / "tasks.json").read_bytes() == first


@pytest.mark.parametrize("write", [write_label_studio, write_cas])
def test_memos_that_stay_behind_are_told(study, tmp_path, write):
    if write is write_cas:
        pytest.importorskip("cassis")
    study.memos = pd.DataFrame({"statement_id": ["a", ""], "text": ["Varma?", "Alku."]})
    with pytest.warns(AineistoWarning, match="2 memos are left out"):
        write(study, tmp_path / "out")
    study.memos = study.memos.iloc[:0]
    with warnings.catch_warnings():
        warnings.simplefilter("error", AineistoWarning)
        write(study, tmp_path / "out")


def test_another_text_than_the_study_s_is_refused(study, tmp_path):
    written = write_label_studio(study, tmp_path / "tasks.json")
    written.write_text(written.read_text("utf-8").replace("toimii", "toimi"), "utf-8")
    with pytest.raises(ExchangeError, match="none of the study's"):
        read_label_studio(written, corpus=study.corpus)


@pytest.mark.parametrize("text", ["", "[1]", '{"a": 1}', "x", '[{"data": []}]'])
def test_what_is_no_export_is_refused(tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ExchangeError):
        read_label_studio(tmp_path / "x.json")
    with pytest.raises(ExchangeError):
        read_label_studio(tmp_path / "missing.json")


def test_label_studio_s_own_checks_accept_tasks_and_configuration(study, tmp_path):
    interface = pytest.importorskip(
        "label_studio_sdk.label_interface",
        reason="label-studio-sdk is not installed: pip install aineisto[interop]",
    )
    written = write_label_studio(study, tmp_path / "tasks.json")
    config = written.with_suffix(".xml").read_text("utf-8")
    checker = interface.LabelInterface(config)
    checker.validate()
    for task in json.loads(written.read_text("utf-8")):
        assert checker.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            assert checker.validate_annotation({"result": annotation["result"]})
        for prediction in task["predictions"]:
            assert checker.validate_prediction(prediction)


def test_labels_are_shown_by_name_and_exported_by_code(study, tmp_path):
    root = ET.parse(write_label_studio(study, tmp_path / "t.json").with_suffix(".xml")).getroot()
    shown = {one.get("alias"): one.get("value") for one in root.iter("Label")}
    assert shown["rp"] == "Rajapinnat"
    assert shown["+2"].startswith("+2 ")
