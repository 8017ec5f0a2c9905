"""The sources that pages from elsewhere may be of: their layouts, and what was found of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from aimcrawl.errors import UsageError
from aimcrawl.home import Home
from aimcrawl.profiles.loader import layout_hash, parse_profile
from aimcrawl.replay.importing.addresses import key_of, list_number, may_be_list, may_be_page
from aimcrawl.replay.importing.found import Found, Spool
from aimcrawl.replay.importing.layouts import Layout, earlier_layouts, read
from aimcrawl.toml_file import read_text
from archive.archive import Archive

__all__ = ["Candidates", "candidates"]

_FEWEST: Final = 2  # records that prove a list page whose address only may be one's


@dataclass(slots=True)
class Candidates:
    """A source with its layouts, the newest first, and the pages that are its lists' or may be its items'."""

    slug: str
    layouts: list[Layout]
    lists: list[Found] = field(default_factory=list)
    details: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))

    def number(self, url: str) -> int | None:
        """Return the number of the list page at an address, where the address tells it."""
        found = (list_number(layout.profile, url) for layout in self.layouts)
        return next((number for number in found if number is not None), None)

    def key(self, url: str) -> str:
        """Return what tells one page of the source from another."""
        return key_of(self.layouts[0].profile, url)

    def wants(self, url: str) -> bool:
        """Tell whether the source may have a page at an address."""
        return any(may_be_page(layout.profile, url) for layout in self.layouts)

    def has_list_at(self, url: str) -> bool:
        """Tell whether an address may be one of the source's list."""
        return any(may_be_list(layout.profile, url) for layout in self.layouts)

    def part(self, pages: Sequence[Found], spool: Spool) -> list[Found]:
        """Return the list pages among those whose addresses may be a list's; the others may be items'."""
        lists = [page for page in pages if self.number(page.url) is not None or self._is_list(page, spool)]
        kept = {id(page) for page in lists}
        for page in pages:
            if id(page) not in kept:
                self.details[self.key(page.url)].append(page)
        return lists

    def _is_list(self, page: Found, spool: Spool) -> bool:
        readings = (read(layout, page, spool) for layout in self.layouts)
        return any(reading is not None and len(reading.records) >= _FEWEST for reading in readings)


def candidates(home: Home, archive: Archive, *, source: str | None, profile: Path | None) -> list[Candidates]:
    """Return the sources of a home, or the one that is named; with a profile that is given, that is its only layout.

    Raises:
        UsageError: a profile is given, and of several sources none is named.
        NotFound: there is no such source.
        ConfigurationError: a profile has a fault.
    """
    if source is not None:
        home.require(source)
    slugs = home.slugs() if source is None else [source]
    if profile is None:
        return [_with_layouts(home, archive, slug) for slug in slugs]
    if len(slugs) != 1:
        raise UsageError("--profile is for one source: name it with --source")
    text = read_text(profile)
    return [Candidates(slugs[0], [Layout(parse_profile(text, name=profile), text, "given")])]


def _with_layouts(home: Home, archive: Archive, slug: str) -> Candidates:
    current = Layout(home.load_profile(slug), read_text(home.profile(slug)), "current")
    own = layout_hash(current.profile)
    with archive.reading() as connection:
        earlier = [one for one in earlier_layouts(connection, slug) if layout_hash(one.profile) != own]
    return Candidates(slug, [current, *earlier])
