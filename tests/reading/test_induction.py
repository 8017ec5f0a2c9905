"""What is learned from page 1 is short, sound, proven on page 1, and reads the other pages as well."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markups import ITEMS, MARKUPS, PAGERS, invent, page

from aimcrawl.profiles import Profile, parse_profile
from aimcrawl.reading.induction import Induced, agreement, induce, write_profile
from aimcrawl.reading.induction.formats import format_of, order_of
from aimcrawl.reading.induction.names import Worth, worth
from aimcrawl.reading.listing import read_listing
from aimcrawl.reading.page import read_page
from aimcrawl.reading.pager import find_next, next_page
from archive.records import Record

URL = "http://news.example/news.php?pmenu=3"
PAGES = 6


def learn(html: bytes) -> Induced:
    reading = read_listing(html, URL)
    assert reading.root is not None
    found = induce(html, URL, reading, name="Example", pager=find_next(reading.root, URL))
    assert found is not None
    return found


def seen(record: Record) -> tuple[str | None, str | None, list[str]]:
    return record.published_raw, record.title, record.text.split("\n\n")


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_profile_is_proven_on_its_page_and_survives_its_file(markup: str) -> None:
    html = page(ITEMS, markup, number=1)
    found = learn(html)
    assert found.agreement == 1.0
    again = parse_profile(write_profile(found.profile, found.evidence))
    assert again == found.profile
    assert agreement(read_listing(html, URL).items, read_page(html, URL, again).records) == 1.0


@pytest.mark.parametrize("pager", ["numbers", "list"])
@pytest.mark.parametrize("markup", MARKUPS)
def test_what_was_learned_on_page_1_reads_the_others(markup: str, pager: str) -> None:
    choose = random.Random(f"{markup} {pager}")
    pages = [*(invent(choose, 5) for _ in range(PAGES - 1)), invent(choose, 1)]
    profile = learn(page(pages[0], markup, pager=pager, number=1, last=PAGES)).profile
    for number, items in enumerate(pages[1:], start=2):
        reading = read_page(page(items, markup, pager=pager, number=number, last=PAGES), URL, profile)
        assert [seen(record) for record in reading.records] == [(i.date, i.title, i.paragraphs) for i in items]


@pytest.mark.parametrize("pager", sorted(set(PAGERS) - {"none"}))
def test_the_pager_that_was_learned_walks_to_the_end(pager: str) -> None:
    profile = learn(page(ITEMS, "cards", pager=pager, number=1, last=4)).profile
    url, walked = URL, [1]
    while len(walked) < 9:
        root = read_page(page(ITEMS, "cards", pager=pager, number=walked[-1], last=4), url, profile).root
        following = next_page(profile.pager, root, url, walked[-1])
        if following is None or (pager == "of" and walked[-1] == 4):
            break  # "Page 4 of 4" has no link that shows the end: there the walk ends at a page with nothing new
        url = following
        walked.append(int(url.rpartition("=")[2]) + 1)
    assert walked == [1, 2, 3, 4]


def test_a_list_of_one_page_has_no_pager() -> None:
    found = learn(page(ITEMS, "cards", pager="none", number=1, last=1))
    assert found.profile.pager.kind == "none"
    assert 'kind = "none" # no link to another page' in write_profile(found.profile, found.evidence)


def profiles() -> list[Profile]:
    return [learn(page(ITEMS, markup, number=1)).profile for markup in MARKUPS]


def test_selectors_name_no_hash_and_no_place_from_the_top_of_the_page() -> None:
    for profile in profiles():
        selectors = [
            profile.list.within,
            profile.list.item,
            profile.list.group,
            profile.fields.date,
            profile.fields.title,
        ]
        for selector in filter(None, selectors):
            assert "css-" not in selector
            assert not re.search(r"(?<!td):nth-", selector)
            assert len(selector) < 60


def test_names_are_preferred_to_tags_and_places() -> None:
    found = learn(page(ITEMS, "cards", number=1)).profile
    assert (found.list.item, found.fields.date, found.fields.title) == (".card", ".card-date", ".card-title")
    found = learn(page(ITEMS, "articles", number=1)).profile
    assert (found.list.item, found.fields.date, found.fields.title) == ("article", "time::attr(datetime)", "h2")


def test_each_choice_has_its_evidence_in_the_file() -> None:
    found = learn(page(ITEMS, "list-items", number=1))
    text = write_profile(found.profile, found.evidence)
    assert 'formats = ["%d %B %Y"] # 5 of 5 parse' in text
    assert re.search(r'^item = ".news-list > li" # 5 on the first page$', text, re.MULTILINE)
    assert re.search(r'^kind = "parameter" # .+$', text, re.MULTILINE)
    assert re.search(r"^items_per_page = \[1, 10\] # 5 on the first page$", text, re.MULTILINE)
    assert list(parse_profile(text).__struct_fields__) == list(Profile.__struct_fields__)


def test_a_page_without_a_list_teaches_nothing() -> None:
    html = b"<h1>Contact</h1><p>Write to us.</p>"
    assert induce(html, URL, read_listing(html, URL), name="Example") is None


ODD = st.sampled_from(
    [
        "<x:y>",
        "</x:y>",
        "<my$tag>",
        "<div class='a\\9 [b] css-1x'>",
        "</div>",
        "<h3 id='1#.'>",
        "<p>",
        "<br>",
        "<tr><td>",
        "<i rel='ä'>",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ODD, min_size=1, max_size=8))
def test_odd_markup_teaches_something_or_nothing_but_raises_nothing(tags: list[str]) -> None:
    items = "".join(
        f"{''.join(tags)}{day} May 2016 <b>Title number {day}</b><p>Text of {day}</p>" for day in range(1, 6)
    )
    html = f"<html lang='en_GB!'><body>{items}".encode()
    found = induce(html, URL, read_listing(html, URL), name="Example")
    if found is not None:
        assert parse_profile(write_profile(found.profile, found.evidence)) == found.profile


def test_agreement_counts_the_records_that_are_alike_on_both_sides() -> None:
    one, two, three = (Record(position=n, title=str(n)) for n in range(3))
    assert agreement([one, two], [one, two]) == 1.0
    assert agreement([one, two], [two, three]) == 0.5
    assert agreement([one], [one, two]) == 0.5
    assert agreement([], []) == 0.0


@pytest.mark.parametrize("name", ["news-item", "card", "post", "entryDate", "NewsTitle", "views-row", "teaser"])
def test_a_name_with_a_meaning_is_the_best(name: str) -> None:
    assert worth(name) is Worth.MEANING


@pytest.mark.parametrize(
    "name", ["css-1x0k9q", "sc-bdVaJa", "jsx-2871293847", "post-1234", "first", "odd", "Qxzrtk", "a:b"]
)
def test_hashes_states_and_numbers_are_no_names(name: str) -> None:
    assert worth(name) is Worth.NONE


@pytest.mark.parametrize("name", ["col-md-6", "mt-4", "row", "text-center", "d-flex"])
def test_a_name_that_says_how_things_look_is_the_last(name: str) -> None:
    assert worth(name) >= Worth.LOOKS


@pytest.mark.parametrize(
    ("written", "pattern", "order"),
    [
        ([("13 April 2016", "2016-04-13"), ("7 May 2016", "2016-05-07")], "%d %B %Y", None),
        ([("Apr 13, 2016", "2016-04-13")], "%b %d, %Y", None),
        ([("03/04/2016", "2016-04-03")], "%d/%m/%Y", "dmy"),
        ([("03/04/2016", "2016-03-04")], "%m/%d/%Y", "mdy"),
        ([("Posted 03/04/2016", "2016-03-04")], None, "mdy"),
        ([("April 2016", "2016-04")], "%B %Y", None),
        ([("13. dubna 2016", "2016-04-13")], None, None),
        ([], None, None),
    ],
)
def test_the_format_is_the_one_that_reads_every_date(
    written: list[tuple[str, str]], pattern: str | None, order: str | None
) -> None:
    assert format_of(written) == pattern
    assert order_of(written) == order


ROWS = "".join(
    f"<tr><td>2024/{n:02}</td><td><a href=/d/{n}>Decision on the harbour of {name}</a></td><td>{n} May 2024</td></tr>"
    for n, name in enumerate(("Tarn", "Weir", "Oak", "Mill"), start=3)
)
HEAD = "<tr><th>No.</th><th>Title</th><th>Day</th></tr>"
YEARS = "<tr><td>2023</td><td><a href=/2023>all of 2023</a></td><td>2022</td></tr>"
TABLES = {
    "a row of cells as head": f"<table><tr><td>No.</td><td>Title</td><td>Day</td></tr>{ROWS}</table>",
    "another table": f"<table>{HEAD}{ROWS}</table><table>{YEARS}</table>",
}


@pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES)
def test_rows_are_told_from_heads_and_from_those_of_other_tables(tables: str) -> None:
    html = f"<html><body><h1>Decisions</h1>{tables}</body></html>".encode()
    found = learn(html)
    assert found.agreement == 1.0
    records = read_page(html.replace(b"Decision on", b"Notice of"), URL, found.profile).records
    assert [(record.published, (record.title or "")[:9]) for record in records] == [
        (f"2024-05-{day:02}", "Notice of") for day in (3, 4, 5, 6)
    ]
