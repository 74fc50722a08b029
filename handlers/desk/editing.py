"""文字编辑: an office has an item say other words than its sender wrote, and takes that back.

Nobody is told of that alone: the upload page and 状态 say it, and whatever tells its sender that it was passed on,
published or returned.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain import editing as rules
from domain.events import EventVerb
from domain.reach import Reach
from domain.selection import Refusal
from domain.submission import Submission, Words
from handlers.context import Context
from handlers.desk.marking import acting_of
from handlers.desk.noting import note
from storage import submissions
from storage.desk import items
from storage.submissions import Change


@dataclass(frozen=True, kw_only=True)
class Edited:
    """What became of it. ``submission`` None: there is none in reach; ``own``: its sender's words stand."""

    submission: Submission | None = None
    refused: Refusal | None = None
    own: bool = False


async def edit(ctx: Context, reach: Reach, number: int, words: Words | None, *, seen: str) -> Edited:
    """``words`` None: the sender's again; ``seen``: ``domain.editing.fingerprint`` of what was shown.

    A transaction of its own.
    """
    async with ctx.database.write() as connection:
        item = (await items.locked(connection, reach, [number])).get(number)
        if item is None:
            return Edited(refused=Refusal.UNKNOWN)
        before = item.submission
        wanted = rules.own_words(before) if words is None else words
        refused = rules.refused_edit(before, item.selected, acting_of(reach), wanted, seen)
        if refused is not None:
            return Edited(submission=before, refused=refused)
        original = rules.edited(before, wanted, reach.office.id)
        changed = Change(title=wanted.title, caption=wanted.caption, text=wanted.text, original=original)
        after = await submissions.change(connection, number, changed)
        if after.words != before.words:
            verb = EventVerb.EDIT_ENDED if original is None else EventVerb.EDITED
            await note(ctx, connection, reach, verb, after, {})
        return Edited(submission=after, own=original is None)
