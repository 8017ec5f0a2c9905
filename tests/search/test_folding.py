"""What counts as the same word: neither case nor accents, in any script; and where each word stands."""

from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.folding import MOST_WORDS_BYTES, fold, indexed_words, spans, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Palm oil, “free” of e-mail", "palm oil free of e mail"),
        ("Straße STRASSE", "strasse strasse"),
        ("Ærø Łódź Đoković Þór İzmir ıslak", "aero lodz dokovic thor izmir islak"),
        ("naïve naive nai\u0308ve", "naive naive naive"),
        ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"),
        ("Ёлка и Йод", "елка и иод"),
        ("كِتَابٌ أحمد", "كتاب احمد"),
        ("שָׁלוֹם", "שלום"),
        ("CO₂ m² ﬁne Ｗｉｄｅ ½", "co2 m2 fine wide 1 2"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("नमस्ते दुनिया।", "नमस्ते दुनिया"),
        ("気候変動とビール2026年", "気 候 変 動 と ビ ー ル 2026 年"),
        ("か\u3099 が", "が が"),
        ("가나 \u1100\u1161", "가나 가"),
        ("ไทย", "ไ ท ย"),
        ("ﾊﾟﾘ ｶﾞｽ ｱﾟ", "パ リ ガ ス ア"),
        ("٢٠٢٦ ۲۰۲۶ २०२६ ２０２６ ปี๒๕๖๙", "2026 2026 2026 2026 ป ี 2569"),
        ("葛\U000e0100城 ❤\ufe0f", "葛 城"),
        ("snake_case a.b.c 10:30 http://x.example/y", "snake case a b c 10 30 http x example y"),
        ("— & … 🎉", ""),
    ],
)
def test_words_are_folded(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


def test_folding_what_is_folded_changes_nothing() -> None:
    every = (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)
    assert [char for char in every if fold(fold(char)).split() != fold(char).split()] == []


@given(st.text())
def test_words_hold_nothing_that_a_database_parts_or_reads_as_syntax(text: str) -> None:
    for word in words(text):
        assert all(char.isalnum() or unicodedata.category(char) in ("Mn", "Mc") for char in word), word


@given(st.text(st.sampled_from("aAéß ﬁ.,-か\u3099\u0301字ﾊﾟ٢\u00ad½ไ😀")))
def test_each_word_is_found_where_it_stands(text: str) -> None:
    text = unicodedata.normalize("NFC", text)
    placed = list(spans(text))
    assert [word for word, _, _ in placed] == words(text)
    assert all(word in "".join(words(text[start:end])) for word, start, end in placed)
    assert all(one[2] - 1 <= other[1] for one, other in pairwise(placed)), "½ is of two words"


def test_a_text_with_more_different_words_than_any_book_is_cut() -> None:
    many = indexed_words(" ".join(f"word{number}" for number in range(200_000)))
    assert sum(len(word) + 4 for word in many) <= MOST_WORDS_BYTES < sum(len(word) + 4 for word in many) + 20
    long = indexed_words("the same again and " * 100_000)
    assert len(long) == 400_000
