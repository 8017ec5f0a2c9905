"""A delta applied to the items of the old snapshot gives those of the new one, whatever happened in between."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.captures.disk import Disk
from archive.errors import ArchiveDamaged
from archive.snapshots.delta import apply_delta, sort_day, write_delta
from archive.snapshots.files import write_table
from archive.snapshots.model import ADDED, CHANGED, ITEMS, REMOVED, SEEN, RemovedItem, SeenItems
from archive.views import ItemView, LinkView

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
TIMES = st.sampled_from(["2026-05-01T12:00:00Z", "2026-05-02T12:00:00Z"])
DATES = st.sampled_from([None, "2016", "2016-04", "2016-04-01", "2016-04-13", "2016-04-13T10:30", "2016-04-13T10:30Z"])
ITEM = st.builds(
    ItemView,
    id=st.text("ab2", min_size=1, max_size=2),
    source=st.just("acme"),
    url=st.none() | WORDS,
    page_url=st.sampled_from(["http://acme.example/1", "http://acme.example/2"]),
    published=DATES,
    published_raw=st.none() | WORDS,
    title=st.none() | WORDS,
    text=WORDS,
    html=WORDS,
    language=st.none() | st.just("en"),
    links=st.lists(st.builds(LinkView, url=WORDS, text=WORDS, type=st.none() | st.just("a/b")), max_size=2),
    status=st.sampled_from(["present", "missing", "removed", "unlisted"]),
    first_seen=TIMES,
    last_seen=TIMES,
    revision=st.integers(1, 3),
    content_hash=WORDS,
)


class QuickDisk(Disk):
    """A disk of which nothing is expected when the power fails."""

    def sync(self, descriptor: int) -> None:
        pass


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[ItemView], list[ItemView]]:
    """Items before and after: some stay as they are, some are seen again, some change, some come, some go."""
    old = {item.id: item for item in draw(st.lists(ITEM, max_size=8))}
    new = {item.id: item for item in draw(st.lists(ITEM, max_size=4))}
    for id_, item in old.items():
        fate = draw(st.sampled_from(["stays", "goes", "is seen", "becomes another"]))
        if fate == "is seen":
            new[id_] = msgspec.structs.replace(item, page_url="http://acme.example/3", last_seen=draw(TIMES))
        elif fate == "stays":
            new[id_] = item
    return in_order(old.values()), in_order(new.values())


def in_order(items: Iterable[ItemView]) -> list[ItemView]:
    """As an archive gives them: newest first, without a date last, then by id."""
    by_id = sorted(items, key=lambda item: item.id)
    return sorted(by_id, key=lambda item: [-ord(letter) for letter in sort_day(item) or ""] or [0])


def write(folder: Path, items: Iterable[ItemView]) -> Path:
    (folder / "delta").mkdir(parents=True)
    write_table(QuickDisk(), folder, ITEMS, items)
    return folder


@settings(deadline=None)
@given(lives())
def test_a_delta_applied_to_the_old_items_gives_the_new_ones(life: tuple[list[ItemView], list[ItemView]]) -> None:
    with TemporaryDirectory() as folder:
        old, new = (write(Path(folder) / name, items) for name, items in zip(("old", "new"), life, strict=True))
        write_delta(QuickDisk(), old, new, {})
        assert b"".join(apply_delta(old, new)) == (new / ITEMS).read_bytes()


@settings(deadline=None, max_examples=40)
@given(lives())
def test_a_delta_holds_what_changed_and_no_more(life: tuple[list[ItemView], list[ItemView]]) -> None:
    before, after = ({item.id: item for item in items} for items in life)
    with TemporaryDirectory() as folder:
        old, new = (write(Path(folder) / name, items) for name, items in zip(("old", "new"), life, strict=True))
        write_delta(QuickDisk(), old, new, {})
        lines = {name: (new / name).read_bytes().splitlines() for name in (ADDED, CHANGED, REMOVED, SEEN)}
    added, changed = ([msgspec.json.decode(line, type=ItemView) for line in lines[n]] for n in (ADDED, CHANGED))
    removed = [msgspec.json.decode(line, type=RemovedItem).id for line in lines[REMOVED]]
    seen = [id_ for line in lines[SEEN] for id_ in msgspec.json.decode(line, type=SeenItems).items]
    both = before.keys() & after.keys()
    differ = {id_ for id_ in both if _bare(before[id_]) != _bare(after[id_])}
    assert {item.id: item for item in added} == {id_: after[id_] for id_ in after.keys() - before.keys()}
    assert {item.id: item for item in changed} == {id_: after[id_] for id_ in differ}
    assert removed == sorted(before.keys() - after.keys())
    assert sorted(seen) == sorted(id_ for id_ in both - differ if before[id_] != after[id_])


def _bare(item: ItemView) -> ItemView:
    return msgspec.structs.replace(item, page_url="", last_seen="")


def test_a_delta_that_does_not_fit_is_refused(snapshots: list[Path]) -> None:
    with pytest.raises(ArchiveDamaged, match=r"delta/added\.jsonl: it holds an item that is there already"):
        list(apply_delta(snapshots[2], snapshots[2]))
    with pytest.raises(ArchiveDamaged, match="has no item"):
        list(apply_delta(snapshots[0], snapshots[3]))
