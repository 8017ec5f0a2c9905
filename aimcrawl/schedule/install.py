"""What cron or systemd need to crawl a home: texts to install, quoted as each of them wants it.

Both look every ten minutes which sources are due; when those are, ``due`` says. A look while another one still runs
does no harm: a source that is being crawled is not due, and each source has a lock of its own.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

__all__ = ["crontab", "systemd_units"]

_CRONTAB = """\
# Crawls what is due in {home}. Add MAILTO=you@example.org above this line to be told when a source is in trouble.
*/10 * * * * {command}
"""

_UNITS = """\
# ~/.config/systemd/user/{name}.service
# The journal has what goes wrong: journalctl --user -u {name}
[Unit]
Description=Crawl what is due in {home}
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
# A page that was not to be had, and a source that another crawl holds, are no failures of this service.
SuccessExitStatus=4 5
Nice=10

# ~/.config/systemd/user/{name}.timer
# Install both files, then: systemctl --user daemon-reload && systemctl --user enable --now {name}.timer
# For a server where nobody is logged in: loginctl enable-linger
[Unit]
Description=Look every ten minutes what is due in {home}

[Timer]
OnCalendar=*:0/10
RandomizedDelaySec=60
Persistent=true

[Install]
WantedBy=timers.target
"""


def crontab(program: Sequence[str], home: Path) -> str:
    """Return the lines to install. There (crontab, section 5) a percent sign ends the command unless it is escaped."""
    command = shlex.join([*program, *_arguments(home)]).replace("%", r"\%")
    return _CRONTAB.format(home=home, command=command)


def systemd_units(program: Sequence[str], home: Path) -> str:
    """Return a service and a timer, one after the other; quoted by systemd.service(5) and systemd.syntax(7)."""
    command = " ".join(map(_quoted, [*program, *_arguments(home)]))
    return _UNITS.format(home=str(home).replace("%", "%%"), command=command, name="aimcrawl-" + _unit_name(home))


def _arguments(home: Path) -> list[str]:
    return ["crawl", "--due", "--quiet", "--home", str(home)]


def _quoted(word: str) -> str:
    plain = word.replace("%", "%%").replace("$", "$$").replace("\\", r"\\").replace('"', r"\"")
    return plain if plain == shlex.quote(plain) else f'"{plain}"'


def _unit_name(home: Path) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in home.name) or "home"
