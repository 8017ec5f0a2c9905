"""The configuration of a home: ``aimcrawl.toml``. Every key has a default; unknown keys are refused.

How one source is read stands in its profile, not here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from aimcrawl import __version__
from aimcrawl.profiles.model import Politeness
from aimcrawl.schedule.every import parse_every
from aimcrawl.toml_file import read_toml
from archive.alerts.rules import Channel, Rule
from archive.alerts.timing import Timing

__all__ = ["Captures", "Config", "Crawling", "Database", "load_config"]


class Crawling(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[crawl]``: a mail or web address where site owners reach you; how many sources at once; how often ``--due``.

    ``speak_after``: after how many crawls in a row that failed or were partial ``crawl --quiet`` speaks of a source.
    """

    contact: Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    concurrency: Annotated[int, Meta(ge=1, le=256)] = 16
    every: str = "1d"
    speak_after: Annotated[int, Meta(ge=1)] = 3

    def __post_init__(self) -> None:
        """Refuse an ``every`` that names no slots."""
        try:
            parse_every(self.every, "")
        except ValueError as error:
            raise ValueError(f"every: {error}") from error


class Database(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[database]``: the address of the archive's database; by default ``archive.db`` in the home.

    A PostgreSQL address needs no password in it: libpq takes it from ``$PGPASSWORD`` or ``~/.pgpass``.
    """

    url: str | None = None

    def __post_init__(self) -> None:
        """Refuse an address of another kind, or a malformed one; never show it, for it may hold a password."""
        if self.url is not None and not _is_database_address(self.url):
            raise ValueError("url: expected sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME")


class Captures(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[captures]``: the size in megabytes at which a WARC file is closed and the next one begun."""

    max_megabytes: Annotated[float, Meta(gt=0)] = 1000.0


class Config(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """All of ``aimcrawl.toml``. ``politeness`` holds for every profile that does not say otherwise.

    ``alerts`` are the rules that say what is told to which of the ``channels``, ``deliveries`` when.
    """

    crawl: Crawling = Crawling()
    politeness: Politeness = Politeness()
    database: Database = Database()
    captures: Captures = Captures()
    channels: dict[str, Channel] = {}
    alerts: tuple[Rule, ...] = ()
    deliveries: Timing = Timing()

    def __post_init__(self) -> None:
        """Refuse rules that share a name, and channels that are not there."""
        names = [rule.name for rule in self.alerts]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"alerts: two rules are called {twice[0]!r}; give each a name of its own")
        for rule in self.alerts:
            for channel in rule.channels:
                if channel not in self.channels:
                    raise ValueError(f"alerts: rule {rule.name!r} sends to {channel!r}; write a [channels.{channel}]")

    @property
    def user_agent(self) -> str:
        """What every request says of itself: the tool, its version and, where one is set, the contact."""
        contact = f" (+{self.crawl.contact})" if self.crawl.contact else ""
        return f"aimcrawl/{__version__}{contact}"


def _is_database_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    scheme_and_name = {"sqlite": r"///.", "postgresql+psycopg": r"//.*/."}.get(parts.scheme)
    return scheme_and_name is not None and bool(re.match(scheme_and_name, url.partition(":")[2]))


def load_config(path: Path) -> Config:
    """Read an ``aimcrawl.toml``.

    Raises:
        ConfigurationError: names the file, the key and what was expected.
    """
    return read_toml(path, Config)
