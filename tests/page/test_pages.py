"""What the pages show and what their forms do to the study."""

import asyncio
import io
import re
import threading
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.resources import files

import httpx
import pandas as pd
import pytest
from starlette.testclient import TestClient

from aineisto import AineistoWarning
from aineisto.codebook import Codebook, Question, Theme
from aineisto.corpus import read
from aineisto.page import make_app
from aineisto.project import Choice, Project
from aineisto.report import figures_of

PAGES = (
    "/",
    "/reading",
    "/coding",
    "/disputes",
    "/themes",
    "/search?q=raha",
    "/figures",
    "/report",
    "/share",
)


@pytest.mark.parametrize("lang", ["fi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_there_in_both_languages(client, path, lang):
    client.get("/", params={"lang": lang})
    answer = client.get(path)
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in answer.text
    assert "Koe" in answer.text


def test_both_languages_say_the_same_things():
    texts = tomllib.loads((files("aineisto.page") / "texts.toml").read_text(encoding="utf-8"))
    assert texts["fi"].keys() == texts["en"].keys()
    for key, text in texts["fi"].items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", texts["en"][key])), key


def begin(client, **fields):
    answer = client.post("/coding", data={"coder": "anna", "mode": "review", **fields})
    assert answer.status_code == 200, answer.text
    return re.search(r'data-review="([^"]+)"', answer.text)[1]


def test_a_coder_decides_by_the_widget(client, project):
    session = begin(client)
    state = client.get(session).json()
    assert state["statement"]["id"] == "d:1"
    assert not state["blind"]
    command = {"number": 1, "action": "decide", "value": 1, "codes": ["roolit"]}
    after = client.post(session, json=command).json()
    assert (after["answered"], after["problem"]) == (1, "")
    assert after["statement"]["id"] == "d:2"
    own = project.standing("anna").set_index("family")
    assert own.loc["theme", "code"] == "roolit"
    assert own.loc["stance", "status"] == "changed"


def test_a_blind_coder_is_sent_no_suggestion(client, project):
    session = begin(client, mode="blind", n="2")
    state = client.get(session).json()
    assert state["blind"]
    assert state["statement"]["suggestions"] == []
    client.post(session, json={"number": 1, "action": "decide", "value": 1, "codes": ["raha"]})
    assert set(project.standing("anna")["status"]) == {"blind"}


def test_what_cannot_be_is_told_and_nothing_is_stored(client, project):
    session = begin(client)
    told = client.post(session, json={"number": 1, "action": "decide", "value": 7}).json()
    assert told["problem"].startswith("Tarkista, mitä valitsit")
    assert client.post(session, content=b"[").status_code == 400
    assert client.get("/api/coding/other").status_code == 400
    assert client.post("/coding", data={"mode": "blind"}).status_code == 400
    assert project.standing("anna").empty


def test_a_session_speaks_as_its_page_does(client):
    session = begin(client)
    assert client.get(session).json()["labels"]["save"] == "Tallenna"
    client.post(session, json={"number": 1, "action": "decide", "value": 1, "codes": ["raha"]})
    page = client.get(session.removeprefix("/api"), params={"lang": "en"})
    assert '<html lang="en">' in page.text
    state = client.get(session).json()
    assert state["labels"]["save"] == "Save"
    assert state["statement"]["id"] == "d:2"


def test_one_question_is_coded_by_itself(client, project):
    assert '<option value="vastuu">Vastuut</option>' in client.get("/coding").text

    def queue(**fields):
        session = begin(client, **fields)
        shown = []
        while (now := client.get(session).json()["statement"]) and now["id"] not in shown:
            shown.append(now["id"])
            client.post(session, json={"number": len(shown), "action": "next", "of": now["id"]})
        return shown

    assert queue(question="vastuu") == ["d:4", "d:6"]
    # -1 is suggested with .6 and 2 with .7
    assert queue(question="vastuu", strategy="doubtful_first") == ["d:6", "d:4"]
    assert queue(question="vastuu", document="d") == ["d:4", "d:6"]
    sample = set(project.blind_sample(3))
    blind = queue(question="vastuu", mode="blind", n="3", coder="ville")
    assert set(blind) == sample & {"d:4", "d:6"}


def test_an_address_opens_its_session_where_the_server_was_started_anew(client, project):
    begun = client.post("/coding", data={"coder": "anna", "mode": "blind", "n": "4"})
    api = re.search(r'data-review="([^"]+)"', begun.text)[1]
    address, asked = str(begun.url), begun.url.query.decode()
    assert "<title>Koodaus: anna – Koe</title>" in begun.text
    first = client.get(api).json()["statement"]["id"]
    client.post(api, json={"number": 1, "action": "next", "of": first})
    client.app.app = make_app(project)  # what was open is open no longer
    command = {"number": 2, "action": "decide", "of": first, "value": 2, "codes": ["raha"]}
    state = client.post(f"{api}?{asked}", json=command).json()
    assert (state["problem"], state["blind"], state["progress"]["total"]) == ("", True, 4)
    stored = project.standing("anna")
    assert stored[["statement_id", "status"]].to_numpy().tolist() == [[first, "blind"]] * 2
    client.app.app = make_app(project)
    assert "data-review" in client.get(address).text
    assert client.get(f"{api}?{asked}").json()["progress"]["done"] == 1


def test_an_address_opens_its_disputes_where_the_server_was_started_anew(client, project):
    for coder, value in (("anna", -2), ("ville", 2)):
        project.decide("d:1", coder, value=value, blind=True)
    begun = client.post("/disputes", data={"people": "anna, ville"})
    api = re.search(r'data-review="([^"]+)"', begun.text)[1]
    client.app.app = make_app(project)
    command = {"number": 1, "action": "settle", "of": "d:1 stance", "value": 1, "reason": "yhdessä"}
    state = client.post(f"{api}?{begun.url.query.decode()}", json=command).json()
    assert state["problem"] == ""
    assert project.consensus["reason"].tolist() == ["yhdessä"]


def test_who_codes_does_not_wait_for_figures_that_are_being_drawn(client, project, monkeypatch):
    begun, drawn = threading.Event(), threading.Event()

    def slowly(*given, **named):
        begun.set()
        assert drawn.wait(20), "the decision waited for the figures"
        return figures_of(*given, **named)

    monkeypatch.setattr("aineisto.page._results.figures_of", slowly)
    session = begin(client)
    command = {"number": 1, "action": "decide", "value": 1, "codes": ["raha"]}

    async def both():
        transport = httpx.ASGITransport(client.app)
        cookies = {one.name: one.value for one in client.cookies.jar}
        settings = {"base_url": str(client.base_url), "headers": {"origin": str(client.base_url)}}
        async with httpx.AsyncClient(transport=transport, cookies=cookies, **settings) as on:
            figures = asyncio.create_task(on.get("/figures"))
            await asyncio.to_thread(begun.wait, 20)
            decided = await on.post(session, json=command)
            assert not figures.done()
            drawn.set()
            return decided.json()["problem"], (await figures).status_code

    # In a thread in which no loop runs: Chromium's tests leave one.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, both()).result() == ("", 200)
    assert len(project.standing("anna")) == 2


@pytest.mark.parametrize(("lang", "told"), [("fi", "ei ole enää"), ("en", "no longer open")])
def test_a_session_that_is_no_longer_open_is_told_in_the_readers_language(client, lang, told):
    client.get("/", params={"lang": lang})
    assert told in client.get("/coding/other").text
    assert told in client.post("/api/coding/other", json={"action": "next", "number": 1}).text


REFUSED = (
    ("/themes/rename", {"code": "poistettu", "name_fi": "X"}, "ei ole teemaa poistettu"),
    ("/themes/rename", {"code": "raha"}, "oltava nimi"),
    ("/themes/merge", {"kept": "raha"}, "muu teema kuin"),
    ("/themes/merge", {"kept": "raha", "merged": ["raha", "roolit"]}, "muu teema kuin"),
    ("/themes/merge", {"kept": "raha", "merged": "poistettu"}, "ei ole teemaa poistettu"),
    ("/themes/split", {"code": "raha", "part": "vain yksi"}, "vähintään kahteen"),
    ("/coding", {"coder": "machine:x"}, "ei kelpaa koodaajan nimeksi"),
    ("/share/sheet", {"coder": "Konsensus"}, "ei kelpaa koodaajan nimeksi"),
    ("/share/sheet", {}, "nimi puuttuu"),
    ("/disputes", {"people": "anna, Anna"}, "vähintään kaksi"),
    ("/disputes/sheet", {"people": "anna"}, "vähintään kaksi"),
    ("/share/sheets?name=x.exe", {}, "x.exe ei ole koodauslomake"),
)


@pytest.mark.parametrize(("address", "form", "told"), REFUSED)
def test_what_a_form_cannot_do_is_told_in_the_readers_language(
    client, project, address, form, told
):
    before = len(project.log)
    answer = client.post(address, data=form)
    assert (answer.status_code, told in answer.text) == (400, True), answer.text
    client.get("/", params={"lang": "en"})
    assert told not in client.post(address, data=form).text
    assert len(project.log) == before


def test_a_search_for_no_word_says_so_in_the_readers_language(client):
    assert "hakusana" in client.get("/search", params={"q": "?"}).text.lower()
    assert "Write a word" in client.get("/search", params={"q": "?", "lang": "en"}).text


@pytest.mark.filterwarnings("ignore:Of 1 decisions")
def test_a_sheet_without_coders_is_that_of_whom_its_file_is_called_after(client, project):
    filled = b"statement_id,stance\nd:1,-1\n"
    told = client.post("/share/sheets", params={"name": "koodaaja-Ville.csv"}, content=filled)
    assert told.status_code == 200, told.text
    assert project.coders == ["human:Ville"]
    assert "ei tiedetä, näkikö koodaaja" in told.text  # a sheet of another hand


def test_a_sheet_with_a_code_of_who_has_seen_the_others_is_told_in_the_readers_language(
    client, project
):
    dispute(project)
    project.open_dispute("d:1", "stance", ["anna", "bertta"])
    filled = b"statement_id,coder,stance\nd:1,anna,2\n"
    told = client.post("/share/sheets", params={"name": "a.csv"}, content=filled)
    assert told.status_code == 400
    assert "anna on jo nähnyt toisen koodin lausumasta d:1" in told.text


def test_a_sheet_with_mistakes_is_named_as_its_reader_names_it(client, project):
    sheet = client.post("/share/sheet", data={"coder": "ville", "mode": "blind", "n": "2"})
    frame = pd.read_excel(io.BytesIO(sheet.content), dtype=str, keep_default_na=False)
    filled = frame.assign(stance="7").to_csv(index=False).encode()
    told = client.post("/share/sheets", params={"name": "ville.csv"}, content=filled).text
    assert told.startswith("Lomakkeelta ei tallennettu mitään")
    assert "ville.csv, " in told
    assert "sheet.csv" not in told
    assert project.standing("ville").empty


def _wrong(frame):
    """A sheet with a mistake of each kind that a coder can make, and what is said of each."""
    rows = frame.to_dict("records")
    first, second = rows
    return [
        ([first | {"kanta": "7"}, second], "”7” ei ole asteikolla -2, -1, 0, 1, 2"),
        ([first | {"teema": "olematon"}, second], "koodikirjassa ei ole teemaa ”olematon”"),
        ([first | {"teema": "none; raha"}, second], "”none” on teeman rinnalla"),
        ([first | {"teema": "#N/A"}, second], "taulukkolaskennan virhe eikä koodi"),
        ([first | {"teema": "=A1"}, second], "”=A1” on kaava"),
        ([first | {"toimijat": "null"}, second], "”null” ei ole toimija"),
        ([first | {"lausuma": "muuta", "kanta": "1"}, second], "teksti ei ole lausuman"),
        ([first | {"lausuman tunnus": "x:1", "kanta": "1"}, second], "ei ole lausumaa ”x:1”"),
        ([first | {"lausuman tunnus": "", "kanta": "1"}, second], "tunnus puuttuu"),
        ([first | {"koodaaja": "machine:x", "kanta": "1"}, second], "ei ole ihminen"),
        ([first | {"kanta": "1"}, first | {"kanta": "1"}], "on jo taulukon rivillä 2"),
        ([first], "numeroitu rivi 2 puuttuu"),
        ([first | {"rivi": "toinen"}, second], "”toinen” ei ole rivin numero"),
        ([first | {"teema 2": "raha"}, second], "on sarake ”teema 2”"),
    ]


def test_a_sheets_mistakes_are_told_in_the_readers_language(client):
    sheet = client.post("/share/sheet", data={"coder": "ville", "mode": "blind", "n": "2"})
    frame = pd.read_excel(io.BytesIO(sheet.content), dtype=str, keep_default_na=False)
    for rows, said in _wrong(frame):
        filled = pd.DataFrame(rows).fillna("").to_csv(index=False).encode()
        told = client.post("/share/sheets", params={"name": "ville.csv"}, content=filled)
        assert told.status_code == 400, said
        assert said in told.text
        assert "englanniksi" not in told.text
    assert "Tiedosto on vioittunut" in client.post(
        "/share/sheets", params={"name": "ville.xlsx"}, content=b"PK\x03\x04"
    ).text  # fmt: skip


def test_an_error_without_a_text_stands_behind_a_sentence_of_the_readers_language(client):
    told = client.post("/api/coding/other", content=b"[")
    assert told.status_code == 400
    assert told.text.startswith("Tarkista, mitä kirjoitit")
    assert "no JSON" in told.text


def dispute(project):
    for coder, value in (("anna", -2), ("bertta", 1)):
        project.decide("d:1", coder, value=value, blind=True)


def sit(client, people):
    answer = client.post("/disputes", data={"people": people})
    assert 'data-front-end="/static/adjudication.js"' in answer.text
    return re.search(r'data-review="([^"]+)"', answer.text)[1]


def test_a_dispute_is_settled_beside_the_coders_codes(client, project):
    dispute(project)
    assert 'value="anna, bertta"' in client.get("/disputes").text
    assert client.post("/disputes", data={"people": "anna"}).status_code == 400
    session = sit(client, "anna, bertta")
    shown = client.get(session).json()
    assert [(own["coder"], own["value"]) for own in shown["dispute"]["codes"]] == [
        ("anna", -2),
        ("bertta", 1),
    ]
    command = {"number": 1, "action": "settle", "value": -2, "codes": None, "reason": ""}
    assert client.post(session, json=command).json()["problem"]  # why is missing
    assert project.consensus.empty
    client.post(session, json={**command, "reason": "ei riitä"})
    assert project.consensus["reason"].tolist() == ["ei riitä"]
    assert project.standing("bertta")["value"].tolist() == [1]
    assert "Kaikki erimielisyydet on ratkaistu: 1." in client.get("/disputes").text


def test_disputes_go_out_on_a_sheet_and_come_back(client, project):
    dispute(project)
    assert 'action="/disputes/sheet"' in client.get("/disputes").text
    assert client.post("/disputes/sheet", data={"people": "anna"}).status_code == 400
    sheet = client.post("/disputes/sheet", data={"people": "anna, bertta"})
    frame = pd.read_excel(io.BytesIO(sheet.content), dtype=str, keep_default_na=False)
    filled = frame.assign(consensus="-1", reason="lievempi").to_csv(index=False).encode()
    told = client.post("/share/sheets", params={"name": "riidat.csv"}, content=filled)
    assert told.status_code == 200, told.text
    assert project.consensus[["consensus", "reason"]].to_numpy().tolist() == [["-1", "lievempi"]]


def test_who_named_no_actor_disputes_who_did(client, project):
    for coder, codes in (("anna", ("Kela",)), ("bertta", ())):
        choices = [Choice("stance", value=0), Choice("actor", codes)]
        project.decide_all("d:1", coder, choices, blind=True)
    project.decide("d:2", "bertta", family="actor", codes=["Kela"], blind=True)
    assert project.disputes()["family"].tolist() == ["actor"]
    shown = client.get(sit(client, "anna, bertta")).json()["dispute"]["codes"]
    assert [(own["coder"], own["codes"]) for own in shown] == [("anna", ["Kela"]), ("bertta", [])]


def test_themes_are_renamed_merged_and_split_as_new_versions(client, project):
    project.decide("d:1", "anna", family="theme", codes=["roolit"])
    client.post(
        "/themes/rename", data={"code": "raha", "name_fi": "Rahoitus", "keywords": "raha, euro"}
    )
    assert project.codebook.theme("raha").label() == "Rahoitus"
    assert project.codebook.theme("raha").keywords == ("raha", "euro")
    client.post("/themes/merge", data={"kept": "raha", "merged": "roolit"})
    assert project.codebook.theme_codes == ("raha",)
    assert project.standing("anna")["code"].tolist() == ["raha"]
    page = client.post("/themes/split", data={"code": "raha", "part": ["Oma", "Vieras"]})
    assert project.codebook.theme_codes == ("raha", "oma", "vieras")
    assert 'name="theme" value="raha"' in page.text  # to be coded anew
    assert (project.log["event"] == "codebook").sum() == 3
    state = client.get(begin(client, theme="raha")).json()
    assert [theme["code"] for theme in state["themes"]] == ["raha", "oma", "vieras", "none"]
    assert state["scale"] == []
    assert state["statement"]["id"] == "d:1"  # though anna has decided it


def test_the_statements_of_a_theme_are_named_by_its_name(client):
    assert "vain teeman Roolit lausumat" in client.get("/coding", params={"theme": "roolit"}).text


def test_themes_that_were_taken_out_are_shown_and_coded_anew(client, project):
    assert "ei enää ole" not in client.get("/themes").text
    project.decide("d:1", "anna", family="theme", codes=["roolit"])
    kept = tuple(theme for theme in project.codebook.themes if theme.code != "roolit")
    with pytest.warns(AineistoWarning, match="'roolit'"):
        project.update_codebook(replace(project.codebook, themes=kept))
    page = client.get("/themes").text
    assert "roolit: lausumia 1." in page
    assert '<a href="/coding?theme=roolit">' in page
    state = client.get(begin(client, theme="roolit")).json()
    assert state["statement"]["id"] == "d:1"


def test_the_reading_check_tells_in_the_readers_language_what_the_guide_does_not_ask(tmp_path):
    (tmp_path / "h.txt").write_text(
        "H: Mitkä ovat ohjauksen tärkeimmät tavoitteet?\nV: Selkeys.\n"
        "H: Entä <i>sinun</i> taustasi?\nV: Lääkäri. Kai.\n", "utf-8"
    )  # fmt: skip
    codebook = Codebook(
        questions=(
            Question("t", {"fi": "T"}, "Mitkä ovat ohjauksen tärkeimmät tavoitteet?"),
            Question("raha-asiat", {"fi": "R"}, "Riittävätkö rahat?"),
        )
    )
    corpus = read(tmp_path / "h.txt", guide=codebook)
    with Project.create(tmp_path / "s.aineisto", corpus, codebook) as made:
        page = TestClient(make_app(made)).get("/reading").text
        assert "”Entä &lt;i&gt;sinun&lt;/i&gt; taustasi?”: vastauksia 2" in page
        assert "H: haastattelija, vuoroja 2" in page
        assert "Kysymykset, joita ei tunnistettu" in page
        assert "<td>raha-asiat</td>" in page
        page = TestClient(make_app(made, lang="en")).get("/reading").text
        assert "taustasi?”: answers 2" in page


def test_the_reading_check_says_that_no_question_is_known(tmp_path):
    (tmp_path / "h.txt").write_text("H: Mitä kuuluu?\nV: Hyvää.\n", "utf-8")
    corpus = read(tmp_path / "h.txt", interviewer="H")
    with Project.create(tmp_path / "s.aineisto", corpus, Codebook()) as made:
        assert "kysymyksiä ei tunneta" in TestClient(make_app(made)).get("/reading").text


def test_the_reading_check_says_that_no_question_of_the_guide_was_recognised(tmp_path):
    (tmp_path / "h.txt").write_text("H: Mitä kuuluu?\nV: Hyvää.\n", "utf-8")
    codebook = Codebook(questions=(Question("r", {"fi": "R"}, "Riittävätkö rahat?"),))
    corpus = read(tmp_path / "h.txt", interviewer="H", guide=codebook)
    with Project.create(tmp_path / "s.aineisto", corpus, codebook) as made:
        for lang, told in (("fi", "Yhtäkään haastattelurungon"), ("en", "None of the guide")):
            page = TestClient(make_app(made, lang=lang)).get("/reading").text
            assert told in page
            assert {"fi": "ei huomautettavaa", "en": "nothing to remark"}[lang] not in page
        (first, *_) = made.next_steps()
        assert (first["step"], first["problems"]) == ("check", 1)
        assert "Tarkista, miten" in TestClient(make_app(made)).get("/").text


def test_search_finds_inflected_forms_and_text_stays_text(client):
    page = client.get("/search", params={"q": "haettu"}).text
    assert "<mark>haettu</mark>" in page
    page = client.get("/search", params={"q": "mikään", "lang": "fi"}).text
    assert "<b>mihinkään" not in page


def test_another_language_is_chosen_for_what_was_asked(client):
    page = client.get("/search", params={"q": "haettu", "compounds": "1"}).text
    there = re.search(r'href="([^"]+)" lang="en"', page)[1].replace("&amp;", "&")
    page = client.get(there).text
    assert '<html lang="en">' in page
    # The statements are Finnish still.
    assert '<td lang="fi"><mark>haettu</mark>' in page


def test_themes_that_are_called_alike_are_told_apart(client, project):
    codebook = project.codebook
    others = [Theme(f"muu-{one.code}", {"fi": "Muu"}, parent=one.code) for one in codebook.themes]
    project.update_codebook(replace(codebook, themes=(*codebook.themes, *others)))
    page = client.get("/themes").text
    assert page.count(">Raha: Muu</option>") == page.count(">Roolit: Muu</option>") == 2
    shown = [one["label"] for one in client.get(begin(client)).json()["themes"]]
    assert shown == ["Raha", "Roolit", "Raha: Muu", "Roolit: Muu", "ei teemaa"]


def test_a_sheet_goes_out_and_comes_back(client, project):
    sheet = client.post("/share/sheet", data={"coder": "ville", "mode": "blind", "n": "2"})
    frame = pd.read_excel(io.BytesIO(sheet.content), dtype=str, keep_default_na=False)
    assert len(frame) == 2
    frame["stance"] = "-1"
    filled = frame.to_csv(index=False).encode()
    told = client.post("/share/sheets", params={"name": "ville.csv"}, content=filled)
    assert told.status_code == 200, told.text
    assert set(project.standing("ville")["status"]) == {"blind"}
    assert client.post("/share/sheets", params={"name": "x.exe"}, content=b"x").status_code == 400


def test_a_copy_is_a_whole_project(client, project, tmp_path):
    project.decide("d:1", "anna", value=1)
    copy = tmp_path / "copy.aineisto"
    copy.write_bytes(client.get("/share/copy").content)
    with Project.open(copy) as opened:
        assert opened.standing("anna")["value"].tolist() == [1]


def test_figures_are_drawn_in_the_pages_own_colours_light_and_dark(client):
    assert "/static/figures.css" in client.get("/figures").text
    named = set(re.findall(r"var\((--\w+)\)", client.get("/static/figures.css").text))
    light, dark = client.get("/static/page.css").text.split("prefers-color-scheme: dark")
    for page in (light, dark):
        assert named <= set(re.findall(r"(--\w+):", page))


def test_report_and_figures(client, project):
    for number in range(1, 5):
        project.decide(f"d:{number}", "anna", value=number - 2)
    assert "<svg" in client.get("/figures").text
    assert client.get("/figures/1.png").content.startswith(b"\x89PNG")
    assert client.get("/figures/99.png").status_code == 404
    assert client.get("/report.docx").content.startswith(b"PK")
    assert "<!doctype html>" in client.get("/report.html").text.lower()
