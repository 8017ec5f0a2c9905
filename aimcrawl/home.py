"""The home: the folder of one archive with its configuration, profiles, database and captures.

Lives here: what stands where, finding the home (CONTRACT: General), and making one. What the files hold is read by
:mod:`aimcrawl.config`, :mod:`aimcrawl.profiles` and the archive.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from aimcrawl.config import Config, load_config
from aimcrawl.errors import HomeError, HomeExists, HomeMissing
from aimcrawl.toml_file import parse_toml

__all__ = ["Home", "create_home", "find_home", "open_home"]

MARK = "aimcrawl.toml"  # the file that makes a folder a home

_SCRAPY_CFG = """\
# Makes `scrapy list` and `scrapy crawl SLUG` work in this folder.
[settings]
default = aimcrawl.spiders.settings
"""

_CONFIG = """\
# The configuration of this home. A key that is commented out shows its default.

[crawl]
# A mail or web address where the owners of the sites that you crawl can reach you; every request bears it.
contact = {contact}
# How many sources are crawled at once. One site never gets more than one request at a time.
# concurrency = 16

# What holds for every source whose profile does not say otherwise.
[politeness]
# Pause between two requests to one site, in seconds.
# delay = 1.0
# Seconds to wait for an answer, and how often to try.
# timeout = 60.0
# tries = 3
# The largest page that is read.
# max_megabytes = 10.0

[database]
# By default archive.db in this folder. `aimcrawl init --database URL` makes it on PostgreSQL
# ("postgresql+psycopg://user@host/name"); the password comes from $PGPASSWORD or ~/.pgpass.
{url}

[captures]
# The size at which a WARC file is closed and the next one begun.
# max_megabytes = 1000.0
"""


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
        """Return the slugs of all sources that have a profile, sorted."""
        return sorted(path.stem for path in self.sources.glob("*.toml"))


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


def create_home(root: Path, *, contact: str = "", database: str | None = None) -> Home:
    """Make a home in ``root``, whole or not at all; the folder may exist and hold other things.

    Raises:
        HomeExists: the folder is a home already, or holds what a home would put there.
        HomeError: the folder cannot be written to.
        ArchiveError: the database cannot be made.
    """
    root = root.absolute()
    _refuse_what_is_there(root)
    new = not root.exists()
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".aimcrawl-init-", dir=root) as stage:
            _build(Path(stage), contact, database)
            _move(Path(stage), root)
    except BaseException as error:
        if new:
            with contextlib.suppress(OSError):
                root.rmdir()
        if isinstance(error, OSError):
            raise HomeError(f"{root}: cannot make a home here: {error.strerror or error}") from error
        raise
    return open_home(root)


def _refuse_what_is_there(root: Path) -> None:
    if os.path.lexists(root / MARK):
        raise HomeExists(f"{root} is a home already: it holds {MARK}")
    for name in ("scrapy.cfg", "sources", "archive.db", "captures", "locks"):
        if os.path.lexists(root / name):
            raise HomeExists(f"{root} holds {name}, which a new home would overwrite; choose another folder")


def _build(stage: Path, contact: str, database: str | None) -> None:
    """Make all parts of a home in the folder ``stage``."""
    address = '# url = ""' if database is None else f"url = {_quote(database)}"
    text = _CONFIG.format(contact=_quote(contact), url=address)
    config = parse_toml(text, Config, name=MARK)
    (stage / MARK).write_text(text, encoding="utf-8")
    for name in ("sources", "captures", "locks"):
        (stage / name).mkdir()
    (stage / "scrapy.cfg").write_text(_SCRAPY_CFG, encoding="utf-8")
    from archive import engine  # noqa: PLC0415 - a third of a second that only a new home needs

    engine.create(Home(stage, config).database).dispose()


def _quote(text: str) -> str:
    """Write text as TOML does; a JSON string is one."""
    return msgspec.json.encode(text).decode()


def _move(stage: Path, root: Path) -> None:
    """Move all parts from ``stage`` into ``root``, the file that makes it a home last; undo on failure."""
    moved: list[Path] = []
    try:
        for part in sorted(stage.iterdir(), key=lambda part: part.name == MARK):
            moved.append(part.rename(root / part.name))  # noqa: PERF401 - the list must be right when it fails
    except BaseException:
        for part in moved:
            part.rename(stage / part.name)
        raise
