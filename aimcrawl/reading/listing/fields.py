"""The parts of a record: which place in it bears the title, where the title links to, and what is text.

Lives here: choosing one place for all records of a cut, because what holds for most holds for each. Not here: parting
the page (``cut``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aimcrawl.reading.listing.cut import Cut, Segment
from aimcrawl.reading.listing.outline import Line, Outline

__all__ = ["Place", "Titles", "choose_titles", "link_of", "visible"]

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_STRONG = frozenset({"b", "strong", "em", "dt", "th", "caption", "big"})
_HINT = re.compile(r"titl|headline|heading|subject|(?<![a-z])name(?![a-z])|tytul|titre|titel|titulo", re.IGNORECASE)
_COLUMN = re.compile(r"titl|subject|headline|\bname\b|caption|style|description|titre|titel|標題|标题|件名", re.IGNORECASE)
_EDGES = " \t\u00a0-–—|•·:,;/»«>~"
_MOSTLY = 0.5
_SAMPLE = 24
_MOST_LINES = 14
"""A title stands in the first lines of its item."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text in a record that may be its title: line, start and end in it, and the row it fills (or None)."""

    line: int
    start: int
    end: int
    node: int
    text: str
    key: tuple[str, ...]
    last: int


@dataclass(frozen=True, slots=True)
class Titles:
    """The place of each segment's title (None where it has none), the path that most share, and how good it is."""

    places: tuple[Place | None, ...]
    key: tuple[str, ...] | None
    score: float
    coverage: float
    distinct: float
    linked: float
    heading: float
    several: float


def _sample(segments: Sequence[Segment]) -> Sequence[Segment]:
    """Return the first segments and then some at even distances: enough to know the places that they share."""
    step = max(1, len(segments) // _SAMPLE)
    return segments[::step]


def choose_titles(out: Outline, cut: Cut, dates: set[int], *, full: bool = True) -> Titles:
    """Choose the place that is most like a title over all segments; where a segment lacks it, its next best.

    ``dates`` are the lines that are nothing but a date. Without ``full`` a sample of the segments is looked at.
    """
    segments = cut.segments if full else _sample(cut.segments)
    found = [[place for place in _places(out, segment) if place.line not in dates] for segment in segments]
    by_key: dict[tuple[str, ...], dict[int, Place]] = {}
    for number, places in enumerate(found):
        for place in places:
            by_key.setdefault(place.key, {}).setdefault(number, place)
    ranked = sorted(((_worth(out, segments, chosen), key) for key, chosen in by_key.items()), reverse=True)
    if not ranked:
        return Titles((None,) * len(found), None, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    score, best = ranked[0]
    good = [key for worth, key in ranked if worth > 0]
    places = tuple(
        next((by_key[key][number] for key in good if number in by_key[key]), None) for number in range(len(found))
    )
    chosen = by_key[best]
    texts = [place.text for place in chosen.values()]
    linked = sum(bool(href(out, place)) for place in chosen.values()) / len(texts)
    heading = sum(_in_heading(out, place.node) for place in chosen.values()) / len(texts)
    several = sum(sum(place.key == best for place in places) > 1 for places in found) / len(found)
    return Titles(
        places,
        best,
        score,
        len(chosen) / len(found),
        len(set(texts)) / len(texts),
        linked,
        heading,
        several if linked + heading > _MOSTLY else 0.0,
    )


def _worth(out: Outline, segments: Sequence[Segment], chosen: dict[int, Place]) -> float:
    """Score one place over the segments that have it: likeness to a title, from what titles have in common."""
    places = list(chosen.values())
    n = len(places)
    texts = [place.text for place in places]
    coverage = n / len(segments)
    distinct = min((len(set(texts)) - 1) / (0.9 * (n - 1)), 1.0) if n > 1 else 1.0
    words = sorted(_length(text) for text in texts)[n // 2]
    urls = [url for place in places if (url := href(out, place))]
    linked = sum(_link_share(out, place) for place in places) / n
    own_links = (len(set(urls)) - 1) / (len(urls) - 1) if len(urls) > 1 else float(bool(urls))
    heading = sum(_in_heading(out, place.node) for place in places) / n
    hint = any(_HINT.search(word) for word in _names(out, places[0].node)) or _titled_column(out, places[0].node)
    strong = sum(_is_strong(out, place.node) for place in places) / n
    early = sum(place.line - segments[number].first for number, place in chosen.items()) / n
    score = 3.0 * coverage + 2.5 * distinct - 3.0
    score += 1.2 * linked * own_links + 1.5 * heading + 1.0 * hint + 0.6 * strong * (1 - heading)
    score += min(words, 5) * 0.2 - max(0, words - 25) * 0.1 - 0.06 * early
    score -= 2.0 * sum(_code_share(text) for text in texts) / n
    return score - (1.0 if words < 2 else 0.0)


def _link_share(out: Outline, place: Place) -> float:
    """Return 1 where the place is a link or is in one, else the share of its text that is one; a half at most."""
    if any(out.tags[row] == "a" and _address(out, row) for row, _ in zip(out.ancestors(place.node), range(4), strict=False)):
        return 1.0
    return 0.5 if href(out, place) else 0.0


def _code_share(text: str) -> float:
    """Return the share of words that are numbers or codes: a docket number is no title."""
    words = text.split()
    return sum(any(sign.isdigit() for sign in word) for word in words) / len(words)


def _length(text: str) -> float:
    """Count the words of a text; two signs of a script without spaces are about one."""
    wide = sum("\u2e80" <= sign <= "\uffef" for sign in text)
    return len(text.split()) + wide / 2


def _places(out: Outline, segment: Segment) -> Iterator[Place]:
    """Yield every stretch of a segment that could be a title: inline elements, whole lines without their date."""
    anchor = segment.anchor
    for number in range(segment.first, min(segment.last, segment.first + _MOST_LINES, len(out.lines))):
        line = out.lines[number]
        if anchor and anchor.line <= number < anchor.until:
            if anchor.until > anchor.line + 1:
                continue
            stretches = [(anchor.end, len(line.text)), (0, anchor.start)]
        else:
            stretches = [(0, len(line.text))]
        for start, end in stretches:
            yield from _in_stretch(out, segment, line, start, end)


def _in_stretch(out: Outline, segment: Segment, line: Line, start: int, end: int) -> Iterator[Place]:
    runs = [run for run in line.runs if run.start < end and run.end > start]
    seen: set[int] = set()
    whole = None
    for run in runs:
        node = run.node
        while node not in seen:
            seen.add(node)
            covered = [other for other in runs if out.contains(node, other.node)]
            low, high = max(covered[0].start, start), min(covered[-1].end, end)
            if low <= runs[0].start and high >= runs[-1].end:
                whole = node
            place = _place(out, segment, line, low, high, node, "")
            if place:
                yield place
            if node in (line.block, segment.node) or out.parent[node] < 0:
                break
            node = out.parent[node]
    if whole is None and runs:
        place = _place(out, segment, line, start, end, line.block, "=")
        if place:
            yield place


def _place(out: Outline, segment: Segment, line: Line, start: int, end: int, node: int, mark: str) -> Place | None:
    last = line.index + 1
    text = line.text[start:end].strip(_EDGES)
    whole = start == 0 and end == len(line.text)
    if whole and out.tags[node] in HEADINGS | {"a"} and line.index < out.last[node] - 1 < line.index + 3:
        last = min(out.last[node], segment.last)
        text = " ".join(other.text for other in out.lines[line.index : last])
    text = text.removesuffix("(").rstrip(_EDGES)
    if not text or not any(sign.isalpha() for sign in text) or len(text) > 400:
        return None
    part = "" if whole else ("<" if start == 0 else ">")
    return Place(line.index, start, end, node, text, (mark + part, *_path(out, segment, node)), last)


def _path(out: Outline, segment: Segment, node: int) -> tuple[str, ...]:
    """Return the shapes from below the segment's row to ``node``, table cells with their column."""
    chain = []
    stop = segment.node
    while node > stop and len(chain) < 12:
        shape = out.shapes[node]
        if out.tags[node] in ("td", "th"):
            column = sum(1 for cell in out.children(out.parent[node]) if cell < node)
            shape = f"{out.tags[node]}{column}"
        chain.append(shape)
        node = out.parent[node]
    return tuple(chain[::-1])


def _names(out: Outline, node: int) -> Iterator[str]:
    for row in (node, out.parent[node]):
        if row >= 0:
            attributes = out.elements[row].attrib
            yield from (attributes.get(name) or "" for name in ("class", "itemprop", "id"))


def _titled_column(out: Outline, node: int) -> bool:
    """Tell whether the head of the node's table names its column as the title's."""
    rows = list(zip(out.ancestors(node), range(12), strict=False))
    cell = next((row for row, _ in rows if out.tags[row] == "td"), None)
    table = next((row for row, _ in rows if out.tags[row] == "table"), None)
    if cell is None or table is None:
        return False
    column = sum(1 for other in out.children(out.parent[cell]) if other < cell)
    head = next((row for row in range(table, min(table + 12, out.end[table])) if out.tags[row] == "tr"), None)
    cells = list(out.children(head)) if head is not None and head != out.parent[cell] else []
    if column >= len(cells):
        return False
    return any(_COLUMN.search(line.text) for line in out.lines[out.first[cells[column]] : out.last[cells[column]]])


def _in_heading(out: Outline, node: int) -> bool:
    return any(out.tags[row] in HEADINGS for row, _ in zip(out.ancestors(node), range(4), strict=False))


def _is_strong(out: Outline, node: int) -> bool:
    return any(out.tags[row] in _STRONG for row, _ in zip(out.ancestors(node), range(2), strict=False))


def href(out: Outline, place: Place) -> str | None:
    """Return the address that a place links to: of a link around it or inside it."""
    return _target(out, place.node)


def _target(out: Outline, node: int) -> str | None:
    for row, _ in zip(out.ancestors(node), range(4), strict=False):
        if out.tags[row] == "a" and (target := _address(out, row)):
            return target
    inside = (row for row in range(node + 1, min(out.end[node], node + 30)) if out.tags[row] == "a")
    return next((target for row in inside if (target := _address(out, row))), None)


def _address(out: Outline, node: int) -> str | None:
    target = (out.elements[node].get("href") or "").strip()
    return None if not target or target.startswith(("#", "javascript:", "mailto:", "tel:")) else target


def link_of(out: Outline, segment: Segment, place: Place | None) -> str | None:
    """Return the permalink as the page writes it: the title's link, else the only address of an item of its own."""
    if place and (target := href(out, place)):
        return target
    if not segment.wrapped:
        return None
    inside = {target for row in range(segment.node, out.end[segment.node])
              if out.tags[row] == "a" and (target := _address(out, row))}
    return inside.pop() if len(inside) == 1 else None


def visible(texts: Sequence[str]) -> set[str]:
    """Return the texts that stand in half of the records or more: labels, buttons, bylines that tell nothing."""
    counts = Counter(texts)
    return {text for text, count in counts.items() if count > 2}
