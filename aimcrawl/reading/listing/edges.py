"""What stands at the ends of a title and belongs to it or not: separators, bullets, signs, quotation marks.

"12 May - Bridge opens" is parted by its dash; "-2+3" begins with a sign, "\u00abBridge\u00bb" is a quotation. Not here:
which stretch of a line is the title (``places``).
"""

from __future__ import annotations

import re

__all__ = ["bare", "bare_part"]

_EDGES = " \t\u00a0-\u2013\u2014|\u2022\u00b7:,;/\u00bb\u00ab<>~"
"""What parts a title from a date on the same line, or is put before it for ornament."""
_OPENERS, _CLOSERS = "([{\u3010\uff08", ")]}\u3011\uff09"
"""Brackets round a date that are left behind when it is taken out."""
_QUOTED = ("\u00ab\u00bb", "\u00bb\u00ab", "<>")
_SPACED = "\u00ab\u00bb"  # French puts a space inside of its marks
_SIGNS = "-\u2013<>~"
"""What is a sign of the number that it stands right before."""
_REFERENCE = re.compile(r"&#?\w+$")  # of a character, such as "&amp;", that a page shows as it is written
_GRADE = re.compile(r"\b[A-Z]+[a-z]?\d?$")  # "BBB-": the dash is a minus


def bare(text: str, *, before: bool = False, after: bool = False) -> str:
    """Return ``text`` without what parts it from its neighbours.

    ``before``, ``after``: what was taken out there, such as a date, stood right beside it.
    """
    left = text.lstrip(_EDGES + _CLOSERS if before else _EDGES)
    kept = left.rstrip(_EDGES + _OPENERS if after else _EDGES)
    if not kept:
        return ""
    head, tail = text[: len(text) - len(left)], left[len(kept) :]
    begin, end = head.rstrip()[-1:], tail.lstrip()[:1]
    if begin and not (before and len(head) == 1) and _opens(begin, kept, text, glued=head[-1] == begin):
        kept = begin + " " * (head[-1] != begin) + kept
    if end and not (after and len(tail) == 1) and _closes(end, kept, text, glued=tail[0] == end):
        kept = kept + " " * (tail[0] != end) + end
    return kept


def bare_part(line: str, start: int, end: int) -> str:
    """Return the stretch from ``start`` to ``end`` of a line, without what parts it from the rest."""
    before, after = line[max(start - 1, 0) : start], line[end : end + 1]
    return bare(line[start:end], before=bool(before.strip()), after=bool(after.strip()))


def _opens(sign: str, kept: str, text: str, *, glued: bool) -> bool:
    """Tell whether a sign is a part of what comes after it, ``glued`` to it or not."""
    number = sign in _SIGNS and kept[0].isdigit()
    return (glued and (number or (sign == "/" and kept[0].isalpha()))) or _is_paired(sign, text, glued=glued)


def _closes(sign: str, kept: str, text: str, *, glued: bool) -> bool:
    """Tell whether a sign is a part of what stands before it."""
    grade = sign == "-" and _GRADE.search(kept) is not None
    return (glued and (grade or (sign == ";" and _REFERENCE.search(kept) is not None))) or _is_paired(
        sign, text, glued=glued
    )


def _is_paired(sign: str, text: str, *, glued: bool) -> bool:
    """Tell whether a mark has its partner in the text: "\u00bb Home" has none."""
    return any(
        sign in pair and (glued or pair == _SPACED) and text.count(pair[0]) == text.count(pair[1])
        for pair in _QUOTED
        if text.find(pair[0]) < text.find(pair[1])
    )
