"""The count that addresses of list pages carry: ``?page=3``, ``?offset=40``, ``/news/page/3/``, ``list_3.html``.

A count is seen between two addresses: what differs is the count, what stays is the list. Words and elements are no
business of this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlsplit

from aimcrawl.reading.addresses import canonical_url

__all__ = ["Count", "Series", "count_between", "series_of"]

# The names by which most of the web counts pages or items.
_PAGE_NAME = re.compile(
    r"""p | pp | pg | pn | cp | cur | s | o | n | str | trang | halaman | seite | sayfa | strona | sida | sivu | stranka
    | oldal | puslapis | p[aáà]gina\w* | from | skip | first | begin | start\w* | limitstart | index | idx | set
    | batch | \w*page\w* | \w*offset\w*""",
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_NAME = re.compile(  # dates, and how much a page holds
    r"\w*(?:year|month|date|day|jahr|monat|annee|mois|anno|mese|calendar|size|per|count|limit|total|rows|width)|mes|ano|ipp|num(?:posts)?",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([^\W\d_]+)[\W_]*$")
_COUNT_IN_PATH = re.compile(r"(?P<lead>[^\d?]*)(?P<count>\d{1,5})")
_SHORT_LEAD = re.compile(r"[/._=-]*[^\W\d_]*[/._=-]*")
_ENDING = re.compile(r"\.\w{2,5}|")
_INDEX = re.compile(r"/(?:(?:index|default)\.\w{2,5})?$", re.IGNORECASE)
_AFTER_YEAR = re.compile(r"/(?:19|20)\d\d[/-]$")
_LONGEST_NAME = 128  # of what counts pages, in characters; beyond it regular expressions would be slow
_MOST_DIGITS = 5  # of a count; greater numbers are ids,
_MOST_UNNAMED = 1_000  # even smaller ones where no word says that pages are counted


@dataclass(frozen=True, slots=True)
class Count:
    """What tells one address of a list from another: the ``parameter`` or the place in the path (``template``).

    ``template`` is a path with its query, ``{}`` where the count stands. ``before`` is the count of the address that
    it was compared with, None where that one bears none. ``named``: the word beside it is one that counts pages.
    """

    parameter: str | None
    template: str | None
    before: int | None
    after: int
    named: bool

    @property
    def rises(self) -> bool:
        """Whether it leads on: an address without a count is the first page."""
        return self.after > (self.before or 0)


@dataclass(frozen=True, slots=True)
class Series:
    """How the pages of a list are addressed: ``first`` is the count of page 1, each further page adds ``step``."""

    parameter: str | None
    template: str | None
    first: int
    step: int

    def number(self, count: int) -> int | None:
        """Return the number (from 1) of the page that bears ``count``, None where it is none of the series."""
        steps, rest = divmod(count - self.first, self.step)
        return None if rest or steps < 0 else steps + 1


def count_between(here: str, there: str) -> Count | None:
    """Return the count that leads from one absolute address to another; None where it is not a count that differs."""
    a, b = _split(here), _split(there)
    if a is None or b is None or _host(a) != _host(b):
        return None
    old, new = _query(a), _query(b)
    if _INDEX.sub("", a.path) == _INDEX.sub("", b.path):
        return _in_query(old, new)
    if any(new[name] != old[name] for name in old.keys() & new.keys()):
        return None
    return _in_path(a.path.rstrip("/"), b)


def series_of(pages: Iterable[tuple[int, Count]]) -> Series | None:
    """Return how page numbers (from 1) become counts, or None where the pages given do not lie on one line.

    A single page tells an offset in a query. In a path it does not: ``list_119.html`` may be the second page of a list
    whose files are numbered from the oldest.
    """
    pages = list(pages)
    places = {(count.parameter, count.template) for _, count in pages}
    points = sorted({(number, count.after) for number, count in pages})
    if len(places) != 1:
        return None
    if len(points) == 1 and pages[0][1].template and points[0][1] > points[0][0]:
        return None
    step = _step(points)
    first = points[0][1] - step * (points[0][0] - 1)
    if step < 1 or first < 0 or any(first + step * (number - 1) != count for number, count in points):
        return None
    return Series(*places.pop(), first, step)


def _step(points: list[tuple[int, int]]) -> int:
    """Return what one page adds. A single page leaves open where the count began: at 1, else at 0."""
    (low, start), (high, end) = points[0], points[-1]
    if low < high:
        return (end - start) // (high - low)
    if start in {low, low - 1}:
        return 1
    return start // (low - 1) if low > 1 and start % (low - 1) == 0 else 0


def _in_query(old: Mapping[str, str], new: Mapping[str, str]) -> Count | None:
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    counts = {
        name: count
        for name, value in changed.items()
        if (count := _number(value)) is not None and len(name) <= _LONGEST_NAME and not _OTHER_NAME.fullmatch(name)
    }
    named = sorted(
        (name for name in counts if _names_pages(name)),
        key=lambda name: (counts[name] == 0 and name not in old, "page" not in name.lower()),
    )
    if not named and (len(changed) > 1 or max(counts.values(), default=0) >= _MOST_UNNAMED):
        return None
    for name in named or counts:
        return Count(name, None, _number(old.get(name, "")), counts[name], bool(named))
    return None


def _number(text: str) -> int | None:
    """Return the count that a text is, None where it is none or too great for one."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _in_path(here: str, there: SplitResult) -> Count | None:
    """Compare two paths: what stands before and after the count must be the same, but for a word that comes with it."""
    path = there.path.rstrip("/")
    head = _shared(here, path)
    if any(rest[:1].isdecimal() for rest in (here[len(head) :], path[len(head) :])):
        head = head.rstrip("0123456789")
    tail = _shared(here[len(head) :][::-1], path[len(head) :][::-1])[::-1].lstrip("0123456789")
    old = here[len(head) : len(here) - len(tail)]
    new = _COUNT_IN_PATH.fullmatch(path[len(head) : len(path) - len(tail)])
    if new is None or not (_number(old) is not None or _ENDING.fullmatch(old)):
        return None
    lead = head + new["lead"]
    word = _LAST_WORD.search(lead[-_LONGEST_NAME:])
    named = word is not None and _names_pages(word[1])
    if word is not None and _OTHER_NAME.fullmatch(word[1]):
        return None
    if not named and (
        _AFTER_YEAR.search(lead) or not _SHORT_LEAD.fullmatch(new["lead"]) or int(new["count"]) >= _MOST_UNNAMED
    ):
        return None
    rest = tail + there.path[len(path) :] + (f"?{there.query}" if there.query else "")
    braces_free = (lead + rest).replace("{", "%7B").replace("}", "%7D")
    template = braces_free[: len(lead)] + "{}" + braces_free[len(lead) :]
    return Count(None, template, _number(old), int(new["count"]), named)


def _shared(one: str, other: str) -> str:
    """Return what two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return one[: next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))]


def _names_pages(name: str) -> bool:
    return any(_PAGE_NAME.fullmatch(word) for word in re.split(r"[\W_]+|\d+", name) if word)


@lru_cache(maxsize=1024)
def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(canonical_url(url))
    except ValueError:
        return None


def _query(parts: SplitResult) -> dict[str, str]:
    return dict(parse_qsl(parts.query, keep_blank_values=True))


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2].removeprefix("www.")
