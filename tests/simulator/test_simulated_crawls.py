"""Random lives of sites through real crawls of a local server: what the archive says is what the plain model says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from desk import Desk, desk_in

from aimcrawl.home import create_home
from aimcrawl.sample import SampleSite
from archive.views import EventView, ItemView

from .expected import PlainModel
from .lives import DEEDS, Score, weather_of
from .served import Served, record_of
from .site import Layout, Site
from .walker import Walk, Weather

VISIBLE = {deed: weight for deed, weight in DEEDS.items() if deed != "replace_document"}


class Clock(dt.datetime):
    """A clock that tests set: the crawls of a life are days apart."""

    present = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
        return cls.present


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aimcrawl.spiders.capture.dt", SimpleNamespace(datetime=Clock, UTC=dt.UTC))
    for module in ("listing", "pages"):
        monkeypatch.setattr(f"aimcrawl.spiders.{module}.now", Clock.now)


class CrawledLife:
    """A site on a server, an archive of it, and the model that knows who is who."""

    def __init__(self, rnd: Random, folder: Path, server: SampleSite, score: Score) -> None:
        self.rnd, self.score = rnd, score
        layout = Layout(size=5, window=rnd.choice((None, None, 20)), by_date=rnd.random() < 0.5)
        self.site = Site(rnd, layout, rnd.randint(8, 30))
        self.served = Served(self.site, server)
        home = create_home(folder / "home")
        desk_in(home, server)
        self.desk, self.model = Desk(home), PlainModel()
        self.numbers: dict[str, int] = {}
        self.events = 0
        score.lives += 1

    def step(self) -> None:
        for _ in range(self.rnd.choice((0, 1, 1, 2, 3))):
            getattr(self.site, self.rnd.choices(list(VISIBLE), weights=VISIBLE.values())[0])()
        self.crawl(weather_of(self.rnd, pages=5), full=self.rnd.random() < 0.6)

    def crawl(self, weather: Weather = Weather(), *, full: bool = True) -> int:  # noqa: B008 - frozen
        """Crawl, judge what was said, and return the number of requests."""
        Clock.present += dt.timedelta(days=1)
        standing = set(self.site.stories)
        outcome, walk = self.served.crawl(self.desk, weather, Clock.present, full=full)
        self.score.crawls += 1
        self.score.suspects += outcome.status == "suspect"
        items = {item.id: item for item in self.desk.items()}
        events = self.desk.events()
        fresh, self.events = events[self.events :], len(events)
        said = {(event.kind, self._story(event, items[event.item], walk)) for event in fresh}
        stands = standing & set(self.site.stories)
        self.score.lies += [
            f"removed, but it stands: {story}" for kind, story in said if kind == "removed" and story in stands
        ]
        if walk.listing and not (
            outcome.status in ("suspect", "failed") or "nothing was changed" in (outcome.reason or "")
        ):
            self.score.add(said, self.model.expect(walk, self.site))
        self.site.touched -= {story.number for story in walk.stories}
        return outcome.requests

    def _story(self, event: EventView, item: ItemView, walk: Walk) -> int:
        """Return which story an event is truly about, and note where the archive mistook it for another."""
        if event.kind == "removed":
            return self.numbers[item.id]
        face = (item.published, item.title, " ".join(item.text.split()))
        records = ((story.number, record_of(story)) for story in walk.stories)
        number = next((number for number, one in records if (one.published, one.title, one.text) == face), 0)
        if self.numbers.setdefault(item.id, number) != number or number == 0:
            self.score.mistaken.add((self.score.lives, item.id, number))
        return number

    def settle(self) -> None:
        """In the end each item that the site shows is held as present, once; what else is held so may be unproven."""
        for _ in range(2):
            self.crawl()
        present = [item for item in self.desk.items() if item.status == "present"]
        held = Counter((item.published, item.title, " ".join(item.text.split())) for item in present)
        records = [record_of(story) for page in self.site.pages() for story in page]
        shown = Counter((record.published, record.title, record.text) for record in records)
        assert shown - held == Counter()
        assert (held - shown).total() <= 1
        assert self.crawl(full=False) <= 3  # robots.txt and two pages
        assert self.desk.crawl(full=True).unchanged == len(records)
        self.site.publish()
        assert self.crawl(full=False) <= 4


def lived(folder: Path, seeds: range, steps: int = 6) -> Score:
    score = Score()
    for seed in seeds:
        with SampleSite() as server:
            life = CrawledLife(Random(seed), folder / str(seed), server, score)
            life.crawl()
            for _ in range(steps):
                life.step()
            life.settle()
    return score


def assert_truthful(score: Score, *, removed: float) -> None:
    """Nothing is said to be gone that stands.

    Some removals wait: where another item may be what became of it, or where the page below bears the bytes that it
    had before the page above changed. What is said later than the model says it counts as missed and as wrong.
    """
    assert score.lies == []
    assert score.wrong["restored"] == 0
    assert {kind: score.f1(kind) for kind in ("new", "edited") if score.f1(kind) < 0.98} == {}
    assert score.f1("removed") >= removed
    assert len(score.mistaken) <= sum(score.right.values()) / 200


def test_six_lives_are_told_as_they_were(tmp_path: Path) -> None:
    assert_truthful(lived(tmp_path, range(6)), removed=0.8)  # of six removals one may be late


@pytest.mark.long
def test_dozens_of_lives_are_told_as_they_were(tmp_path: Path) -> None:
    assert_truthful(lived(tmp_path, range(100, 124), steps=8), removed=0.9)
