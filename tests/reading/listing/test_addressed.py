"""Days that addresses name: they give the year of dates written without one, and the day of items that show none."""

from __future__ import annotations

import datetime as dt

import pytest

from aimcrawl.reading.induction import induce
from aimcrawl.reading.listing import read_listing
from aimcrawl.reading.listing.addressed import day_in
from aimcrawl.reading.page import read_page

URL = "https://heron.example/news"
FETCHED = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
BADGES = [("Apr", 22, "Mon", "/2024/04/22/herons"), ("Apr", 19, "Fri", "/2024/04/19/reeds"),
          ("Mar", 5, "Tue", "/2024/03/05/ice"), ("Dec", 30, "Sat", "/2023/12/30/frost")]  # fmt: skip
BADGE = (
    '<article class="card"><div class="date-box"><span class="m">{0}</span> <span class="d">{1}</span> '
    '<span class="m">{2}</span></div><h4><a href="{3}">About {3}</a></h4><p>What was seen there.</p></article>'
)
DATED = [("12 May 2024", "/news/2024-05-12-herons"), ("9 May 2024", "/news/2024-05-09-reeds"),
         ("", "/news/2024-05-03-ice"), ("1 May 2024", "/news/2024-05-01-frost")]  # fmt: skip


def listed(rows: list[tuple[str, str]]) -> bytes:
    items = "".join(f'<li class="item"><i>{day}</i> <a href="{url}">About {url[-6:]}</a></li>' for day, url in rows)
    return f'<html lang="en"><body><h1>News</h1><ul>{items}</ul></body></html>'.encode()


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2024/04/22/x", (2024, 4, 22)),
        ("/news/2024-04-22-x.html", (2024, 4, 22)),
        ("/20240422/x", (2024, 4, 22)),
        ("/2024/04/x.pdf", (2024, 4, None)),
        ("/2024/x", None),
        ("/x/20244222", None),
        ("/x?day=2024-04-22", None),
        ("/12024/04/22", None),
        ("http://[x/2024/04/22", None),
    ],
)
def test_the_day_in_an_address(url: str, day: tuple[int, int, int | None] | None) -> None:
    assert day_in(url) == day


@pytest.mark.parametrize("fetched_at", [None, FETCHED])
def test_a_date_without_a_year_has_that_of_its_link(fetched_at: dt.datetime | None) -> None:
    html = f'<html lang="en"><body><h1>News</h1>{"".join(BADGE.format(*row) for row in BADGES)}</body></html>'.encode()
    reading = read_listing(html, URL, fetched_at=fetched_at)
    days = ["2024-04-22", "2024-04-19", "2024-03-05", "2023-12-30"]
    assert [item.published for item in reading.items] == days
    found = induce(html, URL, reading, name="Heron", fetched_at=fetched_at)
    assert found is not None
    assert [record.published for record in read_page(html, URL, found.profile, fetched_at=fetched_at).records] == days


def test_links_of_other_items_give_no_year() -> None:
    rows = [("Apr", 22, "Mon", "/a"), ("Apr", 19, "Fri", "/b"), ("Mar", 5, "Tue", "/c")]
    others = "".join(f'<a href="/2019/04/{day}/old">Old story {day}</a> ' for day in (22, 19, 5))
    html = "".join(BADGE.format(*row) for row in rows)
    reading = read_listing(f'<html lang="en"><body>{html}<p>{others}</p></body></html>'.encode(), URL)
    assert [item.published for item in reading.items] == [None, None, None]


def test_an_item_without_a_date_has_the_day_in_its_address() -> None:
    html = listed(DATED)
    reading = read_listing(html, URL)
    assert [item.published for item in reading.items] == ["2024-05-12", "2024-05-09", "2024-05-03", "2024-05-01"]
    found = induce(html, URL, reading, name="Heron")
    assert found is not None
    assert [record.published for record in read_page(html, URL, found.profile).records][2] == "2024-05-03"


def test_addresses_that_name_other_days_date_nothing() -> None:
    rows = [(day, url.replace("2024-05-0", "2023-11-1")) for day, url in DATED]
    assert [item.published for item in read_listing(listed(rows), URL).items][2] is None
