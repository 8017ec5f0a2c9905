"""What must hold for all texts, all days and all languages."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aimcrawl.reading.dates import find_dates, page_order, parse_date
from aimcrawl.reading.dates.words import LANGUAGES, names

BASE = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
DAYS = st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31))
WORDS = (
    "0 1 12 13 31 99 105 2016 2559 20160413 - / . , : ' ( ) T Z + am pm april mai Tháng mười hai lundi of de th ago "
    "days vor Tagen 天前 年 月 日 民國 พ.ศ. 十三 ① ² ٣ १३ 2016-04-13 13.04. bis to yesterday"
)
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\u200b", "\u00a0"])


@settings(deadline=None)  # the first example reads the tables
@given(
    st.text() | st.lists(PIECES, max_size=30).map("".join), st.sampled_from([None, "en", "de", "zh", "vi", "xx", ""])
)
def test_no_text_makes_it_raise_and_matches_stand_in_order(text: str, language: str | None) -> None:
    found = find_dates(text, language=language, base=BASE)
    ends = [0]
    for match in found:
        assert ends[-1] <= match.start < match.end <= len(text)
        assert match.value.raw == text[match.start : match.end]
        assert match.value.date is None or match.value.iso is not None
        ends.append(match.end)
    page_order([text], language=language)


@settings(deadline=None)
@given(DAYS)
def test_iso_is_read_as_written(day: dt.date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"x {day.isoformat()}T23:59:59+14:00 y") == day
    assert parse_date(day.strftime("%Y%m%d")) == day


@settings(deadline=None)
@given(DAYS)
def test_numbers_are_read_in_the_order_given(day: dt.date) -> None:
    assert parse_date(day.strftime("%d/%m/%Y"), order="dmy") == day
    assert parse_date(day.strftime("%m/%d/%Y"), order="mdy") == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}", order="dmy") == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert parse_date(day.strftime("%d/%m/%y"), order="dmy") == day


@settings(deadline=None)
@given(DAYS)
def test_a_missing_year_is_never_far_ahead(day: dt.date) -> None:
    found = parse_date(f"{day.day} {day:%B}", language="en", base=BASE)
    assert found is not None
    assert found <= BASE.date() + dt.timedelta(days=45)
    assert (found.month, found.day) == (day.month, day.day)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_month_name_is_read_in_its_language(language: str) -> None:
    base = language.split("-", maxsplit=1)[0]
    for name, meanings in names().months.items():
        spoken = [month for month, languages in meanings.items() if base in languages]
        if spoken:
            assert parse_date(f"13 {name} 2016", language=language) == dt.date(2016, spoken[0], 13), name
            assert parse_date(f"13. {name.upper()} 2016", language=language) == dt.date(2016, spoken[0], 13), name


@pytest.mark.parametrize(
    "trap",
    [
        "1" * 100_000,
        "1 " * 50_000,
        "13." * 40_000,
        "13/04/" * 20_000,
        "april " * 20_000,
        "13 april " * 8_000,
        "2016-" * 20_000,
        "13 - " * 20_000,
        "tháng mười " * 10_000,
        " " * 100_000 + "1",
        "1" + " " * 100_000,
        "10:30 " * 20_000,
        "1年" * 30_000,
        "a" * 100_000 + "1",
        "十" * 100_000 + "年月",
        "1:" * 50_000 + "2016",
        "mar. " * 30_000 + "1",
    ],
    ids=lambda trap: repr(trap[:12]),
)
def test_time_is_linear_in_the_text(trap: str) -> None:
    find_dates("13 april 2016")  # the tables are read
    started = time.process_time()
    find_dates(trap, base=BASE)
    page_order([trap])
    assert time.process_time() - started < 3
