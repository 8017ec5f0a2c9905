"""The years of dates that are written without one, from what else the page says.

Lives here: headings above ("May 2024"), links beside (``addressed``), and the newest year that the page names. Not
here: what the time of the fetch says (``dates`` resolves that).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from aimcrawl.reading.listing.addressed import year_beside
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.outline import Outline

__all__ = ["complete"]

_TURN = 60
"""Days by which a date lies later in the year than the one above it, where a new year lies between them."""
_MOSTLY = 6
"""Of so many dates one may stand out of order."""
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright)[^\d]{0,20}(?:(?:19|20)\d\d\s*[-–—,]\s*)*((?:19|20)\d\d)", re.IGNORECASE)  # noqa: RUF001 - the dash is what headings of years use


def complete(out: Outline, anchors: Iterable[Anchor]) -> list[Anchor]:
    """Give each date without a year that of the heading above or the link beside it, else the page's; others stay.

    These are surer than what the time of the fetch makes of a date, and that is surer than the page's newest year.
    """
    known = list(anchors)
    if all(anchor.value.year is not None and not anchor.value.year_missing for anchor in known):
        return known
    newest = _newest(out, known)
    found = list(_with_years(out, known, newest))
    return _over_new_years(out, [anchor for anchor, _ in found], {k for k, (_, headed) in enumerate(found) if headed})


def _with_years(out: Outline, anchors: list[Anchor], newest: int | None) -> Iterator[tuple[Anchor, bool]]:
    """Yield each date with its year, and whether a heading above or a link beside it gave it."""
    above: int | None = None
    lines = sorted({anchor.line for anchor in anchors if anchor.value.day is not None})
    for anchor in anchors:
        value = anchor.value
        if value.day is None and value.year is not None and anchor.role in ("whole", "label"):
            above = value.year
        lacking = value.year is None or value.year_missing
        stated = (year_beside(out, anchor, lines) or above) if lacking else None
        year = newest if value.year is None and stated is None else stated
        headed = stated is not None
        yield (anchor if year is None else replace(anchor, value=value.in_year(year))), headed


def _over_new_years(out: Outline, anchors: list[Anchor], headed: set[int]) -> list[Anchor]:
    """Let the year change where dates without one, newest first in like places, go from January back to December.

    Those at the places ``headed`` have theirs from a heading or a link.
    """
    columns: dict[tuple[str, str], list[int]] = {}
    for place, anchor in enumerate(anchors):
        if (
            place not in headed
            and anchor.value.year_missing
            and anchor.value.year is not None
            and anchor.role != "prose"
        ):
            columns.setdefault((out.shapes[anchor.node], out.shapes[out.parent[anchor.node]]), []).append(place)
    for places in columns.values():
        days = [_of_the_year(anchors[place]) for place in places]
        ups = [later - earlier for earlier, later in pairwise(days) if later > earlier]
        turns = sum(up > _TURN for up in ups)
        if not turns or (len(ups) - turns) * _MOSTLY > len(days):
            continue
        year = anchors[places[0]].value.year or 0
        for place, before, day in zip(places, [days[0], *days], days, strict=False):
            year -= day - before > _TURN
            anchors[place] = replace(anchors[place], value=anchors[place].value.in_year(year))
    return anchors


def _of_the_year(anchor: Anchor) -> int:
    return 31 * (anchor.value.month or 1) + (anchor.value.day or 1)


def _newest(out: Outline, anchors: list[Anchor]) -> int | None:
    """Return the year of the copyright line, else the newest year of the page's full dates outside of prose."""
    found = [int(match[1]) for line in out.lines if (match := _COPYRIGHT.search(line.text[:300]))]
    if not found:
        dated = (a for a in anchors if a.whole_day and a.role != "prose" and not a.value.year_missing)
        found = [a.value.year for a in dated if a.value.year is not None]
    return max(found, default=None)
