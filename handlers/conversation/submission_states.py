"""2号过没过, 收到了吗, 我的照片合格吗: how single submissions of one's own units stand. Other people's do not exist."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import UTC, datetime

from domain.campaigns.campaign import DAILY
from domain.language.questions import Question
from domain.obligation import Obligation
from domain.submission import State, Submission
from formats.chat.submissions import (
    SubmissionsDay,
    SubmissionsView,
    latest_text,
    no_such_submissions,
    nothing_text,
    submissions_text,
)
from formats.words import chat as texts
from handlers.asker import Asker, current, own_units, refuse_unknown_days, with_other_days
from handlers.conversation.status import status
from handlers.outgoing.receipts import item_of
from handlers.submissions.owed_once import milestone_name
from storage import obligations, submissions, uploads

#: Before anything was ever sent.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_GONE = (State.WITHDRAWN, State.LOST)


async def of_numbers(asker: Asker, question: Question) -> str:
    """Those asked for by number, or all of a receipt."""
    found, unknown = await own_of(asker, question)
    said = submissions_text(await _view(asker, found, unknown))
    return said or no_such_submissions(question.receipts)


async def own_of(asker: Asker, question: Question) -> tuple[list[Submission], tuple[int, ...]]:
    """The submissions named by number or receipt that are the asker's own, and the numbers that are none of them."""
    receipts = [number for receipt in question.receipts if (number := receipt_id(receipt))]
    named = await submissions.find(asker.connection, question.numbers)
    named += await submissions.named_on(asker.connection, receipts)
    units = {unit.id for unit in asker.person.reports_for}
    own = {s.id: s for s in named if s.organisation_id in units or s.person_id == asker.person.id}
    return [own[number] for number in sorted(own)], tuple(n for n in question.numbers if n not in own)


def receipt_id(said: str) -> int:
    """1109-3 is receipt 3; 0 when it is none."""
    number = said.rpartition("-")[2]
    return int(number) if number.isdecimal() and len(number) < 10 else 0


async def received(asker: Asker, question: Question) -> str:
    """What came last; of a milestone or of days named, how they stand."""
    if question.item or question.days or question.no_day:
        return await status(asker, question)
    if question.numbers or question.receipts:
        return await of_numbers(asker, question)
    told = await submissions.of_last_receipt(asker.connection, asker.person.id)
    since = min((s.sent_at for s in told), default=BEGINNING)
    sent = await submissions.of_person(asker.connection, asker.person.id, [], since=since)
    latest = [s for s in sent if s.sent_at >= since]
    at = max((s.sent_at for s in latest), default=None)
    return latest_text(await _view(asker, latest), at)


async def qualified(asker: Asker, question: Question) -> str:
    """Everything of the current day, or of the days named, with the reasons of what was refused."""
    if question.numbers or question.receipts:
        return await of_numbers(asker, question)
    if question.item:
        return await status(asker, question)
    refuse_unknown_days(asker.own_campaigns, question)
    blocks: list[str] = []
    for unit in own_units(asker, question):
        owed = await obligations.of_organisation(asker.connection, unit.id, list(asker.ctx.campaigns))
        for obligation in _days(asker, owed, question):
            found = (await submissions.of_obligations(asker.connection, [obligation.id])).get(obligation.id, [])
            told = submissions_text(await _view(asker, [s for s in found if s.state not in _GONE]))
            blocks.append(told or nothing_text(unit.name, obligation.day, asker.now))
    unassigned = await submissions.without_unit(asker.connection, asker.person.id)
    if unassigned:
        blocks.append(submissions_text(await _view(asker, unassigned)))
    said = "\n\n".join(blocks) or texts.STATUS_NOTHING_OWED
    return with_other_days(said, asker.own_campaigns, question)


def _days(asker: Asker, owed: Sequence[Obligation], question: Question) -> list[Obligation]:
    daily = [o for o in owed if o.daily]
    if question.days:
        return [o for o in daily if o.day in question.days]
    today = current(daily, asker.now)
    return [today] if today else []


async def _view(asker: Asker, found: Sequence[Submission], unknown: tuple[int, ...] = ()) -> SubmissionsView:
    by_obligation: dict[int, list[Submission]] = {}
    for submission in found:
        if submission.obligation_id is not None:
            by_obligation.setdefault(submission.obligation_id, []).append(submission)
    loose = [s for s in found if s.obligation_id is None]
    uploaded = await uploads.numbers(asker.connection, [s.id for s in found])
    others = [s for s in loose if s.state is not State.UNASSIGNED]
    return SubmissionsView(
        now=asker.now,
        channel=asker.channel,
        days=tuple([await _day(asker, key, alike, uploaded) for key, alike in by_obligation.items()]),
        others=tuple(item_of(asker.ctx, s, None, by_page=s.id in uploaded) for s in others),
        unassigned=tuple(s.id for s in loose if s.state is State.UNASSIGNED),
        unknown=unknown,
    )


async def _day(
    asker: Asker, obligation_id: int, found: Sequence[Submission], uploaded: Container[int]
) -> SubmissionsDay:
    obligation = await obligations.get(asker.connection, obligation_id)
    names = {unit.id: unit.name for unit in asker.person.reports_for}
    return SubmissionsDay(
        organisation=names.get(obligation.organisation_id, ""),
        day=obligation.day,
        item_name=None if obligation.item == DAILY else milestone_name(asker.ctx, obligation),
        items=tuple(item_of(asker.ctx, s, obligation, by_page=s.id in uploaded) for s in found),
    )
