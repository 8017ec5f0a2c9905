"""An archive with a history, shown as pages: items that were edited and removed, and captures that mean harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from desk import Desk
from starlette.testclient import TestClient
from web.hostile import CAPTURES
from web.shown import Shown, crawl_a_life, keep, shelf_of

from archive.web.app import create_app


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    home, old_title = crawl_a_life(tmp_path_factory.mktemp("shown") / "home")
    captures = keep(home, CAPTURES)
    events = Desk(home).events()
    edited, removed = (next(event.item for event in events if event.kind == kind) for kind in ("edited", "removed"))
    shelf = shelf_of(home)
    yield Shown(home, create_app(shelf), edited, removed, old_title, captures)
    shelf.close()


@pytest.fixture
def client(shown: Shown) -> Iterator[TestClient]:
    with TestClient(shown.app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client
