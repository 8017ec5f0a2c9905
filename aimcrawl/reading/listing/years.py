"""The years of dates that are written without one, from what else the page says.

Lives here: headings above ("May 2024"), and the newest year that the page names. Not here: what the time of the fetch
says (``dates`` resolves that).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.outline import Outline

__all__ = ["complete"]

_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[^\d]{0,20}(?:(?:19|20)\d\d\s*[-–—,]\s*)*((?:19|20)\d\d)", re.IGNORECASE)  # noqa: RUF001 - the dash is what headings of years use


def complete(out: Outline, anchors: Iterable[Anchor]) -> list[Anchor]:
    """Give each date without a year the year of the heading above it, else the page's; dates with one stay.

    A heading is surer than what the time of the fetch makes of a date, and that is surer than the page's newest year.
    """
    known = list(anchors)
    if all(anchor.value.year is not None and not anchor.value.year_missing for anchor in known):
        return known
    newest = _newest(out, known)
    return list(_with_years(known, newest))


def _with_years(anchors: list[Anchor], newest: int | None) -> Iterator[Anchor]:
    above: int | None = None
    for anchor in anchors:
        value = anchor.value
        if value.day is None and value.year is not None and anchor.role in ("whole", "label"):
            above = value.year
        year = above if value.year is None or value.year_missing else None
        if value.year is None and above is None:
            year = newest
        yield anchor if year is None else replace(anchor, value=value.in_year(year))


def _newest(out: Outline, anchors: list[Anchor]) -> int | None:
    """Return the year of the copyright line, else the newest year of the page's full dates outside of prose."""
    found = [int(match[1]) for line in out.lines if (match := _COPYRIGHT.search(line.text[:300]))]
    if not found:
        dated = (a for a in anchors if a.whole_day and a.role != "prose" and not a.value.year_missing)
        found = [a.value.year for a in dated if a.value.year is not None]
    return max(found, default=None)
