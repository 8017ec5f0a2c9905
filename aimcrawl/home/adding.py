"""A profile becomes a source of the home: a new one, or the successor of one whose site was rebuilt."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import tomlkit

from aimcrawl.errors import UsageError
from aimcrawl.home.place import is_slug, no_slug
from aimcrawl.home.sources import refuse_removed, removed_slugs
from aimcrawl.profiles.loader import parse_profile
from aimcrawl.toml_file import read_text
from archive.export.whole_file import whole_file

if TYPE_CHECKING:
    from aimcrawl.home.place import Home
    from archive.archive import Archive

__all__ = ["add_profile", "check_slug", "free_slug"]

_KEPT = ("every", "every_within", "full_every", "confirm_removals", "politeness")
"""What a successor takes over from the profile that it replaces."""


def check_slug(home: Home, archive: Archive, slug: str, *, replace: bool) -> None:
    """Raise UsageError where a slug is malformed, taken, or (with ``replace``) not there.

    Raises ConfigurationError where it is that of a removed source.
    """
    if not is_slug(slug):
        raise UsageError(no_slug(slug))
    refuse_removed(home, archive, slug)
    there = slug in home.slugs()
    if there and not replace:
        raise UsageError(f"there is a source {slug!r} already; choose another --slug, or --replace its profile")
    if replace and not there:
        raise UsageError(f"there is no source {slug!r} to replace")


def free_slug(home: Home, archive: Archive, wanted: str) -> str:
    """Return a slug that is not taken, nor that of a removed source: the one that is wanted, or it with a number."""
    taken = {*home.slugs(), *removed_slugs(archive)}
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
