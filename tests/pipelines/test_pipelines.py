"""The pipelines, each a plain function over a page."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from archive.records import Link, Page, Record
from pipelines.check import check
from pipelines.clean import clean
from pipelines.deduplicate import deduplicate


def page(*records: Record, number: int = 1) -> Page:
    at = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    return Page(source="acme", url="http://a.example/", number=number, captured_at=at, records=records)


def record(text: str = "", **fields: object) -> Record:
    given_fields = {"position": 0, "title": "Title", "published": "2026-05-01", "text": text} | fields
    return Record(**given_fields)


def cleaned(**fields: object) -> Record:
    return clean(page(record(**fields))).records[0]


def test_paragraphs_and_list_items_stay_parted() -> None:
    assert cleaned(text="One\n\n  Two \n \n\n\nThree\nline").text == "One\n\nTwo\n\nThree\nline"


def test_odd_spaces_become_plain_and_invisible_marks_go() -> None:
    assert cleaned(text="13\u00a0April\u2009\u202f2016\u200b \ufeffsoft\u00adhyphen").text == "13 April 2016 softhyphen"
    assert cleaned(title="\u00a0A  \n title\u2003").title == "A title"


def test_letters_are_composed() -> None:
    assert cleaned(title="Bru\u0308llhaven").title == "Br\u00fcllhaven"


def test_what_is_left_blank_is_none() -> None:
    assert cleaned(title=" \u00a0 ").title is None


def test_markup_is_made_harmless_and_keeps_its_paragraphs() -> None:
    html = '<p onclick="x()">Hi <b>you</b></p><script>alert(1)</script>'
    html += '<a href="javascript:x()">no</a><img src=x onerror=y>'
    found = cleaned(html=html).html
    assert "<p>Hi <b>you</b></p>" in found
    for bad in ("script", "onclick", "onerror", "javascript:"):
        assert bad not in found


def test_links_keep_their_address() -> None:
    links = (Link("http://a.example/r.pdf", " The\u00a0report ", "application/pdf"),)
    assert cleaned(links=links).links == (Link("http://a.example/r.pdf", "The report", "application/pdf"),)


@given(st.text(), st.text())
def test_cleaning_twice_is_cleaning_once(title: str, text: str) -> None:
    once = clean(page(record(title=title, text=text, html=text)))
    assert clean(once) == once


def test_records_without_title_or_date_are_kept_and_counted() -> None:
    checked = check(page(record(), record(title=None), record(published=None)))
    assert (len(checked.records), checked.incomplete) == (3, 2)


def test_an_item_met_on_two_pages_is_marked_as_a_repeat() -> None:
    seen: dict[int, int] = {}
    first = deduplicate(page(record(), record(text="other", position=1)), seen)
    second = deduplicate(page(record(text="other"), record(text="new", position=1), number=2), seen)
    assert (first.duplicates, second.duplicates) == (frozenset(), frozenset({0}))
    assert len(second.records) == 2


def test_two_alike_items_on_one_page_are_two_and_so_are_two_that_share_title_and_date() -> None:
    seen: dict[int, int] = {}
    assert deduplicate(page(record(), record(position=1)), seen).duplicates == frozenset()
    assert deduplicate(page(record(text="another text"), number=2), seen).duplicates == frozenset()
