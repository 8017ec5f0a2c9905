"""Programs of others that read what we write: in an environment of their own, since their needs contradict ours.

`make tools` makes that environment in ``build/tools``; ``$AIMCRAWL_TOOLS`` names the ``bin`` folder of another one.
Tests that miss a program skip, and say so.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

__all__ = ["run", "tool", "tools_python"]

_BUILT = Path(__file__).parent.parent / "build" / "tools" / "bin"


def tool(name: str) -> str:
    """Return the path of a program of others; skip the test where it is not installed."""
    path = Path(os.environ.get("AIMCRAWL_TOOLS") or _BUILT).resolve() / name  # a linked folder is no environment
    if not path.exists():
        pytest.skip(f"no {name}: `make tools` installs the programs of others; $AIMCRAWL_TOOLS names another place")
    return str(path)


def tools_python() -> str:
    """Return the Python of that environment, which has pandas, duckdb and pyarrow."""
    return tool("python")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program in a folder and return what it wrote; fails the test with its words where it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
