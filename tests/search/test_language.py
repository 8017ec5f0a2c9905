"""The language of searches: what each query means, and what is said of a broken one."""

from __future__ import annotations

import contextlib
import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import QueryError
from archive.search.conditions import positive_words
from archive.search.language import And, Not, Or, Since, Source, Until, Words, parse


def word(text: str) -> Words:
    return Words(tuple(text.split()))


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("", And(())),
        ("  ", And(())),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a or b", And((A, word("or"), B))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("NOT NOT a", A),
        ('-"a b"', Not(word("a b"))),
        ("-(a b)", Not(And((A, B)))),
        ('"A b" c', And((word("a b"), C))),
        ("a-b", word("a b")),
        ("a - b", And((A, B))),
        ("a & b", And((A, B))),
        ("気候", word("気 候")),
        ("wat*", Words(("wat",), prefix=True)),
        ('"a wat"*', Words(("a", "wat"), prefix=True)),
        ("気*", Words(("気",), prefix=True)),
        ("title:a", Words(("a",), column="title")),
        ('text:"a b"', Words(("a", "b"), column="text")),
        ("title:(a OR b)", Or((Words(("a",), column="title"), Words(("b",), column="title")))),
        ("source:acme-2", Source("acme-2")),
        ("-source:acme", Not(Source("acme"))),
        ("since:2016", Since(dt.date(2016, 1, 1))),
        ("since:2016-04", Since(dt.date(2016, 4, 1))),
        ("until:2016", Until(dt.date(2016, 12, 31))),
        ("until:2016-02", Until(dt.date(2016, 2, 29))),
        ("until:2016-02-03", Until(dt.date(2016, 2, 3))),
        ("Title:a", Words(("a",), column="title")),
        ("TITLE:a", Words(("a",), column="title")),
        ("SOURCE:Acme", Source("acme")),
        ("Since:2016", Since(dt.date(2016, 1, 1))),
        ("“a b”", word("a b")),
        ("“a b“", word("a b")),
        ("„a b“", word("a b")),
        ("”a b”", word("a b")),
        ("«a b»", word("a b")),
        ("»a b«", word("a b")),
        ("「気候」", word("気 候")),
        ("\uff02a b\uff02 c", And((word("a b"), C))),
        ("l’«a b»", And((word("l"), word("a b")))),
        ('"a „b“ c"', word("a b c")),
        ("title:“a wat”*", Words(("a", "wat"), prefix=True, column="title")),
        ("-“a b”", Not(word("a b"))),
        ("covid-1*", Words(("covid", "1"), prefix=True)),
        ('"item 1"*', Words(("item", "1"), prefix=True)),
        ("20*", Words(("20",), prefix=True)),
        ("Re: a", And((word("re"), A))),
        ("std::a", word("std a")),
        ("HTTP://a.example/b", word("http a example b")),
        ("10:30", word("10 30")),
        ("http://a.example/b", word("http a example b")),
        ("re: a", And((word("re"), A))),
    ],
)
def test_a_query_means(query: str, meaning: object) -> None:
    assert parse(query) == meaning


@pytest.mark.parametrize(
    ("query", "character", "problem"),
    [
        ('water "palm oil', 7, "this quotation mark is never closed"),
        ('fo"o', 3, "this quotation mark is never closed"),
        ("(water OR oil", 1, "this parenthesis is never closed"),
        ("water) oil", 6, "this parenthesis was never opened"),
        ("water OR", 9, "the search ends where a word should be"),
        ("OR water", 1, "'OR' stands where a word should be"),
        ("water AND OR oil", 11, "'OR' stands where a word should be"),
        ("()", 2, "')' stands where a word should be"),
        ("water NOT", 10, "the search ends where a word should be"),
        ("tilte:water", 1, "no field 'tilte' (there are title, text, source, since, until)"),
        ("since:soon", 7, "'soon' is no date; expected a date: 2016-04-13, 2016-04 or 2016"),
        ("until:2016-13", 7, "'2016-13' is no date"),
        ("since:2015-02-29", 7, "'2015-02-29' is no date"),
        ("until:2016-4-1", 7, "'2016-4-1' is no date"),
        ("since:0000", 7, "'0000' is no date"),
        ("since:(2016)", 1, "since: needs a value"),
        ("Tilte:water", 1, "no field 'Tilte' (there are title, text, source, since, until)"),
        ("title: water", 1, "title: needs a value right behind it; to search for it as words, put it between"),
        ("water Since: 2024", 7, "Since: needs a value right behind it"),
        ("text:", 1, "text: needs a value right behind it"),
        ("(title:)", 8, "')' stands where a word should be"),
        ("water “palm oil", 7, "this quotation mark is never closed"),
        ("1*", 1, "'1*': at least two letters or digits must stand before the *"),
        ("a*", 1, "'a*': at least two letters or digits must stand before the *"),
        ('title:"…"', 8, "nothing to search for in '…'"),
        ("title:(text:water)", 8, "text: stands inside title:"),
        ("(" * 21 + "a" + ")" * 21, 21, "more than 20 parentheses inside each other"),
    ],
)
def test_a_broken_query_is_told_where_it_breaks(query: str, character: int, problem: str) -> None:
    with pytest.raises(QueryError, match=re.escape(f"character {character} of the search {query!r}: {problem}")):
        parse(query)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("…", "nothing to search for in '…': no letter and no digit"),
        ("a" * 1001, "the search has 1001 characters; at most 1000"),
        ("a " * 101, "more than 100 words"),
        ("気" * 101, "more than 100 words"),
    ],
)
def test_a_query_that_says_nothing_or_too_much_is_refused(query: str, problem: str) -> None:
    with pytest.raises(QueryError, match=re.escape(problem)):
        parse(query)


@given(st.text(st.sampled_from('ab*" “”„«»():-ORANDTtilesource2016字é\x00\n')) | st.text())
def test_whatever_is_typed_is_understood_or_refused(query: str) -> None:
    with contextlib.suppress(QueryError):
        positive_words(parse(query))
