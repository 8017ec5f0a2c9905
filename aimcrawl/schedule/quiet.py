"""What cron hears of: a source that fails now and then is passed over, and one that keeps failing is no daily mail."""

from __future__ import annotations

import datetime as dt

from aimcrawl.schedule.every import parse_every

__all__ = ["speaks_of_crawl", "speaks_of_fault"]


def speaks_of_crawl(status: str, troubles: int, *, patience: int) -> bool:
    """Tell whether a crawl that ended badly is spoken of; ``troubles``: so many in a row did, with this one.

    At the ``patience``-th in a row, then each time that their number has doubled. A suspect crawl waits for a person:
    the first is spoken of at once.
    """
    times, rest = divmod(troubles, 1 if status == "suspect" else patience)
    return rest == 0 and times.bit_count() == 1


def speaks_of_fault(slug: str, changed: dt.datetime, last_look: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Tell whether a profile that cannot be used is spoken of: at the first look after a change, then once a day."""
    return last_look is None or changed > last_look or parse_every("1d", slug).after(last_look) <= now
