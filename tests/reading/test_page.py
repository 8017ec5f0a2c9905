"""A profile reads its page: every item, exactly, and nothing of what stands round the list."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markups import ITEMS, MARKUPS, PAGERS, Item, page

from aimcrawl.profiles import Profile, parse_profile, shipped
from aimcrawl.reading.page import read_detail, read_page
from archive.records import Record

URL = "http://news.example/news.php?pmenu=3"
SEED = Path(__file__).parents[3] / "shared" / "seed" / "aim-progress-news-offset-5.txt"

LISTS = {
    "siblings": '[list]\nlayout = "flat"',
    "one-cell": '[list]\nlayout = "flat"',
    "three-rows": '[list]\nlayout = "flat"\nwithin = "table.news"',
    "font": '[list]\nlayout = "flat"',
    "definitions": '[list]\nlayout = "flat"\nitem = "dt"',
    "cards": '[list]\nlayout = "wrapped"\nitem = ".card"\n[fields]\ntext = ".card-text"',
    "articles": '[list]\nlayout = "wrapped"\nitem = "article"\n[fields]\ndate = "time::attr(datetime)"\ntitle = "h2"',
    "list-items": '[list]\nlayout = "wrapped"\nitem = "ul.news-list > li"\n[fields]\ndate = ".date"\ntitle = "strong"',
    "grouped": '[list]\nlayout = "grouped"\ngroup = "h3.day"\nitem = "div.entry"',
    "date-in-title": '[list]\nlayout = "flat"\nwithin = ".content"\nitem = "h2"\n[fields]\ndate = "h2"\ntitle = "h2"',
    "title-first": '[list]\nlayout = "flat"\nitem = ".main-column > h3"\n[fields]\ndate = "p.meta"\ntitle = "h3"',
    "two-rows": '[list]\nlayout = "flat"\nitem = "tr.head"\n[fields]\ndate = ".d"\ntitle = ".t"',
    "one-row": '[list]\nlayout = "wrapped"\nitem = "tr:has(td + td)"\n[fields]\ntitle = "b"',
    "hashed": '[list]\nlayout = "flat"',
    "layout-tables": '[list]\nlayout = "flat"',
    "strong-lines": '[list]\nlayout = "flat"',
    "sections": '[list]\nlayout = "wrapped"\nitem = "section.post"\n[fields]\ndate = ".post-meta span"',
    "anchored": '[list]\nlayout = "flat"\nitem = ".newsdate"\n[fields]\ndate = ".newsdate"\ntitle = ".newstitle"',
    "unclosed": '[list]\nlayout = "flat"',
    "upper-case": '[list]\nlayout = "wrapped"\nitem = ".NewsItem"',
    "split-date": '[list]\nlayout = "wrapped"\nitem = ".item"\n[fields]\ndate = ".when"\ntitle = "h4"',
    "columns": '[list]\nlayout = "wrapped"\nitem = ".teaser"',
}
"""A profile for each markup, as a person would write it: no field is named that the reader finds by itself."""


def profile(markup: str) -> Profile:
    return parse_profile(f'name = "Example"\nurl = "{URL}"\n{LISTS[markup]}\n')


def seen(record: Record) -> tuple[str | None, str | None, list[str]]:
    """What a reader would have seen: the date's wording, the title, the paragraphs."""
    return record.published_raw, record.title, record.text.split("\n\n")


def expected(items: tuple[Item, ...]) -> list[tuple[str | None, str | None, list[str]]]:
    return [(item.date, item.title, item.paragraphs) for item in items]


@pytest.fixture(scope="module")
def seed() -> tuple[Item, ...]:
    if not SEED.exists():
        pytest.skip(f"the seed page is not here: {SEED}")
    lines = [" ".join(line.split()) for line in SEED.read_text("utf-8").splitlines()]
    lines = [line for line in lines[: next(n for n, line in enumerate(lines) if line.startswith("back 1"))] if line]
    begins = [number for number, line in enumerate(lines) if re.fullmatch(r"\d\d \w+ 20\d\d", line)]
    return tuple(
        Item(lines[begin], lines[begin + 1], tuple(lines[begin + 2 : end]))
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True)
    )


@pytest.mark.parametrize("pager", PAGERS)
@pytest.mark.parametrize("markup", MARKUPS)
def test_every_item_is_read_exactly_in_every_markup(markup: str, pager: str) -> None:
    reading = read_page(page(ITEMS, markup, pager=pager), URL, profile(markup))
    assert [seen(record) for record in reading.records] == expected(ITEMS)
    assert [record.position for record in reading.records] == list(range(len(ITEMS)))
    assert reading.notes == ()


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_first_source_is_read_exactly_in_every_markup(markup: str, seed: tuple[Item, ...]) -> None:
    assert len(seed) == 5
    reading = read_page(page(seed, markup), URL, profile(markup))
    assert [seen(record) for record in reading.records] == expected(seed)


@pytest.mark.parametrize("markup", ["siblings", "one-cell", "three-rows", "font"])
def test_the_shipped_profile_reads_its_own_page(markup: str) -> None:
    reading = read_page(page(ITEMS, markup), URL, parse_profile(shipped()["aim-progress"]))
    assert [seen(record) for record in reading.records] == expected(ITEMS)
    assert reading.records[0].published == "2016-04-13"


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_markup_of_an_item_holds_its_words_and_no_other_items(markup: str) -> None:
    for record, item in zip(read_page(page(ITEMS, markup), URL, profile(markup)).records, ITEMS, strict=True):
        words = re.sub(r"<[^>]*>", " ", record.html)
        assert all(paragraph.split("’")[0][:40].replace("&", "&amp;") in words for paragraph in item.paragraphs)
        assert not any(other.title in words for other in ITEMS if other is not item)
        assert not re.search("next|Forgot|visitor", words.replace("Next steps:", "").replace("the next", ""))


@pytest.mark.parametrize("markup", MARKUPS)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_last_page_may_hold_few_items_or_none(markup: str, count: int) -> None:
    reading = read_page(page(ITEMS[:count], markup, number=26), URL, profile(markup))
    assert [seen(record) for record in reading.records] == expected(ITEMS[:count])


@pytest.mark.parametrize(
    ("codec", "header"),
    [
        ("cp1252", None),
        ("cp1252", "text/html; charset=utf-8"),
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-8-sig", "text/html; charset=koi8-r"),
        ("utf-16", None),
    ],
)
def test_quotes_and_accents_come_through_whatever_the_header_says(codec: str, header: str | None) -> None:
    item = Item("13 April 2016", "Nestlé’s “fair” café", ("£5 – or 10 € … and the rest – naïvely",))
    body = page((item, *ITEMS), "siblings").decode().encode(codec)
    assert seen(read_page(body, URL, profile("siblings"), header=header).records[0]) == expected((item,))[0]


def test_entities_are_what_they_stand_for() -> None:
    html = b"<p>13&nbsp;April 2016</p><h3>R&amp;D &#8217;16 &ndash; &eacute;t&eacute;</h3><p>a &lt; b &#150; c</p>"
    assert seen(read_page(html, URL, profile("siblings")).records[0]) == (
        "13 April 2016",
        "R&D ’16 – été",
        ["a < b – c"],
    )


def test_an_item_that_was_never_closed_holds_no_markup_and_no_links_of_the_next() -> None:
    html = "".join(f"<font><p>{n} May 2016<br><b>Title {n}</b><br>Read <a href=d{n}.pdf>it</a>" for n in range(1, 4))
    records = read_page(html.encode(), URL, profile("font")).records
    assert [[link.url[-6:] for link in record.links] for record in records] == [["d1.pdf"], ["d2.pdf"], ["d3.pdf"]]
    assert [re.findall(r"Title \d", record.html) for record in records] == [["Title 1"], ["Title 2"], ["Title 3"]]


def test_links_are_absolute_and_documents_have_their_type() -> None:
    html = b"""<base href="/docs/"><p>13 April 2016</p><h3>Report</h3>
        <p>Read <a href="report.pdf">the report</a>, <a href="http://other.example/x">more</a>, <a href="#top">top</a>
        or <a href="javascript:void(0)">this</a>.</p>"""
    [record] = read_page(html, URL, profile("siblings")).records
    assert [(link.url, link.text, link.type) for link in record.links] == [
        ("http://news.example/docs/report.pdf", "the report", "application/pdf"),
        ("http://other.example/x", "more", None),
    ]


@pytest.mark.parametrize("markup", MARKUPS)
def test_addresses_in_the_markup_are_absolute_and_the_page_stays_as_it_was(markup: str) -> None:
    html = page(ITEMS, markup).replace(b"workshops", b'<a href="d.pdf">workshops</a><img src="i.png">')
    reading = read_page(html, URL, profile(markup))
    found = re.findall(r'(?:href|src)="([^"]*)"', "".join(record.html for record in reading.records))
    assert {urljoin(URL, "d.pdf"), urljoin(URL, "i.png")} <= set(found)
    assert all(address.startswith("http") for address in found)
    assert reading.root.find(".//a[@href='d.pdf']") is not None


def test_a_profile_says_whether_items_have_a_page_of_their_own() -> None:
    html = b"".join(
        b'<li><h3><a href="/n/%d">Title %d</a></h3><i>%d May 2016</i><a class="more" href="/m/%d">Go</a></li>'
        % (n, n, n, n)
        for n in range(1, 4)
    )
    base = f'name = "E"\nurl = "{URL}"\n[list]\nlayout = "wrapped"\nitem = "li"\n'
    urls = {
        "": "http://news.example/n/1",
        "[fields]\nlink = false": None,
        '[fields]\nlink = "a.more"': "http://news.example/m/1",
        '[fields]\nlink = "a.more::attr(href)"': "http://news.example/m/1",
    }
    for extra, url in urls.items():
        assert read_page(html, URL, parse_profile(base + extra)).records[0].url == url


def test_what_is_dropped_is_not_read_but_the_pager_still_sees_it() -> None:
    text = f'name = "E"\nurl = "{URL}"\n[list]\nlayout = "flat"\ndrop = [".ad", "#pages"]'
    html = b"<p>13 April 2016</p><h3>A</h3><p>b <i class=ad>buy</i></p><div class=ad>now</div><p id=pages>1 2 3</p>"
    reading = read_page(html, URL, parse_profile(text))
    assert seen(reading.records[0]) == ("13 April 2016", "A", ["b"])
    assert "buy" not in reading.records[0].html
    assert reading.root.get_element_by_id("pages").text == "1 2 3"


def test_the_text_that_a_profile_selects_is_without_date_and_title() -> None:
    text = f'name = "E"\nurl = "{URL}"\n[list]\nlayout = "flat"\n[fields]\ntitle = "b"\ntext = "p"'
    html = b"<p>13 April 2016</p><p><b>A title</b> - one</p><h4>Not this</h4><p>two<br>three</p><p>four</p>"
    assert seen(read_page(html, URL, parse_profile(text)).records[0]) == (
        "13 April 2016",
        "A title",
        ["one", "two\nthree", "four"],
    )


def test_one_date_heads_several_items() -> None:
    html = b"""<h2>May 3, 2016</h2><ul><li><a href=1>One</a></li><li><a href=2>Two</a></li></ul>
        <h2>May 1, 2016</h2><ul><li><a href=3>Three</a></li></ul><h2>Archive</h2>"""
    text = f'name = "E"\nurl = "{URL}"\n[list]\nlayout = "grouped"\nitem = "li"'
    records = read_page(html, URL, parse_profile(text)).records
    assert [(r.published, r.title) for r in records] == [
        ("2016-05-03", "One"),
        ("2016-05-03", "Two"),
        ("2016-05-01", "Three"),
    ]


def test_in_a_grouped_list_a_heading_begins_an_item() -> None:
    html = (
        b"<h2>3 May 2016</h2><h3>One</h3><p>a</p><p>b</p><h3>Two</h3><p>c</p><h2>1 May 2016</h2><h3>Three</h3><p>d</p>"
    )
    text = f'name = "E"\nurl = "{URL}"\n[list]\nlayout = "grouped"\nitem = "h3"'
    assert [seen(record) for record in read_page(html, URL, parse_profile(text)).records] == [
        ("3 May 2016", "One", ["a", "b"]),
        ("3 May 2016", "Two", ["c"]),
        ("1 May 2016", "Three", ["d"]),
    ]


@pytest.mark.parametrize(
    ("dates", "written", "published"),
    [
        ('formats = ["%d.%m.%y"]', "03.04.16", "2016-04-03"),
        ('formats = ["%m/%d/%Y %H:%M"]', "03/04/2016 10:30", "2016-03-04T10:30"),
        ('formats = ["Week of %B %d, %Y"]', "Week of March 4, 2016", "2016-03-04"),
        ('formats = ["%B %Y"]', "April 2016", "2016-04"),
        ('order = "mdy"', "03/04/2016", "2016-03-04"),
        ('order = "dmy"', "03/04/2016", "2016-04-03"),
        ('language = "de"', "3. Mai 2016", "2016-05-03"),
        ('formats = ["%d %B"]', "13 April", "2016-04-13"),
    ],
)
def test_dates_are_read_as_the_profile_says(dates: str, written: str, published: str) -> None:
    html = f"<div class=i><b>{written}</b><h3>A title</h3></div>".encode() * 3
    text = f'name="E"\nurl="{URL}"\n[list]\nlayout="wrapped"\nitem=".i"\n[fields]\ndate="b"\n[dates]\n{dates}'
    fetched = dt.datetime(2016, 5, 20, tzinfo=dt.UTC)
    assert read_page(html, URL, parse_profile(text), fetched_at=fetched).records[0].published == published


def test_what_a_profile_does_not_find_is_noted() -> None:
    html = b"<div class=i><b>no date</b></div>" * 3
    head = f'name="E"\nurl="{URL}"\n[list]\nlayout="wrapped"\nitem=".i"\n'
    text = head + '[fields]\ntitle="h3"\n[expect]\nitems_per_page=[4,9]'
    notes = " ".join(read_page(html, URL, parse_profile(text)).notes)
    assert "3 of 3 items have no date" in notes
    assert "3 of 3 items have no title" in notes
    assert "expects 4 to 9" in notes


def test_a_page_that_was_cut_shows_it() -> None:
    body = page(ITEMS, "cards")
    assert read_page(body, URL, profile("cards")).whole
    assert not read_page(body[: len(body) // 2], URL, profile("cards")).whole


def test_a_detail_page_is_read_with_selectors() -> None:
    html = b"""<html lang=en><h1>Site</h1><div class=news><h2>A title</h2><em>13 April 2016</em>
        <div class=body><p>One.</p><p><a href=two.pdf>Two.</a></p></div></div><p>footer</p>"""
    text = (
        f'name="E"\nurl="{URL}"\n[list]\nlayout="flat"\n'
        '[detail]\nfollow=true\ndate=".news em"\ntitle=".news h2"\ntext=".news .body"'
    )
    record = read_detail(html, URL + "/1", parse_profile(text))
    assert (record.published, record.title, record.text) == ("2016-04-13", "A title", "One.\n\nTwo.")
    assert (record.url, record.html) == (URL + "/1", '<p>One.</p><p><a href="http://news.example/two.pdf">Two.</a></p>')


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "13 April 2016",
        "<br>",
        "<h3>",
        "</h3>",
        "text ",
        "<li>",
        "</ul>",
        "<a href='http://[x'>",
        "<td>",
        "&",
        "1 ",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(PIECES, max_size=40).map(lambda parts: "".join(parts).encode())))
def test_no_bytes_raise(body: bytes) -> None:
    for markup in ("siblings", "cards", "grouped", "title-first", "date-in-title"):
        assert read_page(body, URL, profile(markup)).root.tag == "html"
