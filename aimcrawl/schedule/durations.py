"""Lengths of time as profiles and commands write them: ``90m``, ``6h``, ``7d``, ``2w``."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["parse_duration"]

_DURATION = re.compile(r"(\d{1,6})\s*([smhdw])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def parse_duration(text: str) -> dt.timedelta:
    """Return the length of time that ``text`` names: a whole number and one of ``s m h d w``.

    Raises:
        ValueError: the text is none; the message says what one looks like.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"expected a length of time such as 6h, 7d or 2w; got {text!r}")
    return dt.timedelta(**{_UNITS[match[2]]: int(match[1])})
