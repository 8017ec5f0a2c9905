"""Lists as widespread systems serve them: each test is one page, the rest of which stands in the way."""

from __future__ import annotations

import pytest

from aimcrawl.profiles.model import Fields, Listing, Profile
from aimcrawl.reading.listing import CLAIM, ListingReading, read_listing
from aimcrawl.reading.page import read_page

ADDRESS = "https://org.example/news/"
NEWS = (
    ("5 November 2024", "Harbour opens a third berth"),
    ("24 October 2024", "Council votes for the tram"),
    ("21 October 2024", "Library reopens after the flood"),
    ("1 October 2024", "Seagrass mapped along the coast"),
    ("23 September 2024", "New chair for the pensions board"),
    ("15 September 2024", "Grants for rural buses announced"),
    ("2 September 2024", "Museum buys a keeper's letters"),
)
DAYS = ["2024-11-05", "2024-10-24", "2024-10-21", "2024-10-01", "2024-09-23", "2024-09-15", "2024-09-02"]
READ_MOST = (
    ("9 March 2023", "How a beetle changed a law"),
    ("12 January 2024", "Ten walks near the river"),
    ("5 May 2022", "The professor who counts snow"),
)
ITEMS = {
    "ul": '<li><b>{0}</b> <a href="{2}">{1}</a></li>',
    "dl": '<dt>{0}</dt><dd><a href="{2}">{1}</a></dd>',
    "div": '<div class="entry"><h4><a href="{2}">{1}</a></h4><span class="day">{0}</span></div>',
}


def read(body: str) -> ListingReading:
    page = f'<!DOCTYPE html><html lang="en"><head><title>News</title></head><body>{body}</body></html>'
    return read_listing(page.encode(), ADDRESS)


def seen(reading: ListingReading) -> list[tuple[str | None, str | None]]:
    return [(item.published, item.title) for item in reading.items]


def told() -> list[tuple[str, str]]:
    return [(day, title) for day, (_, title) in zip(DAYS, NEWS, strict=True)]


def test_title_and_date_that_only_a_style_sheet_parts_are_two() -> None:
    card = '<li class="list-item"><a href="{}"><span class="title">{}</span><span class="date">{}</span></a></li>'
    reading = read("<ul>" + "".join(card.format(n, title, date) for n, (date, title) in enumerate(NEWS)) + "</ul>")
    assert seen(reading) == told()
    assert reading.confidence >= CLAIM


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("tag", ITEMS)
def test_what_is_read_most_is_no_part_of_a_list_of_the_same_markup(tag: str, *, first: bool) -> None:
    lists = [
        f"<div id={name}><h2>{heading}</h2><{tag}>"
        + "".join(ITEMS[tag].format(*row, f"/{name}/{n}") for n, row in enumerate(rows))
        + f"</{tag}></div>"
        for name, heading, rows in (("main", "Our news", NEWS), ("more", "Read most", READ_MOST))
    ]
    assert seen(read("".join(reversed(lists) if first else lists))) == told()


def test_headings_of_parts_through_which_the_days_go_on_part_no_list() -> None:
    part = "<div><h3>{}</h3><ul>{}</ul></div>"
    rows = [ITEMS["ul"].format(*row, n) for n, row in enumerate(NEWS)]
    body = part.format("The autumn", "".join(rows[:4])) + part.format("The late summer", "".join(rows[4:]))
    assert seen(read(f"<h1>News</h1>{body}")) == told()


def test_cards_below_the_heading_of_their_day_are_items_though_a_day_has_but_one() -> None:
    card = '<div class="card"><a href="{0}"><div class="in"><div class="what">{1}</div><div>{2}</div></div></a></div>'
    days = (("18 July 2024", 3), ("17 July 2024", 1), ("16 July 2024", 2), ("11 July 2024", 1))
    titles = iter(title for _, title in NEWS)
    body, wanted = "", []
    for date, count in days:
        rows = [next(titles) for _ in range(count)]
        cards = "".join(card.format(row[:6], row, "Written statement") for row in rows)
        body += f'<h2>{date}</h2><div class="cards">{cards}</div>'
        wanted += [(f"2024-07-{date[:2]}", row) for row in rows]
    assert seen(read(f"<h1>Statements</h1>{body}")) == wanted


def test_a_low_heading_right_below_that_of_the_page_announces_its_list() -> None:
    rows = "".join(ITEMS["div"].format(*row, n) for n, row in enumerate(NEWS))
    reading = read(f"<main><h1>News from the Hollow</h1><section><h3>Latest</h3><div>{rows}</div></section></main>")
    assert seen(reading) == told()
    assert not any("heading" in reason for reason in reading.reasons)


def test_a_date_whose_cell_spans_rows_is_that_of_each() -> None:
    days = (("14.06.2024", 3), ("10.06.2024", 1), ("05.06.2024", 2), ("29.05.2024", 1))
    titles = iter(title for _, title in NEWS)
    body, wanted = "", []
    for date, count in days:
        for number in range(count):
            title = next(titles)
            cell = "" if number else f"<td rowspan={count}>{date}</td>"
            body += f'<tr>{cell}<td><a href="{title[:6]}">{title}</a></td><td>Office</td></tr>'
            wanted.append((f"2024-{date[3:5]}-{date[:2]}", title))
    assert seen(read(f"<table><tr><th>Date</th><th>Notice</th><th>By</th></tr>{body}</table>")) == wanted


def test_a_profile_reads_the_dates_of_cells_that_span_rows() -> None:
    rows = "".join(
        f'<tr>{cell}<td><a href="{number}">Notice of the office {number}</a></td></tr>'
        for number, cell in enumerate(("<td rowspan=2>14.06.2024</td>", "", "<td>10.06.2024</td>", "<td></td>"))
    )
    page = f"<table>{rows}</table>".encode()
    profile = Profile(
        name="x", url=ADDRESS, list=Listing(layout="wrapped", item="tr"), fields=Fields(date="td:first-child")
    )
    records = read_page(page, ADDRESS, profile).records
    assert [record.published for record in records] == ["2024-06-14", "2024-06-14", "2024-06-10", None]
