"""What may be asked of pages and of the API: one class a kind of question, checked and described by msgspec."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request

from archive.search.language import MOST_CHARACTERS

__all__ = [
    "AsOf",
    "CapturesQuery",
    "ChangesQuery",
    "CrawlsQuery",
    "DiffQuery",
    "EventsQuery",
    "HitsQuery",
    "ItemsQuery",
    "Nothing",
    "SearchQuery",
    "SourceQuery",
    "moment",
    "path_number",
    "question",
]

_LAST_ID = 2**31 - 1  # what a column of ids holds

Id: TypeAlias = Annotated[int, Meta(ge=1, le=_LAST_ID)]
Kind: TypeAlias = Literal["new", "edited", "removed", "restored"]
Limit: TypeAlias = Annotated[int, Meta(ge=1, le=500, description="How many at most.")]
Number: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
Offset: TypeAlias = Annotated[int, Meta(ge=0, le=10_000, description="How many to leave out at the beginning.")]
Slug: TypeAlias = Annotated[str, Meta(pattern="^[a-z0-9._-]{1,64}$", description="The slug of a source.")]
Status: TypeAlias = Literal["present", "missing", "removed", "unlisted"]
AsOf: TypeAlias = Annotated[
    str,
    Meta(
        max_length=40,
        description="A day (its end is meant) or a moment: 2026-11-22 or 2026-11-22T08:00:00Z.",
        extra_json_schema={"anyOf": [{"format": "date"}, {"format": "date-time"}]},
    ),
]
Words: TypeAlias = Annotated[str, Meta(extra_json_schema={"maxLength": MOST_CHARACTERS})]  # the search says so itself


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


class SourceQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A source's page: as of a moment, a year alone, a page of its list."""

    as_of: AsOf | None = None
    year: Annotated[int, Meta(ge=1, le=9999)] | None = None
    page: Number = 1


class SearchQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A search: the words, what to narrow it to, and the order of what is found."""

    q: Annotated[Words, Meta(description="What to look for.")] = ""
    source: Slug | None = None
    year: Annotated[int, Meta(ge=1, le=9999)] | None = None
    since: Annotated[dt.date, Meta(description="Published on this day or later.")] | None = None
    until: Annotated[dt.date, Meta(description="Published on this day or earlier.")] | None = None
    status: Status | None = None
    old: Annotated[bool, Meta(description="Also look in old revisions.")] = False
    order: Literal["newest", "relevance"] = "newest"
    page: Annotated[int, Meta(ge=1, le=500)] = 1


class HitsQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A search for programs."""

    q: Annotated[Words, Meta(description="What to look for; /help says how.")] = ""
    source: Slug | None = None
    since: Annotated[dt.date, Meta(description="Published on this day or later.")] | None = None
    until: Annotated[dt.date, Meta(description="Published on this day or earlier.")] | None = None
    status: Status | None = None
    old: Annotated[bool, Meta(description="Also look in old revisions.")] = False
    order: Literal["newest", "relevance"] = "newest"
    offset: Offset = 0
    limit: Limit = 50


class ChangesQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The change log: of one kind, what came before an event."""

    kind: Kind | None = None
    before: Id | None = None


class DiffQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two revisions to compare; without them, the last two."""

    a: Number | None = None
    b: Number | None = None


class ItemsQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which items, newest published first."""

    source: Slug | None = None
    since: Annotated[dt.date, Meta(description="Published on this day or later.")] | None = None
    until: Annotated[dt.date, Meta(description="Published on this day or earlier.")] | None = None
    status: Status | None = None
    as_of: AsOf | None = None
    after: Annotated[str, Meta(min_length=1, max_length=100, description="The id of the last one you have.")] | None = (
        None
    )
    offset: Offset = 0
    limit: Limit = 50


class EventsQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which events, newest first."""

    source: Slug | None = None
    item: Annotated[str, Meta(min_length=1, max_length=100, description="The id of an item.")] | None = None
    kind: Kind | None = None
    since: AsOf | None = None
    until: AsOf | None = None
    before: Annotated[Id, Meta(description="The id of the last one you have.")] | None = None
    limit: Limit = 50


class CrawlsQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which crawls, newest first."""

    source: Slug | None = None
    limit: Limit = 50


class CapturesQuery(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which captures: those of an address, oldest first."""

    url: Annotated[str, Meta(min_length=1, max_length=4000, description="The address that was fetched.")]
    limit: Limit = 50


T = TypeVar("T", bound=Struct)


def question(request: Request, kind: type[T], *, strict: bool = False) -> T:
    """Return what a request asks. Empty parameters count as left out, as forms send them, and foreign ones too.

    ``strict``: neither does; for programs, whose slips should not pass unseen.

    Raises HTTPException 400 where a parameter comes twice, or has a value that it cannot have.
    """
    given: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if not strict and (value == "" or name not in kind.__struct_fields__):
            continue
        if name in given:
            raise HTTPException(400, f"The parameter {name!r} is given twice.")
        given[name] = value
    try:
        asked = msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as error:
        raise HTTPException(400, f"{error}.".replace("Object", "The address", 1)) from error
    for name, value in given.items():
        if getattr(asked, name) is None:  # msgspec takes the word null for nothing
            raise HTTPException(400, f"The parameter {name!r} cannot be {value!r}.")
    return asked


def moment(text: str) -> dt.datetime:
    """Return the moment that an ``AsOf`` names: of a day, its last second. HTTPException 400 where it is none."""
    try:
        whole = f"{text}T23:59:59Z" if len(text) == len("2026-11-22") else text
        named: dt.datetime = msgspec.convert(whole, Annotated[dt.datetime, Meta(tz=True)])
        return named.astimezone(dt.UTC)
    except OverflowError:  # in UTC it is in the year before the first or after the last
        return named.replace(tzinfo=dt.UTC)
    except msgspec.ValidationError:
        expected = "expected a day (2026-11-22) or a moment (2026-11-22T08:00:00Z)"
        raise HTTPException(400, f"{text!r} is no day or moment; {expected}.") from None


def path_number(request: Request) -> int:
    """Return the number in the path of a request; HTTPException 404 where none of ours can be meant."""
    text = request.path_params["number"]
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise HTTPException(404, f"There is no number {text[:20]!r}.")
    return int(text)
