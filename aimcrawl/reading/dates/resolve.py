"""From the tokens of a shape to a date: which number is which, which century, which year.

Not here: finding shapes (``grammar``), nor times (``clock``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from aimcrawl.reading.dates.grammar import Shape
from aimcrawl.reading.dates.model import Order, ParsedDate
from aimcrawl.reading.dates.order import default_order
from aimcrawl.reading.dates.tokens import Tokens
from aimcrawl.reading.dates.words import base_language

__all__ = ["Context", "resolve"]

_AHEAD = dt.timedelta(days=45)  # how far in the future a date without a year may lie
_WEEKDAY_YEARS = 6  # how many years back a weekday can tell which year is meant: the pairing comes again after that
_PIVOT = 70  # two digits below it are 20xx (POSIX says 69; news pages are younger than either)
_BUDDHIST = 543
_REPUBLIC = 1911  # the Republic of China's year 1 is 1912


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the page: its language, the order of its dates, the time of the fetch."""

    language: str | None = None
    order: Order | None = None
    base: dt.datetime | None = None


def resolve(
    tokens: Tokens, shape: Shape, raw: str, context: Context, *, weekday: int | None = None
) -> ParsedDate | None:
    """The date of a shape; None where it is none in the calendar, or is too unlike one."""
    parts = {part: tokens.values[at] for part, at in shape.parts.items()}
    letters = {part: tokens.shape[at] for part, at in shape.parts.items()}
    if shape.name == "compact":
        return _compact(f"{parts['c']:08d}", raw, context)
    if "a" in parts:
        return _numbers(tokens.shape[shape.start : shape.end], parts, letters, raw, weekday, context)
    if not _wanted(shape.name, parts, letters, context):
        return None
    month, day = parts.get("m"), parts.get("d")
    if "y" not in parts:
        return _without_year(raw, month or 1, day or 1, weekday, context)
    year = _full_year(parts["y"], letters["y"], parts.get("era"))
    if _day(year, month or 1, day or 1) is None:
        return None
    until = _day(year, month, parts["e"]) if month and parts.get("e", 0) > (day or 0) else None
    return ParsedDate(
        raw=raw, year=year, month=month, day=day, weekday=weekday, until=until.isoformat() if until else None
    )


def _wanted(name: str, parts: dict[str, int], letters: dict[str, str], context: Context) -> bool:
    """Whether the language makes a date of shapes that are something else in others."""
    asian = base_language(context.language) in {"zh", "ja", "ko"}
    if name == "republic":
        return base_language(context.language) in {"zh", None}
    if name == "month_day_numbers":
        return asian or context.order == "ymd"
    if letters.get("m") == "m" and name in {"month_year", "year_month", "month_short_year"}:
        return context.language is None
    return True


def _full_year(value: int, letter: str, era: int | None) -> int:
    if era is not None:
        return value + era if letter != "Y" or era < 0 else value
    if letter == "T":
        return value + _REPUBLIC
    if letter == "Y":
        return value - _BUDDHIST if value > 2400 else value
    return value + (2000 if value < _PIVOT else 1900)


def _numbers(
    shape: str, parts: dict[str, int], letters: dict[str, str], raw: str, weekday: int | None, context: Context
) -> ParsedDate | None:
    """A date of which only numbers are given: the first reading in the calendar, the likeliest order first."""
    dotted = "." in shape
    if "y" not in parts:
        order = context.order or default_order(context.language)
        day, month = (parts["b"], parts["a"]) if order == "mdy" and not dotted else (parts["a"], parts["b"])
        return _without_year(raw, month, day, weekday, context)
    if letters["y"] != "Y" and not _plausible(shape, letters, context):
        return None
    readings = list(_readings(parts, letters, weekday, dotted=dotted, context=context))
    if not readings:
        return None
    year, month, day = readings[0]
    ambiguous = weekday is None and (year, day, month) in readings and day != month
    return ParsedDate(raw=raw, year=year, month=month, day=day, weekday=weekday, ambiguous=ambiguous)


def _plausible(shape: str, letters: dict[str, str], context: Context) -> bool:
    """Whether three short numbers are a date: 10.4.21 may be a version where the page's language sets no dots."""
    wide = (letters["a"] != "d") + (letters["b"] != "d")
    if "/" in shape:
        return True
    return wide == 2 or (wide == 1 and ("-" in shape or base_language(context.language) != "en"))


def _readings(
    parts: dict[str, int], letters: dict[str, str], weekday: int | None, *, dotted: bool, context: Context
) -> Iterator[tuple[int, int, int]]:
    """(year, month, day) of each order that the calendar allows, the likeliest first; those that the weekday fits first."""
    first, second, third = parts["a"], parts["b"], parts["y"]
    short = letters["y"] != "Y"
    by_order: dict[Order, tuple[int, int, int]] = {
        "dmy": (_full_year(third, letters["y"], None), second, first),
        "mdy": (_full_year(third, letters["y"], None), first, second),
    }
    if short and letters["a"] != "d":
        by_order["ymd"] = (_full_year(first, letters["a"], None), second, third)
    likely = _order(context, dotted=dotted)
    if likely == "ymd" and not short:
        likely = "mdy" if base_language(context.language) in {"zh", "ja", "ko"} else "dmy"
    ordered = sorted(by_order, key=lambda order: order != likely)
    valid = [by_order[order] for order in ordered if _day(*by_order[order]) is not None]
    if weekday is not None:
        valid.sort(key=lambda reading: dt.date(*reading).weekday() != weekday)
    yield from valid


def _order(context: Context, *, dotted: bool) -> Order:
    if context.order is not None:
        return context.order
    # Dots are European: on an English page that names no region, they speak against the month first.
    return "dmy" if dotted and (context.language or "").lower() == "en" else default_order(context.language)


def _compact(digits: str, raw: str, context: Context) -> ParsedDate | None:
    """Eight digits: year first if that is in the calendar, else as the page orders its dates."""
    readings: dict[Order, tuple[int, int, int]] = {
        "ymd": (int(digits[:4]), int(digits[4:6]), int(digits[6:])),
        "dmy": (int(digits[4:]), int(digits[2:4]), int(digits[:2])),
        "mdy": (int(digits[4:]), int(digits[:2]), int(digits[2:4])),
    }
    likely = _order(context, dotted=False)
    for order in sorted(readings, key=lambda order: (order != "ymd", order != likely)):
        year, month, day = readings[order]
        if 1900 <= year <= 2100 and _day(year, month, day):
            swappable = order != "ymd" and day <= 12 and day != month
            return ParsedDate(raw=raw, year=year, month=month, day=day, ambiguous=swappable)
    return None


def _without_year(raw: str, month: int, day: int, weekday: int | None, context: Context) -> ParsedDate | None:
    """The last year in which the day was not far ahead of the fetch, and fell on the weekday where one is given."""
    if _day(2000, month, day) is None:
        return None
    year = None
    if context.base is not None:
        latest = context.base.date() + _AHEAD
        days = [_day(latest.year - back, month, day) for back in range(_WEEKDAY_YEARS)]
        past = [found for found in days if found is not None and found <= latest]
        fitting = [found for found in past if weekday is None or found.weekday() == weekday]
        year = next((found.year for found in fitting or past), None)
    return ParsedDate(raw=raw, year=year, month=month, day=day, weekday=weekday, year_missing=True)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
