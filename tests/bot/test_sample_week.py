"""The sample's week: its script holds together, its pictures differ, and played it is a week like a real one."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import AsyncIterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot import serving, wiring
from bot.sample import making, scenes
from bot.sample.script import steps
from bot.sample_roster import sample_rows
from bot.settings.load import EMBEDDED, load
from bot.wiring import Bot
from checks.check import inspect
from checks.photos.appearance import look_at
from checks.request import CheckRequest
from domain.campaigns.campaign import DAILY
from domain.clock import CHINA
from domain.completeness import Counts
from domain.findings import Code, Kind, Level
from domain.messages import Incoming, MessageKind
from domain.selection import Mark
from domain.similarity import same_picture
from domain.submission import State
from storage import inbox, overview, rehearsal
from storage.campaign_files import load as load_campaign
from storage.simulator import SIMULATOR
from storage.states import OutboxState, ReceiptState
from storage.submissions import submission_of
from storage.tables import bubbles, marks, outbox, receipts, submissions

SCHOOLS = {row.person: row.name for row in sample_rows()}
SCRIPT = steps(SCHOOLS)
DAYS = (date(2020, 11, 8), date(2020, 11, 9))
SHOTS = {step.shot for step in SCRIPT if step.shot}


@pytest.fixture
async def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    """The embedded rehearsal, before anything has been sent."""
    settings = load(EMBEDDED)
    monkeypatch.chdir(tmp_path)
    async with wiring.opened(settings, alone=True) as opened:
        await serving._prepare(opened)
        yield opened


def test_the_script_is_in_order_and_begins_before_the_rehearsal() -> None:
    assert [step.at for step in SCRIPT] == sorted(step.at for step in SCRIPT)
    settings = load(EMBEDDED)
    assert settings.rehearsal is not None
    assert SCRIPT[-1].at < settings.rehearsal.now
    sent = {step.id: number for number, step in enumerate(SCRIPT)}
    assert all(sent[one] < number for number, step in enumerate(SCRIPT) for one in step.of)
    assert {step.who for step in SCRIPT} <= set(SCHOOLS)


def test_no_two_pictures_are_alike() -> None:
    drawn = {shot: scenes.photo(shot.scene, size=(480, 360)) for shot in SHOTS if not shot.take}
    views = {shot.scene: look_at(Image.open(io.BytesIO(photo))).views for shot, photo in drawn.items()}
    assert len(views) > 30
    alike = [(one, other) for one, other in combinations(sorted(views), 2) if same_picture(views[one], views[other])]
    assert alike == []


def test_a_picture_passes_the_rules_and_another_take_is_other_bytes(tmp_path: Path) -> None:
    rules = load_campaign("nanchang-2020").rules
    for seed in (0, 4):
        (tmp_path / "photo.jpg").write_bytes(scenes.photo(seed))
        request = CheckRequest(path=tmp_path / "photo.jpg", name="", kind=Kind.PHOTO, rules=rules, caption="说明")
        assert inspect(request).findings == ()
    small = (300, 200)
    assert scenes.photo(7, size=small) == scenes.photo(7, size=small) != scenes.photo(7, take=1, size=small)


async def test_whoever_has_begun_is_not_disturbed(bot: Bot) -> None:
    await making.make(bot.ctx, stopped=lambda: True)
    real = bot.ctx.clock.real()
    message = Incoming(channel=SIMULATOR, external_id="1", sender="person-1", kind=MessageKind.TEXT, sent_at=real)
    async with bot.ctx.database.write() as connection:
        await inbox.add(connection, message, arrived=real, clock=bot.ctx.clock)
    await making.make(bot.ctx)
    async with bot.ctx.database.read() as connection:
        assert (await connection.execute(select(submissions.c.id))).first() is None


@pytest.mark.long
async def test_the_week_is_under_way(bot: Bot) -> None:
    """Stopped in the midst of it, gone on with, and not begun again."""
    stops = iter([False] * 30)
    await making.make(bot.ctx, stopped=lambda: next(stops, True))
    await making.make(bot.ctx)
    await making.make(bot.ctx)
    async with bot.ctx.database.read() as connection:
        rows = [submission_of(row) for row in (await connection.execute(select(submissions))).mappings()]
        states = {table.name: set(await connection.scalars(select(table.c.state))) for table in (outbox, receipts)}
        marked = set(await connection.scalars(select(marks.c.mark)))
        said = set(await connection.scalars(select(bubbles.c.mine)))
        days = [
            await overview.day_counts(connection, "nanchang-2020", DAILY, day, None, now=bot.ctx.clock.now())
            for day in DAYS
        ]
        had_sent = await rehearsal.had_sent(connection, DAYS[1])
    assert Counter(row.state for row in rows) == {State.ACCEPTED: 57, State.INCOMPLETE: 1, State.REFUSED: 1}
    advice = [finding.code for row in rows for finding in row.findings if finding.level is Level.ADVICE]
    assert advice == [Code.FILE_DUPLICATE]
    assert states == {"outbox": {OutboxState.SENT}, "receipts": {ReceiptState.SENT}}
    assert (marked, said) == (set(Mark), {False})
    assert days == [
        Counts(on_time=18, late=1, missing=1, exempt=1),
        Counts(on_time=8, late=0, missing=10, exempt=1, waiting=2),
    ]
    # Its liaisons are those whom the simulator does not offer first.
    assert had_sent == {row.person_id for row in rows if row.sent_at.astimezone(CHINA).date() == DAYS[1]}
    assert sum(path.stat().st_size for path in Path("data").rglob("*") if path.is_file()) < 150_000_000
