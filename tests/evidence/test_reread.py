"""``aimcrawl reread``: today's reader beside what is stored; a report that changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from evidence.conftest import Run
from evidence.tamper import ask

from aimcrawl.home import Home
from aimcrawl.replay import pages


@pytest.fixture
def better_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that finds one item less on each page, and writes one title otherwise."""
    read_page = pages.read_page

    def read(*arguments: Any, **named: Any) -> Any:
        reading = read_page(*arguments, **named)
        *others, _ = reading.records
        mended = (replace(one, title="MENDED") if one.title == "A title that was mended" else one for one in others)
        return replace(reading, records=tuple(mended))

    monkeypatch.setattr(pages, "read_page", read)


def test_the_reader_that_stored_it_reads_it_again(run: Run) -> None:
    result = run("reread")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "all would be read as it is stored\n")


def test_another_reader_is_reported_and_changes_nothing(home: Home, run: Run, better_reader: None) -> None:
    before = ask(home, "SELECT * FROM revisions")
    found = [json.loads(line) for line in run("reread", "aim", "--json").stdout.splitlines()]
    fewer = [one["records"] for one in found if one["records"]]
    assert fewer
    assert all(stored == today + 1 for stored, today in fewer)
    [[item]] = ask(home, "SELECT item_id FROM events WHERE kind = 'edited'")
    assert ["title"] in [one["fields"] for one in found if (one["item"], one["revision"]) == (item, 2)]
    assert ask(home, "SELECT * FROM revisions") == before


def test_a_source_that_is_not_there_is_wrong_usage(run: Run) -> None:
    assert run("reread", "nothing").exit_code == 2
