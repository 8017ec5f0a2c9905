"""Send what is due: at least once, each under its own id, and no channel waits for another.

In this order: the rules look at the outbox (one transaction); a message is sent; that it was taken is noted. A process
that dies between the last two sends it again the next time, under the same id.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row

from archive.alerts.channels import ChannelError, Gone, Refused, Target, Unreachable, send
from archive.alerts.deliveries import (
    DeliveryView,
    deliveries,
    due_deliveries,
    mark_gone,
    mark_refused,
    mark_sent,
    mark_unreachable,
)
from archive.alerts.entries import entry_of
from archive.alerts.expanding import expand
from archive.alerts.happenings import happenings_of_delivery
from archive.alerts.lock import flush_lock
from archive.alerts.messages import Message
from archive.alerts.rules import Rule
from archive.alerts.timing import Timing
from archive.archive import Archive

__all__ = ["flush"]

_LONGEST = 60.0  # seconds for one message, however slowly an answer drips in
_BUDGET = 300.0  # seconds for all; what has not begun by then goes with the next flush
_PATIENCE = 10.0  # seconds to wait for another flush to end
_USUAL = Timing()

Resolve = Callable[[str], Target]
"""Gives a channel by its name; raises ChannelError where it cannot be used."""


def flush(  # noqa: PLR0913 - each keyword is a choice of its own
    archive: Archive,
    rules: Sequence[Rule],
    resolve: Resolve,
    *,
    now: dt.datetime,
    timing: Timing = _USUAL,
    patience: float = _PATIENCE,
) -> list[DeliveryView]:
    """Let the rules look at the outbox, send what is due, and return how each delivery stands that was tried.

    Where a channel is dead, that is each that was due on it: the try of one speaks for all.

    Raises:
        FlushBusy: another process is at it, and still was after ``patience`` seconds.
    """
    with flush_lock(archive, patience=patience):
        expand(archive, rules, timing, now=now)
        with archive.reading() as connection:
            queues = due_deliveries(connection, now=now)
        dealt_with = _Round(archive, resolve, now, queues).run()
    if not dealt_with:
        return []
    with archive.reading() as connection:
        return deliveries(connection, *dealt_with)


@dataclass(slots=True)
class _Round:
    """One round over all channels at once: each sends in a thread of its own, the database is written by one."""

    archive: Archive
    resolve: Resolve
    now: dt.datetime
    queues: Mapping[str, Any]
    answers: queue.SimpleQueue[tuple[Row[Any], ChannelError | None]] = field(default_factory=queue.SimpleQueue)
    running: dict[str, tuple[Row[Any], float]] = field(default_factory=dict)
    dealt_with: set[str] = field(default_factory=set)
    end: float = field(default_factory=lambda: time.monotonic() + _BUDGET)

    def run(self) -> set[str]:
        """Send until every channel has all, or takes no more; return the ids of what was sent or not taken."""
        for channel in self.queues:
            self._start_next(channel)
        while self.running:
            deadline = min(deadline for _, deadline in self.running.values())
            try:
                row, error = self.answers.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                self._give_up_waiting()
                continue
            if self.running.get(row.channel, (None,))[0] is row:  # else it came too late
                self._note(row, error)
        return self.dealt_with

    def _start_next(self, channel: str) -> None:
        """Send the next message of a channel on a thread of its own, or be done with the channel."""
        self.running.pop(channel, None)
        if self.queues[channel] and time.monotonic() < self.end:
            row = self.queues[channel].popleft()
            self.running[channel] = (row, time.monotonic() + _LONGEST)
            message = self._message(row)
            threading.Thread(target=self._send, args=(row, message), daemon=True).start()

    def _message(self, row: Row[Any]) -> Message:
        with self.archive.reading() as connection:
            entries = [entry_of(happening) for happening in happenings_of_delivery(connection, row.id)]
        return Message(id=row.id, rule=row.rule, digest=row.digest, created_at=row.created_at, entries=entries)

    def _send(self, row: Row[Any], message: Message) -> None:
        """Send on the channel's thread. Whatever goes wrong there is the channel's fault, and no other's."""
        try:
            send(self.resolve(row.channel), message, now=self.now)
        except ChannelError as error:
            self.answers.put((row, error))
        except Exception as error:  # noqa: BLE001 - services are the code of many others; its words may hold an address
            self.answers.put((row, Unreachable(f"a fault in the channel: {type(error).__name__}")))
        else:
            self.answers.put((row, None))

    def _note(self, row: Row[Any], error: ChannelError | None) -> None:
        """Write what became of a message, and go on where the channel takes more."""
        with self.archive.writing() as connection:
            self.dealt_with.update(self._mark(connection, row, error))
        if error is not None and not isinstance(error, Refused):
            self.queues[row.channel].clear()
        self._start_next(row.channel)

    def _mark(self, connection: Connection, row: Row[Any], error: ChannelError | None) -> list[str]:
        """Write what a try says of its message, or of all that waits for the channel; return the ids of these."""
        match error:
            case None:
                mark_sent(connection, row.id, now=self.now)
            case Refused():
                mark_refused(connection, row, str(error), now=self.now)
            case Gone():
                return mark_gone(connection, row.channel, str(error), now=self.now)
            case _:
                after = error.after if isinstance(error, Unreachable) else None
                return mark_unreachable(connection, row.channel, str(error), now=self.now, after=after)
        return [row.id]

    def _give_up_waiting(self) -> None:
        for row, deadline in list(self.running.values()):
            if deadline <= time.monotonic():
                self._note(row, Unreachable(f"no answer within {_LONGEST:.0f} seconds"))
