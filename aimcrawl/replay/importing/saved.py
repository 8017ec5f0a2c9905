"""Saved pages: HTML files of browsers and of copying tools, MHTML. When each was captured, and from which address.

The date comes from the first of: a manifest, the page's own marks (MHTML's header, the comments of HTTrack and
SingleFile), the file's name, ``--date``, and on demand the file's own time. The address comes from the manifest, the
page's marks, its canonical link. What has no date or no address is not used: nothing is guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from aimcrawl.errors import ConfigurationError
from aimcrawl.reading.tree import parse_text
from aimcrawl.replay.importing.found import Found, Origin, Problem, Spool, Unusable, plausible
from aimcrawl.replay.importing.warcs import Limits, is_web

__all__ = ["MANIFESTS", "PAGE_ENDINGS", "Dating", "Marks", "manifest_of", "read_saved"]

PAGE_ENDINGS: Final = (".html", ".htm", ".xhtml", ".mhtml", ".mht")
MANIFESTS: Final = ("manifest.csv", "manifest.jsonl")

_HEAD: Final = 64 * 1024  # bytes at the start of a page in which marks are looked for, and at its end
_SAVED_FROM: Final = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_HTTRACK: Final = re.compile(r"<!--\s*Mirrored from (\S+) by HTTrack[^,>]*,\s*([^>]*?)\s*-->", re.IGNORECASE)
_SINGLE_FILE: Final = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^(\n]*)", re.IGNORECASE
)
_SINGLE_FILE_DATE: Final = "%a %b %d %Y %H:%M:%S GMT%z"
_IN_NAME: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)(?:[-_.T ]?([0-2]\d)[-_.:h]?([0-5]\d)[-_.:]?([0-5]\d)?)?(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """Whence saved pages have their date besides what they say: ``date`` for all others, the ``file_times`` last."""

    date: dt.datetime | None = None
    file_times: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of a saved page: its address and when it was captured."""

    url: str | None = None
    at: dt.datetime | None = None


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a manifest."""

    path: str
    url: str | None = None
    captured_at: str | None = None


def manifest_of(folder: Path) -> dict[Path, Marks]:
    """Return what the manifest of a folder says of the files in it: path, url and captured_at; nothing without one.

    Raises:
        ConfigurationError: it is none, or names what is not in the folder.
    """
    found: dict[Path, Marks] = {}
    for name in MANIFESTS:
        if (path := folder / name).is_file():
            for number, line in enumerate(_lines(path), 1):
                target = (folder / line.path).resolve()
                if not target.is_relative_to(folder.resolve()) or not target.is_file():
                    raise ConfigurationError(f"{path}, entry {number}: there is no file {line.path!r} in this folder")
                at = _date_of(line.captured_at or "", f"{path}, entry {number}") if line.captured_at else None
                found[target] = Marks(line.url, at)
    return found


def read_saved(
    path: Path, spool: Spool, limits: Limits, *, manifest: Mapping[Path, Marks], dating: Dating
) -> Found | Problem | str:
    """Return a saved page; its address where it is not wanted; what keeps it from being used."""
    try:
        return _saved(path, spool, limits, manifest.get(path.resolve(), Marks()), dating)
    except (Unusable, OSError) as error:
        return Problem(path=str(path), problem=str(error))


def _saved(path: Path, spool: Spool, limits: Limits, told: Marks, dating: Dating) -> Found | str:
    """Return a saved page, or its address where that is not wanted. Raises Unusable."""
    if path.stat().st_size > limits.max_bytes:
        raise Unusable(f"it is larger than {limits.max_bytes} bytes (max_megabytes)")
    raw = path.read_bytes()
    body, kind, own = _mhtml(raw) if path.suffix.lower() in (".mhtml", ".mht") else (raw, "text/html", _own(raw))
    url = told.url or own.url or _canonical(body)
    if not url or not is_web(url):
        raise Unusable("nothing says its address; a manifest.csv can (path,url,captured_at)")
    at = told.at or own.at or _in_name(path.name) or dating.date or _file_time(path, dating)
    if at is None:
        raise Unusable("nothing says when it was captured; a manifest.csv can, or --date, or --use-file-times")
    if not limits.wants(url):
        return url
    return Found(
        url=url,
        at=plausible(at, limits.now),
        status=200,
        reason="OK",
        http_version="HTTP/1.1",
        headers=[(b"Content-Type", kind.encode("latin-1", "replace"))],
        place=spool.keep(body),
        sha256=hashlib.sha256(body).hexdigest(),
        origin=Origin(path.name, hashlib.sha256(raw).hexdigest()),
    )


def _lines(path: Path) -> Iterator[_Line]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".jsonl":
            rows: list[Any] = [msgspec.json.decode(line) for line in text.splitlines() if line.strip()]
        else:
            rows = [{key: value or None for key, value in row.items()} for row in csv.DictReader(text.splitlines())]
        yield from msgspec.convert(rows, list[_Line])
    except (msgspec.MsgspecError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: expected entries with path, url and captured_at: {error}") from error


def _date_of(text: str, where: str) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(f"{where}: captured_at is {text!r}; expected a date or time like 2016-04-13") from None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _own(body: bytes) -> Marks:
    """Return what a page says of itself in the comments of the tool that saved it."""
    text = (body[:_HEAD] + b"\n" + body[-_HEAD:]).decode("utf-8", "replace")
    if found := _HTTRACK.search(text):
        address = found[1] if "://" in found[1] else f"http://{found[1]}"
        return Marks(address, _mail_date(found[2]))
    if found := _SINGLE_FILE.search(text):
        return Marks(found[1], _spelled(found[2].strip()))
    if found := _SAVED_FROM.search(text):
        return Marks(found[1])
    return Marks()


def _mhtml(raw: bytes) -> tuple[bytes, str, Marks]:
    """Return the page within an MHTML file, its type, and what the file says of it. Raises Unusable."""
    message = message_from_bytes(raw)
    part = next((one for one in message.walk() if one.get_content_type() == "text/html"), None)
    body = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(body, bytes):
        raise Unusable("it holds no HTML page")
    address = _plain(message, "Snapshot-Content-Location") or _plain(part, "Content-Location")
    charset = part.get_param("charset")
    kind = f"text/html; charset={charset}" if isinstance(charset, str) else "text/html"
    return body, kind, Marks(address, _mail_date(_plain(message, "Date") or ""))


def _plain(message: Message, name: str) -> str | None:
    value = message.get(name)
    return "".join(str(value).split()) if value and name != "Date" else value and str(value)


def _canonical(body: bytes) -> str | None:
    """Return the address that the page's canonical link names."""
    root = parse_text(body[:_HEAD].decode("utf-8", "replace"))
    links = root.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")
    return str(links[0]) if links else None


def _mail_date(text: str) -> dt.datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=dt.UTC)


def _spelled(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, _SINGLE_FILE_DATE)  # noqa: DTZ007 - %z stands in the format
    except ValueError:
        return None


def _in_name(name: str) -> dt.datetime | None:
    """Return the date in a file's name: 2016-04-13, 20160413, 20160413080000; midnight, where it has no time."""
    for found in _IN_NAME.finditer(name):
        try:
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
            return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.UTC)
        except ValueError:  # digits that make no date
            continue
    return None


def _file_time(path: Path, dating: Dating) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) if dating.file_times else None
