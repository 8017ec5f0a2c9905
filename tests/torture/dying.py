"""A command that is killed at a named step of writing.

``python -m torture.dying STEP COUNT WORD…`` runs ``aimcrawl WORD…`` and dies by SIGKILL when it comes to STEP for the
COUNT-th time; where it never does, it ends as ever. With ``LATE`` before the step, bytes reach the disk too late.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.engine.base import RootTransaction

from aimcrawl.cli import main
from archive.captures import CaptureWriter
from archive.captures.disk import Disk
from archive.store import killed, session

LATE = "late:"


class Death:
    """Comes at the ``count``-th step."""

    def __init__(self, count: int) -> None:
        self.left = count

    def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, owner: Any, name: str) -> None:
        """Come before a function is called."""
        function = getattr(owner, name)
        setattr(owner, name, lambda *args, **named: (self(), function(*args, **named))[1])

    def after(self, owner: Any, name: str) -> None:
        """Come when a function has done its work."""
        function = getattr(owner, name)
        setattr(owner, name, lambda *args, **named: (function(*args, **named), self())[0])

    def within_a_write(self) -> None:
        """Come when half of the bytes are on the disk."""
        write = Disk.write

        def half(disk: Disk, descriptor: int, data: bytes | memoryview) -> int:
            written = write(disk, descriptor, data[: len(data) // 2 + 1])
            self()
            return written

        Disk.write = half


STEPS: dict[str, Callable[[Death], None]] = {
    "a WARC file is begun": lambda death: death.before(Disk, "create"),
    "a capture is half written": Death.within_a_write,
    "a capture is written": lambda death: death.before(Disk, "sync"),
    "a capture is synced": lambda death: death.after(Disk, "sync"),
    "a page is staged": lambda death: death.after(session, "stage_page"),
    "a transaction is to be committed": lambda death: death.before(RootTransaction, "commit"),
    "a transaction is committed": lambda death: death.after(RootTransaction, "commit"),
    "a crawl is to be settled": lambda death: death.before(session, "settle"),
    "a crawl is settled": lambda death: death.after(session, "settle"),
    "a killed crawl is to be settled": lambda death: death.before(killed, "settle"),
    "a killed crawl is settled": lambda death: death.after(killed, "settle"),
    "a note is written": lambda death: death.after(CaptureWriter, "write_metadata"),
    "a file is to be replaced": lambda death: death.before(Path, "replace"),
    "a file is replaced": lambda death: death.after(Path, "replace"),
    "a file is to be renamed": lambda death: death.before(Path, "rename"),
}
"""By its name, how death is let in at a step."""


def write_late() -> None:
    """The fault that the tests must catch: bytes are said to be on the disk one write before they are."""
    write, waiting = Disk.write, list[Callable[[], int]]()

    def late(disk: Disk, descriptor: int, data: bytes | memoryview) -> int:
        waiting.append(partial(write, disk, descriptor, bytes(data)))
        if len(waiting) > 1:
            waiting.pop(0)()
        return len(data)

    Disk.write = late


if __name__ == "__main__":
    step, count, *words = sys.argv[1:]
    if step.startswith(LATE):
        write_late()
    STEPS[step.removeprefix(LATE)](Death(int(count)))
    main(words)
