"""Create, open and migrate the database. A store is created by ``create`` alone; a missing or newer one is an error.

SQLite runs with WAL, foreign keys and ``synchronous = FULL``, so that a committed transaction survives a power cut;
transactions that write take the write lock at once, so that two processes wait for each other instead of failing.
Where the folder cannot be written (a read-only or full disk, the archive of somebody else), it is opened for reading
only.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from archive.errors import ArchiveDamaged, ArchiveError, ArchiveExists, ArchiveMissing, ArchiveNewer

__all__ = [
    "connect",
    "connect_to_read",
    "copy_database",
    "create",
    "explained",
    "migrate",
    "reading",
    "schema_is_of_today",
    "writing",
]

_MIGRATIONS = Path(__file__).with_name("migrations")
_NO_UTF8 = "Could not decode to UTF-8"
_DISK_REFUSES = ("SQLITE_FULL", "SQLITE_IOERR")
_WAIT_MS = 60_000
_LIFTING = 0x61696D  # names our advisory lock: any number that no other program is likely to use
_POSTGRES_READS = {"options": "-c default_transaction_read_only=on"}
_ADVICE = "restore it from a backup, or make it anew from the captures with: aimcrawl rebuild"


def connect(url: str) -> Engine:
    """Open the store at an SQLAlchemy address, migrating an older one after copying it.

    Raises:
        ArchiveMissing: there is none.
        ArchiveNewer: a newer AimCrawl wrote it.
        ArchiveDamaged: it is no database, or a broken one.
    """
    path = _sqlite_path(url)
    if path is not None and not path.is_file():
        raise ArchiveMissing(f"there is no archive at {path}; {_ADVICE}")
    engine = _engine(url)
    try:
        _bring_up_to_date(engine, path)
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect_to_read(url: str, *, connections: int) -> Engine:
    """Open a store so that nothing can write through it, with at most so many connections at a time.

    Raises:
        ArchiveMissing: there is none.
        ArchiveNewer: a newer AimCrawl wrote it.
        ArchiveDamaged: it is no database, or a broken one.
        ArchiveError: an older AimCrawl wrote it, and opening it otherwise would bring it up to date.
    """
    path = _sqlite_path(url)
    if path is not None and not path.is_file():
        raise ArchiveMissing(f"there is no archive at {path}; {_ADVICE}")
    more: dict[str, Any] = {"pool_size": connections, "max_overflow": 0}
    if path is not None:
        is_closed = not os.access(path.absolute().parent, os.W_OK)
        more["creator"] = partial(_open_to_read if is_closed else _open_beside_writers, path.absolute())
    else:
        more["connect_args"] = _POSTGRES_READS
    engine = create_engine(url, json_serializer=_json, json_deserializer=msgspec.json.decode, **more)
    if path is not None:
        event.listen(engine, "connect", _prepare_reader)
        event.listen(engine, "begin", _begin_sqlite)
    with explained(engine):
        current, revisions = _revision(engine), _revisions()
    if current == revisions[-1]:
        return engine
    engine.dispose()
    where = path or engine.url.render_as_string()
    if current in revisions:
        raise ArchiveError(f"{where} was written by an older AimCrawl; `aimcrawl sources` brings it up to date")
    raise _foreign(where, current)


def create(url: str) -> Engine:
    """Create an empty store at an SQLAlchemy address and open it.

    Raises:
        ArchiveExists: there is one already.
    """
    path = _sqlite_path(url)
    if path is not None and path.exists():
        raise ArchiveExists(f"there is an archive at {path} already")
    engine = _engine(url)
    with explained(engine):
        if inspect(engine).has_table("sources"):
            engine.dispose()
            raise ArchiveExists(f"there is an archive at {engine.url.render_as_string()} already")
        migrate(engine)
    return engine


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision (Alembic's words: ``head``, ``base`` or an identifier), in one transaction."""
    from alembic import command  # noqa: PLC0415 - a third of a second that only a change of the schema needs
    from alembic.config import Config  # noqa: PLC0415 - likewise

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":  # one after the other; SQLite's lock of writers does the same
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LIFTING})")
        config.attributes["connection"] = connection
        (command.downgrade if revision == "base" else command.upgrade)(config, revision)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the database: SQLite's transactions do; PostgreSQL has to be told."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection inside one transaction that writes: committed at the end, rolled back on any error."""
    with engine.connect().execution_options(aimcrawl_writes=True) as connection, connection.begin():
        yield connection


def schema_is_of_today(connection: Connection) -> bool:
    """Tell whether all migrations of this version, and no others, were made."""
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all() == _revisions()[-1:]


def copy_database(engine: Engine, target: Path) -> None:
    """Copy a SQLite store, consistently while others write (``VACUUM INTO``). ``target`` must not exist.

    Raises:
        ArchiveError: the disk is full, or fails; nothing is left at ``target``.
    """
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
    except OperationalError as error:
        target.unlink(missing_ok=True)
        raise ArchiveError(f"cannot copy the archive to {target}: {_cause(error.orig, target)}") from error


def _engine(url: str) -> Engine:
    path = _sqlite_path(url)
    more: dict[str, Any] = {"max_overflow": -1}  # answers in Python hold a connection each while they are gone through
    if reader := None if path is None else _reader(path.absolute()):
        more["creator"] = reader
    engine = create_engine(url, json_serializer=_json, json_deserializer=msgspec.json.decode, **more)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_reader if reader else _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _reader(path: Path) -> Callable[[], sqlite3.Connection] | None:
    """Return how to open a file beside which SQLite can make none of its own, as it does also to read; None of others.

    On a full disk, a log without a page holds nothing back, and nobody can write: the file is whole as it is.
    """
    if not os.access(path.parent, os.W_OK):
        return partial(_open_to_read, path)
    log = path.with_name(f"{path.name}-wal")
    if not path.is_file() or (log.exists() and log.stat().st_size):
        return None
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute("SELECT 1 FROM sqlite_master").close()
        except sqlite3.OperationalError as error:
            is_full = error.sqlite_errorname.startswith(_DISK_REFUSES)
            return partial(_open_as_it_is, path) if is_full else None
        except sqlite3.DatabaseError:
            return None  # whoever opens it next says what is wrong with it
    return None


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Open a file in a folder that cannot be written, where SQLite can make no files of its own beside it.

    ``immutable`` tells it to do without, and not to look for changes: right where nobody has the file open. While
    somebody has, there is a ``-wal`` file, whose pages and locks count (https://www.sqlite.org/wal.html#readonly).
    """
    in_use = path.with_name(f"{path.name}-wal").exists()
    return _open_beside_writers(path) if in_use else _open_as_it_is(path)


def _open_as_it_is(path: Path) -> sqlite3.Connection:
    """Open a file for reading that nobody can write to now."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _open_beside_writers(path: Path) -> sqlite3.Connection:
    """Open a file for reading where SQLite can make its own files beside it, so that what others write is seen."""
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _prepare_reader(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction; _begin_sqlite does
    connection.execute(f"PRAGMA busy_timeout = {_WAIT_MS}").close()


def _prepare_sqlite(connection: sqlite3.Connection, record: Any) -> None:
    _prepare_reader(connection, record)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("aimcrawl_writes") else "BEGIN")


def _sqlite_path(url: str | URL) -> Path | None:
    parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn what a driver says into what a person can act on; addresses are shown without their password.

    Raises:
        ArchiveDamaged: the file's pages contradict each other, or a row holds no UTF-8, or no JSON where it should.
        ArchiveError: the database is out of reach, locked, or the disk fails.
    """
    where = _sqlite_path(engine.url) or engine.url.render_as_string()
    try:
        yield
    except DBAPIError as error:
        if str(error.orig).startswith(_NO_UTF8):  # and then the text itself
            raise ArchiveDamaged(f"{where} is damaged (a text is no UTF-8); {_ADVICE}") from error
        if type(error.orig) is sqlite3.DatabaseError:  # its subclasses are other things
            raise ArchiveDamaged(f"{where} is damaged ({error.orig}); {_ADVICE}") from error
        if isinstance(error, OperationalError):
            raise ArchiveError(f"cannot use the archive at {where}: {_cause(error.orig, where)}") from error
        raise
    except msgspec.DecodeError as error:
        raise ArchiveDamaged(f"{where} is damaged (a row holds what it should not: {error}); {_ADVICE}") from error


def _cause(error: BaseException | None, where: Path | str) -> str:
    """Return what a driver says; where a disk refuses, with the room that is left on it."""
    name = getattr(error, "sqlite_errorname", "")
    if isinstance(where, Path) and name == "SQLITE_CANTOPEN" and not os.access(where, os.R_OK):
        return f"{error}: you have no right to read it"
    if not isinstance(where, Path) or not name.startswith((*_DISK_REFUSES, "SQLITE_READONLY")):
        return str(error)
    disk = os.statvfs(where.absolute().parent)
    room = f"{disk.f_bavail * disk.f_frsize / 1e6:.1f} MB are free there"
    if name.startswith("SQLITE_READONLY"):
        return f"{error}: it can be read alone; let its folder be written to, and make room on its disk ({room})"
    return f"{error}: the disk is full, a limit on sizes of files is reached, or the disk fails ({room})"


def _bring_up_to_date(engine: Engine, path: Path | None) -> None:
    where = path or engine.url.render_as_string()
    with explained(engine):
        current, revisions = _revision(engine), _revisions()
        if current == revisions[-1]:
            return
        if current not in revisions:
            raise _foreign(where, current)
        if path is None:
            migrate(engine)
            return
        with _alone(path.with_name(f"{path.name}.lock")):
            if _revision(engine) != revisions[-1]:  # nobody else has done it meanwhile
                _keep_copy(engine, path.with_name(f"{path.name}.before-{revisions[-1]}"))
                migrate(engine)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait for a lock that dies with its holder; the file stays, since removing it could free another's lock."""
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _keep_copy(engine: Engine, target: Path) -> None:
    """Copy a SQLite store; the copy takes its name when it is whole and on the disk."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)  # of a process that was killed
    copy_database(engine, part)
    for path in (part, part.parent):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
    part.replace(target)


def _foreign(where: Path | str, current: str | None) -> ArchiveError:
    """Return what to raise over a store whose schema this version does not know."""
    if current is None:
        return ArchiveMissing(f"{where} holds no archive; {_ADVICE}")
    return ArchiveNewer(f"{where} was written by a newer AimCrawl (schema {current}); upgrade AimCrawl")


def _revision(engine: Engine) -> str | None:
    """Return the schema's revision, from the table that Alembic keeps; None where there is no schema."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _revisions() -> list[str]:
    """Return all revisions that this version knows, oldest first: the numbers before the names of the migrations."""
    return sorted(path.name.partition("_")[0] for path in _MIGRATIONS.glob("versions/[0-9]*.py"))
