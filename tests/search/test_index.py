"""The index holds every revision, whoever wrote it, as soon as it is written; what is wrong with it is seen."""

from __future__ import annotations

import datetime as dt

import pytest
from search.conftest import Shelf, news
from sqlalchemy import delete, insert, select, text, update

from archive.evidence.words import index_faults
from archive.models import Item, Revision, SearchEntry
from archive.search.index import key_of, make_anew
from archive.store.mending import merge_items, split_item

NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)


def faults(shelf: Shelf) -> list[str]:
    with shelf.archive.reading() as connection:
        return [fault.problem for fault in index_faults(connection)]


def test_edits_removals_merges_and_splits_leave_every_revision_indexed(shelf: Shelf) -> None:
    first, second, third = news("Palm oil", "Cocoa", "Cotton")
    shelf.crawl(first, second, third)
    shelf.crawl(("2026-04-01", "Palm oil", "mended"), second, third)
    assert (shelf.found("mended"), shelf.found("title:palm -mended"), shelf.found("title:palm", old=True)) == (
        ["Palm oil"],
        [],
        ["Palm oil", "Palm oil"],
    )
    ids = shelf.ids()
    revision = merge_items(shelf.archive, ids["Cocoa"], ids["Cotton"], now=NOW)
    assert sorted(map(str, shelf.found(""))) in (["Cocoa", "Palm oil"], ["Cotton", "Palm oil"])
    assert faults(shelf) == []
    split_item(shelf.archive, ids["Cocoa"], revision, now=NOW)
    split_item(shelf.archive, ids["Palm oil"], 2, now=NOW)
    shelf.crawl(first, ("2026-04-01", "Cocoa beans", "of old"))
    assert faults(shelf) == []


def test_what_is_written_by_other_hands_is_indexed_too(shelf: Shelf) -> None:
    shelf.crawl(*news("Palm oil"))
    with shelf.archive.writing() as connection:
        row = connection.execute(select(Revision.__table__)).one()._asdict() | {"title": "Rubber", "number": 2}
        del row["id"]
        connection.execute(insert(Revision).values(row))
        connection.execute(update(Item).values(revision=2))
    assert (shelf.found("palm"), shelf.found("rubber"), faults(shelf)) == ([], ["Rubber"], [])
    with shelf.archive.writing() as connection:
        connection.execute(update(Revision).where(Revision.number == 2).values(title="Cotton", sort_date="2025-01-01"))
    assert (shelf.found("rubber", old=True), shelf.found("cotton until:2025"), faults(shelf)) == ([], ["Cotton"], [])


def test_a_transaction_that_fails_leaves_the_index_as_it_was(shelf: Shelf) -> None:
    shelf.crawl(*news("Palm oil"))

    def fail_half_way() -> None:
        with shelf.archive.writing() as connection:
            connection.execute(update(Revision).values(title="Rubber"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_half_way()
    assert (shelf.found("palm"), faults(shelf)) == (["Palm oil"], [])


def test_newest_first_by_day_then_as_recorded(shelf: Shelf) -> None:
    shelf.crawl(
        ("2016-04", "month", ""), (None, "undated", ""), ("2016-04-02", "second", ""), ("0001-01-01", "first", "")
    )
    shelf.crawl(("2016-04-02", "late", ""), slug="other")
    assert shelf.found("") == ["late", "second", "month", "first", "undated"]
    assert key_of(None, 2**31 - 1) < key_of("0001-01-01", 1) < key_of("2016-04-01", 9) < key_of("9999-12-31", 1) < 2**63


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (delete(SearchEntry), "the index of words does not hold it"),
        (update(SearchEntry).values(current=False), "the index of words is wrong about whether it is current"),
        (update(SearchEntry).values(key=SearchEntry.key + 2**32), "the index of words holds it under another day"),
        (text("DELETE FROM search_text"), "it holds the words of 0 revisions, and should hold those of 1"),
        (text("UPDATE search_text SET title = 'rubber'"), "the index of words does not find it by what it says"),
    ],
)
def test_verify_sees_a_damaged_index_and_making_it_anew_mends_it(shelf: Shelf, damage: object, problem: str) -> None:
    shelf.crawl(*news("Palm oil"))
    with shelf.archive.writing() as connection:
        if connection.dialect.name == "postgresql" and "rubber" in str(damage):
            damage = text("UPDATE search_text SET words = '''rubber''' ")
        connection.execute(damage)
    assert problem in faults(shelf)
    with shelf.archive.writing() as connection:
        make_anew(connection)
    assert (faults(shelf), shelf.found("palm")) == ([], ["Palm oil"])
