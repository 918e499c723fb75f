"""The confirmation page, in a browser by keyboard alone, and what it saves."""

import importlib.util
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from aineisto import AineistoError, read
from aineisto.pseudonyms import pseudonymise, read_confirmation, write_confirmation

TEXTS = {
    "a.txt": "Vastaaja: Matti Virtanen sanoi sen. Virtasta ei näkynyt, mut Sitte tuli Hertta.\n",
    "b.txt": "Vastaaja: 😀 Koodi </script> <b>Liisa</b>. Hertan kanssa puhuin Voitosta.\n",
}
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("interviews")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read(folder)


def texts_of(result):
    return dict(
        zip(result.corpus.documents["document"], result.corpus.documents["text"], strict=True)
    )


def added(text, kind="person", replacement=""):
    return {"document": "", "text": text, "kind": kind, "replacement": replacement, "accept": True}


def confirmation(tmp_path, *rows):
    path = tmp_path / "c.json"
    content = {"format": "aineisto confirmation 1", "rows": list(rows)}
    path.write_text(json.dumps(content), encoding="utf-8")
    return read_confirmation(path)


def test_a_name_added_by_hand_is_replaced_in_every_case(corpus, tmp_path):
    result = pseudonymise(corpus, found=confirmation(tmp_path, added("Hertta")))
    assert list(result.log["text"]) == ["Hertta", "Hertan"]
    base, genitive = result.log["replacement"]
    assert genitive == base + "n" or genitive[:2] == base[:2]


def test_an_added_row_gives_way_where_another_stands(corpus):
    result = pseudonymise(corpus)
    rows = pd.concat([result.found, pd.DataFrame([added("Virtanen")])], ignore_index=True)
    again = pseudonymise(corpus, found=rows)
    full = again.log.set_index("text").loc["Matti Virtanen", "replacement"]
    assert again.log.set_index("text").loc["Virtasta", "replacement"][:-3] == full.split()[1][:-3]
    assert "Virta" not in texts_of(again)["a"]


def test_who_has_a_pseudonym_keeps_it_and_nobody_else_gets_it(corpus):
    result = pseudonymise(corpus)
    rows = result.found[result.found["text"] != "Virtasta"].to_dict("records")
    again = pseudonymise(corpus, found=pd.DataFrame([added("Voitto"), added("Virtanen"), *rows]))
    old = result.log.set_index("text")["replacement"]
    new = again.log.set_index("text")["replacement"]
    assert new["Virtasta"] == old["Virtasta"]
    assert not any(new["Voitosta"].startswith(name) for name in old["Matti Virtanen"].split())


def test_a_page_needs_the_texts_and_a_known_language(corpus, tmp_path):
    found = pseudonymise(corpus).found
    with pytest.raises(AineistoError, match="no corpus"):
        write_confirmation(found, tmp_path / "p.html")
    with pytest.raises(AineistoError, match="language"):
        write_confirmation(found, tmp_path / "p.html", corpus, lang="sv")


def test_a_file_that_no_page_saved_is_refused(tmp_path):
    (tmp_path / "c.json").write_text("{}", encoding="utf-8")
    with pytest.raises(AineistoError, match="cannot be read"):
        read_confirmation(tmp_path / "c.json")


def test_a_page_not_yet_saved_is_told_by_where_to_look(tmp_path):
    with pytest.raises(AineistoError, match="downloads") as told:
        read_confirmation(tmp_path / "vahvistus.json")
    assert "Errno" not in str(told.value)


def test_the_page_asks_nothing_of_the_network(corpus, tmp_path):
    write_confirmation(pseudonymise(corpus).found, tmp_path / "p.html", corpus)
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src 'none'" in page
    assert page.count("</script>") == 2  # the data's and the page's own, none from the texts


@pytest.mark.slow
def confirm_by_keyboard(folder: Path) -> list[str]:
    """Work through the page with the keyboard, save, and return the errors of its scripts."""
    from playwright.sync_api import sync_playwright

    errors = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(accept_downloads=True)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((folder / "vahvistus.html").as_uri())
        press = page.keyboard.press
        press("n")  # Matti Virtanen
        press("j")  # stays
        press("u")  # hidden again, and back there
        press("n")
        press("j")  # Virtasta stays
        press("l")
        page.keyboard.type("Hertta")
        press("Enter")
        press("Escape")
        page.evaluate(  # select the word after an emoji: two code units, one code point
            """() => {
              const list = document.getElementById("documents");
              list.value = "1"; list.dispatchEvent(new Event("change"));
              const walker = document.createTreeWalker(document.getElementById("text"), 4);
              while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf("Koodi");
                if (at >= 0) {
                  window.getSelection().setBaseAndExtent(
                    walker.currentNode, at, walker.currentNode, at + 5);
                }
              }
            }"""
        )
        press("a")
        with page.expect_download() as download:
            press("s")
        download.value.save_as(folder / download.value.suggested_filename)
        browser.close()
    return errors


@pytest.mark.skipif(
    BROWSER is None or importlib.util.find_spec("playwright") is None,
    reason="no Chromium or no Playwright (extra e2e)",
)
@pytest.mark.parametrize("lang", ["fi", "en"])
def test_confirming_by_keyboard(corpus, tmp_path, lang):
    result = pseudonymise(corpus)
    write_confirmation(result.found, tmp_path / "vahvistus.html", corpus, lang=lang)
    # In a thread of its own: another test's browser may hold this one's event loop.
    with ThreadPoolExecutor(1) as other:
        assert other.submit(confirm_by_keyboard, tmp_path).result() == []
    again = pseudonymise(corpus, found=read_confirmation(tmp_path / "vahvistus.json"))
    hidden = set(again.log["text"])
    assert {"Matti Virtanen", "Hertta", "Hertan", "Koodi"} <= hidden
    assert "Virtasta" not in hidden
    assert "Virtasta ei näkynyt" in texts_of(again)["a"]
