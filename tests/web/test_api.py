"""The API gives the archive's views, says what follows, and is what its description says."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import msgspec
import pytest
from desk import SLUG, Desk
from starlette.testclient import TestClient
from tools import tool
from web.serving import served
from web.shown import Shown

from archive.web.api import ENDPOINTS


def walked(client: TestClient, path: str) -> list[dict[str, Any]]:
    """All that a list gives, page after page."""
    found: list[dict[str, Any]] = []
    address: str | None = path
    while address:
        answer = client.get(address).json()
        found += answer["data"]
        address = answer["next"]
    return found


def paths(shown: Shown) -> dict[str, str]:
    """One address that gives something for each endpoint."""
    capture = shown.captures["early"]
    own = {
        "/items/{id}": f"/items/{shown.edited}",
        "/items/{id}/revisions": f"/items/{shown.edited}/revisions",
        "/items/{id}/similar": f"/items/{shown.edited}/similar",
        "/search": "/search?q=members&limit=3",
        "/crawls/{number}": "/crawls/1",
        "/captures": f"/captures?url={quote(capture.url, safe='')}",
        "/captures/{id}": f"/captures/{capture.record_id}",
    }
    return {f"/api/v1{path}": f"/api/v1{own.get(path, path)}" for path in ENDPOINTS}


def test_lists_are_walked_to_their_end(shown: Shown, client: TestClient) -> None:
    desk = Desk(shown.home)
    items = [msgspec.to_builtins(item) for item in desk.items()]
    assert walked(client, "/api/v1/items?limit=7") == items
    assert walked(client, f"/api/v1/items?limit=60&source={SLUG}") == items
    events = [msgspec.to_builtins(event) for event in desk.events()]
    assert walked(client, "/api/v1/events?limit=9") == events[::-1]
    assert len(walked(client, "/api/v1/search?q=members&limit=2")) == len(walked(client, "/api/v1/search?q=members"))


def test_an_item_as_of_a_moment_is_what_the_site_showed(shown: Shown, client: TestClient) -> None:
    captured = client.get(f"/api/v1/items/{shown.edited}/revisions").json()["data"][0]["captured"]
    then = walked(client, f"/api/v1/items?as_of={captured}&limit=500")
    assert shown.old_title in {item["title"] for item in then}


def test_captures_tell_where_they_lie(shown: Shown, client: TestClient) -> None:
    capture = shown.captures["early"]
    found = client.get("/api/v1/captures", params={"url": capture.url}).json()["data"]
    assert [one["id"] for one in found] == [capture.record_id, shown.captures["late"].record_id]
    assert found[0]["sha256"] == capture.sha256
    assert client.get(found[0]["page"]).status_code == 200
    assert client.get(found[0]["raw"]).content == b"<p>Early"


def test_every_answer_is_as_described(shown: Shown, client: TestClient) -> None:
    description = client.get("/api/openapi.json").json()
    assert description["openapi"] == "3.1.0"
    assert paths(shown).keys() == description["paths"].keys()
    for path, address in paths(shown).items():
        operation = description["paths"][path]["get"]
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.json().get("data") != [] or path.endswith("/similar")
        whole = schema | {"components": description["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.json())


@pytest.mark.parametrize(
    "asked",
    ["limit=0", "limit=501", "limit=x", "offset=10001", "source=", "sorce=aim", "as_of=2026", "limit=1&limit=2"],
)
def test_a_slip_is_told_and_never_passes_for_nothing(client: TestClient, asked: str) -> None:
    answer = client.get(f"/api/v1/items?{asked}")
    assert answer.status_code == 400
    assert answer.json().keys() == {"error"}


@pytest.mark.parametrize(
    "path", ["items/none", "items/none/revisions", "crawls/99", "captures/none", "none", "items?source=no"]
)
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer.json().keys() == {"error"}


@pytest.mark.parametrize(
    ("where", "seconds"),
    [
        (["--exclude-path", "/api/v1/search"], 20),
        # What a search may say is a language, which a schema cannot describe: it is right to refuse some texts
        (["--include-path", "/api/v1/search", "--exclude-checks", "positive_data_acceptance"], 10),
    ],
)
def test_schemathesis_finds_no_failure(shown: Shown, tmp_path: Path, where: list[str], seconds: int) -> None:
    schemathesis = tool("schemathesis")
    with served(shown.home) as base:
        command = [schemathesis, "run", f"{base}/api/openapi.json", "--phases", "examples,coverage,fuzzing", *where]
        command += ["--max-examples", "15", "--max-time", str(seconds), "--seed", "1", "--no-color"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
