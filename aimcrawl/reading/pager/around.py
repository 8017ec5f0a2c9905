"""What stands round a link tells which way it leads: the ends of the list that a pager names, the month of an address.

Not here: what is written on the link itself (``words``), and the counts of addresses (``count``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from lxml.html import HtmlElement

from aimcrawl.reading.pager.count import count_between
from aimcrawl.reading.pager.links import address_of
from aimcrawl.reading.pager.words import End, read_end

__all__ = ["ends_beside", "goes_back", "is_numbered_from_oldest"]

_REACH = 3  # how many elements above a link hold its pager
_MOST_LINKS = 30  # of a pager
_PERIOD = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-/_.]?(0[1-9]|1[0-2])(?!\d)|[-/_.]([1-9])(?!\d)|(?!\d))")
_APART = re.compile(
    r"(?<![^\W\d_])(?:y|year|yyyy|jahr|annee|ano)=((?:19|20)\d\d)(?:&(?:m|mm|mo|month|monat|mois|mes)=(\d\d?))?"
)


def ends_beside(link: HtmlElement, base: str) -> dict[End, str]:
    """Return the ends of the list that the pager round ``link`` names, with the addresses that they lead to."""
    for above in islice(link.iterancestors(), _REACH):
        found: dict[End, str] = {}
        for other in islice(above.iter("a"), _MOST_LINKS):
            end = read_end(" ".join(islice(other.itertext(), 8)))
            address = address_of(other, base) if end else None
            if end and address:
                found.setdefault(end, address)
        if found:
            return found
    return {}


def is_numbered_from_oldest(ends: Mapping[End, str], here: str) -> bool:
    """Tell whether the pages of a list are numbered from the oldest: the oldest has a smaller count than this one.

    Boards do so: nothing that was written ever moves to another page. "Next" leads to newer pages there.
    """
    oldest = ends.get(End.OLDEST)
    count = count_between(here, oldest) if oldest else None
    return count is not None and count.before is not None and count.after < count.before


def goes_back(here: str, there: str) -> bool:
    """Tell whether an address names an earlier month or year than this page's does, or one where this names none."""
    now, then = _period(here), _period(there)
    return then is not None and (now is None or then < now)


def _period(url: str) -> tuple[int, int] | None:
    """Return the year and the month (0 where none is named) that an address ends with, or None."""
    found = _APART.findall(url) or [(year, month or digit) for year, month, digit in _PERIOD.findall(url)]
    return (int(found[-1][0]), int(found[-1][1] or 0)) if found else None
