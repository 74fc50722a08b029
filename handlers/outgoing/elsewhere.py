"""What is said unasked and not delivered to one account of somebody goes to another one, where there is one.

The message itself goes on, so that whoever counts what became of it counts it once. Answers stay where the question
came from, and so does what another channel would have to be given in another form.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import structlog

from domain.organisation import Account
from domain.precedence import Precedence
from handlers.context import Context
from handlers.outbox import abilities, another_address
from storage import people
from storage.outbox_batches import Batch

log = structlog.get_logger()


async def of(ctx: Context, batch: Batch, accounts: Collection[str]) -> Mapping[str, Account]:
    """By those of ``accounts`` that are not delivered to and have another one: where the batch goes instead."""
    if not accounts or not _unasked(batch) or batch.unworded or batch.attachment is not None:
        return {}
    gone = {account.lower() for account in accounts}
    size = len((ctx.seal.opened(batch.text) + batch.again).encode())
    found: dict[str, Account] = {}
    async with ctx.database.read() as connection:
        for account in batch.accounts:
            person = await people.by_account(connection, batch.channel, account) if account.lower() in gone else None
            here = Account(channel=batch.channel, account=account)
            to = another_address(ctx, person, here) if person is not None else None
            if to is not None and _takes(ctx, batch, to, size):
                found[account] = to
    for to in found.values():
        log.info("goes_elsewhere", channel=batch.channel, to=to.channel)
    return found


def _unasked(batch: Batch) -> bool:
    """It answers nothing that came from this account, and is no receipt of it."""
    answers = batch.precedence in (Precedence.ANSWER, Precedence.RECEIPT) or batch.reply_to is not None
    return not answers and not batch.to_group


def _takes(ctx: Context, batch: Batch, to: Account, size: int) -> bool:
    """The other channel takes it as it is."""
    able = abilities(ctx, to.channel)
    return size <= able.max_text_bytes and len(batch.choices) <= able.buttons
