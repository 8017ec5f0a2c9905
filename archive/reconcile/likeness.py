"""How like two records are: title, text and date, each 0 to 1. Which likeness suffices is for match.py to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from archive.reconcile.faces import Face
from archive.reconcile.fold import is_part
from archive.records import dates_agree

__all__ = ["Likeness", "likeness"]

_WEIGHTS = {"title": 0.4, "text": 0.4, "date": 0.2}
_LONGEST = 1500  # folded characters of a text that are compared: the cost grows with the square
_NEAR = ((3, 0.8), (31, 0.5))  # days apart, likeness
_SLIP = 0.5  # day and month interchanged, or another year
_SHORTENED = 0.95  # a title cut short
_FEWEST = 3  # words that a part must have to stand for the whole
_NO_DATE = 0.5  # one side has no date: neither for nor against


@dataclass(frozen=True, slots=True)
class Likeness:
    """The likeness of two records by part; None where both sides lack the part. ``score`` weighs them together."""

    title: float | None
    text: float | None
    date: float | None

    @property
    def score(self) -> float:
        """Weighted mean of the parts that are there; 0 where there is none."""
        parts = {"title": self.title, "text": self.text, "date": self.date}
        weight = sum(_WEIGHTS[name] for name, value in parts.items() if value is not None)
        return (
            sum(_WEIGHTS[name] * value for name, value in parts.items() if value is not None) / weight if weight else 0
        )

    @property
    def undated(self) -> float:
        """The mean of title and text, as far as they are there."""
        parts = [part for part in (self.title, self.text) if part is not None]
        return sum(parts) / len(parts) if parts else 0

    @property
    def words(self) -> float:
        """The better of title and text: what a date alone cannot give."""
        return max(self.title or 0, self.text or 0)

    def __str__(self) -> str:
        """For a person who asks why."""
        parts = (("title", self.title), ("text", self.text), ("date", self.date))
        return ", ".join(f"{name} {value:.2f}" for name, value in parts if value is not None)


def likeness(known: Sequence[Face], seen: Sequence[Face]) -> Likeness:
    """Compare each face of an item with each of a sighting; the best pair counts."""
    pairs = [_compare(one, other) for one in known for other in seen]
    return max(pairs, key=lambda pair: pair.score)


def _compare(one: Face, other: Face) -> Likeness:
    return Likeness(_titles(one.title, other.title), _texts(one.text, other.text), _dates(one, other))


def _titles(one: str, other: str) -> float | None:
    if not one or not other:
        return None if one == other else 0.0
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and short.count(" ") >= _FEWEST - 1:
        return _SHORTENED if short != long else 1.0
    return _ratio(one, other)


def _texts(one: str, other: str) -> float | None:
    if not one or not other:
        return None
    short, long = sorted((one, other), key=len)
    if short.count(" ") >= _FEWEST - 1 and is_part(short, long):
        return 1.0
    return _ratio(one[:_LONGEST], other[:_LONGEST])


def _ratio(one: str, other: str) -> float:
    """Likeness of characters, rescaled: unlike sentences of one language share about half of theirs."""
    return max(0.0, fuzz.ratio(one, other) / 50 - 1)


def _dates(one: Face, other: Face) -> float | None:
    first, second = one.record.date, other.record.date
    if first is None or second is None:
        return None if first == second else _NO_DATE
    if dates_agree(one.published, other.published):
        return 1.0
    apart = abs((first - second).days)
    like = next((like for days, like in _NEAR if apart <= days), 0.0)
    return max(like, _SLIP) if _slipped(first, second) else like


def _slipped(one: dt.date, other: dt.date) -> bool:
    """Day and month interchanged, or the wrong year: what people mistype."""
    same_year = one.year == other.year
    return (same_year and (one.month, one.day) == (other.day, other.month)) or (one.month, one.day) == (
        other.month,
        other.day,
    )
