"""A profile's pager is followed to the end of the list and no further."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aimcrawl.profiles.model import Pager
from aimcrawl.reading.pager import next_page
from aimcrawl.reading.tree import parse

LIST = "http://example.org/news"


def after(number: int, pager: Pager, html: str = "", url: str = LIST) -> str | None:
    return next_page(pager, parse(html.encode()), url, number)


def test_no_pager() -> None:
    assert after(1, Pager(), '<a rel="next" href="?page=2">Next page</a>') is None


@pytest.mark.parametrize("selector", ["a.on", "a.on::attr(href)", "a:contains('Onward')", None])
def test_the_link_that_a_selector_names(selector: str | None) -> None:
    pager = Pager(kind="next", link=selector)
    assert (
        after(1, pager, '<p class="pager"><a class="on" rel="next" href="?page=2">Onward</a></p>') == LIST + "?page=2"
    )
    assert after(2, pager, "<p class='pager'>Onward</p>", LIST + "?page=2") is None


def test_a_link_to_itself_or_to_another_site_is_the_end() -> None:
    pager = Pager(kind="next", link="a")
    assert after(2, pager, '<a href="?page=2#top">next</a>', LIST + "?page=2") is None
    assert after(2, pager, '<a href="http://elsewhere.test/">next</a>') is None


def test_a_switched_off_link_is_the_end() -> None:
    assert after(1, Pager(kind="next", link="a"), '<a class="disabled" href="?page=2">next</a>') is None


ROW = "back&nbsp;<a href='?offset=0'>1</a>&nbsp;2&nbsp;<a href='?offset=2'>3</a>&nbsp;<a href='?offset=2'>next</a>"


def test_the_link_that_bears_the_next_number() -> None:
    assert after(2, Pager(kind="numbered"), f"<p>{ROW}</p>", LIST + "?offset=1") == LIST + "?offset=2"


def test_numbers_only_where_the_selector_says() -> None:
    both = f"<p class='years'><a href='?page=3'>3</a> <a href='?page=4'>4</a></p><div class='pages'>{ROW}</div>"
    assert after(2, Pager(kind="numbered", link=".pages"), both, LIST + "?offset=1") == LIST + "?offset=2"


def test_an_arrow_leads_on_where_the_row_shows_a_stretch_of_numbers() -> None:
    row = "<div class='pager'><a href='?p=9'>9</a> 10 <a href='?p=11'>»</a></div>"
    assert after(10, Pager(kind="numbered"), row, LIST + "?p=10") == LIST + "?p=11"


def test_counts_in_a_parameter_and_in_the_path() -> None:
    assert after(1, Pager(kind="parameter", parameter="offset"), url=LIST + "?menu=3") == LIST + "?menu=3&offset=1"
    assert after(3, Pager(kind="parameter", parameter="start", step=20), url=LIST + "?start=40") == LIST + "?start=60"
    assert after(2, Pager(kind="path", template="/news/page/{}/", first=1)) == LIST + "/page/3/"


def test_a_counted_list_ends_where_the_page_links_to_no_later_page() -> None:
    pager = Pager(kind="parameter", parameter="offset")
    assert after(2, pager, f"<p>{ROW}</p>", LIST + "?offset=1") == LIST + "?offset=2"
    last = "<p><a href='?offset=0'>1</a> <a href='?offset=1'>2</a> 3</p>"
    assert after(3, pager, last, LIST + "?offset=2") is None


_KINDS = [
    Pager(kind="next"),
    Pager(kind="next", link="a::attr(href)"),
    Pager(kind="numbered"),
    Pager(kind="parameter", parameter="page"),
    Pager(kind="path", template="/news/{}"),
]
_MARKUP = st.lists(
    st.sampled_from(["<a href='?page=2'>", "<a href='http://['>", "</a>", "2", "next"]) | st.text(max_size=5)
)


@given(_MARKUP.map("".join), st.sampled_from(_KINDS), st.integers(1, 10**6))
def test_nothing_on_a_page_makes_it_fail(html: str, pager: Pager, number: int) -> None:
    url = after(number, pager, html)
    assert url is None or url.startswith("http://example.org/")
