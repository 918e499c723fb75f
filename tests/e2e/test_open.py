"""A study's page as `aineisto open` serves it: with the keyboard alone, looked over by axe-core."""

import re
import shutil
import time
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from servers import PATIENCE, Coder, Server, shot

from aineisto.page._open_study import PAGES
from aineisto.project import Project

NAMES = ("Cecilia", "Dagny")
PHONE = {"width": 360, "height": 760}
# What the element that has the focus is called: its text, or the label of a field.
FOCUSED = """() => {
  const one = document.activeElement;
  return (one.labels?.[0] ?? one).textContent.trim().replace(/\\s+/g, " ");
}"""

WIDTHS = """() => {
  const page = document.documentElement;
  return [page.clientWidth, page.scrollWidth];
}"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory, coded_project, cut_off):
    """Serve a pre-coded study that two people have coded blind, and return where it is open."""
    folder = tmp_path_factory.mktemp("desk")
    study = str(shutil.copy(coded_project, folder))
    server = Server(folder, cut_off, "aineisto.cli", "open", study, "--no-browser")
    server.start()
    yield server
    server.stop()


class Reader:
    """A reader who has no mouse."""

    def __init__(self, page, desk):
        self.page = page
        self.desk = desk
        end = time.monotonic() + PATIENCE / 1000
        while not (told := re.search(r"(/\?token=\S+)", (desk.folder / "server.log").read_text())):
            assert time.monotonic() < end, "the address was not told"
            time.sleep(0.1)
        desk.open(page, told[1])

    def to(self, name):
        """Go on with the tabulator until what is called so has the focus."""
        seen = []
        for _ in range(60):
            self.page.keyboard.press("Tab")
            seen.append(self.page.evaluate(FOCUSED))
            if seen[-1].startswith(name):
                return
        raise AssertionError(f"{name} is not reached: {seen}")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, name, text):
        self.to(name)
        self.page.keyboard.type(text)

    def follow(self, name, until="load"):
        """Go to a link or a button and press it."""
        self.to(name)
        with self.page.expect_navigation(wait_until=until):
            self.press("Enter")

    def heading(self):
        return self.page.locator("h1").inner_text()

    def shows(self, text):
        return text in self.page.locator("main").inner_text()

    def coding(self, coder, how, n=""):
        """Begin to code: the name, the way, the size of the sample."""
        self.follow("Koodaus")
        self.type("Koodaajan nimi", coder)
        self.to("Sokkona")
        if how != "Sokkona":
            self.press("ArrowDown")
        self.type("Otoksen koko", n)
        self.follow("Aloita")
        coder = Coder(self.page)
        coder.widget.wait_for()
        return coder


def test_a_study_is_worked_through_with_the_keyboard_alone(desk, page):
    reader = Reader(page, desk)
    assert "token" not in page.url
    reader.follow("Siirry sisältöön")
    assert page.evaluate("document.activeElement.id") == "content"
    shot(page, desk.folder, "open-1-overview")

    coder = reader.coding("Cecilia", "Koneen ehdotukset")
    before = coder.statement
    coder.press("Enter")
    assert coder.statement != before
    coder.press("1", "q", "Enter", "u")
    assert coder.done == 1
    shot(page, desk.folder, "open-2-review")

    coder = reader.coding("Dagny", "Sokkona", "2")
    coder.press("5", "w", "Enter", "3", "q", "Enter")
    assert coder.header.inner_text().startswith("2 / 2")

    reader.follow("Erimielisyydet")
    disputed = int(re.search(r"Avoinna (\d+)", page.locator("main").inner_text())[1])
    assert disputed > 10
    reader.follow("Aloita")
    coder = Coder(page)
    coder.widget.wait_for()
    reader.to("Valitse tämä")  # of the first coder; then the reason has the focus
    reader.press("Enter")
    page.keyboard.type("Sanoo sen suoraan")
    coder.press("Enter")
    assert coder.done == 1
    shot(page, desk.folder, "open-3-settled")
    reader.follow("Takaisin erimielisyyksiin")
    assert reader.shows(f"Avoinna {disputed - 1}, ratkaistu 1")

    reader.follow("Haku")
    reader.type("Sana tai ilmaus", "raha")
    with page.expect_navigation():
        reader.press("Enter")
    assert page.locator("mark").count() > 3
    assert coder.hosts == {"127.0.0.1"}
    assert desk.asked_of_others() == []

    with Project.open(desk.folder / "study.aineisto") as project:
        statuses = {coder: project.standing(coder)["status"].tolist() for coder in NAMES}
        assert project.consensus["reason"].tolist() == ["Sanoo sen suoraan"]
    assert set(statuses["Cecilia"]) <= {"accepted"}
    assert set(statuses["Dagny"]) == {"blind"}


def test_who_closes_the_page_or_loses_the_server_is_told_what_is_not_saved(
    tmp_path, coded_project, cut_off, page
):
    study = str(shutil.copy(coded_project, tmp_path))
    server = Server(tmp_path, cut_off, "aineisto.cli", "open", study, "--no-browser")
    server.start()
    try:
        coder = Reader(page, server).coding("Hilma", "Sokkona", "3")
        coder.press("1", "q", "Enter", "2", "w")
        asked = []
        page.on("dialog", lambda one: (asked.append(one.type), one.dismiss()))
        page.locator("nav a").first.click()
        page.wait_for_timeout(500)
        assert asked == ["beforeunload"]
        assert coder.done == 1
    finally:
        server.process.kill()
        server.process.wait()
    coder.widget.focus()
    page.keyboard.press("Enter")
    page.locator(".aineisto-problem", has_text="Tätä ei tallennettu").wait_for(timeout=20_000)
    alert = page.locator(".aineisto-problem")
    assert "fetch" not in alert.inner_text()
    assert "Tallennettu" not in page.locator(".aineisto-status").inner_text()
    assert page.locator(".chosen").count() == 2
    # The same port is free again at once, for the address that she has.
    again = Server(tmp_path, cut_off, "aineisto.cli", "open", study, "--no-browser")
    again.port, again.command[-1] = server.port, server.command[-1]
    (tmp_path / "server.log").unlink()
    again.start()
    try:
        with page.context.browser.new_page() as other:
            coder = Reader(other, again).coding("Hilma", "Sokkona", "3")
            assert coder.header.inner_text().startswith("1 / 3")
    finally:
        again.stop()


def test_long_words_of_a_codebook_fit_at_320_pixels_and_own_colours_show_what_is_chosen(
    tmp_path, coded_project, cut_off, page
):
    study = shutil.copy(coded_project, tmp_path)
    with Project.open(study) as project:
        first, *rest = project.codebook.themes
        long = replace(first, name={"fi": "Saavutettavuus- ja esteettömyys" + "kysymys" * 9})
        project.update_codebook(replace(project.codebook, themes=(long, *rest)))
    server = Server(tmp_path, cut_off, "aineisto.cli", "open", str(study), "--no-browser")
    server.start()
    try:
        reader = Reader(page, server)
        page.set_viewport_size({"width": 320, "height": 256})
        server.open(page, "/themes")
        assert page.evaluate(WIDTHS) == [320, 320]
        page.emulate_media(forced_colors="active")
        reader.coding("Inkeri", "Sokkona", "3").press("1", "q")
        assert page.evaluate(WIDTHS) == [320, 320]
        fill = "(one) => getComputedStyle(one).backgroundColor"
        radios = page.get_by_role("radio")
        assert radios.nth(0).evaluate(fill) != radios.nth(1).evaluate(fill)
        lines = "(all) => all.map((one) => getComputedStyle(one).borderBottomWidth)"
        assert page.locator("nav a").evaluate_all(lines).count("0px") == len(PAGES) - 1
    finally:
        server.stop()


def test_a_theme_is_split_once_by_a_double_click_or_an_impatient_one(
    tmp_path, coded_project, cut_off, page
):
    study = shutil.copy(coded_project, tmp_path)
    server = Server(tmp_path, cut_off, "aineisto.cli", "open", str(study), "--no-browser")
    server.start()
    try:
        reader = Reader(page, server)
        impatient = "(button) => { button.click(); button.click(); }"
        for press in (lambda one: one.dblclick(), lambda one: one.evaluate(impatient)):
            server.open(page, "/themes")
            page.locator("#part-1").fill("Oma")
            page.locator("#part-2").fill("Vieras")
            button = page.get_by_role("button", name="Jaa ja koodaa uudelleen")
            with page.expect_navigation(url="**/coding?*"):
                press(button)
            assert reader.shows("Teema on jaettu.")
    finally:
        server.stop()
    with Project.open(study) as project:
        assert (project.log["event"] == "codebook").sum() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_what_axe_finds_wrong_or_scrolls_sideways(desk, page, axe_core, scheme):
    page.emulate_media(color_scheme=scheme)
    reader = Reader(page, desk)
    wrong = {}

    def look(name):
        page.set_viewport_size(PHONE)
        seen, wide = page.evaluate(WIDTHS)
        shot(page, desk.folder, f"phone-{scheme}-{name}")
        page.set_viewport_size({"width": 1200, "height": 1000})
        shot(page, desk.folder, f"desktop-{scheme}-{name}")
        page.evaluate(axe_core)
        found = page.evaluate("axe.run()")
        assert len(found["passes"]) > 15
        told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
        if told or wide > seen:
            wrong[name] = (told, wide)

    for path, name in PAGES:
        desk.open(page, f"{path}?q=raha" if name == "search" else path)
        look(name)
    desk.open(page, "/nowhere")
    look("problem")
    for how in ("Sokkona", "Koneen ehdotukset"):
        reader.coding("Elli", how, "2" if how == "Sokkona" else "")
        look(how.lower().replace(" ", "-"))
    reader.follow("Erimielisyydet")
    reader.follow("Aloita")
    Coder(page).widget.wait_for()
    look("settling")
    assert wrong == {}


def test_themes_report_and_sheets_are_done_with_the_keyboard_alone(desk, page, tmp_path):
    reader = Reader(page, desk)
    study = desk.folder / "study.aineisto"
    with Project.open(study) as project:
        first, second, third, *rest = project.codebook.themes

    reader.follow("Teemat")
    reader.to(f"Muuta teemaa {first.label()}")
    reader.press("Enter")
    reader.to("Nimi suomeksi")
    reader.press("Control+A")
    page.keyboard.type("Uusi nimi")
    reader.follow("Tallenna")
    assert reader.shows("Teeman uusi nimi on tallennettu.")
    reader.to("Teema, joka jää")  # the first of the list
    reader.to(second.label())
    reader.press("Space")
    reader.follow("Yhdistä teemoja")
    assert reader.shows("Teemat on yhdistetty.")
    shot(page, desk.folder, "open-4-themes")
    reader.to("Jaettava teema")
    reader.press("ArrowDown")
    reader.type("Uuden teeman nimi 1", "Oma")
    reader.type("Uuden teeman nimi 2", "Vieras")
    reader.follow("Jaa ja koodaa uudelleen")
    assert reader.shows("Teema on jaettu.")
    reader.type("Koodaajan nimi", "Fanni")
    reader.follow("Aloita")
    coder = Coder(page)
    coder.widget.wait_for()
    coder.press("Enter")  # what the machine suggested of the whole
    shot(page, desk.folder, "open-5-split")

    reader.follow("Raportti", until="commit")  # it is being made while the page is there
    reader.to("Avaa uuteen ikkunaan")
    with page.expect_popup() as opened:
        reader.press("Enter")
    assert "Uusi nimi" in opened.value.locator("body").inner_text()
    opened.value.close()
    reader.to("Lataa Word-tiedostona")

    reader.follow("Yhteistyö")
    reader.type("Koodaajan nimi", "Gunnar")
    reader.type("Otoksen koko", "3")
    reader.to("Lataa lomake")
    with page.expect_download() as sent:
        reader.press("Enter")
    sheet = tmp_path / "gunnar.xlsx"
    sent.value.save_as(sheet)
    book = load_workbook(sheet)
    head = [cell.value for cell in book.worksheets[0][1]]
    for row in (2, 3, 4):
        book.worksheets[0].cell(row, head.index("kanta") + 1).value = 1
    book.save(sheet)
    # Playwright begins to intercept choosers with the first listener, and not at once: a key
    # pressed right after would open one that nobody sees.
    page.on("filechooser", lambda chooser: None)
    reader.to("Palautettu lomake")
    with page.expect_file_chooser() as chosen:
        reader.press("Enter")
    chosen.value.set_files(sheet)
    reader.to("Lue lomake")
    reader.press("Enter")
    page.get_by_text("Lomakkeelta luettiin").wait_for()
    shot(page, desk.folder, "open-6-sheets")

    with Project.open(study) as project:
        codes = project.codebook.theme_codes
        assert project.codebook.theme(first.code).label() == "Uusi nimi"
        assert codes == (first.code, third.code, "oma", "vieras", *(one.code for one in rest))
        fanni = project.standing("Fanni")
        (coded,) = fanni["statement_id"].unique()
        of_it = project.codings[project.codings["statement_id"] == coded]
        assert set(fanni["code"]) <= set(of_it[of_it["status"] == "suggested"]["code"])
        assert third.code in of_it["code"].tolist()  # what somebody coded so is coded anew
        gunnar = project.standing("Gunnar").query("family == 'stance'")
        assert gunnar[["value", "status"]].to_numpy().tolist() == [[1, "blind"]] * 3
    assert desk.asked_of_others() == []
