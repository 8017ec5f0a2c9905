"""The profile: how to read one source. One TOML file, its keys in this order.

Every class here is a table of ``sources/<slug>.toml``; unknown keys are refused by the loader. Selectors are CSS
(parsel's, with ``::text`` and ``::attr(name)``), relative to the item unless said otherwise.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

__all__ = ["Dates", "Detail", "Expect", "Feed", "Fields", "Listing", "Pager", "Politeness", "Profile"]

Selector = Annotated[str, Meta(min_length=1, description="A CSS selector.")]
Count = Annotated[int, Meta(ge=0)]
Range = tuple[Count, Count]


class Listing(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[list]``: where the items stand and how they are parted.

    ``wrapped``: each match of ``item`` is one item. ``flat``: the items are a run of siblings or lines inside
    ``within`` without a wrapper; an item reaches from one ``item`` (default: a line that is a date) to the next.
    ``grouped``: a date heading (``group``; default: a line that is a date) holds for the items below it. ``feed``: the
    address is a feed (RSS, Atom, JSON Feed) or a sitemap, which needs no selectors. ``hidden``: what a style hides
    until a script shows it is read, too.
    """

    layout: Literal["wrapped", "flat", "grouped", "feed"]
    within: Selector | None = None
    item: Selector | None = None
    group: Selector | None = None
    drop: tuple[Selector, ...] = ()
    hidden: bool = False


class Fields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[fields]``: where the parts of an item stand. What is not named is found by the reader's own rules."""

    date: Selector | None = None
    title: Selector | None = None
    text: Selector | None = None
    link: Selector | Literal[False] | None = None


class Dates(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[dates]``: how dates are written: strptime ``formats``, tried first, ``language``, ``order`` of numbers."""

    formats: tuple[str, ...] = ()
    language: str | None = None
    order: Literal["dmy", "mdy", "ymd"] | None = None


class Pager(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[pager]``: how to reach the next list page.

    ``next``: follow the link that ``link`` selects on the whole page, that is labelled ``label``, or that the reader
    finds. ``numbered``: follow
    the link that bears the next number (in ``link``, where it is given). ``parameter``: the query parameter
    ``parameter`` counts from ``first`` in steps of ``step``. ``path``: ``template`` holds ``{}`` for the count.
    ``none``: the list is one page. ``parameters`` names the query parameters that tell list pages apart; all others are
    ignored when addresses are compared. ``limit`` is the largest number of list pages, the last resort against lists
    that never end.
    """

    kind: Literal["none", "next", "numbered", "parameter", "path"] = "none"
    link: Selector | None = None
    label: str | None = None
    parameter: str | None = None
    template: str | None = None
    first: int = 0
    step: Annotated[int, Meta(ge=1)] = 1
    parameters: tuple[str, ...] | None = None
    limit: Annotated[int, Meta(ge=1)] = 1000


class Detail(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[detail]``: whether the permalinks lead to pages that hold more than the list, and how to read them.

    Fields that have no selector are read by ``read_article``.
    """

    follow: bool = False
    date: Selector | None = None
    title: Selector | None = None
    text: Selector | None = None


class Feed(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[feed]``: a feed that the site keeps beside its list, and that knows more of the newest items.

    Its entries give the items of the list that they are about their texts (unless ``text`` is false), finer dates,
    fuller titles and, where the list has none, their links. What the list does not show is no item of the source.
    """

    url: Annotated[str, Meta(pattern=r"^https?://")] | None = None
    text: bool = True


class Politeness(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[politeness]``: pause between requests and time-out in seconds, number of tries, largest body in megabytes."""

    delay: Annotated[float, Meta(ge=0)] = 1.0
    timeout: Annotated[float, Meta(gt=0)] = 60.0
    tries: Annotated[int, Meta(ge=1, le=10)] = 3
    max_megabytes: Annotated[float, Meta(gt=0)] = 10.0


class Expect(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """``[expect]``: fewest and most items on a page and in a full sweep; a crawl beyond them is suspect."""

    items_per_page: Range | None = None
    items: Range | None = None


class Profile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """One source. The slug is the file's name.

    ``url`` is the first list page. ``language`` is a BCP 47 tag. ``encoding`` pins the character set of every page
    (default: found anew on each page). ``hosts`` are further hosts that requests and redirects may reach. ``every`` is
    how often ``crawl --due`` takes it: a length of time or a cron expression (default: the home's); ``every_within``
    are the shortest and the longest pause where the source's own rhythm may decide.
    """

    name: str
    url: Annotated[str, Meta(pattern=r"^https?://")]
    language: str | None = None
    encoding: str | None = None
    hosts: tuple[str, ...] = ()
    every: str | None = None
    every_within: tuple[str, str] | None = None
    full_every: str = "7d"
    confirm_removals: Annotated[int, Meta(ge=1)] = 2
    list: Listing
    fields: Fields = Fields()
    dates: Dates = Dates()
    pager: Pager = Pager()
    detail: Detail = Detail()
    feed: Feed = Feed()
    politeness: Politeness = Politeness()
    expect: Expect = Expect()

    @property
    def tells_more(self) -> bool:
        """Whether more is read of items than the list shows: their own pages, or the entries of a feed."""
        return self.detail.follow or self.feed.url is not None
