"""What looks like a date and is none."""

from __future__ import annotations

import datetime as dt

import pytest

from aimcrawl.reading.dates import find_dates, parse_date

BASE = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)

NO_DATES = (
    """
+49 30 1234567|030/12 34 56|tel. 01 02 03 04 05|(020) 7946 0018|1-800-555-0199|02-10-22-33|555-2016
1.2.3|v1.2.10|Version 10.4.21|release 2.0.16|PDFWriter 2.2. Since then|192.168.1.12|10.0.0.1|::1
$13.04|€ 1.234,56|12,50 €|USD 2016.50|20%|1,000,000|22-1234|No. 22-1234|A-2016-113|case 19-cv-2016
2:1|3-2|FC 3:2|10:30|10.30 Uhr|9 a.m.|24/7|Page 1 of 26|1 of 26|1 2 3 … 26|back 1 2 3 4 26 next|4/13|1/26
75008 Paris|SW1A 1AA|D-10115 Berlin|20-30|5/10|3 people|12 months|2016/17|2015-16|2016-2020|Covid-19
ISO 9001:2015|A4|G20|Route 66|ISBN 978-3-16-148410-0|99999999|Art. 5 Abs. 2|§ 13.4|Room 12.04
COM(2016) 123|2016/123/EU|Resolution 2016/12|E/2016/12|Agenda 2030|Nr. 3/2016|Vol. 12 No 3
May|March for peace|you may|des 10 ans|out 10|set 3 goals|in 12 Sat schools|2. Bundesliga|2016 in review|top 10 of 2016
00.00.0000|31.02.2016|30 February 2016|32/13/2016|2016-13-45|0/0/2016|5G 2020|H1N1 2009|0123456789|B2016-04-13x7
No.: 04132016|Update: 20160413|Date: 99999999|Date: 20160413-77
join us today|The Tomorrow War|Cookies last 3 days|Read in 5 minutes|5 min read|3 days|more|hier|Apply now|this week
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


@pytest.mark.parametrize("text", NO_DATES)
def test_no_date(text: str) -> None:
    assert find_dates(text, language="en", base=BASE) == []


@pytest.mark.parametrize("text", ["", " ", "\n", "-", "…", "\x00", "\ud800", "٪", "年月日", "月", "of the", "th"])
def test_text_without_numbers_has_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_a_day_without_year_is_no_date_without_a_base() -> None:
    assert parse_date("13 April") is None


def test_a_year_beyond_use_is_no_date() -> None:
    assert parse_date("13 April 1016") is None
    assert parse_date("13 April 20160") is None


def test_minguo_years_are_read_on_chinese_pages_only() -> None:
    assert parse_date("109-12-16", language="en") is None
    assert parse_date("109-12-16", language="zh-Hant") == dt.date(2020, 12, 16)
