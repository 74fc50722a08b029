"""Making of a batch what its channel is handed: the reply handle it goes by, and what it brings beside words."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from domain.abilities import Replies
from domain.messages import Attachment, Outgoing, Problem, SendError
from handlers.context import Context
from handlers.outbox import abilities
from storage import reply_handles
from storage.engine import private
from storage.engine.objects import ObjectGone, ObjectsUnavailable
from storage.engine.sealing import SealBroken
from storage.outbox_batches import Batch
from storage.outbox_parts import StoredAttachment
from storage.reply_handles import ReplyHandle


@asynccontextmanager
async def outgoing(ctx: Context, batch: Batch, text: str, handle: ReplyHandle | None) -> AsyncIterator[Outgoing]:
    """The batch as its channel is given it; its file lies there as long as the block runs.

    Raises ``SendError`` when what it brings cannot be had.
    """
    async with _laid_out(ctx, batch.attachment) as attachment:
        yield Outgoing(
            channel=batch.channel,
            receivers=batch.accounts,
            text=text,
            key=batch.key,
            to_group=batch.to_group,
            attachment=attachment,
            choices=batch.choices,
            reply=_opened(ctx, handle),
            due=batch.due,
        )


async def handle_of(ctx: Context, batch: Batch) -> ReplyHandle | None:
    """The reply handle that a batch for one receiver goes by, where its channel has any."""
    if abilities(ctx, batch.channel).replies is Replies.NONE or len(batch.accounts) != 1:
        return None
    async with ctx.database.read() as connection:
        return await reply_handles.newest(
            connection,
            batch.channel,
            batch.accounts[0],
            to_group=batch.to_group,
            answers=batch.reply_to,
            now=ctx.clock.real(),
        )


async def handle_used(ctx: Context, batch: Batch, handle: ReplyHandle | None) -> None:
    """The platform has been given it, whatever came of it."""
    if handle is not None and abilities(ctx, batch.channel).replies is Replies.ONCE:
        await reply_handles.used(ctx.database, handle.inbox_id)


async def forget_handles(ctx: Context) -> None:
    """Those whose time is over are secrets that open nothing: they are not kept."""
    await reply_handles.forget_expired(ctx.database, now=ctx.clock.real())


def _opened(ctx: Context, handle: ReplyHandle | None) -> str:
    """A handle that another key has sealed opens nothing: what is said goes without it."""
    try:
        return ctx.seal.opened(handle.sealed) if handle else ""
    except SealBroken:
        return ""


@asynccontextmanager
async def _laid_out(ctx: Context, stored: StoredAttachment | None) -> AsyncIterator[Attachment | None]:
    if stored is None:
        yield None
        return
    try:
        private.make_folder(ctx.scratch)
        folder = Path(tempfile.mkdtemp(dir=ctx.scratch))
    except OSError as error:
        raise SendError(Problem.BUSY, permanent=False, detail=f"scratch: {error.strerror}") from error
    try:
        path = folder / "attachment"
        await _bring(ctx, stored.key, path)
        yield Attachment(kind=stored.kind, name=stored.name, path=path)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _bring(ctx: Context, key: str, path: Path) -> None:
    try:
        with path.open("wb") as file:
            async for chunk in ctx.objects.stream(key):
                file.write(chunk)
    except ObjectGone as error:
        raise SendError(Problem.REFUSED, permanent=True, detail="what was to go with it is gone") from error
    except (ObjectsUnavailable, OSError) as error:
        raise SendError(Problem.BUSY, permanent=False, detail=f"attachment: {type(error).__name__}") from error
