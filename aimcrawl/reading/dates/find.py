"""Find dates in text.

Why own grammar code stands here and not python-dateutil or dateparser: both take a string that is a date and guess;
neither says where in a text a date stands, keeps its precision, nor refuses a docket number. dateparser takes 2 to
20 ms a string; dateutil is as fast as this and reads English. What they do well is used: dateparser's tables of names
and phrases (``words``, ``relative``), dateutil's arithmetic of months and years.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from aimcrawl.reading.dates.clock import clock_after, clock_before, clock_inside
from aimcrawl.reading.dates.grammar import Shape, shapes, weekday_beside, whole_shape
from aimcrawl.reading.dates.model import DateMatch, Order, ParsedDate
from aimcrawl.reading.dates.persian import find_persian
from aimcrawl.reading.dates.relative import LONGEST, find_relative
from aimcrawl.reading.dates.resolve import Context, resolve
from aimcrawl.reading.dates.tokens import SUPERSCRIPTS, Tokens, normalise, tokenise
from aimcrawl.reading.dates.vocabulary import word_meaning
from aimcrawl.reading.dates.words import base_language

__all__ = ["find_dates", "parse_attribute", "parse_date", "parse_date_detail"]

_ASCII_DIGIT = re.compile("[0-9]")
_DIGIT = re.compile(rf"[\d{SUPERSCRIPTS}]|[〇一二三四五六七八九十元][年月]")
# What every date of numbers alone holds, and what is told only where the text holds nothing else; and dotted words,
# which may be a month's name in letters.
_NEAR_NUMBERS = re.compile(r"\d[\s./~-]+\d|\d{8}|\A\s*\d{4}|[A-Za-z]\.[A-Za-z]")
_ASCII_WORD = re.compile("[A-Za-z]+")
_MONTHS = frozenset("MmBRH")  # the letters of names of months, Roman numbers, first words of longer names
_STRETCH = re.compile(r"\d(?:.{0,60}?\d)*", re.DOTALL)
_UNIX_TIME = re.compile(r"(1[0-9]{9})(?:[0-9]{3})?")  # from 2001 to 2033
_LABELLED = re.compile(r"(?i)(?:\b(?:date|datum|fecha|data|dato)|日期|日付|日時)\s*:\s*([0-9]{8})(?![\w.,/-]*[0-9])")
_SHORT = 200  # characters up to which a text is read whole, and not only round its numbers
_AROUND = 40  # characters read before and after numbers: a weekday and a month's name
_RANGE = re.compile(r"\s*(?:-|~|to|until|till?|bis|au|al?|à|tot|do|до|по|से|至|から)\s*(?:the|el|le|il|den|zum)?\s*")


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


def parse_attribute(
    value: str, *, language: str | None = None, order: Order | None = None, base: dt.datetime | None = None
) -> ParsedDate | None:
    """The date in an attribute (``datetime``, ``content``): as in text, or Unix time in seconds or milliseconds."""
    match = _UNIX_TIME.fullmatch(value.strip())
    if match is None:
        return parse_date_detail(value, language=language, order=order, base=base)
    moment = dt.datetime.fromtimestamp(int(match[1]), dt.UTC)
    clock = moment.isoformat().partition("T")[2]
    return ParsedDate(raw=value, year=moment.year, month=moment.month, day=moment.day, clock=clock)


def find_dates(
    text: str, *, language: str | None = None, order: Order | None = None, base: dt.datetime | None = None
) -> list[DateMatch]:
    """All dates in ``text`` from the left, none overlapping another. Never raises; takes time linear in the text.

    A date without a year that ``base`` cannot resolve, and a relative one without ``base``, is found, but undated
    (``value.date`` is None): it still says that a date stands there.
    """
    found: list[DateMatch] = []
    if _may_hold_date(text, base_language(language)):
        found = _absolute(text, Context(language, order, base))
    if not found and len(text) <= LONGEST:
        relative = find_relative(text, base, base_language(language))
        if relative is not None:
            plain = normalise(text)
            found = [_with_clock(text, plain, relative, 0) if relative.value.day is not None else relative]
    return found


def _may_hold_date(text: str, language: str | None) -> bool:
    """A cheap test that most texts fail: of those in ASCII, numbers near each other, or one and a month's name."""
    if not text.isascii() or language == "fa":
        return _DIGIT.search(text) is not None
    if not _ASCII_DIGIT.search(text):
        return False
    if _NEAR_NUMBERS.search(text):
        return True
    return any(word_meaning(word, language, after_number=False)[0] in _MONTHS for word in _ASCII_WORD.findall(text))


def _absolute(text: str, context: Context) -> list[DateMatch]:
    plain = normalise(text)
    found: list[DateMatch] = []
    if base_language(context.language) == "fa":
        found = [_with_clock(text, plain, match, match.start) for match in find_persian(text, plain)]
        if found:
            return found
    for start, end in _stretches(plain):
        tokens = tokenise(plain, start, end, base_language(context.language))
        whole = whole_shape(tokens.shape) if end - start == len(plain) else None
        match = None if whole is None else _with_weekday(text, tokens, whole, context)
        found += [match] if match else _ranges(text, plain, _found(text, plain, tokens, context))
    return found or list(_labelled(plain, context))


def _labelled(plain: str, context: Context) -> Iterator[DateMatch]:
    """Eight digits are a date also where a label says so: "Date: 20160413"."""
    for label in _LABELLED.finditer(plain):
        for match in _absolute(label[1], context):
            yield replace(match, start=match.start + label.start(1), end=match.end + label.start(1))


def _stretches(plain: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that hold numbers, with some words round them; a short text whole."""
    if len(plain) <= _SHORT:
        yield 0, len(plain)
        return
    for match in _STRETCH.finditer(plain):
        yield max(0, match.start() - _AROUND), min(len(plain), match.end() + _AROUND)


def _found(text: str, plain: str, tokens: Tokens, context: Context) -> Iterator[DateMatch]:
    done = tokens.spans[0][0]
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


def _ranges(text: str, plain: str, found: Iterator[DateMatch]) -> list[DateMatch]:
    """The dates, each pair that a dash or a "to" joins as one that lasts; a first date takes its year from the last."""
    joined: list[DateMatch] = []
    for match in found:
        first = joined[-1] if joined else None
        if first is not None and _RANGE.fullmatch(plain, first.end, match.start):
            lasting = _lasting(text, first, match)
            if lasting is not None:
                joined[-1] = lasting
                continue
        joined.append(match)
    return joined


def _lasting(text: str, first: DateMatch, last: DateMatch) -> DateMatch | None:
    """One date from ``first`` until ``last``; None where they are not in that order."""
    value, end = first.value, last.value
    if value.year_missing and not end.year_missing and end.year is not None:
        earlier = (value.month or 1, value.day or 1) > (end.month or 12, end.day or 31)
        value = replace(value.in_year(end.year - earlier), year_missing=False)
    elif end.year_missing and value.year is not None:
        earlier = (end.month or 12, end.day or 31) < (value.month or 1, value.day or 1)
        end = end.in_year(value.year + earlier)
    if value.date is None or end.date is None or value.date >= end.date or value.until:
        return None
    return DateMatch(
        first.start, last.end, replace(value, raw=text[first.start : last.end], until=end.date.isoformat())
    )
