"""Obligations follow what is accepted, also where another worker's verdict came between reading and changing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.campaigns.campaign import DAILY
from domain.obligation import Obligation
from domain.submission import State, Submission
from handlers.submissions import accepting
from storage import inbox, obligations, submissions
from storage.submissions import Change
from tests.support.stage import LEASE, Stage
from tests.support.town import GOOD_TEXT


async def accepted_text(on: Stage) -> tuple[Submission, list[Obligation]]:
    """A text of alice's that counts for today, and every report day of her unit."""
    await on.say("alice", GOOD_TEXT)
    await on.drain()
    async with on.ctx.database.read() as connection:
        (text,) = await submissions.find(connection, [1])
        assert text.organisation_id is not None
        owed = await obligations.of_organisation(connection, text.organisation_id, list(on.ctx.campaigns))
    days = [obligation for obligation in owed if obligation.item == DAILY]
    assert text.state is State.ACCEPTED
    assert [day.id for day in days if day.met_at] == [text.obligation_id]
    return text, days


async def mend(on: Stage, before: Submission, change: Change) -> set[int]:
    """Change one submission because alice said so; the report days that are met afterwards."""
    await on.say("alice", "撤回 1")
    async with on.ctx.database.write() as connection:
        message = await inbox.claim_next(connection, now=on.clock.real(), lease=LEASE)
        assert message is not None
        await accepting.mend(on.ctx, connection, message, [(before, change)], on_receipt=False)
        owed = await obligations.of_organisation(connection, before.organisation_id or 0, list(on.ctx.campaigns))
    return {obligation.id for obligation in owed if obligation.met_at}


@pytest.mark.parametrize("seen", [State.ACCEPTED, State.RECEIVING])
async def test_what_is_withdrawn_counts_no_more(on: Stage, seen: State) -> None:
    text, _ = await accepted_text(on)
    assert await mend(on, replace(text, state=seen), Change(state=State.WITHDRAWN)) == set()


@pytest.mark.parametrize("seen", [State.ACCEPTED, State.RECEIVING])
async def test_what_is_moved_counts_there_and_no_more_here(on: Stage, seen: State) -> None:
    text, days = await accepted_text(on)
    other = days[-1]
    assert other.id != text.obligation_id
    assert await mend(on, replace(text, state=seen), Change(obligation_id=other.id)) == {other.id}
