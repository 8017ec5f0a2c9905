"""Pages as content management systems and themes write them, in several countries: read without help, then learned.

Each file in ``sites`` is a page whose repeated part stands between two comments; all texts are invented. What stands
around an item (by-lines, categories, share links, counts, the day of a change) is none of its date, title and text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from aimcrawl.reading.induction import Induced, induce
from aimcrawl.reading.induction.names import Worth, worth
from aimcrawl.reading.listing import ListingReading, read_listing
from aimcrawl.reading.page import read_page
from archive.records import Record

URL = "https://tarn.example/news/"
FETCHED = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
SITES = sorted(Path(__file__).with_name("sites").glob("*.html"))
UNDATED = {"How to report a pothole", "A story without a day"}
"""Items that stand on two of the pages besides, without a date."""
NAMELESS = {"old-asp-page"}
"""Lines in one font element of a table: nothing that a selector could hold on to."""
MARKED = re.compile(r"<!--(each|first|others|aside)-->(.*?)<!--end-->", re.DOTALL)
MONTHS = {
    "month": "January February March April May June July August September October November December",
    "monat": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "mois": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "mes": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "russian_month": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "arabic_month": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class News(NamedTuple):
    day: dt.date
    title: str
    slug: str
    teaser: str


FIRST = (
    News(dt.date(2026, 9, 4), "Harbour bridge closes for the winter", "bridge", "Engineers will renew the bearings."),
    News(dt.date(2026, 8, 21), "Three schools share one kitchen", "kitchen", "The meals are carried by bicycle."),
    News(dt.date(2026, 8, 2), "Museum finds letters of a lighthouse keeper", "letters", "They were behind a wall."),
    News(dt.date(2026, 6, 30), "A quiet year for the ferry", "ferry", "Fewer people crossed than in any year."),
    News(dt.date(2026, 5, 11), "Grants for hedges and ponds", "hedges", "Farmers may ask until the leaves fall."),
    News(dt.date(2026, 3, 17), "New director of the weather station", "director", "She has measured rain for long."),
)
SECOND = (
    News(dt.date(2026, 3, 1), "The library lends umbrellas", "umbrellas", "They come back, most of the time."),
    News(dt.date(2026, 2, 14), "Old mill turns again", "mill", "It grinds oats on Saturdays."),
    News(dt.date(2026, 1, 9), "Who owns the island in the lake", "island", "A court will hear three families."),
)


def rendered(site: Path, news: Sequence[News]) -> bytes:
    """Return the page with the repeated part for each item: for the first, the others, or (aside) the first four."""

    def repeated(match: re.Match[str]) -> str:
        which = {"each": news, "first": news[:1], "others": news[1:], "aside": news[:4]}[match[1]]
        return "".join(match[2].format_map(words(each)) for each in which)

    return MARKED.sub(repeated, site.read_text(encoding="utf-8")).encode()


def words(news: News) -> dict[str, object]:
    changed = news.day + dt.timedelta(days=40)
    months = {name: month.split()[news.day.month - 1] for name, month in MONTHS.items()}
    later = {f"changed_{name}": month.split()[changed.month - 1] for name, month in MONTHS.items()}
    return {
        **news._asdict(),
        **months,
        **later,
        "changed": changed,
        "mon": months["month"][:3],
        "arabic_day": f"{news.day.day} {months['arabic_month']} {news.day.year}".translate(ARABIC),
        "topic": f"Of {news.slug}",
        "start": news.title[:16],
        "age": (FETCHED.date() - news.day).days,
        "count": news.day.day * 113,
        "few": news.day.day % 7 + 2,
    }


def listed(site: Path, news: Sequence[News] = FIRST) -> ListingReading:
    return read_listing(rendered(site, news), URL, fetched_at=FETCHED)


def dated(records: Sequence[Record]) -> list[tuple[dt.date | None, str | None]]:
    return [(record.date, record.title) for record in records if record.title not in UNDATED]


def induced(site: Path) -> Induced | None:
    return induce(rendered(site, FIRST), URL, listed(site), name="Lower Tarn", fetched_at=FETCHED)


def names_in(found: Induced) -> Iterator[str]:
    listing, fields = found.profile.list, found.profile.fields
    for selector in (listing.within, listing.item, listing.group, fields.date, fields.title):
        yield from re.findall(r"[.#]([\w-]+)", selector or "")


def test_there_are_many_kinds_of_sites() -> None:
    assert len(SITES) >= 30


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.stem)
def test_every_item_is_read_with_its_date_and_title_and_no_other(site: Path) -> None:
    reading = listed(site)
    assert reading.kind == "list"
    assert dated(reading.items) == [(news.day, news.title) for news in FIRST]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.stem)
def test_each_item_leads_to_its_page(site: Path) -> None:
    by_title = {record.title: record.url for record in listed(site).items}
    for news in FIRST:
        names = (news.slug, f"{news.day:%j}")
        assert any(name in (by_title[news.title] or "") for name in names)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.stem)
def test_the_text_is_the_teaser_and_nothing_else(site: Path) -> None:
    page = rendered(site, FIRST).decode()
    texts = {record.title: record.text for record in listed(site).items}
    for news in FIRST:
        told = texts[news.title].removesuffix(" …")
        other = [line for line in told.split("\n\n") if line not in ("", news.teaser)]
        assert not [line for line in other if not re.match(r"\d+/\d+/\d{4} |Meeting: ", line)]  # days that are news
        assert (news.teaser in told) == (news.teaser in page)


@pytest.mark.parametrize("site", [site for site in SITES if site.stem not in NAMELESS], ids=lambda site: site.stem)
def test_what_was_learned_on_one_page_reads_another(site: Path) -> None:
    found = induced(site)
    assert found is not None
    assert found.agreement == 1.0
    records = read_page(rendered(site, SECOND), URL, found.profile, fetched_at=FETCHED).records
    assert dated(records) == [(news.day, news.title) for news in SECOND]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.stem)
def test_selectors_are_built_on_words_and_never_on_places_from_the_top(site: Path) -> None:
    found = induced(site)
    for name in names_in(found) if found else ():
        assert worth(name) is not Worth.NONE
    assert found is None or "nth-of-type" not in repr(found.profile)


def test_a_page_without_anything_to_hold_on_to_gives_no_profile() -> None:
    for site in SITES:
        assert (induced(site) is None) == (site.stem in NAMELESS)
