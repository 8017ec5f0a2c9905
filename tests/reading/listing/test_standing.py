"""A list beside what a page is for makes no claim, however good it is; the same list on a page of its own does."""

from __future__ import annotations

import pytest

from aimcrawl.reading.listing import CLAIM, ListingReading, read_listing

ROWS = "".join(f'<li><a href="/n/{n}">Story of number {n}</a> <i>{n} April 2026</i></li>' for n in range(9, 4, -1))
HOURS = "<h1>Opening hours</h1><table><tr><td>Monday<td>9:00 to 17:00<tr><td>Tuesday<td>10:00 to 12:00</table>"


def read(body: str, path: str = "/page") -> ListingReading:
    return read_listing(f"<html lang=en><body>{body}".encode(), "https://town.example" + path)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            f"<main>{HOURS}</main><div><h2>Latest</h2><ul>{ROWS}</ul></div>",
            "outside of what the page marks as its main",
        ),
        (f"<div role=main>{HOURS}</div><ul>{ROWS}</ul>", "outside of what the page marks as its main"),
        (f"<div>{HOURS}</div><div><h4>Latest</h4><ul>{ROWS}</ul></div>", "a low heading of its own"),
        (f"<h1>Contact</h1><p>Main street 1</p><ul>{ROWS}</ul>", "a page of contacts"),
    ],
)
def test_a_list_beside_what_the_page_is_for_makes_no_claim(body: str, reason: str) -> None:
    reading = read(body)
    assert len(reading.items) == 5
    assert reading.confidence < CLAIM
    assert reason in " ".join(reading.reasons)


@pytest.mark.parametrize(
    "body",
    [
        f"<main><h1>News</h1><ul>{ROWS}</ul></main>",
        f"<h1>Town</h1><h2>News</h2><ul>{ROWS}</ul>",
        f"<h3>News</h3><ul>{ROWS}</ul>",
        f"<h1></h1><h3>News</h3><ul>{ROWS}</ul>",
    ],
)
def test_a_list_that_the_page_is_for_is_claimed(body: str) -> None:
    assert read(body, "/news").confidence >= CLAIM


def test_a_table_of_figures_is_no_list_of_items() -> None:
    """What is dated and has no title is no news: exchange rates, water levels, results."""
    rows = "".join(f"<tr><td>{day:02d}.10.2025</td><td>1.0{day}</td><td>0.8{day}</td></tr>" for day in range(1, 19))
    html = f"<html><body><h1>Exchange rates</h1><table>{rows}</table></body></html>".encode()
    reading = read_listing(html, "http://bank.example/rates")
    assert reading.confidence < CLAIM
    assert "what is dated has no titles, as in a table of figures" in reading.reasons
