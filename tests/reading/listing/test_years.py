"""Dates without a year bear the year of the heading above them, whatever the time of the fetch would make of them."""

from __future__ import annotations

import datetime as dt

import pytest

from aimcrawl import read_listing
from aimcrawl.reading.induction import induce
from aimcrawl.reading.page import read_page

FETCHED = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
URL = "http://mill.example/news"
TITLES = ("The mill opens again", "A bridge was built", "The market moves to the square")


def page(tag: str, groups: list[tuple[str, list[str]]]) -> bytes:
    parts = ["<html><head><title>News</title></head><body><main><h1>News</h1>"]
    for heading, days in groups:
        items = (
            f'<li><span class="d">{day}</span> <a href="/{heading}-{n}">{TITLES[n]}, {heading}</a></li>'
            for n, day in enumerate(days)
        )
        parts += [f"<{tag}>{heading}</{tag}><ul>", *items, "</ul>"]
    return ("".join(parts) + "</main></body></html>").encode()


YEARS = page("h2", [(str(year), ["9 May", "3 April", "1 March"]) for year in (2024, 2023, 2022)])
MONTHS = page(
    "h3",
    [
        ("March 2025", ["19 Mar", "12 Mar"]),
        ("February 2025", ["19 Feb", "3 Feb"]),
        ("December 2024", ["9 Dec", "1 Dec"]),
    ],
)


def test_dates_without_a_year_go_back_over_new_year() -> None:
    days = ["19 Mar", "3 Jan", "28 Dec", "9 May", "2 Jan", "30 Dec"]
    badge = '<div class="news"><p class="badge"><b>{}</b> <i>{}</i></p><h3><a href="/{}">Mill {} turns</a></h3></div>'
    items = (badge.format(*day.split(), n, "a b c d e f".split()[n]) for n, day in enumerate(days))
    reading = read_listing(f"<main>{''.join(items)}</main>".encode(), URL, fetched_at=FETCHED)
    years = [record.published[:4] for record in reading.items if record.published]
    assert years == ["2026", "2026", "2025", "2025", "2025", "2024"]


@pytest.mark.parametrize(
    ("html", "dates"),
    [
        (YEARS, [f"{year}-{day}" for year in (2024, 2023, 2022) for day in ("05-09", "04-03", "03-01")]),
        (MONTHS, ["2025-03-19", "2025-03-12", "2025-02-19", "2025-02-03", "2024-12-09", "2024-12-01"]),
    ],
    ids=["years", "months"],
)
def test_headings_give_the_year(html: bytes, dates: list[str]) -> None:
    for fetched_at in (None, FETCHED):
        assert [record.published for record in read_listing(html, URL, fetched_at=fetched_at).items] == dates
    reading = read_listing(html, URL, fetched_at=FETCHED)
    induced = induce(html, URL, reading, name="Mill", fetched_at=FETCHED)
    assert induced is not None
    assert [record.published for record in read_page(html, URL, induced.profile, fetched_at=FETCHED).records] == dates
