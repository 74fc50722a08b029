"""Which known unit and person each of a file is, and where two readings are possible. Pure.

A unit is known by its code, else by its name, else by the people who come along with it; a person by an account, else
by a telephone, else by the name within a unit. Where one thing speaks for one and another for somebody else, nothing is
guessed: the pair is open until an answer says ``same`` or ``different``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.organisation import Organisation, Person
from domain.roster.answering import NOTHING_WANTED, Wanted, answered
from domain.roster.namesakes import joined
from domain.roster.pairs import Answers, Ground, OpenPair
from domain.roster.people_matching import People
from domain.roster.roster import Roster
from domain.roster.settling import Settled, settle
from domain.roster.unit_matching import Companions, Units


@dataclass(frozen=True, kw_only=True)
class Matches:
    """By place in ``roster``: the known unit's and person's id. ``returning`` are units that had left the roster.

    ``roster``: the file's, each person once.

    ``unknown``: answers about pairs that do not exist.
    """

    roster: Roster
    units: Mapping[int, int]
    returning: Mapping[int, int]
    people: Mapping[int, int]
    open: tuple[OpenPair, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()


def matched(
    roster: Roster,
    organisations: Sequence[Organisation],
    unlisted: Sequence[Organisation],
    people: Sequence[Person],
    answers: Answers,
) -> Matches:
    """``organisations`` are those in force, ``people`` also those who have left."""
    channels = frozenset(column.channel for column in roster.columns.accounts)
    known = People(roster.people, people, channels)
    units = Units(roster.organisations, organisations, unlisted)
    wanted = _wanted(answers, units, known)
    settled_units, open_units = _settled_units(Companions(roster, units, known), wanted)
    returning = units.returning(settled_units, wanted)
    codes = {roster.organisations[new].code: old for new, old in settled_units.pairs.items()}
    namesakes = joined(roster, known.here, codes, answers)
    known = People(namesakes.roster.people, people, channels)
    wanted = _wanted(namesakes.answers, units, known)
    links = known.links(codes)
    settled = settle(links, known.sure(links), same=wanted.people_same, different=wanted.people_different)
    settled = known.returned(settled)
    return Matches(
        roster=namesakes.roster,
        units=settled_units.pairs,
        returning=returning.found,
        people=settled.pairs,
        open=(*open_units, *returning.asked, *namesakes.open, *known.asked(settled, links)),
        unknown=wanted.unknown,
    )


def _settled_units(companions: Companions, wanted: Wanted) -> tuple[Settled, Iterable[OpenPair]]:
    units = companions.units
    links = {link: set(grounds) for link, grounds in units.links.items()}
    for link in companions.links:
        links.setdefault(link, set()).add(Ground.PEOPLE)
    settled = settle(
        links,
        units.sure,
        same={link for link in wanted.units_same if link[0] in units.by_id},
        different=wanted.units_different,
        weak=companions.weak(links, wanted.units_different),
    )
    return settled, units.asked(settled, links)


def _wanted(answers: Answers, units: Units, people: People) -> Wanted:
    return answered(answers, units.labels(), people.labels()) if answers.same or answers.different else NOTHING_WANTED
