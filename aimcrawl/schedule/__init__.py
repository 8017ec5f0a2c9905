"""When each source is crawled: pure functions of a clock, of what a profile asks, and of how the source has fared.

``every`` reads what a profile says, ``due`` says when it is a source's turn, ``install`` writes what cron or systemd
need. Who crawls, and how, is none of its business.
"""

from aimcrawl.schedule.due import Turn, turn
from aimcrawl.schedule.every import Schedule, parse_every

__all__ = ["Schedule", "Turn", "parse_every", "turn"]
