"""The command itself, serving a home on a free port of loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from aimcrawl.home import Home

__all__ = ["served", "serving"]


@contextmanager
def serving(home: Home, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give the process of ``aimcrawl serve`` and the address that it names; it is ended in the end."""
    command = [sys.executable, "-m", "aimcrawl", "serve", "--port", "0", "--home", str(home.root), *options]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"http://\S+(?=/)", said)
            assert found, said + process.stderr.read()
            yield process, found[0]
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(30)


@contextmanager
def served(home: Home) -> Iterator[str]:
    """Give the address at which a home is served."""
    with serving(home) as (_, address):
        yield address
