"""Draw docs/demo.svg, the picture in the README: what `aimcrawl demo` shows on a terminal.

Run it as a script; it runs the demo itself, on a terminal of its own. Rich draws; the web font that the drawing would
fetch is taken out.
"""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 100
LEFT_OUT = re.compile(r"# sources/.*?(?=^\S*The first crawl|\Z)", re.MULTILINE | re.DOTALL)
"""The profile that `add` writes: the README shows it apart."""


def main() -> None:
    """Run the demo and write the picture."""
    told = LEFT_OUT.sub("", _run())
    console = Console(record=True, width=WIDTH, force_terminal=True, file=io.StringIO())
    for line in told.split("\n\nYour own first source")[0].split("\n"):
        console.print(Text.from_ansi(line), no_wrap=True, overflow="crop")
    drawn = re.sub(r"@font-face \{.*?\}", "", console.export_svg(title="aimcrawl demo"), flags=re.DOTALL)
    Path(__file__).with_name("demo.svg").write_text(drawn, encoding="utf-8")


def _run() -> str:
    """Return what the demo writes on a terminal; progress and talk, on stderr, are left out."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
    environment = os.environ | {"COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "aimcrawl", "demo"]
    written = bytearray()
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment):  # noqa: S603
        os.close(theirs)
        while True:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # Linux says so when the last writer has closed the terminal
                break
            if not chunk:
                break
            written += chunk
    os.close(ours)
    return written.decode().replace("\r\n", "\n").strip("\n")


if __name__ == "__main__":
    main()
