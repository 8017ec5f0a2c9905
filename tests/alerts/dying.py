"""``aimcrawl alerts flush`` that is killed at a named step: ``python -m alerts.dying STEP COUNT``.

With ``HASTY`` before the step, a message is marked as sent before it is: the fault that the tests must catch.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from torture.dying import Death

from aimcrawl.cli import main
from archive.alerts import expanding, flush

HASTY = "hasty:"

STEPS: dict[str, Callable[[Death], None]] = {
    "the rules have looked": lambda death: death.before(expanding, "_write"),
    "deliveries are written": lambda death: death.before(expanding, "_mark"),
    "the outbox is marked": lambda death: death.after(expanding, "_mark"),
    "the outbox is expanded": lambda death: death.after(flush, "expand"),
    "a message is to be sent": lambda death: death.before(flush, "send"),
    "a message is sent": lambda death: death.after(flush, "send"),
    "a message is to be marked": lambda death: death.before(flush, "mark_sent"),
    "a message is marked": lambda death: death.after(flush, "mark_sent"),
}
"""By its name, how death is let in at a step."""


def mark_hastily() -> None:
    compose = flush._Round._message

    def hasty(self: Any, row: Any) -> Any:
        with self.archive.writing() as connection:
            flush.mark_sent(connection, row.id, now=self.now)
        return compose(self, row)

    flush._Round._message = hasty


if __name__ == "__main__":
    step, count = sys.argv[1:]
    if step.startswith(HASTY):
        mark_hastily()
    STEPS[step.removeprefix(HASTY)](Death(int(count)))
    main(["alerts", "flush"])
