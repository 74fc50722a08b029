"""Which known unit and person each of a file is, and where two readings are possible. Pure.

A unit is known by its code, else by its name, else by the people who come along with it; a person by an account, else
by a telephone, else by the name within a unit. Where one thing speaks for one and another for somebody else, nothing is
guessed: the pair is open until an answer says ``same`` or ``different``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.organisation import Organisation, Person
from domain.roster.answering import NOTHING_WANTED, answered
from domain.roster.pairs import Answers, Ground, OpenPair
from domain.roster.people_matching import People
from domain.roster.roster import OrganisationEntry, Roster
from domain.roster.settling import Settled, settle
from domain.roster.unit_matching import Companions, Units


@dataclass(frozen=True, kw_only=True)
class Matches:
    """By place in the file: the known unit's and person's id. ``returning`` are units that had left the roster.

    ``unknown``: answers about pairs that do not exist.
    """

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
    known = People(roster.people, people, frozenset(column.channel for column in roster.columns.accounts))
    units = Units(roster.organisations, organisations)
    asked = bool(answers.same or answers.different)
    wanted = answered(answers, units.labels(), known.labels()) if asked else NOTHING_WANTED
    companions = Companions(roster, units, known)
    unit_links = {link: set(grounds) for link, grounds in units.links.items()}
    for link in companions.links:
        unit_links.setdefault(link, set()).add(Ground.PEOPLE)
    settled_units = settle(
        unit_links,
        units.sure,
        same=wanted.units_same,
        different=wanted.units_different,
        weak=companions.weak(unit_links),
    )
    codes = {roster.organisations[new].code: old for new, old in settled_units.pairs.items()}
    links = known.links(codes)
    settled = settle(links, known.sure(links), same=wanted.people_same, different=wanted.people_different)
    settled = known.returned(settled)
    return Matches(
        units=settled_units.pairs,
        returning=_returning(roster.organisations, settled_units, unlisted),
        people=settled.pairs,
        open=(*units.asked(settled_units, unit_links), *known.asked(settled, links)),
        unknown=wanted.unknown,
    )


def _returning(
    entries: Sequence[OrganisationEntry], settled: Settled, unlisted: Sequence[Organisation]
) -> dict[int, int]:
    """Units that nobody else is, under the code of one that had left."""
    by_code = {unit.code: unit.id for unit in unlisted}
    open_ = {new for _, new in settled.open}
    return {
        new: by_code[entry.code]
        for new, entry in enumerate(entries)
        if entry.code in by_code and new not in settled.pairs and new not in open_
    }
