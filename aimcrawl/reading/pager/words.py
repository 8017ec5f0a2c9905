"""What the label of a link says: next, previous, older, newer, more, an end of the list, or a number.

The words are in ``words.toml``; arrows, icon names and class names are read here. A label is understood when all its
words are: "next page" is, "next article" is not, so that no headline passes for a pager. Where the link stands and
where it leads is judged elsewhere.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from importlib.resources import files

__all__ = ["Direction", "End", "Sign", "Strength", "number_on", "read_classes", "read_end", "read_label"]

LONGEST_LABEL = 48  # in characters; what is longer is a headline


class Direction(StrEnum):
    """Where a label says that its link leads, as one walks from the newest page."""

    NEXT = "next"
    PREVIOUS = "previous"
    OLDER = "older"
    NEWER = "newer"
    MORE = "more"


class End(StrEnum):
    """The end of a list that a label names, by the order of the pages or by the age of what they hold."""

    FIRST = "first"
    LAST = "last"
    OLDEST = "oldest"
    NEWEST = "newest"


class Strength(IntEnum):
    """What a label is worth alone: ``»`` may mean the last page, "next" the next picture, "next page" little else."""

    DOUBLE_ARROW = 1
    ARROW = 2
    WORD = 3
    PHRASE = 4


@dataclass(frozen=True, slots=True)
class Sign:
    """A label that was understood."""

    direction: Direction
    strength: Strength

    @property
    def forward(self) -> bool:
        """Whether it claims to lead on."""
        return self.direction in {Direction.NEXT, Direction.OLDER, Direction.MORE}


_TO_THE_END = re.compile(r"[|⏭⏮⇥⇤]")  # ">|" is the last page
_CLASS_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")
_CLASS_WORDS = {
    "next": Direction.NEXT,
    "nextpage": Direction.NEXT,
    "nextpostslink": Direction.NEXT,
    "older": Direction.OLDER,
    "prev": Direction.PREVIOUS,
    "previous": Direction.PREVIOUS,
    "prevpage": Direction.PREVIOUS,
    "previouspostslink": Direction.PREVIOUS,
    "newer": Direction.NEWER,
}
_POINTERS = {"arrow", "arrows", "chevron", "angle", "angles", "caret"}
_RIGHT = {"right", "forward"}
_LEFT = {"left", "back", "before"}
_LONGEST_PHRASE = 6  # in words
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\u200c-][^\W\d_]+)*")
_MARKS = re.compile(r"[\u0300-\u036f]")
_DIGIT = re.compile("[0-9]")
_NUMBER = re.compile(r"[\[(\-\u2013\s]*([0-9]{1,3}(?:[,.][0-9]{3})+|\d{1,5})[\])\-\u2013.\s]*")


@lru_cache(maxsize=4096)
def read_label(label: str) -> Sign | None:
    """Return what a link's label says, or None where not all of it is understood."""
    label = unicodedata.normalize("NFKC", label).strip()
    if not label or len(label) > LONGEST_LABEL or _TO_THE_END.search(label):
        return None
    if "_" in label:  # the name of an icon: chevron_right
        return read_classes(label)
    words = tuple(_fold(word) for word in _WORD.findall(label))
    if period := _periods().get(" ".join(words)):
        return Sign(period, Strength.ARROW)  # calendars say so as well
    return _read_words(words) if words else _read_arrows(label)


def read_end(label: str) -> End | None:
    """Return the end of the list that a label names ("« First", "oldest posts"), None where it names none."""
    if len(label) > LONGEST_LABEL:
        return None
    words = [_fold(word) for word in _WORD.findall(unicodedata.normalize("NFKC", label))]
    for beside in range(len(words)):
        rest = " ".join(words[: len(words) - beside])
        if (end := _ends().get(rest)) and all(word in _things() for word in words[len(words) - beside :]):
            return end
    return None


@lru_cache(maxsize=4096)
def read_classes(names: str) -> Sign | None:
    """Return what class names, ids and icon names say (``pager__item--next``, ``fa-chevron-right``), or None."""
    words = {word.lower() for word in _CLASS_WORD.findall(names)}
    if direction := _settle({said for word, said in _CLASS_WORDS.items() if word in words}):
        return Sign(direction, Strength.WORD)
    if not words & _POINTERS or bool(words & _RIGHT) == bool(words & _LEFT):
        return None
    return Sign(Direction.NEXT if words & _RIGHT else Direction.PREVIOUS, Strength.ARROW)


@lru_cache(maxsize=4096)
def number_on(label: str) -> int | None:
    """Return the page number that a label bears (``2``, ``[2]``, ``1,422``, ``Page 3``), in any script, or None."""
    if label.isascii() and not _DIGIT.search(label):
        return None
    label = unicodedata.normalize("NFKC", label).strip()
    if not label or len(label) > LONGEST_LABEL:
        return None
    bare = _WORD.sub(lambda word: "" if _fold(word[0]) in _things() else word[0], label)
    number = _NUMBER.fullmatch(bare.strip(" :#"))
    return int(re.sub("[,.]", "", number[1])) if number else None


def _read_words(words: tuple[str, ...]) -> Sign | None:
    """Read all words or none: the longest known phrases first, and only things beside them."""
    said: set[Direction] = set()
    things = start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_PHRASE), start, -1):
            if direction := _phrases().get(" ".join(words[start:end])):
                said.add(direction)
                break
        else:
            end = start + 1
            things += 1
            if words[start] not in _things():
                return None
        start = end
    direction = _settle(said)
    if direction is None:
        return None
    plain = direction is Direction.OLDER or (things and direction is not Direction.MORE)
    return Sign(direction, Strength.PHRASE if plain else Strength.WORD)


def _settle(said: set[Direction]) -> Direction | None:
    """Age says more than order: "« previous (older) posts" are older. "Next" beside "previous" says nothing."""
    for pair in ((Direction.OLDER, Direction.NEWER), (Direction.NEXT, Direction.PREVIOUS)):
        chosen = [direction for direction in pair if direction in said]
        if chosen:
            return chosen[0] if len(chosen) == 1 else None
    return Direction.MORE if said else None


def _read_arrows(label: str) -> Sign | None:
    signs = [sign for char in label if (sign := _arrows().get(char))]
    if len(set(signs)) != 1 or any(char.isalnum() for char in label):
        return None
    return signs[0] if len(signs) == 1 else Sign(signs[0].direction, Strength.DOUBLE_ARROW)


def _fold(word: str) -> str:
    """Fold case, and the accents that hurried writers leave out."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", word.replace("\u2019", "'").casefold()))


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _arrows() -> dict[str, Sign]:
    return {
        char: Sign(direction, strength)
        for kind, direction, strength in (
            ("next", Direction.NEXT, Strength.ARROW),
            ("previous", Direction.PREVIOUS, Strength.ARROW),
            ("next_or_last", Direction.NEXT, Strength.DOUBLE_ARROW),
            ("previous_or_first", Direction.PREVIOUS, Strength.DOUBLE_ARROW),
        )
        for char in _tables()["arrows"][kind].split()
    }


def _entries(kind: str) -> Iterator[str]:
    for language, table in _tables().items():
        for entry in table.get(kind, "").split(",") if language != "arrows" else ():
            yield " ".join(_fold(word) for word in _WORD.findall(unicodedata.normalize("NFKC", entry)))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, Direction]:
    """All phrases, folded. Where two languages differ, what leads on gives way: a wrong turn is worse than none."""
    order = (Direction.MORE, Direction.NEXT, Direction.OLDER, Direction.PREVIOUS, Direction.NEWER)
    return {entry: direction for direction in order for entry in _entries(direction) if entry}


@lru_cache(maxsize=1)
def _periods() -> dict[str, Direction]:
    """The months and years beside this one: an archive by months goes back."""
    sides = (("before", Direction.OLDER), ("after", Direction.NEWER))
    return {entry: direction for side, direction in sides for entry in _entries(side) if entry}


@lru_cache(maxsize=1)
def _ends() -> dict[str, End]:
    return {entry: end for end in End for entry in _entries(end) if entry}


@lru_cache(maxsize=1)
def _things() -> frozenset[str]:
    return frozenset(word for entry in _entries("things") for word in entry.split())
