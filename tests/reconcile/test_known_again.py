"""Which sighting is which item."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.reconcile import Reconciliation, Rules, reconcile

from .build import coverage, crawl, events, known, record, records, sightings, text_of


def rule_of(said: Reconciliation, item: str) -> str:
    return next(match.rule for match in said.matches if match.item == item)


def test_the_first_crawl_makes_every_sighting_a_new_item_in_the_order_of_the_list() -> None:
    said = crawl([], records())
    assert [change.kind for change in said.changes] == ["new"] * 12
    assert sorted(said.places, key=said.places.get, reverse=True) == list(range(12))
    assert set(said.revised) == set(range(12))


def test_the_same_state_again_says_nothing() -> None:
    said = crawl(known(records()), records())
    assert (said.changes, said.statuses, said.absences, said.places, said.revised) == ([], {}, {}, {}, {})


def test_input_in_any_order_gives_the_same() -> None:
    items = known(records())
    assert crawl(items[::-1], records()[1:]) == crawl(items, records()[1:])


@pytest.mark.parametrize(
    ("mended", "fields", "rule"),
    [
        ({"title": "Toolkit for fruit packers translated"}, ("title",), "likeness"),
        ({"title": "A handbook in five languages"}, ("title",), "likeness"),
        ({"published": "2016-03-08"}, ("published",), "likeness"),
        (
            {"text": "Quite other words stand here since today, and none of those that stood here."},
            ("text",),
            "likeness",
        ),
        ({"text": text_of("Toolkit for packers translated") + " Corrected."}, ("text",), "date-title"),
        (
            {
                "title": "Toolkit for packers is translated",
                "published": "2016-03-10",
                "text": text_of("The toolkit for packers"),
            },
            ("title", "published", "text"),
            "likeness",
        ),
    ],
)
def test_an_item_keeps_its_identity_whatever_is_mended(
    mended: dict[str, str], fields: tuple[str, ...], rule: str
) -> None:
    listed = records()
    listed[5] = replace(listed[5], **mended)
    said = crawl(known(records()), listed)
    assert events(said) == [("edited", "f", fields)]
    assert rule_of(said, "f") == rule


def test_an_item_that_moved_and_was_mended_is_known_by_likeness() -> None:
    listed = records()
    moved = replace(listed.pop(7), title="Audit fees are frozen again", published="2016-04-12")
    said = crawl(known(records()), [listed[0], moved, *listed[1:]])
    assert events(said) == [("edited", "h", ("title", "published"))]
    assert 11.0 < said.places["h"] < 12.0


def test_newer_items_push_others_to_another_page_and_nothing_else_is_said() -> None:
    said = crawl(known(records()), [record("Brand new", "2016-05-01"), record("Newer still", "2016-05-02"), *records()])
    assert events(said) == [("new", 0, ()), ("new", 1, ())]
    assert said.places[0] > said.places[1] > 12.0


def test_two_items_of_one_day_and_title_stay_two() -> None:
    first = record("Newsletter", text="Read what the winter brought to the hills.")
    second = record("Newsletter", text="Six courses start in March; the fees are unchanged.")
    rest = records(6)
    assert crawl(known([first, second, *rest]), [first, second, *rest]).changes == []
    edited = replace(second, text="Seven courses start in March; the fees are unchanged.")
    assert events(crawl(known([first, second, *rest]), [first, edited, *rest])) == [("edited", "b", ("text",))]
    assert events(crawl(known([first, *rest]), [first, second, *rest])) == [("new", 1, ())]


def test_an_address_that_many_items_share_tells_none_of_them() -> None:
    listed = [replace(one, url="https://example.org/more") for one in records()]
    said = crawl(known(listed), [record("Fresh", "2016-05-01", url="https://example.org/more"), *listed])
    assert events(said) == [("new", 0, ())]
    assert {match.rule for match in said.matches} == {"content"}


def test_an_own_address_tells_an_item_whatever_it_says_now() -> None:
    listed = [replace(one, url=f"https://example.org/{n}") for n, one in enumerate(records())]
    now = [*listed]
    now[3] = replace(now[3], title="Course at the quay is over", published="2016-03-20")
    said = crawl(known(listed), now)
    assert (rule_of(said, "d"), events(said)) == ("link", [("edited", "d", ("title", "published"))])


def test_an_address_where_something_quite_different_stands_is_another_item() -> None:
    latest = "https://example.org/latest"
    listed = [replace(records()[0], url=latest), *records()[1:]]
    other = record(
        "Marine biology for beginners", "2016-06-01", url=latest, text="Squid, kelp and plankton. Bring boots."
    )
    said = crawl(known(listed), [other, *listed[1:]])
    assert events(said) == [("new", 0, ())]
    assert any("quite different" in note for note in said.notes)


def test_the_next_of_a_series_is_a_new_item() -> None:
    months = ["June", "May", "April", "March", "February", "January"]
    issues = [
        record(f"Newsletter {month} issue", f"2016-{6 - n:02}-03", text=f"The {month} issue of the newsletter is out.")
        for n, month in enumerate(months)
    ]
    said = crawl(known(issues[1:]), issues[:3], reached_end=False, full=False)
    assert events(said) == [("new", 0, ())]
    assert {match.item for match in said.matches} == {"a", "b"}


def test_what_cannot_be_told_apart_becomes_new_and_a_note_says_so() -> None:
    one, other = (
        record("Notice", text=f"The gate on the {side} side stays shut until noon on Friday.")
        for side in ("east", "west")
    )
    between = record("Notice", text="The gate on the     side stays shut until noon on Friday.")
    rest = records(8)
    said = crawl(known([*rest[:4], one, other, *rest[4:]]), [*rest[:4], between, *rest[4:]])
    assert [change.kind for change in said.changes] == ["new"]
    assert any("more than one" in note for note in said.notes)


def test_met_twice_in_one_crawl_is_met_once() -> None:
    listed = records()
    said = crawl(known(listed), [*listed[:5], listed[4], *listed[5:]])
    assert (events(said), list(said.duplicates)) == ([], [5])


def test_an_item_pinned_on_every_page_is_one() -> None:
    pinned, *rest = records(9)
    said = crawl([], [pinned, *rest[:4], pinned, *rest[4:]])
    assert (len(said.changes), list(said.duplicates)) == (9, [5])


def test_the_same_words_twice_on_one_page_are_two_items() -> None:
    said = crawl([], [record("Closed today", text=""), record("Closed today", text="")])
    assert [change.kind for change in said.changes] == ["new", "new"]


def test_every_match_says_why() -> None:
    listed = records()
    listed[2] = replace(listed[2], title="Wage survey covers ten ports")
    said = crawl(known(records()), listed)
    why = next(match for match in said.matches if match.item == "c")
    assert "title" in why.why
    assert 0.8 < why.score < 1


def test_items_that_a_person_merged_are_one() -> None:
    listed = records()
    items = known(listed)
    rules = Rules(merged={"c": "b"})
    both = crawl(items, listed, rules)
    assert (both.changes, list(both.duplicates)) == ([], [2])
    only_merged = crawl(items, [listed[0], *listed[2:]], rules)
    assert (only_merged.changes, only_merged.statuses) == ([], {})
    assert rule_of(only_merged, "b") == "person"


def test_places_stay_distinct_however_often_something_is_put_between_two_items() -> None:
    items = known(records(2))
    listed = records(2)
    for turn in range(60):
        listed.insert(1, record(f"Item number {turn} of many", "2016-04-10", text=f"{turn} " * 9))
        listing = sightings(listed, size=100)
        said = reconcile(items, listing, coverage(listing))
        places = {item.id: item.place for item in items} | {k: v for k, v in said.places.items() if isinstance(k, str)}
        items = [replace(item, place=places[item.id]) for item in items]
        items += known([listed[1]], id=f"n{turn}", place=said.places[1])
        order = [item.listed.title for item in sorted(items, key=lambda item: -item.place)]
        assert order == [one.title for one in listed]


def test_places_given_anew_do_not_meet_those_of_items_that_the_crawl_did_not_reach() -> None:
    deep = [replace(item, id=f"d{n}", place=1000.0 - n) for n, item in enumerate(known(records(1) * 400))]
    crowded = [replace(item, place=2000.0 + n * 1e-9) for n, item in enumerate(known(records(6)[::-1]))]
    listed = [
        records(6)[0],
        record("Put between", "2016-04-10", text="Between two that stand very close."),
        *records(6)[1:],
    ]
    said = crawl([*crowded, *deep], listed, full=False, reached_end=False)
    assert events(said) == [("new", 1, ())]
    places = {item.id: item.place for item in [*crowded, *deep]} | dict(said.places)
    assert len(set(places.values())) == len(places)
    top = sorted(places, key=lambda key: -places[key])[:7]
    assert top == ["f", 1, "e", "d", "c", "b", "a"]
