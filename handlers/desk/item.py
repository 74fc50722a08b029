"""One item as an office sees it: gathered once for its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import editing, selection
from domain.abilities import Abilities
from domain.allowance import refused_for_item
from domain.campaigns.campaign import Campaign
from domain.findings import Finding, Kind
from domain.findings.found import Earlier
from domain.personal import without_personal_numbers
from domain.reach import Reach
from domain.selection import Acting, Adoption, Mark, OfficeMark, Refusal, Return, Selected
from domain.submission import State, Submission, errors
from formats.chat import selecting as chat
from formats.chat.selecting import Refused
from formats.desk import item as views
from formats.desk.allowing import AllowanceLine, taken_line
from formats.desk.editing import wording
from formats.desk.item import AdoptionLine, HistoryLine, ItemContent, ItemMade, ItemPage, OwnMark, Problem
from formats.desk.words import RETURN_REASONS
from formats.findings.finding import worded
from formats.spoken import kind_name, moment_text
from formats.words import desk as desk_words
from formats.words import item as words
from handlers.context import Context
from handlers.desk import alike
from handlers.desk.marking import acting_of
from storage import people, returns
from storage.desk import allowances, items, offices
from storage.desk import item as queries
from storage.desk.allowances import DayAllowance
from storage.desk.item import ItemEventRow, ItemOrigin, NeighbourFilter
from storage.engine.database import Connection

#: What an office sees is the same on every channel.
_DESK = Abilities()
_SHOWN_AS = {Kind.PHOTO: "photo", Kind.VIDEO: "video", Kind.TEXT: "text"}


@dataclass(frozen=True, kw_only=True)
class ItemQuestion:
    """``kind`` and ``unit``: of which items the neighbours are."""

    number: int
    kind: Kind | None = None
    unit: str = ""


@dataclass(frozen=True, kw_only=True)
class _Known:
    """Everything that was read of the item. ``offices``, ``persons``: names by id, of those who may be named."""

    submission: Submission
    selected: Selected
    returns: Sequence[Return]
    settled: Mapping[int, int]
    taken: DayAllowance | None
    origin: ItemOrigin
    history: Sequence[ItemEventRow]
    offices: Mapping[int, str]
    persons: Mapping[int, str]


async def page(ctx: Context, reach: Reach, asked: ItemQuestion) -> ItemPage | None:
    """None when there is no such item, or not in reach."""
    async with ctx.database.read() as connection:
        known = await _known(connection, reach, asked.number)
        if known is None:
            return None
        before, after = await _neighbours(connection, reach, known, asked)
        same = await alike.of(connection, reach, asked.number)
    campaign = _campaign(ctx, known)
    return ItemPage(
        content=_content(ctx, reach, known),
        made=_made(ctx, reach, known),
        before=before,
        after=after,
        media=tuple(campaign.media) if campaign else (),
        categories=campaign.categories if campaign else (),
        themes=campaign.themes if campaign else (),
        reasons=(campaign.return_reasons if campaign else ()) or RETURN_REASONS,
        alike=same,
        today=ctx.clock.now().date().isoformat(),
    )


def refused(number: int, submission: Submission | None, why: Refusal) -> str:
    """As chat says it. ``submission`` None: there is none, or it is out of reach."""
    wrong = errors(submission.findings) if submission is not None else ()
    problem = worded(wrong[0], _DESK).problem if wrong else ""
    state = submission.state if submission is not None else None
    return "\n".join(chat.refusals([Refused(number=number, why=why, state=state, problem=problem)]))


async def _known(connection: Connection, reach: Reach, number: int) -> _Known | None:
    found = (await items.find(connection, reach, [number])).get(number)
    origin = await queries.origin(connection, reach, number)
    if found is None or origin is None:
        return None
    history = await queries.history(connection, reach, number)
    asked = (await returns.of(connection, [number], all=True)).get(number, [])
    selected = found.selected
    done: list[OfficeMark | Return | Adoption] = [*selected.marks, *asked, *selected.adoptions]
    office_ids = {one.office_id for one in done} | {int(one.details.get("office", 0)) for one in history}
    office_ids |= {found.submission.original.office_id} if found.submission.original else set()
    ids = office_ids | {unit.unit_id for unit in _earlier(found.submission.findings) if unit.unit_id is not None}
    person_ids = {one.person_id for one in done} | {one.person_id for one in history} | {found.submission.person_id}
    return _Known(
        submission=found.submission,
        selected=selected,
        returns=asked,
        settled=await queries.settled(connection, reach, number),
        taken=await allowances.of_item(connection, reach, number),
        origin=origin,
        history=history,
        offices=await offices.names(connection, reach, ids),
        persons=await people.names(connection, [id_ for id_ in person_ids if id_ is not None]),
    )


async def _neighbours(
    connection: Connection, reach: Reach, known: _Known, asked: ItemQuestion
) -> tuple[int | None, int | None]:
    owed = known.origin.obligation
    if owed is None:
        return None, None
    wanted = NeighbourFilter(campaign=owed.campaign, day=owed.day, item=owed.item, kind=asked.kind, unit=asked.unit)
    return await queries.neighbours(connection, reach, asked.number, wanted)


def _content(ctx: Context, reach: Reach, known: _Known) -> ItemContent:
    item, origin, owed = known.submission, known.origin, known.origin.obligation
    campaign = _campaign(ctx, known)
    state, tone = views.state_text(item.state, uncounted=item.uncounted)
    what = item.title or item.caption or item.file_name or kind_name(item.kind)
    whole = reach.acts or (owed is not None and owed.daily)
    return ItemContent(
        number=item.id,
        kind=kind_name(item.kind),
        medium=_SHOWN_AS.get(item.kind, "file"),
        unit=origin.unit,
        unit_code=origin.unit_code,
        what=what,
        title=item.title,
        caption=item.caption,
        text=item.text if whole else without_personal_numbers(item.text),
        alt=words.PICTURE_ALT.format(what=what, unit=origin.unit),
        state=state,
        tone=tone,
        problems=_problems(known),
        facts=views.facts_text(item.facts, origin.size),
        sender=known.persons.get(item.person_id, ""),
        sent=moment_text(item.sent_at),
        channel=views.channel_text(origin.channel, by_page=origin.by_page),
        counts=views.counts_text(owed, _item_name(campaign, item.item), ctx.clock.now()),
        campaign=campaign.code if campaign else "",
        campaign_title=campaign.title if campaign else "",
        day=owed.day.isoformat() if owed and owed.daily and campaign else "",
        pictured=origin.pictured,
        stored=bool(item.key),
        replaces=origin.replaces,
        words=item.words,
    )


def _made(ctx: Context, reach: Reach, known: _Known) -> ItemMade:
    item, selected, now = known.submission, known.selected, ctx.clock.now()
    acting, office_id = acting_of(reach), reach.office.id
    return ItemMade(
        mark=_own(_campaign(ctx, known), selected.mark_of(office_id)),
        passed_by=tuple(_who(reach, known, one.office_id, None) for one in selected.handed_on_by_others(office_id)),
        returns=tuple(
            views.return_line(
                one,
                _who(reach, known, one.office_id, one.person_id),
                views.at_text(one.at, now),
                known.settled.get(one.id, 0),
            )
            for one in known.returns
        ),
        own_return=any(one.open and one.office_id == office_id for one in known.returns),
        adoptions=_adoptions(reach, known),
        history=_history(reach, known, now),
        no_pass=_why(item, selection.refused_mark(selected, acting, Mark.PASSED) or _held(selected, acting)),
        no_return=_why(item, selection.refused_return(selected, acting, "?")),
        no_edit=_why(item, editing.refused_edit(item, selected, acting, item.words, editing.fingerprint(item.words))),
        wording=wording(item, by=_who(reach, known, item.original.office_id, None) if item.original else ""),
        taken=_taken(known.taken),
        may_take=refused_for_item(selected, reach.role, "?") is None,
    )


def _taken(listed: DayAllowance | None) -> tuple[AllowanceLine, ...]:
    if listed is None:
        return ()
    return (taken_line(listed.allowance, office=listed.office, person=listed.person, own=listed.own),)


def _held(selected: Selected, acting: Acting) -> Refusal | None:
    """What was passed before it was returned, or was refused since: its mark stands, but nothing more can be made."""
    return selection.refused_adoption(selected, acting, "?")


def _why(item: Submission, why: Refusal | None) -> str:
    return refused(item.id, item, why) if why is not None else ""


def _campaign(ctx: Context, known: _Known) -> Campaign | None:
    owed = known.origin.obligation
    return ctx.campaigns.get(owed.campaign) if owed is not None else None


def _item_name(campaign: Campaign | None, code: str) -> str:
    milestone = campaign.milestone(code) if campaign else None
    return milestone.name if milestone else code


def _own(campaign: Campaign | None, mark: OfficeMark | None) -> OwnMark:
    if mark is None:
        return OwnMark()
    categories = {one.code: one.name for one in campaign.categories} if campaign else {}
    themes = {one.code: one.name for one in campaign.themes} if campaign else {}
    return OwnMark(
        mark=mark.mark.value if mark.mark else "",
        name=desk_words.MARKS[mark.mark] if mark.mark else "",
        stars=mark.stars,
        category=mark.category,
        category_name=categories.get(mark.category, mark.category),
        theme=mark.theme,
        theme_name=themes.get(mark.theme, mark.theme),
        note=mark.note,
    )


def _adoptions(reach: Reach, known: _Known) -> tuple[AdoptionLine, ...]:
    return tuple(
        AdoptionLine(
            id=one.id,
            level=desk_words.LEVELS[one.level],
            medium=one.medium,
            day=one.on_day.isoformat(),
            url=one.url,
            who=_who(reach, known, one.office_id, one.person_id),
            own=one.office_id == reach.office.id,
        )
        for one in known.selected.adoptions
    )


def _problems(known: _Known) -> tuple[Problem, ...]:
    """A unit that is out of reach is not named: of what its material repeats only that it does."""
    refusing = errors(known.submission.findings)
    said = []
    for finding in known.submission.findings:
        foreign = any(one.unit_id not in known.offices for one in _earlier([finding]))
        text = worded(finding, _DESK, found="" if foreign else None).problem
        said.append(Problem(text=text, refuses=finding in refusing and known.submission.state is not State.ACCEPTED))
    return tuple(said)


def _earlier(findings: Iterable[Finding]) -> list[Earlier]:
    return [finding.found for finding in findings if isinstance(finding.found, Earlier)]


def _history(reach: Reach, known: _Known, now: datetime) -> tuple[HistoryLine, ...]:
    lines = []
    for one in known.history:
        office_id = int(one.details.get("office", 0))
        what = views.event_text(one.verb, one.details, own=office_id == reach.office.id)
        if what:
            by_office = _who(reach, known, office_id, one.person_id)
            who = by_office if office_id else known.persons.get(one.person_id or 0, "")
            lines.append(HistoryLine(at=views.at_text(one.at, now), who=who, what=what))
    return tuple(lines)


def _who(reach: Reach, known: _Known, office_id: int, person_id: int | None) -> str:
    """Of an office in reach its name and the person's; of another one only whether it is above."""
    if office_id not in known.offices:
        return words.ABOVE if office_id in reach.above else words.ELSEWHERE
    return views.by_text(known.persons.get(person_id or 0, ""), known.offices[office_id])
