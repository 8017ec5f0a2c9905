"""A profile becomes a source of the home: a new one, or the successor of one whose site was rebuilt."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import tomlkit

from aimcrawl.errors import UsageError
from aimcrawl.home.sources import SLUG_PATTERN
from aimcrawl.profiles.loader import parse_profile
from aimcrawl.toml_file import read_text
from archive.export.whole_file import whole_file

if TYPE_CHECKING:
    from aimcrawl.home.place import Home

__all__ = ["add_profile", "check_slug", "free_slug"]

_KEPT = ("every", "full_every", "confirm_removals", "politeness")
"""What a successor takes over from the profile that it replaces."""


def check_slug(home: Home, slug: str, *, replace: bool) -> None:
    """Raise UsageError where a slug is malformed, taken, or (with ``replace``) not there."""
    if not SLUG_PATTERN.fullmatch(slug):
        raise UsageError(f"{slug!r} is no slug: expected lower-case letters and digits, with . _ - between them")
    there = slug in home.slugs()
    if there and not replace:
        raise UsageError(f"there is a source {slug!r} already; choose another --slug, or --replace its profile")
    if replace and not there:
        raise UsageError(f"there is no source {slug!r} to replace")


def free_slug(home: Home, wanted: str) -> str:
    """Return a slug that is not taken: the one that is wanted, or it with a number."""
    taken = set(home.slugs())
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


def add_profile(home: Home, slug: str, text: str) -> None:
    """Write the profile of a source, whole or not at all; one that it replaces hands over what it says of manners."""
    path = home.profile(slug)
    if path.exists():
        text = _with_kept(text, tomllib.loads(read_text(path)))
    parse_profile(text, name=path)
    with whole_file(path) as file:
        file.write(text.encode())


def _with_kept(text: str, old: dict[str, object]) -> str:
    document = tomlkit.parse(text)
    for key in _KEPT:
        if key in old:
            document[key] = old[key]
    return tomlkit.dumps(document)
