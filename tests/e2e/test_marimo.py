"""The review widget in marimo itself: by keyboard, and again after the server has restarted."""

import shutil

import pytest
from servers import Coder, Server, shot, standing

NOTEBOOK = """import marimo

app = marimo.App()


@app.cell
def _():
    from aineisto import Project

    project = Project.open("study.aineisto")
    project.review("anna")
    return


if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def server(tmp_path, demo_project, cut_off):
    """Run marimo in a folder with the project and a notebook that reviews it."""
    shutil.copy(demo_project, tmp_path)
    (tmp_path / "review.py").write_text(NOTEBOOK, encoding="utf-8")
    settings = tmp_path / "home" / "marimo" / "marimo.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("[runtime]\nauto_instantiate = true\n", encoding="utf-8")
    options = ("--headless", "--no-token", "--skip-update-check", "--host=127.0.0.1")
    server = Server(tmp_path, cut_off, "marimo", "edit", "review.py", *options)
    server.start()
    yield server
    server.stop()


def test_five_statements_by_keyboard_an_undo_and_a_restart(server, page):
    coder = Coder(page)
    server.open(page, "/")
    coder.begin()
    shot(page, server.folder, "marimo-1-first")
    cells = page.locator("[data-cell-id] .cm-content")
    assert cells.count() == 1
    coder.press("1", "q", "Enter", "5", "w", "Enter", "3", "q", "Enter", "Enter", "x")
    assert coder.done == 5
    coder.press("u")
    assert coder.done == 4
    # Keys that move, make and delete cells in marimo: none may get there.
    coder.press("a", "b", "d", "d", "j", "k", "Delete", "Home", "Shift+M")
    assert cells.count() == 1
    shot(page, server.folder, "marimo-2-coded")
    decided = standing(server.folder)
    assert [value for value, _ in decided.values()][:3] == [-2, 2, 0]

    server.stop()
    server.start()
    server.open(page, "/")
    coder.begin()
    assert coder.done == 4
    assert standing(server.folder) == decided
    assert coder.hosts == {"127.0.0.1"}
    assert server.asked_of_others() == []
