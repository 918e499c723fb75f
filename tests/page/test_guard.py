"""Who is let in: nobody but the browser that was given the address."""

import pytest

from aineisto.page._app import _ROUTES

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
