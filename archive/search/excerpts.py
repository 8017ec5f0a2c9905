"""What of a hit to show: the piece of its text that holds most of what was searched for, with that marked.

Worked out from the stored text, whose words are folded with their places kept; no database takes part.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from archive.search.folding import fold, spans
from archive.search.language import Column, Words
from archive.views import ExcerptView

__all__ = ["Segments", "excerpt", "highlight"]

Segments: TypeAlias = list[tuple[str, bool]]

_PIECE: Final = 300  # characters of a text that are looked at together
_SHOWN: Final = 200  # characters that are shown
_BEFORE: Final = 60  # of them, at most, before the first match
# A text is cut into pieces at white space; where there is none, somewhere.
_PIECES = re.compile(rf"\s*(\S.{{0,{_PIECE}}}(?=\s|$)|\S{{1,{_PIECE}}})", re.DOTALL)


def excerpt(title: str | None, text: str, wanted: Sequence[Words]) -> ExcerptView:
    """Return a hit's title and the best piece of its text, with what was wanted marked in both."""
    asked = _for_column(wanted, "text")
    pieces = _PIECES.finditer(text) if asked else iter([_PIECES.match(text)])
    piece = max(filter(None, pieces), key=lambda piece: _count(piece[1], asked), default=None)
    shown = Segments()
    if piece is not None:
        is_first, is_last = not text[: piece.start(1)].strip(), not text[piece.end(1) :].strip()
        shown = _cut(highlight(piece[1], asked), is_first=is_first, is_last=is_last)
    return ExcerptView(title=highlight(title or "", _for_column(wanted, "title")), text=shown)


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


def _count(piece: str, wanted: Sequence[Words]) -> int:
    """Return how much of what is wanted a piece holds."""
    row = f" {' '.join(fold(piece).split())} "
    return sum(f" {' '.join(words.words)}{'' if words.prefix else ' '}" in row for words in wanted)


def _matches(text: str, wanted: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Give where something wanted begins and ends."""
    if not _count(text, wanted):
        return  # as most titles: much quicker told than each word's place
    placed = list(spans(text))
    for place, (word, start, _) in enumerate(placed):
        for words in wanted:
            first, last = words.words[0], place + len(words.words) - 1
            if (word.startswith(first) if words.prefix else word == first) and last < len(placed):
                row = [one for one, _, _ in placed[place : last + 1]]
                if _is(row, words):
                    yield start, placed[last][2]


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
