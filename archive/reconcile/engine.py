"""``reconcile``: the order in which the parts of this package speak. docs/identity.md says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from archive.reconcile.absence import judge_absences, read_items
from archive.reconcile.address import noise_of
from archive.reconcile.align import Alignment, Pair
from archive.reconcile.compare import Difference, compare, content_of
from archive.reconcile.faces import faces_of_known, faces_of_sighting
from archive.reconcile.guess import Ground, match_by_likeness
from archive.reconcile.match import match_surely
from archive.reconcile.merged import Merged, owners_of, parties
from archive.reconcile.model import Change, Coverage, KnownItem, Match, Reconciliation, Rule, Rules, Sighting
from archive.reconcile.places import places_of
from archive.reconcile.suspect import Doubts
from archive.reconcile.twice import duplicates_of
from archive.reconcile.walk import Walk
from archive.reconcile.window import likely, window_size
from archive.records import Record

__all__ = ["reconcile"]


def reconcile(
    known: Sequence[KnownItem],
    listing: Sequence[Sighting],
    coverage: Coverage,
    rules: Rules = Rules(),  # noqa: B008 - frozen, so one for all calls is safe
) -> Reconciliation:
    """Say which sightings of a crawl are which known items, what was revised, and which events that makes.

    ``known``: every item of the source, whatever its status, in any order; for a crawl that stopped early the top
    ``window_size`` of them and what ``likely`` names suffice (window.py). ``listing``: the crawl's sightings in the
    order of the list. Pure; near-linear in both for the usual case (docs/identity.md).
    """
    known = sorted(known, key=attrgetter("place"), reverse=True)
    size = window_size(listing)
    if coverage.reached_end:
        size = len(known)
    top, rest = known[:size], known[size:]
    floor = top[-1].place if top else 0.0
    beyond = parties(rules.merged)
    top += [item for item in rest if item.id in beyond]
    rest = [item for item in rest if item.id not in beyond] if beyond else rest
    crawl = _Crawl(top, listing, coverage, rules, floor)
    unknown = [listing[index] for index in crawl.alignment.free_seen()]
    found = likely(map(_row, rest), unknown) if rest and unknown else set()
    if not found:
        return crawl.outcome()
    more = [item for item in rest if item.id in found]
    known = sorted([*top, *more], key=attrgetter("place"), reverse=True)
    return _Crawl(known, listing, coverage, rules, floor).outcome()


class _Crawl:
    """One crawl being reconciled: the parts' shared view of it."""

    def __init__(
        self,
        known: Sequence[KnownItem],
        listing: Sequence[Sighting],
        coverage: Coverage,
        rules: Rules,
        floor: float,
    ) -> None:
        """``floor``: the lowest place above which ``known`` leaves nothing out."""
        self.known, self.listing, self.coverage, self.rules = known, listing, coverage, rules
        self.floor = floor
        self.noise = noise_of(listing)
        faces = [faces_of_known(item, self.noise) for item in known]
        seen = {index: faces_of_sighting(sighting, self.noise) for index, sighting in enumerate(listing)}
        standing = (face for face, item in zip(faces, known, strict=True) if item.status != "removed")
        self.duplicates = duplicates_of(listing, {index: face[0] for index, face in seen.items()}, standing)
        self.walk = Walk(listing, coverage, rules, self.duplicates)
        sightings = {index: face for index, face in seen.items() if index not in self.duplicates}
        absent = {index for index, item in enumerate(known) if item.status == "missing"}
        self.alignment = Alignment(faces, sightings, owners_of(known, rules.merged), absent)
        self.notes, self.is_open = self._match()
        self.cut = self._set_cut_apart()

    def outcome(self) -> Reconciliation:
        """Draw the conclusions from the matches."""
        people = Merged(self.known, self.alignment)
        pairs = people.pairs()
        found = {pair.seen: self._difference(pair) for pair in pairs}
        absences = judge_absences(self.known, self.alignment, self.walk, self.rules, people.excused())
        changes = [*self._changes(pairs, found, people), *absences.removals]
        met = {people.owner(pair.known).id: people.owner(pair.known) for pair in pairs}
        suspect = Doubts(self.known, self.listing, self.alignment, self.rules).suspicion(
            self.coverage, self.walk, changes
        )
        return Reconciliation(
            matches=[self._said(pair, people) for pair in pairs],
            changes=changes,
            statuses=absences.statuses | dict.fromkeys(_returned(met), "present"),
            absences={id_: 0 for id_, item in met.items() if item.absences} | absences.counts,
            places=places_of(self.known, self.alignment, self.floor),
            revised=self._revised(found),
            duplicates=sorted({*self.duplicates, *people.repeats()}),
            cut=self.cut,
            refetch=[seen for seen, difference in found.items() if difference.refetch],
            recheck=sorted(absences.recheck),
            sweep=self.is_open or absences.sweep,
            suspect=None if self.rules.accept else suspect,
            notes=[*self.notes, *absences.notes, *([f"accepted: {suspect}"] if suspect and self.rules.accept else [])],
        )

    def _match(self) -> tuple[list[str], bool]:
        gone = frozenset(index for index, item in enumerate(self.known) if item.status == "removed")
        notes = match_surely(self.alignment, gone)
        more, is_open = match_by_likeness(self.alignment, self._ground(gone))
        return notes + more, is_open

    def _ground(self, gone: frozenset[int]) -> Ground:
        return Ground(
            gone=gone,
            read=read_items(self.known, self.alignment.anchors(), self.walk),
            reached_end=self.walk.reached_end,
            new_epoch=self.rules.new_epoch or any(item.other_epoch for item in self.known),
        )

    def _set_cut_apart(self) -> list[int]:
        """Take sightings of which a part may be missing out of what makes new items; return all such."""
        cut = [seen for seen in self.alignment.seen if self.walk.is_cut(seen)]
        for seen in cut:
            if seen not in self.alignment.by_seen:
                del self.alignment.seen[seen]
        return cut

    def _difference(self, pair: Pair) -> Difference:
        if pair.seen in self.cut:
            return Difference()
        item, sighting = self.known[pair.known], self.listing[pair.seen]
        new_epoch = self.rules.new_epoch or item.other_epoch
        return compare(item, sighting, self.noise, new_epoch=new_epoch, own_pages=self.rules.own_pages)

    def _changes(self, pairs: Sequence[Pair], found: Mapping[int, Difference], people: Merged) -> Iterator[Change]:
        """Yield events in the order of the list."""
        owners = {pair.seen: people.owner(pair.known) for pair in pairs}
        for seen in self.alignment.seen:
            if seen in owners:
                yield from _change(owners[seen], seen, found[seen])
            elif seen not in self.alignment.by_seen:
                yield Change(kind="new", item=None, sighting=seen)

    def _revised(self, found: Mapping[int, Difference]) -> dict[int, Record]:
        new = {seen: content_of(self.listing[seen]) for seen in self.alignment.free_seen()}
        return new | {seen: one.revised for seen, one in found.items() if one.revised is not None}

    def _said(self, pair: Pair, people: Merged) -> Match:
        owner = people.owner(pair.known)
        is_other = owner is not self.known[pair.known]
        rule: Rule = "person" if is_other else pair.rule
        return Match(sighting=pair.seen, item=owner.id, rule=rule, score=pair.score, why=pair.why)


def _row(item: KnownItem) -> tuple[str, str | None, str | None, str | None]:
    return item.id, item.listed.title, item.listed.text, item.listed.url


def _returned(met: Mapping[str, KnownItem]) -> list[str]:
    return [id_ for id_, item in met.items() if item.status != "present"]


def _change(item: KnownItem, seen: int, difference: Difference) -> Iterator[Change]:
    if item.status == "removed":
        yield Change(kind="restored", item=item.id, sighting=seen, fields=difference.fields)
    elif difference.fields:
        yield Change(kind="edited", item=item.id, sighting=seen, fields=difference.fields, trivial=difference.trivial)
