"""Events to come are no news: lists of them are told by their dates, which lie ahead, and by what they are called.

Lives here: telling them, and taking them out of a cut that holds both because both are written alike. Not here: how
much it counts against a list that nothing else is left of (``judge``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import Outline

__all__ = ["are_ahead", "is_called_events", "without_events"]

_EVENTS = re.compile(
    r"upcoming|calendar|agenda|\bevents?\b|veranstaltung|termine|événements|eventos|eventi", re.IGNORECASE
)
_OF_EVENTS = re.compile(r"past|previous|meeting|sitzung|réunion|reuni|archiv", re.IGNORECASE)
"""Lists beside which events to come are more of the same."""
_TITLE = 60
_NEAR = 3


def are_ahead(segments: Sequence[Segment], today: dt.date | None) -> bool:
    """Tell whether all dates of ``segments`` lie after the day of the fetch; never where that is not known."""
    days = [segment.anchor.value.date for segment in segments if segment.anchor]
    return today is not None and bool(days) and all(day is not None and day > today for day in days)


def is_called_events(out: Outline, home: int, first: int) -> bool:
    """Tell whether the names of the rows around a list, or the line above it, say that it is of events to come."""
    return any(_EVENTS.search(text) for text in _said(out, home, first))


def without_events(out: Outline, cut: Cut, today: dt.date | None) -> Cut:
    """Return the cut without those of its runs that are of events, where others are not; else as it is."""
    runs: dict[int, list[Segment]] = {}
    for segment in cut.segments:
        runs.setdefault(out.parent[segment.node] if segment.wrapped else segment.node, []).append(segment)
    if cut.layout == "grouped" or len(runs) == 1:
        return cut
    others = [run for home, run in runs.items() if not _is_of_events(out, home, run, today)]
    if not others or len(others) == len(runs) or any(_is_alike(out, home, run) for home, run in runs.items()):
        return cut
    left = [segment for run in others for segment in run]
    anchors = tuple(segment.anchor for segment in left if segment.anchor)
    lines = {anchor.line for anchor in anchors}
    gone = {anchor.line for anchor in cut.anchors} - lines
    return replace(
        cut, segments=tuple(left), anchors=anchors, alike=tuple(line for line in cut.alike if line not in gone)
    )


def _is_of_events(out: Outline, home: int, run: list[Segment], today: dt.date | None) -> bool:
    return are_ahead(run, today) or is_called_events(out, home, run[0].first)


def _is_alike(out: Outline, home: int, run: list[Segment]) -> bool:
    """Tell whether a list is of meetings that were, or the like."""
    return any(_OF_EVENTS.search(text) for text in _said(out, home, run[0].first))


def _said(out: Outline, home: int, first: int) -> Iterator[str]:
    """Yield the line above a list, if it is short, and the names of the rows around it."""
    yield out.lines[first - 1].text[:_TITLE] if first else ""
    for row in out.near(home, _NEAR):
        yield from filter(None, (out.elements[row].get(name) for name in ("class", "id")))
