"""The reader's version goes up when its answers change: else a better reading would pass for an edit of the site.

The answers to recorded pages are kept as hashes beside the version that gave them. Where a test here fails, raise
``READER`` in ``aimcrawl/reading/__init__.py``, then run ``python tests/reading/test_version.py`` (from the repository,
with ``PYTHONPATH=tests``) to record the answers of the new version.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from markups import ITEMS, MARKUPS, page
from reading.listing.more_markups import MORE, more_page
from reading.listing.test_sites import FETCHED, FIRST, SITES, rendered

from aimcrawl.reading import READER
from aimcrawl.reading.induction import induce
from aimcrawl.reading.listing import read_listing
from aimcrawl.reading.page import read_page
from archive.records import Record

ANSWERS = Path(__file__).with_name("answers.json")
URL = "https://tarn.example/news/"


def pages() -> Iterator[tuple[str, bytes]]:
    """Yield the recorded pages by name."""
    yield from ((f"markup: {name}", page(ITEMS, name)) for name in MARKUPS)
    yield from ((f"rarer markup: {name}", more_page(ITEMS, name)) for name in MORE)
    yield from ((f"site: {site.stem}", rendered(site, FIRST)) for site in SITES)
    for case in sorted(Path(__file__).with_name("cases").glob("*/page.html")):
        yield f"case: {case.parent.name}", case.read_bytes()


def answer(html: bytes) -> str:
    """Return a hash of what the reader makes of a page, and of what the profile reads that it learns from it."""
    reading = read_listing(html, URL, fetched_at=FETCHED)
    found = induce(html, URL, reading, name="Lower Tarn", fetched_at=FETCHED)
    again = read_page(html, URL, found.profile, fetched_at=FETCHED).records if found else ()
    return hashlib.sha256(json.dumps([told(reading.items), told(again)]).encode()).hexdigest()[:16]


def told(records: Sequence[Record]) -> list[list[object]]:
    return [[r.published, r.published_raw, r.title, r.url, r.text, [link.url for link in r.links]] for r in records]


PAGES = dict(pages())


@pytest.fixture(scope="module")
def recorded() -> dict[str, object]:
    found: dict[str, object] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    return found


def test_the_answers_are_those_of_this_version(recorded: dict[str, object]) -> None:
    assert recorded["reader"] == READER, "the version was raised: record its answers"
    assert isinstance(recorded["answers"], dict)
    assert list(recorded["answers"]) == list(PAGES), "pages came or went: record the answers anew"


@pytest.mark.parametrize("name", PAGES)
def test_an_answer_that_changed_needs_a_new_version(name: str, recorded: dict[str, object]) -> None:
    assert isinstance(recorded["answers"], dict)
    assert answer(PAGES[name]) == recorded["answers"].get(name), "raise READER, then record the answers"


if __name__ == "__main__":
    known = json.loads(ANSWERS.read_text(encoding="utf-8")) if ANSWERS.exists() else {"reader": 0, "answers": {}}
    answers = {name: answer(html) for name, html in PAGES.items()}
    changed = [name for name in answers if known["answers"].get(name, answers[name]) != answers[name]]
    if changed and known["reader"] == READER:
        sys.exit(f"raise READER first: {len(changed)} answers of version {READER} changed, such as {changed[0]!r}")
    ANSWERS.write_text(json.dumps({"reader": READER, "answers": answers}, indent=1) + "\n", encoding="utf-8")
