"""A unit's page as its template fills it in: days and milestones with what was sent, people, exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.abilities import Abilities
from domain.fate import Fate
from domain.findings import Finding, Kind, Level
from domain.obligation import Obligation, Standing, standing
from domain.selection import Mark
from domain.submission import State
from formats.desk.allowing import AllowanceLine
from formats.desk.people import PersonLine
from formats.desk.week import TONES
from formats.desk.words import DAYS_OF_THE_WEEK, MARKS, NOT_OPEN, NOT_YET, STANDINGS
from formats.fates import page_lines
from formats.findings.finding import worded
from formats.spoken import clipped, clock_text, day_text, kind_name, moment_text

#: An office reads findings on a page, where nothing can be sent.
_PAGE = Abilities()
_STATES: Mapping[State, str] = {
    State.RECEIVING: "正在检验",
    State.UNASSIGNED: "没说单位",
    State.INCOMPLETE: "缺说明",
    State.ACCEPTED: "合格",
    State.REFUSED: "不合格",
    State.WITHDRAWN: "已撤回",
    State.LOST: "没有收到文件",
}
#: Characters of what an item is called.
_LONGEST = 60


@dataclass(frozen=True, kw_only=True)
class UnitItemLine:
    """``state``: its code, ``said``: in a word; ``problem``: why it is refused; ``fates``: what offices made of it.

    ``letter``: the office's own mark.
    """

    number: int
    kind: str
    what: str
    at: str
    state: str
    said: str
    problem: str
    pictured: bool
    letter: str
    fates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class UnitOwed:
    """A report day, or a milestone. ``day``: where exceptions can be given; ``nudged``: its liaisons can be chased."""

    anchor: str
    name: str
    due: str
    tone: str
    letter: str
    said: str
    day: date | None
    proposed: str
    missing: bool
    items: tuple[UnitItemLine, ...]


@dataclass(frozen=True, kw_only=True)
class UnitNudgeLine:
    """``what`` was chased; ``who`` is empty where that is not known."""

    at: str
    what: str
    who: str


@dataclass(frozen=True, kw_only=True)
class UnitAdopted:
    """An item that media published, with what is said of it."""

    number: int
    what: str
    said: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class UnitPage:
    """``above``: what it stands under, empty where that is not in reach. ``days`` and ``once``: what it owes.

    ``nudges``: who chased it for what, the latest first. ``website``: its address, empty where none was sent;
    ``answered``: what it answered when, where that was asked.
    ``figures``: how much of what in the campaign.
    """

    code: str
    name: str
    kind: str
    line: str
    above: str
    listed: bool
    campaign: str
    title: str
    campaigns: tuple[tuple[str, str], ...]
    people: tuple[PersonLine, ...]
    days: tuple[UnitOwed, ...]
    once: tuple[UnitOwed, ...]
    allowances: tuple[AllowanceLine, ...]
    nudges: tuple[UnitNudgeLine, ...]
    website: str
    answered: str
    figures: tuple[tuple[str, int], ...]
    adopted: tuple[UnitAdopted, ...]
    at: str


def adopted(items: Sequence[UnitItemLine]) -> tuple[UnitAdopted, ...]:
    """Those that media published, in the order given."""
    found = []
    for item in items:
        said = tuple(text for text, what in item.fates if what == "adopted")
        if said:
            found.append(UnitAdopted(number=item.number, what=item.what, said=said))
    return tuple(found)


def item_line(
    *,
    number: int,
    kind: Kind,
    what: str,
    at: datetime,
    state: State,
    uncounted: bool,
    findings: Sequence[Finding],
    pictured: bool,
    mark: Mark | None,
    fate: Fate | None,
) -> UnitItemLine:
    wrong = [one for one in findings if one.level is not Level.ADVICE] if state is State.REFUSED else []
    return UnitItemLine(
        number=number,
        kind=kind_name(kind),
        what=clipped(what, _LONGEST),
        at=moment_text(at),
        state=state.value,
        said=_STATES[state] + ("，不计入报送" if uncounted else ""),
        problem=worded(wrong[0], _PAGE).problem if wrong else "",
        pictured=pictured,
        letter=MARKS[mark][1] if mark else "",
        fates=tuple(page_lines(fate)) if fate else (),
    )


def owed_day(owed: Obligation, items: Sequence[UnitItemLine], *, now: datetime, proposed: str) -> UnitOwed:
    tone, letter, said = _stands(owed, now=now, at=clock_text(owed.met_at, owed.day) if owed.met_at else "")
    due = clock_text(owed.due_at)
    return UnitOwed(
        anchor=f"d{owed.day}",
        name=f"{day_text(owed.day)} {DAYS_OF_THE_WEEK[owed.day.weekday()]}",
        due=f"延时到 {due}" if owed.extended else f"{due} 截止",
        tone=tone,
        letter=letter,
        said=said,
        day=owed.day,
        proposed=proposed,
        missing=_may_be_chased(owed, now),
        items=tuple(items),
    )


def owed_once(owed: Obligation, name: str, items: Sequence[UnitItemLine], *, now: datetime) -> UnitOwed:
    tone, letter, said = _stands(owed, now=now, at=moment_text(owed.met_at) if owed.met_at else "")
    return UnitOwed(
        anchor=f"m-{owed.item}",
        name=name,
        due=f"{day_text(owed.day)} 截止",
        tone=tone,
        letter=letter,
        said=said,
        day=None,
        proposed="",
        missing=False,
        items=tuple(items),
    )


def _stands(owed: Obligation, *, now: datetime, at: str) -> tuple[str, str, str]:
    """Colour, letter and words; before its deadline nobody is missing."""
    stands = standing(owed)
    if stands is Standing.MISSING and now <= owed.due_at:
        if owed.extended:
            stands = Standing.WAITING
        elif now < owed.opens_at:
            return "", NOT_OPEN, "未到"
        else:
            return "open", NOT_YET[0], NOT_YET
    name, letter = STANDINGS[stands]
    return TONES[stands], letter, f"{name} {at}".rstrip()


def _may_be_chased(owed: Obligation, now: datetime) -> bool:
    return standing(owed) is Standing.MISSING and owed.open_at(now)
