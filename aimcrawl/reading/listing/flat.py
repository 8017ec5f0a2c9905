"""Items in no element of their own: runs of siblings, or of lines, parted at the dates.

Lives here: where in such a run an item begins and ends. Not here: items that have an element (``cut``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.atoms import Atom, Atoms, is_pager
from aimcrawl.reading.listing.groups import Group
from aimcrawl.reading.listing.model import Cut, Segment, in_order
from aimcrawl.reading.listing.outline import Outline

__all__ = ["flat_cuts"]

_FARTHEST = 3
"""How many siblings before its date an item may begin, unless the date ends it."""
_OFTEN, _ELSEWHERE = 0.7, 0.6
"""An item begins with a shape that stands at this share of the dates, and of which this share stands there."""
_PROSE = ("p", "ul", "ol", "blockquote", "=")


class _Run(NamedTuple):
    """The atoms of one parent, the places of the dates among them, and the dates."""

    parent: int
    atoms: list[Atom]
    places: list[int]
    anchors: Sequence[Anchor]


def flat_cuts(atoms: Atoms, group: Group, dates: Mapping[int, Sequence[Anchor]]) -> Iterator[Cut]:
    """Yield a cut for each place where items may begin: at the date, some siblings before it, after the last date.

    ``dates`` are the anchors of ``group`` by the row in which they stand.
    """
    runs = [_run(atoms, parent, anchors) for parent, anchors in dates.items()]
    lines = [anchor.line for anchor in group.anchors]
    if sum(len(run.atoms) for run in runs) <= len(group.anchors):
        return
    for offset in range(_FARTHEST + 1):
        shape = _shape_at(runs, -offset) if offset else None
        if shape or not offset:
            segments = in_order(segment for run in runs for segment in _from_begins(atoms.out, run, offset, lines))
            ragged = sum(_is_ragged(run, shape, offset) for run in runs) / len(runs)
            yield Cut("flat", segments, group.anchors, offset, group.alike, ragged)
    shape = _shape_at(runs, 1)
    if shape:
        segments = in_order(segment for run in runs for segment in _to_dates(run, shape))
        ragged = sum(shape not in _shapes(run.atoms[: run.places[0]]) for run in runs) / len(runs)
        yield Cut("flat", segments, group.anchors, -1, group.alike, ragged)


def _run(atoms: Atoms, parent: int, anchors: Sequence[Anchor]) -> _Run:
    inside = atoms.of(parent)
    starts = [atom.first for atom in inside]
    return _Run(parent, inside, [bisect_left(starts, anchor.line + 1) - 1 for anchor in anchors], anchors)


def _shape_at(runs: list[_Run], distance: int) -> str | None:
    """Return the shape that stands ``distance`` siblings from the dates, if it does so often, and rarely elsewhere."""
    found = [
        run.atoms[place + distance].shape
        for run in runs
        for last, place, following in zip(
            [-1, *run.places], run.places, [*run.places[1:], len(run.atoms)], strict=False
        )
        if last < place + distance < following
    ]
    if not found:
        return None
    shape, count = Counter(found).most_common(1)[0]
    everywhere = sum(atom.shape == shape for run in runs for atom in run.atoms)
    dates = sum(len(run.places) - (distance > 0) for run in runs)  # after the last date of a run there is no item
    return shape if count >= _OFTEN * dates and count >= _ELSEWHERE * everywhere else None


def _neighbours(run: _Run) -> Iterator[tuple[int, int, int]]:
    """Yield the place of each date with those of the date before and after it, or of the run's ends."""
    return zip([-1, *run.places[:-1]], run.places, [*run.places[1:], len(run.atoms)], strict=True)


def _is_ragged(run: _Run, shape: str | None, offset: int) -> bool:
    """Tell whether a run begins or ends in the midst of an item, if items begin ``offset`` atoms before their dates."""
    atoms, places = run.atoms, run.places
    after = _shapes(atoms[places[-1] + 1 :][:1])
    if shape is None:
        first = Counter(atoms[place + 1].shape for place in places[:-1]).most_common(1)
        outside = bool(first) and first[0][0] in _shapes(atoms[: places[0]]) and first[0][0] not in after
        return outside or (not after and any(b - a > 1 for a, b in pairwise(places)))
    return places[0] < offset or atoms[places[0] - offset].shape != shape or shape in after


def _from_begins(out: Outline, run: _Run, offset: int, dates: Sequence[int]) -> Iterator[Segment]:
    """Yield segments from begin to begin; the last for as long as the atoms are like an item's, and hold no date."""
    atoms = run.atoms
    begins = [max(place - offset, 0) for place in run.places]
    bodies = _shapes(atoms[begins[0] : begins[-1]])
    end = run.places[-1] + 1
    while end < len(atoms) and _belongs(out, atoms[end], bodies) and not _holds(atoms[end], dates):
        end += 1
    for begin, stop, anchor in zip(begins, [*begins[1:], end], run.anchors, strict=True):
        if stop > begin:
            yield _segment(run, begin, stop, anchor)


def _to_dates(run: _Run, shape: str) -> Iterator[Segment]:
    """Yield segments that end with their dates; the first begins with the last atom of ``shape`` before its date."""
    first = run.places[0]
    begin = next((place for place in range(first, -1, -1) if run.atoms[place].shape == shape), first)
    begins = [begin, *(place + 1 for place in run.places[:-1])]
    for start, place, anchor in zip(begins, run.places, run.anchors, strict=True):
        yield _segment(run, start, place + 1, anchor)


def _segment(run: _Run, begin: int, stop: int, anchor: Anchor) -> Segment:
    return Segment(run.atoms[begin].first, run.atoms[stop - 1].last, run.parent, wrapped=False, anchor=anchor)


def _shapes(atoms: Iterable[Atom]) -> set[str]:
    return {atom.shape for atom in atoms}


def _holds(atom: Atom, dates: Sequence[int]) -> bool:
    """Tell whether one of ``dates`` (lines, in order) stands in an atom: an item of another run begins there."""
    return bisect_left(dates, atom.first) < bisect_left(dates, atom.last)


def _belongs(out: Outline, atom: Atom, bodies: set[str]) -> bool:
    """Tell whether an atom after the last date is more of the last item: like parts of others, or text; no pager."""
    like = atom.shape in bodies or atom.shape.split(" ")[0].split(".")[0].startswith(_PROSE)
    return like and not any(is_pager(out, line) for line in out.lines[atom.first : atom.last][:2])
