"""Find the link to the next list page, on a page of which nothing is known.

A link is taken on three grounds that must add up: what is written on it, whether its address counts one further, and
where it stands. One ground alone is rarely enough: carousels say "next", calendars count, pagers end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal
from urllib.parse import unquote

from lxml.html import HtmlElement

from aimcrawl.reading.addresses import canonical_url, same_site, split_url
from aimcrawl.reading.pager.around import ends_beside, goes_back, is_numbered_from_oldest
from aimcrawl.reading.pager.count import Count, Series, count_between, series_of
from aimcrawl.reading.pager.links import PageLink, address_of, base_of, in_pager, links_of, out_of_place, unavailable
from aimcrawl.reading.pager.numbers import Row, rows_of
from aimcrawl.reading.pager.words import Direction, End, Strength

__all__ = ["NextPage", "find_next", "likely_next"]

_ENOUGH = 4
"""What the grounds must add up to: a phrase alone, "next" in a pager, an arrow with an address that counts on."""

_MOST_LIKELY = 3
"""Links that are worth a request each."""

_MOST_LINKS = 2_000
"""Links that are looked through for one that leads where the head says that the next page is."""

_ENDING = re.compile(r"\.\w{2,5}$")
_FILE = re.compile(r"\{\}\.\w?html?$")
_WORDS = re.compile(r"[^\W\d_]{2,}(?=[-_]|$)")
_LEAST_WORDS = 2  # of a headline in an address; in one of the two more


@dataclass(frozen=True, slots=True)
class NextPage:
    """The next list page: its absolute address, the element that names it and its label, and what speaks for it.

    ``kind`` is the kind of pager that a profile should describe (``aimcrawl.profiles.model.Pager``). ``parameter`` or
    ``template`` (a path with ``{}``), with ``first`` and ``step``, say how the addresses of the list count, where they
    do; they are given for all kinds.
    """

    url: str
    kind: Literal["next", "numbered", "parameter", "path"]
    link: HtmlElement
    evidence: str
    label: str
    parameter: str | None = None
    template: str | None = None
    first: int = 0
    step: int = 1


@dataclass(frozen=True, slots=True)
class _Candidate:
    link: PageLink
    count: Count | None
    weight: int
    grounds: tuple[str, ...]


def find_next(root: HtmlElement, url: str) -> NextPage | None:
    """Return the next (older) page of the list on the page at ``url``, or None where it has none. Never raises."""
    candidates, row = _candidates(root, url)
    best = max(candidates, key=lambda candidate: candidate.weight, default=None)
    if best and best.weight >= _ENOUGH:
        return _labelled(best, row)
    if row and row.next and canonical_url(row.next.url) != canonical_url(url):
        return _numbered(row, row.next)
    return None


def likely_next(root: HtmlElement, url: str) -> tuple[NextPage, ...]:
    """Return the links that say that they lead on where no more speaks for it, the likeliest first.

    A bare "Next", "Load more" or "Archive" is as often a picture's or another list's: only the page that it leads to
    can tell. None where ``find_next`` finds the next page.
    """
    candidates, row = _candidates(root, url)
    if find_next(root, url):
        return ()
    weak = [candidate for candidate in candidates if candidate.weight > 0 and candidate.link.label]
    weak.sort(key=lambda candidate: candidate.weight)
    each = {canonical_url(candidate.link.url): _labelled(candidate, row) for candidate in weak}
    return tuple(reversed(each.values()))[:_MOST_LIKELY]


def _candidates(root: HtmlElement, url: str) -> tuple[list[_Candidate], Row | None]:
    """Return the links that bear a word or an arrow, weighed, and the row of page numbers, if there is one.

    What the head of the page says (``link rel=next``) counts where readers see a link that leads there, or see that
    there is more, but a script alone knows where; elsewhere it is what a plugin left on a front page or the last page.
    """
    own = canonical_url(url)
    base = base_of(root, url)
    links = links_of(root, base)
    leading = [link for link in links if link.url and same_site(url, link.url)]
    rows = rows_of([link for link in leading if link.number], url)
    row = next((row for row in rows if row.next), rows[0] if rows else None)
    hidden = row is None and any(link.sign and link.sign.forward and not link.url for link in links)
    candidates = [
        _weighed(link, url, row, ends_beside(link.element, base))
        for link in leading
        if link.sign
        and canonical_url(link.url) != own
        and (link.element.tag != "link" or hidden or _is_shown(root, link.url, base))
        and _in_place(link)
    ]
    return candidates, row


def _is_shown(root: HtmlElement, target: str, base: str) -> bool:
    """Tell whether a link that readers see leads to ``target``, whatever is written on it: "See all"."""
    wanted = canonical_url(target)
    found = (address_of(link, base) for link in islice(root.iter("a"), _MOST_LINKS))
    return any(address is not None and canonical_url(address) == wanted for address in found)


def _in_place(link: PageLink) -> bool:
    return not unavailable(link.element) and not out_of_place(link.element)


def _weighed(link: PageLink, here: str, row: Row | None, ends: Mapping[End, str]) -> _Candidate:
    """Add up what speaks for a link that bears a word or an arrow; ``ends`` are named by the pager that it is in."""
    descends = is_numbered_from_oldest(ends, here)
    if descends:
        link = _turned(link)
    sign, whole = link.sign, {End.FIRST, End.LAST} <= ends.keys()
    count = count_between(here, link.url)
    rises = _rises(count, row)
    if sign is None or not (sign.forward or (sign.direction is Direction.PREVIOUS and rises and _may_be_older(count))):
        return _Candidate(link, count, 0, ())
    beside = row is not None and row.container in link.element.iterancestors()
    agreement = _agreement(link, count, row, beside=beside)
    back = count is not None and not rises and sign.direction is not Direction.OLDER
    grounds = (
        (_worth(link), f'it says "{link.label}"' if link.label else "its name says so"),
        (3 if count and count.named else 2, "its address counts on") if rises else (0, ""),
        (-6, "its address counts back") if back and agreement[0] <= 0 and not _counts_down(count) else (0, ""),
        (-6, "it leads to another piece") if count is None and not whole and _are_pieces(here, link.url) else (0, ""),
        (1, "its pager names the first page and the last") if whole else (0, ""),
        (2, "the pages are numbered from the oldest") if descends and count and not count.rises else (0, ""),
        (2, "it goes back in time") if sign.direction is Direction.OLDER and goes_back(here, link.url) else (0, ""),
        (1, "it leads to this list") if count is None and _same_path(here, link.url) else (0, ""),
        (1, "it stands in a pager") if in_pager(link.element) else (0, ""),
        (1, "page numbers stand beside it") if beside else (0, ""),
        agreement,
    )
    return _Candidate(
        link, count, sum(weight for weight, _ in grounds), tuple(said for weight, said in grounds if weight > 0)
    )


def _turned(link: PageLink) -> PageLink:
    """Read "previous" as older and "next" as newer."""
    turned = {Direction.PREVIOUS: Direction.OLDER, Direction.NEXT: Direction.NEWER}
    if link.sign is None or link.sign.direction not in turned:
        return link
    return replace(link, sign=replace(link.sign, direction=turned[link.sign.direction]))


def _worth(link: PageLink) -> int:
    """What a label is worth alone. "More" and "previous posts" are worth little without an address that counts on."""
    sign = link.sign
    if sign is None:
        return 0
    if sign.direction in {Direction.MORE, Direction.PREVIOUS}:
        return 1 if sign.direction is Direction.MORE or sign.strength is Strength.PHRASE else 0
    return int(sign.strength)


def _agreement(link: PageLink, count: Count | None, row: Row | None, *, beside: bool) -> tuple[int, str]:
    """Compare an arrow with the numbers beside it: it may lead to the last page, or ten pages on."""
    if row is None or row.current is None or link.sign is None:
        return 0, ""
    if row.next and canonical_url(row.next.url) == canonical_url(link.url):
        return 2, f"it leads where {row.next.number} leads"
    counted = _number(count, row)
    if counted == row.current + 1 or (counted is None and not (beside and _leads_elsewhere(link, row.next))):
        return 0, ""
    if counted is not None and row.next and any(map(str.isdecimal, link.label)):
        return -8, ""  # "next 10 pages", beside the number of the very next
    sure = link.sign.strength is Strength.PHRASE or (link.sign.strength is Strength.WORD and not row.next)
    return (-1 if sure else -3), ""


def _leads_elsewhere(link: PageLink, number: PageLink | None) -> bool:
    """Tell whether a link leads to another page than the number beside it, not only by what it says of the visit."""
    if number is None:
        return False
    return split_url(link.url).path != split_url(number.url).path or count_between(number.url, link.url) is not None


def _rises(count: Count | None, row: Row | None) -> bool:
    """Tell whether an address counts on: from what the row shows as this page, else from this page's own address."""
    number = _number(count, row)
    if row and row.current and number is not None:
        return number > row.current
    return count is not None and count.rises


def _may_be_older(count: Count | None) -> bool:
    """Tell whether "previous posts" may mean older ones: where they count on, but not from file to file."""
    return count is not None and count.named and not (_is_file(count) and count.before is not None)


def _counts_down(count: Count | None) -> bool:
    """Tell whether an address is that of the file before: many sites number the files of a list from the oldest.

    Then only the newest file changes when something is published.
    """
    return count is not None and _is_file(count) and count.after + 1 == count.before


def _is_file(count: Count) -> bool:
    return count.template is not None and _FILE.search(count.template) is not None


def _number(count: Count | None, row: Row | None) -> int | None:
    """Return the number of the page that a count leads to, where the count is that of the row."""
    series = row.series if row else None
    if series is None or count is None or (count.parameter, count.template) != (series.parameter, series.template):
        return None
    return series.number(count.after)


def _labelled(best: _Candidate, row: Row | None) -> NextPage:
    series = (row.series if row else None) or _series(best.count)
    kind: Literal["next", "parameter", "path"] = "next"
    if series and best.link.element.tag not in {"a", "link"}:
        kind = "parameter" if series.parameter else "path"
    return _next_page(best.link, kind, ", ".join(best.grounds), series)


def _numbered(row: Row, link: PageLink) -> NextPage:
    return _next_page(
        link, "numbered", f"it bears the number {link.number}, and this is page {row.current}", row.series
    )


def _next_page(
    link: PageLink, kind: Literal["next", "numbered", "parameter", "path"], evidence: str, series: Series | None
) -> NextPage:
    page = NextPage(link.url, kind, link.element, evidence, link.label)
    if series is None:
        return page
    return replace(page, parameter=series.parameter, template=series.template, first=series.first, step=series.step)


def _series(count: Count | None) -> Series | None:
    """Return how the list counts, told from one step: where the first page bears no count, from what page 2 bears."""
    if count is None or not count.rises:
        return None
    if count.before is None:
        return series_of([(2, count)])
    step = count.after - count.before
    return Series(count.parameter, count.template, 0 if step > 1 or not count.before else 1, step)


def _same_path(here: str, there: str) -> bool:
    return split_url(here).path.rstrip("/") == split_url(there).path.rstrip("/") and split_url(there).query != ""


def _are_pieces(here: str, there: str) -> bool:
    """Tell whether two addresses end in headlines that differ: "next" leads from one article to another."""
    one, other = _headline(here), _headline(there)
    shared = one & other
    return len(one) >= _LEAST_WORDS and len(other) > _LEAST_WORDS and 2 * len(shared) < min(len(one), len(other))


def _headline(url: str) -> set[str]:
    parts = split_url(url)
    name = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return set() if parts.query else set(_WORDS.findall(_ENDING.sub("", name)))
