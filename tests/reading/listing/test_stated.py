"""What a page states for machines confirms what was read, decides between two readings, and gives missing dates."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aimcrawl.reading.induction import induce
from aimcrawl.reading.listing import read_listing

NEWS = [("The harvest is in", 12), ("A bridge is built", 9), ("Rain at last", 7), ("The mill turns again", 2)]
BOX = [("Barley for all", 11), ("Schools are open", 8), ("Markets are held", 6), ("Orchards bear fruit", 3)]


def listed(items: list[tuple[str, int]], *, undated: int | None = None, within: str = "ul", tag: str = "li") -> str:
    days = [f"{day} May 2016" if place != undated else "" for place, (_, day) in enumerate(items)]
    rows = zip(items, days, strict=True)
    each = "".join(f'<{tag}>{day} <a href="/{title[:5]}">{title}</a></{tag}>' for (title, _), day in rows)
    return f"<{within}>{each}</{within}>"


def json_ld(items: list[tuple[str, int]]) -> str:
    things = [{"@type": "NewsArticle", "headline": title, "datePublished": f"2016-05-{day:02}"} for title, day in items]
    return f'<script type="application/ld+json">{json.dumps({"@type": "ItemList", "itemListElement": things})}</script>'


def microdata(items: list[tuple[str, int]]) -> str:
    return "".join(
        f'<div hidden itemscope itemtype="https://schema.org/BlogPosting"><b itemprop="headline">{title}</b>'
        f'<meta itemprop="datePublished" content="2016-05-{day:02}"></div>'
        for title, day in items
    )


def page(*parts: str) -> bytes:
    return f"<html><body>{''.join(parts)}</body></html>".encode()


@pytest.mark.parametrize("state", [json_ld, microdata])
def test_of_two_lists_alike_the_stated_one_is_read(state: Callable[[list[tuple[str, int]]], str]) -> None:
    lists = [listed(BOX, within="div", tag="p"), listed(NEWS)]
    assert read_listing(page(*lists), "http://example.org/n").confidence < 0.5
    reading = read_listing(page(state(NEWS), *lists), "http://example.org/n")
    assert [item.title for item in reading.items] == [title for title, _ in NEWS]
    assert reading.confidence >= 0.5
    assert any("stated for machines" in reason for reason in reading.reasons)


@pytest.mark.parametrize("state", [json_ld, microdata])
def test_a_date_that_the_text_lacks_is_the_stated_one(state: Callable[[list[tuple[str, int]]], str]) -> None:
    html = listed(NEWS, undated=2)
    plain = read_listing(page(html), "http://example.org/n")
    filled = read_listing(page(state(NEWS), html), "http://example.org/n")
    assert [item.published for item in plain.items][2] is None
    assert [item.published for item in filled.items] == [f"2016-05-{day:02}" for _, day in NEWS]


def test_what_is_stated_of_other_things_changes_nothing() -> None:
    html = listed(NEWS, undated=2)
    plain, other = (read_listing(page(part, html), "http://example.org/n") for part in ("", json_ld(BOX)))
    assert (plain.items, plain.confidence) == (other.items, other.confidence)


def undated(items: list[tuple[str, int]], *, days: bool = True) -> str:
    """Items that show no day; the page states the days, unless it does not (``days``)."""
    rows = "".join(
        f'<article class="card"><a href="/news/{n}"><img src="{n}.jpg"></a><h2><a href="/news/{n}">{title}</a></h2>'
        f'<p>What is said of it on the {n + 2}nd page.</p><a href="/news/{n}">Read more</a></article>'
        for n, (title, _) in enumerate(items)
    )
    things = [
        {"@type": "ListItem", "position": n, "item": {"@type": "NewsArticle", "url": f"http://example.org/news/{n}"}
         | ({"datePublished": f"2016-05-{day:02}T10:00:00+02:00"} if days else {})}
        for n, (_, day) in enumerate(items)
    ]  # fmt: skip
    data = {"@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": things}}
    return f'<main><h1>News</h1>{rows}</main><script type="application/ld+json">{json.dumps(data)}</script>'


def test_items_whose_days_are_stated_alone_are_a_list() -> None:
    html = page(undated(NEWS))
    reading = read_listing(html, "http://example.org/n")
    assert reading.confidence >= 0.5
    assert [(item.published, item.title, item.url) for item in reading.items] == [
        (f"2016-05-{day:02}T10:00:00+02:00", title, f"http://example.org/news/{n}")
        for n, (title, day) in enumerate(NEWS)
    ]
    assert "their dates are stated for machines alone" in reading.reasons
    found = induce(html, "http://example.org/n", reading, name="Example")
    assert found is not None
    assert found.agreement == 1.0


def test_items_of_which_no_days_are_stated_are_no_list() -> None:
    reading = read_listing(page(undated(NEWS, days=False)), "http://example.org/n")
    assert (reading.kind != "list", reading.items) == (True, ())


def test_an_article_that_states_the_days_of_others_beside_it_is_no_list() -> None:
    text = "<p>" + "The council has decided after a long debate what it had put off for a year. " * 9 + "</p>"
    box = undated(NEWS).replace("h2", "h4").replace("<main><h1>News</h1>", "<div><h3>Latest</h3>")
    html = page(f"<main><h1>The mill turns</h1>{text * 4}</main>", box.replace("</main>", "</div>"))
    assert read_listing(html, "http://example.org/n").confidence < 0.5
