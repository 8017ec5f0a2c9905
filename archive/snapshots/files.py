"""How the files of a snapshot reach the disk, and what the data package says of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from archive.captures.disk import Disk
from archive.export.columns import Column, Kind, columns
from archive.export.documents import as_jsonl
from archive.snapshots.model import COVERAGE, ITEMS, PACKAGE, TABLES, Package, Resource

__all__ = ["ADVICE", "byte_faults", "hash_of", "write_coverage", "write_file", "write_package", "write_table"]

ADVICE: Final = "Take the snapshot from a copy, or remove it whole: the archive can show its state of today again"
"""What to do about a snapshot that is not what it was."""

_KEYS: Final[Mapping[str, list[str]]] = {
    ITEMS: ["id"],
    "revisions.jsonl": ["item", "revision"],
    "events.jsonl": ["id"],
    "sources.jsonl": ["source"],
}
_FOREIGN: Final[Mapping[str, tuple[str, str, str]]] = {
    ITEMS: ("source", "sources", "source"),
    "events.jsonl": ("item", "items", "id"),
}
_TYPES: Final[Mapping[Kind, str]] = {
    "text": "string",
    "moment": "datetime",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "list": "array",
    "object": "object",
}


def write_table(disk: Disk, folder: Path, path: str, views: Iterable[Struct]) -> Resource:
    """Write views as lines, and return what the data package says of the file."""
    size, digest, rows = write_file(disk, folder / path, as_jsonl(views))
    return Resource(
        name=path.removesuffix(".jsonl").replace("/", "-"),
        path=path,
        profile="tabular-data-resource" if rows else "data-resource",
        type=None if rows else "file",
        format="jsonl",
        mediatype="application/jsonl",
        encoding="utf-8",
        bytes=size,
        hash=digest,
        rows=rows,
        schema=_table_schema(path),
    )


def write_coverage(disk: Disk, folder: Path, parts: Iterable[bytes]) -> Resource:
    """Write what the crawls saw, and return what the data package says of the file."""
    size, digest, _ = write_file(disk, folder / COVERAGE, parts)
    return Resource(
        name="coverage",
        path=COVERAGE,
        profile="data-resource",
        format="json",
        mediatype="application/json",
        encoding="utf-8",
        bytes=size,
        hash=digest,
    )


def write_package(disk: Disk, folder: Path, package: Package) -> None:
    """Write the data package: last, so that a folder that has one is whole."""
    write_file(disk, folder / PACKAGE, [msgspec.json.format(msgspec.json.encode(package)), b"\n"])


def write_file(disk: Disk, path: Path, parts: Iterable[bytes]) -> tuple[int, str, int]:
    """Write a new file and sync it; return its size, its hash and its number of lines.

    Raises:
        OSError: the disk refuses.
    """
    size, digest, lines = 0, hashlib.sha256(), 0
    file = disk.create(path)
    try:
        for part in parts:
            disk.write_all(file, part)
            digest.update(part)
            size += len(part)
            lines += part.count(b"\n")
        disk.sync(file)
    finally:
        disk.close(file)
    return size, f"sha256:{digest.hexdigest()}", lines


def hash_of(path: Path) -> str:
    """Return the hash of a file as the data package writes it."""
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def byte_faults(path: Path, resource: Resource) -> Iterator[str]:
    """Say how the bytes of a file differ from those that the data package lists."""
    if not path.is_file():
        yield "it is missing"
        return
    if (size := path.stat().st_size) != resource.bytes:
        yield f"it has {size} bytes, not {resource.bytes}"
    if hash_of(path) != resource.hash:
        yield "its bytes are not those that were written: the hash differs"


def _table_schema(path: str) -> dict[str, Any]:
    """Return a Table Schema (https://specs.frictionlessdata.io/table-schema/); no text means a missing value."""
    schema: dict[str, Any] = {"fields": list(map(_field, columns(TABLES[path]))), "missingValues": []}
    if path in _KEYS:
        schema["primaryKey"] = _KEYS[path]
    if path in _FOREIGN:
        own, resource, there = _FOREIGN[path]
        schema["foreignKeys"] = [{"fields": own, "reference": {"resource": resource, "fields": there}}]
    return schema


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.values:
        constraints["enum"] = sorted(column.values)
    field = {"name": column.name, "type": _TYPES[column.kind]}
    return field | ({"constraints": constraints} if constraints else {})
