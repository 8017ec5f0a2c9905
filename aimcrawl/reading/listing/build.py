"""From a judged cut to records: text, markup and links of each segment. Not here: what was chosen (``judge``)."""

from __future__ import annotations

import mimetypes
from collections import Counter
from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin, urlsplit

from lxml import etree

from aimcrawl.reading.listing.judge import Judged
from aimcrawl.reading.listing.model import Segment
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.places import EDGES, Place, Places
from archive.records import Link, Record

__all__ = ["records"]


def records(places: Places, judged: Judged, base: str) -> tuple[Record, ...]:
    """Return the records of ``judged`` in page order; addresses are made absolute with ``base``."""
    out, segments = places.out, judged.cut.segments
    counts = Counter(
        text for segment in segments for text in {line.text for line in out.lines[segment.first : segment.last]}
    )
    labels = {text for text, count in counts.items() if count > 2 and count * 2 > len(segments)}  # noqa: PLR2004
    return tuple(
        _record(places, number, segment, place, labels, base)
        for number, (segment, place) in enumerate(zip(segments, judged.titles.places, strict=True))
    )


def _record(places: Places, number: int, segment: Segment, place: Place | None, labels: set[str], base: str) -> Record:
    out = places.out
    target = (places.traits(place.node).href if place else None) or places.only_link(segment)
    value = segment.anchor.value if segment.anchor else None
    return Record(
        position=number,
        published=value.iso if value else None,
        published_raw=value.raw if value else None,
        title=place.text if place else None,
        url=absolute(base, target) if target else None,
        text=_text(out, segment, place, labels),
        html=_html(out, segment),
        links=tuple(_links(out, segment, base)),
    )


def absolute(base: str, target: str) -> str | None:
    """Resolve an address; None for what no address can be made of."""
    try:
        url = urljoin(base, target.strip())
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _text(out: Outline, segment: Segment, place: Place | None, labels: set[str]) -> str:
    """Join the lines that are neither date nor title nor a label that most items bear."""
    anchor = segment.anchor
    text = ""
    for line in out.lines[segment.first : segment.last]:
        taken = []
        if place and place.line <= line.index < place.last:
            taken.append((place.start, place.end) if place.last == place.line + 1 else (0, len(line.text)))
        if anchor and anchor.line <= line.index < anchor.until:
            taken.append((anchor.start, anchor.end) if anchor.until == anchor.line + 1 else (0, len(line.text)))
        rest = line.text
        for start, end in sorted(taken, reverse=True):
            rest = rest[:start] + " " + rest[end:]
        if taken:
            rest = rest.strip(EDGES)
        if rest and not (rest in labels or (taken and len(rest) < 40)):  # noqa: PLR2004  (what is left of a date line)
            text += (("\n\n" if line.paragraph else "\n") if text else "") + " ".join(rest.split())
    return text


def _tops(out: Outline, segment: Segment) -> Iterator[int | str]:
    """Yield the rows below the segment's row that it is made of, and the text between them as markup."""
    number = segment.first
    while number < min(segment.last, len(out.lines)):
        line = out.lines[number]
        for run in line.runs:
            if run.node == segment.node:
                yield escape(line.text[run.start : run.end], quote=False)
                continue
            row = run.node
            while out.parent[row] > segment.node:
                row = out.parent[row]
            yield row
            number = max(number, out.last[row] - 1)
        number += 1
        yield "<br>"


def _html(out: Outline, segment: Segment) -> str:
    if segment.wrapped:
        return _markup(out, segment.node)
    parts: list[str] = []
    seen: set[int] = set()
    for part in _tops(out, segment):
        if isinstance(part, str):
            parts.append(part)
        elif part not in seen:
            seen.add(part)
            parts.append(_markup(out, part))
    return "".join(parts).removesuffix("<br>")


def _markup(out: Outline, row: int) -> str:
    return etree.tostring(out.elements[row], encoding="unicode", method="html", with_tail=False).strip()


def _links(out: Outline, segment: Segment, base: str) -> Iterator[Link]:
    rows = [segment.node] if segment.wrapped else [part for part in _tops(out, segment) if isinstance(part, int)]
    seen: set[str] = set()
    for top in rows:
        for row in range(top, out.end[top]):
            target = out.elements[row].get("href") if out.tags[row] == "a" else None
            url = absolute(base, target) if target and not target.startswith("#") else None
            if url and url not in seen:
                seen.add(url)
                words = " ".join("".join(out.elements[row].itertext()).split())
                yield Link(url, words, mimetypes.guess_type(urlsplit(url).path)[0])
