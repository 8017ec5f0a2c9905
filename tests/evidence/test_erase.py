"""``aimcrawl erase``: the content is nowhere any more, and what is left is still proven."""

from __future__ import annotations

import gzip

import pytest
from evidence.conftest import Run
from evidence.tamper import ask

from aimcrawl.home import Home
from archive.evidence.citing import check, cite

TITLE = b"A title that was mended"


@pytest.fixture
def edited(home: Home) -> str:
    return str(ask(home, "SELECT item_id FROM events WHERE kind = 'edited'")[0][0])


def content(home: Home) -> bytes:
    """All that the home holds, unfolded."""
    warcs = b"".join(gzip.decompress(path.read_bytes()) for path in home.captures.glob("*.warc.gz"))
    return warcs + b"".join(path.read_bytes() for path in home.root.glob("archive.db*"))


def test_the_content_is_gone_from_database_and_captures(home: Home, run: Run, edited: str) -> None:
    assert TITLE in content(home)
    assert run("erase", edited, "--yes").exit_code == 0
    assert TITLE not in content(home)


def test_what_is_left_is_still_proven(home: Home, run: Run, edited: str) -> None:
    with home.open_archive() as archive, archive.reading() as connection:
        citations = [cite(connection, str(item)) for (item,) in ask(home, "SELECT id FROM items")]
    run("erase", edited, "--yes")
    assert run("verify", "--deep").stderr == "no fault\n"
    with home.open_archive() as archive, archive.reading() as connection:
        proven = {one.item for one in citations if not list(check(connection, home.captures, one))}
    assert proven
    assert edited not in proven


def test_the_item_stays_as_a_tombstone_and_others_as_they_are(home: Home, run: Run, edited: str) -> None:
    before = dict(ask(home, "SELECT item_id || number, text FROM revisions"))
    run("erase", edited, "--yes")
    after = dict(ask(home, "SELECT item_id || number, text FROM revisions"))
    assert {key for key in before if before[key] != after[key]} == {f"{edited}1", f"{edited}2"}
    assert ask(home, f"SELECT status FROM items WHERE id = '{edited}'") == [("removed",)]


def test_a_rebuild_names_the_pages_that_are_gone(home: Home, run: Run, edited: str) -> None:
    run("erase", edited, "--yes")
    result = run("rebuild")
    assert (result.exit_code, "the content was erased" in result.stderr) == (4, True)
    assert TITLE not in run("export", "--format", "jsonl").stdout_bytes
    assert run("verify").exit_code == 0


def test_nothing_is_erased_without_consent(home: Home, run: Run, edited: str) -> None:
    assert run("erase", edited).exit_code == 2
    assert TITLE in content(home)


def test_an_item_that_is_not_there_is_wrong_usage(run: Run) -> None:
    assert run("erase", "nothing", "--yes").exit_code == 2
