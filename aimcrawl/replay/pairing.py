"""Which record of a page read anew is which record of the same page as it was read before. Pure; one page at a time.

Both readings saw the same bytes, so both are in the order of the page; they may have parted it otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from archive.records import Record

__all__ = ["likeness", "pair_records"]


def pair_records(old: Mapping[int, Record], new: Sequence[Record], *, held: int) -> dict[int, int]:
    """Return for positions of ``old`` the positions in ``new``; ``held`` is how many records the page held before.

    As many as before are the same ones, place by place. Otherwise each goes to one that shares something with it, in
    the order of the page, so that as much as possible is shared.
    """
    if len(new) == held:
        return {position: position for position in old if position < held}
    return _aligned(sorted(old), old, new)


def likeness(one: Record, other: Record) -> int:
    """Return how much two readings of one item share; 0 where nothing."""
    return sum(weight for weight, before, after in _parts(one, other) if before and before == after)


def _parts(one: Record, other: Record) -> Iterable[tuple[int, str | None, str | None]]:
    yield 4, one.url, other.url
    yield 3, one.text, other.text
    yield 3, one.title, other.title
    yield 1, one.published_raw or one.published, other.published_raw or other.published


def _aligned(positions: Sequence[int], old: Mapping[int, Record], new: Sequence[Record]) -> dict[int, int]:
    """Align two sequences by the greatest sum of likeness (Needleman and Wunsch, without a price for gaps)."""
    best = [[0] * (len(new) + 1) for _ in range(len(positions) + 1)]
    shared = [[likeness(old[position], record) for record in new] for position in positions]
    for i in range(len(positions) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            met = best[i + 1][j + 1] + shared[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], met if shared[i][j] else 0)
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(positions) and j < len(new):
        if shared[i][j] and best[i][j] == best[i + 1][j + 1] + shared[i][j]:
            pairs[positions[i]] = j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
