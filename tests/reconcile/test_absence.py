"""What the absence of an item proves: mostly nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from archive.reconcile import Coverage, KnownItem, PageCoverage, Reconciliation, Rules, reconcile
from archive.records import Record

from .build import BEFORE, coverage, crawl, events, known, record, records, sightings


def without(*gone: int) -> list[Record]:
    return [one for n, one in enumerate(records()) if n not in gone]


def absent_once(*indexes: int) -> list[KnownItem]:
    items = known(records())
    for n in indexes:
        items[n] = replace(items[n], status="missing", absences=1)
    return items


def walked(listed: list[Record], size: int = 5, **pages: tuple[bool, int]) -> Reconciliation:
    """Reconcile a second crawl in which pages named ``p1``, ``p2`` … ended otherwise: whether complete, records."""
    listing = sightings(listed, size)
    whole: Coverage = coverage(listing)
    changed = [
        PageCoverage(number=p.number, complete=pages[f"p{p.number}"][0], records=pages[f"p{p.number}"][1])
        if f"p{p.number}" in pages
        else p
        for p in whole.pages
    ]
    return reconcile(absent_once(2), listing, replace(whole, pages=changed), Rules())


def test_once_absent_is_missing_twice_is_removed() -> None:
    first = crawl(known(records()), without(6))
    assert (first.changes, first.statuses, first.absences) == ([], {"g": "missing"}, {"g": 1})
    second = crawl(absent_once(6), without(6))
    assert events(second) == [("removed", "g", ())]
    assert second.changes[0].last_seen == BEFORE
    assert second.statuses == {"g": "removed"}


def test_how_many_absences_a_removal_needs_can_be_set() -> None:
    assert events(crawl(known(records()), without(6), Rules(confirm_removals=1))) == [("removed", "g", ())]
    assert crawl(absent_once(6), without(6), Rules(confirm_removals=3)).changes == []


def test_the_top_of_the_list_is_a_neighbour_too() -> None:
    assert events(crawl(absent_once(0), without(0))) == [("removed", "a", ())]
    listed = [record("Fresh", "2016-05-01"), *without(0)]
    assert events(crawl(absent_once(0), listed)) == [("new", 0, ()), ("removed", "a", ())]


def test_coming_back_ends_an_absence() -> None:
    said = crawl(absent_once(6), records())
    assert (said.changes, said.statuses, said.absences) == ([], {"g": "present"}, {"g": 0})


def test_a_removed_item_that_comes_back_is_restored_even_if_edited() -> None:
    items = known(records())
    items[6] = replace(items[6], status="removed", absences=2)
    assert events(crawl(items, records())) == [("restored", "g", ())]
    listed = records()
    listed[6] = replace(listed[6], text=listed[6].text + " Now open again.")
    assert events(crawl(items, listed)) == [("restored", "g", ("text",))]


def test_what_the_end_of_the_list_no_longer_reaches_is_unlisted() -> None:
    said = crawl(absent_once(), [record("Fresh", "2016-05-01"), *records()[:10]])
    assert (events(said), said.statuses) == ([("new", 0, ())], {"k": "unlisted", "l": "unlisted"})
    items = [replace(item, status="unlisted") if item.id in "kl" else item for item in known(records())]
    assert crawl(items, records()).statuses == {"k": "present", "l": "present"}


def test_what_an_early_stop_did_not_reach_keeps_its_state() -> None:
    said = crawl(known(records()), records()[:5], full=False, reached_end=False)
    assert (said.changes, said.statuses, said.absences) == ([], {}, {})


def test_an_early_stopped_crawl_counts_absence_but_asks_for_a_sweep_before_it_says_removed() -> None:
    once = crawl(known(records()), without(2)[:5], full=False, reached_end=False)
    assert (once.absences, once.sweep) == ({"c": 1}, True)
    twice = crawl(absent_once(2), without(2)[:5], full=False, reached_end=False)
    assert (twice.changes, twice.absences, twice.sweep) == ([], {"c": 2}, True)


@pytest.mark.parametrize(
    "pages",
    [
        {"p1": (False, 5)},  # failed or cut
        {"p1": (True, 3)},  # shorter than its siblings
        {"p2": (False, 5)},  # elsewhere: the item may have moved there
    ],
)
def test_a_page_that_was_not_whole_proves_nothing(pages: dict[str, Any]) -> None:
    assert walked(without(2), **pages).changes == []


def test_a_whole_walk_proves_it() -> None:
    assert events(walked(without(2))) == [("removed", "c", ())]


def test_an_empty_page_between_proves_nothing() -> None:
    listing = [seen for seen in sightings(records()) if seen.page != 2]
    pages = [PageCoverage(number=n, complete=True, records=r) for n, r in ((1, 5), (2, 0), (3, 2))]
    said = reconcile(absent_once(5, 6, 7, 8, 9), listing, coverage(listing, pages=pages), Rules())
    assert (said.changes, said.absences) == ([], {})


def test_a_page_that_was_always_smaller_is_not_short() -> None:
    listed = without(2)
    listing = [replace(seen, page=1 if n < 3 else 2 + (n - 3) // 5) for n, seen in enumerate(sightings(listed))]
    assert reconcile(absent_once(2), listing, coverage(listing), Rules()).changes == []
    said = reconcile(absent_once(2), listing, coverage(listing), Rules(page_sizes={1: 3, 2: 5}))
    assert events(said) == [("removed", "c", ())]


def test_a_border_that_moved_or_was_not_checked_proves_nothing() -> None:
    slipped = without(5)  # the first of page 2: it may have slipped to page 1 between the two requests
    assert crawl(absent_once(5), slipped, moved=[2]).absences == {}
    unchecked = crawl(absent_once(5), slipped, checked=[])
    assert (unchecked.absences, list(unchecked.recheck)) == ({}, [2])
    assert events(crawl(absent_once(5), slipped, checked=[2])) == [("removed", "f", ())]


def test_a_crawler_that_cannot_check_borders_needs_one_crawl_more() -> None:
    items = absent_once(5)
    assert crawl(items, without(5), checked=None).changes == []
    items[5] = replace(items[5], absences=2)
    assert events(crawl(items, without(5), checked=None)) == [("removed", "f", ())]


def test_a_page_that_repeats_the_end_of_the_one_before_shows_that_nothing_slipped() -> None:
    listed = without(5)
    said = crawl(absent_once(5), [*listed[:5], listed[4], *listed[5:]], checked=[])
    assert events(said) == [("removed", "f", ())]


def test_a_lone_old_item_further_up_does_not_prove_a_long_gap() -> None:
    listed = [*records()[:3], records()[11]]
    assert crawl(known(records()), listed, full=False, reached_end=False).absences == {}


def test_an_item_that_only_moved_is_not_absent() -> None:
    listed = [*records()[:2], records()[9], *records()[2:9], *records()[10:]]
    said = crawl(known(records()), listed)
    assert (said.changes, said.absences) == ([], {})
    assert list(said.places) == ["j"]


@pytest.mark.parametrize(("published", "status"), [("2016-03-20", "removed"), ("2016-03-18", "unlisted")])
def test_near_the_end_of_a_list_of_the_newest_a_corrected_date_may_have_carried_an_item_past_it(
    published: str, status: str
) -> None:
    newest = [replace(one, published=published) if n == 4 else one for n, one in enumerate(records(6))]
    items = [replace(item, status="missing", absences=1) if item.id == "e" else item for item in known(newest)]
    fallen = replace(items[5], id="x", status="unlisted", place=0.0)
    assert crawl([*items, fallen], [*newest[:4], newest[5]]).statuses == {"e": status}


def test_an_item_whose_words_stand_elsewhere_under_another_date_is_not_removed() -> None:
    items = absent_once(8)
    again = replace(records()[8], published="2016-04-20")
    items += [replace(known([again])[0], id="z", place=99.0)]
    said = crawl(items, [again, *without(8)])
    assert (said.changes, said.absences) == ([], {})
    assert "i is absent, but may have become z: merge them if it has" in said.notes


def test_an_item_that_came_when_another_like_it_went_keeps_it_from_being_removed() -> None:
    came = record("Audit fees are now frozen", "2016-02-24", text="Quite another text about what audits cost.")
    listed = [*records()[:7], came, *records()[8:]]
    items = [replace(item, met_until=BEFORE) for item in absent_once(7)]
    heir = replace(known([came])[0], id="z", place=4.5, first_seen=BEFORE + dt.timedelta(hours=1))
    assert crawl([*items, heir], listed).changes == []
    old = replace(heir, first_seen=BEFORE - dt.timedelta(days=9))
    assert events(crawl([*items, old], listed)) == [("removed", "h", ())]
