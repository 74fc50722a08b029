"""Captions: given by number, by place, to all that wait, or by a bare line right after the photos; and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.conversation import NotedCaption
from domain.editing import recaptioned
from domain.events import EventVerb
from domain.findings import Code, Finding, Kind, Report
from domain.language.acts import Act, CaptionText, GiveCaption, TakeCaptionBack
from domain.obligation import counted_at
from domain.submission import Original, State, Submission, judged, state_of
from formats.chat import answers
from formats.chat import changes as said
from formats.words import talk as words
from handlers.conversation.own import NotTheirs, own
from handlers.submissions import accepting
from handlers.submissions.placing import rules_of
from handlers.submissions.telling import tell_senders
from handlers.turn import Told, Turn
from storage import events, obligations
from storage.submissions import Change

_TAKES_CAPTION = (State.INCOMPLETE, State.RECEIVING, State.UNASSIGNED, State.ACCEPTED)
#: Without a caption again, a photo that was good waits for one.
_CAPTIONED = (State.ACCEPTED, State.RECEIVING, State.UNASSIGNED)


async def give(turn: Turn, act: GiveCaption) -> Told:
    """Each caption to its photos; a receipt quotes them, or the answer does when nothing else has changed."""
    try:
        photos = [await _photos(turn, caption) for caption in act.captions]
    except NotTheirs as error:
        return error.told
    others = [s.id for some in photos for s in some if s.kind is not Kind.PHOTO]
    if others:
        return Told(text=answers.caption_not_photo(others))
    able = [[s for s in some if s.state in _TAKES_CAPTION] for some in photos]
    if not any(able):
        return Told(text=answers.caption_still_refused(sorted({s.id for some in photos for s in some})))
    changes = [
        (photo, _captioned(turn, photo, caption.text.strip()))
        for caption, some in zip(act.captions, able, strict=True)
        for photo in some
    ]
    before = [photo for some in able for photo in some]
    replaced = all(photo.caption for photo in before)
    await _change(turn, changes, EventVerb.CAPTIONED, on_receipt=not replaced)
    kept = _noted(turn, act, able)
    undo = _undone(before)
    return Told(text=_replaced(act, able) if replaced else "", undo=undo, kept=kept)


async def take_back(turn: Turn, act: TakeCaptionBack) -> Told:
    """``不是说明``: the photo waits for a caption again."""
    try:
        found = await own(turn, act.numbers or await _noted_last(turn))
    except NotTheirs as error:
        return error.told
    able = [s for s in found if s.caption and s.state in _CAPTIONED and s.kind is Kind.PHOTO]
    photos = [s for s in able if s.original is None]
    if not photos:
        return Told(text=said.caption_edited(s.id for s in able) if able else words.NO_CAPTION_TO_TAKE_BACK)
    changes = [(photo, await _bare(turn, photo)) for photo in photos]
    await _change(turn, changes, EventVerb.CAPTION_TAKEN_BACK, on_receipt=False)
    text = said.caption_taken_back([(photo.caption, photo.id) for photo in photos])
    return Told(text=text, undo=_given_again(photos))


async def _photos(turn: Turn, caption: CaptionText) -> list[Submission]:
    return await own(turn, caption.numbers, caption.receipts)


async def _noted_last(turn: Turn) -> tuple[int, ...]:
    kept = turn.recollection.kept
    if isinstance(kept, NotedCaption):
        return kept.numbers
    return await events.newest_submissions(turn.connection, EventVerb.CAPTIONED, turn.person.id)


def _noted(turn: Turn, act: GiveCaption, able: Sequence[Sequence[Submission]]) -> NotedCaption:
    text = act.captions[-1].text
    bare = len(act.captions) == 1 and text.strip() == turn.said.strip()
    return NotedCaption(text, tuple(s.id for some in able for s in some), bare=bare)


def _replaced(act: GiveCaption, able: Sequence[Sequence[Submission]]) -> str:
    lines = []
    for caption, some in zip(act.captions, able, strict=True):
        for old in dict.fromkeys(photo.own_caption for photo in some):
            numbers = [photo.id for photo in some if photo.own_caption == old]
            lines.append(said.caption_replaced(numbers, old, caption.text))
    edited = [photo.id for some in able for photo in some if photo.original]
    lines += [said.caption_edited(edited)] if edited else []
    return "\n".join([*lines, words.CAN_UNDO])


def _undone(before: Sequence[Submission]) -> tuple[Act, ...]:
    bare = tuple(photo.id for photo in before if not photo.caption)
    taking: tuple[Act, ...] = (TakeCaptionBack(numbers=bare),) if bare else ()
    return taking + _given_again([photo for photo in before if photo.caption])


def _given_again(photos: Sequence[Submission]) -> tuple[Act, ...]:
    texts = dict.fromkeys(photo.own_caption for photo in photos)
    captions = tuple(
        CaptionText(text=text, numbers=tuple(photo.id for photo in photos if photo.own_caption == text))
        for text in texts
    )
    return (GiveCaption(captions=captions),) if captions else ()


def _captioned(turn: Turn, photo: Submission, caption: str) -> Change:
    if photo.original is not None:
        # An office's words stay in force; it sees what the sender would have instead.
        return Change(original=recaptioned(photo.original, caption))
    captioned_at = photo.captioned_at or turn.message.received_at
    verdict = judged(photo.report, caption)
    change = Change(
        caption=caption,
        captioned_at=captioned_at,
        counted_at=counted_at(photo.sent_at, captioned_at, photo=True),
        findings=verdict.findings,
    )
    return _judged(photo, change, verdict)


async def _bare(turn: Turn, photo: Submission) -> Change:
    obligation = await obligations.get(turn.connection, photo.obligation_id) if photo.obligation_id else None
    wanted = rules_of(turn.ctx, obligation).photo.caption and photo.state is not State.RECEIVING
    missing = (Finding(code=Code.PHOTO_CAPTION),) if wanted else ()
    verdict = replace(photo.report, findings=(*photo.findings, *missing))
    change = Change(caption="", captioned_at=None, counted_at=photo.sent_at, findings=verdict.findings)
    return _judged(photo, change, verdict)


def _judged(photo: Submission, change: Change, verdict: Report) -> Change:
    if photo.state is State.RECEIVING:
        # Its verdict is still to come, and will find the caption as it is then.
        return change
    unit_known = photo.organisation_id is not None
    state = state_of(verdict, before=photo.state, unit_known=unit_known, allowed=photo.allowed)
    return replace(change, state=state)


async def _change(
    turn: Turn, changes: Sequence[tuple[Submission, Change]], verb: EventVerb, *, on_receipt: bool
) -> None:
    await accepting.mend(turn.ctx, turn.connection, turn.message, changes, on_receipt=on_receipt)
    for photo, _ in changes:
        await accepting.note(turn.ctx, turn.connection, verb, photo, turn.person.id)
    for photo, change in changes:
        # A first caption takes nothing from whoever sent the photo.
        if photo.caption:
            to = _caption_of(change)
            await tell_senders(turn.ctx, turn.connection, turn.message, turn.person, verb, [photo], to=to)


def _caption_of(change: Change) -> str:
    """The sender's caption as it is from now on."""
    if isinstance(change.original, Original):
        return change.original.words.caption
    return change.caption if isinstance(change.caption, str) else ""
