"""Cutting a page into records between its anchors: wrapped, flat and grouped.

Lives here: the candidates, each a way to part the same page. Not here: what stands in a record (``fields``) and which
candidate is the news (``judge``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, NamedTuple

from aimcrawl.reading.listing.anchors import Anchor, Group
from aimcrawl.reading.listing.outline import Line, Outline
from aimcrawl.reading.pager.words import number_on, read_label

__all__ = ["Cut", "Layout", "Segment", "cuts"]

Layout = Literal["wrapped", "flat", "grouped"]

_LITTLE = 16
_FARTHEST = 3
"""How many siblings before its date an item may begin."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One record: its lines ``first`` to ``last`` (exclusive), the row it stands in, and its date (None: none of its own).

    ``node`` is the item's own element where it has one (``wrapped``), else the row whose children or lines it is made of.
    """

    first: int
    last: int
    node: int
    wrapped: bool
    anchor: Anchor | None


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to part the page. ``offset`` is the number of siblings between an item's begin and its date (flat).

    ``alike`` are the lines of all dates of the page that stand under the same tags as the cut's. ``ragged`` is the share
    of its runs whose first or last item does not begin or end as the others do: a sign that the cut is out of step.
    """

    layout: Layout
    segments: tuple[Segment, ...]
    anchors: tuple[Anchor, ...]
    offset: int = 0
    alike: tuple[int, ...] = ()
    ragged: float = 0.0


class _Unit(NamedTuple):
    """The largest element that holds one date alone, None where the date is a line among others in ``parent``."""

    node: int | None
    parent: int
    anchor: Anchor


class _Atom(NamedTuple):
    """A child element, or a line in no element of its own, of the row that a flat run stands in."""

    first: int
    last: int
    shape: str
    node: int | None


def cuts(out: Outline, group: Group) -> Iterator[Cut]:
    """Yield the ways to part the page by the dates of ``group``."""
    for cut in _cuts(out, group.anchors):
        yield replace(cut, alike=group.alike)


def _cuts(out: Outline, group: Sequence[Anchor]) -> Iterator[Cut]:
    units = _units(out, group)
    parents: dict[int, list[_Unit]] = {}
    for unit in units:
        parents.setdefault(unit.parent, []).append(unit)
    wrapped = _wrapped(out, group, parents)
    flat = list(_flat(out, group, parents))
    for cut in ([wrapped] if wrapped else []) + flat:
        yield cut
        parted = _grouped(out, cut)
        if parted:
            yield parted


def _units(out: Outline, group: Sequence[Anchor]) -> list[_Unit]:
    """Climb from each date to the largest element that holds no other; no farther than most of the group climb."""
    at = [anchor.line for anchor in group]

    def dates_in(node: int) -> int:
        return bisect_left(at, out.last[node]) - bisect_left(at, out.first[node])

    chains: list[list[int]] = []
    for anchor in group:
        chain: list[int] = []
        node = out.lines[anchor.line].block if anchor.until == anchor.line + 1 else anchor.node
        while out.parent[node] >= 0 and dates_in(node) == 1:
            chain.append(node)
            node = out.parent[node]
        chains.append(chain)
    steps = Counter(len(chain) for chain in chains).most_common(1)[0][0]
    model = Counter(tuple(out.tags[n] for n in chain) for chain in chains if len(chain) == steps).most_common(1)[0][0]
    units = []
    for anchor, full in zip(group, chains, strict=True):
        chain = full
        if len(chain) > steps and tuple(out.tags[n] for n in chain[:steps]) == model:
            chain = chain[:steps]
        node = out.lines[anchor.line].block if anchor.until == anchor.line + 1 else anchor.node
        units.append(_Unit(chain[-1], out.parent[chain[-1]], anchor) if chain else _Unit(None, node, anchor))
    return units


def _wrapped(out: Outline, group: Sequence[Anchor], parents: dict[int, list[_Unit]]) -> Cut | None:
    """Take each unit for one item, and siblings of the same shape for items without a date."""
    nodes = [unit for units in parents.values() for unit in units if unit.node is not None]
    if len(nodes) * 2 < len(group):
        return None
    shapes = Counter(out.shapes[unit.node] for unit in nodes if unit.node is not None)
    segments: list[Segment] = []
    for parent, units in parents.items():
        dated = {unit.node: unit.anchor for unit in units}
        for child in out.children(parent):
            anchor = dated.get(child)
            if anchor or _like_an_item(out, child, shapes):
                segments.append(Segment(out.first[child], out.last[child], child, wrapped=True, anchor=anchor))
    return Cut("wrapped", tuple(sorted(segments, key=lambda s: s.first)), tuple(group))


def _like_an_item(out: Outline, node: int, shapes: Counter[str]) -> bool:
    """Tell whether an element without a date has the shape of the items, and something to say."""
    shape = out.shapes[node]
    if shape not in shapes or out.last[node] <= out.first[node]:
        return False
    inside = range(node, out.end[node])
    return any(out.tags[n] == "a" for n in inside) and not any(out.tags[n] == "th" for n in inside)


def _flat(out: Outline, group: Sequence[Anchor], parents: dict[int, list[_Unit]]) -> Iterator[Cut]:
    """Take the siblings from one date to the next for one item; yield a cut for each place where it may begin."""
    runs = []
    for parent, units in parents.items():
        atoms = list(_atoms(out, parent))
        starts = [atom.first for atom in atoms]
        places = [bisect_left(starts, unit.anchor.line + 1) - 1 for unit in units]
        runs.append((parent, atoms, places, units))
    if sum(len(atoms) for _, atoms, _, _ in runs) <= len(group):
        return
    for offset in range(_FARTHEST + 1):
        shape = _begin_shape(runs, offset) if offset else None
        if offset and shape is None:
            continue
        segments = [s for parent, atoms, places, units in runs for s in _between(out, parent, atoms, places, units, offset)]
        if segments:
            ragged = sum(_is_ragged(atoms, places, shape, offset) for _, atoms, places, _ in runs) / len(runs)
            yield Cut("flat", tuple(sorted(segments, key=lambda s: s.first)), tuple(group), offset, ragged=ragged)


_Run = tuple[int, list[_Atom], list[int], list[_Unit]]


def _is_ragged(atoms: list[_Atom], places: list[int], shape: str | None, offset: int) -> bool:
    """Tell whether a run begins or ends in the midst of an item, if items begin ``offset`` siblings before their dates."""
    after = atoms[places[-1] + 1 :][:1]
    if shape is None:
        return not after and any(b - a > 1 for a, b in pairwise(places))
    return places[0] < offset or atoms[places[0] - offset].shape != shape or any(atom.shape == shape for atom in after)


def _begin_shape(runs: list[_Run], offset: int) -> str | None:
    """Return the shape that items begin with ``offset`` siblings before their dates: there often, elsewhere rarely."""
    shapes: Counter[str] = Counter()
    total = 0
    for _, atoms, places, _ in runs:
        for before, place in zip([-1, *places], places, strict=False):
            total += 1
            if place - offset > before:
                shapes[atoms[place - offset].shape] += 1
    if not shapes:
        return None
    shape, count = shapes.most_common(1)[0]
    everywhere = sum(atom.shape == shape for _, atoms, _, _ in runs for atom in atoms)
    return shape if count >= 0.7 * total and count >= 0.6 * everywhere else None


def _between(
    out: Outline, parent: int, atoms: list[_Atom], places: list[int], units: list[_Unit], offset: int
) -> Iterator[Segment]:
    begins = [max(place - offset, 0) for place in places]
    bodies: set[str] = set()
    for k, (begin, unit) in enumerate(zip(begins, units, strict=True)):
        if k + 1 < len(begins):
            end = begins[k + 1]
            bodies.update(atom.shape for atom in atoms[begin:end])
        else:
            end = places[k] + 1
            while end < len(atoms) and _belongs(out, atoms[end], bodies):
                end += 1
        if end > begin:
            yield Segment(atoms[begin].first, atoms[end - 1].last, parent, wrapped=False, anchor=unit.anchor)


_PROSE = ("p", "ul", "ol", "blockquote", "=")


def _belongs(out: Outline, atom: _Atom, bodies: set[str]) -> bool:
    """Tell whether an atom after the last date is more of the last item: like parts of other items, or text; no pager."""
    like = atom.shape in bodies or atom.shape.split(" ")[0].split(".")[0].startswith(_PROSE)
    return like and not any(is_pager(out, line) for line in out.lines[atom.first : atom.last][:2])


def is_pager(out: Outline, line: Line) -> bool:
    """Tell whether a line is a pager: it has links, they bear numbers or words of pagers, and there is little besides."""
    links: dict[int, list[str]] = {}
    rest = 0
    for run in line.runs:
        link = next((row for row, _ in zip(out.ancestors(run.node), range(4), strict=False) if out.tags[row] == "a"), None)
        if link is not None:
            links.setdefault(link, []).append(line.text[run.start : run.end])
        else:
            rest += sum(sign.isalpha() for sign in line.text[run.start : run.end])
    labels = [" ".join(words) for words in links.values()]
    return bool(labels) and rest <= _LITTLE and all(number_on(text) is not None or read_label(text) for text in labels)


def _atoms(out: Outline, parent: int) -> Iterator[_Atom]:
    """Yield the children of ``parent`` that have text, and the lines that stand in none of them."""
    line, last = out.first[parent], out.last[parent]
    for child in out.children(parent):
        if out.last[child] <= out.first[child] or out.last[child] <= line:
            continue
        own = out.lines[out.first[child]].block == parent
        if own:
            continue
        while line < out.first[child]:
            yield _line_atom(out, line, parent)
            line += 1
        yield _Atom(out.first[child], out.last[child], _shape(out, child, out.first[child]), child)
        line = out.last[child]
    while line < last:
        yield _line_atom(out, line, parent)
        line += 1


def _line_atom(out: Outline, line: int, parent: int) -> _Atom:
    node = out.lines[line].runs[0].node
    shape = "=" + (_shape(out, node, line) if node != parent else "")
    return _Atom(line, line + 1, shape, None)


def _shape(out: Outline, node: int, line: int) -> str:
    """Name an atom by its own shape and the shapes down to its first text."""
    if line >= len(out.lines):
        return out.shapes[node]
    chain: list[str] = []
    inner = out.lines[line].runs[0].node
    while inner > node:
        chain.append(out.shapes[inner])
        inner = out.parent[inner]
    return " ".join([out.shapes[node], *chain[::-1]])


def _grouped(out: Outline, cut: Cut) -> Cut | None:
    """Part each segment of ``cut`` again, where one date stands over several items of like shape."""
    bodies = [_body(out, segment) for segment in cut.segments if segment.anchor]
    leads = Counter(body[0].shape for body in bodies if body)
    if not leads:
        return None
    lead, count = leads.most_common(1)[0]
    heads = [[atom for atom in body if atom.shape == lead] for body in bodies]
    total = sum(map(len, heads))
    if count < 0.7 * len(bodies) or total < 1.2 * len(bodies) or not _title_like(out, heads):
        return None
    segments = []
    for segment, body in zip([s for s in cut.segments if s.anchor], bodies, strict=True):
        begins = [k for k, atom in enumerate(body) if atom.shape == lead] or [0]
        for begin, end in zip(begins, [*begins[1:], len(body)], strict=True):
            if begin < end:
                atoms = body[begin:end]
                one = len(atoms) == 1 and atoms[0].node is not None
                node = atoms[0].node if one and atoms[0].node is not None else segment.node
                segments.append(
                    replace(segment, first=atoms[0].first, last=atoms[-1].last, node=node, wrapped=one)
                )
    return Cut("grouped", tuple(segments), cut.anchors, cut.offset, ragged=cut.ragged)


def _body(out: Outline, segment: Segment) -> list[_Atom]:
    """Return the parts of a segment below its date: the atoms of the deepest element that holds them all."""
    assert segment.anchor is not None  # noqa: S101
    after = segment.anchor.until
    parent = segment.node
    while True:
        atoms = [atom for atom in _atoms(out, parent) if atom.first >= segment.first and atom.last <= segment.last]
        atoms = [atom for atom in atoms if atom.last > after and not _is_head(out, atom)]
        if len(atoms) != 1 or atoms[0].node is None or atoms[0].node == parent:
            return [part for atom in atoms if atom.first >= after for part in _parts(out, atom)]
        parent = atoms[0].node


def _is_head(out: Outline, atom: _Atom) -> bool:
    """Tell whether an atom is the head of a table."""
    if atom.node is None:
        return False
    return out.tags[atom.node] in ("thead", "caption") or (
        out.tags[atom.node] == "tr" and all(out.tags[cell] == "th" for cell in out.children(atom.node))
    )


def _parts(out: Outline, atom: _Atom) -> list[_Atom]:
    """Open tables and lists: what stands in them are rows and points."""
    if atom.node is None or out.tags[atom.node] not in ("table", "tbody", "ul", "ol"):
        return [atom]
    inner = [part for part in _atoms(out, atom.node) if not _is_head(out, part)]
    if out.tags[atom.node] != "table":
        return inner
    return [row for part in inner for row in (_parts(out, part) if part.node != atom.node else [part])]


def _title_like(out: Outline, heads: list[list[_Atom]]) -> bool:
    """Tell whether nearly all atoms are headings or hold a link in their first line."""
    atoms = [atom for body in heads for atom in body]
    good = 0
    for atom in atoms:
        nodes = {node for run in out.lines[atom.first].runs for node in (run.node, out.parent[run.node])}
        if atom.node is not None and out.tags[atom.node] in ("tr", "li", "article"):
            nodes.update(range(atom.node, out.end[atom.node]))
        good += any(out.tags[node] in ("a", "h1", "h2", "h3", "h4", "h5", "h6") for node in nodes)
    return good >= 0.8 * len(atoms)
