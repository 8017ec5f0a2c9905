"""Dates inside texts: where they stand, what belongs to them, how they are resolved."""

from __future__ import annotations

import datetime as dt

import pytest

from aimcrawl.reading.dates import find_dates, parse_attribute, parse_date, parse_date_detail

BASE = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "raws"),
    [
        ("'Upheld' on 01/28/2015", ["01/28/2015"]),
        ("(人事室 / 2021-06-08)", ["2021-06-08"]),
        ("Opened 3 May 2019, closed 4 June 2020.", ["3 May 2019", "4 June 2020"]),
        ("2019-11-14 corrected 2019-11-19", ["2019-11-14", "2019-11-19"]),
        ("On Monday, 13 June 2016 at 10:30 we met", ["Monday, 13 June 2016 at 10:30"]),
        ("Am Mittwoch, 13.04.2016 um 10 Uhr", ["Mittwoch, 13.04.2016"]),
        ("10:06am Dec 11, 2014 | News", ["10:06am Dec 11, 2014"]),
        ("公告日期：2016年4月13日（水）", ["2016年4月13日（水）"]),
        ("Filing date: 04132016 | Berth 7", ["04132016"]),
        ("公告日期:20160413", ["20160413"]),
        ("13 avril 2016 · 14 avril 2016", ["13 avril 2016", "14 avril 2016"]),
    ],
)
def test_every_date_is_found_where_it_stands(text: str, raws: list[str]) -> None:
    found = find_dates(text)
    assert [text[match.start : match.end] for match in found] == raws
    assert [match.value.raw for match in found] == raws


def test_a_date_far_inside_a_long_text_is_found_at_its_place() -> None:
    text = "We met and talked. " * 200 + "It opened on Friday, 13 May 2016." + " More talk." * 200
    (match,) = find_dates(text, language="en")
    assert text[match.start : match.end] == "Friday, 13 May 2016"
    assert match.value.iso == "2016-05-13"


@pytest.mark.parametrize(
    ("text", "iso", "until"),
    [
        ("13-15 April 2016", "2016-04-13", "2016-04-15"),
        ("13.–15. April 2016", "2016-04-13", "2016-04-15"),
        ("13. bis 15. April 2016", "2016-04-13", "2016-04-15"),
        ("13.04.-15.04.2016", "2016-04-13", "2016-04-15"),
        ("13.-15.04.2016", "2016-04-13", "2016-04-15"),
        ("13.04.2016 - 15.04.2016", "2016-04-13", "2016-04-15"),
        ("April 13-15, 2016", "2016-04-13", "2016-04-15"),
        ("April 13 to May 2, 2016", "2016-04-13", "2016-05-02"),
        ("13 April - 2 May 2016", "2016-04-13", "2016-05-02"),
        ("28 Dec - 13 Jan 2016", "2015-12-28", "2016-01-13"),
        ("28 December 2015 – 3 January 2016", "2015-12-28", "2016-01-03"),
        ("du 13 au 15 avril 2016", "2016-04-13", "2016-04-15"),
        ("del 13 al 15 de abril de 2016", "2016-04-13", "2016-04-15"),
        ("Mon 11 - Wed 13 April 2016", "2016-04-11", "2016-04-13"),
        ("2016年4月13日～15日", "2016-04-13", "2016-04-15"),
        ("2016年4月13日～5月2日", "2016-04-13", "2016-05-02"),
        ("04/13/2016 - 04/15/2016", "2016-04-13", "2016-04-15"),
    ],
)
def test_a_range_is_one_date_that_lasts(text: str, iso: str, until: str) -> None:
    (match,) = find_dates(text)
    assert (match.value.iso, match.value.until) == (iso, until)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("9 March", "2026-03-09"),
        ("12 March", "2026-03-12"),  # an event next week
        ("13 December", "2025-12-13"),
        ("Dec. 13", "2025-12-13"),
        ("29 February", "2024-02-29"),
        ("Fri 13 March", "2026-03-13"),
        ("Sun 13 April", "2025-04-13"),
        ("Wednesday, 13 April", "2022-04-13"),  # the last year in which it was a Wednesday
        ("13.04.", "2026-04-13"),  # a month ahead
        ("10月23日", "2025-10-23"),
        ("23 Οκτωβρίου", "2025-10-23"),
    ],
)
def test_a_missing_year_is_the_last_that_fits(text: str, iso: str) -> None:
    found = parse_date_detail(text, base=BASE)
    assert found is not None
    assert (found.iso, found.year_missing) == (iso, True)


def test_a_missing_year_is_found_undated_without_a_base() -> None:
    (match,) = find_dates("13 April")
    assert match.value.year_missing
    assert match.value.date is None
    assert match.value.iso is None
    assert match.value.in_year(2016).iso == "2016-04-13"


def test_a_date_with_a_year_comes_before_one_without() -> None:
    assert parse_date("Updated 3 May: the report of 13 April 2016", base=BASE) == dt.date(2016, 4, 13)


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("yesterday", "en", "2026-03-09"),
        ("Posted yesterday", "en", "2026-03-09"),
        ("Yesterday at 4:05 pm", "en", "2026-03-09T16:05"),
        ("Today, 10:30", "en", "2026-03-10T10:30"),
        ("3 days ago", "en", "2026-03-07"),
        ("Posted 3 days ago by Ann", "en", "2026-03-07"),
        ("an hour ago", "en", "2026-03-10"),
        ("a week ago", "en", "2026-03-03"),
        ("2 months ago", "en", "2026-01"),
        ("one year ago", "en", "2025"),
        ("in 3 days", "en", "2026-03-13"),
        ("vor 3 Tagen", "de", "2026-03-07"),
        ("gestern", "de", "2026-03-09"),
        ("il y a 3 jours", "fr", "2026-03-07"),
        ("hier", "fr", "2026-03-09"),
        ("hace 2 días", "es", "2026-03-08"),
        ("há 2 dias", "pt", "2026-03-08"),
        ("3 giorni fa", "it", "2026-03-07"),
        ("3 dagen geleden", "nl", "2026-03-07"),
        ("för 3 dagar sedan", "sv", "2026-03-07"),
        ("3 dni temu", "pl", "2026-03-07"),
        ("před 3 dny", "cs", "2026-03-07"),
        ("3 дня назад", "ru", "2026-03-07"),
        ("вчера", "ru", "2026-03-09"),
        ("3 gün önce", "tr", "2026-03-07"),
        ("منذ 3 أيام", "ar", "2026-03-07"),
        ("3 ngày trước", "vi", "2026-03-07"),
        ("3 hari yang lalu", "id", "2026-03-07"),
        ("3天前", "zh", "2026-03-07"),
        ("昨天", "zh", "2026-03-09"),
        ("3日前", "ja", "2026-03-07"),
        ("3일 전", "ko", "2026-03-07"),
        ("vor einer Woche", "en", "2026-03-03"),  # a page that does not know its language
    ],
)
def test_relative_dates_count_from_the_fetch(text: str, language: str, iso: str) -> None:
    found = parse_date_detail(text, language=language, base=BASE)
    assert found is not None
    assert (found.iso, found.relative) == (iso, True)


def test_relative_dates_are_found_undated_without_a_base() -> None:
    (match,) = find_dates("3 days ago")
    assert match.value.relative
    assert match.value.date is None
    assert parse_date("9999 years ago", base=BASE) is None


def test_relative_words_in_prose_are_no_dates() -> None:
    assert find_dates("We told the members yesterday that the meeting of the board is put off.", base=BASE) == []


@pytest.mark.parametrize(
    ("text", "language", "order", "iso", "ambiguous"),
    [
        ("03/04/2016", "en", None, "2016-03-04", True),
        ("03/04/2016", "en-GB", None, "2016-04-03", True),
        ("03/04/2016", None, None, "2016-04-03", True),
        ("03/04/2016", "en", "dmy", "2016-04-03", True),
        ("03/04/2016", "de", "mdy", "2016-03-04", True),
        ("03/04/05", "ja", None, "2003-04-05", False),
        ("04/04/2016", "en", None, "2016-04-04", False),
        ("13/04/2016", "en", "mdy", "2016-04-13", False),
        ("03.04.2016", "en", None, "2016-04-03", True),
        ("Sunday 03/04/2016", "en", None, "2016-04-03", False),
        ("02112026", "en", None, "2026-02-11", True),
    ],
)
def test_the_order_decides_and_doubt_is_told(
    text: str, language: str | None, order: str | None, iso: str, ambiguous: bool
) -> None:
    found = parse_date_detail(text, language=language, order=order)  # type: ignore[arg-type]
    assert found is not None
    assert (found.iso, found.ambiguous) == (iso, ambiguous)


def test_an_ambiguous_date_can_be_swapped() -> None:
    found = parse_date_detail("03/04/2016", language="en")
    assert found is not None
    assert found.swapped().iso == "2016-04-03"
    clear = parse_date_detail("13/04/2016")
    assert clear is not None
    assert clear.swapped() is clear


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2016", "year"),
        ("April 2016", "month"),
        ("13 April 2016", "day"),
        ("13 April 2016, 10:30", "minute"),
        ("2016-04-13T10:30:05Z", "second"),
    ],
)
def test_precision_is_that_of_the_wording(text: str, precision: str) -> None:
    found = parse_date_detail(text)
    assert found is not None
    assert found.precision == precision


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("1460543400", "2016-04-13T10:30:00+00:00"),
        (" 1460543400000 ", "2016-04-13T10:30:00+00:00"),
        ("2016-04-13T10:30:00+02:00", "2016-04-13T10:30:00+02:00"),
        ("2016-04-13 10:30", "2016-04-13T10:30"),
        ("20160413", "2016-04-13"),
        ("13 April 2016", "2016-04-13"),
        ("2125551234", None),
        ("", None),
    ],
)
def test_attributes_hold_unix_times_too(value: str, iso: str | None) -> None:
    found = parse_attribute(value)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("۲۵ فروردین ۱۳۹۵", "2016-04-13"),
        ("چهارشنبه ۲۵ فروردین ماه ۱۳۹۵ - ۱۰:۳۰", "2016-04-13T10:30"),
        ("1395/01/25", "2016-04-13"),
        ("۱۴۰۲/۱/۱", "2023-03-21"),
        ("30 اسفند 1399", "2021-03-20"),  # the last day of a leap year
        ("30 اسفند 1400", None),
        ("1395/13/01", None),
        ("13 آوریل 2016", "2016-04-13"),
        ("2016-04-13", "2016-04-13"),
    ],
)
def test_persian_pages_keep_their_calendar(text: str, iso: str | None) -> None:
    found = parse_date_detail(text, language="fa")
    assert (found.iso if found else None) == iso


def test_the_persian_calendar_is_read_on_persian_pages_only() -> None:
    assert parse_date("1395/01/25", language="en") is None


@pytest.mark.parametrize(
    ("text", "language", "month"),
    [
        ("last week", "en", "2026-11"),
        ("Vergangene Woche", "de", "2026-11"),
        ("la semaine dernière", "fr", "2026-11"),
        ("先週", "ja", "2026-11"),
        ("last month", "en", "2026-10"),
    ],
)
def test_last_week_alone_is_known_to_the_month(text: str, language: str, month: str) -> None:
    base = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    found = parse_date_detail(text, language=language, base=base)
    assert found is not None
    assert (found.iso, found.relative) == (month, True)
    assert find_dates(f"Best of {text}", language=language, base=base) == []
