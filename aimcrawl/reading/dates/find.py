"""Find dates in text.

Why own grammar code stands here and not python-dateutil or dateparser: both take a string that is a date and guess;
neither says where in a text a date stands, keeps its precision, nor refuses a docket number. dateparser needs up to
50 ms a string, dateutil 50 µs and English. What they do well is used: dateparser's tables of names and phrases
(``words``, ``relative``), dateutil's arithmetic of months and years.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from aimcrawl.reading.dates.clock import clock_after, clock_before, clock_inside
from aimcrawl.reading.dates.grammar import Shape, shapes, weekday_beside, whole_shape
from aimcrawl.reading.dates.model import DateMatch, Order, ParsedDate
from aimcrawl.reading.dates.resolve import Context, resolve
from aimcrawl.reading.dates.tokens import Tokens, normalise, tokenise
from aimcrawl.reading.dates.words import base_language

__all__ = ["find_dates", "parse_date", "parse_date_detail"]

_DIGIT = re.compile(r"[\d²³¹⁰-⁹]|[〇一二三四五六七八九十元][年月]")
_STRETCH = re.compile(r"\d(?:.{0,60}?\d)*", re.DOTALL)
_SHORT = 200  # characters up to which a text is read whole, and not only round its numbers
_AROUND = 40  # characters read before and after numbers: a weekday and a month's name
_WHOLE = 40  # no date of numbers alone is longer


def parse_date(
    text: str, *, language: str | None = None, order: Order | None = None, base: dt.datetime | None = None
) -> dt.date | None:
    """The first date in ``text``; a month's or year's first day; None where there is none, or no year can be told.

    ``language`` is a tag such as ``de`` or ``en-GB``; ``order`` what ``page_order`` found; ``base`` the time of the
    fetch, against which relative dates and missing years are resolved.
    """
    found = parse_date_detail(text, language=language, order=order, base=base)
    return None if found is None else found.date


def parse_date_detail(
    text: str, *, language: str | None = None, order: Order | None = None, base: dt.datetime | None = None
) -> ParsedDate | None:
    """The first date in ``text`` with its precision and wording; one with a year before one without."""
    found = find_dates(text, language=language, order=order, base=base)
    best = next((match for match in found if not match.value.year_missing), found[0] if found else None)
    return None if best is None else best.value


def find_dates(
    text: str, *, language: str | None = None, order: Order | None = None, base: dt.datetime | None = None
) -> list[DateMatch]:
    """All dates in ``text`` from the left, none overlapping another. Never raises; takes time linear in the text."""
    if not _DIGIT.search(text):
        return []
    context = Context(language, order, base)
    plain = normalise(text)
    if len(plain) <= _SHORT:
        whole = _whole(text, plain, context)
        if whole:
            return [whole]
        return list(_found(text, plain, 0, len(plain), context))
    return [match for start, end in _stretches(plain) for match in _found(text, plain, start, end, context)]


def _stretches(plain: str) -> Iterator[tuple[int, int]]:
    """The parts of a long text that hold numbers, with some words round them."""
    for match in _STRETCH.finditer(plain):
        yield max(0, match.start() - _AROUND), min(len(plain), match.end() + _AROUND)


def _whole(text: str, plain: str, context: Context) -> DateMatch | None:
    start, end = len(plain) - len(plain.lstrip()), len(plain.rstrip())
    if not 0 < end - start <= _WHOLE:
        return None
    tokens = tokenise(plain, start, end, base_language(context.language))
    shape = whole_shape(tokens.shape)
    value = None if shape is None else resolve(tokens, shape, text[start:end], context)
    return None if value is None else DateMatch(start, end, value)


def _found(text: str, plain: str, start: int, end: int, context: Context) -> Iterator[DateMatch]:
    tokens = tokenise(plain, start, end, base_language(context.language))
    done = start
    for shape in shapes(tokens.shape):
        match = _with_weekday(text, tokens, shape, context)
        if match is not None and match.start >= done:
            match = _with_clock(text, plain, match, done)
            done = match.end
            yield match


def _with_weekday(text: str, tokens: Tokens, shape: Shape, context: Context) -> DateMatch | None:
    beside = weekday_beside(tokens.shape, shape)
    at, first, last = beside or (0, shape.start, shape.end)
    start, end = tokens.spans[first][0], tokens.spans[last - 1][1]
    weekday = tokens.values[at] if beside and tokens.shape[at] == "W" else None
    value = resolve(tokens, shape, text[start:end], context, weekday=weekday)
    return None if value is None else DateMatch(start, end, value)


def _with_clock(text: str, plain: str, match: DateMatch, done: int) -> DateMatch:
    """The date with the time that stands after or before it, or in it as Unix's ``date`` prints it."""
    start, end = match.start, match.end
    clock = clock_after(plain, end)
    if clock:
        end = clock[1]
    else:
        clock = clock_before(plain, start)
        if clock and clock[1] >= done:
            start = clock[1]
        else:
            clock = clock_inside(plain, start, end)
    if not clock:
        return match
    return DateMatch(start, end, replace(match.value, clock=clock[0], raw=text[start:end]))
