"""The units of a file beside the units that are known: the code, the name, or the people who come along. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.organisation import Organisation
from domain.roster.identity import name_key
from domain.roster.pairs import Ground, OpenPair
from domain.roster.people_matching import People, served
from domain.roster.roster import OrganisationEntry, Roster
from domain.roster.settling import Link, Settled


@dataclass(frozen=True)
class Units:
    entries: Sequence[OrganisationEntry]
    known: Sequence[Organisation]

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
        return {u.code: u.id for u in self.known}, {e.code: n for n, e in enumerate(self.entries)}

    def asked(self, settled: Settled, grounds: Mapping[Link, set[Ground]]) -> Iterator[OpenPair]:
        for old, new in settled.open:
            unit, entry = self.by_id[old], self.entries[new]
            yield OpenPair(
                old_id=old,
                old=unit.code,
                new=entry.code,
                grounds=tuple(sorted(grounds[old, new])),
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
    def _ways(self) -> Mapping[int, set[str]]:
        """Of each known unit whose code and name are not both in the file: the codes where its people are now."""
        settled = {old for old, _ in self.units.sure}
        found: dict[int, set[str]] = defaultdict(set)
        if len(settled) == len(self.units.known):
            return found
        for (old, new), grounds in self.known.links({}).items():
            if grounds & {Ground.ACCOUNT, Ground.PHONE}:
                for unit in served(self.known.by_id[old]):
                    if unit not in settled:
                        found[unit].update(code for code, _ in self.roster.people[new].duties)
        return found

    @cached_property
    def links(self) -> frozenset[Link]:
        settled = {new for _, new in self.units.sure}
        places = {e.code: new for new, e in enumerate(self.roster.organisations) if new not in settled}
        return frozenset((old, places[code]) for old, codes in self._ways.items() for code in codes if code in places)

    def weak(self, claimed: Mapping[Link, set[Ground]]) -> frozenset[Link]:
        """Those that nothing else speaks for, of units of another kind, or whose people have gone several ways."""
        entries = self.roster.organisations
        return frozenset(
            (old, new)
            for old, new in self.links
            if claimed.get((old, new)) == {Ground.PEOPLE}
            and (entries[new].kind != self.units.by_id[old].kind or len(self._ways[old]) > 1)
        )
