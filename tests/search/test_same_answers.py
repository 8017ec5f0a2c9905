"""Both databases give the same hits, and a plain evaluator in Python agrees with them; for nonsense too."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from search.conftest import News, Shelf
from sqlalchemy import select

from archive import engine, queries
from archive.archive import Archive
from archive.errors import NotFound, QueryError
from archive.models import Item
from archive.search import SearchFilter, count, facets, matching, search
from archive.search.folding import words
from archive.search.language import And, Marked, Node, Not, Or, Since, Source, Until, Words, parse

VOCABULARY = [
    "palm",
    "palms",
    "Öl",
    "oil",
    "watér",
    "water",
    "気候",
    "候変",
    "e-mail",
    "mail",
    "AND",
    "Łódź",
    "x" * 120,
]
SEPARATORS = [" ", ", ", "\n\n", " — ", "\u00ad"]


@dataclass(frozen=True)
class Text:
    """A revision as the evaluator sees it."""

    source: str
    published: dt.date | None
    columns: dict[str, list[str]]

    def holds(self, node: Node) -> bool:  # noqa: PLR0911 - a line a kind of node
        match node:
            case Words(wanted, prefix, column):
                return any(_stands_in(list(wanted), prefix, self.columns[name]) for name in _columns(column))
            case Source(slug):
                return self.source == slug
            case Since(day):
                return self.published is not None and self.published >= day
            case Until(day):
                return self.published is not None and self.published <= day
            case Not(part):
                return not self.holds(part)
            case And(parts):
                return all(map(self.holds, parts))
            case Or(parts):
                return any(map(self.holds, parts))
            case Marked():
                raise AssertionError(node)  # no query says so


def _columns(column: str | None) -> list[str]:
    return [column] if column else ["title", "text"]


def _stands_in(wanted: list[str], prefix: bool, row: list[str]) -> bool:
    for place in range(len(row) - len(wanted) + 1):
        *before, last = row[place : place + len(wanted)]
        if before == wanted[:-1] and (last.startswith(wanted[-1]) if prefix else last == wanted[-1]):
            return True
    return False


def invented(chance: random.Random) -> News:
    day = chance.choice([None, "2016", "2016-04", "2016-04-13", "2017-01-01"])
    title, text = (
        "".join(chance.choice(VOCABULARY) + chance.choice(SEPARATORS) for _ in range(chance.randrange(1, most)))
        for most in (4, 9)
    )
    return day, title, text


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory, make_database: Callable[[str], str]) -> Iterator[list[Archive]]:
    """Two archives of the same items, half of which were edited: one on SQLite, one on PostgreSQL."""
    opened = []
    for kind in ("sqlite", "postgresql"):
        folder = tmp_path_factory.mktemp(kind)
        (folder / "captures").mkdir()
        url = make_database(kind)
        engine.create(url).dispose()
        opened.append(Archive(url, captures=folder / "captures", locks=folder / "locks"))
        chance, shelf = random.Random(7), Shelf(opened[-1])
        for slug in ("acme", "other"):
            listed = [invented(chance) for _ in range(40)]
            shelf.crawl(*listed, slug=slug)
            shelf.crawl(*[(day, title, invented(chance)[2]) if place % 5 == 0 else (day, title, text)
                          for place, (day, title, text) in enumerate(listed)], slug=slug)  # fmt: skip
    yield opened
    for archive in opened:
        archive.close()


@cache
def texts(archive: Archive, *, old: bool) -> dict[tuple[str, int], Text]:
    with archive.reading() as connection:
        current = {view.id: view.revision for view in queries.items(connection)}
        return {
            (view.item, view.revision): Text(
                source=view.source,
                published=None if view.published is None else dt.date.fromisoformat((view.published + "-01-01")[:10]),
                columns={"title": words(view.title or ""), "text": words(view.text)},
            )
            for view in queries.revisions(connection)
            if old or current[view.item] == view.revision
        }


WORD = st.sampled_from([*VOCABULARY, "öl", "WATER", "candle", "mail oil", "候", "lodz"])
PLAIN = WORD.filter(lambda word: " " not in word and word != "AND")
LEAF = st.one_of(
    PLAIN,
    st.lists(WORD, min_size=1, max_size=3).map(lambda row: f'"{" ".join(row)}"'),
    PLAIN.filter(lambda word: word[:2].isalnum()).map(lambda word: f"{word[:2]}*"),
    PLAIN.map(lambda word: f"title:{word}"),
    st.lists(WORD, min_size=1, max_size=2).map(lambda row: f'text:"{" ".join(row)}"*'),
    st.sampled_from(["source:acme", "source:other", "since:2016-04", "until:2016", "since:2017 until:2017-01-01"]),
)
QUERY = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(" ".join),
        st.tuples(inner, inner).map(lambda two: f"{two[0]} OR {two[1]}"),
        inner.map(lambda one: f"NOT ({one})"),
        inner.map(lambda one: f"-({one})"),
        inner.map(lambda one: f"({one})"),
    ),
    max_leaves=6,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(query=QUERY, old=st.booleans(), offset=st.integers(0, 5))
def test_any_query_finds_the_same_in_both_and_in_python(
    archives: list[Archive], query: str, old: bool, offset: int
) -> None:
    which, node = SearchFilter(old=old, limit=None), parse(query)
    is_ranked = set()
    for archive in archives:
        held = texts(archive, old=old)
        expected = {name for name, text in held.items() if text.holds(node)}
        with archive.reading() as connection:
            hits = search(connection, query, which)
            ranked = search(connection, query, SearchFilter(old=old, limit=None, order="relevance"))
            page = search(connection, query, SearchFilter(old=old, limit=3, offset=offset))
            by = facets(connection, query, which)
            assert {(hit.id, hit.revision) for hit in hits} == expected
            assert {(hit.id, hit.revision) for hit in ranked} == expected
            is_ranked |= {hit.score is not None for hit in ranked}
            assert page == hits[offset : offset + 3]
            assert count(connection, query, which) == by.total == len(hits) == len(expected)
            assert {facet.value: facet.hits for facet in by.sources} == Counter(hit.source for hit in hits)
            years = Counter(None if hit.published is None else int(hit.published[:4]) for hit in hits)
            assert {facet.value: facet.hits for facet in by.years} == years
            if not old:
                found = connection.execute(select(Item.id).where(matching(query))).scalars()
                assert {*found} == {id_ for id_, _ in expected}
    assert len(is_ranked) < 2
    assert len({tuple(titles(archive, query, which)) for archive in archives}) == 1


def titles(archive: Archive, query: str, which: SearchFilter) -> list[tuple[str | None, int, str]]:
    with archive.reading() as connection:
        hits = search(connection, query, which)
    return [(hit.title, hit.revision, repr(hit.excerpt)) for hit in hits]


@settings(max_examples=100, deadline=None)
@given(
    st.just("source:\x00")
    | st.just("a source:\ud800")
    | st.text(st.sampled_from("ab'\"\\*^{}:;,|&!<>()-+ %_?$~字é\x00\n") | st.characters(codec="utf-8"), max_size=40)
)
def test_nonsense_is_answered_or_refused_by_both(archives: list[Archive], query: str) -> None:
    answers = []
    for archive in archives:
        with archive.reading() as connection:
            try:
                answers.append([hit.title for hit in search(connection, query)])
            except (QueryError, NotFound) as error:
                answers.append([str(error)])
    assert answers[0] == answers[1]


def test_what_a_text_holds_late_is_found_as_a_phrase(shelf: Shelf, tmp_path: Path) -> None:
    """PostgreSQL keeps 256 places of a word, and none beyond 16,383."""
    long = "the same again " * 10_000
    shelf.crawl(
        ("2016-01-01", "long", f"{long} a needle here {long} the end"), ("2016-01-01", "short", "needle the end")
    )
    for query in ('"a needle here"', '"again a needle"', '"again the end"', "text:end -short"):
        assert shelf.found(query) == ["long"], query
    assert shelf.found('"here needle"') == []


def test_a_text_of_more_words_than_an_index_takes_is_indexed_as_far_as_it_goes(shelf: Shelf) -> None:
    shelf.crawl(("2016-01-01", "huge", " ".join(f"word{number}" for number in range(300_000))))
    assert (shelf.found("word1 word40000"), shelf.found("word299999")) == (["huge"], [])


def test_longest_and_deepest_queries_are_answered(shelf: Shelf) -> None:
    shelf.crawl(("2016-01-01", "one", "a b"))
    deep = "(" * 20 + "a" + " OR b)" * 20
    for query in (" ".join(["-c"] * 99 + ["a"]), " OR ".join(["a"] * 100), deep, f"-{deep} OR a", "気" * 100):
        assert shelf.found(query) in (["one"], []), query
    assert shelf.found(deep) == ["one"]
    assert (shelf.found("a", limit=10**30), shelf.found("a", offset=10**30)) == (["one"], [])
