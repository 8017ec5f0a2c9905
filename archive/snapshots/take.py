"""Take a snapshot: written under another name, synced, renamed, and only then the one that ``latest`` points to.

A process that is killed leaves the snapshots as they were; what it had begun is cleared away by the next one.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, select

from archive import queries
from archive.archive import Archive
from archive.captures.disk import Disk
from archive.errors import ArchiveDamaged, SnapshotError, SourceBusy
from archive.export.documents import What
from archive.export.whole_file import naming
from archive.models import Crawl, Source
from archive.queries.rows import kept_items, time_text
from archive.snapshots.coverage import as_document, crawls_seen
from archive.snapshots.delta import write_delta
from archive.snapshots.files import ADVICE, byte_faults, hash_of, write_coverage, write_package, write_table
from archive.snapshots.model import ADDED, CHANGED, ITEMS, PACKAGE, REMOVED, Package, PackageNotes, Resource
from archive.views import EventView, ItemView, RevisionView

__all__ = ["LATEST", "SnapshotView", "read_package", "snapshots_in", "take_snapshot"]

LATEST: Final = "latest"
"""The link to the newest snapshot."""

_STAGE, _LINK, _LOCK = ".snapshot.part", ".latest.part", ".lock"
_NAME = re.compile(r"(?P<at>\d{4}-\d\d-\d\dT\d{6}Z)(-(?P<number>\d+))?")
T = TypeVar("T", ItemView, RevisionView, EventView)


class SnapshotView(Struct, frozen=True, kw_only=True):
    """What ``aimcrawl snapshot`` did: which snapshot shows this state, and what parts it from the one before.

    ``is_new`` is false where the newest one showed it already. Counts are null where there was none before.
    """

    snapshot: str
    path: str
    is_new: bool
    items: int
    previous: str | None
    added: int | None
    changed: int | None
    removed: int | None


def take_snapshot(
    archive: Archive, folder: Path, *, sources: Collection[str] | None = None, disk: Disk | None = None
) -> SnapshotView:
    """Write the archive's state into a folder of snapshots; nothing where the newest one shows it already.

    ``sources`` are slugs; by default all.

    Raises:
        SnapshotError: no crawl has ended yet, the folder holds snapshots of other sources, or ``latest`` is a folder.
        SourceBusy: another process is writing a snapshot there.
        ArchiveDamaged: the snapshot before is not what it was.
        OSError: the disk refuses; all is as it was.
    """
    disk = disk or Disk()
    with naming(folder, "the snapshots there are as they were"):
        return _take(disk, archive, folder, sources)


def _take(disk: Disk, archive: Archive, folder: Path, sources: Collection[str] | None) -> SnapshotView:
    folder.mkdir(exist_ok=True)
    _require_link(folder / LATEST)
    with _alone(disk, folder):
        stage = folder / _STAGE
        shutil.rmtree(stage, ignore_errors=True)
        try:
            name = _write(disk, archive, folder, sources)
        except BaseException:
            shutil.rmtree(stage, ignore_errors=True)
            raise
        if name is not None:
            disk.rename(stage, folder / name)
            disk.sync_folder(folder)
        newest = snapshots_in(folder)[-1]
        _point_latest(disk, folder, newest.name)
    return _view(newest, is_new=name is not None)


def snapshots_in(folder: Path) -> list[Path]:
    """Return the snapshots in a folder, oldest first."""
    return sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=_order)


def read_package(snapshot: Path) -> Package:
    """Return the data package of a snapshot.

    Raises:
        ArchiveDamaged: it is missing, or none.
    """
    path = snapshot / PACKAGE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Package)
    except FileNotFoundError as error:
        raise ArchiveDamaged(f"{path} is missing") from error
    except msgspec.MsgspecError as error:
        raise ArchiveDamaged(f"{path}: {error}") from error


def _write(disk: Disk, archive: Archive, folder: Path, sources: Collection[str] | None) -> str | None:
    """Write a whole snapshot into the stage and return its name; None where the newest one holds the same."""
    stage, before = folder / _STAGE, next(reversed(snapshots_in(folder)), None)
    was = None if before is None else _package_before(before)
    chosen = None if sources is None else sorted(set(sources))
    if was is not None and was.aimcrawl.sources != chosen:
        raise SnapshotError(f"{folder} holds snapshots of other sources; take another folder")
    with archive.reading() as connection:
        created = _newest_end(connection, chosen)
        resources = _write_contents(disk, connection, stage, chosen)
        merged = kept_items(connection)
    if before is not None and was is not None and was.resources[: len(resources)] == resources:
        _require_whole(before, was.resources)
        shutil.rmtree(stage)
        return None
    if before is not None:
        resources += _write_delta(disk, before, stage, merged)
    package = Package(
        name="aimcrawl-snapshot",
        title=f"News of {'all sources' if chosen is None else ', '.join(chosen)}",
        created=time_text(created),
        aimcrawl=PackageNotes(
            sources=chosen,
            previous=None if before is None else before.name,
            previous_hash=None if before is None else hash_of(before / PACKAGE),
        ),
        resources=resources,
    )
    write_package(disk, stage, package)
    disk.sync_folder(stage)
    return _name(created, before)


def _package_before(snapshot: Path) -> Package:
    try:
        return read_package(snapshot)
    except ArchiveDamaged as error:
        raise ArchiveDamaged(f"{error}. {ADVICE}") from error


def _require_whole(snapshot: Path, resources: Iterable[Resource]) -> None:
    """Refuse a snapshot of which files are not what its data package lists: it shows its state no more."""
    for resource in resources:
        for problem in byte_faults(snapshot / resource.path, resource):
            raise ArchiveDamaged(f"{snapshot / resource.path}: {problem}. {ADVICE}")


def _write_delta(disk: Disk, before: Path, stage: Path, merged: Mapping[str, str]) -> list[Resource]:
    """Write what parts the items from those of the snapshot before, which must be what it was."""
    _require_whole(before, (one for one in read_package(before).resources if one.path == ITEMS))
    (stage / "delta").mkdir()
    resources = write_delta(disk, before, stage, merged)
    disk.sync_folder(stage / "delta")
    return resources


def _write_contents(disk: Disk, connection: Connection, stage: Path, sources: Collection[str] | None) -> list[Resource]:
    stage.mkdir()

    def table(what: What, views: Iterable[T]) -> Resource:
        chosen = views if sources is None else (view for view in views if view.source in sources)
        return write_table(disk, stage, f"{what}.jsonl", chosen)

    about = (view for view in queries.sources(connection) if sources is None or view.source in sources)
    return [
        table("items", queries.items(connection)),
        table("revisions", queries.revisions(connection)),
        table("events", queries.events(connection)),
        write_table(disk, stage, "sources.jsonl", about),
        write_coverage(disk, stage, as_document(crawls_seen(connection, sources))),
    ]


def _newest_end(connection: Connection, sources: Collection[str] | None) -> dt.datetime:
    query = select(func.max(Crawl.ended_at)).join(Source, Source.id == Crawl.source_id).where(Crawl.status != "running")
    if sources is not None:
        query = query.where(Source.slug.in_(sources))
    ended = connection.execute(query).scalar_one()
    if ended is None:
        raise SnapshotError("no crawl has ended yet: there is nothing to take a snapshot of")
    return ended


def _name(created: dt.datetime, before: Path | None) -> str:
    """Return the name: when the newest crawl ended. Where a snapshot bears that or a later one, that with a number.

    What people decide (``merge``, ``erase``) changes the archive without a crawl; an archive that was restored has
    older crawls than its snapshots. Names sort by the order in which snapshots were taken.
    """
    name = created.strftime("%Y-%m-%dT%H%M%SZ")
    if before is None or name > (newest := _order(before))[0]:
        return name
    return f"{newest[0]}-{newest[1] + 1}"


def _order(snapshot: Path) -> tuple[str, int]:
    match = _NAME.fullmatch(snapshot.name)
    return ("", 0) if match is None else (match["at"], int(match["number"] or 1))


def _require_link(latest: Path) -> None:
    """Refuse a folder where the link to the newest snapshot must stand: a copy that followed links makes one."""
    if latest.is_dir() and not latest.is_symlink():
        raise SnapshotError(f"{latest} is a folder, not a link to the newest snapshot; move it away and run this again")


def _point_latest(disk: Disk, folder: Path, name: str) -> None:
    """Let ``latest`` point to a snapshot; at no moment does it point to nothing."""
    link = folder / LATEST
    if link.is_symlink() and link.readlink() == Path(name):
        return
    part = folder / _LINK
    part.unlink(missing_ok=True)
    part.symlink_to(name)
    disk.rename(part, link)
    disk.sync_folder(folder)


@contextmanager
def _alone(disk: Disk, folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which dies with its holder."""
    path = folder / _LOCK
    path.touch()
    file = disk.open(path)
    try:
        if not disk.lock(file):
            raise SourceBusy(f"another snapshot is being written to {folder}")
        yield
    finally:
        disk.close(file)


def _view(snapshot: Path, *, is_new: bool) -> SnapshotView:
    package = read_package(snapshot)
    rows = {one.path: one.rows for one in package.resources}
    return SnapshotView(
        snapshot=snapshot.name,
        path=str(snapshot),
        is_new=is_new,
        items=rows[ITEMS] or 0,
        previous=package.aimcrawl.previous,
        added=rows.get(ADDED),
        changed=rows.get(CHANGED),
        removed=rows.get(REMOVED),
    )
