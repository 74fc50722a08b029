"""What a message in words leads to. The one place where words reach anything that is stored.

1. Everything about the conversation is loaded over a connection that is only read from.
2. The words are read (``domain.language.reading``) and it is decided what is to happen (``domain.language.decide``);
   both are pure functions.
3. Only the decision ``Do`` opens a transaction for a story (``handlers.acting``). One act of a person follows another:
   inside the transaction it is decided again, because another worker may have changed the conversation meanwhile.

Whatever else is decided, ``_conclude`` alone writes: the reply, what was asked and what is kept of the words, and the
log of what was not understood. So a sentence that nobody foresaw changes nothing else, by construction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from domain.conversation import Awaiting, CutPiece, EarlyCaption, Kept
from domain.language.acts import Act, Bind
from domain.language.bare_words import looks_cut
from domain.language.decide import decide
from domain.language.decisions import OFFERED_FOR, About, Answer, Decision, Do, Offer, Remark, Say
from domain.language.normal import normalised
from domain.language.questions import SUPERVISORS, Question, Topic
from domain.language.reading import read
from domain.messages import Choice
from domain.organisation import Person
from domain.roster.invite import hidden
from formats.chat import offers, remarks
from formats.words import group as group_words
from handlers import acting, in_group, reading
from handlers.asker import Asker
from handlers.context import Context
from handlers.conversation import blank_form, buttons, from_page, learning, suggestions
from handlers.conversation.blank_form import BlankForm
from handlers.conversation.situation import Standing
from handlers.desk import announcing_in_chat, bulletins_in_chat, in_chat
from handlers.outbox import abilities, reply, tell_group
from handlers.questions import answer_question
from handlers.submissions import meaning
from handlers.supervision import handing_over, nudging
from handlers.turn import Turn
from storage import inbox, notes, recollections
from storage.engine.changes import UNSET, Unset
from storage.engine.database import Connection, one_at_a_time
from storage.inbox import InboxMessage


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is said when nothing is done. ``proposed``: what 确认 would carry out.

    ``writes``: what must be kept for the words to be true, a link's token, a wrong code that was tried.
    ``form``: the empty form that follows the words; it has to be made before.
    """

    text: str
    offered: tuple[Act | Question, ...] = ()
    asked: bool = False
    kept: Kept | None = None
    proposed: Awaiting | None = None
    writes: in_chat.Writes | None = None
    form: BlankForm | None = None
    #: A whole group may hear it.
    aloud: bool = False
    #: What else can be pressed than what is offered or proposed.
    choices: tuple[Choice, ...] = ()


async def answer(ctx: Context, message: InboxMessage, person: Person) -> None:
    """Answer one message in words; the answer, what it changed and the end of the message are one transaction."""
    message, pressed = buttons.read(message)
    standing, decision, said = await ctx.database.look(
        lambda connection: _said(ctx, connection, message, person, pressed)
    )
    if said is not None:
        if said.form is not None:
            await blank_form.made(ctx, said.form)
        await ctx.database.transact(
            lambda connection: _conclude(ctx, connection, message, person, standing, decision, said)
        )
        return
    # What is to be done may wait for more than the database.
    async with ctx.database.write() as connection:
        await _act(ctx, connection, message, person, pressed)


async def _said(
    ctx: Context, connection: Connection, message: InboxMessage, person: Person, pressed: str
) -> tuple[Standing, Decision, Reply | None]:
    """Nothing is said yet of what is to be done. ``pressed``: the mark of the button that the words came from."""
    standing = await buttons.standing(ctx, connection, message, person, pressed)
    decision = _decided(message, standing)
    said = None if isinstance(decision, Do) else await _reply(ctx, connection, message, person, standing, decision)
    return standing, decision, said


async def _act(ctx: Context, connection: Connection, message: InboxMessage, person: Person, pressed: str) -> None:
    await one_at_a_time(connection, f"conversation of {person.id}")
    standing = await buttons.standing(ctx, connection, message, person, pressed)
    decision = _decided(message, standing)
    if isinstance(decision, Do):
        await _do(ctx, connection, message, person, standing, decision)
    else:
        said = await _reply(ctx, connection, message, person, standing, decision)
        if said.form is not None:
            await blank_form.made(ctx, said.form)
        await _conclude(ctx, connection, message, person, standing, decision, said)


def _decided(message: InboxMessage, standing: Standing) -> Decision:
    text = message.incoming.text
    found = read(normalised(text, reading.simplified(text)), standing.vocabulary)
    decision = decide(found, standing.situation, standing.vocabulary)
    if not message.from_page:
        return decision
    act = from_page.act_of(decision)
    return Do(act=act, said=text) if act is not None else Say(remark=Remark.UNKNOWN, said=text)


async def _do(
    ctx: Context, connection: Connection, message: InboxMessage, person: Person, standing: Standing, decision: Do
) -> None:
    now = ctx.clock.now()
    turn = Turn(
        ctx=ctx,
        connection=connection,
        message=message,
        person=person,
        conversation=standing.conversation,
        recollection=standing.recollection,
        unit=meaning.unit_of(person, standing.conversation, now),
        campaign=standing.campaign,
        now=now,
        said=decision.said,
    )
    told = await acting.carry_out(turn, decision.act)
    code = isinstance(decision.act, Bind)
    if not message.from_page:
        text = hidden(message.incoming.text) if code else message.incoming.text
        await learning.note(connection, person, standing, decision, text, (), now=now)
        change = recollections.Change(
            offered=told.offered,
            kept=_kept(standing, told.kept, now),
            asked=told.asks,
            undo=UNSET if told.undo is None else told.undo,
        )
        await recollections.save(connection, person.id, change, now=now)
    if told.text:
        await reply(ctx, connection, message, told.text, choices=buttons.of_act(ctx, told, now))
    elif message.incoming.group:
        await tell_group(ctx, connection, message, group_words.MATERIAL)
    await inbox.finish(connection, message, text=hidden(message.incoming.text) if code else UNSET)


async def _conclude(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    person: Person,
    standing: Standing,
    decision: Decision,
    said: Reply,
) -> None:
    """Everything that may be written when nothing was to be done."""
    now = ctx.clock.now()
    if not message.from_page and not standing.apart:
        await learning.note(connection, person, standing, decision, message.incoming.text, said.offered, now=now)
        change = recollections.Change(offered=said.offered, kept=_kept(standing, said.kept, now), asked=said.asked)
        await recollections.save(connection, person.id, change, now=now)
        if said.writes is not None:
            await said.writes(connection)
        if said.proposed is not None:
            await nudging.await_confirmation(connection, person, said.proposed, now)
    if said.text:
        asked = buttons.of_question(ctx, said.offered, now, proposed=said.proposed is not None, standing=standing)
        attachment = said.form.attachment if said.form else None
        await reply(ctx, connection, message, said.text, attachment, aloud=said.aloud, choices=said.choices or asked)
    await inbox.finish(connection, message)


def _kept(standing: Standing, kept: Kept | None, now: datetime) -> Kept | Unset | None:
    """A caption that waits for its photo outlives other words."""
    before, at = standing.recollection.kept, standing.recollection.kept_at
    if kept is None and isinstance(before, EarlyCaption) and at is not None and now - at <= OFFERED_FOR:
        return UNSET
    return kept


# --- What is said ---


async def _reply(
    ctx: Context,
    connection: Connection,
    message: InboxMessage,
    person: Person,
    standing: Standing,
    decision: Decision,
) -> Reply:
    match decision:
        case Answer(questions=questions):
            return await _answered(ctx, connection, message, person, questions)
        case Offer():
            return _offered(ctx, standing, decision)
        case Say():
            return _remarked(ctx, person, standing, decision)
        case _:
            raise TypeError(decision)


async def _answered(
    ctx: Context, connection: Connection, message: InboxMessage, person: Person, questions: tuple[Question, ...]
) -> Reply:
    now = ctx.clock.now()
    asker = Asker(
        ctx=ctx,
        connection=connection,
        person=person,
        now=now,
        channel=abilities(ctx, message.incoming.channel),
        notes=await _notes(ctx, connection, questions),
    )
    if message.incoming.group:
        heard = await in_group.said_aloud(asker, questions, in_group.audience_of(ctx, message))
        if heard is not None:
            return Reply(text=heard, aloud=True)
    parts: list[str] = []
    proposed: Awaiting | None = None
    writes: in_chat.Writes | None = None
    offered: tuple[Act | Question, ...] = ()
    form: BlankForm | None = None
    for question in questions:
        if question.topic is Topic.NUDGE:
            nudge = await nudging.propose(ctx, connection, person, question, now=now)
            proposed = nudge.proposed
            parts.append(nudge.text)
        elif question.topic is Topic.CHANGE_LIAISON and person.supervises:
            handover = await handing_over.propose(asker, question)
            proposed, offered = handover.proposed, handover.offered
            parts.append(handover.text)
        elif question.topic is Topic.ANNOUNCEMENT and person.supervises:
            announced = await announcing_in_chat.propose(asker, question, message=message.id)
            proposed, writes = announced.proposed or proposed, announced.writes or writes
            parts.append(announced.text)
        elif question.topic is Topic.DASHBOARD and person.watches:
            opened = await in_chat.open_desk(asker, question)
            proposed, writes = opened.proposed or proposed, opened.writes
            parts.append(opened.text)
        elif question.topic is Topic.PHOTOS and person.watches:
            shown = await in_chat.open_photos(asker, question)
            writes = shown.writes or writes
            parts.append(shown.text)
        elif question.topic is Topic.BLANK_FORM and person.duties:
            form = blank_form.blank_form(asker)
            writes = partial(blank_form.say_link, ctx, message, person, form) if form.linked else writes
            parts.append(form.text)
        elif question.topic in (Topic.BULLETIN, Topic.FINAL_BULLETIN) and person.watches:
            paper = await bulletins_in_chat.open_bulletin(asker, question)
            writes = paper.writes or writes
            parts.append(paper.text)
        else:
            parts.append(await answer_question(asker, question))
    text = "\n\n".join(dict.fromkeys(filter(None, parts)))
    return Reply(
        text=text,
        offered=offered,
        asked=proposed is not None,
        proposed=proposed,
        writes=writes,
        form=form,
    )


async def _notes(
    ctx: Context, connection: Connection, questions: Sequence[Question]
) -> Mapping[date, Mapping[int, str]]:
    """Of all days, for lists of units."""
    if SUPERVISORS.isdisjoint(question.topic for question in questions):
        return {}
    return await notes.of_days(connection, {day for c in ctx.campaigns.values() for day in c.days})


def _offered(ctx: Context, standing: Standing, decision: Offer) -> Reply:
    said, names = decision.said, reading.milestone_names(ctx)
    text = offers.offer_text(decision.about, said, decision.choices, names, undo=standing.recollection.undo)
    early = decision.about is About.SECOND_CAPTION
    return Reply(text=text, offered=decision.choices, kept=EarlyCaption(said) if early else _piece(said))


def _remarked(ctx: Context, person: Person, standing: Standing, decision: Say) -> Reply:
    remark, said = decision.remark, decision.said
    if remark is Remark.UNKNOWN:
        near = suggestions.nearest(person, said)
        return Reply(text=offers.not_understood(said, near), offered=near, kept=_piece(said))
    if remark is Remark.EARLY_CAPTION:
        return Reply(text=remarks.early_caption(said, standing.situation.refused), kept=EarlyCaption(said))
    if remark is Remark.CAPTION_BEFORE_UNIT:
        units = [unit.name for unit in standing.situation.unit_asked]
        text = remarks.caption_before_unit(said, units)
        return Reply(text=text, kept=EarlyCaption(said), choices=offers.unit_buttons(units))
    if remark is Remark.STILL_ANNOUNCED:
        milestone = reading.milestone_by_code(ctx, standing.situation.announced)
        return Reply(text=remarks.still_announced(said, milestone) if milestone else "")
    if remark is Remark.STILL_UNIT or (remark is Remark.NO_SUCH_CHOICE and not standing.situation.offered):
        units = [unit.name for unit in standing.situation.unit_asked]
        return Reply(text=remarks.still_unit(said, units), choices=offers.unit_buttons(units))
    return Reply(text=remarks.remark_text(remark))


def _piece(said: str) -> CutPiece | None:
    """A text that seems to go on in the next message."""
    return CutPiece(said) if looks_cut(said) else None
