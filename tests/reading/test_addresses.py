"""One page has one address, whatever was hung on it; and no link of any page makes the reader fail."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.reading.addresses import absolute_url, asked_url, canonical_url, document_type, make_absolute, same_site
from aimcrawl.reading.text import outer_html
from aimcrawl.reading.tree import parse_text


@pytest.mark.parametrize(
    ("given_url", "canonical"),
    [
        ("HTTP://News.Example.ORG:80/a#top", "http://news.example.org/a"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("http://example.org/%7ejo/caf%c3%a9", "http://example.org/~jo/caf%C3%A9"),
        ("http://example.org/café", "http://example.org/caf%C3%A9"),
        ("http://example.org/a/../b", "http://example.org/b"),
        ("http://example.org/?b=2&a=1", "http://example.org/?a=1&b=2"),
        ("http://example.org/?q=%FC&a=%C3%BC+x", "http://example.org/?a=%C3%BC+x&q=%FC"),
        ("http://example.org/?utm_source=x&id=7&fbclid=y&mc_cid=z", "http://example.org/?id=7"),
        ("http://example.org/list;jsessionid=0A1B?page=2", "http://example.org/list?page=2"),
        ("http://example.org/?PHPSESSID=77&page=2", "http://example.org/?page=2"),
        (" http://example.org/ ", "http://example.org/"),
    ],
)
def test_one_page_has_one_address(given_url: str, canonical: str) -> None:
    assert canonical_url(given_url) == canonical


def test_only_named_parameters_tell_pages_apart() -> None:
    with_menu = canonical_url("http://example.org/news?menu=3&offset=5", parameters=("offset",))
    assert with_menu == canonical_url("http://example.org/news?menu=0&offset=5", parameters=("offset",))
    assert with_menu == "http://example.org/news?offset=5"


def test_a_default_value_is_as_good_as_absent() -> None:
    assert canonical_url("http://example.org/news?offset=0", defaults={"offset": "0"}) == "http://example.org/news"
    assert (
        canonical_url("http://example.org/news?offset=5", defaults={"offset": "0"})
        == "http://example.org/news?offset=5"
    )


@pytest.mark.parametrize(
    "broken", ["http://[bad", "http://example.org:port/", "", "javascript:void(0)", "mailto:a@b.org"]
)
def test_what_is_no_address_comes_back(broken: str) -> None:
    assert canonical_url(broken) == broken


@given(st.text())
def test_any_text_settles_at_once(text: str) -> None:
    once = canonical_url("http://example.org/" + text)
    assert canonical_url(once) == once


@given(st.text(), st.text())
def test_any_text_may_be_compared(one: str, other: str) -> None:
    assert same_site(one, other) == same_site(other, one)


def test_one_site_has_many_hosts() -> None:
    assert same_site("http://example.org/a", "https://www.example.org/b")
    assert same_site("http://example.org/", "http://news.example.org/")
    assert not same_site("http://example.org/", "http://badexample.org/")
    assert not same_site("http://example.org/", "/news")


def test_links_lead_to_pages_or_nowhere() -> None:
    assert absolute_url("http://example.org/a/", " ../b ") == "http://example.org/b"
    for nowhere in ("", "#top", "javascript:go()", "mailto:a@example.org", "see next page", "http://[bad"):
        assert absolute_url("http://example.org/", nowhere) is None


@pytest.mark.parametrize(
    ("written", "absolute"),
    [
        ('<a href="docs/a.pdf">x</a>', '<a href="http://example.org/news/docs/a.pdf">x</a>'),
        ('<img src="/i.png">', '<img src="http://example.org/i.png">'),
        ('<q cite="?id=1&amp;b=2">x</q>', '<q cite="http://example.org/news/?id=1&amp;b=2">x</q>'),
        ('<a href="https://other.example/">x</a>', '<a href="https://other.example/">x</a>'),
    ],
)
def test_addresses_in_markup_become_absolute(written: str, absolute: str) -> None:
    assert rewritten(written) == absolute


@pytest.mark.parametrize("address", ["#note", "javascript:go()", "data:text/plain,A", "mailto:a@b.org", "//[bad"])
def test_what_leads_to_no_page_stays_as_it_is(address: str) -> None:
    assert rewritten(f'<a href="{address}">x</a>') == f'<a href="{address}">x</a>'


@given(st.text())
def test_no_address_in_markup_is_too_odd(address: str) -> None:
    assert rewritten(f"<a href='{escape(address)}&#1;'>x</a>").startswith("<a")


def rewritten(markup: str) -> str:
    element = parse_text(markup).find("body")[0]
    while element.tag == "p":  # which the parser adds
        element = element[0]
    make_absolute(element, "http://example.org/news/")
    return outer_html(element)


def test_documents_are_known_by_their_ending() -> None:
    assert document_type("http://example.org/report.PDF?v=2") == "application/pdf"
    assert (
        document_type("http://example.org/figures.xlsx")
        == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert document_type("http://example.org/report.html") is None
    assert document_type("http://[bad/a.pdf") is None


def test_what_is_asked_for_is_what_the_site_wrote() -> None:
    assert asked_url("http://a.example/n?z=1&a=%2f&page=2#top") == "http://a.example/n?z=1&a=%2f&page=2"
    assert asked_url("http://a.example/n?z=1&utm_source=x&a&&b=") == "http://a.example/n?z=1&a&&b="
    assert asked_url("http://a.example/n;jsessionid=7?PHPSESSID=8") == "http://a.example/n"
