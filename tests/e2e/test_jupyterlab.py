"""The review widget in JupyterLab itself, under a headless Chromium: five statements by keyboard.

Needs the extra ``e2e`` (JupyterLab, Playwright) and a Chromium; without them it is skipped.
"""

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from aineisto import _study
from aineisto.codebook import Codebook
from aineisto.corpus import read
from aineisto.project import Project

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ABSENT = [name for name in ("jupyterlab", "playwright") if not importlib.util.find_spec(name)]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(bool(ABSENT), reason=f"not installed: {', '.join(ABSENT)} (extra e2e)"),
]

CELL = """from aineisto import Project

project = Project.open("study.aineisto")
project.review("anna")
"""
ANSWERED = """before =>
    document.querySelector(".aineisto-header span").innerText !== before &&
    !document.querySelector(".aineisto-review").hasAttribute("aria-busy")
"""
PATIENCE = 90_000  # milliseconds; the machine may be busy


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the demo study's project and a notebook that reviews it."""
    path = tmp_path_factory.mktemp("lab")
    demo = _study.copy_demo(path / "demo")
    corpus = read([demo / "interviews"], participants=demo / "participants.csv")
    with Project.create(
        path / "study.aineisto", corpus, Codebook.load(demo / "codebook.toml")
    ) as made:
        made.precode()
    cell = {
        "cell_type": "code",
        "id": "review",
        "metadata": {},
        "source": CELL,
        "outputs": [],
        "execution_count": None,
    }
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (path / "review.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def lab(folder):
    """Run JupyterLab in the folder and return its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {name: str(folder / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    log = (folder / "lab.log").open("w")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="),
            *(
                f"--ServerApp.root_dir={folder}",
                "--LabApp.news_url=",
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            ),
        ],
        env={**os.environ, **own},
        stdout=log,
        stderr=log,
    )
    try:
        _until_it_answers(f"http://127.0.0.1:{port}/api", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _until_it_answers(address, process):
    for _ in range(300):
        assert process.poll() is None, "JupyterLab did not start"
        try:
            return urlopen(address, timeout=5).read()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("JupyterLab does not answer")


class Lab:
    """A page of JupyterLab with the notebook open."""

    def __init__(self, page, address):
        self.page = page
        self.asked = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.goto(f"{address}/lab/tree/review.ipynb?reset")
        self.cells = page.locator(".jp-Notebook .jp-Cell")
        self.cells.first.wait_for(timeout=PATIENCE)

    def run_cell(self):
        # What is run before the kernel is there is dropped without a word.
        self.page.get_by_text("| Idle").wait_for(timeout=PATIENCE)
        self.cells.first.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.widget = self.page.locator(".aineisto-review")
        self.widget.wait_for(timeout=PATIENCE)
        self.widget.focus()

    def press(self, *keys):
        """Press keys; after one that the kernel answers, wait for the answer."""
        for key in keys:
            before = self.count
            self.page.keyboard.press(key)
            if key in ("Enter", "u"):
                self.page.wait_for_function(ANSWERED, arg=before, timeout=PATIENCE)

    @property
    def count(self):
        return self.page.locator(".aineisto-header span").inner_text()

    @property
    def done(self):
        return int(self.count.split(" / ")[0])

    @property
    def statement(self):
        return self.page.locator(".aineisto-review blockquote").inner_text()

    def restart_kernel(self):
        # Through the menu's command, as a person would; the dialogue is confirmed.
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name="Restart Kernel and Clear", exact=False).click()
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.widget.wait_for(state="detached", timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


def test_five_statements_by_keyboard_an_undo_and_a_restart(lab, folder, browser):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(PATIENCE)
    notebook = Lab(page, lab)
    notebook.run_cell()
    shots = Path(os.environ.get("AINEISTO_SHOTS", folder))
    page.screenshot(path=shots / "lab-1-first.png")
    first = notebook.statement
    notebook.press("1", "q", "Enter", "5", "w", "Enter", "3", "q", "Enter")
    notebook.press("Enter", "2", "q", "Enter")  # the fourth as suggested
    assert notebook.done == 5
    fifth_and_on = notebook.statement
    notebook.press("u")
    assert notebook.done == 4
    assert notebook.statement != fifth_and_on
    # Letters that make, cut and delete cells in a notebook: none may get there.
    notebook.press("a", "b", "d", "d", "x", "c", "v", "z", "y", "Shift+M", "Delete", "Home")
    assert notebook.cells.count() == 1
    page.screenshot(path=shots / "lab-2-coded.png")
    decided = _standing(folder)
    assert len(decided) == 4

    notebook.restart_kernel()
    notebook.run_cell()
    assert notebook.done == 4
    assert notebook.statement != first
    assert notebook.cells.count() == 1
    assert _standing(folder) == decided
    values = [value for value, _ in decided.values()]
    assert values[:3] == [-2, 2, 0]
    page.screenshot(path=shots / "lab-3-restarted.png")
    # The same letter outside the widget does make a cell: the checks above can fail.
    notebook.cells.first.locator(".cm-content").click()
    for key in ("Escape", "b"):
        page.keyboard.press(key)
    notebook.cells.nth(1).wait_for(timeout=20_000)
    hosts = {urlsplit(url).hostname for url in notebook.asked if url.startswith(("http", "ws"))}
    assert hosts == {"127.0.0.1"}
    page.close()


def _standing(folder):
    """Return the stance and status of each of Anna's decided statements, in the file's order."""
    with Project.open(folder / "study.aineisto") as project:
        rows = project.codings.query("coder == 'human:anna' and family == 'stance'")
        found = zip(rows["statement_id"], rows["value"], rows["status"], strict=True)
        return {statement: (int(value), status) for statement, value, status in found}
