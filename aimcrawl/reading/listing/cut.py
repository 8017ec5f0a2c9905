"""Cutting a page into records by its anchors: the candidates, each a way to part the same page.

Lives here: items in elements of their own. Not here: items without one (``flat``), one date over several items
(``parted``), what stands in a record (``places``), and which candidate is the news (``judge``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.atoms import Atoms
from aimcrawl.reading.listing.flat import flat_cuts
from aimcrawl.reading.listing.groups import Group
from aimcrawl.reading.listing.model import Cut, Segment, in_order
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.parted import part

__all__ = ["cuts"]

_FEW = 3


class _Unit(NamedTuple):
    """The largest element that holds one date alone, None where the date is a line among others in ``parent``."""

    node: int | None
    parent: int
    anchor: Anchor


def cuts(atoms: Atoms, group: Group) -> Iterator[Cut]:
    """Yield the ways to part the page by the dates of ``group``, and by those alone that most of them stand with."""
    parents: dict[int, list[_Unit]] = {}
    for unit in _units(atoms.out, group.anchors):
        parents.setdefault(unit.parent, []).append(unit)
    yield from _cuts(atoms, group, parents)
    home, most = max(parents.items(), key=lambda held: len(held[1]))
    if _FEW <= len(most) < len(group.anchors) < 2 * len(most):
        yield from _cuts(atoms, Group(tuple(unit.anchor for unit in most), group.alike), {home: most})


def _cuts(atoms: Atoms, group: Group, parents: dict[int, list[_Unit]]) -> Iterator[Cut]:
    dates = {parent: [unit.anchor for unit in units] for parent, units in parents.items()}
    for cut in (*_wrapped(atoms.out, group, parents), *flat_cuts(atoms, group, dates)):
        yield cut
        parted = part(atoms, cut)
        if parted:
            yield replace(parted, alike=cut.alike)


def _units(out: Outline, group: Sequence[Anchor]) -> Iterator[_Unit]:
    """Climb from each date to the largest element that holds no other; no farther than most of the group climb.

    Where most are lines among others, a date that fills an element of its own is that element among others.
    """
    chains = _chains(out, group)
    steps = Counter(map(len, chains)).most_common(1)[0][0]
    tags = [tuple(out.tags[row] for row in chain) for chain in chains]
    model = Counter(chain for chain in tags if len(chain) == steps).most_common(1)[0][0]
    for anchor, chain, names in zip(group, chains, tags, strict=True):
        climbed = chain[:steps] if names[:steps] == model else chain
        climbed = climbed or [row for row in chain if out.last[row] - out.first[row] == anchor.until - anchor.line]
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
    names = reduce(set.intersection, (set(out.shapes[node].split(".")) for node in nodes))
    segments = []
    for parent, units in parents.items():
        dated = {unit.node: unit.anchor for unit in units}
        for child in out.children(parent):
            anchor = dated.get(child)
            if anchor or (_is_alike(out.shapes[child], shapes, names) and _says_something(out, child)):
                segments.append(Segment(out.first[child], out.last[child], child, wrapped=True, anchor=anchor))
    yield Cut("wrapped", in_order(segments), group.anchors, alike=group.alike)


def _is_alike(shape: str, shapes: set[str], names: set[str]) -> bool:
    """Tell whether a sibling is called as the dated items are: as one of them, or by the names that all of them share.

    "story story--plain" is an item beside "story"; a mere tag in common says nothing.
    """
    return shape in shapes or (len(names) > 1 and names <= set(shape.split(".")))


def _says_something(out: Outline, node: int) -> bool:
    """Tell whether an element without a date may be an item: it has text and a link, and is not the head of a table."""
    inside = out.tags[node : out.end[node]]
    return out.last[node] > out.first[node] and "a" in inside and "th" not in inside
