"""Notebooks and the study's own page in a headless Chromium, with no network but the machine's.

Needs the extra ``e2e`` (JupyterLab, marimo, Playwright) and a Chromium; what is absent is skipped.
Where the system lets a user have a network of their own (``unshare``, Linux), the servers, the
kernels and the browser run in one that leads nowhere. Everywhere, what a Python process asks of
the network is written down, and so is each request of the browser.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from aineisto import _study
from aineisto.codebook import Codebook
from aineisto.corpus import read
from aineisto.project import Project

sys.path.append(str(Path(__file__).parent))  # for servers.py
from servers import PATIENCE

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
SERVERS = ("jupyterlab", "marimo")  # each serves the notebook of the test called so
LOOPBACK = "ip link set lo up && echo up && exec sleep 3600"


def pytest_collection_modifyitems(items):
    for item in items:
        if "e2e" not in item.path.parts:
            continue
        item.add_marker(pytest.mark.slow)
        wanted = {"playwright", *(name for name in SERVERS if item.path.stem == f"test_{name}")}
        absent = [name for name in sorted(wanted) if not importlib.util.find_spec(name)]
        if CHROMIUM is None or absent:
            reason = f"not installed: {', '.join(absent)} (extra e2e)" if absent else "no Chromium"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def cut_off():
    """Return the beginning of a command that runs in a network that leads nowhere, or nothing."""
    if not all(map(shutil.which, ("unshare", "nsenter", "ip"))):
        yield []
        return
    holder = subprocess.Popen(
        ["unshare", "--map-root-user", "--net", "sh", "-c", LOOPBACK],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    up = holder.stdout.readline() == "up\n"
    enter = ["nsenter", f"--target={holder.pid}", "--user", "--net", "--preserve-credentials"]
    yield enter if up else []
    holder.kill()
    holder.wait()
    holder.stdout.close()


@pytest.fixture(scope="session")
def browser(cut_off, tmp_path_factory):
    from playwright.sync_api import sync_playwright

    program = tmp_path_factory.mktemp("chromium") / "chromium"
    program.write_text(f'#!/bin/sh\nexec {" ".join([*cut_off, CHROMIUM])} "$@"\n')
    program.chmod(0o755)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def page(browser):
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.set_default_timeout(PATIENCE)
    yield page
    page.close()


@pytest.fixture(scope="session")
def demo_project(tmp_path_factory):
    """Return the demo study's project, pre-coded."""
    return _precoded(tmp_path_factory.mktemp("demo"), "*")


@pytest.fixture(scope="session")
def coded_project(tmp_path_factory):
    """Return a project of two of the demo's interviews, which two people have coded blind."""
    return _precoded(tmp_path_factory.mktemp("two"), "*-0[17].*", coded=True)


def _precoded(folder, chosen, *, coded=False):
    demo = _study.copy_demo(folder / "demo")
    codebook = Codebook.load(demo / "codebook.toml")
    files = sorted((demo / "interviews").glob(chosen))
    corpus = read(files, participants=demo / "participants.csv", guide=codebook)
    with Project.create(folder / "study.aineisto", corpus, codebook) as made:
        if coded:
            made.import_sheet(*(_of(corpus, sheet) for sheet in (demo / "coders").glob("*.csv")))
        made.precode()
    return folder / "study.aineisto"


def _of(corpus, sheet):
    """Leave the rows of a sheet that are of the corpus, and return the sheet."""
    rows = pd.read_csv(sheet, dtype=str, keep_default_na=False)
    rows[rows["statement_id"].isin(corpus.answers["statement_id"])].to_csv(sheet, index=False)
    return sheet
