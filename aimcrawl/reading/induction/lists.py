"""The ``[list]`` table of a profile: ways to say where the items stand, each tried on the page's own outline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aimcrawl.profiles.model import Listing
from aimcrawl.reading.by_profile.cut import segments
from aimcrawl.reading.by_profile.dates import DateReader
from aimcrawl.reading.by_profile.select import Rows
from aimcrawl.reading.induction.selectors import proposals
from aimcrawl.reading.listing.cut import Cut, Segment

__all__ = ["lists"]


def lists(rows: Rows, cut: Cut, dates: DateReader) -> Iterator[Listing]:
    """Yield the tables that part the page as ``cut`` does, the best of each kind."""
    wanted = [(part.first, part.last) for part in cut.segments]
    dated = [part.anchor and part.anchor.line for part in cut.segments]
    for kind in (_wrapped, _flat_by_dates, _flat_by_items, _grouped):
        for listing in kind(rows, cut):
            found = segments(rows, listing, dates)
            if [(part.first, part.last) for part in found] != wanted:
                continue
            if listing.layout != "grouped" or [part.anchor and part.anchor.line for part in found] == dated:
                yield listing
                break


def _wrapped(rows: Rows, cut: Cut) -> Iterator[Listing]:
    if cut.layout != "grouped" and all(part.wrapped for part in cut.segments):
        targets = [part.node for part in cut.segments]
        for item in proposals(rows.out, targets):
            if rows.outermost(item) == targets:
                yield Listing(layout="wrapped", item=item)


def _flat_by_dates(rows: Rows, cut: Cut) -> Iterator[Listing]:
    """Propose that each date line begins an item, in the smallest named element that holds them all."""
    if cut.layout == "flat" or all(part.wrapped for part in cut.segments):
        for within in _homes(rows, [part.first for part in cut.segments]):
            yield Listing(layout="flat", within=within)


def _flat_by_items(rows: Rows, cut: Cut) -> Iterator[Listing]:
    """Propose elements that begin the items: the outermost that do, then those inside."""
    if cut.layout != "flat":
        return
    for targets in _beginning(rows, cut.segments):
        for item in proposals(rows.out, targets):
            if rows.outermost(item) == targets:
                for within in (None, *_homes(rows, [part.first for part in cut.segments])):
                    yield Listing(layout="flat", within=within, item=item)


def _grouped(rows: Rows, cut: Cut) -> Iterator[Listing]:
    if cut.layout != "grouped":
        return
    if all(part.wrapped for part in cut.segments):
        bodies = [[part.node for part in cut.segments]]
    else:
        bodies = list(_beginning(rows, cut.segments))
    for targets in bodies:
        items = [item for item in proposals(rows.out, targets) if rows.outermost(item) == targets][:3]
        for item in items:
            yield Listing(layout="grouped", item=item)
            for group in _headings(rows, cut):
                yield Listing(layout="grouped", item=item, group=group)


def _headings(rows: Rows, cut: Cut) -> Iterator[str]:
    lines = sorted({part.anchor.line for part in cut.segments if part.anchor})
    out = rows.out
    targets = [out.lines[line].block for line in lines]
    for group in proposals(out, targets):
        if rows.outermost(group) == targets:
            yield group


def _beginning(rows: Rows, parts: Sequence[Segment]) -> Iterator[list[int]]:
    """Yield, from the outermost inwards, rows of which one begins each item and holds no other item's begin."""
    out = rows.out
    chains = []
    for part in parts:
        chain = []
        for row in out.ancestors(out.lines[part.first].runs[0].node):
            if row == part.node or out.first[row] != part.first or out.last[row] > part.last:
                break
            chain.append(row)
        chains.append(chain[::-1])
    for level in range(min(map(len, chains), default=0)):
        yield [chain[level] for chain in chains]


def _homes(rows: Rows, lines: Sequence[int]) -> Iterator[str | None]:
    """Yield selectors of elements that hold all ``lines``, from the innermost named one outwards; last, none."""
    out = rows.out
    low, high = out.lines[lines[0]].block, out.lines[lines[-1]].block
    for row in out.ancestors(low):
        if out.contains(row, high) and row != high and out.tags[row] not in ("html", "body"):
            best = next((each for each in proposals(out, [row]) if rows.outermost(each) == [row]), None)
            if best:
                yield best
    yield None
