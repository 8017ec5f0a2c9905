"""datasette opens ``archive.db`` as it is: every table can be read and asked, and nothing is written."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from tools import run, tool

from aimcrawl.home import Home


@pytest.fixture
def ask(home: Home) -> Any:
    """Asks datasette for one page, as a browser on loopback would; JSON comes decoded."""

    def get(path: str, **parameters: str) -> Any:
        database = home.root / "archive.db"
        address = f"{path}?{urlencode(parameters)}" if parameters else path
        said = run(tool("datasette"), database, "--get", address, cwd=home.root)
        return json.loads(said) if path.endswith(".json") else said

    return get


def test_datasette_shows_tables_and_rows_and_changes_nothing(home: Home, ask: Any) -> None:
    before = (home.root / "archive.db").read_bytes()
    shown = {table["name"]: table["count"] for table in ask("/archive.json")["tables"]}
    assert {"sources", "crawls", "captures", "pages", "items", "revisions", "events"} <= shown.keys()
    assert (shown["crawls"], shown["items"]) == (4, 24)
    assert "A title that was mended" in ask("/archive/revisions")
    assert (home.root / "archive.db").read_bytes() == before


def test_datasette_answers_a_question(ask: Any) -> None:
    question = "SELECT kind, count(*) AS n FROM events GROUP BY kind ORDER BY kind"
    assert ask("/archive.json", sql=question, _shape="array") == [
        {"kind": "edited", "n": 1},
        {"kind": "new", "n": 24},
        {"kind": "removed", "n": 1},
    ]
