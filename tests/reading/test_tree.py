"""Any bytes give a tree, quickly, and the text of the page is in it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.text import block_text
from aimcrawl.reading.tree import ends_whole, parse, parse_text


@pytest.mark.parametrize("body", [b"", b"   ", b"\0\0", b"<!-- only a comment -->", b"<", b"&", b"\xff\xfe"])
def test_what_holds_nothing_is_an_empty_document(body: bytes) -> None:
    assert parse(body).tag == "html"
    assert block_text(parse(body)) in {"", "<", "&"}


@pytest.mark.parametrize("tag", ["div", "font", "ul><li", "td><div", "p><b><i", "table", "a href=x", "span class='x'"])
def test_a_hundred_thousand_nested_tags_cost_under_two_seconds_and_no_text(tag: str) -> None:
    body = b"<p>13 April 2016</p>" + f"<{tag}>".encode() * 100_000 + b"<p>the deepest words</p>"
    begun = time.process_time()
    text = block_text(parse(body))
    assert time.process_time() - begun < 2
    assert text.startswith("13 April 2016")
    assert text.endswith("the deepest words")


def test_unclosed_font_tags_lose_nothing_that_comes_after() -> None:
    items = "".join(f"<font color=red><b><p>Item {number}" for number in range(3000))
    assert block_text(parse(items.encode())).split("\n\n") == [f"Item {number}" for number in range(3000)]


@pytest.mark.parametrize("unit", [b"<a<a", b"<!--", b"&amp", b"</", b"<a href=x>y</a>", b"<p", b"\xe2\x80"])
def test_the_time_is_linear_whatever_is_repeated(unit: bytes) -> None:
    begun = time.process_time()
    block_text(parse(unit * 100_000))
    assert time.process_time() - begun < 3


def test_no_entity_is_expanded_but_those_of_html_itself() -> None:
    body = b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "boom">]><p>&a;&b; &eacute;&#8217;&#150;'
    text = block_text(parse(body))
    assert "root:" not in text
    assert "boom" not in text.split("]")[-1]
    assert text.endswith("&a;&b; é’–")


def test_control_characters_are_left_out() -> None:
    assert block_text(parse(b"<p>A\x00pr\x0bil\x07</p>")) == "April"


@pytest.mark.parametrize(
    ("html", "whole"),
    [(b"<p>x</p></body></html>", True), (b"<p>x</p></BODY >\n", True), (b"<p>x</p></bo", False), (b"", False)],
)
def test_a_page_shows_whether_its_end_arrived(html: bytes, whole: bool) -> None:
    assert ends_whole(html) is whole


@given(st.binary(max_size=500), st.none() | st.sampled_from(["utf-8", "utf-16", "shift_jis", "nonsense"]))
def test_no_bytes_raise(body: bytes, encoding: str | None) -> None:
    assert parse(body, encoding=encoding).tag == "html"


MARKUP = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div hidden>",
        "<br>",
        "<a href='x'>",
        "</a>",
        "<table><tr><td>",
        "<x:y a$b=1>",
        "<pre>a\nb",
        "text",
    ]
)


@given(st.lists(MARKUP, max_size=40))
def test_no_markup_raises(tags: list[str]) -> None:
    assert parse("".join(tags).encode()).tag == "html"


@pytest.mark.parametrize(
    "opened", ["<html><title>News</title>", "<head><title>News</title>", "<title>News</title></head>"]
)
def test_the_head_ends_where_the_page_begins_whether_it_is_said_or_not(opened: str) -> None:
    root = parse_text(f"{opened}<main>one</main> two <section>three</section><p>four")
    assert [child.tag for child in root] == ["head", "body"]
    assert [(child.tag, child.text, child.tail) for child in root[1]] == [
        ("main", "one", " two "),
        ("section", "three", None),
        ("p", "four", None),
    ]
