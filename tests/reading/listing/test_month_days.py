"""Days that stand alone under the heading of their month; numbers of calendars and titles are none."""

from __future__ import annotations

import datetime as dt

import pytest

from aimcrawl.reading.induction import induce
from aimcrawl.reading.listing import ListingReading, read_listing
from aimcrawl.reading.page import read_page

URL = "https://otter.example/news"
FETCHED = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
MONTHS = [
    ("March 2024", [(28, "The ferry has a new bell"), (12, "Otters are seen at the weir"), (4, "Ice leaves the lake")]),
    ("February 2024", [(19, "Two boats change hands"), (2, "The lock is mended")]),
    ("December 2023", [(30, "Snow closes the tow path")]),
]
EXPECTED = [
    ("2024-03-28", "The ferry has a new bell"),
    ("2024-03-12", "Otters are seen at the weir"),
    ("2024-03-04", "Ice leaves the lake"),
    ("2024-02-19", "Two boats change hands"),
    ("2024-02-02", "The lock is mended"),
    ("2023-12-30", "Snow closes the tow path"),
]
ITEMS = {
    "text": "<li>{0} <a href=/n/{0}>{1}</a></li>",
    "ordinal": "<li>{0}. <a href=/n/{0}>{1}</a></li>",
    "weekday": "<li>{2} {0}: <a href=/n/{0}>{1}</a></li>",
    "badge": "<li><span class=day>{0}</span> <h4><a href=/n/{0}>{1}</a></h4></li>",
    "cells": "<tr><td>{0}</td><td><a href=/n/{0}>{1}</a></td></tr>",
}


def page(item: str, months: list[tuple[str, list[tuple[int, str]]]] = MONTHS) -> bytes:
    tag = "table" if item.startswith("<tr") else "ul"
    parts = []
    for month, items in months:
        days = [dt.datetime.strptime(f"{day} {month}", "%d %B %Y").replace(tzinfo=dt.UTC) for day, _ in items]
        rows = [item.format(day, title, f"{when:%a}") for (day, title), when in zip(items, days, strict=True)]
        parts.append(f"<h3>{month}</h3><{tag}>{''.join(rows)}</{tag}>")
    return f'<html lang="en"><body><h1>News</h1>{"".join(parts)}</body></html>'.encode()


def seen(reading: ListingReading) -> list[tuple[str | None, str | None]]:
    return [(item.published, item.title) for item in reading.items]


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_days_have_the_month_above_them(item: str) -> None:
    html = page(item)
    reading = read_listing(html, URL, fetched_at=FETCHED)
    assert reading.confidence >= 0.5
    assert seen(reading) == EXPECTED
    found = induce(html, URL, reading, name="Otter", fetched_at=FETCHED)
    assert found is not None
    records = read_page(html, URL, found.profile, fetched_at=FETCHED).records
    assert [(record.published, record.title) for record in records] == EXPECTED


@pytest.mark.parametrize(
    "titles",
    [
        ["5 ways to save water", "12 boats for sale", "3 locks are mended"],
        ["1 Introduction", "2 What was found", "3 What is to be done", "4 Those who helped"],
        ["12 boats for sale", "A bell for the ferry", "3 locks are mended"],
        ["45 boats for sale", "31 bells for the ferry", "30 locks are mended"],
    ],
)
def test_numbers_of_titles_are_no_days(titles: list[str]) -> None:
    rows = "".join(f"<li><a href=/{n}>{title}</a></li>" for n, title in enumerate(titles))
    html = f'<html lang="en"><body><h1>News</h1><h3>February 2024</h3><ul>{rows}</ul></body></html>'
    assert read_listing(html.encode(), URL).items == ()


def test_numbers_of_rows_are_no_days() -> None:
    days = [(8, "2021-01-04"), (5, "2017-01-01"), (3, "2019-07-08"), (2, "2020-10-28")]
    rows = "".join(f"<tr><td>{n}</td><td>{day}</td><td><a href=/{n}>Notice {n}</a></td></tr>" for n, day in days)
    html = f"<html lang=en><body><h3>January 2021</h3><table>{rows}</table></body></html>"
    assert [item.published for item in read_listing(html.encode(), URL).items] == [day for _, day in days]


def test_a_calendar_is_no_list() -> None:
    days = "".join(f"<td>{n}</td>" + "</tr><tr>" * (n % 7 == 0) for n in range(1, 31))
    html = f"<html lang=en><body><h3>June 2024</h3><table><tr>{days}</tr></table><p>Three events</p></body></html>"
    assert read_listing(html.encode(), URL).items == ()
