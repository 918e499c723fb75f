"""A notebook server that is cut off from the network, and a coder on its page."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from aineisto.project import Project

PATIENCE = 180_000  # milliseconds; the machine may be busy


class Server:
    """A notebook server that is cut off, in a folder with the project."""

    def __init__(self, folder, cut_off, module, *options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.asked = folder / "asked.log"
        self.command = [*cut_off, sys.executable, "-m", module, *options, f"--port={self.port}"]
        own = ("HOME", "XDG_CONFIG_HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
        hook = Path(__file__).with_name("hook")
        self.environment = {
            **os.environ,
            **{name: str(folder / "home") for name in own},
            "PYTHONPATH": str(hook),
            "AINEISTO_ASKED": str(self.asked),
        }
        self.process = None

    def start(self):
        log = (self.folder / "server.log").open("a")
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, env=self.environment, stdout=log, stderr=log
        )
        log.close()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def open(self, page, path):
        """Open a page; the server may take a while to answer."""
        from playwright.sync_api import Error

        end = time.monotonic() + PATIENCE / 1000
        while True:
            assert self.process.poll() is None, "the server did not start"
            try:
                return page.goto(f"http://127.0.0.1:{self.port}{path}")
            except Error:
                assert time.monotonic() < end, "the server does not answer"
                time.sleep(0.5)

    def asked_of_others(self):
        """Return the addresses that Python processes asked for, besides this machine."""
        return self.asked.read_text().splitlines() if self.asked.exists() else []


class Coder:
    """The review widget on a page, used by keyboard."""

    def __init__(self, page):
        self.page = page
        self.requests = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.widget = page.locator(".aineisto-review")
        self.header = page.locator(".aineisto-header span")

    def begin(self):
        self.widget.wait_for()
        self.widget.focus()

    def press(self, *keys):
        """Press keys; after one that the kernel answers, wait for the answer."""
        from playwright.sync_api import expect

        for key in keys:
            before = self.header.inner_text()
            self.page.keyboard.press(key)
            if key in ("Enter", "u", "x"):
                expect(self.header).not_to_have_text(before, timeout=PATIENCE)
                expect(self.widget).not_to_have_attribute("aria-busy", "true", timeout=PATIENCE)

    @property
    def done(self):
        return int(self.header.inner_text().split(" / ")[0])

    @property
    def statement(self):
        return self.page.locator(".aineisto-review blockquote").inner_text()

    @property
    def hosts(self):
        return {urlsplit(url).hostname for url in self.requests if url.startswith(("http", "ws"))}


def standing(folder):
    """Return the stance and status of each of Anna's decided statements, in the file's order."""
    with Project.open(folder / "study.aineisto") as project:
        rows = project.standing("anna").query("family == 'stance'")
        found = zip(rows["statement_id"], rows["value"], rows["status"], strict=True)
        return {statement: (int(value), status) for statement, value, status in found}


def shot(page, folder, name):
    """Keep a screenshot: in the folder AINEISTO_SHOTS names, to be looked at."""
    page.screenshot(path=Path(os.environ.get("AINEISTO_SHOTS", folder)) / f"{name}.png")
