"""Crawls that look wrong as a whole: they change nothing, and say why."""

from __future__ import annotations

from dataclasses import replace

from archive.reconcile import PageCoverage, Rules, reconcile

from .build import coverage, crawl, known, record, records


def many(count: int = 40) -> list:
    return [
        record(f"Report {n} on matter {n * 7 % 41}", f"2015-{1 + n % 12:02}-{1 + n % 28:02}") for n in range(count)
    ][::-1]


def test_no_items_where_there_were_some() -> None:
    pages = [PageCoverage(number=1, complete=True, records=0)]
    assert reconcile(known(records()), [], coverage([], pages=pages)).suspect == "no items, where 12 were expected"


def test_a_first_crawl_without_items_and_a_failed_page_are_not_suspect() -> None:
    pages = [PageCoverage(number=1, complete=True, records=0)]
    assert reconcile([], [], coverage([], pages=pages)).suspect is None
    failed = [PageCoverage(number=1, complete=False, records=0)]
    assert reconcile(known(records()), [], coverage([], pages=failed)).suspect is None


def test_far_fewer_than_expected() -> None:
    assert crawl(known(records()), records()[:5]).suspect == "5 items, where 12 were expected"
    assert crawl(known(records()), records()[:5], full=False, reached_end=False).suspect is None
    assert "expects 20 to 30" in (crawl(known(records()), records(), Rules(items=(20, 30))).suspect or "")


def test_dates_that_no_longer_parse() -> None:
    listed = [replace(one, published=None) if n % 2 else one for n, one in enumerate(records())]
    assert crawl(known(records()), listed).suspect == "6 of 12 items without a date, where items used to have one"
    undated = [replace(one, published=None) for one in records()]
    assert crawl(known(undated), undated).suspect is None


def test_a_large_share_of_at_least_twenty_items_edited_at_once() -> None:
    edited = [replace(one, text=f"Menu. {one.text}") if n % 2 else one for n, one in enumerate(many())]
    assert crawl(known(many()), edited).suspect == "20 of 40 items edited at once"
    few = [replace(one, text=f"Menu. {one.text}") for one in records()]
    assert crawl(known(records()), few).suspect is None


def test_quite_other_items_that_are_not_newer() -> None:
    menu = [record(f"Menu entry {n}", "2015-12-12", text=f"Opens section {n}.") for n in range(12)]
    assert "known again" in (crawl(known(records()), menu).suspect or "")


def test_a_list_of_the_newest_that_has_moved_on_is_not_suspect() -> None:
    newer = [
        replace(one, title=f"{n} {one.title[::-1]}", text="", published=f"2016-06-{28 - n}")
        for n, one in enumerate(records())
    ]
    said = crawl(known(records()), newer)
    assert said.suspect is None
    assert [change.kind for change in said.changes] == ["new"] * 12


def test_a_person_may_accept_it() -> None:
    said = crawl(known(records()), records()[:5], Rules(accept=True))
    assert said.suspect is None
    assert set(said.statuses.values()) == {"unlisted"}
    assert said.notes == ["accepted: 5 items, where 12 were expected"]
