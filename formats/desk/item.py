"""The page of one item as its template fills it in: what came, how it was judged, what offices made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.campaigns.campaign import Label
from domain.events import EventVerb
from domain.findings import Fact
from domain.obligation import Obligation, Standing, standing
from domain.selection import Level, Mark, Return
from domain.submission import State, Words
from formats.desk.allowing import AllowanceLine
from formats.desk.editing import ItemWording
from formats.desk.words import KEYS, STANDINGS
from formats.spoken import clock_text, day_text, local_date, moment_text
from formats.words import desk as words
from formats.words import item as said

_KILOBYTE, _MEGABYTE = 1000, 1_000_000
#: Events that are told by one sentence, whatever their details.
_PLAIN: Mapping[EventVerb, str] = {
    EventVerb.ASSIGNED: said.ASSIGNED,
    EventVerb.CAPTIONED: said.CAPTIONED,
    EventVerb.CAPTION_TAKEN_BACK: said.CAPTION_TAKEN_BACK,
    EventVerb.WITHDRAWN: said.WITHDRAWN,
    EventVerb.RESTORED: said.RESTORED,
    EventVerb.MOVED: said.MOVED,
    EventVerb.EDITED: said.EDITED,
    EventVerb.EDIT_ENDED: said.EDIT_ENDED,
    EventVerb.TAKEN: said.TAKEN,
    EventVerb.TAKING_ENDED: said.TAKING_ENDED,
    EventVerb.RETURN_CALLED_OFF: said.RETURN_CALLED_OFF,
    EventVerb.ADOPTION_REVOKED: said.ADOPTION_REVOKED,
}


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One finding in words. ``refuses``: it is why the item was refused; else it is advice."""

    text: str
    refuses: bool


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    at: str
    who: str
    what: str


@dataclass(frozen=True, kw_only=True)
class OwnMark:
    """What the office itself thinks of it. ``mark`` empty: none."""

    mark: str = ""
    name: str = ""
    stars: int = 0
    category: str = ""
    category_name: str = ""
    theme: str = ""
    theme_name: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReturnLine:
    """``open``: nothing came in its place; ``settled_by``: the number of what did, 0: none."""

    who: str
    at: str
    reason: str
    state: str
    open: bool
    uncounted: bool
    settled_by: int


@dataclass(frozen=True, kw_only=True)
class AdoptionLine:
    """``own``: recorded by the office that asks, which may revoke it. ``url`` empty: not known, or none to open."""

    id: int
    level: str
    medium: str
    day: str
    url: str
    who: str
    own: bool


@dataclass(frozen=True, kw_only=True)
class ItemContent:
    """What came. ``medium``: photo, video, text or file; ``campaign`` and ``day`` empty where it counts for no day."""

    number: int
    kind: str
    medium: str
    unit: str
    unit_code: str
    what: str
    title: str
    caption: str
    text: str
    alt: str
    state: str
    tone: str
    problems: tuple[Problem, ...]
    facts: tuple[tuple[str, str], ...]
    sender: str
    sent: str
    channel: str
    counts: str
    campaign: str
    campaign_title: str
    day: str
    pictured: bool
    stored: bool
    replaces: int | None
    words: Words


@dataclass(frozen=True, kw_only=True)
class ItemMade:
    """What offices made of it. ``no_pass``, ``no_return``, ``no_edit``: why the office cannot, in a sentence.

    They are empty where it can.
    """

    mark: OwnMark
    passed_by: tuple[str, ...]
    returns: tuple[ReturnLine, ...]
    own_return: bool
    adoptions: tuple[AdoptionLine, ...]
    history: tuple[HistoryLine, ...]
    no_pass: str
    no_return: str
    no_edit: str
    wording: ItemWording
    #: 按合格处理: what is in force, and whether the office may do so.
    taken: tuple[AllowanceLine, ...]
    may_take: bool


@dataclass(frozen=True, kw_only=True)
class AlikeLine:
    """``letter``: the office's own mark; ``here``: it is the item that the page is of."""

    number: int
    what: str
    pictured: bool
    letter: str
    here: bool


@dataclass(frozen=True, kw_only=True)
class ItemPage:
    """``before`` and ``after``: the numbers beside it. ``media`` to ``reasons``: the campaign's.

    ``alike``: the items of its stack, itself among them; empty where there is no other.
    """

    content: ItemContent
    made: ItemMade
    before: int | None
    after: int | None
    media: tuple[str, ...]
    categories: tuple[Label, ...]
    themes: tuple[Label, ...]
    reasons: tuple[str, ...]
    alike: tuple[AlikeLine, ...]
    today: str


def levels() -> tuple[tuple[str, str], ...]:
    return tuple((level.value, words.LEVELS[level]) for level in Level)


def marks() -> tuple[tuple[str, str, str], ...]:
    """Code, word and single key of each."""
    return tuple((mark.value, words.MARKS[mark], KEYS[mark]) for mark in Mark)


def done(code: str) -> str:
    """What a form did; empty of what is no such code."""
    return said.DONE.get(code, "")


def state_text(state: State, *, uncounted: bool) -> tuple[str, str]:
    """In words, and its tone."""
    text = said.STATES[state] + (f"，{said.UNCOUNTED}" if uncounted else "")
    return text, "good" if state is State.ACCEPTED and not uncounted else "bad" if state is State.REFUSED else "warn"


def facts_text(facts: Mapping[str, Fact], size: int) -> tuple[tuple[str, str], ...]:
    """As far as they were measured."""
    values: dict[str, str] = {}
    if facts.get("width") and facts.get("height"):
        values["size"] = f"{facts['width']}×{facts['height']}"
    measured = facts.get("bytes") or size
    if isinstance(measured, int | float) and measured:
        values["bytes"] = size_text(measured)
    for name, fact in facts.items():
        if name in said.FACTS and name not in values and fact not in (None, "", []):
            values[name] = _fact(name, fact)
    return tuple((label, values[name]) for name, label in said.FACTS.items() if name in values)


def size_text(size: float) -> str:
    return f"{size / _MEGABYTE:.1f} MB" if size >= _MEGABYTE / 10 else f"{max(size / _KILOBYTE, 0.1):.1f} KB"


def _fact(name: str, fact: Fact) -> str:
    if isinstance(fact, list):
        return "、".join(fact)
    if name == "duration" and isinstance(fact, int | float):
        minutes, seconds = divmod(round(fact), 60)
        return f"{minutes}:{seconds:02}"
    return str(fact)


def channel_text(channel: str, *, by_page: bool) -> str:
    name = said.CHANNELS.get(channel, channel)
    return said.BY_PAGE.format(channel=name) if by_page and name else name


def counts_text(obligation: Obligation | None, name: str, now: datetime) -> str:
    """11月9日（按时）, or the milestone's name. Before its deadline nobody is missing yet."""
    if obligation is None:
        return ""
    stands = standing(obligation)
    missing = stands is Standing.MISSING and now <= obligation.due_at
    how = said.UNMET if missing else STANDINGS[stands][0]
    return said.COUNTS.format(day=day_text(obligation.day) if obligation.daily else name, standing=how)


def by_text(person: str, office: str) -> str:
    return said.BY.format(person=person, office=office) if person else office


def at_text(moment: datetime, now: datetime) -> str:
    return clock_text(moment) if local_date(moment) == local_date(now) else moment_text(moment)


def return_line(one: Return, who: str, at: str, settled_by: int) -> ReturnLine:
    if one.open:
        state = said.RETURN_OPEN
    else:
        state = said.RETURN_SETTLED.format(number=settled_by) if settled_by else said.RETURN_OVER
    return ReturnLine(
        who=who,
        at=at,
        reason=one.reason,
        state=state,
        open=one.open,
        uncounted=one.uncounted,
        settled_by=settled_by,
    )


def event_text(verb: EventVerb, details: Mapping[str, str | int], *, own: bool) -> str:
    """What happened. Empty of what stays inside another office."""
    if verb is EventVerb.RECEIVED:
        state = str(details.get("state", ""))
        return said.RECEIVED.format(state=said.STATES[State(state)] if state in set(State) else "").rstrip("：")
    if verb is EventVerb.MARKED:
        return _marked(str(details.get("mark", "")), str(details.get("before_mark", "")), own=own)
    if verb is EventVerb.RETURNED:
        return said.RETURNED_UNCOUNTED if details.get("uncounted") else said.RETURNED
    if verb is EventVerb.ADOPTED:
        level = str(details.get("level", ""))
        return said.ADOPTED.format(level=words.LEVELS[Level(level)] if level in set(Level) else "")
    return _PLAIN[verb]


def _marked(mark: str, before: str, *, own: bool) -> str:
    passed = Mark.PASSED.value
    if not own and passed not in (mark, before):
        return ""
    if mark == before:
        return said.NOTED if own else ""
    if not mark or (not own and mark != passed):
        return said.MARK_OFF.format(mark=words.MARKS[Mark(before)])
    return said.MARKED.format(mark=words.MARKS[Mark(mark)])
