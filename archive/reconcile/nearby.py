"""Which few of many records are worth a costly comparison: those that share rare words. Nothing is compared here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping

__all__ = ["Nearby"]

_FREQUENT = 60  # a word of more records than this, or than one in fifty, tells none from another
_SHARE = 50
_RAREST = 8  # words of a question that are looked up
_TEXT_WORDS = 30
_LEAD = 4  # what shares so many times less than the best does is none of the likeliest


class Nearby:
    """An index of words over records by number. Building is linear in the words."""

    def __init__(self, records: Mapping[int, tuple[str, str]]) -> None:
        """Take the folded title and text of each record."""
        self._postings: dict[str, list[int]] = defaultdict(list)
        for number, (title, text) in records.items():
            for word in _words(title, text):
                self._postings[word].append(number)
        self._frequent = max(_FREQUENT, len(records) // _SHARE)

    def like(self, title: str, text: str, among: Container[int], most: int = 8) -> list[int]:
        """Return up to ``most`` records, of those ``among``, that share words with these; rare words count most.

        ``among`` is asked for each record that is found, and never walked.
        """
        votes: dict[int, int] = {}  # a Counter takes twice as long
        words = sorted(_words(title, text))  # so that the same question always has the same answer
        found = sorted((self._postings[word] for word in words if word in self._postings), key=len)
        for postings in found[:_RAREST]:
            if len(postings) <= self._frequent:
                vote = 1_000_000 // len(postings)
                for number in filter(among.__contains__, postings):
                    votes[number] = votes.get(number, 0) + vote
        least = max(votes.values(), default=0) // _LEAD
        close = [(-votes[number], number) for number in votes if votes[number] >= least]
        return [number for _, number in sorted(close)[:most]]


def _words(title: str, text: str) -> set[str]:
    return {*title.split(), *text[: 12 * _TEXT_WORDS].split()[:_TEXT_WORDS]}
