"""A study's page as `aineisto open` serves it: with the keyboard alone, looked over by axe-core."""

import re
import shutil
import time

import pytest
from servers import PATIENCE, Coder, Server, shot

from aineisto.page._desk import PAGES
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

    def follow(self, name):
        """Go to a link or a button and press it."""
        self.to(name)
        with self.page.expect_navigation():
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
