"""Rows of page numbers (``1 2 3 … 26``): which page this one is, and which link bears the next number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from aimcrawl.reading.addresses import canonical_url
from aimcrawl.reading.pager.count import Count, Series, count_between, series_of
from aimcrawl.reading.pager.links import PageLink, in_pager, out_of_place
from aimcrawl.reading.pager.words import number_on

__all__ = ["Row", "rows_of"]

_REACH = 5  # how far above its links a row's container is looked for
_MOST_NUMBERS = 15  # in a row of page numbers; a calendar has more
_LEAST_YEAR = 1900  # pages that are numbered so high without a count in their addresses are not known
_CURRENT = re.compile(
    r"(?:^|[\s_-])(?:current|currentpage|active|selected|on|cur|this|here|actual)(?:$|[\s_-])", re.IGNORECASE
)
_LONE_NUMBER = re.compile(r"\D*(\d{1,5})\D*")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of page numbers: its links, the element that holds them, and the number of this page where it shows."""

    links: tuple[PageLink, ...]
    container: HtmlElement
    series: Series | None
    current: int | None

    @property
    def next(self) -> PageLink | None:
        """The link that bears the number after this page's; None on the last page."""
        return None if self.current is None else self.link(self.current + 1)

    def link(self, number: int) -> PageLink | None:
        """Return the link that bears ``number``."""
        return next((link for link in self.links if link.number == number), None)


def rows_of(links: Sequence[PageLink], here: str) -> list[Row]:
    """Return the rows of page numbers among the links of the page at ``here``, those with a known series first."""
    rows = [_row(container, group, here) for container, group in _groups(links)]
    return sorted((row for row in rows if row), key=lambda row: row.series is None)


def _groups(links: Sequence[PageLink]) -> Iterator[tuple[HtmlElement, list[PageLink]]]:
    """Bring numbers together under the lowest element that holds two of them; a single one under what is near it."""
    held: dict[HtmlElement, list[PageLink]] = defaultdict(list)
    above = {link.element: list(islice(link.element.iterancestors(), _REACH)) for link in links}
    for link in links:
        for element in above[link.element]:
            held[element].append(link)
    several = {element for element, inside in held.items() if len({link.number for link in inside}) > 1}
    groups: dict[HtmlElement, list[PageLink]] = defaultdict(list)
    for link in links:
        near = above[link.element]
        shared = (element for element in near if element in several)
        groups[next(shared, near[min(1, len(near) - 1)])].append(link)
    yield from groups.items()


def _row(container: HtmlElement, links: list[PageLink], here: str) -> Row | None:
    """Make a row of the links if they are one: in a pager, or with addresses that count as the numbers do."""
    if out_of_place(links[0].element):
        return None
    counts = [(link.number, count) for link in links if link.number and (count := count_between(here, link.url))]
    series = series_of(counts) if counts else None
    before = next((count.before for _, count in counts if count.before is not None), None)
    addressed = series.number(before) if series and before is not None else None
    told = addressed if addressed and _fits(addressed, {link.number for link in links if link.number}) else None
    marked = told or _marked(container, links, here)
    if not _trusted(links, series, counts, marked):
        return None
    current = marked or _missing(links) or addressed or _uncounted(links, counts)
    return Row(tuple(links), container, series, current)


def _trusted(links: list[PageLink], series: Series | None, counts: list[tuple[int, Count]], marked: int | None) -> bool:
    """Tell whether numbers are page numbers: by their addresses, by their pager, or as a few with this one marked."""
    if series is not None:
        return len(links) > 1 or in_pager(links[0].element) or counts[0][1].named
    numbers = [link.number or 0 for link in links]
    known = {number for number in (*numbers, marked or 0) if 0 < number < _LEAST_YEAR}
    if len(links) == 1 or not any(number + 1 in known for number in known):
        return False
    few = len(links) <= _MOST_NUMBERS and numbers[-1] < _LEAST_YEAR and numbers == sorted(numbers)
    return in_pager(links[0].element) or (marked is not None and few)


def _marked(container: HtmlElement, links: list[PageLink], here: str) -> int | None:
    """Return the number that is marked as this page: by its class, by leading here, or by being no link at all."""
    numbers = {link.number for link in links if link.number}
    called = {
        number
        for element in container.iter()
        if (element.get("aria-current") or _CURRENT.search(element.get("class") or ""))
        and (number := number_on("".join(islice(element.itertext(), 8))))
        and _fits(number, numbers)
    }
    if len(called) == 1:
        return called.pop()
    own = canonical_url(here)
    for link in links:
        if canonical_url(link.url) == own:
            return link.number
    linked = {link.element for link in links}
    bare = {number for number in _bare_numbers(container, linked) if number not in numbers and _fits(number, numbers)}
    return bare.pop() if len(bare) == 1 else None


def _bare_numbers(container: HtmlElement, linked: set[HtmlElement]) -> Iterator[int]:
    for element in container.iter():
        inside = element in linked or any(above in linked for above in islice(element.iterancestors(), 2))
        for text in (None if inside else element.text, None if element is container else element.tail):
            if text and (number := _LONE_NUMBER.fullmatch(text)):
                yield int(number[1])


def _fits(number: int, numbers: set[int]) -> bool:
    return not numbers.isdisjoint((number - 1, number, number + 1))


def _missing(links: list[PageLink]) -> int | None:
    """Return the number that the row leaves out, 1 where it begins with 2."""
    numbers = {link.number for link in links if link.number}
    if 1 not in numbers and 2 in numbers:  # noqa: PLR2004 - the second page
        return 1
    gaps = [number + 1 for number in numbers if number + 1 not in numbers and number + 2 in numbers]
    return gaps[0] if len(gaps) == 1 else None


def _uncounted(links: list[PageLink], counts: list[tuple[int, Count]]) -> int | None:
    """Return 1 where the numbers begin with 1 and the address of this page bears no count.

    A list may hold numbered things (issues, chapters), so that something must say that pages are counted.
    """
    said = in_pager(links[0].element) or all(count.named for _, count in counts)
    return 1 if said and links[0].number == 1 and all(count.before is None for _, count in counts) else None
