"""The rules by which a sighting is a known item, from the surest to the least sure: link, content, date and title.

Each rule works on what the ones before left over. Likeness, the last rule, stands in guess.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from archive.reconcile.align import Alignment, Pair
from archive.reconcile.faces import Face
from archive.reconcile.likeness import Likeness, likeness
from archive.reconcile.model import Rule

__all__ = ["Candidate", "match_surely", "settle"]

Key = Callable[[Face], Hashable | None]
Candidate = tuple[float, int, int, Likeness]

_BEARING = 0.3  # likeness of title or text that bears out a link
_MARGIN = 0.03  # two candidates closer than this cannot be told apart
_GAP_BONUS = 0.1  # standing between the same neighbours
_RANK_BONUS = 0.05  # being the n-th of a group on both sides
_ABSENT_MALUS = 0.04  # having been absent of late: more than the margin
_MOST_PAIRS = 2500  # of a group that are compared one with each


def match_surely(alignment: Alignment, gone: frozenset[int]) -> list[str]:
    """Pair by link, content, then date and title; return notes. ``gone`` are known items that had been removed."""
    notes = _match_links(alignment, gone)
    _match_contents(alignment)
    notes += _match_groups(alignment, _content, "content")
    _match_headings(alignment)
    return notes + _match_groups(alignment, _heading, "date-title")


def settle(alignment: Alignment, candidates: Iterable[Candidate], rule: Rule, margin: float = _MARGIN) -> list[str]:
    """Pair the best candidates first; where two are too close to tell, pair neither and say so."""
    rivals: dict[tuple[str, int], list[Candidate]] = defaultdict(list)
    weighed = (
        (score - _ABSENT_MALUS * (known in alignment.absent), seen, known, like)
        for score, seen, known, like in candidates
    )
    ordered = sorted(weighed, key=lambda candidate: (-candidate[0], candidate[1], candidate[2]))
    for candidate in ordered:
        rivals["seen", candidate[1]].append(candidate)
        rivals["known", candidate[2]].append(candidate)
    unclear: set[int] = set()
    for score, seen, known, like in ordered:
        if seen in alignment.by_seen or known in alignment.by_known or seen in unclear:
            continue
        rival = next(_open_rivals(alignment, rivals, (score, seen, known, like), margin), None)
        if rival is None:
            alignment.add(Pair(seen, known, rule, like.score, str(like)))
        else:
            unclear |= {seen, rival[1]}
    return [f"sighting {seen} could be more than one known item: taken as new" for seen in sorted(unclear)]


def _open_rivals(
    alignment: Alignment, rivals: Mapping[tuple[str, int], Sequence[Candidate]], best: Candidate, margin: float
) -> Iterator[Candidate]:
    for rival in (*rivals["seen", best[1]], *rivals["known", best[2]]):
        is_open = rival[1] not in alignment.by_seen and rival[2] not in alignment.by_known
        is_open = is_open and not (rival[1] == best[1] and alignment.are_one(rival[2], best[2]))
        if rival is not best and rival[1:3] != best[1:3] and is_open and rival[0] > best[0] - margin:
            yield rival


def _content(face: Face) -> Hashable | None:
    return face.content if face.title or face.text else None


def _heading(face: Face) -> Hashable | None:
    return face.heading if face.title else None


def _link(face: Face) -> Hashable | None:
    return face.link


def _match_links(alignment: Alignment, gone: frozenset[int]) -> list[str]:
    """Pair by permalink, where it is one item's on both sides and something else bears it out.

    A sighting that is nothing but an address (a sitemap's) has only that to be known by.
    """
    notes = []
    for link, (known, seen) in _groups(alignment, _link).items():
        standing = [index for index in known if index not in gone] or known
        standing = [index for index in standing if alignment.owners.get(index) not in standing]
        if len(standing) != 1 or len(seen) != 1:
            continue
        like = likeness(alignment.known[standing[0]], alignment.seen[seen[0]])
        if like.date == 1 or like.words >= _BEARING or _is_bare(alignment.seen[seen[0]]):
            alignment.add(Pair(seen[0], standing[0], "link", 1.0, f"same address; {like}"))
        else:
            notes.append(f"sighting {seen[0]} stands at {link}, where something quite different stood")
    return notes


def _is_bare(faces: Sequence[Face]) -> bool:
    return not any(face.title or face.text or face.published for face in faces)


def _match_contents(alignment: Alignment) -> None:
    for known, seen in _groups(alignment, _content).values():
        if len(known) == len(seen) == 1:
            alignment.add(Pair(seen[0], known[0], "content", 1.0, "date, title and text are the same"))


def _match_headings(alignment: Alignment) -> None:
    """Pair where the texts do not gainsay it; otherwise likeness decides, which looks at the neighbours too."""
    for known, seen in _groups(alignment, _heading).values():
        if len(known) == len(seen) == 1:
            like = likeness(alignment.known[known[0]], alignment.seen[seen[0]])
            if like.text is None or like.text >= _BEARING:
                alignment.add(Pair(seen[0], known[0], "date-title", like.score, str(like)))


def _match_groups(alignment: Alignment, key: Key, rule: Rule) -> list[str]:
    """Part items of one key by their texts, their neighbours and their order."""
    groups = [group for group in _groups(alignment, key).values() if len(group[0]) * len(group[1]) <= _MOST_PAIRS]
    anchors = alignment.anchors()
    candidates: list[Candidate] = []
    for known, seen in groups:
        for rank, one in enumerate(seen):
            for other_rank, other in enumerate(known):
                like = likeness(alignment.known[other], alignment.seen[one])
                if like.text is not None and like.text < _BEARING:
                    continue
                bonus = _GAP_BONUS * (anchors.gap_of_seen(one) == anchors.gap_of_known(other))
                bonus += _RANK_BONUS * (rank == other_rank and (len(seen) == len(known) or rule == "content"))
                candidates.append((like.score + bonus, one, other, like))
    return settle(alignment, candidates, rule, 0.0 if rule == "content" else _MARGIN)


def _groups(alignment: Alignment, key: Key) -> dict[Hashable, tuple[list[int], list[int]]]:
    """Return the free known items and sightings of each key that both sides have; one of several faces suffices."""
    known = _by_key(((index, alignment.known[index]) for index in alignment.free_known()), key)
    if not known:
        return {}  # as in every first crawl
    seen = _by_key(((index, alignment.seen[index]) for index in alignment.free_seen()), key)
    return {one: (known[one], indexes) for one, indexes in seen.items() if one in known}


def _by_key(items: Iterable[tuple[int, Sequence[Face]]], key: Key) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, faces in items:
        for value in {key(face) for face in faces} - {None}:
            groups[value].append(index)
    return groups
