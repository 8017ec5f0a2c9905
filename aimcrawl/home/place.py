"""What stands where in a home, and finding it (CONTRACT: General). Making one is in ``creation``."""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from aimcrawl.config import Config, load_config
from aimcrawl.errors import ConfigurationError, HomeMissing, NotFound
from aimcrawl.profiles.loader import parse_profile
from aimcrawl.profiles.model import Politeness, Profile
from aimcrawl.toml_file import read_text
from archive.loopback import is_loopback

if TYPE_CHECKING:
    from archive.archive import Archive

__all__ = ["MARK", "Home", "find_home", "is_slug", "no_slug", "open_home", "require_slug"]

MARK = "aimcrawl.toml"
"""The file that makes a folder a home."""

_SLUG = re.compile(r"[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Home:
    """One home: its folder (absolute), its configuration, and the places in it."""

    root: Path
    config: Config

    @property
    def sources(self) -> Path:
        """The folder of profiles, one ``<slug>.toml`` a source."""
        return self.root / "sources"

    @property
    def captures(self) -> Path:
        """The folder of WARC files."""
        return self.root / "captures"

    @property
    def locks(self) -> Path:
        """The folder of lock files."""
        return self.root / "locks"

    @property
    def database(self) -> str:
        """The database's address, which may hold a password: not for messages. SQLite paths are taken from the home."""
        url = self.config.database.url
        if url is None:
            return f"sqlite:///{self.root / 'archive.db'}"
        if url.startswith("sqlite:///"):
            return f"sqlite:///{self.root / url.removeprefix('sqlite:///')}"
        return url

    def profile(self, slug: str) -> Path:
        """Return where the profile of a source stands."""
        return self.sources / f"{slug}.toml"

    def slugs(self) -> list[str]:
        """Return the slugs of all sources that have a profile, sorted.

        Raises:
            ConfigurationError: the folder of the profiles cannot be read.
        """
        try:
            names = [path.name for path in self.sources.iterdir()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ConfigurationError(f"{self.sources}: cannot be read: {error.strerror}") from error
        return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml") and name[0] != ".")

    def load_profile(self, slug: str) -> Profile:
        """Read the profile of a source; what it does not say of politeness, the home's configuration says.

        Raises:
            NotFound: there is no profile of that slug; names the nearest.
            ConfigurationError: the profile has a fault, or a file name that is no slug.
        """
        self.require(slug)
        text = read_text(self.profile(slug))
        profile = parse_profile(text, name=self.profile(slug))
        manners = manners_for(self.config, profile.url, tomllib.loads(text).get("politeness", {}))
        return msgspec.structs.replace(profile, politeness=manners)

    def require(self, slug: str) -> None:
        """Raise NotFound, naming the nearest slugs, unless there is a profile of that slug.

        Raises ConfigurationError where there is one whose file name is no slug.
        """
        require_slug(slug, self.slugs())
        if not is_slug(slug):
            raise ConfigurationError(f"{self.profile(slug)}: {no_slug(slug)}; give the file another name")

    def profile_changed(self, slug: str) -> dt.datetime:
        """Return when the profile of a source was last changed; of one that is gone, when its folder was."""
        for path in (self.profile(slug), self.sources):
            if path.exists():
                return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        return dt.datetime.min.replace(tzinfo=dt.UTC)

    def note_look(self) -> dt.datetime | None:
        """Note that the schedule was looked at now; return when that was last done."""
        mark = self.locks / "looked"
        before = dt.datetime.fromtimestamp(mark.stat().st_mtime, dt.UTC) if mark.exists() else None
        self.locks.mkdir(exist_ok=True)
        mark.touch()
        return before

    def open_archive(self) -> Archive:
        """Open the archive of this home.

        Raises:
            ArchiveError: it is missing, damaged, or written by a newer version.
        """
        from archive.archive import Archive  # noqa: PLC0415 - a third of a second that not every command needs

        megabytes = self.config.captures.max_megabytes
        return Archive(self.database, captures=self.captures, locks=self.locks, warc_bytes=int(megabytes * 1_000_000))


def manners_for(config: Config, url: str, said: Mapping[str, Any]) -> Politeness:
    """Return the politeness towards a site: what its profile says, else the configuration; no pause on loopback."""
    general = msgspec.to_builtins(config.politeness)
    own = {"delay": 0.0} if "delay" not in general and is_loopback(urlsplit(url).hostname or "") else {}
    return msgspec.convert(general | own | said, Politeness)


def is_slug(slug: str) -> bool:
    """Tell whether a text may be the slug of a source: one rule for commands and for the names of profiles."""
    return _SLUG.fullmatch(slug) is not None


def no_slug(slug: str) -> str:
    """Return what to say of a text that is no slug."""
    return f"{slug!r} is no slug: expected lower-case letters and digits, with . _ - between them, 64 at most"


def require_slug(slug: str, known: Iterable[str]) -> None:
    """Raise NotFound, naming the nearest, unless ``slug`` is one of the known ones."""
    slugs = sorted(set(known))
    if slug in slugs:
        return
    near = difflib.get_close_matches(slug, slugs)
    hint = f"did you mean {' or '.join(near)}?" if near else "`aimcrawl sources` lists all"
    raise NotFound(f"there is no source {slug!r}: {hint}")


def open_archive(home: Path | str) -> Archive:
    """Open the archive of the home in a folder; use it in a ``with`` statement.

    Raises:
        HomeMissing: the folder is no home.
        ArchiveError: the archive cannot be used.
    """
    return open_home(Path(home)).open_archive()


def open_home(root: Path) -> Home:
    """Open the home in the folder ``root``.

    Raises:
        HomeMissing: the folder is no home.
        ConfigurationError: its ``aimcrawl.toml`` has a fault.
    """
    if not os.path.isfile(root / MARK):  # noqa: PTH113 - Path.is_file raises where a folder may not be entered
        raise HomeMissing(f"{root} is no home: it holds no {MARK}; `aimcrawl init {root}` makes one")
    return Home(root.absolute(), load_config(root.absolute() / MARK))


def find_home(explicit: str | Path | None, environ: Mapping[str, str], cwd: Path) -> Home:
    """Open the home that is named, else ``$AIMCRAWL_HOME``, else the nearest folder upward that is one.

    Raises:
        HomeMissing: the named folder is no home, or none was found; says where was looked.
        ConfigurationError: its ``aimcrawl.toml`` has a fault.
    """
    if explicit is not None:
        return open_home(cwd / explicit)
    if named := environ.get("AIMCRAWL_HOME"):
        try:
            return open_home(cwd / named)
        except HomeMissing as error:
            raise HomeMissing(f"$AIMCRAWL_HOME: {error}") from error
    for folder in (cwd, *cwd.parents):
        if os.path.isfile(folder / MARK):  # noqa: PTH113 - as above
            return open_home(folder)
    raise HomeMissing(
        f"no home: neither {cwd} nor a folder above it holds an {MARK}; go to a home, name one with --home or "
        "$AIMCRAWL_HOME, or make one with `aimcrawl init DIR`"
    )
