"""An import that is killed: the next opening closes it, and run again it brings what is missing, once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from desk import run_in
from evidence.elsewhere import visit, write_warc
from torture.conftest import Scene

from archive import queries

SPRING = dt.datetime(2016, 6, 1, 10, tzinfo=dt.UTC)
OLD = "The title that it had in spring"


@pytest.mark.parametrize(
    ("step", "count"),
    [
        pytest.param("a capture is half written", 2, marks=pytest.mark.long),
        pytest.param("a capture is synced", 4, marks=pytest.mark.long),
        ("a page is staged", 3),
        pytest.param("a transaction is to be committed", 1, marks=pytest.mark.long),
        pytest.param("a transaction is to be committed", 3, marks=pytest.mark.long),
        ("a transaction is committed", 4),
        pytest.param("a crawl is to be settled", 1, marks=pytest.mark.long),
        ("a crawl is settled", 1),
        pytest.param("a note is written", 2, marks=pytest.mark.long),
    ],
)
def test_a_killed_import_loses_and_doubles_nothing(scene: Scene, tmp_path: Path, step: str, count: int) -> None:
    today = list(scene.site.items)
    scene.site.items[6] = replace(today[6], title=OLD)
    path = write_warc(tmp_path / "spring.warc.gz", visit(scene.site, SPRING))
    scene.site.items = today
    assert scene.dies(step, count, "import", str(path))
    again = run_in(scene.home)("import", str(path))
    assert again.exit_code == 0, again.output
    assert scene.crawl(full=True).status == "complete"
    assert shown(scene, SPRING + dt.timedelta(hours=1)) == Counter(
        item.title for item in [*today[:6], replace(today[6], title=OLD), *today[7:]]
    )
    assert Counter(event.kind for event in scene.events() if event.kind == "new") == {"new": len(today)}
    scene.assert_proven()
    scene.assert_rebuilt_as_it_is()


def shown(scene: Scene, at: dt.datetime) -> Counter[str | None]:
    with scene.home.open_archive() as archive, archive.reading() as connection:
        return Counter(item.title for item in queries.items(connection, queries.ItemFilter(as_of=at)))
