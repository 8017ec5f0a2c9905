"""A message says what changed, to people and to programs, and lets nothing through that a site could do harm with."""

from __future__ import annotations

import re
from collections.abc import Sequence

import jsonschema
import msgspec
import pytest
from alerts.happened import edited, new, noticed, revision
from alerts.world import START
from hypothesis import given, settings
from hypothesis import strategies as st

from aimcrawl.schemas import json_schema
from archive.alerts.entries import entry_of
from archive.alerts.happenings import Happening
from archive.alerts.messages import Message, html_of, json_of, subject_of, text_of

LONG = " ".join(f"word{number}" for number in range(1000))


def message(*happenings: Happening) -> Message:
    entries = [entry_of(one) for one in happenings]
    return Message(id="the-number", rule="all", digest="immediate", created_at=START, entries=entries)


def test_an_edit_shows_the_words_that_differ_and_where_it_stands() -> None:
    told = message(edited(revision("Fees", f"{LONG} ten {LONG}"), revision("Fees", f"{LONG} twelve {LONG}")))
    assert subject_of(told) == "The Agency: Edited: Fees"
    text = text_of(told, limit=30_000)
    assert re.search(r"text: …[\w ]{,60} \[-ten-\]\{\+twelve\+\} word0[\w ]{,60}…\n", text)
    assert "  published 2026-03-01, seen 2026-03-02T09:30:00Z, item abc\n" in text
    assert "  https://example.org/item\n  https://example.org/news\n" in text
    assert text.endswith("Rule: all. Delivery the-number; a repeat of it bears the same number.\n")
    assert len(text) < 1000


def test_html_marks_the_words_that_differ() -> None:
    told = html_of(message(edited(revision("Fee of ten"), revision("Fee of twelve"))), limit=30_000)
    assert "<p>title: Fee of <del>[-ten-]</del><ins>{+twelve+}</ins></p>" in told
    assert '<a href="https://example.org/item">https://example.org/item</a>' in told


def test_several_changes_are_counted_in_the_subject_and_told_by_source() -> None:
    other = {"source": "ministry", "source_name": "The Ministry"}
    told = message(new("One"), new("Two", **other), new("Three"), new("Gone", kind="removed"))
    assert subject_of(told) == "2 sources: 3 new, 1 removed"
    text = text_of(told, limit=30_000)
    order = ["The Agency (agency)", "New: One", "New: Three", "Removed: Gone", "The Ministry (ministry)", "New: Two"]
    assert sorted(order, key=text.index) == order


@pytest.mark.parametrize(
    ("happening", "says"),
    [
        (noticed("suspect"), "A crawl looks wrong"),
        (noticed("failing"), "Crawls fail"),
        (noticed("silent"), "Silent"),
        (noticed("recovered", "suspect"), "Crawls look right again"),
        (noticed("recovered", "failing"), "Crawls succeed again"),
        (noticed("recovered", "silent"), "There is news again"),
    ],
)
def test_a_notice_says_what_is_the_matter_with_the_source(happening: Happening, says: str) -> None:
    assert subject_of(message(happening)) == f"The Agency: {says}"
    assert "says why" in text_of(message(happening), limit=30_000)
    assert "https://example.org/news" in html_of(message(happening), limit=30_000)


NASTY: Sequence[str] = (
    "Opens\r\nBcc: all@example.org",
    "Opens\u2028Bcc: all",
    "\x1b[2Jcleared",
    "turned \u202eround",
    "\x00nothing",
    "<script>alert(1)</script>",
)


@pytest.mark.parametrize("title", NASTY)
def test_a_title_cannot_break_out_of_its_line_or_into_html(title: str) -> None:
    told = message(new(title, title), edited(revision(title, "x"), revision(f"{title}!", title)))
    for happening in (new(title), edited(revision("x"), revision(title))):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]", subject_of(message(happening)))
    text, html = text_of(told, limit=30_000), html_of(told, limit=30_000)
    assert not re.search("[\x00-\x09\x0b-\x1f\u2028\u202e]", text + html)
    assert "<script" not in html
    assert all(line.startswith("    ") for line in text.splitlines() if line.lstrip().startswith(("Bcc", "[-Bcc")))


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    told = message(new("One", newer=revision("One", url="javascript:alert(1)"), page_url="ftp://example.org"))
    assert "javascript" not in html_of(told, limit=30_000) + text_of(told, limit=30_000)


@pytest.mark.parametrize("call", ["@everyone", "@here!", "<!channel>", "<@U123>", "@Room"])
def test_a_title_calls_nobody_in_a_chat(call: str) -> None:
    told = message(new(f"{call} look"))
    assert call not in subject_of(told) + text_of(told, limit=30_000)


def test_addresses_and_names_stay_as_they_are() -> None:
    told = message(new("Write to press@everyone.org, @agency, a<b"))
    assert "press@everyone.org, @agency, a<b" in text_of(told, limit=30_000)


def test_text_cannot_pass_for_another_entry() -> None:
    told = message(edited(revision("One", "a"), revision("One", "a\nRemoved: The law")))
    assert "\nRemoved" not in text_of(told, limit=30_000)


def test_what_has_no_room_is_counted() -> None:
    told = message(*(new(f"Item {number}", LONG) for number in range(100)))
    for limit in (500, 2000, 10_000):
        for write in (text_of, html_of):
            text = write(told, limit=limit)
            assert len(text) <= limit
            rest = re.search(r"And (\d+) more", text)
            assert rest
            assert int(rest[1]) == 100 - len(re.findall(r"New: Item", text)) > 0


def test_what_is_too_long_to_be_told_in_full_is_told_in_brief() -> None:
    changes = edited(revision("Fees", "a " * 3000), revision("Fees", "b c " * 1500))
    text = text_of(message(changes), limit=800)
    assert "Edited: Fees\n  https://example.org/item" in text
    assert "more" not in text


@settings(deadline=None)  # milliseconds, on a machine that is not busy
@given(st.text(max_size=200), st.text(max_size=200), st.integers(400, 3000))
def test_any_text_can_be_told_within_any_limit(title: str, text: str, limit: int) -> None:
    told = message(new(title, text), edited(revision(text, title), revision(title, text)))
    assert len(text_of(told, limit=limit)) <= limit
    assert len(html_of(told, limit=limit)) <= limit
    assert len(subject_of(told)) <= 150
    assert "\n" not in subject_of(told)


def test_programs_get_json_of_a_kind_that_says_what_it_is() -> None:
    body = msgspec.json.decode(json_of(message(new("One", LONG))))
    jsonschema.validate(body, json_schema("alert"))
    assert (body["type"], body["timestamp"]) == ("aimcrawl.alert", "2026-03-02T09:30:00Z")
    assert body["data"]["delivery"] == "the-number"
    (entry,) = body["data"]["entries"]
    assert (entry["kind"], entry["item"], entry["title"], entry["previous"]) == ("new", "abc", "One", None)
    assert len(entry["excerpt"]) <= 301
