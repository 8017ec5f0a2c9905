"""`aimcrawl demo` tells the whole story, with the real commands, and leaves a home behind only where one was named."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from cli.callers import AIMCRAWL


def demo(*arguments: str, folder: Path) -> str:
    environ = os.environ | {"TMPDIR": str(folder)}
    return subprocess.run(
        [AIMCRAWL, "demo", *arguments], env=environ, text=True, capture_output=True, check=True
    ).stdout


def test_the_demo_ends_with_what_the_archive_holds_and_what_to_try_next(tmp_path: Path) -> None:
    story, _, end = demo(folder=tmp_path).partition("\nThe archive holds ")
    assert re.match(r"129 items, 130 revisions and \d\d captures now\.", end)
    assert "(corrected)" in story
    assert "aimcrawl demo --keep DIR" in end
    assert "aimcrawl add https://" in end
    assert list(tmp_path.iterdir()) == []
