"""What of a hit to show: the piece of its text that holds most of what was searched for, with that marked.

Worked out from the stored text, whose words are folded with their places kept; no database takes part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import Final, TypeAlias

from archive.search.folding import fold, spans
from archive.search.language import Column, Words
from archive.views import ExcerptView

__all__ = ["Segments", "excerpt", "highlight"]

Segments: TypeAlias = list[tuple[str, bool]]

_PIECE: Final = 200  # characters; two pieces are looked at together, so that what stands across their border is seen
_SHOWN: Final = 200  # characters that are shown
_BEFORE: Final = 60  # of them, at most, before the first match


def excerpt(title: str | None, text: str, wanted: Sequence[Words]) -> ExcerptView:
    """Return a hit's title and the best part of its text, with what was wanted marked in both."""
    asked = _for_column(wanted, "text")
    start, end = _best(text, asked)
    shown = _cut(highlight(text[start:end], asked), is_first=not text[:start].strip(), is_last=not text[end:].strip())
    return ExcerptView(title=highlight(title or "", _for_column(wanted, "title")), text=shown)


def _best(text: str, wanted: Sequence[Words]) -> tuple[int, int]:
    """Return where the part of a text begins and ends that holds most of what is wanted: the first of the best.

    Two pieces are counted together; a third gives what follows a match at their end.
    """
    longest = max((len(" ".join(words.words)) for words in wanted), default=0)
    pieces = _pieces(text, max(_PIECE, longest * 3 // 2))
    rows = (" ".join(fold(text[start:end]).split()) for start, end in pieces)
    best, most = 0, -1
    for place, (one, other) in enumerate(pairwise(chain(rows, [""]))):
        count = _count(f" {one} {other} ", wanted)
        if count > most:
            best, most = place, count
        if count == len(wanted):
            break
    return (pieces[best][0], pieces[min(best + 2, len(pieces) - 1)][1]) if pieces else (0, 0)


def _pieces(text: str, size: int) -> list[tuple[int, int]]:
    """Cut a text into pieces at white space; where there is none, somewhere."""
    pattern = rf"\s*(\S.{{0,{size - 1}}}(?=\s|$)|\S{{1,{size}}})"
    return [piece.span(1) for piece in re.finditer(pattern, text, re.DOTALL)]


def highlight(text: str, wanted: Sequence[Words]) -> Segments:
    """Return a text in segments, each with whether it is among what was wanted; white space becomes blanks."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    found, end = Segments(), 0
    for start, stop in _merged(_matches(text, wanted)):
        found += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    found.append((text[end:], False))
    return [segment for segment in found if segment[0]]


def _for_column(wanted: Sequence[Words], column: Column) -> list[Words]:
    return [words for words in wanted if words.column in (None, column)]


def _count(row: str, wanted: Sequence[Words]) -> int:
    """Return how much of what is wanted stands in a row of folded words, with a blank before and behind each."""
    return sum(f" {' '.join(words.words)}{'' if words.prefix else ' '}" in row for words in wanted)


def _matches(text: str, wanted: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Give where something wanted begins and ends."""
    if not _count(f" {' '.join(fold(text).split())} ", wanted):
        return  # as most titles: much quicker told than each word's place
    placed = list(spans(text))
    for place, (word, start, _) in enumerate(placed):
        for words in wanted:
            first, last = words.words[0], place + len(words.words) - 1
            if (word.startswith(first) if words.prefix else word == first) and last < len(placed):
                row = [one for one, _, _ in placed[place : last + 1]]
                if _is(row, words):
                    yield start, _with_marks(text, placed[last][2])


def _with_marks(text: str, end: int) -> int:
    """Return where the marks end that belong to the character before ``end``: no letter is marked in part."""
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return end


def _is(row: Sequence[str], words: Words) -> bool:
    *before, last = words.words
    return row[:-1] == before and (row[-1].startswith(last) if words.prefix else row[-1] == last)


def _merged(places: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join places that overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(segments: Segments, *, is_first: bool, is_last: bool) -> Segments:
    """Cut segments to what is shown, around the first match, at blanks where there are some; with ellipses."""
    text = "".join(part for part, _ in segments)
    start, end = 0, len(text)
    if len(text) > _SHOWN:
        first = len(segments[0][0]) if not segments[0][1] and len(segments) > 1 else 0
        start = _blank_after(text, max(0, min(first - _BEFORE, len(text) - _SHOWN)), first)
        end = _blank_before(text, min(len(text), start + _SHOWN), start)
    kept, place = Segments(), 0
    for part, is_match in segments:
        piece = part[max(0, start - place) : max(0, end - place)]
        place += len(part)
        kept += [(piece, is_match)] if piece else []
    before, after = start > 0 or not is_first, end < len(text) or not is_last
    return [("… ", False)] * before + kept + [(" …", False)] * after


def _blank_after(text: str, place: int, last: int) -> int:
    """Return where the next word begins, unless that is beyond ``last``."""
    if place == 0:
        return 0
    blank = text.find(" ", place - 1, last)
    return place if blank < 0 else blank + 1


def _blank_before(text: str, place: int, first: int) -> int:
    """Return where the last word ends, unless the piece would lose more than a fifth."""
    if place == len(text):
        return place
    blank = text.rfind(" ", first, place + 1)
    return place if blank < first + (place - first) * 4 // 5 else blank
