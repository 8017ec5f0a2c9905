"""The fixture of the tests of captures."""

from __future__ import annotations

from pathlib import Path

import pytest
from captures.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty captures folder without rows."""
    folder = tmp_path / "captures"
    folder.mkdir()
    return Shelf(folder)
