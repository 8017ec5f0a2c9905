"""Date, title, text and link of each segment: where the profile's selectors point, else where the reader finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aimcrawl.profiles.model import Fields
from aimcrawl.reading.addresses import absolute_url
from aimcrawl.reading.by_profile.dates import DateReader
from aimcrawl.reading.by_profile.select import Match, Rows, Stretch
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.edges import bare, bare_part
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.places import Place, Places
from aimcrawl.reading.listing.spans import with_spanning_dates
from aimcrawl.reading.listing.titles import Key, choose_titles, titles_by
from aimcrawl.reading.listing.years import complete
from aimcrawl.reading.text import fold

__all__ = ["dated", "links", "texts", "titles"]

_ROLES = ("whole", "label", "edge", "prose")


def dated(rows: Rows, segments: Sequence[Segment], fields: Fields, dates: DateReader) -> list[Segment]:
    """Return the segments with their dates; one that has none keeps the date it begins with, stands under or beside."""
    matches = rows.select(fields.date) if fields.date else None
    result = []
    for segment in segments:
        if matches:
            anchor = _selected(rows, matches.within(segment), dates)
        else:
            anchor = None if segment.anchor else _found(segment, dates)
        result.append(replace(segment, anchor=anchor) if anchor else segment)
    known = iter(complete(rows.out, [segment.anchor for segment in result if segment.anchor]))
    result = [replace(segment, anchor=next(known)) if segment.anchor else segment for segment in result]
    return with_spanning_dates(rows.out, result)


def _selected(rows: Rows, matches: list[Match], dates: DateReader) -> Anchor | None:
    """Return the first of ``matches`` that is or holds a date."""
    for row, value in matches:
        seen = rows.stretch(row)
        if value is not None:
            parsed = dates.read(fold(value))
            if parsed and seen:
                return Anchor(seen.line, seen.last, seen.start, seen.end, row, replace(parsed, raw=seen.text), "whole")
            if parsed:
                return Anchor(rows.out.first[row], rows.out.first[row], 0, 0, row, parsed, "whole")
        elif seen:
            formatted = dates.formatted(seen.text)
            if formatted:
                return Anchor(seen.line, seen.last, seen.start, seen.end, row, formatted, "whole")
            inside = [anchor for anchor in dates.on_lines(seen.line, seen.last) if _inside(anchor, seen)]
            if anchor := next((each for each in inside if not each.value.year_missing), inside[0] if inside else None):
                return anchor
    return None


def _inside(anchor: Anchor, seen: Stretch) -> bool:
    return seen.last > seen.line + 1 or (seen.start <= anchor.start and anchor.end <= seen.end)


def _found(segment: Segment, dates: DateReader) -> Anchor | None:
    """Return the date of a segment that says the least beside it."""
    for line in dates.out.lines[segment.first : segment.last]:
        if value := dates.formatted(line.text):
            return Anchor(line.index, line.index + 1, 0, len(line.text), line.runs[0].node, value, "whole")
    inside = [anchor for anchor in dates.on_lines(segment.first, segment.last) if anchor.whole_day]
    return min(inside, key=lambda anchor: (_ROLES.index(anchor.role), anchor.line), default=None)


def titles(rows: Rows, cut: Cut, fields: Fields, dates: DateReader) -> tuple[Places, tuple[Place | None, ...]]:
    """Return the place of each segment's title, and what finds places on this page."""
    if fields.title is None:
        every_date_begins_an_item = cut.layout == "flat" and all(part.anchor for part in cut.segments)
        places = Places(rows.out, cut.anchors if every_date_begins_an_item else dates.anchors)
        keys = choose_titles(places, cut.segments).keys
        return places, titles_by(places, cut.segments, _first_of_its_kind(keys))
    matches = rows.select(fields.title)
    found = tuple(_place(rows, segment, matches.within(segment)) for segment in cut.segments)
    return Places(rows.out, cut.anchors), found


def _first_of_its_kind(keys: Sequence[Key]) -> Sequence[Key]:
    """Put the first of the places that only their number tells apart before the others.

    Which of them looks most like a title changes from page to page, and a profile reads all pages in one way.
    """
    if not keys:
        return keys
    first = tuple(step for step in keys[0] if not step.startswith("#"))
    return [first, *keys] if first in keys else keys


def _place(rows: Rows, segment: Segment, matches: list[Match]) -> Place | None:
    for row, value in matches:
        seen = rows.stretch(row)
        if value is not None and fold(value):
            at = seen or Stretch(rows.out.first[row], rows.out.first[row], 0, 0, "")
            return Place(at.line, at.last, at.start, at.end, row, fold(value), ())
        if seen and value is None:
            seen = _beside(rows, seen, segment.anchor)
            if seen and (text := _title(rows, seen)):
                return Place(seen.line, seen.last, seen.start, seen.end, row, text, ())
    return None


def _title(rows: Rows, seen: Stretch) -> str:
    """Return the text of a stretch as the reader gives that of a title, without what parts it from its neighbours."""
    one = seen.last == seen.line + 1
    return bare_part(rows.out.lines[seen.line].text, seen.start, seen.end) if one else bare(seen.text)


def _beside(rows: Rows, seen: Stretch, anchor: Anchor | None) -> Stretch | None:
    """Return what a title's line says beside the date in it: what comes after, or else before; None if nothing."""
    if anchor is None or seen.last > anchor.until or anchor.line > seen.line:
        return seen
    if anchor.until > anchor.line + 1:
        return None
    if anchor.end <= seen.start or anchor.start >= seen.end:
        return seen
    line = rows.out.lines[seen.line].text
    for start, end in ((anchor.end, seen.end), (seen.start, anchor.start)):
        if start < end and bare(line[start:end]):
            return Stretch(seen.line, seen.last, start, end, line[start:end])
    return None


def links(rows: Rows, cut: Cut, selector: str, base: str) -> list[str | None]:
    """Return the permalink of each segment: the address that ``selector`` gives, or that its element links to."""
    matches = rows.select(selector)
    found: list[str | None] = []
    for segment in cut.segments:
        targets = (value or _target(rows, row) for row, value in matches.within(segment))
        found.append(next((url for target in targets if target and (url := absolute_url(base, target))), None))
    return found


def _target(rows: Rows, row: int) -> str | None:
    element = rows.out.elements[row]
    inside = [element, *element.iterdescendants("a"), *element.iterancestors("a")]
    return next((each.get("href") for each in inside if each.get("href")), None)


def texts(rows: Rows, cut: Cut, selector: str, places: Sequence[Place | None]) -> list[str]:
    """Return the text that ``selector`` gives in each segment, without its date and title."""
    matches = rows.select(selector)
    return [
        _text(rows, matches.within(segment), segment.anchor, place)
        for segment, place in zip(cut.segments, places, strict=True)
    ]


def _text(rows: Rows, matches: list[Match], anchor: Anchor | None, place: Place | None) -> str:
    text, done = "", -1
    for row, _ in matches:
        seen = rows.stretch(row)
        if seen is None or row < done:
            continue
        done = rows.out.end[row]
        for line in rows.out.lines[seen.line : seen.last]:
            words = line.text[seen.start : seen.end] if seen.last == seen.line + 1 else line.text
            for said in _said(line.index, anchor, place):
                words = bare(words.replace(said, "", 1))
            if words:
                gap = "\n\n" if line.paragraph or line.index == seen.line else "\n"
                text += (gap if text else "") + words
    return text


def _said(line: int, anchor: Anchor | None, place: Place | None) -> Iterator[str]:
    """Yield what stands on a line as date and as title."""
    if anchor and anchor.line <= line < anchor.until:
        yield anchor.value.raw
    if place and place.line <= line < place.last:
        yield place.text
