"""Cutting a page into records between its anchors: wrapped and flat.

Lives here: the candidates, each a way to part the same page. Not here: one date over several items (``parted``), what
stands in a record (``fields``), and which candidate is the news (``judge``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.atoms import Atom, Atoms, is_pager
from aimcrawl.reading.listing.groups import Group
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.parted import part

__all__ = ["cuts"]

_FARTHEST = 3
"""How many siblings before its date an item may begin."""
_OFTEN, _ELSEWHERE = 0.7, 0.6
"""An item begins with a shape that stands before this share of the dates, and of which this share stands there."""
_PROSE = ("p", "ul", "ol", "blockquote", "=")


class _Unit(NamedTuple):
    """The largest element that holds one date alone, None where the date is a line among others in ``parent``."""

    node: int | None
    parent: int
    anchor: Anchor


class _Run(NamedTuple):
    """The atoms of one parent, the places of the dates among them, and the dates."""

    parent: int
    atoms: list[Atom]
    places: list[int]
    anchors: list[Anchor]


def cuts(atoms: Atoms, group: Group) -> Iterator[Cut]:
    """Yield the ways to part the page by the dates of ``group``."""
    parents: dict[int, list[_Unit]] = {}
    for unit in _units(atoms.out, group.anchors):
        parents.setdefault(unit.parent, []).append(unit)
    for cut in (*_wrapped(atoms.out, group, parents), *_flat(atoms, group, parents)):
        yield cut
        parted = part(atoms, cut)
        if parted:
            yield replace(parted, alike=cut.alike)


def _units(out: Outline, group: Sequence[Anchor]) -> Iterator[_Unit]:
    """Climb from each date to the largest element that holds no other; no farther than most of the group climb."""
    chains = _chains(out, group)
    steps = Counter(map(len, chains)).most_common(1)[0][0]
    tags = [tuple(out.tags[row] for row in chain) for chain in chains]
    model = Counter(chain for chain in tags if len(chain) == steps).most_common(1)[0][0]
    for anchor, chain, names in zip(group, chains, tags, strict=True):
        climbed = chain[:steps] if names[:steps] == model else chain
        if climbed:
            yield _Unit(climbed[-1], out.parent[climbed[-1]], anchor)
        else:
            yield _Unit(None, _start(out, anchor), anchor)


def _chains(out: Outline, group: Sequence[Anchor]) -> list[list[int]]:
    """Return, for each date, the rows around it that hold no other date of the group, innermost first."""
    at = [anchor.line for anchor in group]
    chains = []
    for anchor in group:
        chain: list[int] = []
        row = _start(out, anchor)
        while out.parent[row] >= 0 and bisect_left(at, out.last[row]) - bisect_left(at, out.first[row]) == 1:
            chain.append(row)
            row = out.parent[row]
        chains.append(chain)
    return chains


def _start(out: Outline, anchor: Anchor) -> int:
    return out.lines[anchor.line].block if anchor.until == anchor.line + 1 else anchor.node


def _wrapped(out: Outline, group: Group, parents: dict[int, list[_Unit]]) -> Iterator[Cut]:
    """Take each unit for one item, and siblings of the same shape for items without a date."""
    nodes = [unit.node for units in parents.values() for unit in units if unit.node is not None]
    if len(nodes) * 2 < len(group.anchors):
        return
    shapes = {out.shapes[node] for node in nodes}
    segments = []
    for parent, units in parents.items():
        dated = {unit.node: unit.anchor for unit in units}
        for child in out.children(parent):
            anchor = dated.get(child)
            if anchor or (out.shapes[child] in shapes and _says_something(out, child)):
                segments.append(Segment(out.first[child], out.last[child], child, wrapped=True, anchor=anchor))
    yield Cut("wrapped", _in_order(segments), group.anchors, alike=group.alike)


def _says_something(out: Outline, node: int) -> bool:
    """Tell whether an element without a date may be an item: it has text and a link, and is not the head of a table."""
    inside = out.tags[node : out.end[node]]
    return out.last[node] > out.first[node] and "a" in inside and "th" not in inside


def _flat(atoms: Atoms, group: Group, parents: dict[int, list[_Unit]]) -> Iterator[Cut]:
    """Take the siblings from one date to the next for one item; yield a cut for each place where it may begin."""
    runs = [_run(atoms, parent, [unit.anchor for unit in units]) for parent, units in parents.items()]
    if sum(len(run.atoms) for run in runs) <= len(group.anchors):
        return
    for offset in range(_FARTHEST + 1):
        shape = _begin_shape(runs, offset) if offset else None
        if offset and shape is None:
            continue
        segments = [segment for run in runs for segment in _between(atoms.out, run, offset)]
        ragged = sum(_is_ragged(run, shape, offset) for run in runs) / len(runs)
        yield Cut("flat", _in_order(segments), group.anchors, offset, group.alike, ragged)


def _run(atoms: Atoms, parent: int, anchors: list[Anchor]) -> _Run:
    inside = atoms.of(parent)
    starts = [atom.first for atom in inside]
    return _Run(parent, inside, [bisect_left(starts, anchor.line + 1) - 1 for anchor in anchors], anchors)


def _begin_shape(runs: list[_Run], offset: int) -> str | None:
    """Return the shape that stands ``offset`` siblings before the dates, if it does so often, and rarely elsewhere."""
    before = [
        run.atoms[place - offset].shape
        for run in runs
        for last, place in zip([-1, *run.places], run.places, strict=False)
        if place - offset > last
    ]
    if not before:
        return None
    shape, count = Counter(before).most_common(1)[0]
    everywhere = sum(atom.shape == shape for run in runs for atom in run.atoms)
    dates = sum(len(run.places) for run in runs)
    return shape if count >= _OFTEN * dates and count >= _ELSEWHERE * everywhere else None


def _is_ragged(run: _Run, shape: str | None, offset: int) -> bool:
    """Tell whether a run begins or ends in the midst of an item, if items begin ``offset`` atoms before their dates."""
    atoms, places = run.atoms, run.places
    after = atoms[places[-1] + 1 :][:1]
    if shape is None:
        return not after and any(b - a > 1 for a, b in pairwise(places))
    return places[0] < offset or atoms[places[0] - offset].shape != shape or any(atom.shape == shape for atom in after)


def _between(out: Outline, run: _Run, offset: int) -> Iterator[Segment]:
    """Yield the segments of a run: from begin to begin; the last for as long as the atoms are like an item's."""
    atoms = run.atoms
    begins = [max(place - offset, 0) for place in run.places]
    bodies = {atom.shape for atom in atoms[begins[0] : begins[-1]]}
    end = run.places[-1] + 1
    while end < len(atoms) and _belongs(out, atoms[end], bodies):
        end += 1
    for begin, stop, anchor in zip(begins, [*begins[1:], end], run.anchors, strict=True):
        if stop > begin:
            yield Segment(atoms[begin].first, atoms[stop - 1].last, run.parent, wrapped=False, anchor=anchor)


def _belongs(out: Outline, atom: Atom, bodies: set[str]) -> bool:
    """Tell whether an atom after the last date is more of the last item: like parts of others, or text; no pager."""
    like = atom.shape in bodies or atom.shape.split(" ")[0].split(".")[0].startswith(_PROSE)
    return like and not any(is_pager(out, line) for line in out.lines[atom.first : atom.last][:2])


def _in_order(segments: list[Segment]) -> tuple[Segment, ...]:
    return tuple(sorted(segments, key=lambda segment: segment.first))
