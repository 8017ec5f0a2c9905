"""Dates as CLDR formats them: an independent table of how the world writes dates, which nothing here was made from."""

from __future__ import annotations

import datetime as dt

import pytest

from aimcrawl.reading.dates import parse_date
from aimcrawl.reading.dates.words import LANGUAGES

dates = pytest.importorskip("babel.dates", reason="babel is not installed")

DAYS = [dt.date(2016, month, day) for month, day in enumerate((31, 5, 4, 13, 30, 17, 9, 22, 3, 10, 21, 28), 1)]
# Two languages whose CLDR has no month names, and one that numbers its months.
UNREADABLE = {("km", "medium"), ("mn", "medium"), ("ne", "medium")}


@pytest.mark.parametrize("style", ["full", "long", "medium"])
@pytest.mark.parametrize("language", sorted({language.split("-")[0] for language in LANGUAGES}))
def test_the_formats_of_a_language_are_read(language: str, style: str) -> None:
    if (language, style) in UNREADABLE:
        pytest.skip("CLDR writes no month names here")
    wrong = {}
    for day in DAYS:
        text = dates.format_date(day, style, locale=language)
        if parse_date(text, language=language) != day:
            wrong[text] = parse_date(text, language=language)
    assert not wrong
