"""What counts as an edit, what as a trifle, and what as no change at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from archive.reconcile import Coverage, PageCoverage, Rules, Sighting, reconcile
from archive.records import Link, Record

from .build import NOW, coverage, crawl, events, known, records, sightings, text_of

URL = "https://example.org/news/{n}?lang=en"


def with_parts(**parts: Any) -> list[Record]:
    listed = [replace(one, url=URL.format(n=n), html=f"<p>{one.text}</p>") for n, one in enumerate(records())]
    listed[4] = replace(listed[4], **parts)
    return listed


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"title": "Board  elects two\u00a0directors"}, "title"),
        ({"text": text_of("Board elects two directors").replace("; ", ";  ")}, "text"),
        ({"html": f"<p><em>{text_of('Board elects two directors')}</em></p>"}, "text"),
        ({"url": "https://example.org/archive/board-elects"}, "url"),
        ({"published": "2016-03-16T10:30"}, "published"),
    ],
)
def test_a_trifle_is_kept_as_a_revision_and_marked(parts: dict[str, Any], field: str) -> None:
    said = crawl(known(with_parts()), with_parts(**parts))
    assert [(c.kind, c.fields, c.trivial) for c in said.changes] == [("edited", (field,), True)]
    assert said.revised == {4: with_parts(**parts)[4]}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('Growers say "no" to fees', "Growers say “no” to fees"),
        ("A plan - at last", "A plan — at last"),
        ("It's out", "It\u2019s out"),
    ],
)
def test_quotes_and_dashes_are_trifles(before: str, after: str) -> None:
    said = crawl(known(with_parts(title=before)), with_parts(title=after))
    assert [(c.fields, c.trivial) for c in said.changes] == [(("title",), True)]


@pytest.mark.parametrize(
    "parts",
    [
        {"html": f"<p id=z9 class='x y'><span>{text_of('Board elects two directors')}</span><!-- 81 --></p>"},
        {"url": "http://www.example.org/news/4/?lang=en&PHPSESSID=8e1f&hits=412#top"},
        {"published_raw": "16/03/2016"},
        {"position": 3},
    ],
)
def test_noise_is_no_change_at_all(parts: dict[str, Any]) -> None:
    said = crawl(known(with_parts()), with_parts(**parts))
    assert (said.changes, said.revised) == ([], {})


def test_a_session_of_any_name_in_all_links_is_no_change() -> None:
    before, after = ([replace(one, url=f"{one.url}&zz={visit}") for one in with_parts()] for visit in ("a1", "b2"))
    said = crawl(known(before), after)
    assert (said.changes, {match.rule for match in said.matches}) == ([], {"link"})


@pytest.mark.parametrize(
    ("after", "fields", "trivial"),
    [
        (("https://example.org/b.pdf", "https://example.org/a.pdf"), ("links",), True),
        (("https://files.example.org/2016/a.pdf", "https://example.org/b.pdf"), ("links",), True),
        (("https://example.org/a-v2.pdf", "https://example.org/b.pdf"), ("links",), False),
        (("https://example.org/a.pdf",), ("links",), False),
        (("https://example.org/a.pdf?sid=77", "https://example.org/b.pdf#p2"), (), False),
    ],
)
def test_links_inside_an_item(after: tuple[str, ...], fields: tuple[str, ...], trivial: bool) -> None:
    before = ("https://example.org/a.pdf", "https://example.org/b.pdf")
    old, new = (with_parts(links=tuple(map(Link, links))) for links in (before, after))
    said = crawl(known(old), new)
    assert [(c.fields, c.trivial) for c in said.changes] == ([(fields, trivial)] if fields else [])


def test_a_date_worded_by_the_clock_runs_on_without_being_edited() -> None:
    old = with_parts(published="2016-03-16T20:00", published_raw="3 hours ago")
    new = with_parts(published="2016-03-17", published_raw="yesterday")
    assert crawl(known(old), new).changes == []


def test_the_record_at_the_end_of_a_cut_page_is_not_believed() -> None:
    listed = records()
    half = replace(listed[4], text=listed[4].text[:30])
    listing = sightings([*listed[:4], half, *listed[5:]])
    pages = [PageCoverage(number=n, complete=n != 1, records=r) for n, r in ((1, 5), (2, 5), (3, 2))]
    said = reconcile(known(listed), listing, coverage(listing, pages=pages))
    assert (said.changes, said.revised, list(said.cut)) == ([], {}, [4])
    assert [match.sighting for match in said.matches] == list(range(12))
    unknown = reconcile(known(listed[:4] + listed[5:]), listing, coverage(listing, pages=pages))
    assert (unknown.changes, list(unknown.cut)) == ([], [4])


def detailed(listed: Record, text: str) -> tuple[Sighting, Coverage]:
    detail = replace(listed, text=text) if text else None
    listing = [Sighting(page=1, listed=listed, detail=detail, seen_at=NOW)]
    return listing[0], coverage(listing)


def test_a_detail_page_read_for_the_first_time_makes_a_revision_without_an_event() -> None:
    teaser = replace(records()[0], text="Orchard audits begin …")
    seen, whole = detailed(teaser, "Orchard audits begin in spring, and end in June.")
    said = reconcile(known([teaser]), [seen], whole)
    assert said.changes == []
    assert said.revised[0].text == "Orchard audits begin in spring, and end in June."


def test_a_detail_page_is_compared_with_the_last_detail_page() -> None:
    teaser = replace(records()[0], text="Orchard audits begin …")
    item = replace(known([teaser])[0], has_detail=True, content=replace(teaser, text="They begin in May."))
    assert reconcile([item], *map_one(detailed(teaser, "They begin in May."))).changes == []
    edited = reconcile([item], *map_one(detailed(teaser, "They begin in July.")))
    assert events(edited) == [("edited", "a", ("text",))]
    assert edited.revised[0].text == "They begin in July."


def test_a_new_teaser_asks_for_the_detail_page_and_a_new_title_is_an_edit_of_the_kept_text() -> None:
    teaser = replace(records()[0], text="Orchard audits begin …")
    item = replace(known([teaser])[0], has_detail=True, content=replace(teaser, text="They begin in May."))
    retold = reconcile([item], *map_one(detailed(replace(teaser, text="Other words"), "")))
    assert (retold.changes, list(retold.refetch)) == ([], [0])
    retitled = reconcile([item], *map_one(detailed(replace(teaser, title="Orchard audits begin in May"), "")))
    assert events(retitled) == [("edited", "a", ("title",))]
    assert (retitled.revised[0].title, retitled.revised[0].text) == (
        "Orchard audits begin in May",
        "They begin in May.",
    )


def test_where_items_have_no_pages_of_their_own_a_new_teaser_is_all_that_is_told_of_a_text() -> None:
    teaser = replace(records()[0], text="Orchard audits begin …")
    item = replace(known([teaser])[0], has_detail=True, content=replace(teaser, text="Orchard audits begin in May."))
    other = replace(teaser, text="Nothing begins before the summer")
    told = reconcile([item], *map_one(detailed(other, "")), Rules(own_pages=False))
    assert (events(told), list(told.refetch)) == ([("edited", "a", ("text",))], [])
    assert told.revised[0].text == "Nothing begins before the summer"
    for same in ("Orchard audits …", "", "Orchard audits begin in May. Read more"):
        seen = detailed(replace(teaser, text=same), "")
        said = reconcile([item], *map_one(seen), Rules(own_pages=False))
        assert (said.changes, list(said.refetch)) == ([], [])


def test_an_entry_that_only_begins_the_list_s_text_takes_its_place_not_and_a_page_of_its_own_does() -> None:
    whole = replace(records()[0], text="Orchard audits begin in May. They are to end in June, says the office.")
    seen, cover = detailed(whole, "Orchard audits begin in May. Read more of it at the office")
    said = reconcile(known([whole]), [replace(seen, is_entry=True)], cover)
    assert (said.changes, dict(said.revised)) == ([], {})
    own = reconcile(known([whole]), [seen], cover)
    assert own.revised[0].text == "Orchard audits begin in May. Read more of it at the office"


def map_one(pair: tuple[Sighting, Coverage]) -> tuple[list[Sighting], Coverage]:
    return [pair[0]], pair[1]


def rebuilt(listed: list[Record]) -> list[Record]:
    """Another layout: teasers, permalinks, other markup, the date worded otherwise."""
    return [
        replace(
            one,
            url=f"https://new.example.org/{n}",
            text=" ".join(one.text.split()[:7]) + "… Read more",
            html=f"<article><h3>{one.title}</h3></article>",
            published_raw="",
            links=(),
        )
        for n, one in enumerate(listed)
    ]


def test_a_rebuilt_site_is_no_edit_but_the_address_is_kept() -> None:
    said = crawl(known(records()), rebuilt(records()), Rules(new_epoch=True))
    assert (said.changes, said.statuses, len(said.matches)) == ([], {}, 12)
    assert said.revised[3] == replace(
        rebuilt(records())[3], **{n: getattr(records()[3], n) for n in ("text", "html", "links")}
    )


def test_what_changed_in_truth_on_a_rebuilt_site_is_said() -> None:
    now = rebuilt(records())
    now[2] = replace(now[2], title="Wage survey covers ten ports")
    now[6] = replace(now[6], published="2016-03-03")
    said = crawl(known(records()), now, Rules(new_epoch=True))
    assert events(said) == [("edited", "c", ("title",)), ("edited", "g", ("published",))]


def test_an_item_that_missed_the_first_crawl_of_the_new_layout_is_compared_across_epochs_too() -> None:
    items = known(records(), other_epoch=True)
    assert crawl(items, rebuilt(records())).changes == []


def test_after_a_rebuild_the_list_is_compared_with_itself_again() -> None:
    items = [replace(item, content=one) for item, one in zip(known(rebuilt(records())), records(), strict=True)]
    assert crawl(items, rebuilt(records())).changes == []


def test_a_teaser_never_takes_the_place_of_the_text_that_is_known() -> None:
    items = [replace(item, content=one) for item, one in zip(known(rebuilt(records())), records(), strict=True)]
    now = rebuilt(records())
    now[2] = replace(now[2], title="Wage survey covers ten ports", text="In other words…")
    said = crawl(items, now)
    assert (events(said), list(said.refetch)) == ([("edited", "c", ("title",))], [2])
    assert said.revised[2].text == records()[2].text


def test_the_detail_page_of_a_new_layout_is_what_the_next_is_compared_with() -> None:
    old = records()[0]
    shorter = old.text.split(". ")[0] + "."
    item = replace(known([old])[0], has_detail=True)
    seen, whole = detailed(replace(old, text="", url="https://new.example.org/1"), shorter)
    said = reconcile([item], [seen], whole, Rules(new_epoch=True))
    assert said.changes == []
    later = replace(item, listed=seen.listed, content=said.revised[0])
    assert reconcile([later], [seen], whole).changes == []


def test_a_date_that_only_the_detail_page_has_can_be_edited() -> None:
    listed = replace(records()[0], published=None, text="")
    detail = replace(records()[0], text="In full.")
    item = replace(known([listed])[0], has_detail=True, content=detail)
    seen = Sighting(page=1, listed=listed, detail=replace(detail, published="2016-04-15"), seen_at=NOW)
    assert events(reconcile([item], [seen], coverage([seen]))) == [("edited", "a", ("published",))]
