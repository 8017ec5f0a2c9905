"""Choosing the cut that is the news: causes, each a number, added up.

Lives here: what speaks for a list of news and what against. Not here: the cuts (``cut``) and the places (``places``).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from aimcrawl.reading.listing.ahead import are_ahead, is_called_events
from aimcrawl.reading.listing.anchors import Anchor
from aimcrawl.reading.listing.apart import holds_another
from aimcrawl.reading.listing.model import Cut, Segment
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.places import Places
from aimcrawl.reading.listing.titles import Titles, choose_titles

__all__ = ["WEIGHTS", "Judged", "judge"]

_ASIDE = re.compile(
    r"side-?bar|aside|widget|related|foot(er)?\b|\bnav|menu|comment|calendar|recent|popular|most-?read|trending|"
    r"upcoming|slider|carousel|ticker|breadcrumb|banner|modal|popup",
    re.IGNORECASE,
)
_ASIDE_TAGS = frozenset({"nav", "aside", "footer", "header"})

WEIGHTS = {
    "items": 1.6,
    "titled": 2.0,
    "title": 0.35,
    "distinct": 1.0,
    "linked": 0.6,
    "mass": 1.2,
    "share": 1.5,
    "ordered": 0.7,
    "aside": -1.5,
    "events": -0.7,
    "prose": -2.0,
    "waste": -1.5,
    "several": -2.5,
    "ragged": -1.2,
    "past": -2.0,
    "whole": 0.7,
    "dated": 1.5,
    "dates": 1.0,
    "later": -1.0,
    "apart": -1.3,
}
"""What each cause weighs. None decides alone (``benchmarks/ablation_listing.py``): the choice stays nearly the same
without any one of them, which is what keeps it right on sites that were never seen."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A cut with the places of its titles, its causes by name, and their weighted sum."""

    cut: Cut
    titles: Titles
    causes: dict[str, float]
    score: float


def judge(places: Places, cut: Cut, anchors: Sequence[Anchor], today: dt.date | None = None) -> Judged:
    """Weigh one cut; ``anchors`` are all dates of the page, ``today`` is the day of the fetch."""
    titles = choose_titles(places, cut.segments)
    days = [anchor.line for anchor in anchors if anchor.role in ("whole", "label") and anchor.whole_day]
    published = [anchor.line for anchor in anchors if anchor.sense == "published"]
    causes = _causes(places.out, cut, titles, days, published)
    causes["events"] = max(causes["events"], float(are_ahead(cut.segments, today)))
    return Judged(cut, titles, causes, sum(WEIGHTS[name] * value for name, value in causes.items()))


def _causes(out: Outline, cut: Cut, titles: Titles, days: list[int], published: list[int]) -> dict[str, float]:
    segments = cut.segments
    dated = [s.anchor for s in segments if s.anchor]
    n = len(segments)
    sizes = [out.size(s.first, s.last) for s in segments]
    page = out.sizes[-1] or 1
    covered = sum(s.last - s.first for s in segments)
    low, high = min(s.first for s in segments), max(s.last for s in segments)
    home = _home(out, cut)
    return {
        "items": math.log2(1 + min(n, 32)) / 5,
        "titled": sum(place is not None for place in titles.places) / max(len(titles.places), 1),
        "title": titles.score,
        "distinct": titles.distinct,
        "linked": titles.linked,
        "mass": min(math.log10(1 + sum(sizes) / n) / 3, 1.0),
        "share": min(sum(sizes) / page, 1.0),
        "ordered": _ordered([a.value.iso or "" for a in dated]),
        "aside": float(any(_is_aside(out, row) for row in out.ancestors(home))),
        "events": float(is_called_events(out, home, low)),
        "prose": sum(a.role == "prose" for a in dated) / max(len(dated), 1),
        "waste": 0.0 if cut.layout == "grouped" else 1 - covered / max(high - low, 1),
        "several": titles.several,
        "ragged": cut.ragged,
        "past": 1 - len(dated) / max(len(dated), sum(low <= line < high for line in cut.alike)),
        "whole": sum(a.role == "whole" for a in dated) / max(len(dated), 1),
        "dated": min(2 * sum(a.role != "prose" for a in dated) / n, 1.0),
        "dates": min(len(dated) / max(len(days), 1), 1.0),
        "later": sum(_is_later(s, published) for s in segments) / n,
        "apart": float(holds_another(out, cut)),
    }


def _is_later(segment: Segment, published: list[int]) -> bool:
    """Tell whether a segment's date is the day of a change, or another date in it says to be that of publication."""
    anchor = segment.anchor
    if anchor is None or anchor.sense == "published":
        return False
    return anchor.sense == "changed" or bisect_left(published, segment.first) < bisect_left(published, segment.last)


def _home(out: Outline, cut: Cut) -> int:
    """Return the innermost row that holds most of the cut."""
    middle = cut.segments[len(cut.segments) // 2]
    return out.parent[middle.node] if middle.wrapped else middle.node


def _ordered(dates: Sequence[str]) -> float:
    """Return the share of neighbours that keep the order that most keep."""
    pairs = list(pairwise(dates))
    if not pairs:
        return 0.0
    return max(sum(a >= b for a, b in pairs), sum(a <= b for a, b in pairs)) / len(pairs)


def _is_aside(out: Outline, row: int) -> bool:
    tag = out.tags[row]
    if tag in _ASIDE_TAGS:
        return True
    if tag in ("body", "html", "main"):
        return False
    if out.size(out.first[row], out.last[row]) * 2 > out.sizes[-1]:
        return False  # what holds most of the page is no aside, whatever it is called ("content-with-sidebar")
    attributes = out.elements[row].attrib
    return any(_ASIDE.search(attributes.get(name) or "") for name in ("class", "id"))
