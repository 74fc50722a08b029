"""Captions: 说明 3 文字, or simply a short text right after the photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from checks.text import count_characters
from domain.events import EventVerb
from domain.findings import Kind
from domain.language.phrases import Verb
from domain.obligation import counted_at
from domain.submission import State, Submission, judged, state_of
from formats.chat import answers
from formats.words import chat as texts
from handlers.conversation.turn import HANDLED, Turn
from handlers.submissions import accepting
from storage import submissions
from storage.submissions import Change

#: A text counts as the caption of photos sent this long before it at most.
RIGHT_AFTER = timedelta(minutes=30)
#: A longer text is a text of its own, in characters.
LONGEST = 200

_TAKES_CAPTION = (State.INCOMPLETE, State.RECEIVING, State.UNASSIGNED, State.ACCEPTED)


async def given(turn: Turn) -> str | None:
    """``说明 3 文字``, ``说明 3-5 文字``, ``说明 文字`` (the photos just sent)."""
    caption = turn.phrase.rest.strip()
    if not turn.phrase.numbers:
        photos = await _waiting(turn)
        if not photos:
            return texts.CAPTION_NOTHING
        return await _apply(turn, photos, caption) if caption else answers.caption_empty(photos[0].id)
    found = await own(turn, turn.phrase.numbers)
    unknown = set(turn.phrase.numbers) - {s.id for s in found}
    if unknown:
        return answers.number_not_found(sorted(unknown))
    others = [s.id for s in found if s.kind is not Kind.PHOTO]
    if others:
        return answers.caption_not_photo(others)
    return await _apply(turn, found, caption) if caption else answers.caption_empty(found[0].id)


async def plain(turn: Turn) -> str | None:
    """A short text right after photos is their caption."""
    text = turn.message.incoming.text.strip()
    if turn.phrase.verb is not Verb.UNKNOWN or count_characters(text) > LONGEST:
        return None
    photos = await _waiting(turn)
    return await _apply(turn, photos, text) if photos else None


async def own(turn: Turn, numbers: Sequence[int]) -> list[Submission]:
    """Those of ``numbers`` that are this person's units' own, or their sender's while no unit is known."""
    units = {unit.id for unit in turn.person.reports_for}
    found = await submissions.find(turn.connection, numbers)
    return [s for s in found if s.organisation_id in units or s.person_id == turn.person.id]


async def _waiting(turn: Turn) -> list[Submission]:
    return await submissions.uncaptioned(turn.connection, turn.person.id, turn.message.received_at - RIGHT_AFTER)


async def _apply(turn: Turn, photos: Sequence[Submission], caption: str) -> str:
    """A caption completes what only waited for it; a refused photo stays refused and is said to be."""
    able = [photo for photo in photos if photo.state in _TAKES_CAPTION]
    if not able:
        return answers.caption_still_refused([photo.id for photo in photos])
    replaced = all(photo.caption for photo in able)
    changes = [(photo, _captioned(turn, photo, caption)) for photo in able]
    await accepting.mend(turn.ctx, turn.connection, turn.message, changes, on_receipt=not replaced)
    for photo in able:
        await accepting.note(turn.ctx, turn.connection, EventVerb.CAPTIONED, photo, turn.person.id)
    return answers.captioned([photo.id for photo in able], caption, replaced=True) if replaced else HANDLED


def _captioned(turn: Turn, photo: Submission, caption: str) -> Change:
    captioned_at = photo.captioned_at or turn.message.received_at
    verdict = judged(photo.report, caption)
    change = Change(
        caption=caption,
        captioned_at=captioned_at,
        counted_at=counted_at(photo.sent_at, captioned_at, photo=True),
        findings=verdict.findings,
    )
    if photo.state is State.RECEIVING:
        # Its verdict is still to come, and will find the caption there.
        return change
    unit_known = photo.organisation_id is not None
    return replace(change, state=state_of(verdict, before=photo.state, unit_known=unit_known))
