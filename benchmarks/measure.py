"""Run programs side by side and say what each cost: CPU and wall-clock time in seconds, memory in megabytes.

Contenders take turns round by round, each round in another order, and ratios are taken within a round: a machine that
is busy for a while slows both sides of a pair.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Cost", "compare", "ratio", "run", "table"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a program cost."""

    cpu: float
    wall: float
    megabytes: float


def run(command: Sequence[str | Path], *, log: Path) -> Cost:
    """Run a program to its end, its output to ``log``.

    Raises:
        RuntimeError: it ended with an error; the end of its log is in the message.
    """
    begin = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(list(map(str, command)), stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{log.read_text(errors='replace')[-3000:]}")
    wall = time.perf_counter() - begin
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / (1024 if sys.platform == "linux" else 2**20))


def compare(contenders: Mapping[str, Callable[[], Cost]], *, rounds: int) -> dict[str, list[Cost]]:
    """Let the contenders take turns ``rounds`` times; return their costs, one a round."""
    names = list(contenders)
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            costs[name].append(contenders[name]())
    return costs


def ratio(ours: Sequence[Cost], theirs: Sequence[Cost]) -> str:
    """Return the median and the range of ours to theirs in CPU time, taken in pairs."""
    pairs = sorted(one.cpu / other.cpu for one, other in zip(ours, theirs, strict=True))
    return f"{statistics.median(pairs):.2f} ({pairs[0]:.2f} to {pairs[-1]:.2f})"


def table(costs: Mapping[str, Sequence[Cost]], *, items: int) -> str:
    """Return the medians as lines of text."""
    lines = [f"{'':30} {'CPU s':>7} {'wall s':>7} {'MB':>6} {'ms CPU an item':>15}"]
    for name, runs in costs.items():
        cpu, wall, megabytes = (
            statistics.median(getattr(run, key) for run in runs) for key in ("cpu", "wall", "megabytes")
        )
        lines.append(f"{name:30} {cpu:7.2f} {wall:7.2f} {megabytes:6.0f} {1000 * cpu / items:15.2f}")
    return "\n".join(lines)
