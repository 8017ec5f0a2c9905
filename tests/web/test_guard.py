"""The wall: every answer is harmless, nothing can be written, and no request however odd is a fault of ours."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from desk import SLUG
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from starlette.testclient import TestClient
from web.shown import Shown, shelf_of

from aimcrawl.home import open_home
from archive.web.app import create_app

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", "0", "-1", "1e9", "NaN", "null", "9" * 30, "2026-02-30", "0000-01-01", "%00", "'; --"]),
)
PATHS = [
    "/",
    "/changes",
    "/search",
    "/search.atom",
    "/search.json",
    f"/source/{SLUG}",
    "/changes.atom",
    "/changes.json",
]
PATHS += [f"/api/v1/{name}" for name in ("items", "events", "crawls", "captures", "sources", "search")]
NAMES = "q source year since until status old order page kind before as_of a b after offset limit url item".split()


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/static/style.css", "/api/v1/items", "/changes.atom", "/search?q=%22", "/crawl/1"]
)
def test_every_answer_bears_the_headers_that_keep_it_harmless(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
    assert "script-src" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/", "/api/v1/items", "/static/style.css", "/nothing"])
def test_there_is_no_door_for_writing(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path, content=b"x" * 100)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"


def test_the_database_refuses_to_be_written_to(shown: Shown) -> None:
    shelf = shelf_of(shown.home)
    with pytest.raises(DBAPIError, match="readonly"), shelf._engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM items")
    shelf.close()


@pytest.mark.parametrize(
    "host",
    ["attacker.example", "localhost.attacker.example", "127.0.0.1.nip.example", "[::2]", "127.0.0.256", "a b", ""],
)
def test_a_name_that_is_not_ours_reads_nothing(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "127.1.2.3", "LOCALHOST"])
def test_names_of_loopback_are_ours(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_name_can_be_let_in(shown: Shown) -> None:
    shelf = shelf_of(shown.home)
    with TestClient(create_app(shelf, names=["news.example"]), base_url="http://news.example") as client:
        assert client.get("/").status_code == 200
        assert client.get("/", headers={"Host": "other.example"}).status_code == 400
    with TestClient(create_app(shelf, names=None), base_url="http://any.example") as client:
        assert client.get("/").status_code == 200
    shelf.close()


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/search?q=%00", 400),
        ("/item/a%00b", 400),
        ("/" + "a" * 9000, 400),
        ("/search?q=" + "a" * 9000, 400),
        ("/search?page=99999999999999999999", 400),
        ("/search?since=2026-02-30", 400),
        ("/search?order=random", 400),
        ("/search?q=a&q=b", 400),
        (f"/source/{SLUG}?as_of=yesterday", 400),
        (f"/source/{SLUG}?as_of=2026-13-01", 400),
        ("/changes?kind=gone", 400),
        ("/changes?before=0", 400),
        ("/crawl/" + "9" * 5000, 404),
        ("/source/..%2f..%2fetc", 404),
        ("/search?q=%ff%fe", 400),
        ("/search?unknown=1", 200),
        ("/search?source=&year=&since=", 200),
    ],
)
def test_what_cannot_be_meant_is_told(client: TestClient, target: str, status: int) -> None:
    response = client.get(target)
    assert response.status_code == status
    assert "<h1>" in response.text


@MANY
@given(path=st.sampled_from(PATHS), asked=st.dictionaries(st.sampled_from(NAMES), ODD, max_size=4))
def test_no_question_is_a_fault_of_ours(client: TestClient, path: str, asked: dict[str, str]) -> None:
    assert client.get(path, params=asked).status_code in (200, 400, 404)


@MANY
@given(
    name=ODD,
    before=st.sampled_from(["/item/", "/source/", "/capture/", "/timegate/", "/timemap/link/", "/web/2020/", "/"]),
)
def test_no_path_is_a_fault_of_ours(client: TestClient, name: str, before: str) -> None:
    path = before + quote(name, safe="/", errors="replace")
    assert client.get(path).status_code in (200, 302, 400, 404)


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept-Datetime": "x"},
        {"Accept-Datetime": "Thu, 99 May 99999 99:99:99 GMT"},
        {"If-None-Match": '"' + "x" * 5000},
        {"If-Modified-Since": "never"},
        {"Range": "bytes=0-0,1-1,-1"},
        {"Accept": "\xff", "Accept-Language": "," * 1000},
        {"X-Forwarded-Host": "attacker.example", "X-Forwarded-Proto": "ftp", "Forwarded": "host=x"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/style.css", "/timegate/http://site.invalid/hostile"])
def test_no_header_is_a_fault_of_ours(client: TestClient, headers: dict[str, str], path: str) -> None:
    response = client.get(path, headers={name: value.encode("latin-1") for name, value in headers.items()})
    assert response.status_code < 500
    assert "attacker.example" not in response.text


def test_what_the_browser_has_is_not_sent_again_until_the_archive_changes(shown: Shown, tmp_path: Path) -> None:
    home = open_home(Path(shutil.copytree(shown.home.root, tmp_path / "home")))
    with TestClient(create_app(shelf_of(home)), base_url="http://localhost") as client:
        tag = client.get("/").headers["etag"]
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
        with home.open_archive() as archive, archive.writing() as connection:
            connection.exec_driver_sql("UPDATE sources SET name = 'Another name'")
        response = client.get("/", headers={"If-None-Match": tag})
        assert response.status_code == 200
        assert "Another name" in response.text


def test_a_database_that_is_gone_is_told(shown: Shown, tmp_path: Path) -> None:
    home = open_home(Path(shutil.copytree(shown.home.root, tmp_path / "home")))
    shelf = shelf_of(home)
    with TestClient(create_app(shelf), base_url="http://localhost") as client:
        with home.open_archive() as archive, archive.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE events RENAME TO gone")
        assert client.get("/changes").status_code == 503
        assert client.get("/api/v1/events").json().keys() == {"error"}
