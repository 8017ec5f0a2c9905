"""The memory of an export does not grow with the archive."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive.export.forms import FORMS

FILL = Path(__file__).parents[2] / "benchmarks" / "filled_archive.py"
GROWTH = 30  # megabytes; what is written is 25 times the smaller archive
FEW, MANY = 1_000, 25_000


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("filled")
    for count in (FEW, MANY):
        subprocess.run([sys.executable, FILL, folder / str(count), str(count)], check=True)
    return [folder / str(count) for count in (FEW, MANY)]


def megabytes(home: Path, form: str) -> float:
    """Return the greatest memory of an export, as the process itself tells it at its end."""
    program = (
        "import atexit, sys; from aimcrawl.cli import main;"
        "told = lambda: open('/proc/self/status').read().split('VmHWM:')[1].split()[0];"
        "atexit.register(lambda: print(told(), file=sys.stderr));"
        f"main(['export', '--home', {str(home)!r}, '--format', {form!r}, '-o', {str(home / 'out')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return int(done.stderr.split()[-1]) / 1024


@pytest.mark.long
@pytest.mark.parametrize("form", list(FORMS))
def test_torture_the_memory_of_an_export_does_not_grow(homes: list[Path], form: str) -> None:
    few, many = (megabytes(home, form) for home in homes)
    assert many - few < GROWTH
