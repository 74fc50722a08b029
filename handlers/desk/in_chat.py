"""看板 brings a link, 看板 483920 asks whether that computer may come in, 作废登录 ends all of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from domain.conversation import LoginAsked
from domain.events import EventVerb
from domain.findings import Kind
from domain.language.acts import ConfirmLogin, RevokeLogins
from domain.language.questions import Question
from formats.chat import answers
from formats.chat import logins as said
from formats.words import chat as texts
from formats.words import desk as words
from handlers.asker import Asker, campaigns_meant, days_meant
from handlers.desk import entering
from handlers.desk.reach import reach_of
from handlers.turn import Told, Turn
from storage import events, organisations
from storage.desk import photos
from storage.desk.photos import PhotosQuestion
from storage.engine.database import Connection

#: So many wrong codes of one person within this time.
MOST_WRONG = 5
WRONG_WINDOW = timedelta(hours=1)

#: What an answer keeps, in the transaction that says it.
Writes = Callable[[Connection], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``proposed``: the computer that 确认 lets in."""

    text: str
    proposed: LoginAsked | None = None
    writes: Writes | None = None


async def open_desk(asker: Asker, question: Question) -> Answer:
    """A link; or, with six digits, whether the computer that shows them may come in. Writes nothing itself."""
    ctx, person = asker.ctx, asker.person
    if question.numbers:
        return await _computer(asker, f"{question.numbers[0]:06d}")
    token, url = entering.new_link(ctx)

    async def keep(connection: Connection) -> None:
        await entering.keep_link(ctx, connection, person, token)

    return Answer(text=said.link(url, f"{ctx.public_url}/login"), writes=keep)


async def open_photos(asker: Asker, question: Question) -> Answer:
    """A link that leads on to the photos of one day asked for, of a unit with all below it or of the whole area."""
    ctx, person = asker.ctx, asker.person
    reach = await reach_of(ctx, asker.connection, person)
    campaigns = campaigns_meant(asker.campaigns, question, asker.now)
    if reach is None or not campaigns:
        return Answer(text=texts.NO_CAMPAIGN)
    campaign = campaigns[0]
    days = days_meant(campaign, question, asker.now)
    if question.no_day or not days:
        return Answer(text=answers.not_a_day(campaign.first_day, campaign.last_day))
    unit = await organisations.get(asker.connection, question.where.units[0].id) if question.where.units else None
    day, name = days[-1], unit.name if unit else ""
    asked = PhotosQuestion(campaign=campaign.code, day=day, unit_id=unit.id if unit else None)
    count = await photos.count(asker.connection, reach, asked)
    if not count:
        return Answer(text=said.no_photos(name, day))
    filters = {"day": day.isoformat(), "kind": Kind.PHOTO.value, "mark": "all", "unit": unit.code if unit else ""}
    query = urlencode({key: value for key, value in filters.items() if value})
    token, url = entering.new_link(ctx, f"/w/{campaign.code}/desk?{query}")

    async def keep(connection: Connection) -> None:
        await entering.keep_link(ctx, connection, person, token)

    return Answer(text=said.photos(url, name, day, count, others=len(days) > 1), writes=keep)


async def _computer(asker: Asker, code: str) -> Answer:
    ctx, person, now = asker.ctx, asker.person, asker.now
    wrong = EventVerb.WRONG_PAIRING
    if await events.count(asker.connection, wrong, person.id, since=now - WRONG_WINDOW) >= MOST_WRONG:
        return Answer(text=words.LOGIN_TOO_MANY)
    waiting = await entering.waiting_computer(ctx, asker.connection, code)
    if waiting is not None:
        at = ctx.clock.at(waiting.made_at)
        return Answer(text=said.ask(waiting.agent, waiting.address, at), proposed=LoginAsked(waiting.sha256))

    async def note(connection: Connection) -> None:
        await events.record(connection, wrong, at=now, person_id=person.id)

    return Answer(text=words.LOGIN_WRONG, writes=note)


async def how_revoked(asker: Asker, question: Question) -> str:
    return words.LOGINS_HOW


async def confirm(turn: Turn, act: ConfirmLogin) -> Told:
    """The computer that was asked about is let in; it asks for itself how it stands."""
    asked = turn.conversation.awaiting
    agreed = isinstance(asked, LoginAsked) and await entering.agree_to(
        turn.ctx, turn.connection, turn.person, asked.login
    )
    return Told(text=words.LOGIN_AGREED if agreed else words.LOGIN_OVER, undo=())


async def revoke(turn: Turn, act: RevokeLogins) -> Told:
    return Told(text=said.revoked(await entering.leave_everywhere(turn.ctx, turn.connection, turn.person)), undo=())
