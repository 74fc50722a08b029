"""The units of a file beside the units that are known: the code, the name, or the people who come along. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.organisation import Organisation
from domain.roster.answering import Wanted
from domain.roster.identity import name_key
from domain.roster.pairs import Ground, OpenPair
from domain.roster.people_matching import People, served
from domain.roster.roster import OrganisationEntry, Roster
from domain.roster.settling import Link, Settled


@dataclass(frozen=True)
class Units:
    """``known`` are those in force, ``gone`` those that had left."""

    entries: Sequence[OrganisationEntry]
    known: Sequence[Organisation]
    gone: Sequence[Organisation]

    @cached_property
    def by_id(self) -> Mapping[int, Organisation]:
        return {unit.id: unit for unit in self.known}

    @cached_property
    def _coded(self) -> Mapping[str, int]:
        return {unit.code: unit.id for unit in self.known}

    @cached_property
    def _named(self) -> Mapping[str, int]:
        """By name; by an alias only when no other unit is called so."""
        names: dict[str, set[int]] = defaultdict(set)
        for unit in self.known:
            for alias in unit.aliases:
                names[name_key(alias)].add(unit.id)
        found = {name: ids.copy().pop() for name, ids in names.items() if len(ids) == 1}
        return found | {name_key(unit.name): unit.id for unit in self.known}

    @cached_property
    def links(self) -> Mapping[Link, set[Ground]]:
        links: dict[Link, set[Ground]] = defaultdict(set)
        for new, entry in enumerate(self.entries):
            if (by_code := self._coded.get(entry.code)) is not None:
                links[by_code, new].add(Ground.CODE)
            if (by_name := self._named.get(name_key(entry.name))) is not None:
                links[by_name, new].add(Ground.NAME)
        return links

    @cached_property
    def sure(self) -> frozenset[Link]:
        return frozenset(link for link, grounds in self.links.items() if len(grounds) == 2)

    def labels(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        olds = {unit.code: unit.id for unit in (*self.gone, *self.known)}
        return olds, {entry.code: new for new, entry in enumerate(self.entries)}

    def asked(self, settled: Settled, grounds: Mapping[Link, set[Ground]]) -> Iterator[OpenPair]:
        for old, new in settled.open:
            yield _pair(self.by_id[old], self.entries[new], tuple(sorted(grounds[old, new])))

    def returning(self, settled: Settled, wanted: Wanted) -> ReturningUnits:
        """Units that nobody else is and that had left: by name; by code alone only when it is said so."""
        by_code = {unit.code: unit for unit in self.gone}
        by_name = {name_key(unit.name): unit for unit in self.gone}
        busy = {*settled.pairs, *(new for _, new in settled.open)}
        found: dict[int, int] = {}
        asked: list[OpenPair] = []
        for new, entry in enumerate(self.entries):
            named, coded = by_name.get(name_key(entry.name)), by_code.get(entry.code)
            link = (coded.id, new) if coded else None
            if new in busy or (named is None and coded is None):
                continue
            if coded and link in wanted.units_same:
                found[new] = coded.id
            elif coded and coded != named and link not in wanted.units_different:
                asked.append(_pair(coded, entry, (Ground.CODE,)))
            elif named and named.id not in found.values() and link not in wanted.units_different:
                found[new] = named.id
        return ReturningUnits(found=found, asked=tuple(asked))


@dataclass(frozen=True, kw_only=True)
class ReturningUnits:
    """``found``: by place in the file, the id of the unit that had left. ``asked``: pairs to be answered."""

    found: Mapping[int, int]
    asked: tuple[OpenPair, ...]


def _pair(unit: Organisation, entry: OrganisationEntry, grounds: tuple[Ground, ...]) -> OpenPair:
    return OpenPair(
        old_id=unit.id,
        old=unit.code,
        new=entry.code,
        grounds=grounds,
        unit=True,
        old_name=unit.name,
        new_name=entry.name,
        row=entry.row,
        sheet=entry.sheet,
    )


@dataclass(frozen=True)
class Companions:
    """Units by the people who come along with them, where code and name do not agree on one."""

    roster: Roster
    units: Units
    known: People

    @cached_property
    def _settled(self) -> frozenset[int]:
        """Known units whose code and name are both in the file."""
        return frozenset(old for old, _ in self.units.sure)

    @cached_property
    def _ways(self) -> Mapping[int, set[str]]:
        """Of each known unit that is not settled: the codes where its people are now."""
        found: dict[int, set[str]] = defaultdict(set)
        if len(self._settled) == len(self.units.known):
            return found
        for (old, new), grounds in self.known.links({}).items():
            if grounds & {Ground.ACCOUNT, Ground.PHONE}:
                for unit in served(self.known.by_id[old]):
                    if unit not in self._settled:
                        found[unit].update(code for code, _ in self.roster.people[new].duties)
        return found

    @cached_property
    def _names(self) -> Mapping[int, set[str]]:
        """The same by their names alone, where neither unit's code or name is to be found: that is asked about."""
        found: dict[int, set[str]] = defaultdict(set)
        lost = {unit.id for unit in self.units.known}.difference(old for old, _ in self.units.links)
        if not lost:
            return found
        found_again = {self.roster.organisations[new].code for _, new in self.units.links}
        bearing: dict[str, set[int]] = defaultdict(set)
        for person in self.known.here:
            bearing[name_key(person.name)].update(lost.intersection(served(person)))
        for entry in self.roster.people:
            for unit in bearing.get(name_key(entry.name), ()):
                found[unit].update(code for code, _ in entry.duties if code not in found_again)
        return found

    @cached_property
    def links(self) -> frozenset[Link]:
        settled = {new for _, new in self.units.sure}
        places = {e.code: new for new, e in enumerate(self.roster.organisations) if new not in settled}
        return frozenset(
            (old, places[code])
            for ways in (self._ways, self._names)
            for old, codes in ways.items()
            for code in codes
            if code in places
        )

    def weak(self, claimed: Mapping[Link, set[Ground]], denied: Collection[Link]) -> frozenset[Link]:
        """Those that too little speaks for. ``denied``: links that the operator says do not hold.

        People alone: of names only, of units of another kind, or who have gone several ways. A code alone: where
        the kind and everybody are others, it may have been given to another unit; who denies what else a unit may be
        knows that.
        """
        denied_olds, denied_news = {old for old, _ in denied}, {new for _, new in denied}
        return frozenset(
            (old, new)
            for (old, new), grounds in claimed.items()
            if (grounds == {Ground.PEOPLE} and self._went_elsewhere(old, new))
            or (
                grounds == {Ground.CODE}
                and old not in denied_olds
                and new not in denied_news
                and self._replaced(old, new)
            )
        )

    def _went_elsewhere(self, old: int, new: int) -> bool:
        entry, ways = self.roster.organisations[new], self._ways.get(old, ())
        return entry.kind != self.units.by_id[old].kind or entry.code not in ways or len(ways) > 1

    def _replaced(self, old: int, new: int) -> bool:
        if self.roster.organisations[new].kind == self.units.by_id[old].kind:
            return False
        now = self._people_now.get(self.roster.organisations[new].code, set())
        before = self._people_before.get(old, set())
        return bool(now) and bool(before) and not now & before

    @cached_property
    def _people_now(self) -> Mapping[str, set[str]]:
        """Code in the file → names."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.roster.people:
            for code, _ in entry.duties:
                found[code].add(name_key(entry.name))
        return found

    @cached_property
    def _people_before(self) -> Mapping[int, set[str]]:
        """Known unit → names."""
        found: dict[int, set[str]] = defaultdict(set)
        for person in self.known.here:
            for unit in served(person):
                found[unit].add(name_key(person.name))
        return found
