"""Whole lives of sites, drawn at random, and the score of what was said against the plain model."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from archive.reconcile import Reconciliation, Rules

from .expected import Event, PlainModel
from .ledger import Ledger
from .site import Layout, Site
from .walker import Walk, Weather, recheck, walk

DEEDS = {
    "publish": 8,
    "publish_in_series": 2,
    "publish_backdated": 1,
    "publish_namesake": 1,
    "edit_title": 2,
    "replace_title": 1,
    "edit_text": 2,
    "rewrite_text": 1,
    "edit_date": 2,
    "edit_all": 2,
    "set_trifle": 1,
    "replace_document": 1,
    "remove": 3,
    "restore": 2,
}
LINKS = (
    None,
    None,
    "https://example.org/item/{number}",
    "https://example.org/item?id={number}&sid={visit}",
    "https://example.org/more",
    "https://example.org/{slug}",
)


@dataclass
class Score:
    """How often each kind of event was said rightly, wrongly, or not at all."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    suspects: int = 0
    crawls: int = 0
    lies: list[str] = field(default_factory=list)  # what must never happen: removed, while it stands
    mistaken: set[tuple[int, str, int]] = field(default_factory=set)  # life, id, the true item it was taken for
    lives: int = 0

    def add(self, said: set[Event], expected: set[Event]) -> None:
        self.right.update(kind for kind, _ in said & expected)
        self.wrong.update(kind for kind, _ in said - expected)
        self.missed.update(kind for kind, _ in expected - said)

    def f1(self, kind: str) -> float:
        errors = self.wrong[kind] + self.missed[kind]
        return 2 * self.right[kind] / (2 * self.right[kind] + errors) if self.right[kind] + errors else 1.0


class Life:
    """One site and one archive of it, step by step."""

    def __init__(self, rnd: Random, score: Score, layout: Layout | None = None, count: int | None = None) -> None:
        self.rnd, self.score = rnd, score
        score.lives += 1
        self.number = score.lives
        layout = layout or Layout(
            size=rnd.randint(3, 10),
            window=rnd.choice((None, None, 20, 50)),
            by_date=rnd.random() < 0.5,
            permalink=rnd.choice(LINKS),
        )
        self.site = Site(rnd, layout, rnd.randint(4, 60) if count is None else count)
        self.ledger, self.model = Ledger(), PlainModel()
        self.now = dt.datetime(2016, 1, 1, tzinfo=dt.UTC)
        self.was_whole = False
        self.walks_on = rnd.random() < 0.5  # at once where a sweep would settle a thing; or with the next crawl

    def step(self) -> None:
        """The site lives on; then it is crawled."""
        for _ in range(self.rnd.choice((0, 1, 1, 2, 3, 5))):
            getattr(self.site, self.rnd.choices(list(DEEDS), weights=DEEDS.values())[0])()
        self.crawl(weather_of(self.rnd), full=not self.was_whole or self.rnd.random() < 0.6)

    def crawl(self, weather: Weather = Weather(), *, full: bool = True, rules: Rules = Rules()) -> Reconciliation:  # noqa: B008 - frozen
        self.now += dt.timedelta(days=1)
        standing = set(self.site.stories)
        crawl, said = self._walk(weather, rules, full=full)
        if said.sweep and self.walks_on and not crawl.full:
            crawl, said = self._walk(Weather(), rules, full=True)
        self.score.crawls += 1
        if said.suspect:
            self.score.suspects += 1
            return said
        self._judge(crawl, said, standing & set(self.site.stories))
        if crawl.full:
            self.was_whole = crawl.reached_end and all(page.complete for page in crawl.pages)
        self.was_whole = self.was_whole and not said.sweep
        return said

    def _walk(self, weather: Weather, rules: Rules, *, full: bool) -> tuple[Walk, Reconciliation]:
        crawl = walk(self.site, self.now, weather, None if full else self.ledger.has)
        said = self.ledger.reconcile(crawl, rules)
        if said.recheck:
            recheck(crawl, self.site, list(said.recheck))
            said = self.ledger.reconcile(crawl, rules)
        return crawl, said

    def _judge(self, crawl: Walk, said: Reconciliation, standing: set[int]) -> None:
        ids = self.ledger.apply(said, crawl)
        events = set()
        for change in said.changes:
            story = (
                self.ledger.numbers[change.item] if change.sighting is None else crawl.stories[change.sighting].number
            )
            events.add(("trivial" if change.trivial else change.kind, story))
            if change.kind == "removed" and story in standing:
                self.score.lies.append(f"removed, but it stands: {story}")
        for sighting, id_ in ids.items():
            if self.ledger.numbers[id_] != crawl.stories[sighting].number:
                self.score.mistaken.add((self.number, id_, crawl.stories[sighting].number))
        self.score.add(events, self.model.expect(crawl, self.site))


def weather_of(rnd: Random, pages: int = 8) -> Weather:
    page = rnd.randint(1, pages)
    match rnd.randrange(6):
        case 0:
            return Weather(faults={page: rnd.choice(("failed", "empty", "cut", "short"))})
        case 1:
            return Weather(shifts={page: rnd.choice(("publish", "remove", "publish_backdated"))})
    return Weather()
