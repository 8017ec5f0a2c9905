"""The atoms of a row: its children that have text, and the lines that stand in none of them.

A flat list is a run of atoms. Lives here: atoms and their shapes, and which lines are a pager. Not here: where one item
ends and the next begins (``cut``, ``parted``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from aimcrawl.reading.listing.outline import Line, Outline
from aimcrawl.reading.pager.words import number_on, read_label

__all__ = ["Atom", "Atoms", "is_pager"]

_LITTLE = 16
"""Letters that a pager has besides its links: "Page 2 of 26"."""


class Atom(NamedTuple):
    """A child ``node``, or (None) one line; its lines, and a shape that like atoms share."""

    first: int
    last: int
    shape: str
    node: int | None


class Atoms:
    """The atoms of the rows of one outline, each row's found once."""

    def __init__(self, out: Outline) -> None:
        self.out = out
        self._known: dict[int, tuple[list[Atom], list[int]]] = {}

    def of(self, row: int) -> list[Atom]:
        """Return the atoms of ``row`` in order."""
        return self._get(row)[0]

    def within(self, row: int, first: int, last: int) -> list[Atom]:
        """Return the atoms of ``row`` that lie in the lines ``first`` to ``last`` (exclusive)."""
        atoms, starts = self._get(row)
        low, high = bisect_left(starts, first), bisect_left(starts, last)
        return [atom for atom in atoms[low:high] if atom.last <= last]

    def _get(self, row: int) -> tuple[list[Atom], list[int]]:
        if row not in self._known:
            atoms = list(_atoms(self.out, row))
            self._known[row] = atoms, [atom.first for atom in atoms]
        return self._known[row]


def _atoms(out: Outline, row: int) -> Iterator[Atom]:
    line = out.first[row]
    for child in out.children(row):
        first, last = out.first[child], out.last[child]
        if last <= max(first, line) or out.lines[first].block == row:  # no text, or a part of a line of the row's own
            continue
        while line < first:
            yield _line_atom(out, line, row)
            line += 1
        yield Atom(first, last, _shape(out, child, first), child)
        line = last
    while line < out.last[row]:
        yield _line_atom(out, line, row)
        line += 1


def _line_atom(out: Outline, line: int, row: int) -> Atom:
    node = out.lines[line].runs[0].node
    return Atom(line, line + 1, "=" + (_shape(out, node, line) if node != row else ""), None)


def _shape(out: Outline, node: int, line: int) -> str:
    """Name an atom by its own shape and the shapes down to its first text."""
    chain: list[str] = []
    inner = out.lines[line].runs[0].node
    while inner > node:
        chain.append(out.shapes[inner])
        inner = out.parent[inner]
    return " ".join([out.shapes[node], *chain[::-1]])


def is_pager(out: Outline, line: Line) -> bool:
    """Tell whether a line is a pager: all its links bear numbers or words of pagers, and there is little besides."""
    links: dict[int, list[str]] = {}
    rest = 0
    for run in line.runs:
        text = line.text[run.start : run.end]
        link = out.link[run.node]
        if link >= 0:
            links.setdefault(link, []).append(text)
        else:
            rest += sum(sign.isalpha() for sign in text)
    labels = [" ".join(words) for words in links.values()]
    return bool(labels) and rest <= _LITTLE and all(number_on(text) is not None or read_label(text) for text in labels)
