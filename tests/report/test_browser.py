"""The page in a real browser: accessible by axe-core's rules, no wider than a telephone.

Runs where Chromium and axe-core are.
"""

import json
import re
import shutil
import subprocess
from html import unescape

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (360, 1000, 1400)
RUN = """
<script>addEventListener("load", async () => {
  const found = await axe.run();
  const violations = found.violations.map(v => [v.id, v.impact, v.nodes.map(n => n.html)]);
  const widths = await Promise.all(WIDTHS.map(width => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.style.width = width + "px";
    frame.srcdoc = PAGE;
    frame.onload = () => {
      const page = frame.contentDocument.documentElement;
      done([page.clientWidth, page.scrollWidth]);
    };
    document.body.append(frame);
  })));
  const told = JSON.stringify({violations, widths, passes: found.passes.length});
  document.body.textContent = "RESULT" + told + "END";
})</script>
"""


def browser():
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or pytest.skip("there is no Chromium on this machine")


@pytest.fixture(scope="module")
def seen(request, axe_core, tmp_path_factory):
    """Return what a browser finds on the page: axe's violations, and the page's widths."""
    chromium, script = browser(), axe_core
    html = request.getfixturevalue("html")
    # The shade at the edges of a wide table hides its background from axe: contrast is checked
    # without it.
    flat = re.sub(r"background:\s*linear-gradient.*?;\n", "", html, flags=re.DOTALL)
    assert flat != html
    page = json.dumps(html).replace("</", "<\\/")
    run = RUN.replace("WIDTHS", str(list(WIDTHS))).replace("PAGE", page)
    file = tmp_path_factory.mktemp("browser") / "page.html"
    file.write_text(flat.replace("</body>", f"<script>{script}</script>{run}</body>"))
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu",
        "--disable-background-networking", f"--user-data-dir={file.parent / 'profile'}",
        "--window-size=1400,900", "--virtual-time-budget=60000", "--dump-dom", file.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    found = re.search("RESULT(.*?)END</body>", done.stdout, re.DOTALL)
    assert found, done.stderr[-500:]
    return json.loads(unescape(found[1]))


def test_axe_finds_nothing_wrong(seen):
    assert seen["passes"] > 20
    assert seen["violations"] == []


def test_no_width_makes_the_page_scroll_sideways(seen):
    for (inner, content), width in zip(seen["widths"], WIDTHS, strict=True):
        assert width - 20 <= inner <= width
        assert content <= inner
