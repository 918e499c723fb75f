"""A small study that lies open in the browser, behind its guard."""

import importlib.util
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from aineisto.page import make_app
from aineisto.page._serve import Guard

_review = Path(__file__).parents[1] / "review" / "conftest.py"
_spec = importlib.util.spec_from_file_location("review_study", _review)
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
study, project = _module.study, _module.project  # the fixtures of the review's tests

PORT, TOKEN = 8123, "secret"
SITE = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def stranger(project):
    """Return a client that has no token."""
    return TestClient(Guard(make_app(project), TOKEN, PORT), base_url=SITE)


@pytest.fixture
def client(stranger):
    """Return a client that came by the address with the token."""
    assert stranger.get(f"/?token={TOKEN}").status_code == 200
    stranger.headers["origin"] = SITE
    return stranger
