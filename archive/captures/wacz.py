"""Captures as one WACZ file (Web Archive Collection Zipped 1.1.1), which replays in a browser without a server.

Same captures, same bytes: no clock inside, and nothing is compressed anew. Members are copied as they are, so that the
digests of the rows hold in the copy too; given all rows of a file, it is the same file.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

import msgspec

from archive.captures.disk import Disk
from archive.captures.errors import CaptureDamaged
from archive.captures.members import parse_record, unfold
from archive.captures.model import Capture, Kind
from archive.captures.reading import MAX_RECORD, parse_http
from archive.captures.records import sha256_hex

__all__ = ["export_wacz", "sort_key"]

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file can tell
_WWW: Final = re.compile(r"^www\d*\.")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_PAGES: Final = {Kind.LIST, Kind.DETAIL}


@dataclass(slots=True)
class _Package:
    """The zip file that is being written, and what its manifest must say."""

    zip: zipfile.ZipFile
    resources: list[dict[str, Any]] = field(default_factory=list)
    index: list[str] = field(default_factory=list)
    pages: list[dict[str, str]] = field(default_factory=list)
    latest: str = ""

    def add(self, path: str, pieces: Iterable[bytes]) -> str:
        """Add a file and return its digest, as manifests write it."""
        entry = zipfile.ZipInfo(path, _EPOCH)
        digest, size = hashlib.sha256(), 0
        with self.zip.open(entry, "w", force_zip64=True) as to:
            for piece in pieces:
                to.write(piece)
                digest.update(piece)
                size += len(piece)
        label = f"sha256:{digest.hexdigest()}"
        self.resources.append({"name": PurePosixPath(path).name, "path": path, "hash": label, "bytes": size})
        return label


def export_wacz(folder: Path, rows: Iterable[Capture], target: Path, *, title: str, software: str) -> None:
    """Write captures into a WACZ file, under a temporary name until it is whole and synced.

    Args:
        folder: the captures folder.
        rows: the captures, ordered by file and ``lead_offset``; of a revisit, the capture it refers to must be there
            too, or it cannot be replayed.
        target: the file to write, ``….wacz``; one that exists is replaced.
        title: what the collection is called.
        software: who writes it.

    Raises:
        CaptureDamaged: a capture is not as it was written; nothing is left under the target's name.
    """
    disk, part = Disk(), target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                _fill(_Package(archive), folder, rows, title, software)
            file.flush()
            disk.sync(file.fileno())
        disk.rename(part, target)
    finally:
        part.unlink(missing_ok=True)
    disk.sync_folder(target.parent)


def sort_key(url: str) -> str:
    """Return an address as indexes of web archives sort it: host reversed, all lower case, parameters sorted (SURT)."""
    parts = urlsplit(url.lower())
    if not parts.hostname:
        return url.lower()
    host = ",".join(reversed(_WWW.sub("", parts.hostname).split(".")))
    port = f":{parts.port}" if parts.port not in (None, _DEFAULT_PORTS.get(parts.scheme)) else ""
    query = "&".join(sorted(parts.query.split("&")))
    return f"{host}{port}){parts.path.rstrip('/') or '/'}" + (f"?{query}" if query else "")


def _fill(package: _Package, folder: Path, rows: Iterable[Capture], title: str, software: str) -> None:
    """Add the WARC files, their index, the pages and, last, the manifest and its digest."""
    for name, captures in groupby(rows, key=attrgetter("file")):
        with (folder / name).open("rb") as file:
            package.add(f"archive/{name}", _members(package, file, captures))
    package.add("indexes/index.cdx", (f"{line}\n".encode() for line in sorted(package.index)))
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    package.add("pages/pages.jsonl", (msgspec.json.encode(line) + b"\n" for line in [head, *package.pages]))
    manifest = msgspec.json.encode(
        {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "software": software,
            "created": package.latest,
            "resources": package.resources,
        }
    )
    digest = package.add("datapackage.json", [manifest])
    package.add("datapackage-digest.json", [msgspec.json.encode({"path": "datapackage.json", "hash": digest})])


def _members(package: _Package, file: BinaryIO, captures: Iterable[Capture]) -> Iterator[bytes]:
    """Yield the stored bytes of captures, proven, and note them in index and pages at their place in the copy."""
    offset = 0
    for capture in captures:
        file.seek(capture.lead_offset)
        lead, member = file.read(capture.offset - capture.lead_offset), file.read(capture.length)
        if sha256_hex(lead) != capture.lead_sha256 or sha256_hex(member) != capture.sha256:
            raise CaptureDamaged(
                f"{capture.file} at byte {capture.offset}: {capture.record_id} is not as it was written"
            )
        _note(package, capture, member, offset + len(lead))
        offset += len(lead) + len(member)
        yield lead
        yield member


def _note(package: _Package, capture: Capture, member: bytes, offset: int) -> None:
    """Put an exchange into the index, and a page that was read into the pages."""
    moment = f"{capture.captured_at:%Y-%m-%dT%H:%M:%SZ}"
    package.latest = max(package.latest, moment)
    if capture.status is None:
        return
    about = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.refers_to else _media_type(member),
        "status": str(capture.status),
        "digest": f"sha256:{capture.payload_sha256}",
        "length": str(capture.length),
        "offset": str(offset),
        "filename": capture.file,
    }
    line = f"{sort_key(capture.url)} {capture.captured_at:%Y%m%d%H%M%S} {msgspec.json.encode(about).decode()}"
    package.index.append(line)
    if capture.kind in _PAGES:
        package.pages.append({"id": capture.record_id.rpartition(":")[2], "url": capture.url, "ts": moment})


def _media_type(member: bytes) -> str:
    """Return the media type that a response declares, without parameters; ``unk`` where it declares none."""
    _, headers, _ = parse_http(parse_record(unfold(member, max_bytes=MAX_RECORD))[1])
    declared = (value for name, value in headers if name.lower() == b"content-type")
    return next(declared, b"").decode("latin-1").partition(";")[0].strip().lower() or "unk"
