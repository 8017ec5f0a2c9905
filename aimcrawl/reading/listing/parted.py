"""One date over several items: parting what stands below a date heading.

Lives here: the third layout, ``grouped``, made from a cut of either other kind. Not here: those (``cut``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from aimcrawl.reading.listing.atoms import Atom, Atoms
from aimcrawl.reading.listing.model import Cut, Segment

__all__ = ["part"]

_SAMPLE = 200
_MOST = 0.7
"""Share of the segments that must begin alike."""
_MORE = 1.2
"""Items for each date from which on the dates are headings."""
_NEARLY_ALL = 0.8
_DIFFERENT = 0.5
"""Items differ in their first lines; "Agenda" and "Minutes" under every date are links of one item."""
_LISTS = frozenset({"table", "tbody", "ul", "ol"})
_ITEMS = frozenset({"tr", "li", "article"})
_TITLES = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6"})


def part(atoms: Atoms, cut: Cut) -> Cut | None:
    """Part each segment of ``cut`` again; None where nearly every date has but one item, or items without a title."""
    segments = [segment for segment in cut.segments if segment.anchor]
    some = segments[:: max(1, len(segments) // _SAMPLE)]
    if len(some) < len(segments) and _lead(atoms, _bodies(atoms, some)) is None:
        return None  # a long list need not be parted whole to see that it cannot be
    bodies = _bodies(atoms, segments)
    lead = _lead(atoms, bodies)
    if lead is None:
        return None
    parts = [piece for segment, body in zip(segments, bodies, strict=True) for piece in _pieces(segment, body, lead)]
    return Cut("grouped", tuple(parts), cut.anchors, cut.offset, ragged=cut.ragged)


def _lead(atoms: Atoms, bodies: list[list[Atom]]) -> str | None:
    """Return the shape that items below a date begin with."""
    leads = Counter(body[0].shape for body in bodies if body)
    if not leads:
        return None
    lead, count = leads.most_common(1)[0]
    heads = [atom for body in bodies for atom in body if atom.shape == lead]
    if count < _MOST * len(bodies) or len(heads) < _MORE * len(bodies):
        return None
    different = {atoms.out.lines[atom.first].text for atom in heads}
    if len(different) < _DIFFERENT * len(heads):
        return None
    return lead if sum(_is_titled(atoms, atom) for atom in heads) >= _NEARLY_ALL * len(heads) else None


def _pieces(segment: Segment, body: list[Atom], lead: str) -> Iterator[Segment]:
    begins = [k for k, atom in enumerate(body) if atom.shape == lead] or [0]
    for begin, end in zip(begins, [*begins[1:], len(body)], strict=True):
        piece = body[begin:end]
        if piece:
            own = piece[0].node if len(piece) == 1 else None
            first, last = piece[0].first, piece[-1].last
            yield replace(
                segment, first=first, last=last, node=segment.node if own is None else own, wrapped=own is not None
            )


def _bodies(atoms: Atoms, segments: Sequence[Segment]) -> list[list[Atom]]:
    """Return the parts of each segment below its date, a single item as it is where there are several."""
    bodies = [_body(atoms, segment) for segment in segments]
    shapes = Counter(shape for body in bodies for shape, n in Counter(atom.shape for atom in body).items() if n > 1)
    if not shapes:
        return bodies
    known = shapes.most_common(1)[0][0]
    return [
        body if any(atom.shape == known for atom in body) else _body(atoms, segment, known)
        for segment, body in zip(segments, bodies, strict=True)
    ]


def _body(atoms: Atoms, segment: Segment, known: str | None = None) -> list[Atom]:
    """Return the parts of a segment below its date: the atoms of the deepest element that holds all, or an item.

    ``known`` is the shape of an item, if one is.
    """
    after = segment.anchor.until if segment.anchor else segment.first
    row = segment.node
    while True:
        inside = [atom for atom in atoms.within(row, segment.first, segment.last) if atom.last > after]
        inside = [atom for atom in inside if not _is_head(atoms, atom)]
        only = inside[0].node if len(inside) == 1 else None
        if only is None or atoms.out.tags[only] in _ITEMS or inside[0].shape == known:
            return [piece for atom in inside if atom.first >= after for piece in _opened(atoms, atom)]
        row = only


def _opened(atoms: Atoms, atom: Atom) -> list[Atom]:
    """Open tables and lists: what stands in them are rows and points."""
    found, waiting = [], [atom]
    while waiting:
        current = waiting.pop()
        if current.node is not None and atoms.out.tags[current.node] in _LISTS:
            waiting += [inner for inner in reversed(atoms.of(current.node)) if not _is_head(atoms, inner)]
        else:
            found.append(current)
    return found


def _is_head(atoms: Atoms, atom: Atom) -> bool:
    """Tell whether an atom is the head of a table."""
    out = atoms.out
    if atom.node is None:
        return False
    if out.tags[atom.node] in ("thead", "caption"):
        return True
    return out.tags[atom.node] == "tr" and all(out.tags[cell] == "th" for cell in out.children(atom.node))


def _is_titled(atoms: Atoms, atom: Atom) -> bool:
    """Tell whether the first line of an atom is a heading or holds a link; of rows and points, any line."""
    out = atoms.out
    runs = out.lines[atom.first].runs
    if any(out.link[run.node] >= 0 for run in runs):
        return True
    rows = {row for run in runs for row in (run.node, out.parent[run.node])}
    if atom.node is not None and out.tags[atom.node] in _ITEMS:
        rows.update(range(atom.node, out.end[atom.node]))
    return any(out.tags[row] in _TITLES for row in rows)
