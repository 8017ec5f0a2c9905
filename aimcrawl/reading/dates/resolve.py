"""From the tokens of a shape to a date: which number is which, which century, which year.

Not here: finding shapes (``grammar``), nor times (``clock``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from aimcrawl.reading.dates.grammar import Shape
from aimcrawl.reading.dates.model import Order, ParsedDate
from aimcrawl.reading.dates.order import default_order
from aimcrawl.reading.dates.tokens import Tokens
from aimcrawl.reading.dates.words import base_language

__all__ = ["Context", "resolve"]

_AHEAD = dt.timedelta(days=45)  # how far in the future a date without a year may lie
_YEARS_BACK = 9  # enough to meet any 29 February, and each weekday of a date at least once
_LEAP_YEAR = 2000
_EAST_ASIAN = frozenset({"zh", "ja", "ko"})
_PIVOT = 70  # two digits below it are 20xx (POSIX says 69; news pages are younger than either)
_BUDDHIST = 543
_THAI_CENTURY = 2500 - _BUDDHIST  # Thai years of two digits above 31 are of the Buddhist era
_REPUBLIC = 1911  # the Republic of China's year 1 is 1912


_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the page: its language, the order of its dates, the time of the fetch."""

    language: str | None = None
    order: Order | None = None
    base: dt.datetime | None = None

    @property
    def likely_order(self) -> Order:
        """The page's order where one was found, else its language's."""
        return self.order or default_order(self.language)


@dataclass(frozen=True, slots=True)
class _Given:
    """What a shape gives: its letters and wording, the value and the letter of each part, the weekday beside it."""

    letters: str
    raw: str
    values: dict[str, int]
    kinds: dict[str, str]
    weekday: int | None

    @property
    def short_year(self) -> bool:
        return self.kinds["y"] != "Y"


def resolve(
    tokens: Tokens, shape: Shape, raw: str, context: Context, *, weekday: int | None = None
) -> ParsedDate | None:
    """The date of a shape; None where it is none in the calendar, or is too unlike one."""
    values = {part: tokens.values[at] for part, at in shape.parts.items()}
    kinds = {part: tokens.shape[at] for part, at in shape.parts.items()}
    given = _Given(tokens.shape[shape.start : shape.end], raw, values, kinds, weekday)
    if shape.name == "compact":
        return _compact(given, context)
    if "a" in values:
        return _numbers(given, context) if "y" in values else _numbers_without_year(given, context)
    if not _wanted(shape.name, kinds, context):
        return None
    month, day = values.get("m"), values.get("d")
    if "y" not in values:
        return _without_year(given, month or 1, day or 1, context)
    thai_short = kinds["y"] == "y" and "era" not in values and base_language(context.language) == "th"
    year = values["y"] + _THAI_CENTURY if thai_short else _full_year(values["y"], kinds["y"], values.get("era"))
    if _day(year, month or 1, day or 1) is None:
        return None
    last = _day(year, month, values["e"]) if month and day and values.get("e", 0) > day else None
    until = last.isoformat() if last else None
    return ParsedDate(raw=raw, year=year, month=month, day=day, weekday=weekday, until=until)


def _wanted(name: str, kinds: dict[str, str], context: Context) -> bool:
    """Whether the language makes a date of shapes that are something else in others."""
    language = base_language(context.language)
    if name == "republic":
        return language in {"zh", None}
    if name == "month_day_numbers":
        return language in _EAST_ASIAN or context.order == "ymd"
    if name == "short_year_first":
        return context.likely_order == "ymd"
    if name == "dotted":  # 2.2. is a section; English and East Asian pages write no 13.04.
        return "D" in kinds.values() and language not in _EAST_ASIAN | {"en"}
    if kinds.get("m") == "m" and name in {"month_year", "year_month", "month_short_year"}:
        return language is None
    return True


def _full_year(value: int, kind: str, era: int | None = None) -> int:
    if kind == "Y":
        return value - _BUDDHIST if value not in _YEARS else value
    if era is not None:
        return value + era
    if kind == "T":
        return value + _REPUBLIC
    return value + (2000 if value < _PIVOT else 1900)


def _numbers(given: _Given, context: Context) -> ParsedDate | None:
    """A date of which only numbers are given: the first reading in the calendar, the likeliest order first."""
    if given.short_year and not _plausible(given, context):
        return None
    readings = _readings(given, context)
    if not readings:
        return None
    year, month, day = readings[0]
    ambiguous = given.weekday is None and (year, day, month) in readings and day != month
    return ParsedDate(raw=given.raw, year=year, month=month, day=day, weekday=given.weekday, ambiguous=ambiguous)


def _plausible(given: _Given, context: Context) -> bool:
    """Whether three short numbers are a date: 1.2.10 may be a version where the language sets no dots between dates."""
    single = (given.kinds["a"] + given.kinds["b"]).count("d")
    if "." in given.letters:
        language = base_language(context.language)
        return single == 0 or (language != "en" and (single == 1 or language is not None))
    return "/" in given.letters or single <= 1


def _readings(given: _Given, context: Context) -> list[tuple[int, int, int]]:
    """(year, month, day) of each order that the calendar allows: those that the weekday fits first."""
    first, second, third = (given.values[part] for part in "aby")
    by_order: dict[Order, tuple[int, int, int]] = {
        "dmy": (_full_year(third, given.kinds["y"]), second, first),
        "mdy": (_full_year(third, given.kinds["y"]), first, second),
    }
    if given.short_year and given.kinds["a"] != "d":
        by_order["ymd"] = (_full_year(first, given.kinds["a"]), second, third)
    likely = _likely(given, context)
    ordered = sorted(by_order, key=lambda order: order != likely)
    readings = [by_order[order] for order in ordered if _day(*by_order[order]) is not None]
    if given.weekday is not None:
        readings.sort(key=lambda reading: dt.date(*reading).weekday() != given.weekday)
    return readings


def _likely(given: _Given, context: Context) -> Order:
    likely = context.likely_order
    if context.order is None and "." in given.letters and (context.language or "").lower() == "en":
        return "dmy"  # dots are European: on an English page of no region they speak against the month first
    if likely == "ymd" and not given.short_year:
        return "mdy" if base_language(context.language) in _EAST_ASIAN else "dmy"
    return likely


def _numbers_without_year(given: _Given, context: Context) -> ParsedDate | None:
    first, second = given.values["a"], given.values["b"]
    if context.likely_order == "dmy" or "." in given.letters:
        first, second = second, first
    return _without_year(given, first, second, context)


def _compact(given: _Given, context: Context) -> ParsedDate | None:
    """Eight digits: year first if that is in the calendar, else as the page orders its dates."""
    digits = f"{given.values['c']:08d}"
    readings: dict[Order, tuple[int, int, int]] = {
        "ymd": (int(digits[:4]), int(digits[4:6]), int(digits[6:])),
        "dmy": (int(digits[4:]), int(digits[2:4]), int(digits[:2])),
        "mdy": (int(digits[4:]), int(digits[:2]), int(digits[2:4])),
    }
    for order in sorted(readings, key=lambda order: (order != "ymd", order != context.likely_order)):
        year, month, day = readings[order]
        if year in _YEARS and _day(year, month, day):
            ambiguous = order != "ymd" and day != month and _day(year, day, month) is not None
            return ParsedDate(raw=given.raw, year=year, month=month, day=day, ambiguous=ambiguous)
    return None


def _without_year(given: _Given, month: int, day: int, context: Context) -> ParsedDate | None:
    """The last year in which the day was not far ahead of the fetch, and fell on the weekday where one is given."""
    if _day(_LEAP_YEAR, month, day) is None:
        return None
    year = None
    if context.base is not None:
        latest = context.base.date() + _AHEAD
        days = [_day(latest.year - back, month, day) for back in range(_YEARS_BACK)]
        past = [found for found in days if found is not None and found <= latest]
        fitting = [found for found in past if given.weekday in {None, found.weekday()}]
        year = next((found.year for found in fitting or past), None)
    return ParsedDate(raw=given.raw, year=year, month=month, day=day, weekday=given.weekday, year_missing=True)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
