"""The people of a file beside the people who are known: an account, a telephone, or the name within a unit. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from domain.organisation import Person
from domain.roster.identity import mobile, name_key, numbers_of
from domain.roster.pairs import Ground, OpenPair
from domain.roster.roster import PersonEntry
from domain.roster.settling import Link, Settled


@dataclass(frozen=True)
class People:
    """``channels``: those whose accounts a roster names; the rehearsal's, which everybody has, prove nothing."""

    entries: Sequence[PersonEntry]
    known: Sequence[Person]
    channels: frozenset[str]

    @cached_property
    def by_id(self) -> Mapping[int, Person]:
        return {person.id: person for person in self.known}

    @cached_property
    def here(self) -> Sequence[Person]:
        """Those who serve, or whose account still speaks."""
        return [person for person in self.known if self._is_here(person)]

    def _is_here(self, person: Person) -> bool:
        return bool(person.duties) or any(account.channel in self.channels for account in person.accounts)

    def links(self, units: Mapping[str, int]) -> dict[Link, set[Ground]]:
        """``units``: code in the file → known id."""
        by_key: dict[tuple[Ground, object], list[int]] = defaultdict(list)
        for person in self.here:
            for key in _keys(person.accounts, person.phone, person.name, served(person)):
                by_key[key].append(person.id)
        links: dict[Link, set[Ground]] = defaultdict(set)
        for new, entry in enumerate(self.entries):
            serving = (units[code] for code, _ in entry.duties if code in units)
            for key in _keys(entry.accounts, entry.phone, entry.name, serving):
                for old in by_key.get(key, ()):
                    links[old, new].add(key[0])
        return {link: grounds for link, grounds in links.items() if self._speaks(link, grounds)}

    def _speaks(self, link: Link, grounds: set[Ground]) -> bool:
        """An office's telephone alone speaks for nobody."""
        if grounds != {Ground.PHONE} or self._same_name(link):
            return True
        common = {*numbers_of(self.by_id[link[0]].phone)} & {*numbers_of(self.entries[link[1]].phone)}
        return any(mobile(number) for number in common)

    def _same_name(self, link: Link) -> bool:
        return name_key(self.by_id[link[0]].name) == name_key(self.entries[link[1]].name)

    def sure(self, links: Mapping[Link, set[Ground]]) -> frozenset[Link]:
        """The name is the same, and an account or a telephone."""
        strong = {Ground.ACCOUNT, Ground.PHONE}
        return frozenset(link for link, grounds in links.items() if grounds & strong and self._same_name(link))

    def returned(self, settled: Settled) -> Settled:
        """Who had left and comes back is who they were when name and telephone say so; nothing was kept for them."""
        busy = {*settled.pairs, *(new for _, new in settled.open)}
        gone: dict[tuple[str, str], list[int]] = defaultdict(list)
        for person in self.known:
            if not self._is_here(person):
                for number in numbers_of(person.phone):
                    gone[name_key(person.name), number].append(person.id)
        pairs = dict(settled.pairs)
        taken: set[int] = set()
        for new, entry in enumerate(self.entries):
            candidates = {i for n in numbers_of(entry.phone) for i in gone.get((name_key(entry.name), n), ())} - taken
            if candidates and new not in busy:
                pairs[new] = min(candidates)
                taken.add(pairs[new])
        return Settled(pairs=pairs, open=settled.open)

    def labels(self) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Somebody of several units may be called by any of them."""
        olds = ((p.id, p.name, [d.organisation.code for d in p.duties]) for p in self.here)
        news = ((n, e.name, [code for code, _ in e.duties]) for n, e in enumerate(self.entries))
        return {**_by_any(olds), **self._old_labels}, {**_by_any(news), **self._new_labels}

    @cached_property
    def _old_labels(self) -> Mapping[str, int]:
        return _labels((p.id, p.name, [d.organisation.code for d in p.duties], p.phone) for p in self.here)

    @cached_property
    def _new_labels(self) -> Mapping[str, int]:
        return _labels((n, e.name, [code for code, _ in e.duties], e.phone) for n, e in enumerate(self.entries))

    def asked(self, settled: Settled, grounds: Mapping[Link, set[Ground]]) -> Iterator[OpenPair]:
        if not settled.open:
            return
        olds = {id_: label for label, id_ in self._old_labels.items()}
        news = {id_: label for label, id_ in self._new_labels.items()}
        for old, new in settled.open:
            entry = self.entries[new]
            yield OpenPair(
                old_id=old,
                old=olds[old],
                new=news[new],
                grounds=tuple(sorted(grounds[old, new])),
                unit=False,
                old_name=self.by_id[old].name,
                new_name=entry.name,
                row=entry.row,
                sheet=entry.sheet,
            )


def served(person: Person) -> Iterator[int]:
    return (duty.organisation.id for duty in person.duties)


def _keys(accounts: Iterable[object], phone: str, name: str, served: Iterable[int]) -> set[tuple[Ground, object]]:
    keys: set[tuple[Ground, object]] = {(Ground.ACCOUNT, account) for account in accounts}
    keys |= {(Ground.PHONE, number) for number in numbers_of(phone)}
    named = name_key(name)
    return keys | {(Ground.NAME, (named, unit)) for unit in served}


def _by_any(named: Iterable[tuple[int, str, Sequence[str]]]) -> dict[str, int]:
    return {f"{name_key(name)}@{code}": id_ for id_, name, codes in named for code in codes}


def _labels(named: Iterable[tuple[int, str, Sequence[str], str]]) -> dict[str, int]:
    """``甲@S001``; with the telephone, then a number, where that is not clear."""
    labels: dict[str, int] = {}
    for id_, name, codes, phone in named:
        label = f"{name_key(name)}@{codes[0] if codes else ''}"
        if label in labels and phone:
            label = f"{label}/{phone}"
        places = 2
        clear = label
        while clear in labels:
            clear = f"{label}#{places}"
            places += 1
        labels[clear] = id_
    return labels
