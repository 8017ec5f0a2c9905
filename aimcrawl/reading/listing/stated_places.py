"""Days that a page states of its items and does not show, put where the items stand: by their links and titles.

Not here: what a page states (``stated``).
"""

from __future__ import annotations

from dataclasses import replace

from aimcrawl.reading.addresses import absolute_url
from aimcrawl.reading.dates import parse_date_detail
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.outline import Line, Outline
from aimcrawl.reading.listing.stated import Stated

__all__ = ["stated_anchors"]

_LONGEST = 400
"""A longer line is no title."""
_MOST_LINES = 5_000


def stated_anchors(out: Outline, stated: Stated, base: str) -> list[Anchor]:
    """Return an anchor without width on the first line that is the title of a stated item, or links to it."""
    found: list[Anchor] = []
    seen: set[str] = set()
    for line in out.lines[:_MOST_LINES]:
        if len(line.text) > _LONGEST or not any(map(str.isalpha, line.text)):
            continue
        node, url = _link(out, line, base)
        day = stated.date(url, line.text)
        faces = {url or line.text, line.text}
        parsed = parse_date_detail(day) if day and seen.isdisjoint(faces) else None
        if parsed and parsed.day:
            seen |= faces
            found.append(Anchor(line.index, line.index + 1, 0, 0, node, replace(parsed, raw=day or ""), "edge"))
    return found


def _link(out: Outline, line: Line, base: str) -> tuple[int, str | None]:
    """Return the row of a line's first link and its address; without one, the row that its text stands in."""
    for run in line.runs:
        if (row := out.link[run.node]) >= 0:
            target = out.elements[row].get("href")
            return run.node, absolute_url(base, target) if target else None
    return line.runs[0].node, None
