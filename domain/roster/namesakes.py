"""People of one name in several units of a file: one person, or several? Pure.

Where telephones and accounts do not say it, the roster in force does: one known person serves both units, or two do.
Where that says nothing either, the pair is open: a wrong guess would let somebody speak for another's unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from domain.organisation import Account, Person
from domain.roster.identity import BETWEEN, name_key, numbers_of
from domain.roster.pairs import Answers, Ground, OpenPair
from domain.roster.people_matching import served
from domain.roster.roster import PersonEntry, Roster

#: So many are asked about for one entry; where that is not all, the others once these are answered.
_AT_ONCE = 5
#: What somebody of the roster in force is found by: a unit's id, an account, a telephone.
Key = int | Account | str


@dataclass(frozen=True, kw_only=True)
class DistinctPeople:
    """``roster``: each person once, as far as is known. ``open``: who may be one. ``answers``: those left over."""

    roster: Roster
    open: tuple[OpenPair, ...]
    answers: Answers


def joined(roster: Roster, here: Iterable[Person], units: Mapping[str, int], answers: Answers) -> DistinctPeople:
    """``here``: who serves or is bound; ``units``: code in the file → known id."""
    alike: dict[str, list[PersonEntry]] = defaultdict(list)
    for entry in roster.people:
        alike[name_key(entry.name)].append(entry)
    several = {name: entries for name, entries in alike.items() if len(entries) > 1}
    known: dict[str, list[Person]] = {name: [] for name in several}
    for person in here if several else ():
        if (name := name_key(person.name)) in known:
            known[name].append(person)
    said = _Said(answers)
    told = [_Telling(known[name], units, said).tell(entries) for name, entries in several.items()]
    first = {id(one.entries[0]): one.together() for telling in told for one in telling.people}
    merged = {id(entry) for telling in told for one in telling.people for entry in one.entries[1:]}
    people = tuple(first.get(id(entry), entry) for entry in roster.people if id(entry) not in merged)
    return DistinctPeople(
        roster=replace(roster, people=people),
        open=tuple(pair for telling in told for pair in telling.open),
        answers=said.left(_label(entry) for entries in several.values() for entry in entries),
    )


@dataclass
class _One:
    """What a file says of one person. ``known``: who of the roster in force they are."""

    entries: list[PersonEntry]
    numbers: set[str] = field(default_factory=set)
    known: int | None = None

    def together(self) -> PersonEntry:
        if len(self.entries) == 1:
            return self.entries[0]
        numbers = (number for entry in self.entries for number in numbers_of(entry.phone))
        return replace(
            self.entries[0],
            phone=BETWEEN.join(dict.fromkeys(numbers)),
            duties=tuple(dict.fromkeys(duty for entry in self.entries for duty in entry.duties)),
            accounts=tuple(dict.fromkeys(account for entry in self.entries for account in entry.accounts)),
            absent=frozenset.intersection(*(entry.absent for entry in self.entries)),
        )


class _Said:
    """The operator's answers, by either label of a pair."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.same, self.different = _both_ways(answers.same), _both_ways(answers.different)

    def left(self, labels: Iterable[str]) -> Answers:
        """The answers that are not about two of these."""
        known = set(labels)

        def others(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
            return tuple(pair for pair in pairs if not known.issuperset(map(name_key, pair)))

        return Answers(same=others(self._answers.same), different=others(self._answers.different))


def _both_ways(pairs: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in (map(name_key, pair) for pair in pairs):
        partners[one].add(other)
        partners[other].add(one)
    return partners


class _Telling:
    """The entries of one name told apart, one after the other."""

    def __init__(self, known: Sequence[Person], units: Mapping[str, int], said: _Said) -> None:
        self._known, self._units, self._said = _indexed(known), units, said
        self.people: list[_One] = []
        #: By whether they have a telephone, and whether they are known when the file names them first.
        self._kinds: dict[tuple[bool, bool], list[_One]] = defaultdict(list)
        self.open: list[OpenPair] = []
        self._by_known: dict[int, _One] = {}
        self._by_label: dict[str, _One] = {}

    def tell(self, entries: Iterable[PersonEntry]) -> _Telling:
        for entry in entries:
            one = _One([entry], set(numbers_of(entry.phone)), self._who(entry))
            same = self._same(one)
            if same is None:
                self._ask(one)
                self.people.append(one)
                self._kinds[bool(one.numbers), one.known is not None].append(one)
            else:
                same.entries.append(entry)
                same.numbers |= one.numbers
                same.known = one.known if same.known is None else same.known
                one = same
            self._by_label[_label(entry)] = one
            if one.known is not None:
                self._by_known.setdefault(one.known, one)
        return self

    def _same(self, one: _One) -> _One | None:
        labels = self._said.same.get(_label(one.entries[0]), ())
        answered = [self._by_label[label] for label in labels if label in self._by_label]
        known = [self._by_known[one.known]] if one.known in self._by_known else []
        return next((other for other in (*answered, *known) if not (one.numbers and other.numbers)), None)

    def _ask(self, one: _One) -> None:
        """About those before it that it may be, few at once."""
        apart = self._said.different.get(_label(one.entries[0]), set())
        unsaid = (o for o in self._candidates(one) if not apart.intersection(map(_label, o.entries)))
        self.open += [_pair(other.entries[0], one.entries[0]) for other in islice(unsaid, _AT_ONCE)]

    def _candidates(self, one: _One) -> Iterator[_One]:
        """Two telephones, and two who are known, are two people."""
        for (called, known), others in self._kinds.items():
            if not (one.numbers and called) and not (one.known is not None and known):
                # Those who were joined meanwhile may have a telephone by now.
                yield from (other for other in others if not (one.numbers and other.numbers))

    def _who(self, entry: PersonEntry) -> int | None:
        """Who of the roster in force this is by unit, account or telephone; None where several may be, or nobody."""
        numbers = set(numbers_of(entry.phone))
        units = {self._units[code] for code, _ in entry.duties if code in self._units}
        keys: list[Key] = [*units, *entry.accounts, *numbers]
        found = {
            person.id
            for key in keys
            for person in self._known.get(key, ())
            if key not in units or _agree(numbers, set(numbers_of(person.phone)))
        }
        return found.pop() if len(found) == 1 else None


def _indexed(people: Iterable[Person]) -> Mapping[Key, list[Person]]:
    found: dict[Key, list[Person]] = defaultdict(list)
    for person in people:
        keys: set[Key] = {*served(person), *person.accounts, *numbers_of(person.phone)}
        for key in keys:
            found[key].append(person)
    return found


def _agree(numbers: set[str], others: set[str]) -> bool:
    return not numbers or not others or bool(numbers & others)


def _label(entry: PersonEntry) -> str:
    """``甲@S001:7``: with the row, so that it is nobody of the roster in force."""
    return name_key(_shown(entry))


def _shown(entry: PersonEntry) -> str:
    code = entry.duties[0][0] if entry.duties else ""
    return f"{name_key(entry.name)}@{code}:{entry.row}"


def _pair(old: PersonEntry, new: PersonEntry) -> OpenPair:
    return OpenPair(
        old_id=None,
        old=_shown(old),
        new=_shown(new),
        grounds=(Ground.NAME,),
        unit=False,
        old_name=old.name,
        new_name=new.name,
        row=new.row,
        sheet=new.sheet,
        old_row=old.row,
        old_sheet=old.sheet,
    )
