"""One piece of news of the sample site. The texts themselves are in ``inventing``, their markup in the layouts."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

__all__ = ["MONTHS", "SampleItem", "long_date", "slugify"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleItem:
    """What the site's editor typed: a day, a title, paragraphs, and sometimes a bullet list below them.

    ``slug`` is the address of the item's own page on the rebuilt site. It is made from the first title and stays when
    ``dataclasses.replace`` mends the title, as permalinks do.
    """

    date: dt.date
    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    slug: str = ""

    def __post_init__(self) -> None:
        if not self.slug:
            object.__setattr__(self, "slug", slugify(self.title))

    @property
    def text(self) -> str:
        """What a reader of the page should get: paragraphs and bullets, a blank line between."""
        return "\n\n".join(self.paragraphs + self.bullets)


def long_date(day: dt.date) -> str:
    """Return ``07 April 2016``, in English whatever the locale is."""
    return f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}"


def slugify(title: str) -> str:
    """Return the words of ``title`` in small ASCII letters, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"\w+", plain.lower()))
