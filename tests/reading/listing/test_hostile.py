"""Whatever the bytes, an answer comes, and it comes in seconds: time grows with the page, not with its square."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aimcrawl.profiles.model import Pager
from aimcrawl.reading.article import read_article
from aimcrawl.reading.listing import read_listing
from aimcrawl.reading.pager import next_page
from aimcrawl.reading.tree import parse

ADDRESS = "http://news.example/list"
SECONDS = 20
"""Generous: the slowest takes two on an idle machine, and tests share theirs."""

PAGES = {
    "nested tags": b"<div>" * 100_000 + b"1 May 2020",
    "nested dates": b"<div>1 May 2020 <b>Title</b>" * 20_000,
    "links": b'<a href="/x">link</a> ' * 200_000,
    "linked dates": b'<p><a href="/x">link 1 May 2020</a></p>' * 20_000,
    "a line of megabytes": b"<p>" + b"lorem 12 May 2016 dolor " * 100_000,
    "a number of megabytes": b"<p>" + b"1" * 3_000_000,
    "separators": b"<p>" + b"1/" * 1_000_000,
    "dates between breaks": b"<div>" + b"1 May 2016<br>Title<br>text<br><br>" * 10_000,
    "flat dates": b"<div>" + b"<p>1 May 2016</p><h3>Title</h3><p>text</p>" * 10_000,
    "a wide row": b"<table><tr>" + b"<td>1 May 2016</td>" * 20_000,
    "rows of dates": b"<table>" + (b"<tr>" + b"<td>1 May 2016</td>" * 40) * 300,
    "inline elements": b"<p>" + b"<b>1</b><i>May</i>" * 50_000,
    "nested inline elements": b"<p>" + b"<b>x 1 May 2016 " * 5_000 + b"</p><p>2 May 2016</p>",
    "breaks": b"<br>" * 300_000,
    "attributes": b"<p " + b"a=b " * 300_000 + b">1 May 2020</p>",
    "other attributes": b"<body " + b" ".join(b"a%d='>'" % n for n in range(200_000)) + b"><p>1 May 2020</p>",
    "linked words beside a list": b"<p>1 May 2020 <a href=/a>Title</a></p>" * 9 + b"<a href=/x>word</a> " * 50_000,
    "entities": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><p>&b;1 May 2020</p>' * 1_000,
    "broken UTF-8": bytes(range(256)) * 4_000,
    "no characters": b"\0" * 100_000,
    "nested JSON": b'{"a":[' * 100_000,
    "a long JSON list": b"[" + b'{"date":"2020-01-01","title":"x"},' * 20_000 + b"{}]",
}


@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_end_in_seconds(name: str) -> None:
    started = time.process_time()
    reading = read_listing(PAGES[name], ADDRESS)
    assert time.process_time() - started < SECONDS
    assert 0.0 <= reading.confidence <= 1.0


def test_twice_the_items_take_about_twice_the_time() -> None:
    item = b"<p>1 May 2016</p><h3><a href=/a>Title</a></h3><p>text</p>"
    short, long = (_seconds(b"<div>" + item * count) for count in (2_000, 8_000))
    assert long < 8 * short


def _seconds(page: bytes) -> float:
    started = time.process_time()
    read_listing(page, ADDRESS)
    return time.process_time() - started


TAGS = "a b br div dl dt h2 li p script span style table td template time tr ul pre x-card select".split()
DATES = ["12 May 2016", "May 2016", "2016", "12/05/2016", "3 hours ago", "2016-05-12T10:00", "31.12.", "00/00/0000"]
LINKS = ["/a", "http://[", "javascript:1", "#", "//x", "?page=2", "mailto:a@b"]
PIECES = st.one_of(
    st.builds("<{}>".format, st.sampled_from(TAGS)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.builds('<a href="{}">'.format, st.sampled_from(LINKS)),
    st.builds('<time datetime="{}">'.format, st.sampled_from(DATES)),
    st.sampled_from(DATES),
    st.text(max_size=12),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=60))
def test_no_markup_makes_the_reader_raise(pieces: list[str]) -> None:
    page = "".join(pieces).encode("utf-8", "surrogatepass")
    read_listing(page * 3, ADDRESS)


BROKEN = ["http://[bad", "//[", "http://a:b/", "http://\u2100.example/", "", "\0", "http://[::1/?a=1", "news"]
ADDRESSES = st.one_of(st.sampled_from(BROKEN), st.builds("http://{}/{}".format, st.text(), st.text()), st.text())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(own=ADDRESSES, base=ADDRESSES, link=ADDRESSES)
def test_no_address_makes_the_reader_raise(own: str, base: str, link: str) -> None:
    item = f'<p>1 May 2020 <a href="{link}">Title</a></p>'
    page = f'<base href="{base}">{item * 3}<a href="{link}">next page</a><a href="{link}">2</a>'
    html = page.encode("utf-8", "surrogatepass")
    assert len(read_listing(html, own).items) <= 3
    read_article(html, own)
    for pager in PAGERS:
        next_page(pager, parse(html), own, 1)


PAGERS = [Pager(), Pager(kind="next"), Pager(kind="parameter", parameter="p"), Pager(kind="path", template="/{}")]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(page: bytes) -> None:
    read_listing(page, ADDRESS)
    read_listing(b"[" + page + b"]", ADDRESS)
