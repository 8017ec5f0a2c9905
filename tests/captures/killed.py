"""A writer that is killed: at one of its calls to the disk, or from outside.

``python -m captures.killed FOLDER CALL`` writes pages, prints each capture as it is given, and dies at the disk's
CALL-th call, before that is done (0: writes until it is killed).
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from pathlib import Path
from typing import Any

import msgspec
from captures.shelf import exchange

from archive.captures import CaptureWriter
from archive.captures.disk import Disk

PAGES = 4
DEADLY = ("create", "lock", "sync_folder", "write", "sync", "close")


class DeadlyDisk(Disk):
    """Kills its process at its n-th call; a write gets half its bytes to the disk first."""

    def __init__(self, call: int) -> None:
        self._left = call

    def __getattribute__(self, name: str) -> Any:
        if name in DEADLY:
            self._left -= 1
            if self._left == 0:
                return self.die if name != "write" else self.write_half_and_die
        return super().__getattribute__(name)

    def die(self, *_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def write_half_and_die(self, descriptor: int, data: memoryview) -> None:
        os.write(descriptor, data[: len(data) // 2])
        self.die()


if __name__ == "__main__":
    call = int(sys.argv[2])
    with CaptureWriter(Path(sys.argv[1]), disk=DeadlyDisk(call), max_bytes=1500) as writer:
        for number in range(PAGES) if call else itertools.count():
            capture = writer.write(exchange(b"page %d" % number * 60))
            sys.stdout.buffer.write(msgspec.json.encode(capture) + b"\n")
            sys.stdout.buffer.flush()
