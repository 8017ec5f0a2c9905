"""What is asked of a source: the index bears its mark, by its id, and a query may mix it with words in any way."""

from __future__ import annotations

import pytest
from search.conftest import Shelf
from sqlalchemy import text, update

from archive.evidence.words import index_faults
from archive.models import Source
from archive.search import SearchFilter, count, facets, search
from archive.search.marks import source_mark


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """Two sources: one says water twice, one once."""
    shelf.crawl(("2026-04-03", "Water", "water"), ("2026-04-02", "Palm", ""))
    shelf.crawl(("2026-04-01", "Water there", ""), ("2026-04-04", "Cocoa", ""), slug="other")
    return shelf


def test_a_source_that_was_renamed_is_found_by_its_new_slug(filled: Shelf) -> None:
    with filled.archive.writing() as connection:
        connection.execute(update(Source).where(Source.slug == "other").values(slug="renamed"))
    for query, which in (("source:renamed", {}), ("", {"source": "renamed"})):
        assert filled.found(query, **which) == ["Cocoa", "Water there"]
        assert filled.found(f"water {query}", **which) == ["Water there"]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("water OR source:other", ["Water", "Water there", "Cocoa"]),
        ("water -source:other", ["Water"]),
        ("(water source:other) OR palm", ["Water there", "Palm"]),
    ],
)
def test_a_source_beside_words_leaves_hits_ranked(filled: Shelf, query: str, best: list[str]) -> None:
    with filled.archive.reading() as connection:
        hits = search(connection, query, SearchFilter(order="relevance"))
    assert sorted(str(hit.title) for hit in hits) == sorted(best)
    assert all(hit.score is not None for hit in hits)
    assert [hit.title for hit in hits if hit.title == "Cocoa"] == [hit.title for hit in hits][2:]


@pytest.mark.parametrize("query", ["source:other", "-water", "water OR since:2026-04-02", "water OR -palm"])
def test_where_no_word_must_be_there_it_is_newest_first(filled: Shelf, query: str) -> None:
    assert filled.found(query, order="relevance") == filled.found(query)


def test_sources_are_counted_with_words_and_without(filled: Shelf) -> None:
    with filled.archive.reading() as connection:
        assert [count(connection, query) for query in ("source:other", "water source:other", "-source:other")] == [
            2,
            1,
            2,
        ]
        by = facets(connection, "source:other OR water")
    assert [(facet.value, facet.hits) for facet in by.sources] == [("other", 2), ("acme", 1)]


def test_nobody_finds_the_mark_of_a_source_by_searching(filled: Shelf) -> None:
    for query in (source_mark(1), f'"{source_mark(1)}"', "s1", f"text:{source_mark(1)}"):
        assert filled.found(query) == [], query


def test_verify_sees_a_revision_without_the_mark_of_its_source(filled: Shelf) -> None:
    with filled.archive.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"UPDATE search_text SET words = ts_delete(words, '{source_mark(1)}')"))
        else:
            connection.execute(text(f"UPDATE search_text SET marks = replace(marks, '{source_mark(1)}', '')"))
    with filled.archive.reading() as connection:
        assert {fault.problem for fault in index_faults(connection)} == {
            "the index of words does not find it by what it says"
        }
