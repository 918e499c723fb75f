"""Real notebooks under a headless Chromium, on a machine that has no network but itself.

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
LOOPBACK = "ip link set lo up && echo up && exec sleep 3600"


def pytest_collection_modifyitems(items):
    for item in items:
        if "e2e" not in item.path.parts:
            continue
        item.add_marker(pytest.mark.slow)
        wanted = {"playwright", item.path.stem.removeprefix("test_")}
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
    path = tmp_path_factory.mktemp("demo")
    demo = _study.copy_demo(path / "demo")
    codebook = Codebook.load(demo / "codebook.toml")
    corpus = read([demo / "interviews"], participants=demo / "participants.csv", guide=codebook)
    with Project.create(path / "study.aineisto", corpus, codebook) as made:
        made.precode()
    return path / "study.aineisto"
