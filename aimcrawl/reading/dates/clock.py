"""The time of day beside a date: ``10:30``, ``2.16 pm``, ``21h05``, ``09时30分``, with its offset where one is given.

Not here: times without a date; they are no dates.
"""

from __future__ import annotations

import re

__all__ = ["clock_after", "clock_before", "clock_inside"]

_TIME = r"""(?:
    (?P<h>\d{1,2})\s?(?:[:.]|[hH時时点點시]\s?)\s?(?P<m>[0-5]\d)(?!\d)(?:\s?[分분])?
        (?::(?P<s>[0-5]\d)(?:[.,]\d{1,9})?)?  (?:\s?(?P<half>[apAP])\.?\s?[mM]\b\.?)?
    | (?P<h2>\d{1,2})\s?(?P<half2>[apAP])\.?\s?[mM]\b\.?
    )(?![.\-/]\s?\d)"""
_ZONE = r"""(?:\s?\(?(?P<zone>
    Z\b | (?:UTC|GMT)?[+-]\d{1,2}:?(?:[0-5]\d)?(?!\d) | UTC | GMT | [ECMP][SD]T\b | CES?T\b | EES?T\b | [BJK]ST\b
    ))?"""
_LINK = r"(?:\s?[T.,|@·/(-]\s?|\s){0,3}(?:[^\W\d]{1,4}\.?\s?|(?:a|de)\s(?:las?|les)\s)?"
_AFTER = re.compile(_LINK + _TIME + _ZONE, re.VERBOSE)
_BEFORE = re.compile(r"(?<!\d)" + _TIME + r"(?:[\s,|-]|on\b|del?\b|a[mM]\b|le\b)*\Z", re.VERBOSE)
_INSIDE = re.compile(r"\s" + _TIME + _ZONE + r"\s\d{4}\Z", re.VERBOSE)
_HOURS, _HALF_DAY, _FARTHEST = 24, 12, 14  # hours of a day and of half a day; the farthest zone from Greenwich
_REACH = 24  # characters before a date in which its time may stand

# Hours east of Greenwich: the zones of RFC 5322 and those that European and East Asian pages print.
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_ZONES |= {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "BST": 1, "JST": 9, "KST": 9, "UTC": 0, "GMT": 0, "Z": 0}


def clock_after(text: str, at: int) -> tuple[str, int] | None:
    """The time that follows at ``at`` as ISO 8601 and where it ends; None where none does."""
    match = _AFTER.match(text, at)
    clock = _clock(match) if match else None
    return (clock, match.end()) if match and clock else None


def clock_before(text: str, at: int) -> tuple[str, int] | None:
    """The time that ends just before ``at`` as ISO 8601 and where it starts; None where none does."""
    window = text[max(0, at - _REACH) : at]
    match = _BEFORE.search(window) if any(map(str.isdigit, window)) else None
    clock = _clock(match) if match else None
    return (clock, at - len(window) + match.start()) if match and clock else None


def clock_inside(text: str, start: int, end: int) -> tuple[str, int] | None:
    """The time between a month's day and its year (``Apr 13 10:30:00 UTC 2016``); None where none does."""
    match = _INSIDE.search(text, start, end) if ":" in text[start:end] else None
    clock = _clock(match) if match else None
    return (clock, match.start()) if match and clock else None


def _clock(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    hour = int(parts["h"] or parts["h2"])
    half = (parts["half"] or parts["half2"] or "").lower()
    if hour >= _HOURS:
        return None
    if half and hour <= _HALF_DAY:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    seconds = f":{parts['s']}" if parts["s"] else ""
    return f"{hour:02d}:{parts['m'] or '00'}{seconds}{_offset(parts.get('zone'))}"


def _offset(zone: str | None) -> str:
    if not zone:
        return ""
    name = zone.upper()
    if name in _ZONES:
        return f"{_ZONES[name]:+03d}:00"
    digits = name.removeprefix("UTC").removeprefix("GMT")
    hours, minutes = digits[1:3].rstrip(":"), digits.replace(":", "")[3:5] or "00"
    return f"{digits[0]}{int(hours):02d}:{minutes}" if int(hours) <= _FARTHEST else ""
