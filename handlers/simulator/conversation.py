"""The conversations of the simulator: opened, continued, and asked for what has come since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.messages import MessageKind
from formats.words.simulator_page import SEALED_OTHERWISE
from handlers.context import Context
from handlers.simulator.people import Actor
from storage import simulator
from storage.engine.sealing import SealBroken
from storage.simulator import Bubble


async def opened(ctx: Context, me: Actor) -> Sequence[Bubble]:
    """A conversation's last bubbles. Whoever opens one has an account from then on, so the bot can reach them."""
    if me.person_id is not None and not me.bound:
        async with ctx.database.write() as connection:
            await simulator.bind(connection, me.person_id)
    async with ctx.database.read() as connection:
        return _opened(ctx, await simulator.bubbles_since(connection, me.account))


async def fresh(ctx: Context, account: str, after: int) -> Sequence[Bubble]:
    """What came in a conversation after the bubble ``after``."""
    async with ctx.database.read() as connection:
        return _opened(ctx, await simulator.bubbles_since(connection, account, after))


async def answers(ctx: Context) -> Mapping[str, int]:
    """Account → id of the bot's last bubble there."""
    async with ctx.database.read() as connection:
        return await simulator.latest_answers(connection)


async def find(ctx: Context, account: str, bubble_id: int) -> Bubble | None:
    async with ctx.database.read() as connection:
        found = await simulator.bubble(connection, account, bubble_id)
    return _opened(ctx, [found])[0] if found else None


async def add(ctx: Context, account: str, text: str, *, at: datetime, kind: MessageKind, file_name: str) -> Bubble:
    """Show what a person has said (or the name of their file's bytes) as their own bubble; ``at`` is campaign time."""
    async with ctx.database.write() as connection:
        kept = ctx.seal.sealed(text)
        added = await simulator.add_bubble(connection, account, kept, at=at, mine=True, kind=kind, file_name=file_name)
    return replace(added, text=text)


def _opened(ctx: Context, bubbles: Sequence[Bubble]) -> list[Bubble]:
    """As they were said; what another ``secret_key`` has sealed says so."""
    return [replace(bubble, text=_text(ctx, bubble)) for bubble in bubbles]


def _text(ctx: Context, bubble: Bubble) -> str:
    try:
        return ctx.seal.opened(bubble.text)
    except SealBroken:
        return SEALED_OTHERWISE if bubble.kind is MessageKind.TEXT else ""
