"""The programs of others, against which our files are held.

They need an environment of their own, since pywb brings an old brotli that breaks Scrapy's:
``python -m venv DIR && DIR/bin/pip install fastwarc pywb wacz``, then ``WARC_TOOLS=DIR/bin pytest tests/captures``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def tool(name: str) -> str:
    """The path of a program of others; skips where it is not installed."""
    found = shutil.which(name, path=os.environ.get("WARC_TOOLS"))
    if found is None:
        pytest.skip(f"{name} is not installed (WARC_TOOLS names the folder of its environment's programs)")
    return found


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
