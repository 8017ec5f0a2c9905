"""Snapshots: the archive's state in a dated folder that other tools read, and what parts it from the one before."""

from archive.snapshots.check import check_folder, check_snapshot
from archive.snapshots.delta import apply_delta
from archive.snapshots.model import CoverageDocument, Package
from archive.snapshots.take import SnapshotView, read_package, snapshots_in, take_snapshot

__all__ = [
    "CoverageDocument",
    "Package",
    "SnapshotView",
    "apply_delta",
    "check_folder",
    "check_snapshot",
    "read_package",
    "snapshots_in",
    "take_snapshot",
]
