"""A site as its visitors see it: items in an order, page after page. It knows who is who; the archive must find out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random

from archive.records import Link, Record

from . import words


@dataclass(frozen=True)
class Story:
    """One true item. ``number`` never changes; ``order`` is its place where the site does not sort by date."""

    number: int
    order: float
    date: dt.date
    title: str
    text: str
    document: str


@dataclass(frozen=True)
class Layout:
    """How a site shows its items; what a relaunch changes."""

    size: int
    window: int | None = None  # only the newest so many are listed
    by_date: bool = True
    permalink: str | None = None  # with {number} or {slug}, and {visit} for what changes from visit to visit
    teaser: int | None = None  # words of the text that the list shows
    dress: str = "p"


class Site:
    def __init__(self, rnd: Random, layout: Layout, count: int) -> None:
        self.rnd, self.layout = rnd, layout
        self.stories: dict[int, Story] = {}
        self.gone: dict[int, Story] = {}
        self.today = dt.date(2015, 1, 1)
        self.visit = 0
        self.touched: set[int] = set()
        for _ in range(count):
            self.publish()

    def publish(self) -> None:
        self.today += dt.timedelta(days=self.rnd.choice((0, 1, 2, 5, 9, 20)))
        self._add(self.today, words.title(self.rnd), words.text(self.rnd))

    def publish_in_series(self) -> None:
        self.today += dt.timedelta(days=self.rnd.choice((7, 30, 31)))
        month = self.today.strftime("%B")
        self._add(
            self.today, f"Newsletter {month} issue", f"The {month} issue of the newsletter is out for all members."
        )

    def publish_backdated(self) -> None:
        date = self.today - dt.timedelta(days=self.rnd.randint(1, 60))
        self._add(date, words.title(self.rnd), words.text(self.rnd), backdated=True)

    def publish_namesake(self) -> None:
        """A second item with the title and the date of another."""
        twin = self._any()
        self.touched.add(twin.number)
        self._add(twin.date, twin.title, words.text(self.rnd), order=twin.order + self.rnd.uniform(-0.4, 0.4))

    def _add(
        self, date: dt.date, title: str, text: str, *, order: float | None = None, backdated: bool = False
    ) -> None:
        number = len(self.stories) + len(self.gone) + 1
        if order is None:
            order = self._any().order + self.rnd.uniform(-0.4, 0.4) if backdated else float(number)
        self.stories[number] = Story(number, order, date, title, text, f"report-{self.rnd.randint(1, 10**6)}.pdf")

    def edit_title(self) -> None:
        story = self._any()
        self._edit(story, title=words.light(story.title, self.rnd))

    def replace_title(self) -> None:
        self._edit(self._any(), title=words.title(self.rnd))

    def edit_text(self) -> None:
        story = self._any()
        self._edit(story, text=words.light(story.text, self.rnd))

    def rewrite_text(self) -> None:
        self._edit(self._any(), text=words.text(self.rnd))

    def edit_date(self) -> None:
        story = self._any()
        self._edit(story, date=story.date + dt.timedelta(days=self.rnd.choice((-9, -3, -1, 1, 2, 6))))

    def edit_all(self) -> None:
        story = self._any()
        date = story.date + dt.timedelta(days=self.rnd.choice((-2, -1, 1, 2)))
        title, text = (words.light(part, self.rnd) for part in (story.title, story.text))
        self._edit(story, date=date, title=title, text=text)

    def set_trifle(self) -> None:
        story = self._any()
        self._edit(story, title=words.trifle(story.title, self.rnd))

    def replace_document(self) -> None:
        self._edit(self._any(), document=f"report-{self.rnd.randint(1, 10**6)}.pdf")

    def remove(self) -> None:
        story = self._any()
        if len(self.stories) > 3 and story.number not in self.touched:
            self.gone[story.number] = self.stories.pop(story.number)

    def restore(self) -> None:
        if self.gone:
            number = self.rnd.choice(sorted(self.gone))
            self.stories[number] = self.gone.pop(number)

    def _any(self) -> Story:
        return self.stories[self.rnd.choice(sorted(self.stories))]

    def _edit(self, story: Story, **parts: object) -> None:
        """Edit a story; but once until a walk met it: what keeps neither title nor text is another item to anyone."""
        if story.number not in self.touched:
            self.touched.add(story.number)
            self.stories[story.number] = replace(story, **parts)

    def relaunch(self, layout: Layout) -> None:
        """The same items with another layout, other addresses, other markup."""
        self.layout = layout

    def ordered(self, *, with_gone: bool = False) -> list[Story]:
        stories = [*self.stories.values(), *(self.gone.values() if with_gone else ())]
        return sorted(stories, key=self._rank, reverse=True)

    def _rank(self, story: Story) -> tuple[dt.date | float, float]:
        return (story.date if self.layout.by_date else story.order, story.order)

    def pages(self) -> list[list[Story]]:
        listed = self.ordered()[: self.layout.window]
        return [listed[at : at + self.layout.size] for at in range(0, len(listed), self.layout.size)]

    def _address(self, story: Story) -> str:
        slug = "-".join(story.title.lower().split())
        return self.layout.permalink.format(number=story.number, visit=self.visit, slug=f"{slug}-{story.date.year}")

    def record(self, story: Story, position: int) -> Record:
        """What a reader makes of one item on this visit; noise included."""
        layout, noise = self.layout, self.rnd.randint(1, 10**9)
        text = story.text
        if layout.teaser is not None and len(text.split()) > layout.teaser:
            text = " ".join(text.split()[: layout.teaser]) + " …"
        return Record(
            position=position,
            published=story.date.isoformat(),
            published_raw=story.date.strftime("%d %B %Y"),
            title=story.title,
            url=layout.permalink and self._address(story),
            text=text,
            html=f"<{layout.dress} class='n{noise}' data-v={self.visit}>{text}</{layout.dress}>",
            links=(Link(url=f"https://example.org/files/{story.document}?sid={noise}", text="report"),),
        )
