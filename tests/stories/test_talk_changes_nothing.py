"""Whatever people chat about, in whatever state and role: nothing is stored, sent to others, withdrawn or counted.

Said once for all stories, those to come included: only full commands, listed here by hand, may do anything.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from domain.organisation import Role
from storage.engine.database import Database
from tests.support.clocks import FrozenClock
from tests.support.phrase_rows import DATA
from tests.support.stage import Member
from tests.support.talk_states import STATES, Talk
from tests.support.town import PEOPLE, november, town

WAITING = "photos wait for a caption"
NO_CAPTIONS = [line for line in (DATA / "not_captions.txt").read_text("utf-8").splitlines() if line.strip()]
TALK = [line for line in (DATA / "talk.txt").read_text("utf-8").splitlines() if line.strip()]
#: So many lines a state in ``make test``; ``-m long`` says them all.
SAMPLE = 60
#: Lines that are a full command, or the answer to what was asked, in these states.
MEANT = {("photos wait for their unit", "第一")}
CAST = (
    *PEOPLE,
    Member(account="both", organisation="s1"),
    Member(account="both", organisation="bureau", role=Role.SUPERVISOR),
)
CASES = [(state, account) for state, (_, accounts) in STATES.items() for account in accounts]


@asynccontextmanager
async def talk(database: Database, clock: FrozenClock, folder: Path, state: str, account: str) -> AsyncIterator[Talk]:
    """Before the first day while the plan is still owed, else on the third."""
    now = november(5) if state == "a milestone is announced" else november(10, "10:20:00")
    async with town(database, clock, folder, now=now, people=CAST) as on:
        reach, _ = STATES[state]
        await reach(on, account)
        conversation = Talk(on=on, account=account)
        await conversation.remember()
        yield conversation


async def changed_by(conversation: Talk, state: str, lines: list[str]) -> list[str]:
    before = await conversation.kept()
    changing = []
    for line in lines:
        if (state, line) in MEANT:
            continue
        await conversation.say(line)
        after = await conversation.kept()
        if after != before:
            changing.append(line)
            before = after
    return changing


#: Said to one database in ``make test``: nothing here depends on which it is.
ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@ONE_DATABASE
@pytest.mark.parametrize(("state", "account"), CASES)
async def test_talk_changes_nothing(
    database: Database, clock: FrozenClock, tmp_path: Path, state: str, account: str
) -> None:
    lines = random.Random(f"{state} {account}").sample(TALK, SAMPLE)
    async with talk(database, clock, tmp_path, state, account) as conversation:
        assert await changed_by(conversation, state, lines) == []


@ONE_DATABASE
@pytest.mark.parametrize("account", ["alice", "both"])
async def test_what_is_no_caption_is_noted_nowhere(
    database: Database, clock: FrozenClock, tmp_path: Path, account: str
) -> None:
    lines = random.Random(account).sample(NO_CAPTIONS, SAMPLE)
    async with talk(database, clock, tmp_path, WAITING, account) as conversation:
        assert await changed_by(conversation, WAITING, lines) == []


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("account", ["alice", "both"])
async def test_nothing_that_is_no_caption_is_noted(
    database: Database, clock: FrozenClock, tmp_path: Path, account: str
) -> None:
    async with talk(database, clock, tmp_path, WAITING, account) as conversation:
        assert await changed_by(conversation, WAITING, NO_CAPTIONS) == []


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("state", "account"), CASES)
async def test_all_talk_changes_nothing(
    database: Database, clock: FrozenClock, tmp_path: Path, state: str, account: str
) -> None:
    async with talk(database, clock, tmp_path, state, account) as conversation:
        assert await changed_by(conversation, state, TALK) == []


async def test_the_property_notices_a_change(database: Database, clock: FrozenClock, tmp_path: Path) -> None:
    async with talk(database, clock, tmp_path, "photos wait for a caption", "alice") as conversation:
        assert await changed_by(conversation, "photos wait for a caption", ["好的", "撤回 1"]) == ["撤回 1"]
    assert len(TALK) >= 400
