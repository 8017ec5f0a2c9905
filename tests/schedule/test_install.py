"""What is printed for cron and systemd runs as it stands, whatever the folder is called."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from aimcrawl.schedule.install import crontab, systemd_units

PROGRAM = ["/opt/our tools/bin/aimcrawl"]
ODD = Path("/srv/news 100% $HOME 'quoted'")


def command_of(crontab_line: str) -> list[str]:
    """What the shell makes of it: cron takes an escaped percent sign as one, and an unescaped one ends the command."""
    return shlex.split(crontab_line.split(maxsplit=5)[5].replace(r"\%", "%"))


def test_the_crontab_line_calls_the_program_with_the_home() -> None:
    lines = crontab(PROGRAM, ODD).splitlines()
    jobs = [line for line in lines if not line.startswith("#")]
    assert [command_of(job) for job in jobs] == [[*PROGRAM, "crawl", "--due", "--quiet", "--home", str(ODD)]]


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    if not Path("/usr/bin/systemd-analyze").exists():
        pytest.skip("no systemd-analyze: systemd is not installed")
    program = tmp_path / "our tools" / "aimcrawl"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    service, timer = systemd_units([str(program)], ODD).split("\n# ~/.config")
    (tmp_path / "aimcrawl.service").write_text(service)
    (tmp_path / "aimcrawl.timer").write_text("# ~/.config" + timer)
    units = [str(tmp_path / name) for name in ("aimcrawl.service", "aimcrawl.timer")]
    checked = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_the_service_quotes_as_systemd_does() -> None:
    assert (
        """ExecStart="/opt/our tools/bin/aimcrawl" crawl --due --quiet --home "/srv/news 100%% $$HOME 'quoted'"\n"""
        in systemd_units(PROGRAM, ODD)
    )
