"""Texts that are on several pages: the same, or nearly. They are linked when asked for, and never merged.

Each text leaves marks in the index of words: a hash of all its words, and, where it is long enough, the bands of a
MinHash of its shingles. What shares a mark is a candidate; its likeness is then counted, not estimated.

MinHash and bands: Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from rensa import RMinHash

from archive.search.marks import mark

__all__ = ["compared", "likeness", "marks"]

_BANDS: Final = 10
_ROWS: Final = 3
_SEED: Final = 1997
_FACTOR: Final = 6_364_136_223_846_793_005  # Knuth's, The Art of Computer Programming 2, 3.3.4
_PRIME: Final = 2**61 - 1
_LEAST_SAME: Final = 5  # words of a text that is worth linking
_LEAST_NEAR: Final = 16  # words of a text that is more than a phrase with one word changed


def marks(title: Sequence[str], text: Sequence[str]) -> list[str]:
    """Return the marks of an item with these folded words: none where it says too little."""
    words = compared(title, text)
    if len(words) < _LEAST_SAME:
        return []
    found = [mark(hashlib.blake2b(" ".join(words).encode(), digest_size=10).hexdigest())]
    if len(words) >= _LEAST_NEAR:
        sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
        sketch.update(_shingles(words))
        found += _bands(sketch.digest())
    return found


def _bands(digest: Sequence[int]) -> Iterator[str]:
    """Give a mark for each band of a sketch: a hash of its numbers, and which it is."""
    for band, (one, two, three) in enumerate(zip(*[iter(digest)] * _ROWS, strict=True)):
        yield mark(f"{band}{((one * _FACTOR + two) * _FACTOR + three) % _PRIME:x}")


def compared(title: Sequence[str], text: Sequence[str]) -> Sequence[str]:
    """Return the words by which items are compared: the text's; where there is none, the title's."""
    return text or title


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return the share of the shingles of two texts that both have (Jaccard): 0 to 1."""
    mine, theirs = set(_shingles(one)), set(_shingles(other))
    return len(mine & theirs) / max(1, len(mine | theirs))


def _shingles(words: Sequence[str]) -> list[str]:
    """Return the runs of three words of a text."""
    return list(map(" ".join, zip(words, words[1:], words[2:], strict=False)))
