"""Which place bears the title: chosen once for all records of a cut, because what holds for most holds for each.

Lives here: what makes a place like a title. Not here: the places (``places``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from aimcrawl.reading.listing.model import Segment
from aimcrawl.reading.listing.places import LABELLED, Place, Places

__all__ = ["Key", "Titles", "choose_titles", "titles_by"]

Key = tuple[str, ...]

_SAMPLE = 24
_ENOUGH = 0.9
"""Titles come again now and then: this share of different ones is as good as all."""
_FULL, _LONG = 5, 25
"""Words from which a title is as long as any, and from which it is long."""
_STOPS = (".", "\u3002", "\u0964", "\uff0e")
_SENTENCE, _SPOKEN = 1.0, 9
"""What it costs to be a sentence: to end in a full stop after so many words or more ("Hill v. Smith Inc." is none)."""
_UNLABELLED = 0.8
"""What it gains to stand behind a label: the whole line says no more than that and the label."""
_MOSTLY = 0.5
_MOST_ALIKE = 3
_NUMBER = "#"
_SECOND = f"{_NUMBER}2"
_WIDE = re.compile("[\u2e80-\uffef]")


@dataclass(frozen=True, slots=True)
class Titles:
    """The keys of places that may be titles, the best first; its score; the places in a sample of the segments.

    ``distinct``, ``linked`` and ``several`` are shares: of different titles, of titles with a link, of segments in
    which more than one place lies like the title.
    """

    keys: tuple[Key, ...] = ()
    score: float = 0.0
    places: tuple[Place | None, ...] = ()
    distinct: float = 0.0
    linked: float = 0.0
    several: float = 0.0

    @property
    def key(self) -> Key | None:
        """The key of the place that is the title's in most segments."""
        return self.keys[0] if self.keys else None


def choose_titles(places: Places, segments: Sequence[Segment]) -> Titles:
    """Rank the places of a sample of segments by their likeness to a title."""
    sample = segments[:: max(1, len(segments) // _SAMPLE)]
    found = [list(_numbered(places.of(segment))) for segment in sample]
    by_key: dict[Key, dict[int, Place]] = {}
    for number, inside in enumerate(found):
        for place in inside:
            by_key.setdefault(place.key, {}).setdefault(number, place)
    ranked = sorted(((_worth(places, sample, chosen), key) for key, chosen in by_key.items()), reverse=True)
    if not ranked:
        return Titles(places=(None,) * len(found))
    score, best = ranked[0]
    keys = tuple(key for worth, key in ranked if worth > 0 or key == best)
    chosen = by_key[best].values()
    traits = [places.traits(place.node) for place in chosen]
    linked = sum(trait.href is not None for trait in traits) / len(traits)
    marked = linked + sum(trait.heading for trait in traits) / len(traits)
    first = best[:-1] if best[-1].startswith(_NUMBER) else best
    several = len(by_key.get((*first, _SECOND), ())) / len(found)
    return Titles(
        keys=keys,
        score=score,
        places=tuple(_first(inside, keys) for inside in found),
        distinct=len({place.text for place in chosen}) / len(traits),
        linked=linked,
        several=several if marked > _MOSTLY else 0.0,
    )


def titles_by(places: Places, segments: Sequence[Segment], keys: Sequence[Key]) -> tuple[Place | None, ...]:
    """Return the place of each segment's title: of the first of ``keys`` that the segment has."""
    return tuple(_first(_numbered(places.each(segment)), keys) for segment in segments)


def _numbered(inside: Iterable[Place]) -> Iterator[Place]:
    """Tell places that lie alike in one segment from each other by a number; from the fourth on they are left out."""
    counts: dict[Key, int] = {}
    for place in inside:
        count = counts[place.key] = counts.get(place.key, 0) + 1
        if count == 1:
            yield place
        elif count <= _MOST_ALIKE:
            yield place._replace(key=(*place.key, f"{_NUMBER}{count}"))


def _first(inside: Iterable[Place], keys: Sequence[Key]) -> Place | None:
    by_key: dict[Key, Place] = {}
    for place in inside:
        if keys and place.key == keys[0]:
            return place
        by_key.setdefault(place.key, place)
    return next((by_key[key] for key in keys if key in by_key), None)


def _worth(places: Places, segments: Sequence[Segment], chosen: dict[int, Place]) -> float:
    """Score one place over the segments that have it: likeness to a title, from what titles have in common."""
    found = list(chosen.values())
    n = len(found)
    texts = [place.text for place in found]
    traits = [places.traits(place.node) for place in found]
    heading = sum([trait.heading for trait in traits]) / n
    strong = sum([trait.strong for trait in traits]) / n
    targets = [trait.href for trait in traits if trait.href]
    linked = sum(0.5 if trait.inside else 1.0 for trait in traits if trait.href) / n
    words = sorted(_length(text) for text in texts)[n // 2]
    early = sum(place.line - segments[number].first for number, place in chosen.items()) / n
    score = 3.0 * n / len(segments) + 2.5 * min(_different(texts) / _ENOUGH, 1.0) - 3.0
    score += 1.2 * linked * _different(targets) + 1.5 * heading + 0.6 * strong * (1 - heading) + 1.0 * traits[0].hint
    score += 0.2 * min(words, _FULL) - 0.1 * max(0, words - _LONG) - 0.06 * early
    score += _UNLABELLED * found[0].key[0].startswith(LABELLED)
    score -= _SENTENCE * sum(map(_is_sentence, texts)) / n
    return score - 2.0 * sum(map(_code_share, texts)) / n - (words < 2)  # noqa: PLR2004  (one word is a label)


def _different(values: Sequence[str]) -> float:
    """Return how different values are: 0 for all the same, 1 for no two the same."""
    return (len(set(values)) - 1) / (len(values) - 1) if len(values) > 1 else float(bool(values))


def _code_share(text: str) -> float:
    """Return the share of words that are numbers or codes: a docket number is no title."""
    if not any(map(str.isdigit, text)):
        return 0.0
    words = text.split()
    return sum(any(map(str.isdigit, word)) for word in words) / len(words)


def _is_sentence(text: str) -> bool:
    """Tell whether a text is a sentence: paragraphs are, titles hardly ever."""
    return text.endswith(_STOPS) and _length(text) >= _SPOKEN


def _length(text: str) -> float:
    """Count the words of a text; two signs of a script without spaces are about one."""
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return len(text.split()) + wide / 2
