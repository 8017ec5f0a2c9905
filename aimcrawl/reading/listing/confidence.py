"""How sure a reading is, and why: what speaks for a list, less what speaks for another kind of page.

Lives here: the sum and its wording. The weights part 116 pages with lists from 204 articles, most of which have a dated
list beside the text (docs/reading-listing.md). Not here: the signs (``kinds``) and the causes (``judge``).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from aimcrawl.reading.listing.judge import Judged
from aimcrawl.reading.listing.kinds import PARAGRAPH, Signs
from aimcrawl.reading.listing.not_news import is_talk, is_timetable
from aimcrawl.reading.listing.outline import Outline
from aimcrawl.reading.listing.standing import is_beside_application, is_boxed, is_outside_main, reach

__all__ = ["second_of", "weigh"]

_PER_POINT = 0.9
_DOUBTFUL = 6.7
"""A score at which lists and chance are alike."""
_MOST, _NEARLY_ALL = 0.5, 0.9
_CLOSE, _TORN = 0.5, 0.49
"""Two lists whose scores are as close as this share the confidence; neither is a claim."""
_FEW = 3
"""Fewer dates than these may stand together by chance."""


def second_of(ways: Sequence[Judged]) -> Judged | None:
    """Return the best of ``ways`` that reads another part of the page than the first; else the next best."""
    return next((way for way in ways[1:] if _elsewhere(ways[0], way)), ways[1] if len(ways) > 1 else None)


def _elsewhere(one: Judged, other: Judged) -> bool:
    """Tell whether two ways read different parts of the page, one above the other."""
    (low, high), (first, last) = reach(one.cut), reach(other.cut)
    return last <= low or high <= first


@dataclass(frozen=True, slots=True)
class _Doubts:
    """What speaks against a list, besides the signs of the page; ``outside`` is the share of prose outside of it."""

    outside: float
    beyond_main: bool
    unfilled: bool
    boxed: bool
    nameless: bool
    talk: bool
    timetable: bool
    few: bool
    close: bool
    torn: bool


def weigh(out: Outline, best: Judged, signs: Signs, second: Judged | None) -> tuple[float, tuple[str, ...]]:
    """Return how sure it is that ``best`` is the list that the page is for, 0 to 1, and what that rests on.

    The reasons are in words, the grounds for the list first.
    """
    close = second is not None and best.score - second.score < _CLOSE
    doubts = _Doubts(
        outside=_prose_outside(out, best, signs),
        beyond_main=is_outside_main(out, best.cut),
        unfilled=is_beside_application(out, best.cut),
        boxed=is_boxed(out, best.cut),
        nameless=_is_nameless(best),
        talk=is_talk(out, best.cut, best.titles),
        timetable=is_timetable(out, best.cut),
        few=_dated(best) < _FEW,
        close=close,
        torn=close and second is not None and _elsewhere(best, second),
    )
    return _confidence(best, signs, doubts), (*_for(best), *_against(best, signs, doubts))


def _confidence(best: Judged, signs: Signs, doubts: _Doubts) -> float:
    evidence = _PER_POINT * (best.score - _DOUBTFUL)
    evidence -= 3.0 * signs.typed + 2.0 * signs.slug + 1.0 * signs.published + 4.0 * signs.contact
    evidence -= 5.0 * (doubts.beyond_main or doubts.unfilled) + 4.0 * doubts.boxed
    evidence -= 4.0 * max(0.0, doubts.outside - _MOST) + 0.8 * best.causes["aside"]
    evidence -= 6.0 * (doubts.nameless or doubts.talk or doubts.timetable)
    evidence -= 3.0 * doubts.few + 1.0 * (best.causes["prose"] > _MOST)
    sure = 1 / (1 + math.exp(-max(-30.0, min(evidence, 30.0))))
    return round(sure * (_TORN if doubts.torn else 1.0), 3)


def _for(best: Judged) -> Iterator[str]:
    segments, titles = best.cut.segments, best.titles
    n = len(segments)
    yield f"{n} items, {best.cut.layout}; {_dated(best)} of {n} have a date"
    named = sum(place is not None for place in titles.places)
    yield f"{named} of {n} have a title, {titles.distinct:.0%} of them different, {titles.linked:.0%} linked"
    if best.causes["ordered"] > _NEARLY_ALL:
        yield "the dates keep one order"
    if best.causes["dates"] > _NEARLY_ALL:
        yield "no other dates stand on the page"


def _against(best: Judged, signs: Signs, doubts: _Doubts) -> Iterator[str]:
    grounds = (
        (signs.typed, "the page calls itself one article"),
        (signs.published, "the page has a date of publication of its own, as an article has"),
        (signs.slug, "its address is that of a single text"),
        (signs.contact, "it calls itself a page of contacts"),
        (doubts.outside > _MOST, "most of its text stands outside of the list"),
        (doubts.beyond_main, "the list stands outside of what the page marks as its main part"),
        (doubts.unfilled, "the page's main part is empty until scripts fill it"),
        (doubts.boxed, "the list has a low heading of its own, below the page's"),
        (bool(best.causes["aside"]), "the list stands in a part beside the main one (menu, side bar, footer)"),
        (doubts.few, "there are hardly any dates"),
        (doubts.nameless, "what is dated has no titles, as in a table of figures"),
        (doubts.talk, "what is dated was written by visitors: comments, topics, a guest book, reviews"),
        (doubts.timetable, "what is dated are times of the day, as in a timetable"),
        (doubts.torn, "another list on the page is about as good"),
        (doubts.close and not doubts.torn, "another reading is about as good"),
    )
    return (said for holds, said in grounds if holds)


def _is_nameless(best: Judged) -> bool:
    """Tell whether most of what is dated has no title."""
    return sum(place is not None for place in best.titles.places) < _MOST * len(best.titles.places)


def _dated(best: Judged) -> int:
    return sum(segment.anchor is not None for segment in best.cut.segments)


def _prose_outside(out: Outline, best: Judged, signs: Signs) -> float:
    """Return the share that paragraphs outside of the list have in the text of list and paragraphs."""
    inside = sum(out.size(segment.first, segment.last) for segment in best.cut.segments)
    shared = sum(
        len(line.text)
        for segment in best.cut.segments
        for line in out.lines[segment.first : segment.last]
        if len(line.text) >= PARAGRAPH
    )
    outside = max(signs.prose - shared, 0)
    return outside / (outside + inside + 1)
