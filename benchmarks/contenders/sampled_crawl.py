"""Run ``aimcrawl`` with the rest of the command line, and say at the end in which parts its CPU time was spent.

A timer of CPU time interrupts every few milliseconds, and the innermost frame that belongs to a known part counts: so a
library counts for the part that called it, and nothing is slowed down by being watched.
"""

from __future__ import annotations

import collections
import json
import signal
import sys
import time
from types import FrameType

from aimcrawl.cli import main

INTERVAL = 0.004  # seconds of CPU time
PARTS = {  # a module or package, and the part that it counts for; the first that fits
    "aimcrawl.reading": "reading",
    "pipelines.clean": "cleaning",
    "pipelines": "other pipelines",
    "archive.captures": "captures",
    "archive.reconcile": "reconciling",
    "archive": "storing",
    "aimcrawl": "spider and commands",
    "scrapy": "Scrapy",
    "twisted": "Scrapy",
    "asyncio": "Scrapy",
}

samples: collections.Counter[str] = collections.Counter()


def sample(_signal: int, frame: FrameType | None) -> None:
    """Count the part that is at work."""
    names = []
    while frame is not None:
        names.append(frame.f_globals.get("__name__", ""))
        frame = frame.f_back
    samples[_part(names)] += 1


def _part(names: list[str]) -> str:
    """Return the part of a stack of modules, the innermost first."""
    if "importlib._bootstrap" in names:
        return "start: imports"
    parts = (part for name in names for package, part in PARTS.items() if f"{name}.".startswith(f"{package}."))
    return next(parts, "the rest")


if __name__ == "__main__":
    signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    try:
        main()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        cpu, total = time.process_time(), samples.total()
        print(json.dumps({part: cpu * count / total for part, count in samples.most_common()}), file=sys.stderr)
