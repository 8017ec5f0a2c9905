"""Read profiles strictly: a profile that is wrong in any way is an error that says where and what was expected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from aimcrawl.errors import ConfigurationError
from aimcrawl.profiles.checks import problems
from aimcrawl.profiles.model import Profile
from aimcrawl.toml_file import located, parse_toml, read_text
from archive.records import sha256_of

__all__ = ["layout_hash", "load_profile", "parse_profile", "profile_hash", "profile_schema"]


def load_profile(path: Path) -> Profile:
    """Read the profile at ``path``.

    Raises:
        ConfigurationError: see ``parse_profile``; also where the file is missing or not UTF-8.
    """
    return parse_profile(read_text(path), name=path)


def parse_profile(text: str, *, name: Path | str = "profile") -> Profile:
    """Read a profile from TOML ``text``; ``name`` is what errors call it.

    Raises:
        ConfigurationError: the text is not TOML, has a key that no profile has, or a value that cannot be meant. The
            message names file, line and key of every such value, and what was expected.
    """
    profile = parse_toml(text, Profile, name=name)
    if found := [located(name, text, key, expected) for key, expected in problems(profile)]:
        raise ConfigurationError("\n".join(found))
    return profile


def profile_hash(text: str) -> str:
    """Return ``sha256:…`` of a profile's text, by which the archive keeps it."""
    return sha256_of(text.encode())


def layout_hash(profile: Profile) -> str:
    """Return ``sha256:…`` of what in a profile bears on reading: another one begins a new epoch.

    A longer delay or another expectation is no other layout of the site.
    """
    reading = (
        profile.url,
        profile.language,
        profile.encoding,
        profile.list,
        profile.fields,
        profile.dates,
        profile.pager,
        profile.detail,
        profile.feed,
    )
    return sha256_of(msgspec.json.encode(reading, order="sorted"))


def profile_schema() -> dict[str, Any]:
    """Return the JSON Schema of a profile, for editors that check TOML as it is typed."""
    return msgspec.json.schema(Profile)
