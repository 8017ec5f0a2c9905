"""What stands at the ends of a title: separators and ornaments go, signs and quotation marks stay."""

from __future__ import annotations

import pytest

from aimcrawl.reading.listing import read_listing
from aimcrawl.reading.listing.edges import bare


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("- Bridge opens", "Bridge opens"),
        ("-Bridge opens", "Bridge opens"),
        ("\u00bb Bridge opens", "Bridge opens"),
        ("\u2022Bridge opens |", "Bridge opens"),
        ("Bridge opens:", "Bridge opens"),
        ("Bridge opens \u00bb", "Bridge opens"),
        ("-2+3", "-2+3"),
        ("\u20133 degrees at night", "\u20133 degrees at night"),
        ("- 2 bridges open", "2 bridges open"),
        ("<5 per cent, >10 boats", "<5 per cent, >10 boats"),
        ("Salt &amp;", "Salt &amp;"),
        ("Salt and fish;", "Salt and fish"),
        ("\u00abThe bridge\u00bb opens", "\u00abThe bridge\u00bb opens"),
        ("Mayor: \u00abThe bridge opens\u00bb", "Mayor: \u00abThe bridge opens\u00bb"),
        ("\u00ab The bridge \u00bb", "\u00ab The bridge \u00bb"),
        ("\u00bbThe bridge\u00ab opens", "\u00bbThe bridge\u00ab opens"),
        ("\u00bb Home \u00ab", "Home"),
        ("Bonds are rated BBB-", "Bonds are rated BBB-"),
        ("/dev/null is full", "/dev/null is full"),
        ("<main> comes to all pages", "<main> comes to all pages"),
        (" - | ", ""),
    ],
)
def test_what_belongs_to_a_text_stays(text: str, title: str) -> None:
    assert bare(text) == title
    assert bare(title) == title


@pytest.mark.parametrize(
    ("rest", "title"),
    [
        (" - Bridge opens", "Bridge opens"),
        ("-Bridge opens", "Bridge opens"),
        ("-2 bridges open", "2 bridges open"),
        (" -2 degrees at night", "-2 degrees at night"),
        (") Bridge opens", "Bridge opens"),
        (": \u00abBridge\u00bb opens", "\u00abBridge\u00bb opens"),
    ],
)
def test_what_parts_a_text_from_a_date_goes(rest: str, title: str) -> None:
    assert bare(rest, before=True) == title


def test_titles_keep_their_signs_in_a_list() -> None:
    titles = ["-2+3: a riddle for the evening", "Salt &amp; and other texts that were escaped twice &amp;",
              "\u00abWe shall build it\u00bb, says the mayor", "Council says \u00abno\u00bb"]  # fmt: skip
    rows = "".join(
        f"<li>{12 - n} May 2016 <a href=/{n}>{title.replace('&', '&amp;')}</a></li>" for n, title in enumerate(titles)
    )
    reading = read_listing(f"<html><body><ul>{rows}</ul></body></html>".encode(), "https://org.example/news")
    assert [item.title for item in reading.items] == titles
