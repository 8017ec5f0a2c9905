"""What stands in an item and is none of its text: by-lines, tags, counts, buttons; what looks like it stays."""

from __future__ import annotations

import pytest

from aimcrawl.reading.listing import read_listing

ADDRESS = "https://org.example/news/"
TEASER = "The council says what was decided, and why."
DAYS = ("12 May 2016", "10 May 2016", "3 April 2016", "2 March 2016")


def texts(*, before: str = "", after: str = "") -> list[str]:
    """Return the texts of four items with a line before the title, and one after the teaser."""
    items = (
        f"<article>{before}<h3><a href=/n/{n}>Report number {'abcd'[n]} is out</a></h3><p>{day}</p>"
        f"<p>{TEASER}</p>{after.replace('#', str(n))}</article>"
        for n, day in enumerate(DAYS)
    )
    page = f"<html><body><main>{''.join(items)}</main></body></html>"
    found = read_listing(page.encode(), ADDRESS).items
    assert [item.published_raw for item in found] == list(DAYS)
    return [item.text for item in found]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Last updated: #1 June 2016</p>",
        "<p>Mis à jour le 1# juin 2016</p>",
        "<p>Geändert am 1#.06.2016</p>",
        "<p>by Jane Roe#</p>",
        "<p>Hits: 4#1</p>",
        "<p>Просмотров: 4#1</p>",
        "<p># min read</p>",
        "<p>Tags: rain, snow#</p>",
        '<p class="entry-meta">Jane Roe#, press office</p>',
        '<p class="post__byline">Jane Roe#</p>',
        '<p><a rel="tag" href="/t/#">rain#</a> <a rel="tag" href="/t/snow">snow</a></p>',
        '<p><a href="/n/#">Go to the article number #</a></p>',
        '<p><a href="https://www.facebook.com/sharer?u=#">Like # it</a> <a href="mailto:?subject=#">E-mail #</a></p>',
        '<p><a href="/elsewhere/#">Lire la suite</a></p>',
    ],
)
def test_what_stands_beside_the_text_is_left_out(line: str) -> None:
    assert texts(after=line) == [TEASER] * 4


def test_a_category_above_the_title_is_left_out() -> None:
    assert texts(before='<p><a href="/topics/rain">Rain and snow</a></p>') == [TEASER] * 4


@pytest.mark.parametrize(
    "line",
    [
        "Updated 3# schools and two mills",
        "By 2030 there will be # mills",
        "Published in spring, the report has # pages. It is bound in linen.",
        "Comments of # members were heard.",
    ],
)
def test_text_that_looks_like_it_stays(line: str) -> None:
    assert texts(after=f"<p>{line}</p>") == [f"{TEASER}\n\n{line.replace('#', str(n))}" for n in range(4)]


def test_a_link_to_something_else_stays_in_the_text_and_among_the_links() -> None:
    assert texts(after='<p><a href="/files/#.pdf">The report of the rain gauge, part #</a></p>') == [
        f"{TEASER}\n\nThe report of the rain gauge, part {n}" for n in range(4)
    ]


def test_a_button_at_the_end_of_a_paragraph_is_cut_off() -> None:
    line = 'It rained on day #. <a href="/n/#">Read on here</a>'
    assert texts(after=f"<p>{line}</p>") == [f"{TEASER}\n\nIt rained on day {n}." for n in range(4)]


def test_a_date_in_the_midst_of_a_text_stays_in_it() -> None:
    item = "<div class=r><h4><a href=/r/{0}>Release {1}</a></h4>"
    item += "<p>TARN, {2} – The council has met and says what it will do.</p></div>"
    page = "<main>" + "".join(item.format(n, "abcd"[n], day) for n, day in enumerate(DAYS)) + "</main>"
    found = read_listing(page.encode(), ADDRESS).items
    assert [item.text for item in found] == [
        f"TARN, {day} – The council has met and says what it will do." for day in DAYS
    ]


@pytest.mark.parametrize(("text", "url"), [("", "https://org.example/a.pdf"), ("The council has met.", None)])
def test_a_document_is_the_items_page_only_where_the_item_says_nothing_else(text: str, url: str | None) -> None:
    item = "<tr><td>{0}</td><td><b>The {1} notice</b></td><td>{2}</td><td><a href=/{1}.pdf>PDF</a></td></tr>"
    rows = (item.format(day, "abcd"[n], text and f"{text} It was day {n}.") for n, day in enumerate(DAYS))
    first = read_listing(f"<table>{''.join(rows)}</table>".encode(), ADDRESS).items[0]
    assert first.title == "The a notice"
    assert [link.url for link in first.links] == ["https://org.example/a.pdf"]
    assert first.url == url


def test_a_document_that_the_title_links_to_is_the_items_page() -> None:
    item = "<li>{0} <a href=/{1}.pdf>The {1} notice of the council</a><p>The council has met on day {2}.</p></li>"
    rows = (item.format(day, "abcd"[n], n) for n, day in enumerate(DAYS))
    found = read_listing(f"<ul>{''.join(rows)}</ul>".encode(), ADDRESS).items
    assert [item.url for item in found] == [f"https://org.example/{name}.pdf" for name in "abcd"]
