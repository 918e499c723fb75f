"""Who is let in: nobody but the browser that was given the address."""

import re

import pytest
from starlette.testclient import TestClient

from aineisto.page import make_app, serve
from aineisto.page._app import _ROUTES
from aineisto.page._serve import Guard

PORT, TOKEN = 8123, "secret"
SITE = f"http://127.0.0.1:{PORT}"


@pytest.mark.parametrize(("method", "path"), [route[:2] for route in _ROUTES])
def test_without_the_token_nothing_is_told(stranger, method, path):
    path = path.replace("{name}", "x").replace("{number:int}", "1")
    answer = stranger.request(method, path, headers={"origin": SITE})
    assert answer.status_code == 401
    assert "Koe" not in answer.text


def test_the_token_leaves_the_address_and_stays_in_a_cookie_of_this_site_alone(stranger):
    first = stranger.get(f"/?token={TOKEN}", follow_redirects=False)
    assert (first.status_code, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert stranger.get("/").status_code == 200
    refused = stranger.get("/?token=other")
    assert refused.status_code == 401
    assert "Avaa koko osoite" in refused.text
    assert "Open the whole address" in refused.text


def test_the_token_of_the_browsers_command_line_opens_the_page_once(project):
    guard = Guard(make_app(project), TOKEN, PORT, once="first")

    def comes(token, cookies=None):
        client = TestClient(guard, base_url=SITE, cookies=cookies)
        return client.get(f"/?token={token}"), client.cookies

    assert comes("")[0].status_code == 401
    opened, cookies = comes("first")
    assert opened.status_code == 200
    assert comes("first")[0].status_code == 401  # another, who read the command line
    assert comes("first", cookies)[0].status_code == 200  # the browser itself, come back
    assert comes(TOKEN)[0].status_code == 200  # the terminal's, as often as it is given
    assert comes(TOKEN)[0].status_code == 200
    assert not {TOKEN, "first"} & {one.value for one in cookies.jar}


def test_the_browser_is_not_started_with_the_token_that_lasts(project, monkeypatch):
    told, opened = [], []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("uvicorn.Server.run", lambda *_, **__: None)
    serve(project, tell=told.append)
    assert re.fullmatch(r"http://127.0.0.1:\d+/\?token=[\w-]{32}", opened[0])
    assert opened[0].split("=")[0] == told[0].split("=")[0]
    assert opened != told
    serve(project, tell=told.append, browser=False)
    assert len(opened) == 1


@pytest.mark.parametrize("host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1:1", ""])
def test_another_name_that_leads_here_is_refused(client, host):
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://127.0.0.1:{PORT}"])
def test_another_sites_page_may_not_ask(client, origin):
    answer = client.post("/precode", headers={"origin": origin})
    assert answer.status_code == 403
    del client.headers["origin"]
    assert client.post("/precode").status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/static/../_app.py", "/static/%2e%2e%2f_app.py", "/static/page.py", "/../pyproject.toml"],
)
def test_no_file_outside_is_given(client, path):
    assert client.get(path).status_code in (400, 404)


def test_every_answer_forbids_what_comes_from_elsewhere(client):
    for path in ("/", "/nowhere", "/static/page.js"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
