"""The review widget in JupyterLab itself: five statements by keyboard."""

import json
import shutil
import subprocess
import sys

import pytest
from servers import Coder, Server, shot, standing

CELL = """from aineisto import Project

project = Project.open("study.aineisto")
project.review("anna")
"""
ANSWERS = [-2, 2, 0]


@pytest.fixture(scope="module")
def lab(tmp_path_factory, demo_project, cut_off):
    """Run JupyterLab in a folder with the project and a notebook that reviews it."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copy(demo_project, folder)
    cell = {"cell_type": "code", "id": "review", "metadata": {}, "source": CELL, "outputs": []}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [{**cell, "execution_count": None}]
    notebook = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    (folder / "review.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    server = Server(
        folder,
        cut_off,
        "jupyterlab",
        *("--no-browser", "--allow-root", "--ip=127.0.0.1", "--IdentityProvider.token="),
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    )
    server.start()
    yield server
    server.stop()


class Lab(Coder):
    """A page of JupyterLab with the notebook open."""

    def __init__(self, page, server):
        super().__init__(page)
        server.open(page, "/lab/tree/review.ipynb?reset")
        self.cells = page.locator(".jp-Notebook .jp-Cell")
        self.cells.first.wait_for()

    def run_cell(self):
        # What is run before the kernel is there is dropped without a word.
        self.page.get_by_text("| Idle").wait_for()
        self.cells.first.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        self.begin()

    def restart_kernel(self):
        # Through the menu's command, as a person would; the dialogue is confirmed.
        self.page.get_by_role("menuitem", name="Kernel", exact=True).click()
        self.page.get_by_role("menuitem", name="Restart Kernel and Clear", exact=False).click()
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.widget.wait_for(state="detached")


def test_five_statements_by_keyboard_an_undo_and_a_restart(lab, page):
    notebook = Lab(page, lab)
    notebook.run_cell()
    shot(page, lab.folder, "lab-1-first")
    first = notebook.statement
    notebook.press("1", "q", "Enter", "5", "w", "Enter", "3", "q", "Enter")
    notebook.press("Enter", "x")  # the fourth as suggested, the fifth's suggestion is wrong
    assert notebook.done == 5
    fifth_and_on = notebook.statement
    notebook.press("u")
    assert notebook.done == 4
    assert notebook.statement != fifth_and_on
    # Letters that make, cut and delete cells in a notebook: none may get there.
    notebook.press("a", "b", "d", "d", "j", "c", "v", "z", "y", "Shift+M", "Delete", "Home")
    assert notebook.cells.count() == 1
    shot(page, lab.folder, "lab-2-coded")
    decided = standing(lab.folder)
    assert [value for value, _ in decided.values()][:3] == ANSWERS
    assert len(decided) == 4

    notebook.restart_kernel()
    notebook.run_cell()
    assert notebook.done == 4
    assert notebook.statement != first
    assert notebook.cells.count() == 1
    assert standing(lab.folder) == decided
    shot(page, lab.folder, "lab-3-restarted")
    # The same letter outside the widget does make a cell: the checks above can fail.
    notebook.cells.first.locator(".cm-content").click()
    for key in ("Escape", "b"):
        page.keyboard.press(key)
    notebook.cells.nth(1).wait_for()
    assert notebook.hosts == {"127.0.0.1"}
    assert lab.asked_of_others() == []


def test_what_a_kernel_asks_would_be_seen(lab):
    ask = "import socket; s = socket.socket(); s.settimeout(.01); s.connect_ex(('192.0.2.1', 9))"
    environment = {**lab.environment, "AINEISTO_ASKED": str(lab.folder / "other.log")}
    subprocess.run([sys.executable, "-c", ask], env=environment, check=True)
    assert "192.0.2.1" in (lab.folder / "other.log").read_text()
