"""Raw evidence: WARC files, their ledger, and what may be trusted of them.

Lives here: writing exchanges (``writer``), reading them back (``reading``, ``members``, ``coding``), comparing files
and rows (``check``), making rows again (``recount``), also of damaged files (``salvage``), what to do after a crash
(``repair``, ``recovery``), taking content down (``erasing``), copies (``backup``) and collections for browsers
(``wacz``). Knows no database: rows are :class:`Capture` objects that the caller keeps.
"""

from __future__ import annotations

from archive.captures.backup import copy_captures
from archive.captures.check import verify_files
from archive.captures.erasing import finish_erasures, prepare_erasure
from archive.captures.errors import CaptureDamaged, CaptureErased, CaptureError, PayloadTooLarge, WarcTooShort
from archive.captures.members import iter_members, iter_records
from archive.captures.model import Capture, CapturedResponse, Exchange, Fault, FaultKind, Headers, Kind, Member
from archive.captures.reading import read_block, read_capture, stored_bytes
from archive.captures.recount import Recounted, missing_captures, recount
from archive.captures.repair import Extent, Ledger, repair
from archive.captures.salvage import Lost, salvage
from archive.captures.wacz import export_wacz
from archive.captures.writer import CaptureWriter

__all__ = [
    "Capture",
    "CaptureDamaged",
    "CaptureErased",
    "CaptureError",
    "CaptureWriter",
    "CapturedResponse",
    "Exchange",
    "Extent",
    "Fault",
    "FaultKind",
    "Headers",
    "Kind",
    "Ledger",
    "Lost",
    "Member",
    "PayloadTooLarge",
    "Recounted",
    "WarcTooShort",
    "copy_captures",
    "export_wacz",
    "finish_erasures",
    "iter_members",
    "iter_records",
    "missing_captures",
    "prepare_erasure",
    "read_block",
    "read_capture",
    "recount",
    "repair",
    "salvage",
    "stored_bytes",
    "verify_files",
]
