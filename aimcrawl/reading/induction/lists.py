"""The ``[list]`` table of a profile: ways to say where the items stand, each tried on the page's own outline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from aimcrawl.profiles.model import Listing
from aimcrawl.reading.by_profile.cut import segments
from aimcrawl.reading.by_profile.dates import DateReader
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.induction.selectors import proposals
from aimcrawl.reading.listing.judge import Judged
from aimcrawl.reading.listing.model import Cut, Segment

__all__ = ["lists"]

_NEAR = 0.5
_MOST_NEAR = 4
_MOST_TRIES = 40
_MOST_LEVELS = 4
_MOST_KINDS = 3


def lists(rows: Rows, judged: Judged, dates: DateReader) -> Iterator[Listing]:
    """Yield the tables that part the page as the cut of ``judged`` does, the best of each kind.

    Where none does, those follow that come nearest: a cut may hold a line too much.
    """
    cut = judged.cut
    near: list[tuple[float, Listing]] = []
    for kind in (_wrapped, _flat_by_dates, _flat_by_items, _grouped):
        for listing in islice(kind(rows, judged), _MOST_TRIES):
            share = _likeness(segments(rows, listing, dates), cut)
            if share == 1.0:
                yield listing
                break
            near.append((share, listing))
    near.sort(key=lambda pair: -pair[0])
    yield from (listing for share, listing in near[:_MOST_NEAR] if share >= _NEAR)


def _likeness(found: Sequence[Segment], cut: Cut) -> float:
    """Return the share of items that are the same lines under the same date."""
    grouped = cut.layout == "grouped"
    faces = [
        {(part.first, part.last, part.anchor.line if grouped and part.anchor else None) for part in parts}
        for parts in (found, cut.segments)
    ]
    return len(faces[0] & faces[1]) / max(len(found), len(cut.segments))


def _wrapped(rows: Rows, judged: Judged) -> Iterator[Listing]:
    cut = judged.cut
    if cut.layout != "grouped" and all(part.wrapped for part in cut.segments):
        targets = [part.node for part in cut.segments]
        for item in _items(rows, targets, judged):
            yield Listing(layout="wrapped", item=item)
        for row, within in _homes(rows, [part.first for part in cut.segments]):
            for item in islice(_items(rows, targets, judged, row), _MOST_NEAR) if within else ():
                yield Listing(layout="wrapped", within=within, item=item)


def _items(rows: Rows, targets: list[int], judged: Judged, home: int = 0) -> Iterator[str]:
    """Yield selectors for ``targets`` below ``home``, known by themselves or by what is in them; then near ones."""
    nodes = [part.anchor.node if part.anchor else -1 for part in judged.cut.segments]
    places = [place.node if place else -1 for place in judged.titles.places]
    held = [inner for inner in (nodes, places) if all(map(rows.out.contains, targets, inner))]
    near: list[tuple[float, str]] = []
    for item in proposals(rows.out, targets, holding=held):
        share = _share(rows, item, targets, home)
        if share == 1.0:
            yield item
        else:
            near.append((share, item))
    yield from _kinds(rows, targets, home)
    near.sort(key=lambda pair: -pair[0])
    yield from (item for share, item in near[:_MOST_NEAR] if share >= _NEAR)


def _share(rows: Rows, item: str, targets: Sequence[int], home: int) -> float:
    """Return the share of rows below ``home`` that ``item`` and ``targets`` have in common."""
    out, wanted = rows.out, set(targets)
    found = {row for row in rows.outermost(item) if out.contains(home, row) and out.last[row] > out.first[row]}
    return len(found & wanted) / len(found | wanted) if found else 0.0


def _kinds(rows: Rows, targets: Sequence[int], home: int) -> Iterator[str]:
    """Yield a selector for items of several kinds, each by a name of its own: "article.news, li.news"."""
    kinds: dict[str, list[int]] = {}
    for row in targets:
        kinds.setdefault(rows.out.shapes[row], []).append(row)
    if not 1 < len(kinds) <= _MOST_KINDS:
        return
    chosen = []
    for group in kinds.values():
        known = (item for item in proposals(rows.out, group) if _share(rows, item, group, home) == 1.0)
        if (item := next(known, None)) is None:
            return
        chosen.append(item)
    yield ", ".join(chosen)


def _flat_by_dates(rows: Rows, judged: Judged) -> Iterator[Listing]:
    """Propose that each date line begins an item, in the smallest named element that holds them all."""
    cut = judged.cut
    if cut.layout == "flat" or all(part.wrapped for part in cut.segments):
        for _, within in _homes(rows, [part.first for part in cut.segments]):
            yield Listing(layout="flat", within=within)


def _flat_by_items(rows: Rows, judged: Judged) -> Iterator[Listing]:
    """Propose elements that begin the items: the outermost that do, then those inside."""
    cut = judged.cut
    if cut.layout != "flat":
        return
    for targets in _beginning(rows, cut.segments):
        for item in _items(rows, targets, judged):
            homes = (within for _, within in _homes(rows, [part.first for part in cut.segments]))
            for within in (None, *homes):
                yield Listing(layout="flat", within=within, item=item)


def _grouped(rows: Rows, judged: Judged) -> Iterator[Listing]:
    cut = judged.cut
    if cut.layout != "grouped":
        return
    if all(part.wrapped for part in cut.segments):
        bodies = [[part.node for part in cut.segments]]
    else:
        bodies = list(_beginning(rows, cut.segments))
    for targets in bodies:
        items = islice(_items(rows, targets, judged), 3)
        for item in items:
            yield Listing(layout="grouped", item=item)
            for group in islice(_headings(rows, cut), _MOST_LEVELS):
                yield Listing(layout="grouped", item=item, group=group)


def _headings(rows: Rows, cut: Cut) -> Iterator[str]:
    """Yield selectors of the elements that bear the dates of groups: the innermost ones, then those around them."""
    anchors = {part.anchor.line: part.anchor for part in cut.segments if part.anchor}
    targets = [anchors[line].node for line in sorted(anchors)]
    for _ in range(_MOST_LEVELS):
        if min(targets, default=-1) < 0:
            return
        yield from (group for group in proposals(rows.out, targets) if rows.outermost(group) == targets)
        targets = [rows.out.parent[row] for row in targets]


def _beginning(rows: Rows, parts: Sequence[Segment]) -> Iterator[list[int]]:
    """Yield, from the outermost inwards, rows of which one begins each item and holds no other item's begin."""
    out = rows.out
    chains = []
    for part in parts:
        chain = []
        for row in out.ancestors(out.lines[part.first].runs[0].node):
            if (row == part.node and not part.wrapped) or out.first[row] != part.first or out.last[row] > part.last:
                break
            chain.append(row)
            if row == part.node:
                break
        chains.append(chain[::-1])
    shortest = min(map(len, chains), default=0)
    levels = [[chain[level] for chain in chains] for level in (*range(shortest), *range(-1, -shortest - 1, -1))]
    for level in dict.fromkeys(map(tuple, levels)):
        if len({out.tags[row] for row in level}) == 1:
            yield list(level)


def _homes(rows: Rows, lines: Sequence[int]) -> Iterator[tuple[int, str | None]]:
    """Yield elements that hold all ``lines`` with their selectors, from the innermost outwards; last, the page."""
    out = rows.out
    low, high = out.lines[lines[0]].block, out.lines[lines[-1]].block
    for row in out.ancestors(low):
        if out.contains(row, high) and row != high and out.tags[row] not in ("html", "body"):
            best = next((each for each in proposals(out, [row]) if rows.outermost(each) == [row]), None)
            if best:
                yield row, best
    yield 0, None
