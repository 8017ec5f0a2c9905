"""Prove a snapshot: files against the data package, lines against their class, the delta against the one before.

Reads only, and gives every fault it finds. No archive is needed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from archive.errors import ArchiveDamaged
from archive.evidence.model import Finding
from archive.snapshots.delta import apply_delta, sort_day
from archive.snapshots.files import ADVICE, byte_faults, hash_of
from archive.snapshots.model import ADDED, COVERAGE, ITEMS, PACKAGE, TABLES, CoverageDocument, Package, Resource
from archive.snapshots.take import LATEST, read_package, snapshots_in

__all__ = ["check_folder", "check_snapshot"]

_AGAIN = "Run `aimcrawl snapshot` with this folder again: it points latest to the newest"
_MOVE_AWAY = "Move that folder away, then run `aimcrawl snapshot` again"
_TOP: Final = tuple(path for path in (*TABLES, COVERAGE) if "/" not in path)
_ORDER: Final[Mapping[str, Callable[[Any], Any]]] = {
    ITEMS: lambda item: ((day := sort_day(item)) is None, _descending(day or ""), item.id),
    "revisions.jsonl": lambda revision: (revision.item, revision.revision),
    "events.jsonl": lambda event: (event.at, event.id),
    "sources.jsonl": lambda source: source.source,
}
"""What grows from line to line, so that nothing stands twice."""


def check_folder(folder: Path) -> Iterator[Finding]:
    """Give the faults of a snapshot, or of all snapshots in a folder and of the link to the newest."""
    if (folder / PACKAGE).exists():
        yield from check_snapshot(folder.resolve())
        return
    snapshots = snapshots_in(folder)
    for snapshot in snapshots:
        yield from check_snapshot(snapshot)
    if snapshots:
        yield from _latest_faults(folder / LATEST, snapshots[-1].name)
    else:
        yield _fault(folder, "it holds no snapshot", "Run `aimcrawl snapshot` with this folder to take the first")


def check_snapshot(snapshot: Path) -> Iterator[Finding]:
    """Give the faults of one snapshot. The delta is applied where the snapshot before lies beside this one."""
    try:
        package = read_package(snapshot)
    except ArchiveDamaged as error:
        yield _fault(snapshot / PACKAGE, str(error))
        return
    listed = {one.path for one in package.resources}
    there = {str(path.relative_to(snapshot)) for path in snapshot.rglob("*") if path.is_file()} - {PACKAGE}
    needed = {*_TOP, *(path for path in TABLES if "/" in path and package.aimcrawl.previous)}
    for path in sorted(needed - listed):
        yield _fault(snapshot / PACKAGE, f"it does not list {path}")
    for path in sorted(there - listed):
        yield _fault(snapshot / path, f"it is not listed in {PACKAGE}")
    for resource in package.resources:
        yield from _resource_faults(snapshot, resource)
    yield from _delta_faults(snapshot, package)


def _latest_faults(link: Path, newest: str) -> Iterator[Finding]:
    """Give what is wrong with the link to the newest snapshot."""
    if link.is_symlink():
        if link.readlink() != Path(newest):
            gone = "" if link.exists() else ", which is not there,"
            yield _fault(link, f"it points to {link.readlink()}{gone} and not to the newest snapshot, {newest}", _AGAIN)
    elif link.is_dir():
        yield _fault(link, f"it is a folder, not a link to the newest snapshot, {newest}", _MOVE_AWAY)
    else:
        problem = "it is no link" if link.exists() else "it is missing, the link"
        yield _fault(link, f"{problem} to the newest snapshot, {newest}", _AGAIN)


def _resource_faults(snapshot: Path, resource: Resource) -> Iterator[Finding]:
    path = snapshot / resource.path
    for problem in byte_faults(path, resource):
        yield _fault(path, problem)
    if not path.is_file():
        return
    if resource.path == COVERAGE:
        yield from _coverage_faults(path)
    elif resource.path in TABLES:
        yield from _line_faults(path, resource)


def _coverage_faults(path: Path) -> Iterator[Finding]:
    try:
        msgspec.json.decode(path.read_bytes(), type=CoverageDocument)
    except msgspec.MsgspecError as error:
        yield _fault(path, str(error))


def _line_faults(path: Path, resource: Resource) -> Iterator[Finding]:
    """Give the lines that are none of what they should be, or not in their order."""
    decoder = msgspec.json.Decoder(TABLES[resource.path])
    order, last, number = _ORDER.get(resource.path), None, 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                view = decoder.decode(line)
            except msgspec.MsgspecError as error:
                yield _fault(path, f"line {number}: {error}")
                continue
            if msgspec.json.encode(view) + b"\n" != line:
                yield _fault(path, f"line {number}: it is not written as AimCrawl writes it")
            place = order and order(view)
            if last is not None and place <= last:
                yield _fault(path, f"line {number}: it is not in its order, or stands twice")
            last = place
    if number != resource.rows:
        yield _fault(path, f"it has {number} lines, not {resource.rows}")


def _delta_faults(snapshot: Path, package: Package) -> Iterator[Finding]:
    """Give what is wrong with the way from the snapshot before; nothing where that is not there any more."""
    notes = package.aimcrawl
    before = snapshot.parent / (notes.previous or "")
    if notes.previous is None or not before.is_dir():
        return
    if not (before / PACKAGE).is_file() or hash_of(before / PACKAGE) != notes.previous_hash:
        yield _fault(before / PACKAGE, f"it is not the one that the delta of {snapshot.name} is against")
        return
    digest = hashlib.sha256()
    try:
        for line in apply_delta(before, snapshot):
            digest.update(line)
    except ArchiveDamaged as error:
        yield _fault(snapshot / ADDED, f"the delta cannot be applied: {error}")
        return
    if f"sha256:{digest.hexdigest()}" != next((one.hash for one in package.resources if one.path == ITEMS), None):
        yield _fault(snapshot / ADDED, f"the delta does not make these items of those of {before.name}")


def _descending(text: str) -> list[int]:
    return [-ord(letter) for letter in text]


def _fault(path: Path, problem: str, advice: str = ADVICE) -> Finding:
    return Finding(kind="snapshot", where=str(path), problem=problem, advice=advice)
