"""The widget's front end in a real browser, with a model that answers as the kernel would.

The page holds the widget's own code and the state of a real widget; a script presses keys and
writes down what was sent, where the focus is, and which keys came through to the page.
"""

import json
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from aineisto.review import ReviewSession, ReviewWidget

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

SYNCED = [
    "lang",
    "labels",
    "scale",
    "themes",
    "actors",
    "register",
    "blind",
    "coder",
    "statement",
    "progress",
    "media",
    "message",
    "problem",
    "command",
    "answered",
]

PAGE = Path(__file__).with_name("page.html").read_text(encoding="utf-8")


class _Result(HTMLParser):
    text = ""
    inside = False

    def handle_starttag(self, tag, attrs):
        self.inside = ("id", "result") in attrs

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.text += data


def page(widget, script, theme="", names=SYNCED):
    state = {name: getattr(widget, name) for name in names}
    parts = {
        "STYLE": widget._css,
        "THEME": theme,
        "STATE": json.dumps(state).replace("<", "\\u003c"),
        "WIDGET": widget._esm.replace("export default", "const widget ="),
        "SCRIPT": script,
    }
    text = PAGE
    for name, part in parts.items():
        text = text.replace(name, part, 1)
    return text


def chromium(tmp_path, *options):
    return subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-dev-shm-usage",
            f"--user-data-dir={tmp_path / 'profile'}",
            *options,
            (tmp_path / "page.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    ).stdout


@pytest.fixture
def play(project, tmp_path):
    """Return a function that runs a script on a widget's page and returns its result."""

    def run(script, **options):
        widget = ReviewWidget(ReviewSession(project, "anna", **options))
        (tmp_path / "page.html").write_text(page(widget, script), encoding="utf-8")
        parser = _Result()
        parser.feed(chromium(tmp_path, "--virtual-time-budget=2000", "--dump-dom"))
        assert parser.text, "the page's script failed"
        return json.loads(parser.text)

    return run


def test_keys_decide_and_none_reaches_the_notebook(play):
    result = play("""
      root.focus();
      for (const key of ["b", "j", "Delete", "5", "w", "Enter"]) press(key);
      result.busy = root.getAttribute("aria-busy");
      press("s");                        // not before the first command is answered
      answer();
      press("Enter");
      answer({ problem: "Choose one." });
      result.alert = root.querySelector("[role=alert]").textContent;
      for (const key of ["u", "n", "s"]) { press(key); answer({ problem: "" }); }
      press("x");
      answer();
      press("m");
      const memo = root.querySelector("textarea");
      result.memoHasFocus = document.activeElement === memo;
      memo.value = "sus";
      press("s");
      press("Enter");
      answer();
      result.focusIsBack = document.activeElement === root;
      result.through = [...through];
      press("Escape");
      press("b");
      result.freed = through;
      result.sent = sent;
    """)
    assert {one.pop("of") for one in result["sent"]} == {"d:1"}
    suggested = [["stance", "stance", -2], ["theme", "raha", None]]
    assert all(one.pop("suggested") == suggested for one in result["sent"])
    assert result["sent"] == [
        {"number": 1, "action": "decide", "value": 2, "codes": ["roolit"]},
        {"number": 2, "action": "decide", "value": None, "codes": None},
        {"number": 3, "action": "undo"},
        {"number": 4, "action": "next"},
        {"number": 5, "action": "skip"},
        {"number": 6, "action": "decide", "value": None, "codes": None, "reject": True},
        {"number": 7, "action": "memo", "text": "sus"},
    ]
    assert result["busy"] == "true"
    assert result["alert"] == "Choose one."
    assert result["memoHasFocus"]
    assert result["focusIsBack"]
    assert result["through"] == []
    assert "b" in result["freed"]


def test_what_was_chosen_for_a_statement_is_not_kept_for_another(play):
    result = play("""
      root.focus();
      for (const key of ["5", "w", "Enter"]) press(key);
      answer({ problem: "Choose." });
      result.kept = root.querySelectorAll(".chosen").length;
      press("Enter");                    // another window has gone on to d:2
      answer({ problem: "Gone on.", statement: { ...state.statement, id: "d:2" } });
      result.forgotten = root.querySelectorAll(".chosen").length;
      press("Enter");
      result.of = sent.map((command) => command.of);
    """)
    assert (result["kept"], result["forgotten"]) == (2, 0)
    assert result["of"] == ["d:1", "d:1", "d:2"]


def test_a_memo_takes_nothing_from_what_was_chosen(play):
    result = play("""
      root.focus();
      for (const key of ["5", "w", "m"]) press(key);
      root.querySelector("textarea").value = "huomio";
      press("Enter");
      answer({ problem: "", message: "ok" });
      result.boxes = root.querySelectorAll("textarea").length;
      result.chosen = [...root.querySelectorAll(".chosen")].map(label);
      press("Enter");
      result.sent = sent;
    """)
    assert result["boxes"] == 0
    assert result["chosen"] == ["+2 merkittävä vahvuus", "Roolit"]
    assert [command["action"] for command in result["sent"]] == ["memo", "decide"]
    assert (result["sent"][1]["value"], result["sent"][1]["codes"]) == (2, ["roolit"])


def test_a_memo_that_is_being_written_goes_along(play):
    result = play("""
      root.focus();
      press("m");
      const write = (text) => {
        const box = root.querySelector("textarea");
        box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true }));
      };
      write("huomio");
      result.draft = root.hasAttribute("data-draft");
      press("Escape");                   // leaves the box; what is written stays
      result.focusIsBack = document.activeElement === root;
      press("5");
      result.still = root.querySelector("textarea").value;
      button("Tallenna").click();
      answer({ statement: { ...state.statement, id: "d:2" } });
      result.gone = [root.querySelectorAll("textarea").length, root.hasAttribute("data-draft")];
      press("m");
      write("toinen");
      button("myöhemmin").click();
      answer();
      result.memos = sent.map((command) => [command.action, command.memo]);
    """)
    assert result["draft"]
    assert result["focusIsBack"]
    assert result["still"] == "huomio"
    assert result["gone"] == [0, False]
    assert result["memos"] == [["decide", "huomio"], ["next", "toinen"]]


@pytest.mark.parametrize("key", ["n", "s", "u"])
def test_choices_are_not_lost_without_a_word(play, key):
    result = play(f"""
      root.focus();
      for (const one of ["5", "{key}"]) press(one);
      result.before = [...sent];
      result.told = root.querySelector("[role=alert]").textContent;
      result.chosen = root.querySelectorAll(".chosen").length;
      press("4");                        // chosen anew: asked again
      press("{key}");
      result.again = [...sent];
      press("{key}");
      result.sent = sent.map((command) => command.action);
    """)
    assert result["before"] == result["again"] == []
    assert result["told"].startswith("Valintojasi ei ole tallennettu.")
    assert result["chosen"] == 1
    assert result["sent"] == [{"n": "next", "s": "skip", "u": "undo"}[key]]


def test_nothing_is_chosen_while_the_last_is_being_saved(play):
    result = play("""
      root.focus();
      for (const key of ["5", "w", "Enter", "1", "q", "ArrowRight", "m"]) press(key);
      result.status = root.querySelector("[role=status]").textContent;
      result.chosen = [...root.querySelectorAll(".chosen")].map(label);
      result.boxes = root.querySelectorAll("textarea").length;
    """)
    assert result["status"] == "Tallennetaan…"
    assert result["chosen"] == ["+2 merkittävä vahvuus", "Roolit"]
    assert result["boxes"] == 0


def test_what_the_themes_mean_is_read_without_a_mouse(play):
    result = play("""
      const box = root.querySelector("details");
      result.text = box.textContent;
      box.querySelector("summary").focus();
      press("Enter");                    // opens it, and decides nothing
      box.open = true;
      box.dispatchEvent(new Event("toggle"));
      press("5");
      result.open = root.querySelector("details").open;
      result.sent = sent;
    """)
    assert result == {
        "text": "Teemojen määritelmätRahaRahasta.",
        "open": True,
        "sent": [],
    }


def test_the_button_says_that_the_rest_goes_as_suggested(play):
    result = play("""
      root.focus();
      const first = () => label(root.querySelector(".commands button"));
      result.names = [first()];
      press("5");
      result.names.push(first());
      press("w");
      result.names.push(first());
    """)
    assert result["names"] == ["Hyväksy ehdotus", "Tallenna, muut ehdotuksen mukaan", "Tallenna"]


def test_the_next_statement_is_seen_where_the_buttons_of_the_last_one_were(play):
    result = play("""
      const before = [{ speaker: "V", role: "interviewee", text: "sana ".repeat(3000) }];
      state.statement = { ...state.statement, before };
      listeners["change:statement"].forEach((call) => call());
      root.focus();
      root.querySelector(".commands").scrollIntoView();
      result.before = root.getBoundingClientRect().top;
      for (const key of ["5", "w", "Enter"]) press(key);
      answer({ statement: { ...state.statement, id: "d:2" } });
      result.after = root.getBoundingClientRect().top;
    """)
    assert result["before"] < -500
    assert abs(result["after"]) < 2


def test_a_clicked_button_keeps_the_focus_in_the_widget(play):
    result = play("""
      const stance = button("mahdollisuus");
      stance.focus();
      click(stance);
      result.inside = document.activeElement === root;
      result.checked = button("mahdollisuus").getAttribute("aria-checked");
      press("ArrowRight");
      button("ei teemaa").click();
      button("Raha").click();            // a theme takes "no theme" away
      const chips = [...root.querySelectorAll(".chips button")];
      result.pressed = chips.map((b) => b.getAttribute("aria-pressed"));
      button("Tallenna").click();
      result.sent = sent;
    """)
    assert result["inside"]
    assert result["checked"] == "true"
    assert result["pressed"] == ["true", "false", "false"]
    sent = {"number": 1, "action": "decide", "of": "d:1", "value": 2, "codes": ["raha"]}
    sent["suggested"] = [["stance", "stance", -2], ["theme", "raha", None]]
    assert result["sent"] == [sent]


def test_a_button_pressed_by_keyboard_keeps_the_focus(play):
    result = play("""
      button("ei teemaa").focus();
      button("ei teemaa").click();       // as Enter and space press it
      result.stays = document.activeElement === button("ei teemaa");
      press("5");                        // a key of the widget: Enter saves again
      result.after = document.activeElement === root;
      button("Tallenna").focus();
      button("Tallenna").click();
      answer({ statement: { ...state.statement, id: "d:2" } });
      result.next = document.activeElement === root;
    """)
    assert result == {"stays": True, "after": True, "next": True}


def test_a_double_click_or_a_held_key_is_one(play):
    result = play("""
      click(button("Roolit"));
      click(button("Roolit"), 2);
      result.chosen = [...root.querySelectorAll(".chosen")].map(label);
      click(button("Tallenna"));
      answer({ statement: { ...state.statement, id: "d:2" } });
      click(button("Hyväksy"), 2);
      root.focus();
      press("Enter");
      answer({ statement: { ...state.statement, id: "d:3" } });
      press("Enter", { repeat: true });
      button("Hyväksy").focus();
      result.pressed = press("Enter", { repeat: true });
      root.focus();
      press("ArrowRight", { repeat: true });
      result.stepped = [...root.querySelectorAll(".chosen")].map(label);
      result.of = sent.map((command) => command.of);
    """)
    assert result["chosen"] == ["Roolit"]
    assert result["of"] == ["d:1", "d:2"]
    assert result["pressed"] is False  # the browser does not press the button either
    assert result["stepped"] == ["−1 riski, mahdollinen"]


def test_text_is_text(play):
    result = play("""
      result.text = root.querySelector("blockquote").textContent;
      result.bold = root.querySelectorAll("blockquote b").length;
      result.lang = root.querySelector(".aineisto-text").lang;
      result.suppress = root.dataset.lmSuppressShortcuts;
      result.tab = root.tabIndex;
      result.unnamed = [...root.querySelectorAll("button")].filter((b) => !label(b).trim()).length;
      result.suggested = [...root.querySelectorAll(".suggested")].map(label);
    """)
    assert result["text"] == "V Raha ei riitä <b>mihinkään</b>."
    assert result["lang"] == "fi"  # on an English page too
    assert result["bold"] == 1  # the speaker; the statement's own tags stay letters
    assert (result["suppress"], result["tab"], result["unnamed"]) == ("true", 0, 0)
    assert result["suggested"] == ["−2 merkittävä heikkous, ehdotus", "Raha, ehdotus"]


def test_a_selection_becomes_a_place_counted_in_code_points(play, project):
    for statement in ("d:1", "d:2", "d:3"):
        project.skip(statement, "anna", ("stance", "theme"))
    result = play("""
      root.focus();
      press(".");
      result.told = root.querySelector("[role=status]").textContent;
      const select = (from, to) => {
        const node = root.querySelector(".aineisto-text").firstChild.firstChild;
        const range = document.createRange();
        range.setStart(node, from);
        range.setEnd(node, to);
        document.getSelection().removeAllRanges();
        document.getSelection().addRange(range);
      };
      select(17, 22);                    // UTF-16 units: the thumb and its colour are four
      press(".");
      result.place = root.querySelectorAll(".aineisto-note")[0].textContent;
      press("5");
      press("Enter");
      result.sent = sent;
    """)
    assert result["told"] == "Valitse ensin sanoja lausumasta."
    assert result["place"] == "Kohta: ”hyvin”"
    (sent,) = result["sent"]
    # "Kela vastaa 👍🏽 hyvin."
    assert (sent["value"], sent["span"]) == (2, [15, 20])


def test_candidates_and_actors(play, mentioned):
    mentioned("d:1")
    result = play(
        """
      const candidates = { stance: [-2, -1], theme: ["raha", "roolit"] };
      model.set("statement", { ...model.get("statement"), candidates });
      listeners["change:statement"].forEach((call) => call());
      const choices = [...root.querySelectorAll("[role=radiogroup] button, .chips button")];
      result.possible = choices.map(label).filter((name) => name.includes(","));
      result.note = root.querySelector("p.aineisto-note").textContent;
      button("Kela").click();
      result.kept = button("Kela").getAttribute("aria-pressed");
      root.focus();
      press("+");
      const input = root.querySelector("input");
      result.inputHasFocus = document.activeElement === input;
      result.register = [...root.querySelectorAll("datalist option")].map((o) => o.value);
      input.value = "Kunta";
      press("Enter");                    // names the actor, decides nothing yet
      result.before = [...sent];
      press("Enter");
      result.sent = sent;
    """,
        families=["stance", "theme", "actor"],
    )
    assert result["possible"] == [
        "−2 merkittävä heikkous, ehdotus",
        "−1 riski, mahdollinen",
        "Raha, ehdotus",
        "Roolit, mahdollinen",
        "Kela, ehdotus",
    ]
    told = result["note"].replace("\xa0", " ")
    assert "−2 merkittävä heikkous (varmuus 90 %) — mahdollisia myös −1 riski" in told
    assert "Raha (varmuus 90 %) — mahdollisia myös Roolit" in told
    assert result["inputHasFocus"]
    assert result["before"] == []
    assert result["kept"] == "false"
    assert result["sent"][0]["actors"] == ["Kunta"]


def test_blind_shows_no_suggestion(play):
    result = play(
        """
      result.suggested = root.querySelectorAll(".suggested, mark").length;
      result.text = root.textContent;
    """,
        blind=True,
    )
    assert result["suggested"] == 0
    assert "Sokkokoodaus" in result["text"]
    assert "Hyväksy" not in result["text"]
    assert "Hylkää" not in result["text"]


def test_it_is_shown_whose_codes_these_are_as_they_are_stored(play, project):
    project.decide("d:6", "Anna", value=0)
    found = play("""
      const header = document.querySelector(".aineisto-header");
      result.who = header.querySelector("b").textContent;
    """)
    assert found == {"who": "Koodaaja: Anna"}
