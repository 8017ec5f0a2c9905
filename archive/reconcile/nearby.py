"""Which few of many records are worth a costly comparison: those that share rare words. Nothing is compared here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

__all__ = ["Nearby"]

_FREQUENT = 60  # a word of more records than this, or than one in fifty, tells none from another
_SHARE = 50
_RAREST = 8  # words of a question that are looked up
_TEXT_WORDS = 30


class Nearby:
    """An index of words over records by number. Building is linear in the words."""

    def __init__(self, records: Mapping[int, tuple[str, str]]) -> None:
        """Take the folded title and text of each record."""
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, (title, text) in records.items():
            for word in _words(title, text):
                self._postings[word].append(number)
        self._frequent = max(_FREQUENT, len(records) // _SHARE)

    def like(self, title: str, text: str, among: Collection[int], most: int = 8) -> list[int]:
        """Return up to ``most`` records, of those ``among``, that share words with these; rare words count most."""
        allowed = set(among)
        votes: Counter[int] = Counter()
        found = sorted((self._postings[word] for word in _words(title, text) if word in self._postings), key=len)
        for postings in found[:_RAREST]:
            if len(postings) <= self._frequent:
                for number in allowed.intersection(postings):
                    votes[number] += 1_000_000 // len(postings)
        return [number for number, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:most]]


def _words(title: str, text: str) -> set[str]:
    return {*title.split(), *text[: 12 * _TEXT_WORDS].split()[:_TEXT_WORDS]}
