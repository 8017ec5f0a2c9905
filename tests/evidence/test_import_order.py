"""In whatever order captures are imported, the archive tells of each moment what one tells that saw all in its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from desk import Desk, desk_of
from evidence.elsewhere import visit, write_warc

from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.importing import Asked, ImportRun
from aimcrawl.sample import SampleItem, SampleSite, invent_items
from archive import queries
from archive.evidence.verify import verify

HOUR = dt.timedelta(hours=1)


def bring(desk: Desk, *paths: Path) -> None:
    """Import files one after the other."""
    for path in paths:
        with desk.home.open_archive() as archive:
            run = ImportRun(desk.home, archive, Asked(paths=[path]))
            assert {view.status for view in run.sessions()} <= {"complete"}
            assert run.problems == []


def shown(desk: Desk, at: dt.datetime) -> list[tuple[object, ...]]:
    """Return what the archive says that the site had shown by a moment."""
    with desk.home.open_archive() as archive, archive.reading() as connection:
        found = queries.items(connection, queries.ItemFilter(as_of=at))
        return sorted((one.title, one.published, one.text, one.first_seen) for one in found)


def told(desk: Desk) -> list[tuple[object, ...]]:
    """Return the events that old captures can prove: what came, and what was edited."""
    events = (event for event in desk.events() if event.kind in ("new", "edited"))
    return sorted((event.kind, event.at, tuple(event.fields), event.trivial) for event in events)


def age(items: list[SampleItem], day: dt.date, random: Random) -> None:
    """Let a site live on until a day: it posts, mends and takes down."""
    for _ in range(random.randint(0, 3)):
        items.insert(0, SampleItem(date=day, title=words(random, 6), paragraphs=(words(random, 30), words(random, 20))))
    for _ in range(random.randint(0, 3)):
        which = random.randrange(len(items))
        old = items[which]
        mended = replace(old, title=f"{old.title} (mended)"), replace(old, paragraphs=(*old.paragraphs, "One more."))
        items[which] = random.choice(mended)
    for _ in range(random.randint(0, 2)):
        del items[random.randrange(len(items))]


def words(random: Random, count: int) -> str:
    """Return words that nothing else is made of, so that two items are never taken for one."""
    return " ".join("".join(random.choices("abdefgiklmnoprstuvz", k=random.randint(3, 9))) for _ in range(count))


def lives(folder: Path, site: SampleSite, random: Random, count: int) -> tuple[list[Path], list[dt.datetime]]:
    """Let the site live, and others capture it; return their files and times, the oldest first."""
    files, times = [], []
    for number in range(count):
        at = dt.datetime(2016, 6, 1, 12, tzinfo=dt.UTC) + number * dt.timedelta(days=30)
        age(site.items, at.date(), random)
        times.append(at)
        files.append(write_warc(folder / f"{number}.warc.gz", visit(site, at)))
    return files, times


def in_order(files: Sequence[Path], order: Iterable[int]) -> list[Path]:
    return [files[number] for number in order]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_imports_does_not_matter(tmp_path: Path, site: SampleSite, seed: int) -> None:
    random = Random(seed)
    site.items[:] = invent_items(18)
    files, times = lives(tmp_path, site, random, 4)
    as_it_happened, otherwise = desk_of(tmp_path / "a", site), desk_of(tmp_path / "b", site)
    bring(as_it_happened, *files)
    bring(otherwise, *in_order(files, random.sample(range(4), 4)))
    for at in times:
        assert shown(otherwise, at + HOUR) == shown(as_it_happened, at + HOUR)
    assert told(otherwise) == told(as_it_happened)
    with otherwise.home.open_archive() as archive:
        assert [*verify(archive), *deep_faults(archive)] == []
