"""What a date on a page is, once read.

Lives here: the data classes. Not here: how text becomes one (``find``), or which order a page keeps (``order``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from archive.records import Precision

__all__ = ["DateMatch", "Order", "ParsedDate"]

Order = Literal["dmy", "mdy", "ymd"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDate:
    """A date in the precision that its wording gave.

    ``year`` is None where the wording has none and no base decided it; ``month`` and ``day`` are None where it is
    coarser. ``clock`` is the time in ISO 8601, from the hour on (``10:30``, ``10:30:00+02:00``), or empty.
    ``until`` is the last day of a range, ISO 8601. ``ambiguous`` says that day and month could be swapped and only a
    default decided; ``year_missing`` that the wording has no year, ``relative`` that it counts from the time of the
    fetch. ``weekday`` is the weekday it names, 0 for Monday.
    """

    raw: str
    year: int | None
    month: int | None = None
    day: int | None = None
    clock: str = ""
    until: str | None = None
    ambiguous: bool = False
    relative: bool = False
    year_missing: bool = False
    weekday: int | None = None

    @property
    def iso(self) -> str | None:
        """ISO 8601 in the precision given, as ``Record.published`` holds it; None while the year is unknown."""
        if self.year is None:
            return None
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts) + ("T" + self.clock if self.clock and self.day is not None else "")

    @property
    def date(self) -> dt.date | None:
        """The day; for a month or a year its first day; None while the year is unknown."""
        return None if self.year is None else dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def precision(self) -> Precision:
        """How exactly the wording gives the date."""
        if self.day is None:
            return "year" if self.month is None else "month"
        if not self.clock:
            return "day"
        return "second" if self.clock[5:6] == ":" else "minute"

    def swapped(self) -> ParsedDate:
        """Day and month the other way round; itself where it is not ambiguous."""
        return replace(self, month=self.day, day=self.month) if self.ambiguous else self

    def in_year(self, year: int) -> ParsedDate:
        """Put a date without a year into ``year``; itself where that year has no such day (29 February)."""
        try:
            dt.date(year, self.month or 1, self.day or 1)
        except ValueError:
            return self
        return replace(self, year=year)


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A date found in a text: ``text[start:end]`` is its wording, weekday and time included."""

    start: int
    end: int
    value: ParsedDate
