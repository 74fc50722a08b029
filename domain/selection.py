"""What a receiving office makes of one item: marked, returned, adopted. Who may do what, level by level. Pure.

An office marks for itself; 推荐 hands an item on to the level above. What the level above did with it (passed on,
returned, adopted) holds the level below: it cannot take its 推荐 back, nor return the item. Its 已阅 and 备选 hold
nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.organisation import Role
from domain.submission import State

#: Characters of a reason, and stars of an item, at most.
LONGEST_REASON = 400
MOST_STARS = 5


class Mark(StrEnum):
    """What an office thinks of an item."""

    SEEN = "seen"  # 已阅: looked at, not chosen
    PICKED = "picked"  # 备选: inside the office only
    PASSED = "passed"  # 推荐: handed on to the level above


class Level(StrEnum):
    """Of a medium that publishes."""

    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


class Refusal(StrEnum):
    """Why an office may not."""

    READER = "reader"  # who acts only looks
    NOT_ACCEPTED = "not_accepted"  # refused, withdrawn or not complete: nothing to pass on or to publish
    RETURNED = "returned"  # it was returned and not mended yet
    LOCKED = "locked"  # the level above passed it on, returned or adopted it
    NO_REASON = "no_reason"
    WITHDRAWN = "withdrawn"  # there is nothing to return any more
    ADOPTED = "adopted"  # the office's own adoption says that it is passed
    NO_MEDIUM = "no_medium"
    NOT_REFUSED = "not_refused"  # there is nothing to take as accepted
    BUILT_ON = "built_on"  # it was passed on or published since
    NOT_LATER = "not_later"  # the time named is not after the deadline
    NOBODY = "nobody"  # no unit owes anything that day
    NO_WORDS = "no_words"  # what its sender worded would have no words
    CHANGED = "changed"  # somebody else has changed its words meanwhile
    HELD = "held"  # the level above has passed it on, returned, adopted or edited it
    UNKNOWN = "unknown"  # there is no such thing, or not in the reach of the office


@dataclass(frozen=True, kw_only=True)
class OfficeMark:
    """One office's mark; ``person_id``: who set it. ``mark`` None: only stars, category, theme or a note."""

    office_id: int
    mark: Mark | None
    person_id: int | None
    at: datetime
    stars: int = 0
    category: str = ""
    theme: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Return:
    """An item that an office asks to be mended. ``open``: not called off, and no replacement has come.

    ``uncounted``: it is taken out of the counts, because its content is wrong or not allowed.
    """

    id: int
    office_id: int
    reason: str
    uncounted: bool
    person_id: int | None
    at: datetime
    open: bool = True


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """A medium has published the item; recorded by an office. ``url`` empty: not known yet."""

    id: int
    office_id: int
    level: Level
    medium: str
    url: str
    on_day: date
    person_id: int | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Selected:
    """One item with all that offices did to it: one mark an office at most, open returns, adoptions in force."""

    number: int
    state: State
    marks: tuple[OfficeMark, ...] = ()
    returns: tuple[Return, ...] = ()
    adoptions: tuple[Adoption, ...] = ()

    def mark_of(self, office_id: int) -> OfficeMark | None:
        return next((mark for mark in self.marks if mark.office_id == office_id), None)

    def handed_on_by_others(self, office_id: int) -> tuple[OfficeMark, ...]:
        """The marks of other offices that this one hears of: 推荐 alone, the others stay inside their office."""
        return tuple(mark for mark in self.marks if mark.mark is Mark.PASSED and mark.office_id != office_id)


@dataclass(frozen=True, kw_only=True)
class Acting:
    """Who acts: in which role for which office, and which offices are ``above`` it."""

    office_id: int
    role: Role
    above: frozenset[int] = frozenset()


def locked(selected: Selected, above: Collection[int]) -> bool:
    """The level above passed it on, returned or adopted it."""
    passed = {mark.office_id for mark in selected.marks if mark.mark is Mark.PASSED}
    returned = {one.office_id for one in selected.returns}
    adopted = {one.office_id for one in selected.adoptions}
    return not (passed | returned | adopted).isdisjoint(above)


def refused_mark(selected: Selected, acting: Acting, mark: Mark | None) -> Refusal | None:
    """Why the office may not set this mark, None: take its mark off. The mark it has already is never refused."""
    if acting.role is not Role.SUPERVISOR:
        return Refusal.READER
    own = selected.mark_of(acting.office_id)
    before = own.mark if own else None
    if before is mark:
        return None
    if mark is Mark.PASSED:
        return _not_passable(selected)
    if before is Mark.PASSED and locked(selected, acting.above):
        return Refusal.LOCKED
    if before is Mark.PASSED and any(one.office_id == acting.office_id for one in selected.adoptions):
        return Refusal.ADOPTED
    return None


def refused_return(selected: Selected, acting: Acting, reason: str) -> Refusal | None:
    """Why the office may not return it. What is refused may be returned: its sender is asked for a better one."""
    if acting.role is not Role.SUPERVISOR:
        return Refusal.READER
    if not reason.strip():
        return Refusal.NO_REASON
    if selected.state in (State.WITHDRAWN, State.LOST, State.RECEIVING):
        return Refusal.WITHDRAWN
    if any(one.office_id == acting.office_id for one in selected.returns):
        return Refusal.RETURNED
    return Refusal.LOCKED if locked(selected, acting.above) else None


def refused_calling_off(selected: Selected, acting: Acting, return_id: int) -> Refusal | None:
    """Why the office may not call a return of its own off."""
    if acting.role is not Role.SUPERVISOR:
        return Refusal.READER
    own = (one for one in selected.returns if one.office_id == acting.office_id)
    return None if any(one.id == return_id for one in own) else Refusal.RETURNED


def refused_adoption(selected: Selected, acting: Acting, medium: str) -> Refusal | None:
    """Why the office may not record that a medium published it."""
    if acting.role is not Role.SUPERVISOR:
        return Refusal.READER
    if not medium.strip():
        return Refusal.NO_MEDIUM
    return _not_passable(selected)


def marked_by_adoption(selected: Selected, acting: Acting) -> Mark | None:
    """The mark that an adoption brings along: what was published is passed on. None: it has that already."""
    own = selected.mark_of(acting.office_id)
    return None if own is not None and own.mark is Mark.PASSED else Mark.PASSED


def same_adoption(selected: Selected, medium: str, url: str) -> Adoption | None:
    """The adoption by the same medium at the same address that is recorded already.

    One whose address was not known is the same: the address is added to it.
    """
    of_medium = [one for one in selected.adoptions if one.medium == medium]
    return next((one for one in of_medium if one.url == url or not one.url or not url), None)


def replaced(before: OfficeMark | None, mark: Mark | None, person_id: int) -> bool:
    """A mark of somebody else of the office gave way to this one: its maker is named in the answer."""
    other = before is not None and before.person_id not in (None, person_id)
    return before is not None and other and before.mark is not None and before.mark is not mark


def _not_passable(selected: Selected) -> Refusal | None:
    if selected.state is not State.ACCEPTED:
        return Refusal.NOT_ACCEPTED
    return Refusal.RETURNED if selected.returns else None
