"""How far one office sees: the one way in which a query of the desk gets its area. Pure.

It is a condition that a query joins on (``storage.desk.area``), never a list of ids: a province has 20,000 units.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.campaigns.campaign import Line
from domain.organisation import Organisation, Person, Role


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a person sees and may do as ``office``.

    ``passed_by``: ids of the offices of other lines that pass their items on to this one; ``above``: of all that are
    a level, or several, above it.
    """

    office: Organisation
    person_id: int
    role: Role
    passed_by: frozenset[int] = frozenset()
    above: frozenset[int] = frozenset()

    @property
    def everything(self) -> bool:
        """No office above and no line: every organisation there is."""
        return self.office.parent_id is None and not self.office.line

    @property
    def line(self) -> str:
        """The whole line that is seen beside what is below the office; empty: none."""
        return self.office.line if self.office.parent_id is None else ""

    @property
    def acts(self) -> bool:
        """Marks, returns and adopts; a reader only looks."""
        return self.role is Role.SUPERVISOR


class PersonRefusal(StrEnum):
    """Why an office may not change who somebody is, or who serves a unit."""

    READER = "reader"  # who acts only looks
    UNKNOWN = "unknown"  # there is nobody of that number, or not in reach
    NOT_YOURS = "not_yours"  # they serve beyond the reach, the office itself, or are who acts
    INCOMPLETE = "incomplete"  # name or telephone is missing
    ALREADY = "already"  # they serve the unit already


def refused_person(
    reach: Reach, person_id: int, duties: Iterable[tuple[int, Role]], *, elsewhere: bool
) -> PersonRefusal | None:
    """Why the office may not take somebody's accounts or give them another code. ``duties``: those in reach."""
    if not reach.acts:
        return PersonRefusal.READER
    top = reach.office.parent_id is None
    colleague = any(organisation == reach.office.id and role is not Role.LIAISON for organisation, role in duties)
    if elsewhere or person_id == reach.person_id or (colleague and not top):
        return PersonRefusal.NOT_YOURS
    return None


def offices(person: Person) -> tuple[tuple[Organisation, Role], ...]:
    """The offices somebody may be at the desk for, the higher first."""
    served = [(office, Role.SUPERVISOR) for office in person.supervises]
    served += [(office, Role.READER) for office in person.reads_for]
    return tuple(sorted(served, key=lambda one: (one[0].parent_id is not None, bool(one[0].line), one[0].id)))


def office_named(person: Person, code: str) -> tuple[Organisation, Role] | None:
    """The office of that code, without one the highest; None when it is not among the person's."""
    served = offices(person)
    if not code:
        return served[0] if served else None
    return next((one for one in served if one[0].code == code), None)


def handed_on(lines: Iterable[Line], names: Sequence[str]) -> tuple[str, ...]:
    """The names of the offices whose items go on to an office of these names: across the lines (人社 → 教育)."""
    return tuple(dict.fromkeys(line.receiver for line in lines if line.passes_to_office in names))


def hands_on_to(lines: Iterable[Line], names: Sequence[str]) -> tuple[str, ...]:
    """The names of the offices of other lines that an office of these names hands its items on to."""
    return tuple(
        dict.fromkeys(line.passes_to_office for line in lines if line.passes_to_office and line.receiver in names)
    )
