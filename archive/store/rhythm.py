"""How long a source may be silent before that is news: longer than its own history lets expect. A pure function."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from itertools import pairwise

__all__ = ["longest_usual_pause"]

_LEAST = dt.timedelta(days=7)  # nobody is called silent for a week's holiday
_GAPS = 8  # fewer show no rhythm
_USUAL = 0.9
_TIMES = 3  # of a source without any rhythm (a Poisson process), one pause in a thousand is thrice its usual long one


def longest_usual_pause(days: Collection[dt.date]) -> dt.timedelta | None:
    """Return the pause that a source with news on these days may make; None where they are too few to tell.

    Thrice the pause that nine of ten do not reach, and no less than one that it made twice: the second August without
    news is nothing new.
    """
    gaps = sorted(later - earlier for earlier, later in pairwise(sorted(set(days))))
    if len(gaps) < _GAPS:
        return None
    return max(_LEAST, _TIMES * gaps[int(_USUAL * (len(gaps) - 1))], gaps[-2])
