"""From a judged cut to records: text, markup and links of each segment. Not here: what was chosen (``judge``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy

from lxml.html import HtmlElement, HTMLParser

from aimcrawl.reading.addresses import absolute_url, document_type, make_absolute
from aimcrawl.reading.listing.addressed import dated_by_addresses
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.asides import Around, is_aside, without_button
from aimcrawl.reading.listing.edges import bare
from aimcrawl.reading.listing.judge import Judged
from aimcrawl.reading.listing.model import Segment
from aimcrawl.reading.listing.outline import Line, Outline, Run
from aimcrawl.reading.listing.places import Place, Places
from aimcrawl.reading.text import fold, fragment, inner_html, outer_html
from archive.records import Link, Record

__all__ = ["records"]

_PARSER = HTMLParser()

_REMNANT = 40
"""What is left of the line of a date or a title is text from this length on, else a by-line or a label."""
_LABEL = 30
"""The longest label: "Read more", a category."""


def records(places: Places, judged: Judged, base: str) -> tuple[Record, ...]:
    """Return the records of ``judged`` in page order; addresses are made absolute with ``base``.

    Items without a date have the day in their address, where it is the others' as well.
    """
    segments = judged.cut.segments
    builder = _Builder(places, base, _labels(places.out, segments))
    titled = zip(segments, judged.titles.places, strict=True)
    found = tuple(builder.record(position, segment, place) for position, (segment, place) in enumerate(titled))
    return dated_by_addresses(found)


def _labels(out: Outline, segments: tuple[Segment, ...]) -> set[str]:
    """Return the short texts that stand on a line of their own in most segments: buttons, categories."""
    counts = Counter(
        text
        for segment in segments
        for text in {line.text for line in out.lines[segment.first : segment.last] if len(line.text) <= _LABEL}
    )
    return {text for text, count in counts.items() if count > 2 and count * 2 > len(segments)}  # noqa: PLR2004 - thrice


class _Builder:
    """What building needs besides the segment: the outline's places, the base of addresses, the labels to leave out."""

    def __init__(self, places: Places, base: str, labels: set[str]) -> None:
        self.places = places
        self.out = places.out
        self.base = base
        self.labels = labels

    def record(self, position: int, segment: Segment, place: Place | None) -> Record:
        url = self._url(segment, place)
        value = segment.anchor.value if segment.anchor else None
        element = self.element(segment)
        make_absolute(element, self.base)
        return Record(
            position=position,
            published=value.iso if value else None,
            published_raw=value.raw if value else None,
            title=place.text if place else None,
            url=url,
            text=self.text(segment, place, url),
            html=outer_html(element) if _is_own(self.out, segment) else inner_html(element),
            links=tuple(self.links(element)),
        )

    def _url(self, segment: Segment, place: Place | None) -> str | None:
        """Return where the title links to, or the item's only link.

        A document is an item's page where the title links to it, or where the item has nothing else to say; else it
        is an attachment, and stands among the links alone.
        """
        own = self.places.target(place.node) if place else None
        target = own or self.places.only_link(segment)
        url = absolute_url(self.base, target) if target else None
        attached = url is not None and own is None and document_type(url) is not None
        return None if attached and self.text(segment, place, None) else url

    def text(self, segment: Segment, place: Place | None, url: str | None) -> str:
        """Join the lines that are neither date nor title nor label, as a reader of the page would see them."""
        at = Around(
            node=segment.node if segment.wrapped else -1,
            title=place.text if place else None,
            title_line=place.line if place else -1,
            title_node=place.node if place else -1,
            url=url,
            base=self.base,
        )
        text = ""
        for line in self.out.lines[segment.first : segment.last]:
            rest = self._rest(line, segment, place, at)
            if rest:
                text += (("\n\n" if line.paragraph else "\n") if text else "") + rest
        return text

    def _rest(self, line: Line, segment: Segment, place: Place | None, around: Around) -> str:
        """Return a line without what is the date's or the title's; nothing where too little is left."""
        if line.text in self.labels:
            return ""
        titled, dated = _taken(line, place), _taken(line, segment.anchor)
        if titled is None and is_aside(self.out, line, around):
            return ""
        if titled is None and dated is not None and _in_a_sentence(line, *dated):
            return line.text
        text = line.text if titled or dated else without_button(self.out, line, around.url, self.base)
        taken = sorted(filter(None, (titled, dated)), reverse=True)
        if not taken:
            return text
        for start, end in taken:
            text = text[:start] + " " + text[end:]
        text = bare(fold(text))
        return text if len(text) >= _REMNANT else ""

    def element(self, segment: Segment) -> HtmlElement:
        """Return a copy of the item's own element, or of the stretch of the page that it is."""
        out, within = self.out, self.out.elements[segment.node]
        if _is_own(out, segment):
            return deepcopy(within)
        first, last = out.lines[segment.first].runs[0], out.lines[segment.last - 1].runs[-1]
        tops = [_top(out, run.node, segment.node) for run in (first, last)]
        if all(row == segment.node or _lies_in(out, row, segment) for row in tops):
            return _siblings(within, (first, out.elements[tops[0]]), (last, out.elements[tops[1]]))
        return fragment(first, last, within)

    def links(self, element: HtmlElement) -> Iterator[Link]:
        """Yield the links of an item, each address once."""
        seen: set[str] = set()
        for link in element.iter("a"):
            target = link.get("href")
            url = absolute_url(self.base, target) if target else None
            if url and url not in seen:
                seen.add(url)
                yield Link(url, fold("".join(link.itertext())), document_type(url))


def _taken(line: Line, part: Place | Anchor | None) -> tuple[int, int] | None:
    """Return the stretch of a line that is the title's or the date's."""
    if part is None:
        return None
    last = part.last if isinstance(part, Place) else part.until
    if not part.line <= line.index < last:
        return None
    return (part.start, part.end) if last == part.line + 1 else (0, len(line.text))


def _in_a_sentence(line: Line, start: int, end: int) -> bool:
    """Tell whether a date stands in the midst of text: there it is part of what is said."""
    return any(map(str.isalpha, line.text[:start])) and len(line.text) - end >= _REMNANT


def _is_own(out: Outline, segment: Segment) -> bool:
    """Tell whether a segment is one element, no more and no less."""
    return segment.wrapped and segment.node not in out.torn


def _top(out: Outline, row: int, within: int) -> int:
    """Return the row right below ``within`` that holds ``row``; ``within`` itself for its own text."""
    while row != within and out.parent[row] != within:
        row = out.parent[row]
    return row


def _lies_in(out: Outline, row: int, segment: Segment) -> bool:
    return segment.first <= out.first[row] and out.last[row] <= segment.last and row not in out.torn


def _siblings(within: HtmlElement, begin: tuple[Run, HtmlElement], end: tuple[Run, HtmlElement]) -> HtmlElement:
    """Copy the children of ``within`` from the one of ``begin`` to the one of ``end``, and the text between them.

    Each is a text node and the child that holds it, or ``within`` where it is that element's own text. What lies before
    is not walked, as ``fragment`` does: a list of many items takes no longer for each than a short one.
    """
    (first, top), (last, bottom) = begin, end
    copy: HtmlElement = _PARSER.makeelement("div")
    child: HtmlElement | None = top
    if top is within:
        copy.text = first.element.tail if first.tail else within.text
        child = first.element.getnext() if first.tail else next(iter(within), None)
    stop = last.element if bottom is within else bottom
    if (last.element, last.tail) == (first.element, first.tail) and top is within:
        child = None
    while child is not None:
        copied = deepcopy(child)
        copy.append(copied)
        if child is stop:
            copied.tail = child.tail if bottom is within else None
            break
        child = child.getnext()
    return copy
