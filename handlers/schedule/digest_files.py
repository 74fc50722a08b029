"""The picture and the Word file of a digest, for those whose channel brings them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from domain.abilities import Abilities, AttachmentKind
from formats.digest.files import DOCX, PNG, digest_file
from formats.digest.text import DayOverview
from formats.words import chat as words
from handlers.context import Context
from storage.engine.objects import digest_key
from storage.outbox import OutboxMessage
from storage.outbox_parts import StoredAttachment

_ENDINGS = {AttachmentKind.PICTURE: PNG, AttachmentKind.FILE: DOCX}


async def digest_files(ctx: Context, view: DayOverview, able: Sequence[Abilities]) -> tuple[StoredAttachment, ...]:
    """Made and kept once for all that see the same; ``able``: what the channels carry on which they hear it.

    What is too large for a channel becomes a link there. Without a Chinese font there is no picture.
    """
    url = f"{ctx.public_url}/w/{view.campaign}/{view.day.isoformat()}"
    found: list[StoredAttachment] = []
    for kind, ending in _ENDINGS.items():
        if not any(kind in one.sends for one in able):
            continue
        content = await asyncio.to_thread(digest_file, view, ending)
        if content is None:
            continue
        key = digest_key(view.campaign, view.day, sha256(content).hexdigest(), ending)
        await ctx.objects.put(key, content)
        found.append(
            StoredAttachment(
                kind=kind,
                key=key,
                name=words.DIGEST_FILE.format(day=view.named, ending=ending),
                size=len(content),
                # Said once, of the picture or, where there is none, of the paper.
                instead="" if found else words.DIGEST_INSTEAD.format(url=url),
            )
        )
    return tuple(found)


def bringing(message: OutboxMessage, files: Sequence[StoredAttachment]) -> list[OutboxMessage]:
    """The words bring the first file, a message of its own each further one."""
    first, *others = files or (None,)
    further = [
        replace(message, text="", key=f"{message.key}:file{number}", attachment=file)
        for number, file in enumerate(others, start=1)
    ]
    return [replace(message, attachment=first), *further]
