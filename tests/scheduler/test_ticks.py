"""The clock's ticks: a missed one is made up once, however late, and no two of the same run at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from apscheduler.events import EVENT_ALL, EVENT_JOB_EXECUTED, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from domain.clock import CHINA
from scheduler.ticks import Tick, schedule
from tests.support.patience import PATIENCE

#: What may become of a tick.
_ENDS = (EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, EVENT_JOB_MAX_INSTANCES)


class Minute:
    """A tick a minute whose run can be held up; ``became`` tells what became of each."""

    def __init__(self) -> None:
        self.begun = 0
        self.under_way = asyncio.Event()
        self.gate = asyncio.Event()
        self.became: asyncio.Queue[int] = asyncio.Queue()
        self.scheduler: AsyncIOScheduler = schedule([Tick(name="minute", seconds=60, run=self._run)])
        self.scheduler.add_listener(self._heard, EVENT_ALL)

    async def _run(self) -> None:
        self.begun += 1
        self.under_way.set()
        await self.gate.wait()

    def _heard(self, event: object) -> None:
        if isinstance(event, JobEvent) and event.code in _ENDS:
            self.became.put_nowait(event.code)

    def due(self, ago: timedelta) -> None:
        """The next tick was to be so long ago."""
        self.scheduler.modify_job("minute", next_run_time=datetime.now(CHINA) - ago)

    async def next_end(self) -> int:
        return await asyncio.wait_for(self.became.get(), PATIENCE)


@pytest.fixture
async def minute() -> AsyncIterator[Minute]:
    minute = Minute()
    minute.scheduler.start()
    yield minute
    minute.scheduler.shutdown(wait=False)


def test_every_tick_has_its_name_and_seconds() -> None:
    async def run() -> None: ...

    jobs = schedule([Tick(name="one", seconds=1, run=run), Tick(name="ten", seconds=600.5, run=run)]).get_jobs()
    assert [(job.id, job.name, job.trigger.interval) for job in jobs] == [
        ("one", "one", timedelta(seconds=1)),
        ("ten", "ten", timedelta(seconds=600.5)),
    ]


async def test_ticks_missed_are_made_up_once_however_late(minute: Minute) -> None:
    minute.gate.set()
    minute.due(timedelta(hours=3))
    assert await minute.next_end() == EVENT_JOB_EXECUTED
    assert (minute.begun, minute.became.qsize()) == (1, 0)


async def test_two_of_the_same_do_not_overlap(minute: Minute) -> None:
    minute.due(timedelta(seconds=1))
    await asyncio.wait_for(minute.under_way.wait(), PATIENCE)
    minute.due(timedelta(seconds=1))
    assert await minute.next_end() == EVENT_JOB_MAX_INSTANCES
    minute.gate.set()
    assert await minute.next_end() == EVENT_JOB_EXECUTED
    assert minute.begun == 1
