"""The index of words where evidence is concerned: what is erased is gone from it, what is rebuilt is in it."""

from __future__ import annotations

import re

from desk import SLUG
from evidence.conftest import Run

from aimcrawl.home import Home
from archive import queries


def test_an_erased_text_is_found_no_more_and_is_in_no_file(home: Home, run: Run) -> None:
    with home.open_archive() as archive, archive.reading() as connection:
        said = {view.id: {*re.findall("[a-z]{5,}", view.text.lower())} for view in queries.items(connection)}
    victim, word = next(
        (id_, word)
        for id_, words in said.items()
        for word in sorted(words)
        if sum(word in others for others in said.values()) == 1
    )
    assert victim in run("search", word, "--json").stdout
    assert any(word.encode() in path.read_bytes() for path in home.root.glob("archive.db*"))
    assert run("erase", victim, "--yes").exit_code == 0
    assert run("search", word, "--old", "--json").stdout == ""
    assert not any(word.encode() in path.read_bytes().lower() for path in home.root.glob("archive.db*"))
    assert run("verify").exit_code == 0


def test_a_rebuilt_archive_is_indexed(home: Home, run: Run) -> None:
    before = run("search", "title*", "--old", "--json").stdout
    assert SLUG in before
    assert run("rebuild").exit_code == 0
    assert run("search", "title*", "--old", "--json").stdout == before
    assert run("verify").exit_code == 0
